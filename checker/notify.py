"""Tells a webhook what a run found: an address of the environment, one POST.

The address is a secret and so is the key of the signature: neither is ever printed, nor
is what the other side answers. No redirect is followed, since it could lead them away.
"""

import hashlib
import hmac
import json
import os
import socket
from collections.abc import Mapping
from dataclasses import field
from http.client import HTTPException
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from upheld.checker.phrases import Told, numbered, phrase
from upheld.dsl.dataclass import dataclass
from upheld.dsl.diagnostics import Diagnostic, RefusedError
from upheld.dsl.source import NOWHERE

#: Variables of the environment: where to, and the key of the signature, if any.
URL, SECRET = "UPHELD_NOTIFY_URL", "UPHELD_NOTIFY_SECRET"

#: Whoever checks the signature hashes the body with the same key.
SIGNATURE = "X-Upheld-Signature"

_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where notifications go; neither field is ever shown."""

    url: str = field(repr=False)
    secret: str = field(default="", repr=False)


class _NoRedirect(HTTPRedirectHandler):
    """An answer that points elsewhere is a failure."""

    def redirect_request(self, *_: object) -> None:
        """Follow nothing."""


def webhook_of(environment: Mapping[str, str] | None = None) -> Webhook | None:
    """The webhook that the environment names; None where it names none.

    Raises:
        RefusedError: E0053, what it names is no address of the web.
    """
    known = os.environ if environment is None else environment
    url = known.get(URL, "").strip()
    if not url:
        return None
    if not _is_address(url):
        message = f"`{URL}` does not hold an address of http or https"
        raise RefusedError(Diagnostic("E0053", message, NOWHERE))
    return Webhook(url, known.get(SECRET, ""))


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


def no_address() -> RefusedError:
    """The error for a notification that is asked for and can go nowhere."""
    message = f"nobody can be notified: `{URL}` is not set"
    help = "set it to the address of a webhook; it stands in no file"
    return RefusedError(Diagnostic("E0053", message, NOWHERE, help))


def deliver(webhook: Webhook, message: Mapping[str, object]) -> Told:
    """Send a message once; why it did not arrive, or nothing."""
    body = json.dumps(message, ensure_ascii=False).encode()
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "upheld",
    }
    if webhook.secret:
        headers[SIGNATURE] = signature(webhook.secret, body)
    try:
        request = Request(webhook.url, body, headers)  # noqa: S310 - http or https
        with build_opener(_NoRedirect).open(request, timeout=_SECONDS):
            return ""
    except HTTPError as error:
        error.close()
        return phrase("the other side answered {code}", code=str(error.code))
    except URLError as error:
        return _reason(error.reason)
    except (OSError, HTTPException, ValueError) as error:
        return _reason(error)


def signature(secret: str, body: bytes) -> str:
    """`sha256=…`: the HMAC of a body."""
    return f"sha256={hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}"


def _reason(error: object) -> Told:
    """What went wrong, without any text that could repeat the address."""
    match error:
        case TimeoutError():
            return numbered(
                "no answer within {n} second", "no answer within {n} seconds", _SECONDS
            )
        case socket.gaierror():
            return phrase("its host is not known")
        case OSError(strerror=str(text)):
            return text.lower()
        case _:
            return phrase("it failed with {error}", error=type(error).__name__)
