"""The data of a run at hand: rows of every event, keys, lists, calendars."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from math import inf

from tests.oracle.clean import Cells, Source, event_truth, events
from tests.oracle.membership import Run
from tests.oracle.moments import midnight
from tests.oracle.rows import Seen, Truth, every, holds, unhidden
from tests.oracle.values import BROKEN, Broken, moment, number
from upheld.dsl import model


@dataclass(frozen=True, slots=True)
class Row:
    """A row of an event; `number` tells it from the others of its event."""

    seen: Seen
    number: int

    @property
    def start(self) -> int | None:
        """When it began, None where that is empty or no moment."""
        read = unhidden(self.seen.event.start, self.seen)
        return read if isinstance(read, int) else None

    def is_same(self, other: "Row") -> bool:
        """Whether both are one event: a row read by two events is two."""
        return self.seen.event.name == other.seen.event.name and (
            self.number == other.number
        )

    def at(self, now: int) -> "Row":
        """The row as it was seen at another moment."""
        return Row(replace(self.seen, as_of=now), self.number)


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a list, and between which moments it counts."""

    name: str
    since: int | None = None
    until: int | None = None

    def counts_at(self, start: int) -> bool:
        """From its first moment, and before its last one."""
        early = self.since is not None and start < self.since
        return not early and (self.until is None or start < self.until)


@dataclass(frozen=True, slots=True)
class World:
    """One run over raw tables; `now` is `as of`, or a moment looked back to."""

    run: Run
    tables: Mapping[str, Sequence[Cells]]
    calendars: Mapping[str, model.Calendar]
    now: int
    sources: dict[str, tuple[Source, tuple[Row, ...]]] = field(default_factory=dict)
    by_key: dict[object, dict[object, list[Row]]] = field(default_factory=dict)
    open_time: dict[object, list[tuple[int, int]]] = field(default_factory=dict)
    pauses: dict[object, dict[object, list[tuple[int, int] | Broken]]] = field(
        default_factory=dict
    )

    @property
    def zone(self) -> str:
        """The zone of the standard."""
        return self.run.zone

    def read(self, event: model.Event) -> tuple[Source, tuple[Row, ...]]:
        """An event's rows, each identity once."""
        if event.name not in self.sources:
            table = self.tables[event.source]
            source = events(event, table, self.run.as_of, self.zone)
            rows = tuple(Row(seen, n) for n, seen in enumerate(source.rows))
            self.sources[event.name] = source, rows
        return self.sources[event.name]

    def begun(
        self, population: model.Population, names: tuple[str, ...]
    ) -> dict[object, list[Row]]:
        """The rows of a population that have begun by now, in order, by their keys."""
        asked = population, names, self.now, self.run.as_of
        if asked not in self.by_key:
            found: dict[object, list[Row]] = {}
            for row in self.read(population.event)[1]:
                begun = row.start is not None and row.start <= self.now
                if begun and belongs(row, population) is True:
                    found.setdefault(keys_of(row, names), []).append(row)
            self.by_key[asked] = {k: sorted(v, key=order_of) for k, v in found.items()}
        return self.by_key[asked]

    def log(self, event: model.Event) -> list[Row]:
        """Every row of a log of states, whatever its `where` says; repeats once."""
        source = events(
            replace(event, where=None),
            self.tables[event.source],
            self.run.as_of,
            self.zone,
        )
        rows = enumerate(source.rows)
        return [Row(replace(seen, event=event), number) for number, seen in rows]

    def members(self, declared: model.Members) -> list[Member]:
        """The members of a list; of a file each for every time that it counts."""
        if declared.path is None:
            return [Member(name) for name in declared.values]
        found = []
        for cells in self.tables[declared.path]:
            name = cells[declared.column]
            since, until = (
                date_of(m, cells, self.zone) for m in (declared.since, declared.until)
            )
            ever = since is None or until is None or since < until
            if name and ever:
                found.append(Member(name, since, until))
        return joined(found)


def joined(members: Sequence[Member]) -> list[Member]:
    """Times of one member that touch or overlap, as one."""
    found: list[Member] = []
    for member in sorted(members, key=lambda m: (m.name, opens(m))):
        last = found[-1] if found else None
        if last is None or last.name != member.name or closes(last) < opens(member):
            found.append(member)
        elif closes(last) < closes(member):
            found[-1] = Member(last.name, last.since, member.until)
    return found


def opens(member: Member) -> float:
    """The first moment at which a member counts."""
    return -inf if member.since is None else member.since


def closes(member: Member) -> float:
    """The first moment at which it counts no more."""
    return inf if member.until is None else member.until


def date_of(declared: model.Moment | None, cells: Cells, zone: str) -> int | None:
    """A moment of a list's file, None where it is empty."""
    text = None if declared is None else cells[declared.columns[0]]
    if declared is None or not text:
        return None
    read = moment(text, declared.spelling, declared.zone or zone)
    assert isinstance(read, int), text
    return read


def keys_of(row: Row, names: Sequence[str]) -> tuple[str, ...] | None:
    """The values of some keys, None where one is empty."""
    columns = {key.name: key.column for key in row.seen.event.keys}
    found = [row.seen.cells[columns.get(name, name)] for name in names]
    known = [value for value in found if value is not None]
    return tuple(known) if len(known) == len(found) else None


def belongs(row: Row, population: model.Population) -> Truth:
    """Whether a row is one of a population, by its conditions."""
    return every(
        (event_truth(row.seen), *(holds(c, row.seen) for c in population.where))
    )


def order_of(row: Row) -> tuple[object, ...]:
    """By moment, then identity, then place; numbers compare as numbers."""
    identity = [row.seen.cells[name] or "" for name in row.seen.event.identity]
    numbers = [number(text) for text in identity]
    ranks = [(n is BROKEN, 0 if n is BROKEN else n) for n in numbers]
    return row.start, list(zip(ranks, identity, strict=True)), row.number


def first_day(text: str, zone: str) -> int:
    """The first moment of an ISO date."""
    return midnight(date.fromisoformat(text), zone)
