"""Files of a web server, only where the settings of the project say so.

A policy cannot ask for one: `from "https://…"` is refused. In upheld.toml a source of
kind `http` is fetched once for each run, whole, into a private folder.
"""

import hashlib
import http.client
import shutil
import socket
import ssl
import tempfile
import urllib.error
import urllib.request
from dataclasses import replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlsplit, urlunsplit

from upheld.connectors.base import Attached, SourceError, SourceSpec
from upheld.connectors.delegate import attach_copies, format_of, suffix_for
from upheld.connectors.options import text_option
from upheld.connectors.secrets import (
    from_environment,
    scrubbed,
    secrets_in,
    variable,
)

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

#: How long a server may say nothing, in seconds.
PATIENCE = 60
_BLOCK = 1 << 20

OPTIONS = ("uri", "format", "authorization", "time_limit")


class HttpConnector:
    """One file by its address; a header `Authorization` comes from the environment."""

    kind: ClassVar[str] = "http"
    suffixes: ClassVar[tuple[str, ...]] = ()

    def attach(
        self, connection: "DuckDBPyConnection", spec: SourceSpec, relation: str
    ) -> Attached:
        """Makes a table of the file, read by the connector of its suffix.

        Raises:
            SourceError: E4010, E4015, E4019, E4024 to E4027, and those of the file.
        """
        url = _address(spec)
        kind = format_of(spec, urlsplit(url).path)
        headers = {}
        name = text_option(spec, "authorization")
        if name is not None:
            headers["Authorization"] = variable(spec, name)
        secrets = secrets_in(url) | set(headers.values())
        with tempfile.TemporaryDirectory(prefix="upheld-") as folder:
            file = Path(urlsplit(url).path).name or "file"
            suffix = suffix_for(file, kind)
            copy = Path(folder) / f"{file.removesuffix(suffix)}{suffix}"
            digest = _fetch(spec, url, headers, copy, frozenset(secrets))
            size = copy.stat().st_size
            made = attach_copies(
                connection, spec, relation, kind, Path(folder), OPTIONS
            )
        sent = f"GET {_shown(url)}\n{size} bytes, SHA-256 {digest}"
        return replace(made, kind=self.kind, sent=(sent,))


def _address(spec: SourceSpec) -> str:
    """The address: of the environment, or `path` if it holds no secret."""
    url = from_environment(spec, "uri") if "uri" in spec.options else spec.location
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SourceError(
            "E4019",
            f"source `{spec.name}` has no address that begins with `https://`",
        )
    if "uri" not in spec.options and (parts.username or parts.password):
        raise SourceError(
            "E4019",
            f"the address of source `{spec.name}` holds a user or password",
            help='put it into the environment: `uri = "VARIABLE"`',
        )
    return url


def _shown(url: str) -> str:
    """An address without user, password and query."""
    parts = urlsplit(url)
    port = f":{parts.port}" if parts.port else ""
    return urlunsplit((parts.scheme, f"{parts.hostname}{port}", parts.path, "", ""))


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows a server to itself only: another one would be told the secret."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        """The next request; None ends in an error of the first one."""
        before, after = urlsplit(req.full_url), urlsplit(newurl)
        same = (before.scheme, before.netloc) == (after.scheme, after.netloc)
        if not same:
            return None
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _fetch(
    spec: SourceSpec,
    url: str,
    headers: dict[str, str],
    copy: Path,
    secrets: frozenset[str],
) -> str:
    """Writes the answer to a file; its SHA-256 in hex."""
    opener = urllib.request.build_opener(_Redirects)
    digest = hashlib.sha256()
    request = urllib.request.Request(url, headers=headers)  # noqa: S310 - http(s) only
    try:
        with opener.open(request, timeout=PATIENCE) as answer, copy.open("wb") as file:
            shutil.copyfileobj(answer, file, _BLOCK)
            _refuse_short(answer, copy, file)
    except Exception as error:
        if isinstance(error, urllib.error.HTTPError):
            error.close()
        raise _said(spec, error, secrets) from error
    with copy.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _refuse_short(answer: Any, copy: Path, file: IO[bytes]) -> None:
    """A read in blocks does not notice that the connection was cut."""
    file.flush()
    told = answer.headers.get("Content-Length")
    got = copy.stat().st_size
    if told is not None and int(told) != got:
        raise http.client.IncompleteRead(b"", int(told) - got)


def _said(spec: SourceSpec, error: Exception, secrets: frozenset[str]) -> SourceError:
    """An error of the way as one of ours."""
    name = spec.name
    shown = scrubbed(str(error), secrets)
    notes = (f"the server says: {shown}",) if shown else ()
    reason = getattr(error, "reason", error)
    match error:
        case urllib.error.HTTPError(code=401 | 403 | 407):
            return SourceError(
                "E4025",
                f"the server of source `{name}` refuses the user, key or token",
                "renew what the environment variable of `authorization` holds",
                notes,
            )
        case urllib.error.HTTPError(code=404 | 410):
            return SourceError(
                "E4010", f"source `{name}` is not there", "look at its address", notes
            )
        case urllib.error.HTTPError():
            return SourceError(
                "E4029",
                f"the server does not give source `{name}`",
                "look at its address; redirections to other servers are not followed",
                notes,
            )
        case http.client.IncompleteRead() | ConnectionError() | TimeoutError():
            return SourceError(
                "E4026",
                f"reading source `{name}` broke off",
                "run it again; nothing of a part that was read is judged",
                notes,
            )
        case urllib.error.URLError() if isinstance(
            reason, socket.gaierror | ssl.SSLError | OSError
        ):
            return SourceError(
                "E4024",
                f"the server of source `{name}` cannot be reached",
                "look at host and port of its address, and at its certificate",
                notes,
            )
        case _:
            return SourceError(
                "E4029", f"the server does not give source `{name}`", "", notes
            )
