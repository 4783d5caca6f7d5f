"""Which keys are compared as whole numbers: those that every source has as such.

A key says which rows of several sources belong together. It is text, `42` beside `042`,
unless the columns themselves are whole numbers: then comparing numbers gives the same
pairs, at half the cost.
"""

from collections.abc import Iterable, Iterator

from upheld.checker.prepare import EventData
from upheld.checker.shapes import INTEGERS


def give_whole_keys(events: Iterable[EventData], as_text: Iterable[str]) -> None:
    """Tell every event which of its columns are read as whole numbers as keys.

    Args:
        as_text: the keys that must be compared as text.
    """
    every = list(events)
    names = {key.name for data in every for key in data.event.keys}
    held = {name: list(columns_of(every, name)) for name in names}
    whole = names - set(as_text)
    found: set[str] | None = None
    while found != whole:
        found = whole
        # A column that is text under one name is so under each of its names.
        texts = {place(at) for name in names - found for at in held[name]}
        whole = {
            name
            for name in found
            if all(is_whole(*at) and place(at) not in texts for at in held[name])
        }
    for name in whole:
        for data, column in held[name]:
            data.whole_keys |= {column}


def columns_of(
    events: Iterable[EventData], name: str
) -> Iterator[tuple[EventData, str]]:
    """Every column that a key of a name is read from."""
    for data in events:
        column = key_of(data, name)
        if column is not None:
            yield data, column


def place(at: tuple[EventData, str]) -> tuple[str, str]:
    """A column of an event, as something that can be looked up."""
    return at[0].event.name, at[1]


def key_of(data: EventData, name: str) -> str | None:
    """The column that a key of a name is read from; None where an event has none."""
    declared = [key.column for key in data.event.keys if key.name == name]
    column = declared[0] if declared else name
    return column if column in data.attached.columns else None


def is_whole(data: EventData, column: str) -> bool:
    """Whether a column holds whole numbers, and none of them stands for nothing."""
    return data.attached.columns[column].upper() in INTEGERS and not data.event.empty
