"""Where the keys and values of a TOML text stand, which `tomllib` does not say.

[sources.calls]
path = "calls.csv"
# ("sources", "calls", "path") -> key at 2:1, value at 2:8
"""

import re
from dataclasses import field

from upheld.dsl.dataclass import dataclass

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_TEXT = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}'
    r"|'''.*?'{3,5}"
    r'|"(?:\\.|[^"\\])*"'
    r"|'[^']*'",
    re.DOTALL,
)
_BARE_VALUE = re.compile(r"[^,\]}\n#]*")


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of the text, as offsets; the end is exclusive."""

    start: int
    end: int


@dataclass(slots=True)
class _Scan:
    """A walk over a text that `tomllib` has accepted; on others it says nonsense."""

    text: str
    at: int = 0
    keys: dict[tuple[str | int, ...], Place] = field(default_factory=dict)
    values: dict[tuple[str | int, ...], Place] = field(default_factory=dict)

    def document(self) -> None:
        """Tables and pairs, up to the end."""
        table: tuple[str | int, ...] = ()
        self.skip()
        while self.at < len(self.text):
            if self.sees("["):
                table = self.header()
            else:
                self.pair(table)
            self.skip()

    def header(self) -> tuple[str | int, ...]:
        """`[a.b]` or `[[a.b]]`; entries of the second kind are not told apart."""
        while self.sees("["):
            self.at += 1
        path = self.key(())
        while self.sees("]"):
            self.at += 1
        return path

    def pair(self, table: tuple[str | int, ...]) -> None:
        """`key = value`."""
        path = self.key(table)
        self.at += 1  # the sign =
        self.skip()
        self.value(path)

    def key(self, table: tuple[str | int, ...]) -> tuple[str | int, ...]:
        """A key with dots; each of its parts has its own place."""
        path = table
        while True:
            self.skip()
            start = self.at
            path = (*path, self.word())
            self.keys.setdefault(path, Place(start, self.at))
            self.skip()
            if not self.sees("."):
                return path
            self.at += 1

    def word(self) -> str:
        """One part of a key."""
        found = _BARE_KEY.match(self.text, self.at)
        if found is not None:
            self.at = found.end()
            return found.group()
        quoted = _TEXT.match(self.text, self.at)
        self.at = quoted.end() if quoted else self.at + 1
        return quoted.group()[1:-1] if quoted else ""

    def value(self, path: tuple[str | int, ...]) -> None:
        """A value and what is inside it."""
        start = self.at
        found = _TEXT.match(self.text, self.at)
        if found is not None:
            self.at = found.end()
        elif self.sees("["):
            self.inside(path, "]")
        elif self.sees("{"):
            self.inside(path, "}")
        else:
            bare = _BARE_VALUE.match(self.text, self.at)
            written = bare.group().rstrip() if bare else ""
            self.at += len(written)
        self.values[path] = Place(start, self.at)

    def inside(self, path: tuple[str | int, ...], end: str) -> None:
        """The entries of an array or an inline table."""
        self.at += 1
        self.skip()
        number = 0
        while self.at < len(self.text) and not self.sees(end):
            if end == "]":
                self.value((*path, number))
            else:
                self.pair(path)
            number += 1
            self.skip()
            if self.sees(","):
                self.at += 1
                self.skip()
        self.at += 1

    def skip(self) -> None:
        """Past blanks, line ends and comments."""
        found = _BLANK.match(self.text, self.at)
        self.at = found.end() if found else self.at

    def sees(self, sign: str) -> bool:
        """True where this sign stands here."""
        return self.text.startswith(sign, self.at)


@dataclass(frozen=True, slots=True)
class Places:
    """Places by path: names of keys, and numbers of array entries from 0."""

    keys: dict[tuple[str | int, ...], Place]
    values: dict[tuple[str | int, ...], Place]

    def key(self, path: tuple[str | int, ...]) -> Place:
        """Where a key stands, or the nearest key around it."""
        return _nearest(self.keys, path)

    def value(self, path: tuple[str | int, ...]) -> Place:
        """Where a value stands; of a table, its key; else the nearest around it."""
        return _nearest(self.keys | self.values, path)


def find_places(text: str) -> Places:
    """The places of a TOML text that `tomllib` accepts."""
    scan = _Scan(text)
    scan.document()
    return Places(scan.keys, scan.values)


def _nearest(
    places: dict[tuple[str | int, ...], Place], path: tuple[str | int, ...]
) -> Place:
    while path and path not in places:
        path = path[:-1]
    return places.get(path, Place(0, 1))
