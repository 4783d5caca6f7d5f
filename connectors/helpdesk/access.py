"""Where a help desk is and how to get in: both from the environment, neither shown."""

import base64
from collections.abc import Mapping
from dataclasses import field
from urllib.parse import urlsplit

from upheld.dsl.dataclass import dataclass
from upheld.dsl.diagnostics import Diagnostic, RefusedError
from upheld.dsl.source import NOWHERE

#: What stands behind the account in a user name of HTTP: Zendesk marks tokens so.
TOKEN_MARKS = {"zendesk": "/token", "jira": ""}

#: Hosts that may be asked without encryption: they are this machine.
LOOPBACK = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True, slots=True)
class Access:
    """The address of a help desk, without a path, and the header that opens it."""

    desk: str
    address: str
    header: str = field(repr=False)


def access_of(desk: str, url: str, environment: Mapping[str, str]) -> Access:
    """How a help desk is reached.

    Args:
        desk: `zendesk` or `jira`.
        url: its address; the environment's where it is empty.

    Raises:
        RefusedError: E0056, the address or the token is missing or cannot be used.
    """
    names = {
        each: f"UPHELD_{desk.upper()}_{each}" for each in ("URL", "EMAIL", "TOKEN")
    }
    known = {each: environment.get(name, "").strip() for each, name in names.items()}
    token, email = known["TOKEN"], known["EMAIL"]
    if not token:
        help = f"with `{names['EMAIL']}` it is an API token, alone one of OAuth"
        raise _refused(f"`{names['TOKEN']}` is not set", help)
    address = _address(url or known["URL"], names["URL"])
    if not email:
        return Access(desk, address, f"Bearer {token}")
    pair = f"{email}{TOKEN_MARKS[desk]}:{token}".encode()
    return Access(desk, address, f"Basic {base64.b64encode(pair).decode('ascii')}")


def _address(url: str, variable: str) -> str:
    """Scheme and host of an address.

    Raises:
        RefusedError: E0056, it is none of https, or carries more than a host.
    """
    example = "such as https://example.zendesk.com"
    if not url:
        raise _refused("no address of the help desk", f"`--url` or `{variable}`")
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise _refused("the address of the help desk is none", example) from None
    if not host or parts.scheme not in ("http", "https") or parts.username:
        raise _refused("the address of the help desk is none of the web", example)
    if parts.scheme == "http" and host not in LOOPBACK:
        raise _refused("the token would be sent without encryption", example)
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise _refused("the address of the help desk has more than a host", example)
    return f"{parts.scheme}://{parts.netloc}"


def _refused(message: str, help: str) -> RefusedError:
    return RefusedError(Diagnostic("E0056", message, NOWHERE, help))
