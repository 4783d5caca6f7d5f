"""`posts at least every 7 days`: the gaps of each series, one after the other."""

from collections.abc import Sequence
from dataclasses import dataclass

from tests.oracle.duties import Duty, Placed, entries_of
from tests.oracle.membership import Group
from tests.oracle.rows import Seen, moment_of
from tests.oracle.values import BROKEN
from tests.oracle.working import shifted
from tests.oracle.world import Row, World, keys_of
from upheld.dsl import model


@dataclass(frozen=True, slots=True)
class Series:
    """From `begin` gaps run, to `until` where it is given, closed by `marks`."""

    group: Group
    begin: int
    until: int | None
    marks: tuple[int, ...]
    row: Row | None


def gaps_of(subject: model.Recurrence, world: World) -> list[Duty]:
    """One obligation for each gap, at its first moment."""
    series = of_events if subject.scope is not None else of_groups
    return [
        Duty(begin, each.group, state, 0)
        for each in series(subject, world)
        for begin, state in states(each, subject.length, world)
    ]


def states(
    series: Series, length: model.LimitLength, world: World
) -> list[tuple[int, str]]:
    """Each gap's first moment and whether it was closed in time."""
    end, is_cut = last_moment(world)
    found = []
    starts = [series.begin, *sorted(series.marks)]
    for begin, following in zip(starts, [*starts[1:], None], strict=True):
        due = due_after(begin, length, series, world)
        if due is None:
            found.append((begin, "invalid"))
            continue
        if following is not None:
            kept = following <= due
        elif series.until is not None and series.until <= end:
            kept = series.until <= due
        else:
            kept = end <= due if is_cut else end < due
        found.append((begin, "met" if kept else "missed"))
    return found


def due_after(
    begin: int, length: model.LimitLength, series: Series, world: World
) -> int | None:
    """The last moment at which the next event is in time; None where none can tell."""
    row = series.row or row_of_group(series.group, world)
    due = shifted(begin, length, row, world)
    return due if isinstance(due, int) else None


def row_of_group(group: Group, world: World) -> Row:
    """A row that knows nothing but its group."""
    edition = world.run.edition
    event = edition.populations[0].event
    cells: dict[str, str | None] = {key.column: None for key in event.keys}
    for part, value in zip(edition.groups, group, strict=False):
        if isinstance(part.value, model.Column) and value != "(unknown)":
            cells[part.value.name] = value
    return Row(Seen(event, cells, world.now, world.zone), 0)


def last_moment(world: World) -> tuple[int, bool]:
    """The last moment of the period, and whether it lies before `as of`."""
    ends = [m - 1 for m in (world.run.last, world.run.ends) if m is not None]
    end = min([world.run.as_of, *ends])
    return end, end < world.run.as_of


def first_moment(rows: Sequence[Placed], world: World) -> int | None:
    """Where the period starts, None where nothing says so."""
    anchors = [r.entry.anchor for r in rows if r.entry.anchor is not None]
    start = min(anchors, default=None) if world.run.first is None else world.run.first
    if start is None or world.run.begins is None:
        return start
    return max(start, world.run.begins)


def marks_in(rows: Sequence[Placed], begin: int, until: int | None) -> tuple[int, ...]:
    """The events that close gaps: neither excluded nor invalid, inside the series."""
    return tuple(
        anchor
        for r in rows
        if r.entry.fate == "in" and (anchor := r.entry.anchor) is not None
        if begin <= anchor and (until is None or anchor <= until)
    )


def of_groups(subject: model.Recurrence, world: World) -> list[Series]:
    """A series for each group found, or each member of a list for its own time."""
    rows = entries_of(subject.population, world)
    start, (end, _) = first_moment(rows, world), last_moment(world)
    if start is None or start > end:
        return []
    fields = world.run.edition.groups
    listed = fields[0].members if fields else None
    found = []
    if listed is not None:
        for member in world.members(listed):
            begin = start if member.since is None else max(start, member.since)
            gone = member.until is not None and member.until < begin
            if begin <= end and not gone:
                own = [r for r in rows if r.entry.group == (member.name,)]
                marks = marks_in(own, begin, member.until)
                found.append(Series((member.name,), begin, member.until, marks, None))
        return found
    dated = [r for r in rows if r.entry.anchor is not None]
    groups = {r.entry.group for r in dated} if fields else {()}
    for group in groups:
        own = [r for r in rows if r.entry.group == group or not fields]
        found.append(Series(group, start, None, marks_in(own, start, None), None))
    return found


def of_events(subject: model.Recurrence, world: World) -> list[Series]:
    """A series for each event of the scope, from its start to its milestone."""
    assert subject.scope is not None
    assert subject.until is not None
    rows = entries_of(subject.population, world)
    end, _ = last_moment(world)
    found = []
    for placed in entries_of(subject.scope, world):
        row, begin = placed.row, placed.entry.anchor
        keys, until = keys_of(row, subject.keys), moment_of(subject.until, row.seen)
        if placed.entry.fate != "in" or begin is None or begin > end or keys is None:
            continue
        if until is BROKEN or (until is not None and until < begin):
            continue
        own = [r for r in rows if keys_of(r.row, subject.keys) == keys]
        marks = marks_in(own, begin, until)
        found.append(Series((name_of(row),), begin, until, marks, row))
    return found


def name_of(row: Row) -> str:
    """What an event is called: its identity."""
    return row.seen.cells[row.seen.event.identity[0]] or "(unknown)"
