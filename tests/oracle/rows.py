"""One row: its expressions, its conditions, and how an outcome went (section 4)."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, assert_never

from tests.oracle.moments import add_period
from tests.oracle.values import BROKEN, Broken, Value, convert, half_up, moment
from upheld.dsl import model

State = Literal["met", "missed", "pending", "excluded", "invalid"]
Truth = bool | Broken


@dataclass(frozen=True, slots=True)
class Seen:
    """A row of an event as seen at `as_of`; an empty cell is None."""

    event: model.Event
    cells: dict[str, str | None]
    as_of: int
    zone: str


# --- values ---------------------------------------------------------------------------


def moment_of(declared: model.Moment, seen: Seen) -> int | Broken | None:
    """A moment, None where it is empty or not there yet at `as_of`."""
    read = unhidden(declared, seen)
    late = isinstance(read, int) and read > seen.as_of and not declared.promise
    return None if late else read


def unhidden(declared: model.Moment, seen: Seen) -> int | Broken | None:
    """A moment whenever it was; of two columns, both are needed."""
    parts = [seen.cells[name] for name in declared.columns]
    texts = [text for text in parts if text is not None]
    if len(texts) < len(parts):
        return None
    return moment(" ".join(texts), declared.spelling, declared.zone)


def column_of(column: model.Column, seen: Seen) -> Value:
    """A column; behind a declared milestone it comes and goes with that milestone."""
    text = seen.cells[column.name]
    moments = [*seen.event.milestones.values(), seen.event.end]
    behind = [m for m in moments if m and m.columns == (column.name,)]
    if text is None or any(moment_of(m, seen) is None for m in behind):
        return None
    return convert(text, column)


def value_of(expression: model.Expression, seen: Seen) -> Value:
    """The value of an expression, None where something is missing."""
    match expression:
        case model.Moment():
            read = moment_of(expression, seen)
            return Fraction(read) if isinstance(read, int) else read
        case model.Column():
            return column_of(expression, seen)
        case model.Constant(value):
            return value
        case model.Arithmetic(operator, left, right):
            return calculated(operator, value_of(left, seen), value_of(right, seen))
        case model.Choose(branches, otherwise):
            for condition, value in branches:
                held = holds(condition, seen)
                if held:
                    return BROKEN if held is BROKEN else value_of(value, seen)
            return None if otherwise is None else value_of(otherwise, seen)
        case model.Measure(value=value):
            return value_of(value, seen)
        case _:
            assert_never(expression)


def calculated(operator: str, left: Value, right: Value) -> Value:
    """Exact, but a quotient has twelve decimals; nothing is divided by zero."""
    if left is BROKEN or right is BROKEN:
        return BROKEN
    if left is None or right is None or (operator == "/" and right == 0):
        return None
    assert isinstance(left, Fraction)
    assert isinstance(right, Fraction)
    match operator:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case _:
            return half_up(left / right, 12)


# --- conditions: three values --------------


def every(parts: Iterable[Truth]) -> Truth:
    """False decides; else one broken part breaks all."""
    known = list(parts)
    if False in known:
        return False
    return BROKEN if BROKEN in known else True


def opposite(part: Truth) -> Truth:
    """Of broken, broken."""
    return part if part is BROKEN else not part


def holds(condition: model.Condition, seen: Seen) -> Truth:
    """Whether a condition holds; a missing value passes no test but `unknown`."""
    match condition:
        case model.Not(operand):
            return opposite(holds(operand, seen))
        case model.AllOf(operands):
            return every(holds(part, seen) for part in operands)
        case model.AnyOf(operands):
            return opposite(every(opposite(holds(part, seen)) for part in operands))
        case model.InState(condition=inner):
            return holds(inner, seen)
        case model.Compare(operator, left, right):
            return compared(operator, value_of(left, seen), value_of(right, seen))
        case model.Came(milestone):
            return tested(value_of(milestone, seen), lambda _: True)
        case model.IsTrue(column):
            return tested(column_of(column, seen), lambda value: value is True)
        case model.Matches(left, pattern):
            found = re.compile(pattern).search
            return tested(value_of(left, seen), lambda value: bool(found(str(value))))
        case model.OneOf(left, values, negated):
            named = [constant.value for constant in values]
            return tested(value_of(left, seen), lambda v: (v in named) != negated)
        case model.Known(left, negated):
            known = tested(value_of(left, seen), lambda _: True)
            return opposite(known) if negated else known
        case _:
            assert_never(condition)


def tested(value: Value, test: Callable[[Value], bool]) -> Truth:
    """A test of one value: broken stays broken, and missing is false."""
    if value is BROKEN:
        return BROKEN
    return value is not None and test(value)


def compared(operator: model.CompareOperator, left: Value, right: Value) -> Truth:
    """Two values of one unit."""
    if left is BROKEN or right is BROKEN:
        return BROKEN
    if left is None or right is None:
        return False
    assert isinstance(left, Fraction)
    assert isinstance(right, Fraction)
    match operator:
        case "<":
            return left < right
        case "<=":
            return left <= right
        case ">":
            return left > right
        case ">=":
            return left >= right
        case _:
            assert_never(operator)


# --- outcomes -------------------------------------------------------------------------

NoDeadline = State | None


def outcome_state(
    outcome: model.Outcome, seen: Seen, without_deadline: NoDeadline
) -> State:
    """How an outcome went for a row. Later issue: sequences (Followed, Preceded)."""
    match outcome:
        case model.Reach():
            return reached(outcome, seen, without_deadline)
        case model.Measured():
            return _negated(measured(outcome, seen), outcome.negated)
        case model.Holds(condition):
            return _negated(_decided(holds(condition, seen)), outcome.negated)
        case model.Either(parts):
            return _together(parts, seen, without_deadline, ("met", "missed"))
        case model.Both(parts):
            return _together(parts, seen, without_deadline, ("missed", "met"))
        case model.Followed() | model.Preceded():
            raise ValueError("not of one row: `sequences.py` judges it")
        case _:
            assert_never(outcome)


def _negated(state: State, negated: bool) -> State:
    turned: dict[State, State] = {"met": "missed", "missed": "met"}
    return turned.get(state, state) if negated else state


def _decided(held: Truth) -> State:
    if held is BROKEN:
        return "invalid"
    return "met" if held else "missed"


def _together(
    parts: tuple[model.Outcome, ...],
    seen: Seen,
    without_deadline: NoDeadline,
    weight: tuple[State, State],
) -> State:
    """One part in the first state decides; all in the second do."""
    states = [outcome_state(part, seen, without_deadline) for part in parts]
    order: tuple[State, ...] = ("excluded", "invalid", weight[0], "pending", weight[1])
    return next(state for state in order if state in states)


def reached(outcome: model.Reach, seen: Seen, without_deadline: NoDeadline) -> State:
    """Whether a milestone came, in time where there is a limit."""
    came = moment_of(outcome.milestone, seen)
    clock = moment_of(outcome.clock, seen)
    due = _due(outcome.limit, clock, seen)
    if due is None and without_deadline == "excluded":
        return "excluded"
    if due is BROKEN or came is BROKEN or clock is BROKEN or clock is None:
        return "invalid"
    if came is not None and came < clock:
        return "invalid"
    if due is None:
        return without_deadline or "invalid"
    return _negated(_in_time(came, due, outcome.limit, seen), outcome.negated)


def _in_time(
    came: int | None,
    due: int | Fraction | Literal["never"],
    limit: model.Within | model.ByDeadline | None,
    seen: Seen,
) -> State:
    """Where all moments are known; a deadline at `as of` has passed."""
    if due == "never":
        return "missed" if came is None else "met"
    strict = isinstance(limit, model.Within) and limit.strict
    if came is not None:
        return "met" if came < due or (came == due and not strict) else "missed"
    return "missed" if due <= seen.as_of else "pending"


def _due(
    limit: model.Within | model.ByDeadline | None,
    clock: int | Broken | None,
    seen: Seen,
) -> int | Fraction | Broken | Literal["never"] | None:
    """The deadline, None where the row has none of its own."""
    match limit:
        case None:
            return "never"
        case model.Within(length):
            if not isinstance(clock, int):
                return BROKEN
            return _moved(clock, length, seen, 1)
        case model.ByDeadline(deadline, lead):
            due = moment_of(deadline, seen)
            if lead is None or not isinstance(due, int):
                return due
            return _moved(due, lead, seen, -1)
        case _:
            assert_never(limit)


def _moved(
    us: int, length: model.LimitLength, seen: Seen, sign: int
) -> int | Fraction | Broken | None:
    match length:
        case model.Period():
            return add_period(us, length, seen.zone, sign)
        case model.RowLength(branches):
            for condition, amount in branches:
                held = condition is None or holds(condition, seen)
                if held is BROKEN:
                    return BROKEN
                if held:
                    return _moved_by(us, amount, seen, sign)
            return None
        case model.WorkingTime() | model.WorkingDays():
            raise ValueError("calendars come with a later issue")
        case _:
            assert_never(length)


def _moved_by(
    us: int,
    amount: model.Period
    | model.WorkingTime
    | model.WorkingDays
    | model.RowWorking
    | model.Expression,
    seen: Seen,
    sign: int,
) -> int | Fraction | Broken | None:
    if isinstance(amount, model.RowWorking):
        raise TypeError("`tests.oracle.working` counts working time")
    if isinstance(amount, model.Period | model.WorkingTime | model.WorkingDays):
        return _moved(us, amount, seen, sign)
    value = value_of(amount, seen)
    if value is None or value is BROKEN:
        return value
    assert isinstance(value, Fraction)
    return us + sign * value


def running(expression: model.Expression, seen: Seen) -> Fraction | None:
    """The least final value of a running measure: a microsecond more than now."""
    if not isinstance(expression, model.Measure) or expression.ending is None:
        return None
    assert expression.starting is not None
    start = moment_of(expression.starting, seen)
    if moment_of(expression.ending, seen) is not None or not isinstance(start, int):
        return None
    return Fraction(seen.as_of - start + 1)


def before_start(expression: model.Expression, value: Fraction) -> bool:
    """A measure from the event's own start that is negative ended before it began."""
    if not isinstance(expression, model.Measure) or expression.starting is None:
        return False
    return expression.starting.role == "start" and value < 0


def measured(outcome: model.Measured, seen: Seen) -> State:
    """Whether a measure keeps its comparisons, or may still do either."""
    limits = [(operator, value_of(limit, seen)) for operator, limit in outcome.tests]
    if any(limit is None or limit is BROKEN for _, limit in limits):
        return "invalid"
    least = running(outcome.value, seen)
    value = value_of(outcome.value, seen) if least is None else least
    if not isinstance(value, Fraction) or before_start(outcome.value, value):
        return "invalid"
    now = [compared(operator, value, limit) for operator, limit in limits]
    if least is None:
        return _decided(every(now))
    # From here on the value only grows: what `<` refuses stays refused, what `>` allows
    # stays allowed, and the rest may turn.
    if any(
        not held and operator in ("<", "<=")
        for held, (operator, _) in zip(now, limits, strict=True)
    ):
        return "missed"
    sure = all(
        held and operator in (">", ">=")
        for held, (operator, _) in zip(now, limits, strict=True)
    )
    return "met" if sure else "pending"
