"""Questions to one help desk: retries, waits as told, and what a failure means.

Nothing but GET is sent, to one host alone: addresses in answers are not followed, and a
redirect is a failure. What the other side answers is never shown.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from upheld.connectors.helpdesk.access import Access
from upheld.dsl.dataclass import dataclass

#: Seconds: of one answer, and the longest wait that a help desk may ask for.
TIMEOUT, LONGEST_WAIT = 60, 900


@dataclass(eq=False)
class UnreadableError(Exception):
    """A help desk that did not give what was asked for."""

    message: str
    help: str

    def __str__(self) -> str:
        return self.message


class Web:
    """One help desk, asked by `get`.

    Args:
        attempts: how often one question is asked, at least once; between two attempts
            pass the seconds of `Retry-After`, or 1, 2, 4 and so on.
    """

    def __init__(self, access: Access, attempts: int) -> None:
        from dlt.sources.helpers.requests import Client

        self._access = access
        self.host = urlsplit(access.address).hostname or ""
        self._client = Client(
            request_timeout=TIMEOUT,
            request_max_attempts=attempts,
            request_max_retry_delay=LONGEST_WAIT,
            session_attrs={"max_redirects": 0},
        )

    def get(self, path: str, asked: Mapping[str, str]) -> dict[str, Any]:
        """The object that a path answers with.

        Raises:
            UnreadableError: it could not be had.
        """
        found = self.find(path, asked)
        if found is None:
            raise self._failed("knows no such path (404)", "is its address right?")
        return found

    def find(self, path: str, asked: Mapping[str, str]) -> dict[str, Any] | None:
        """The same, or nothing where there is none (404).

        Raises:
            UnreadableError: it could not be had.
        """
        import requests

        try:
            answer = self._client.get(
                self._access.address + path, params=dict(asked), auth=self._signed
            ).json()
        except requests.HTTPError as error:
            if error.response.status_code == 404:
                return None
            raise self._refusal(error.response.status_code) from None
        except requests.TooManyRedirects:
            raise self._failed("points elsewhere", "give its final address") from None
        except requests.JSONDecodeError:
            raise self._undocumented() from None
        except requests.RequestException:
            help = "what was read so far is kept; run it again"
            raise self._failed("cannot be reached, or broke off", help) from None
        if not isinstance(answer, dict):
            raise self._undocumented()
        return answer

    def _signed(self, request: Any) -> Any:
        """The request with the header that opens the help desk."""
        request.headers["Authorization"] = self._access.header
        return request

    def _refusal(self, status: int) -> UnreadableError:
        variable = f"UPHELD_{self._access.desk.upper()}_TOKEN"
        if status in (401, 403):
            help = f"make a new token, with the right to read, for `{variable}`"
            said = f"refuses the token ({status}): it is wrong, too weak, or expired"
            return self._failed(said, help)
        if status == 429:
            help = "run it again later; what was read so far is kept"
            return self._failed("answers no more for now (429)", help)
        return self._failed(f"answers with {status}", "run it again later")

    def _undocumented(self) -> UnreadableError:
        help = "is that the address of the help desk itself?"
        return self._failed("does not answer as its documentation says", help)

    def _failed(self, what: str, help: str) -> UnreadableError:
        return UnreadableError(f"`{self._access.address}` {what}", help)
