"""One tally as a part of a scan: its branches, and its numbers as sums of measures."""

from collections.abc import Callable, Iterable, Mapping
from typing import Literal, assert_never

from upheld.checker.aggregate import Tallying
from upheld.checker.chain import Step
from upheld.checker.fusion.conditions import Condition, condition_of, simplest
from upheld.checker.fusion.measures import (
    Branches,
    Measure,
    branches_of,
)
from upheld.checker.fusion.normal import Facts
from upheld.checker.one_grouping import OneGrouping
from upheld.checker.plan import Tally
from upheld.checker.rows import exact_decimal
from upheld.checker.sql.nodes import (
    Binary,
    Call,
    Case,
    Cast,
    Constant,
    Expr,
    IsNull,
    Query,
    Select,
    both,
    length_of,
    whole,
)
from upheld.checker.tally import Compiler, group_column
from upheld.dsl import model
from upheld.dsl.dataclass import dataclass

#: Measures with their factors, and how cells of the cube are put together.
Number = tuple[Literal["sum", "min", "max"], Mapping[Measure, int]]

LOST = ("outside", "not in population")


@dataclass(frozen=True, slots=True)
class Marks:
    """Two lengths in microseconds: values above the first, up to the second, are kept.

    `tenths` says about where among those kept the rank will be.
    """

    low: int
    high: int
    tenths: int


@dataclass(frozen=True, slots=True)
class Part:
    """A tally that may be counted together with others.

    `decided` is the bound of a rank of which only the verdict is wanted.

    `source` names the relation with the steps that lead to it; `definition` is the
    query that counts this tally alone, which reports show. `grouping` is the one by
    which the source finds the answers of a log, if that is how it does. `marks` are two
    values between which its rank is looked for: a cube keeps those that lie there.
    """

    tally: Tally
    definition: Query
    source: tuple[str, tuple[tuple[str, Step], ...]]
    moment: Expr
    groups: tuple[tuple[str, Expr], ...]
    branches: Branches
    facts: Facts
    value: Expr | None
    least: Expr | None
    decided: model.Bound | None = None
    grouping: OneGrouping | None = None
    marks: "Marks | None" = None

    @property
    def by_counting(self) -> bool:
        """Whether its rank is decided by how many values are within its bound."""
        return self.decided is not None and not self.may_run

    @property
    def may_run(self) -> bool:
        """Whether any event may not have ended."""
        return self.least is not None and bool(self.branches.rows_in("running"))


def part_of(
    tally: Tally, compiler: Compiler, facts: Facts, decided: model.Bound | None = None
) -> Part | None:
    """The tally as a part; None where it has to be counted by itself.

    Raises:
        RefusedError: a column that cannot be read.
    """
    if not may_be_part(tally):
        return None
    definition = Tallying(compiler).query()
    steps = dict(definition.steps)
    judged = steps["judged"]
    assert isinstance(judged, Select)
    outputs = {output.name: facts.normal(output.value) for output in judged.outputs}
    branches = branches_of(outputs["state"], facts.normal)
    if branches is None:
        return None
    chain = compiler.judge.chain
    return Part(
        tally,
        definition,
        (chain.relation, tuple(chain.steps)),
        outputs["moment"],
        tuple((group_column(g), outputs[group_column(g)]) for g in tally.groups),
        branches,
        facts,
        outputs.get("value"),
        outputs.get("least"),
        decided,
    )


def may_be_part(tally: Tally) -> bool:
    """Whether each row of the event is one obligation, counted in one window."""
    scope = tally.scope
    outcome = getattr(tally.counted, "outcome", None)
    if isinstance(outcome, model.Followed) and outcome.every is not None:
        return False
    if isinstance(tally.counted, model.Recurrence | model.DifferentOf):
        return False
    return scope.carried is None and not scope.sliding and scope.counted_once is None


def is_ranked(tally: Tally) -> bool:
    """Whether values of the tally are found by their rank."""
    counted = tally.counted
    if not isinstance(counted, model.Statistic):
        return False
    return counted.kind in ("median", "percentile")


def numbers_of(part: Part) -> dict[str, Number]:
    """The numbers of a part that add up over buckets, by name; ranks apart."""
    branches, counted = part.branches, part.tally.counted

    def rows(state: str, also: Condition = ()) -> Number:
        return "sum", branches.rows_in(state, also)

    found = {name: rows(name) for name in ("excluded", "invalid")}
    match counted:
        case model.ShareOutcome() | model.ShareOf():
            found |= {name: rows(name) for name in ("met", "missed", "pending")}
        case model.NumberOf() | model.Recurrence() | model.DifferentOf():
            found["used"] = rows("used")
        case model.PromoterScore():
            found |= _counted_values(rows) | _scores(part, rows)
        case model.Statistic():
            found |= _counted_values(rows) | _statistic(part, counted, rows)
        case _:
            assert_never(counted)
    return found


