"""What a plan has to know of the events before they are counted."""

import re
from collections.abc import Iterable, Sequence

from upheld.checker.chain import Step
from upheld.checker.fusion.parts import Part
from upheld.checker.fusion.plan import Source
from upheld.checker.fusion.substitute import parts_of
from upheld.checker.prepare import EventData
from upheld.checker.rows import Prepared, plain
from upheld.checker.session import Session
from upheld.checker.sql.duckdb import emit, quoted
from upheld.checker.sql.nodes import (
    Aggregate,
    Expr,
    Join,
    Name,
    Output,
    Query,
    Relation,
    Select,
    UnionAll,
    any_of,
)
from upheld.checker.state.near import beginning
from upheld.checker.zones import DAY
from upheld.dsl.dataclass import dataclass

#: Rows from which the number of different values is guessed.
SAMPLE = 20_000
#: Rows stand in order of time, more or less, where the first ones reach no further than
#: so many times what is theirs of it.
ORDERED = 10


@dataclass(frozen=True, slots=True)
class Looks:
    """Looks at the relations of a session; each is named as in the plan."""

    session: Session

    def sizes(self, source: Source, expressions: Sequence[Expr]) -> list[int]:
        """How many different values each expression has, roughly."""
        relation, steps = source
        first = first_of(source)
        if not steps:
            first = beginning(self.session, relation, SAMPLE)
        elif not self._has(first, expressions):
            # DuckDB 2.0.0 does not end where rows of a chain are limited: an ASOF join
            # below a LIMIT waits for ever for more than 32 files or row groups.
            return self._counted(relation, steps, expressions, None)
        return self._counted(first, (), expressions, SAMPLE)

    def _has(self, relation: str, expressions: Iterable[Expr]) -> bool:
        """Whether a relation has every column that some expressions name."""
        described = self.session.run(f"SELECT * FROM (DESCRIBE {quoted(relation)})")
        columns = {str(row[0]) for row in described}
        named = (n for e in expressions for n in parts_of(e) if isinstance(n, Name))
        return all(name.column in columns for name in named)

    def _counted(
        self,
        relation: str,
        steps: Sequence[tuple[str, Step]],
        expressions: Sequence[Expr],
        most: int | None,
    ) -> list[int]:
        columns = [Output(e, f"v{i}") for i, e in enumerate(expressions)]
        some = Select(tuple(columns), Relation(relation), limit=most)
        counts = tuple(
            Output(Aggregate("count_distinct", Name(c.name)), c.name) for c in columns
        )
        query = Query("", (*steps, ("some", some)), Select(counts, Relation("some")))
        return [int(str(n)) + 1 for n in self.row(query)]

    def row(self, query: Query) -> tuple[object, ...]:
        """The one row that a query gives."""
        return tuple(self.session.run(emit(query))[0])

    def rows(self, relation: str) -> int:
        """Rows of a relation."""
        return next((data.attached.rows for data in self._data(relation)), 0)

    def prepared(self, relation: str) -> Prepared | None:
        """The event that a relation is."""
        return next((data.prepared for data in self._data(relation)), None)

    def days(self, relation: str) -> int:
        """Local days that the data of a relation span."""
        span = self._span(relation)
        return 1 if span is None else (span[1] - span[0]) // DAY + 1

    def period(self, parts: Sequence[Part]) -> Expr | None:
        """`--from` and `--to` as a test that the source can leave out rows by.

        None where the parts do not all count from and to the same moments, or rows
        without a start would be lost.
        """
        ((relation, steps), *_) = (part.source for part in parts)
        prepared = None if steps else self.prepared(relation)
        ends = {(p.tally.scope.first, p.tally.scope.end) for p in parts}
        if prepared is None or len(ends) > 1:
            return None
        start = prepared.values.get(plain(prepared.event.start))
        if start not in prepared.sure or any(p.moment != Name(start) for p in parts):
            return None
        return prepared.between(*ends.pop())

    def places(self, relation: str, number: int, rows: int) -> Expr | None:
        """A test for some stretches of the time in which a relation's rows begin.

        In each begin about so many rows. None where the first rows are as good: where
        they do not stand in order of time, they are from all of it, and those of a
        stretch would be hard to find.
        """
        prepared, span = self.prepared(relation), self._starts(relation)
        if prepared is None or span is None:
            return None
        first, last = span
        # Twice as long as is needed where rows are spread evenly.
        length = (last - first) * rows * 2 // max(1, self.rows(relation)) + 1
        if self._reach(prepared, rows) > ORDERED * length:
            return None
        # Not at equal distances, or all might lie at one time of the day.
        parts = (1000 * n + 618 * (n + 1) % 1000 for n in range(number))
        moments = [first + (last - first) * part // (1000 * number) for part in parts]
        tests = [prepared.between(moment, moment + length) for moment in moments]
        known = [test for test in tests if test is not None]
        return any_of(*known) if known else None

    def _reach(self, prepared: Prepared, rows: int) -> int:
        """From the earliest to the latest start of the first rows."""
        start = Name(prepared.values[plain(prepared.event.start)])
        some = Select(
            (Output(start, "start"),), Relation(prepared.relation), limit=rows
        )
        ends = (
            Output(Aggregate("min", Name("start")), "first"),
            Output(Aggregate("max", Name("start")), "last"),
        )
        query = Query("", (("some", some),), Select(ends, Relation("some")))
        first, last = self.row(query)
        if isinstance(first, int) and isinstance(last, int):
            return last - first
        return 0

    def memory(self) -> float:
        """What the engine may use, in bytes."""
        (told,) = self.session.run("SELECT current_setting('memory_limit')")[0]
        return bytes_of(str(told))

    def _data(self, relation: str) -> Iterable[EventData]:
        for data in self.session.events.values():
            if data.prepared is not None and data.prepared.relation == relation:
                yield data

    def _starts(self, relation: str) -> tuple[int, int] | None:
        """The first and the last moment at which a row begins."""
        for data in self._data(relation):
            start, bounds = data.values.get(plain(data.event.start)), data.bounds
            if start is not None and bounds is not None:
                first, last = bounds.earliest.get(start), bounds.latest.get(start)
                if first is not None and last is not None:
                    return first, last
        return None

    def _span(self, relation: str) -> tuple[int, int] | None:
        """The first and the last moment of a relation's rows."""
        for data in self._data(relation):
            if data.bounds is not None and data.bounds.first is not None:
                latest = [m for m in data.bounds.latest.values() if m is not None]
                if latest:
                    return data.bounds.first, max(latest)
        return None


def first_of(source: Source) -> str:
    """The relation that the rows of a source come from, by the steps that add to it."""
    relation, steps = source
    known = dict(steps)
    while relation in known:
        step = known[relation]
        if isinstance(step, UnionAll):
            step = step.parts[0]
        if not isinstance(step, Select):
            break
        place = step.source
        while isinstance(place, Join):
            place = place.left
        relation = place.name
    return relation


def bytes_of(told: str) -> float:
    """A size as the engine tells it; 0 where it is of no known form."""
    found = re.fullmatch(r"([0-9.]+) ?([KMGT]iB|bytes)", told)
    if found is None:
        return 0
    units = ("bytes", "KiB", "MiB", "GiB", "TiB")
    return float(found[1]) * 1024.0 ** units.index(found[2])
