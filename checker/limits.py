"""Lengths of limits: exact, on the calendar of a zone, or standing in the row."""

from dataclasses import replace
from typing import assert_never

from upheld.checker.chain import Chain
from upheld.checker.rows import Row
from upheld.checker.sql.nodes import (
    FALSE,
    TRUE,
    Binary,
    Call,
    Case,
    Expr,
    FloorDivide,
    IsNull,
    Name,
    any_of,
    plus,
    whole,
)
from upheld.checker.working_hours import column_of
from upheld.checker.zones import DAY, Clock
from upheld.dsl import model
from upheld.dsl.dataclass import dataclass

#: More changes of a clock than in twenty years.
MANY_CHANGES = 40

Limit = (
    model.Period
    | model.WorkingTime
    | model.WorkingDays
    | model.RowWorking
    | model.Expression
)


@dataclass(frozen=True, slots=True)
class Lengths:
    """Compiles the lengths that limits of one event have; working time is not here.

    `chain` takes what would be written too often where it stands.
    """

    row: Row
    clock: Clock
    chain: Chain

    def gaps(self, length: model.LimitLength | None) -> tuple[Expr, Expr]:
        """Whether a limit that stands in the row is empty, and whether it is broken."""
        if not isinstance(length, model.RowLength):
            return FALSE, FALSE
        return IsNull(self._value(length)), self._broken(length)

    def shifted(self, moment: Expr, length: model.LimitLength, *, back: bool) -> Expr:
        """A moment, later (or earlier) by a length that stops for nothing."""
        match length:
            case model.Period() if length.exact:
                return plus(
                    moment, -length.microseconds if back else length.microseconds
                )
            case model.Period():
                return self._calendar_shift(moment, length, -1 if back else 1)
            case model.RowLength():
                return self._row_shift(moment, length, back)
            case model.WorkingTime() | model.WorkingDays():
                raise ValueError("working time needs a calendar")
            case _:
                assert_never(length)

    def _calendar_shift(self, moment: Expr, length: model.Period, sign: int) -> Expr:
        local = self.clock.local_expression(moment)
        if length.months:
            local = Call("add_months", (local, whole(sign * length.months)))
        local = plus(local, sign * length.days * DAY)
        if len(self.clock.changes) > MANY_CHANGES:
            # Each change of the clock is held against it once, in text too.
            local = Name(column_of(self.chain, local, "local time").column)
        return plus(self.clock.utc_expression(local), sign * length.microseconds)

    def _row_shift(self, moment: Expr, length: model.RowLength, back: bool) -> Expr:
        branches: list[tuple[Expr, Expr]] = []
        last: Expr = Case(((FALSE, moment),))
        for condition, value in length.branches:
            moved = self._moved(moment, value, back)
            if condition is None:
                last = moved
                break
            branches.append((self.row.condition(condition), moved))
        return Case(tuple(branches), last) if branches else last

    def _moved(self, moment: Expr, value: Limit, back: bool) -> Expr:
        """A moment later (or earlier) by one branch of a limit."""
        match value:
            case model.Period() | model.WorkingTime() | model.WorkingDays():
                return self.shifted(moment, value, back=back)
            case model.RowWorking():
                raise ValueError("working time needs a calendar")
            case _:
                return Binary("-" if back else "+", moment, self.row.value(value))

    def _value(self, length: model.RowLength) -> Expr:
        """Something that is NULL where a row has no limit."""
        known = tuple(
            (test, model.Period() if _is_fixed(value) else _in_row(value))
            for test, value in length.branches
        )
        return self._row_shift(whole(0), replace(length, branches=known), False)

    def _broken(self, length: model.RowLength) -> Expr:
        steps: list[tuple[Expr, Expr]] = []
        last: Expr = FALSE
        for condition, value in length.branches:
            broken = self._broken_value(value)
            if condition is None:
                last = broken
                break
            test = self.row.condition(condition)
            steps += [(IsNull(test), TRUE), (test, broken)]
        return Case(tuple(steps), last) if steps else last

    def _broken_value(self, value: Limit) -> Expr:
        """Whether a row's own value did not convert, or is a part of a working day."""
        if _is_fixed(value):
            return FALSE
        own = _in_row(value)
        broken = self.row.broken(own)
        if not (isinstance(value, model.RowWorking) and value.days):
            return broken
        length = self.row.value(own)
        days = Binary("*", FloorDivide(length, DAY), whole(DAY))
        uneven = Call("coalesce", (Binary("<>", length, days), FALSE))
        return any_of(broken, uneven)


def _is_fixed(value: Limit) -> bool:
    """Whether a limit stands in the policy, not in a column."""
    return isinstance(value, model.Period | model.WorkingTime | model.WorkingDays)


def _in_row(value: Limit) -> model.Expression:
    """The expression that a row's own limit is read from."""
    match value:
        case model.RowWorking(own):
            return own
        case model.Period() | model.WorkingTime() | model.WorkingDays():
            raise ValueError("a limit of the policy stands in no row")
        case _:
            return value
