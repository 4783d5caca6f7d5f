"""Which rows a sentence is about: outside, not meant, left out, invalid, or in."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

from tests.oracle.clean import Cells, Source, event_truth, events
from tests.oracle.moments import midnight
from tests.oracle.rows import (
    Seen,
    Truth,
    every,
    holds,
    moment_of,
    outcome_state,
    unhidden,
    value_of,
)
from tests.oracle.values import BROKEN, Broken
from upheld.dsl import model

Group = tuple[str, ...]
Lists = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Run:
    """What a run is asked: moments in microseconds, lists by name, waivers.

    `first` is the first moment of the period, `last` the first one after it.
    """

    edition: model.Edition
    as_of: int
    first: int | None
    last: int | None
    lists: Lists
    waivers: tuple[model.Waiver, ...]

    @property
    def zone(self) -> str:
        """The zone of the standard."""
        return self.edition.zone

    @property
    def begins(self) -> int | None:
        """The first moment of the edition."""
        first = self.edition.first
        return None if first is None else midnight(date.fromisoformat(first), self.zone)

    @property
    def ends(self) -> int | None:
        """The moment behind the last day of the edition."""
        last = self.edition.last
        return None if last is None else after_day(last, self.zone)


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of a population; `anchor` is the moment that puts it in a window."""

    seen: Seen
    anchor: int | None
    group: Group
    fate: str


@dataclass(frozen=True, slots=True)
class Sorted:
    """The rows of one population, and how many rows are not among them."""

    source: Source
    entries: tuple[Entry, ...]
    gone: Counter[str]


def after_day(day: str, zone: str) -> int:
    """The end of a day that is included."""
    return midnight(date.fromisoformat(day) + timedelta(days=1), zone)


def sort_rows(
    population: model.Population, tables: Mapping[str, Sequence[Cells]], run: Run
) -> Sorted:
    """Every row of a population's event in its place: the first that fits."""
    event = population.event
    source = events(event, tables[event.source], run.as_of, run.zone)
    gone = Counter(outside=source.unseen, not_in_population=source.elsewhere)
    entries = []
    for seen in source.rows:
        placed = place(seen, population, run)
        if isinstance(placed, Entry):
            entries.append(placed)
        else:
            gone[placed] += 1
    return Sorted(source, tuple(entries), gone)


def place(seen: Seen, population: model.Population, run: Run) -> Entry | str:
    """An entry of the population, or the reason why it is none."""
    start = unhidden(seen.event.start, seen)
    anchor = start if not counted_by(seen, run) else anchor_of(seen, run)
    if is_outside(start, anchor, counted_by(seen, run), run):
        return "outside"
    group = group_of(seen, run)
    inside = every(
        (
            event_truth(seen),
            *(holds(condition, seen) for condition in population.where),
            not isinstance(start, int) or in_edition(start, run),
            all(map(is_member, group, group_members(run))),
        )
    )
    if inside is False:
        return "not_in_population"
    dated = anchor if isinstance(start, int) and isinstance(anchor, int) else None
    fate = fate_of(seen, BROKEN if dated is None else inside, population, run)
    return Entry(seen, dated, group, fate)


def counted_by(seen: Seen, run: Run) -> bool:
    """Whether this event is put in its window by another milestone."""
    moment = run.edition.counted_by
    return moment is not None and moment in seen.event.milestones.values()


def anchor_of(seen: Seen, run: Run) -> int | Broken | None:
    """The milestone that the event is counted by."""
    assert run.edition.counted_by is not None
    return moment_of(run.edition.counted_by, seen)


def is_outside(
    start: int | Broken | None, anchor: int | Broken | None, counted: bool, run: Run
) -> bool:
    """Not there yet, without its milestone, or outside `--from` and `--to`."""
    if counted and anchor is None:
        return True
    if isinstance(start, int) and start > run.as_of:
        return True
    if not isinstance(anchor, int):
        return False
    early = run.first is not None and anchor < run.first
    late = run.last is not None and anchor >= run.last
    began = isinstance(start, int) and in_edition(start, run)
    return early or late or (began and not in_edition(anchor, run))


