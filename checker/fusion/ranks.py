"""Values found by their rank: the rows are read once more, for all ranks together.

A rank cannot be put together from parts, so the values themselves are ranked, by window
and group. Where there are many rows, windows are taken in turns, so that memory holds
the values of some millions of rows and no more.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from upheld.checker.fusion.conditions import Condition, condition_of, implies
from upheld.checker.fusion.grain import BUCKET, Grain, exact_length, whole_days
from upheld.checker.fusion.parts import LOST, Part, ranked_value
from upheld.checker.fusion.plan import Source
from upheld.checker.fusion.substitute import parts_of
from upheld.checker.plan import Tally
from upheld.checker.rows import exact_decimal
from upheld.checker.sql.nodes import (
    NULL,
    TRUE,
    Aggregate,
    Binary,
    Call,
    Case,
    Cast,
    Expr,
    IsNull,
    Name,
    Order,
    Output,
    Over,
    Query,
    Relation,
    Select,
    Star,
    UnionAll,
    both,
    whole,
)
from upheld.checker.tally import ENDLESS
from upheld.checker.zones import DAY
from upheld.dsl import model
from upheld.dsl.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Ranked:
    """A value to be ranked for one part; its name is `value` or `lowest`."""

    part: Part
    name: str
    value: Expr
    rank: Decimal


@dataclass(frozen=True, slots=True)
class RankSet:
    """Ranks by the same windows and groups, over the same rows of one source."""

    window: Expr
    groups: tuple[tuple[str, Expr], ...]
    where: Condition
    ranked: tuple[Ranked, ...]


def ranked_of(part: Part) -> Iterable[Ranked]:
    """What has to be ranked for a part."""
    counted = part.tally.counted
    assert isinstance(counted, model.Statistic)
    rank = exact_decimal(counted.rank or Fraction(1, 2))
    if not part.may_run:
        yield Ranked(part, "value", ranked_value(part, None), rank)
    else:
        yield Ranked(part, "value", ranked_value(part, whole(ENDLESS)), rank)
        yield Ranked(part, "lowest", ranked_value(part, part.least), rank)


@dataclass(frozen=True, slots=True)
class Ranking:
    """All ranks of the parts of one source that are by the same moment.

    INVARIANT: of the rows that `where` holds of, a value is empty in those that its
    part does not use.
    """

    source: Source
    moment: Expr
    grain: Grain
    sets: tuple[RankSet, ...]
    between: Expr | None = None

    @property
    def tallies(self) -> Iterable[Tally]:
        """The tallies whose values are ranked."""
        return (ranked.part.tally for one in self.sets for ranked in one.ranked)

    def query(self) -> Query:
        """One row for each window and group of each set.

        Its columns are the set's number, the window, the groups as texts, then a value
        for each rank of each set, empty in the rows of other sets.
        """
        columns = self._columns()
        ids = dict.fromkeys(r.part.tally.standard for s in self.sets for r in s.ranked)
        return Query(
            f"ranks of: {', '.join(ids)}",
            (*self.source[1], self._rows(columns), ("ranks", self._sets(columns))),
            Select((Output(Star(), ""),), Relation("ranks")),
        )

    def _columns(self) -> dict[Expr, Name]:
        """A column for each value to be ranked."""
        values = dict.fromkeys(r.value for s in self.sets for r in s.ranked)
        return {value: Name(f"value {n}") for n, value in enumerate(values)}

    def _rows(self, columns: Mapping[Expr, Name]) -> tuple[str, Select]:
        """The rows, as narrow as they can be."""
        others = [v for s in self.sets for v in (*s.where, *(g for _, g in s.groups))]
        plain = {n for v in others for n in parts_of(v) if isinstance(n, Name)}
        rows = Select(
            (
                Output(self.grain.narrow_bucket(self.moment), BUCKET.column),
                *(Output(n, n.column) for n in sorted(plain, key=repr)),
                *(Output(value, name.column) for value, name in columns.items()),
            ),
            Relation(self.source[0]),
            where=self.between,
        )
        return "rows of all", rows

    def counted_query(self) -> Query:
        """The same of one set with one rank, by counting its values in order.

        It sorts and counts, which can spill to disk, where an aggregate of ranks holds
        every value of a window in memory.
        """
        (one,) = self.sets
        (ranked,) = one.ranked
        value = self._columns()[ranked.value]
        keys = [Output(one.window, "window")]
        for index, (_, group) in enumerate(one.groups):
            keys.append(Output(Cast(group, "text"), f"group {index}"))
        names = tuple(Name(key.name) for key in keys)
        same = tuple(Output(name, name.column) for name in names)
        sizes = Select(
            (*keys, Output(value, "value"), Output(Aggregate("count"), "rows")),
            Relation("rows of all"),
            where=both(IsNull(value, negated=True), *one.where),
            group=(*(key.value for key in keys), value),
        )
        rows, order = Name("rows"), (Order(Name("value")),)
        before = Over("sum", rows, names, order, preceding_only=True)
        every = Over("sum", rows, names)
        summed = Select(
            (
                *same,
                Output(Name("value"), "value"),
                Output(_with(before, rows), "up to it"),
                Output(every, "all"),
            ),
            Relation("sizes"),
        )
        share = Fraction(ranked.rank)
        reached = Binary(
            ">=",
            Binary("*", Name("up to it"), whole(share.denominator)),
            Binary("*", Name("all"), whole(share.numerator)),
        )
        last = Select(
            (
                Output(whole(0), "set"),
                *same,
                Output(Aggregate("min", Name("value")), "rank 0"),
            ),
            Relation("summed"),
            where=reached,
            group=names,
        )
        rows_of_all = self._rows(self._columns())
        steps = (*self.source[1], rows_of_all, ("sizes", sizes), ("summed", summed))
        return Query(f"rank of: {ranked.part.tally.standard}", steps, last)

    def _sets(self, columns: Mapping[Expr, Name]) -> UnionAll:
        width = max(len(s.groups) for s in self.sets)
        names = [f"rank {n}" for n in range(sum(len(s.ranked) for s in self.sets))]
        parts, taken = [], 0
        for place, one in enumerate(self.sets):
            own = names[taken : taken + len(one.ranked)]
            taken += len(own)
            values: dict[str, Expr] = {
                name: Aggregate("nearest_rank", columns[ranked.value], ranked.rank)
                for name, ranked in zip(own, one.ranked, strict=True)
            }
            filled = [(name, values.get(name, NULL)) for name in names]
            parts.append(_ranks(one, place, width, filled))
        return UnionAll(tuple(parts))


def _with(before: Expr, rows: Expr) -> Expr:
    """Rows up to a value; before the first one there are none."""
    return Binary("+", Call("coalesce", (before, whole(0))), rows)


def rankings(parts: Sequence[Part]) -> list[Ranking]:
    """The ranks of parts, together where one scan serves them."""
    found: dict[tuple[Source, Expr], list[Part]] = {}
    for part in parts:
        found.setdefault((part.source, part.moment), []).append(part)
    return [
        Ranking(source, moment, grain, sets_of(together, grain))
        for (source, moment), ones in found.items()
        for grain, together in by_grain(ones)
    ]


def by_grain(parts: Sequence[Part]) -> Iterable[tuple[Grain, list[Part]]]:
    """Parts whose windows are made of the same buckets, as long as they can be."""
    found: dict[Grain, list[Part]] = {}
    for part in parts:
        windows = part.tally.scope.windows
        length = exact_length(part.tally.scope)
        if length is None or (length < DAY and whole_days(windows)):
            grain = Grain(DAY, windows.clock, windows.since_1970)
        else:
            grain = Grain(length, None, windows.since_1970)
        found.setdefault(grain, []).append(part)
    return found.items()


def sets_of(parts: Sequence[Part], grain: Grain) -> tuple[RankSet, ...]:
    """The ranks of parts, put together where windows, groups and rows agree."""
    found: dict[tuple[Expr, tuple[tuple[str, Expr], ...], Condition], list[Ranked]] = {}
    for part in parts:
        where = part.branches.outside(*LOST)
        window = grain.window(part.tally.scope.windows)
        ranked = (replace(r, value=_among(where, r.value)) for r in ranked_of(part))
        found.setdefault((window, part.groups, where), []).extend(ranked)
    return tuple(
        RankSet(window, groups, _worth(where, ranked), tuple(ranked))
        for (window, groups, where), ranked in found.items()
    )


def _among(where: Condition, value: Expr) -> Expr:
    """A value without tests that hold of every row of its set: sets can share it."""
    match value:
        case Case(branches, None):
            left = tuple((_left(test, where), found) for test, found in branches)
            (first, found), *_ = left
            return found if first == TRUE else Case(left)
        case _:
            return value


def _left(test: Expr, where: Condition) -> Expr:
    return both(*(atom for atom in condition_of(test) if atom not in where))


def _worth(where: Condition, ranked: Sequence[Ranked]) -> Condition:
    """The atoms that do not follow from there being a value."""
    there = [(IsNull(one.value, negated=True),) for one in ranked]
    return tuple(a for a in where if not all(implies(t, (a,)) for t in there))


def _ranks(
    one: RankSet, place: int, width: int, values: Sequence[tuple[str, Expr]]
) -> Select:
    texts = [Cast(value, "text") for _, value in one.groups]
    outputs = [Output(whole(place), "set"), Output(one.window, "window")]
    for index in range(width):
        value: Expr = texts[index] if index < len(texts) else Cast(NULL, "text")
        outputs.append(Output(value, f"group {index}"))
    outputs += [Output(value, name) for name, value in values]
    return Select(
        tuple(outputs),
        Relation("rows of all"),
        where=both(*one.where) if one.where else None,
        group=(one.window, *texts),
    )
