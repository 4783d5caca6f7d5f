"""What a distribution shows of an event, and the limit that its values are held to."""

from collections.abc import Callable
from dataclasses import field
from fractions import Fraction
from typing import Literal

from upheld.checker.own_answers import own_answer
from upheld.checker.rows import exact_decimal
from upheld.checker.sql.nodes import (
    Binary,
    BinaryOperator,
    Cast,
    Constant,
    Expr,
    Not,
    both,
    whole,
)
from upheld.checker.tally import Compiler
from upheld.dsl import model
from upheld.dsl.dataclass import dataclass

Wanted = Literal["below", "above", "between"]

#: Comparisons after which a value that equals the limit is with the smaller ones.
_LOW = frozenset({"<=", ">"})

_MEASURED = frozenset({"length", "number", "money", "percent", "points", "count"})


@dataclass(frozen=True, slots=True)
class Values:
    """A value of each event, and the limit on it.

    `limit` (and `high`, of a band) are amounts of the model; `holds` tests whether a
    value is on the side that the outcome names, `asked` whether that is what is wanted.
    `is_low` says that a value which equals the limit goes with those below it.
    """

    of: Literal["took", "after_deadline", "value"]
    name: str
    unit: model.Unit
    value: Expr = field(compare=False)
    limit: Fraction
    wanted: Wanted
    holds: Callable[[Expr], Expr] = field(compare=False)
    asked: bool = True
    high: Fraction | None = None
    states: tuple[str, ...] = ("met", "missed")
    is_low: bool = True

    @property
    def is_length(self) -> bool:
        """Whether values are whole microseconds."""
        return self.unit.kind == "length"

    def past(self, value: Expr) -> Expr:
        """Tests that a value is on the side of the limit that is not wanted."""
        return Not(self.holds(value)) if self.asked else self.holds(value)


def values_of(compiler: Compiler, edition: model.Edition) -> Values | None:
    """The values behind a sentence; None where events have no value with a limit."""
    counted = compiler.tally.counted
    match edition.subject:
        case model.ShareOutcome(_, outcome) | model.ShareOf(_, outcome):
            asked = not isinstance(edition.bound, model.Bound) or _is_floor(edition)
            return _of_outcome(compiler, edition, outcome, asked=asked)
        case model.Statistic() if isinstance(counted, model.Statistic):
            return _of_statistic(compiler, edition, counted)
        case _:
            return None


def _is_floor(edition: model.Edition) -> bool:
    return edition.bound is None or edition.bound.kind in ("at_least", "more_than")


def _of_statistic(
    compiler: Compiler, edition: model.Edition, counted: model.Statistic
) -> Values | None:
    bound, unit = edition.bound, _unit(counted.value)
    if not isinstance(bound, model.Bound) or unit is None or unit != bound.unit:
        return None
    match bound.kind:
        case "at_least" | "more_than":
            wanted: Wanted = "above"
            tests: list[_Test] = [
                (">=" if bound.kind == "at_least" else ">", bound.low)
            ]
        case "at_most" | "less_than":
            wanted = "below"
            tests = [("<=" if bound.kind == "at_most" else "<", bound.low)]
        case "between":
            wanted = "between"
            tests = [(">=", bound.low), ("<=", bound.high or bound.low)]
    return Values(
        "value",
        _name(counted.value),
        unit,
        compiler.row.value(counted.value),
        bound.low,
        wanted,
        _tests(unit, tests),
        high=bound.high,
        states=("used",),
        is_low=tests[0][0] in _LOW,
    )


def _of_outcome(
    compiler: Compiler, edition: model.Edition, outcome: model.Outcome, *, asked: bool
) -> Values | None:
    match outcome:
        case model.Reach(milestone, clock, limit, negated) if limit is not None:
            came = compiler.row.moment(milestone)
            start = compiler.row.moment(clock)
            fixed = _fixed(limit, edition)
            wanted = asked != negated
            name = milestone.name
            if fixed is not None:
                took = Binary("-", came, start)
                return _times("took", name, took, fixed, wanted)
            late = Binary("-", came, compiler.judge.deadline(outcome))
            return _times("after_deadline", name, late, _on_time(limit), wanted)
        case model.Followed(steps=(step,), every=None) if step.limit is not None:
            return _of_answer(
                compiler, edition, outcome, step, asked != outcome.negated
            )
        case model.Measured(value, tests, negated):
            limits = [(op, limit) for op, limit in tests]
            return _compared(compiler, value, limits, asked=asked != negated)
        case model.Holds(model.Compare(operator, left, right), negated):
            return _compared(
                compiler, left, [(operator, right)], asked=asked != negated
            )
        case _:
            return None