def in_edition(start: int, run: Run) -> bool:
    """Whether the edition is in force at an event's start."""
    return (run.begins is None or run.begins <= start) and (
        run.ends is None or start < run.ends
    )


def fate_of(seen: Seen, inside: Truth, population: model.Population, run: Run) -> str:
    """Excluded before invalid, and invalid before anything else."""
    excused = any(is_excused(seen, waiver, run) for waiver in run.waivers)
    left_out = [outcome_state(o, seen, None) for o in population.excluding]
    if excused or "met" in left_out:
        return "excluded"
    return "invalid" if inside is BROKEN or "invalid" in left_out else "in"


def is_excused(seen: Seen, waiver: model.Waiver, run: Run) -> bool:
    """Whether an excusing waiver covers the start of an event."""
    start, (first, after) = unhidden(seen.event.start, seen), days_of(waiver, run)
    if waiver.kind != "excuses" or not isinstance(start, int):
        return False
    if not first <= start < after:
        return False
    return waiver.condition is None or holds(waiver.condition, seen) is True


def days_of(waiver: model.Waiver, run: Run) -> tuple[int, int]:
    """The moments between which a waiver holds."""
    first = midnight(date.fromisoformat(waiver.first), run.zone)
    return first, after_day(waiver.last, run.zone)


# --- groups ---------------------------------------------------------------------------


def group_of(seen: Seen, run: Run) -> Group:
    """The value of each `for each`; nothing is the group (unknown)."""
    return tuple(shown(field, seen) for field in run.edition.groups)


def shown(field: model.GroupField, seen: Seen) -> str:
    """A group value as text."""
    if isinstance(field.value, model.Condition):
        held = holds(field.value, seen)
        return "(unknown)" if held is BROKEN else str(held).lower()
    value = value_of(field.value, seen)
    if value is None or value is BROKEN:
        return "(unknown)"
    if isinstance(field.value, model.Moment):
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=int(value))
        return moment.astimezone(ZoneInfo(seen.zone)).isoformat()
    is_length = getattr(field.value, "unit", None) == model.LENGTH
    return in_words(int(value)) if is_length else str(value)


def in_words(microseconds: int) -> str:
    """`1m 30s`, of lengths of whole seconds."""
    minutes, seconds = divmod(microseconds // 1_000_000, 60)
    hours, minutes = divmod(minutes, 60)
    parts = ((hours, "h"), (minutes, "m"), (seconds, "s"))
    return " ".join(f"{n}{sign}" for n, sign in parts if n) or "0s"


def group_members(run: Run) -> list[Sequence[str] | None]:
    """For each part of `for each` the list that it is taken from."""
    declared = [field.members for field in run.edition.groups]
    return [
        None if members is None else run.lists.get(members.name, members.values)
        for members in declared
    ]


def is_member(value: str, members: Sequence[str] | None) -> bool:
    """Rows with another value are not in the population."""
    return members is None or value in members


def groups_of(run: Run, rows: Sequence[Sorted]) -> list[Group | None]:
    """The groups that are judged; None is the whole."""
    fields = group_members(run)
    if not fields:
        return [None]
    found = [e.group for r in rows for e in r.entries if e.anchor is not None]
    own = [i for i, members in enumerate(fields) if members is None]
    seen_together = {tuple(group[i] for i in own) for group in found}
    if not own:
        seen_together = {()}
    groups = []
    for listed in product(*(members for members in fields if members is not None)):
        for values in sorted(seen_together):
            left, right = iter(listed), iter(values)
            groups.append(tuple(next(right if m is None else left) for m in fields))
    return [*groups, None] if run.edition.overall else list(groups)
