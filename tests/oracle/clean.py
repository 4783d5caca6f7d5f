"""From the raw rows of a source to events: repeats, `latest by`, what is not seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from tests.oracle.rows import Seen, Truth, holds, unhidden
from tests.oracle.values import ISO, NUMBER, EvaluationError, moment, number
from upheld.dsl import model

Cells = dict[str, str | None]
Key = tuple[bool, Fraction | str]


@dataclass(frozen=True, slots=True)
class Source:
    """The rows of one event, and how many were put aside on the way."""

    rows: tuple[Seen, ...]
    read: int
    repeats: int
    unseen: int
    elsewhere: int


def events(event: model.Event, table: Sequence[Cells], as_of: int, zone: str) -> Source:
    """One row for each event: of those `where` lets through, each identity once."""
    rows = [Seen(event, cleaned(event, cells), as_of, zone) for cells in table]
    own = [row for row in rows if event_truth(row) is not False]
    now = [row for row in own if not any(_later(key, row) for key in _moments(own))]
    kept = [row for group in _identities(now) for row in _one(group, now)]
    return Source(
        tuple(kept),
        read=len(rows),
        repeats=len(now) - len(kept),
        unseen=len(own) - len(now),
        elsewhere=len(rows) - len(own),
    )


def cleaned(event: model.Event, cells: Cells) -> Cells:
    """Every text that stands for nothing becomes None."""
    nothing = {"", *event.empty}
    return {name: None if text in nothing else text for name, text in cells.items()}


def event_truth(row: Seen) -> Truth:
    """Whether a row of a mixed log is one of the event's."""
    return True if row.event.where is None else holds(row.event.where, row)


def _identities(rows: Sequence[Seen]) -> list[list[Seen]]:
    """Rows of one identity together; without one, or with an empty one, each alone."""
    groups: dict[object, list[Seen]] = {}
    for index, row in enumerate(rows):
        identity = tuple(row.cells[name] for name in row.event.identity)
        known = any(part is not None for part in identity)
        groups.setdefault(identity if known else index, []).append(row)
    return list(groups.values())


def _one(group: list[Seen], rows: Sequence[Seen]) -> list[Seen]:
    """The row of an identity that stands."""
    different = [row for i, row in enumerate(group) if row not in group[:i]]
    pick = group[0].event.pick
    if len(different) == 1:
        return different
    if pick is None:
        raise EvaluationError("differing rows with one identity")
    keys = [[_key(name, row, rows) for name in pick.columns] for row in different]
    # An empty column is the last choice of both `latest` and `first`.
    known = [key for key in keys if key[0][0]] or keys
    best = max(known) if pick.which == "latest" else min(known)
    if keys.count(best) > 1:
        raise EvaluationError(f"a tie that `{pick.which} by` leaves over")
    return [different[keys.index(best)]]


def _key(name: str, row: Seen, rows: Sequence[Seen]) -> Key:
    """How a column compares: as moments, as numbers, or as text."""
    text = row.cells[name]
    if text is None:
        return False, ""
    if name in _moments(rows):
        return True, Fraction(_moment(name, row) or 0)
    if all(NUMBER.fullmatch(t) for r in rows if (t := r.cells[name]) is not None):
        value = number(text)
        assert isinstance(value, Fraction)
        return True, value
    return True, text


def _moments(rows: Sequence[Seen]) -> list[str]:
    """The columns of `latest by` that hold moments: declared, or all ISO moments."""
    pick = rows[0].event.pick if rows else None
    return [] if pick is None else [n for n in pick.columns if _holds_moments(n, rows)]


def _holds_moments(name: str, rows: Sequence[Seen]) -> bool:
    texts = [text for row in rows if (text := row.cells[name]) is not None]
    declared = _declared(name, rows[0].event) is not None
    return declared or (bool(texts) and all(map(ISO.fullmatch, texts)))


def _declared(name: str, event: model.Event) -> model.Moment | None:
    moments = (event.start, *event.milestones.values())
    return next((m for m in moments if m.columns == (name,)), None)


def _moment(name: str, row: Seen) -> int | None:
    declared, text = _declared(name, row.event), row.cells[name]
    if declared is not None:
        read = unhidden(declared, row)
    else:
        read = None if text is None else moment(text, "", row.event.start.zone)
    return read if isinstance(read, int) else None


def _later(name: str, row: Seen) -> bool:
    """Whether a row was written after `as of`."""
    written = _moment(name, row)
    return written is not None and written > row.as_of