def _of_answer(
    compiler: Compiler,
    edition: model.Edition,
    outcome: model.Followed,
    step: model.Step,
    asked: bool,
) -> Values:
    """The time until the event that answers."""
    judge = compiler.judge
    sequence = judge.sequence(step.clock)
    if outcome.own:
        came = own_answer(sequence, step.population, outcome.keys, judge.triggers)
    else:
        came = sequence.nearest(step.population, outcome.keys)
    start, name = sequence.clock_start(), step.population.event.name
    assert step.limit is not None
    fixed = _fixed(step.limit, edition)
    if fixed is not None:
        return _times("took", name, Binary("-", came, start), fixed, asked)
    deadline = judge.shifted(start, step.limit.length)
    late = Binary("-", came, deadline)
    return _times("after_deadline", name, late, _on_time(step.limit), asked)


_Test = tuple[BinaryOperator, Fraction]


def _fixed(
    limit: model.Within | model.ByDeadline, edition: model.Edition
) -> _Test | None:
    """The limit where it is one length for every event."""
    if not isinstance(limit, model.Within) or edition.pausing is not None:
        return None
    if not isinstance(limit.length, model.Period) or not limit.length.exact:
        return None
    return _within(limit.strict), Fraction(limit.length.microseconds)


def _on_time(limit: model.Within | model.ByDeadline) -> _Test:
    return _within(isinstance(limit, model.Within) and limit.strict), Fraction(0)


def _within(strict: bool) -> BinaryOperator:
    return "<" if strict else "<="


def _times(
    of: Literal["took", "after_deadline"],
    name: str,
    value: Expr,
    test: _Test,
    asked: bool,
) -> Values:
    return Values(
        of,
        name,
        model.LENGTH,
        value,
        test[1],
        "below" if asked else "above",
        _tests(model.LENGTH, [test]),
        asked,
        is_low=test[0] in _LOW,
    )


def _compared(
    compiler: Compiler,
    value: model.Expression,
    tests: "list[tuple[model.CompareOperator, model.Expression]]",
    *,
    asked: bool,
) -> Values | None:
    """A value of the row that is compared with one amount, or lies between two."""
    unit = _unit(value)
    if unit is None:
        return None
    found: list[_Test] = []
    for operator, limit in tests:
        amount = limit.value if isinstance(limit, model.Constant) else None
        if not isinstance(amount, Fraction):
            return None
        found.append((operator, amount))
    if len(found) == 1:
        below = (found[0][0] in ("<", "<=")) == asked
        wanted: Wanted = "below" if below else "above"
    elif len(found) == 2 and asked:
        wanted = "between"
    else:
        return None
    low, high = min(v for _, v in found), max(v for _, v in found)
    return Values(
        "value",
        _name(value),
        unit,
        compiler.row.value(value),
        low,
        wanted,
        _tests(unit, found),
        asked,
        None if len(found) == 1 else high,
        is_low=found[0][0] in _LOW,
    )


def _tests(unit: model.Unit, tests: "list[_Test]") -> Callable[[Expr], Expr]:
    def amount(limit: Fraction) -> Expr:
        if unit.kind == "length":
            return whole(int(limit))
        return Cast(Constant(exact_decimal(limit)), "number")

    def holds(value: Expr) -> Expr:
        return both(
            *(Binary(operator, value, amount(limit)) for operator, limit in tests)
        )

    return holds


def _unit(value: model.Expression) -> model.Unit | None:
    """The unit of a value that can be drawn on a line."""
    if isinstance(value, model.Moment) or value.unit.kind not in _MEASURED:
        return None
    return value.unit


def _name(value: model.Expression) -> str:
    match value:
        case model.Measure(name) | model.Column(name):
            return name
        case _:
            return ""
