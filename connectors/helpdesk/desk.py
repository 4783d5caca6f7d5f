"""What is kept of a help desk: tables, feeds that fill them, files made of them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from upheld.connectors.helpdesk.web import Web
from upheld.dsl.dataclass import dataclass

Row = dict[str, str | None]

#: What a feed knows of how far it came, kept between runs.
Place = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text; those of one key are one, the newest read."""

    columns: tuple[str, ...]
    key: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One answer: rows by table, where the next one begins, whether it was the last."""

    rows: Mapping[str, Sequence[Row]]
    place: Place
    is_last: bool


@dataclass(frozen=True, slots=True)
class Feed:
    """A stream of answers; `page` asks for the one that begins at a place."""

    name: str
    page: Callable[[Web, Place], Page]


@dataclass(frozen=True, slots=True)
class Desk:
    """One help desk; `files` are names of files and the SELECT over the tables."""

    name: str
    tables: Mapping[str, Table]
    feeds: tuple[Feed, ...]
    files: Mapping[str, str]


def text(value: object) -> str | None:
    """A value of an answer as it stands in a file."""
    match value:
        case None:
            return None
        case bool():
            return "true" if value else "false"
        case _:
            return str(value)


def row(record: Mapping[str, Any], columns: Sequence[str]) -> Row:
    """Some fields of a record, those that are missing too."""
    return {name: text(record.get(name)) for name in columns}
