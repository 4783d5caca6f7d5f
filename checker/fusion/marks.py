"""Marks: two values between which a rank lies in all windows, it is thought.

A rank of many rows is mostly a second scan, and mostly of values far from it. A sample
of rows tells roughly where it is. The cube of the scan that there is anyway counts the
values up to a lower mark and keeps those from there up to a higher one, and the rank
is found among these (`checker/fusion/near.py`). Where it lies elsewhere in some window,
all rows are ranked after all: marks decide what is read, never what is found.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from upheld.checker.engine import EngineError
from upheld.checker.fusion.parts import Marks, Part, is_ranked
from upheld.checker.fusion.plan import Source
from upheld.checker.rows import exact_decimal
from upheld.checker.sql.nodes import (
    Aggregate,
    Expr,
    Name,
    Output,
    Query,
    Relation,
    Select,
)
from upheld.dsl import model
from upheld.dsl.dataclass import dataclass

#: Relations of fewer rows are ranked whole.
MANY_ROWS = 3_000_000
#: So many rows are looked at, in so many places of the time they span, or some times
#: more where they are not spread evenly.
SAMPLE, PLACES, MOST = 12_000, 5, 120_000
#: Values of windows differ by this factor, each way, from what the sample shows.
SPREAD = 1.5
#: Of more values than this share, all are ranked.
WORTH = 0.4
#: Memory for each value that is kept, in bytes: in a list that grows, then in a table.
KEPT = 9
#: A kept value has 32 bits.
WIDEST = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Looked:
    """The ranks of a value that are asked for, and the shares of values at marks."""

    value: Expr
    ranks: tuple[float, ...]

    @property
    def low(self) -> float:
        """The share of values up to the lower mark.

        Waits have a long tail: those of a worse day are longer by a factor, so 90% of
        them are within what 1 - 0.1 ** (1 / factor) of the others are.
        """
        return 1 - float((1 - min(self.ranks)) ** (1 / SPREAD))

    @property
    def high(self) -> float:
        """The share of values up to the higher mark."""
        return 1 - float((1 - max(self.ranks)) ** SPREAD)

    def marks(self, rank: float, low: int, high: int) -> Marks:
        """The marks for one of the ranks, given the values at both shares."""
        among = (rank - self.low) / (self.high - self.low)
        return Marks(low, high, min(max(round(among * 10), 1), 9))


@dataclass(frozen=True, slots=True)
class Sampler:
    """Looks at some rows of the sources of a run.

    Args:
        rows: rows of a relation.
        places: a test for so many places of a relation with so many rows each, to be
            looked at; None for its first rows.
        row: the one row that a query gives.
        memory: what the engine may use, in bytes.
    """

    rows: Callable[[str], int]
    places: Callable[[str, int, int], Expr | None]
    row: Callable[[Query], tuple[object, ...]]
    memory: Callable[[], float]

    def __call__(self, parts: Sequence[Part]) -> list[Part]:
        """The parts, with marks where their ranks are worth being looked for."""
        groups: dict[Source, list[Part]] = {}
        for part in parts:
            if is_ranked(part.tally) and not part.by_counting:
                groups.setdefault(part.source, []).append(part)
        found: dict[int, Marks] = {}
        for (relation, steps), together in groups.items():
            if not steps and self.rows(relation) >= MANY_ROWS:
                found |= self._marks(relation, together)
        return [replace(part, marks=found.get(id(part))) for part in parts]

    def _marks(self, relation: str, parts: Sequence[Part]) -> dict[int, Marks]:
        """The marks of parts, by identity; of all, or a second scan is due anyway."""
        ranks: dict[Expr, list[float]] = {}
        for part in parts:
            assert part.value is not None
            ranks.setdefault(part.value, []).append(float(rank_of(part)))
        looked = [Looked(value, tuple(some)) for value, some in ranks.items()]
        if not self._is_worth(relation, looked, parts):
            return {}
        try:
            places = self.places(relation, PLACES, SAMPLE // PLACES)
            shares = self.row(_query(relation, looked, places))
            if places is not None and None in shares:
                # A moment far away, and no row is in the places.
                shares = self.row(_query(relation, looked, None))
        except EngineError:
            # What some row does not allow is told where the standard is counted.
            return {}
        found: dict[Expr, tuple[Looked, int, int]] = {}
        for one, low, high in zip(looked, shares[::2], shares[1::2], strict=True):
            if not (isinstance(low, int) and isinstance(high, int)):
                return {}
            if not 0 < high - low <= WIDEST:
                return {}
            found[one.value] = one, low, high
        marks: dict[int, Marks] = {}
        for part in parts:
            assert part.value is not None
            one, low, high = found[part.value]
            marks[id(part)] = one.marks(float(rank_of(part)), low, high)
        return marks

    def _is_worth(
        self, relation: str, looked: Sequence[Looked], parts: Sequence[Part]
    ) -> bool:
        """Whether keeping values costs less than to read and rank them all.

        A list costs about twice what it saves of one rank, and there being no second
        scan saves what three lists cost.
        """
        if not all(_is_length(part) and not part.may_run for part in parts):
            return False
        shares = {one.value: one.high - one.low for one in looked}
        # Each population may need a list of its own.
        lists = {
            (part.value, part.branches.only("used", part.value))
            for part in parts
            if part.value is not None
        }
        kept = self.rows(relation) * sum(shares[value] for value, _ in lists)
        return (
            max(shares.values()) <= WORTH
            and 2 * len(lists) <= 6 + len(parts)
            and kept * KEPT <= self.memory() / 2
        )


def _query(relation: str, looked: Sequence[Looked], places: Expr | None) -> Query:
    """The values at the shares of the marks, in one row."""
    names = [f"value {n}" for n in range(len(looked))]
    columns = tuple(
        Output(one.value, name) for one, name in zip(looked, names, strict=True)
    )
    limit = SAMPLE if places is None else MOST
    some = Select(columns, Relation(relation), where=places, limit=limit)
    outputs = tuple(
        Output(Aggregate("nearest_rank", Name(name), _decimal(share)), end + name)
        for one, name in zip(looked, names, strict=True)
        for end, share in (("low of ", one.low), ("high of ", one.high))
    )
    last = Select(outputs, Relation("some rows"))
    return Query("about where ranks lie", (("some rows", some),), last)


def rank_of(part: Part) -> Fraction:
    """The rank of a part's value, above 0 and below 1."""
    assert isinstance(part.tally.counted, model.Statistic)
    return part.tally.counted.rank or Fraction(1, 2)


def _is_length(part: Part) -> bool:
    counted = part.tally.counted
    return isinstance(counted, model.Statistic) and counted.unit.kind == "length"


def _decimal(share: float) -> Decimal:
    return exact_decimal(Fraction(round(share * 10_000), 10_000))
