"""What is read once for many tallies: cubes, and the windows put together from them.

Cube       one scan: rows -> buckets of time and values of some columns
Rollup     one window, one set of groups, one filter: buckets -> windows
Seat       a tally with its numbers as sums of the cube's measures
"""

from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property

from upheld.checker.chain import Step
from upheld.checker.fusion.grain import Grain
from upheld.checker.fusion.measures import ROWS, Measure, Terms, total
from upheld.checker.fusion.parts import (
    LOST,
    Number,
    Part,
    first_moment,
    kept_value,
    members,
    numbers_of,
)
from upheld.checker.one_grouping import OneGrouping
from upheld.checker.plan import Tally
from upheld.checker.sql.nodes import Expr
from upheld.checker.windows import Windows
from upheld.dsl.dataclass import dataclass

Dimension = tuple[str, Expr]
Source = tuple[str, tuple[tuple[str, Step], ...]]


@dataclass(frozen=True)
class Seat:
    """A part of a cube.

    `guards` are states of whole cells, with a test over the cube's columns; the part's
    own branches hold for the rows of all other cells. `groups` are its groups as
    columns of the cube. `whole` is the part with the tests of cells among its own.
    """

    part: Part
    whole: Part
    guards: tuple[tuple[str, Expr], ...]
    groups: tuple[tuple[str, Expr], ...]

    @property
    def tally(self) -> Tally:
        """What is counted."""
        return self.part.tally

    @cached_property
    def numbers(self) -> dict[str, Number]:
        """Numbers of a window by name, `members` among them.

        `first` too, where the period begins with the first event.
        """
        found = numbers_of(self.part)
        for state in LOST:
            terms = self.part.branches.rows_in(state)
            if terms:
                found[state] = "sum", terms
        found["members"] = members(self.part)
        if self.tally.scope.first is None:
            found["first"] = first_moment(self.part)
        return found

    @cached_property
    def lost(self) -> tuple[tuple[str, Terms], ...]:
        """What rows of guarded cells are: not in the population, but for those outside.

        Empty where no cell is guarded.
        """
        if not self.guards:
            return ()
        outside = self.part.branches.rows_in("outside")
        rest = total([({ROWS: 1}, 1), (outside, -1)])
        return (("outside", outside), ("not in population", rest))

    @property
    def kept(self) -> Measure | None:
        """The values that a rank is looked for among, where there are marks."""
        marks = self.part.marks
        if marks is None:
            return None
        return Measure("list", (), kept_value(self.part, marks))

    def without_kept(self) -> "Seat":
        """The same, whose rank is found by a scan of its own."""
        part, whole = (replace(one, marks=None) for one in (self.part, self.whole))
        return Seat(part, whole, self.guards, self.groups)

    def measures(self) -> Iterable[Measure]:
        """Everything that the cube must measure for it."""
        for _, terms in self.numbers.values():
            yield from terms
        for _, terms in self.lost:
            yield from terms
        if self.kept is not None:
            yield self.kept


@dataclass(frozen=True)
class Rollup:
    """Seats of one cube with the same windows, groups and guards."""

    windows: Windows
    groups: tuple[tuple[str, Expr], ...]
    guards: tuple[tuple[str, Expr], ...]
    seats: tuple[Seat, ...]


@dataclass(frozen=True)
class Cube:
    """One scan of one relation.

    `dimensions` are values that rows are kept apart by, beside the bucket; `between`
    is the test by which only the period asked for is read; rows that it leaves out are
    outside the period. `cases` is the table of a log's cases that it reads, if it does.
    """

    name: str
    source: Source
    grain: Grain
    moment: Expr
    dimensions: tuple[Dimension, ...]
    seats: tuple[Seat, ...]
    between: Expr | None = None
    cases: str = ""

    @cached_property
    def measures(self) -> dict[Measure, str]:
        """Every measure with the name of its column."""
        found: dict[Measure, str] = {ROWS: "m0"}
        for seat in self.seats:
            for measure in seat.measures():
                found.setdefault(measure, f"m{len(found)}")
        return found

    @cached_property
    def rollups(self) -> tuple[Rollup, ...]:
        """The seats by windows, groups and guards."""
        found: dict[object, list[Seat]] = {}
        for seat in self.seats:
            windows = seat.tally.scope.windows
            found.setdefault((windows, seat.groups, seat.guards), []).append(seat)
        return tuple(
            Rollup(
                seats[0].tally.scope.windows,
                seats[0].groups,
                seats[0].guards,
                tuple(seats),
            )
            for seats in found.values()
        )

    @property
    def keeps(self) -> bool:
        """Whether it keeps values for ranks."""
        return any(seat.kept is not None for seat in self.seats)

    def without_kept(self) -> "Cube":
        """The same, which keeps no values."""
        return replace(self, seats=tuple(seat.without_kept() for seat in self.seats))

    @property
    def grouping(self) -> OneGrouping | None:
        """What tells most cases of a log at once, where rows are such cases."""
        return self.seats[0].part.grouping if self.seats else None

    def describe(self) -> str:
        """One line for `explain --plan`."""
        apart = ", ".join(name for name, _ in self.dimensions) or "nothing else"
        part = "" if self.between is None else " (the period asked for)"
        return (
            f"{self.name}: one scan of `{self.source[0]}`{part}"
            f" by {self.grain.describe()} and {apart},"
            f" {len(self.measures)} measures for {len(self.seats)} tallies"
        )


@dataclass(frozen=True)
class Grouped:
    """A log that is grouped once: the table of its cases, with the steps to it."""

    name: str
    grouping: OneGrouping
    steps: tuple[tuple[str, Step], ...]

    def describe(self) -> str:
        """One line for `explain --plan`."""
        keys = ", ".join(self.grouping.keys)
        return f"{self.name}: one grouping of `{self.grouping.relation}` by {keys}"


@dataclass(frozen=True)
class Plan:
    """The scans of a run; what is not in one is counted by a query of its own."""

    cubes: tuple[Cube, ...] = ()
    alone: tuple[Tally, ...] = ()
    groupings: tuple[Grouped, ...] = ()