def _counted_values(rows: Callable[..., Number]) -> dict[str, Number]:
    return {"used": rows("used"), "without": rows("without a value")}


def _scores(part: Part, rows: Callable[..., Number]) -> dict[str, Number]:
    assert part.value is not None
    high, low = Binary(">=", part.value, whole(9)), Binary("<=", part.value, whole(6))
    return {
        "promoters": rows("used", condition_of(high)),
        "detractors": rows("used", condition_of(low)),
    }


def _statistic(
    part: Part, counted: model.Statistic, rows: Callable[..., Number]
) -> dict[str, Number]:
    found: dict[str, Number] = {}
    match counted.kind:
        case "average" | "total":
            found["value"] = "sum", _of_values(part, "sum", "used", part.value)
        case "minimum":
            found["value"] = "min", _of_values(part, "min", "used", part.value)
        case "maximum":
            found["value"] = "max", _of_values(part, "max", "used", part.value)
        case "median" | "percentile":
            if part.decided is not None:
                found["within"] = rows("used", _within(part, part.decided))
            if part.marks is not None:
                found |= _around(part, part.marks, rows)
        case _:
            assert_never(counted.kind)
    if part.may_run:
        assert part.least is not None
        found["running"] = rows("running")
        if part.tally.limit is not None:
            past = Binary(">", part.least, whole(int(part.tally.limit)))
            also = condition_of(part.facts.normal(past))
            found["past limit"] = rows("running", also)
        if counted.kind == "maximum":
            found["least"] = "max", _of_values(part, "max", "running", part.least)
    return found


def _within(part: Part, bound: model.Bound) -> Condition:
    """That a value is on the side of a bound by which a rank is decided.

    Of `at least T` and `less than T` these are the values below T, else T too.
    """
    assert part.value is not None
    below = bound.kind in ("at_least", "less_than")
    limit = Constant(exact_decimal(bound.low))
    test = Binary("<" if below else "<=", part.value, limit)
    return condition_of(part.facts.normal(test))


def _of_values(
    part: Part, kind: Literal["sum", "min", "max"], state: str, value: Expr | None
) -> dict[Measure, int]:
    assert value is not None
    return {Measure(kind, part.branches.only(state, value), value): 1}


def first_moment(part: Part) -> Number:
    """The first moment of the rows that are in the population and the period."""
    kept = part.branches.outside(*LOST)
    there = IsNull(part.moment, negated=True)
    told = tuple(a for a in kept if a != there)
    return "min", {Measure("min", told, part.moment): 1}


def members(part: Part) -> Number:
    """Rows that are in the population and the period."""
    lost = [part.branches.rows_in(state) for state in LOST]
    from upheld.checker.fusion.measures import ROWS, total

    return "sum", total([({ROWS: 1}, 1), *((terms, -1) for terms in lost)])


def ranked_value(part: Part, running: Expr | None) -> Expr:
    """The value that is ranked: nothing for rows that are not used.

    Args:
        running: what stands for an event that has not ended.
    """
    assert part.value is not None
    used = part.branches.only("used", part.value)
    branches: list[tuple[Expr, Expr]] = []
    if running is not None and part.may_run:
        assert part.least is not None
        branches.append((both(*part.branches.only("running", part.least)), running))
    if not branches and not used:
        return part.value
    return Case((*branches, (both(*used), part.value)))


def _around(
    part: Part, marks: Marks, rows: Callable[..., Number]
) -> Mapping[str, Number]:
    """How many values are not above the lower mark, and how many lie between both."""
    assert part.value is not None
    low = part.facts.normal(Binary("<=", part.value, length_of(marks.low)))
    kept = (IsNull(kept_value(part, marks), negated=True),)
    return {
        "below": rows("used", condition_of(low)),
        "kept": ("sum", {Measure("count", kept): 1}),
    }


def kept_value(part: Part, marks: Marks) -> Expr:
    """How far the value of a row is above the lower mark, if it lies between both."""
    assert part.value is not None
    low = length_of(marks.low)
    between = condition_of(
        both(
            Binary(">", part.value, low),
            Binary("<=", part.value, length_of(marks.high)),
            *part.branches.only("used", part.value),
        )
    )
    above = Cast(Binary("-", part.value, low), "small")
    return Case(((both(*simplest(between)), above),))


def group_values(part: Part) -> Iterable[tuple[str, Expr]]:
    """Groups by name, without what stands for a missing value."""
    for name, value in part.groups:
        match value:
            case Call("coalesce", (inner, _)):
                yield name, inner
            case _:
                yield name, value
