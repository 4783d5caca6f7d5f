"""Secrets: taken from the environment, and kept out of every message."""

import os
import re
from collections.abc import Iterable
from urllib.parse import unquote

from upheld.connectors.base import SourceError, SourceSpec
from upheld.connectors.options import text_option

_PASSWORD = re.compile(
    r"(?:password|passwd|pwd|token|secret|key|sig|signature|credential)[a-z_-]*\s*=\s*"
    r"('(?:[^'\\]|\\.)*'|[^\s&;]+)",
    re.IGNORECASE,
)
_USERINFO = re.compile(r"^[^:/?#]*://(.*)@", re.DOTALL)
_PART = re.compile(r"[^:/@?#&=%\s]+")

#: A secret shorter than this cannot be told from other text.
SHORTEST = 4


def from_environment(spec: SourceSpec, option: str) -> str:
    """The value of the variable that an option names.

    Raises:
        SourceError: E4019 for an address in place of a name, E4027 where the option or
            the variable is missing.
    """
    name = text_option(spec, option)
    if name is None:
        raise SourceError(
            "E4027",
            f"source `{spec.name}` has no `{option}`",
            help=f'write `{option} = "VARIABLE"`: the environment variable that holds '
            "the address",
        )
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name):
        # INVARIANT: the value is not shown; it may be an address with a password.
        raise SourceError(
            "E4019",
            f"`{option}` of source `{spec.name}` is not the name of a variable",
            help="put the address into the environment and its variable's name here, "
            "so that no file holds a secret",
        )
    return variable(spec, name)


def variable(spec: SourceSpec, name: str) -> str:
    """The value of an environment variable that a source needs.

    Raises:
        SourceError: E4027 where it is missing or empty.
    """
    value = os.environ.get(name, "")
    if not value:
        raise SourceError(
            "E4027",
            f"source `{spec.name}` needs the environment variable `{name}`",
            help=f"set {name} where upheld runs",
        )
    return value


def secrets_in(uri: str) -> frozenset[str]:
    """Everything of an address that may be secret: all but user, host and database.

    An address that was put together wrongly (`:` or `@` in a password) is cut at each
    sign, since a driver may take any of the parts for the host and say so.
    """
    found = {uri}
    userinfo = _USERINFO.match(uri)
    if userinfo:
        user, _, password = userinfo[1].partition(":")
        found |= {password, unquote(password), *_PART.findall(password)}
        if not password:
            found |= {user} if "@" in user else set()
    for match in _PASSWORD.finditer(uri):
        value = match[1].strip("'")
        found |= {value, unquote(value)}
    return frozenset(found - {""})


def scrubbed(text: str, secrets: Iterable[str]) -> str:
    """A message without any secret; nothing is left of it where one is too short."""
    known = sorted(secrets, key=len, reverse=True)
    if any(len(secret) < SHORTEST and secret in text for secret in known):
        return ""
    for secret in known:
        if len(secret) >= SHORTEST:
            text = text.replace(secret, "…")
    return text
