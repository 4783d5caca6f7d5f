"""Ranks of sliding windows: every row is read twice, and none is repeated for its days.

The rank of several days together lies between the smallest and the largest of their own
ranks: below the first each day has too few values, at the last each has enough. So the
values between these two are put into some hundred classes, the classes of a window's
days are added up, and only the values of the one class that its rank falls into are put
in order.

    values        day, groups, value
    classes       how many of each day fall into each class
    summed        of a window: how many lie below a class
    reached       the class of each window that its rank falls into
    inside        the values of that class, in order
"""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from upheld.checker.aggregate import Tallying
from upheld.checker.sql.nodes import (
    Aggregate,
    Binary,
    Call,
    Expr,
    FloorDivide,
    IsNull,
    Join,
    Name,
    Order,
    Output,
    Over,
    Query,
    Relation,
    Select,
    Values,
    any_of,
    both,
    plus,
    whole,
)
from upheld.checker.tally import ENDLESS, group_column
from upheld.dsl.dataclass import dataclass

#: So many classes lie between the smallest and the largest rank of a day.
CLASSES = 256

#: The last and the first day of windows.
Days = tuple[tuple[int, int], ...]

DAY, CLASS, ROWS = Name("day"), Name("class"), Name("rows")
LAST, FIRST = Name("last day"), Name("first day")


@dataclass(frozen=True, slots=True)
class SlidingRank:
    """The value of one rank in every window.

    Args:
        value: of a judged row, empty where it is not ranked; whole numbers.
        windows: the last and the first day of each.
        between: the smallest and the largest rank of a day.
    """

    tallying: Tallying
    value: Expr
    rank: Decimal
    windows: Days
    between: tuple[int, int]

    def query(self) -> Query:
        """One row for each window and group: `window`, the groups, `value`."""
        compiler = self.tallying.compiler
        title = f"standard: {compiler.tally.standard}\nranks of sliding windows"
        judged = compiler.judged()
        days = tuple((whole(last), whole(first)) for last, first in self.windows)
        steps = (
            *compiler.judge.chain.steps,
            ("judged", judged),
            ("sliding windows", Values((LAST.column, FIRST.column), days)),
            ("values", self._values()),
            ("classes", self._classes()),
            ("window classes", self._added()),
            ("summed", self._summed()),
            ("reached", self._reached()),
            ("inside", self._inside()),
        )
        before = plus(Binary("+", Name("below"), Name("place")), -1)
        value = Output(Name("value"), "value")
        outputs = (Output(LAST, "window"), *self._groups(), value)
        last = Select(outputs, Relation("inside"), where=self._falls(before, whole(1)))
        return Query(title, steps, last)

    # --- steps ------------------------------------------------------------------------

    def _names(self) -> tuple[Name, ...]:
        return tuple(Name(group_column(g)) for g in self.tallying.compiler.tally.groups)

    def _groups(self) -> tuple[Output, ...]:
        return tuple(Output(name, name.column) for name in self._names())

    def _values(self) -> Select:
        windows = self.tallying.compiler.tally.scope.windows
        there = both(
            IsNull(Name("moment"), negated=True), IsNull(self.value, negated=True)
        )
        outputs = (
            Output(windows.key_expression(Name("moment")), DAY.column),
            *self._groups(),
            Output(self.value, "value"),
        )
        return Select(outputs, Relation("judged"), where=there)

    def _class(self, value: Expr) -> Expr:
        """Class 0 holds all up to the smallest rank, the last all past the largest."""
        low, high = self.between
        least = Call("greatest", (value, whole(low)))
        inside = Call("least", (least, whole(high + 1)))
        return FloorDivide(plus(inside, -low), (high - low) // CLASSES + 1)

    def _classes(self) -> Select:
        found = self._class(Name("value"))
        keys = (DAY, *self._names(), found)
        outputs = (
            Output(DAY, DAY.column),
            *self._groups(),
            Output(found, CLASS.column),
            Output(Aggregate("count"), ROWS.column),
        )
        return Select(outputs, Relation("values"), group=keys)

    def _added(self) -> Select:
        inside = both(Binary(">=", DAY, FIRST), Binary("<=", DAY, LAST))
        keys = (LAST, FIRST, *self._names(), CLASS)
        outputs = (
            *(Output(key, key.column) for key in keys),
            Output(Aggregate("sum", ROWS), ROWS.column),
        )
        join = Join("inner", Relation("classes"), Relation("sliding windows"), inside)
        return Select(outputs, join, group=keys)

    def _summed(self) -> Select:
        window = (LAST, *self._names())
        order = (Order(CLASS),)
        below = Over("sum", ROWS, window, order, preceding_only=True)
        keys = (LAST, FIRST, *self._names(), CLASS, ROWS)
        outputs = (
            *(Output(key, key.column) for key in keys),
            Output(Call("coalesce", (below, whole(0))), "below"),
            Output(Over("sum", ROWS, window), "all"),
        )
        return Select(outputs, Relation("window classes"))

    def _reached(self) -> Select:
        keys = (LAST, FIRST, *self._names(), CLASS, Name("below"), Name("all"))
        return Select(
            tuple(Output(key, key.column) for key in keys),
            Relation("summed"),
            where=self._falls(Name("below"), ROWS),
        )

    def _falls(self, below: Expr, rows: Expr) -> Expr:
        """Whether the rank is that of one of some rows behind so many others."""
        share = Fraction(self.rank)

        def reaches(number: Expr) -> tuple[Expr, Expr]:
            have = Binary("*", number, whole(share.denominator))
            return have, Binary("*", Name("all"), whole(share.numerator))

        before, here = reaches(below), reaches(Binary("+", below, rows))
        return both(Binary("<", *before), Binary(">=", *here))

    def _inside(self) -> Select:
        here = tuple(Name(name.column, "values") for name in self._names())
        there = tuple(Name(name.column, "reached") for name in self._names())
        value = Name("value", "values")
        on = both(
            *(_same(one, other) for one, other in zip(here, there, strict=True)),
            Binary("=", self._class(value), Name(CLASS.column, "reached")),
            Binary(">=", DAY, FIRST),
            Binary("<=", DAY, LAST),
        )
        order = (Order(value),)
        place = Over("row_number", None, (LAST, *there), order)
        outputs = (
            Output(LAST, LAST.column),
            *(Output(name, name.column) for name in there),
            Output(Name("below"), "below"),
            Output(Name("all"), "all"),
            Output(value, "value"),
            Output(place, "place"),
        )
        join = Join("inner", Relation("values"), Relation("reached"), on)
        return Select(outputs, join)


def _same(one: Expr, other: Expr) -> Expr:
    """Whether two groups are one; those without a value are."""
    return any_of(Binary("=", one, other), both(IsNull(one), IsNull(other)))


def span_of(ranks: Iterable[int | Fraction | None]) -> tuple[int, int]:
    """The smallest and the largest of the days' ranks that have an end.

    What has none lies beyond both, in the last class.
    """
    known = [int(rank) for rank in ranks if rank is not None and rank != ENDLESS]
    return min(known, default=ENDLESS - 1), max(known, default=ENDLESS - 1)
