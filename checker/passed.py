"""How long a stopping clock ran until something came, in place of when it runs out.

A limit of N ends at the earliest moment at which the clock is N further than at its
start (`upheld.checker.worktime`), and a clock never goes back. So what came was in time
if the clock was less than N further a microsecond before, and what has not come is not
due yet if by now it is less than N further:

    came <= deadline    clock(came - 1µs) - clock(start) < N
    came <  deadline    clock(came)       - clock(start) < N
    now  <  deadline    clock(now)        - clock(start) < N

One measured time serves every limit of a milestone, and looks for no moment.
"""

from upheld.checker.sql.nodes import (
    Binary,
    Call,
    Expr,
    IsNull,
    both,
    length_of,
    plus,
)
from upheld.checker.worktime import WorkClock
from upheld.dsl import model
from upheld.dsl.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Passed:
    """Tests of a row: whether what came was in time, and whether it is not due yet."""

    in_time: Expr
    waiting: Expr


def passed(
    work: WorkClock, start: Expr, came: Expr, limit: model.Within
) -> Passed | None:
    """The tests of a limit by the time that has passed; None where it needs a moment.

    That is so where the limit is not one length above nothing for all rows, or counts
    days, where nothing stops its clock, where a row is seen from inside a window, or a
    key has many pauses.

    Args:
        work: the clocks of the query.
        start: the moment that the limit runs from.
        came: the moment of the milestone, empty where it has not come.
        limit: the limit, within which it should come.
    """
    counted = _counted(limit.length)
    if counted is None or work.row.now_column or not work.can_measure:
        return None
    if not work.rules(limit.length, back=False):
        return None
    calendar, length = counted
    at = came if limit.strict else plus(came, -1)
    seen = Call("greatest", (Call("coalesce", (at, work.row.now())), start))
    less = Binary("<", work.ran(calendar, start, seen), length_of(length))
    return Passed(both(IsNull(came, negated=True), less), both(IsNull(came), less))


def _counted(length: model.LimitLength) -> tuple[str, int] | None:
    """The calendar of a limit, if any, and its microseconds."""
    match length:
        case model.WorkingTime(microseconds, calendar) if microseconds > 0:
            return calendar, microseconds
        case model.Period(microseconds=microseconds) if (
            length.exact and microseconds > 0
        ):
            return "", microseconds
        case _:
            return None
