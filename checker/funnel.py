"""A chain as a funnel: how many events came as far as each step in time, and how soon.

One query over the steps of the chain itself (`upheld.checker.series`), when asked for.
"""

from fractions import Fraction

from upheld.checker.aggregate import Tallying
from upheld.checker.chain import ROW, Step
from upheld.checker.charts import Funnel, FunnelStep
from upheld.checker.evaluate import Evaluated, Evaluator
from upheld.checker.rows import exact_decimal
from upheld.checker.series import PARTIAL
from upheld.checker.shown import SECOND, edition_name, exact
from upheld.checker.sql.nodes import (
    Aggregate,
    Binary,
    In,
    Join,
    Name,
    Order,
    Output,
    Query,
    Relation,
    Select,
    Star,
    UnionAll,
    text,
    whole,
)
from upheld.checker.tally import Compiler
from upheld.dsl import model

_HALF = exact_decimal(Fraction(1, 2))


def funnel_of(
    evaluator: Evaluator, standard: model.Standard, evaluated: Evaluated
) -> Funnel | None:
    """The funnel of a chain; None for every other sentence.

    Raises:
        EngineError: what DuckDB could not do.
    """
    outcome = _chain_of(evaluated.edition)
    if (
        outcome is None
        or evaluated.scope is None
        or evaluated.scope.carried is not None
    ):
        return None
    tally = evaluator.tallies(standard, evaluated.edition, evaluated.scope)[0]
    rows = evaluator.session.rows(query_of(evaluator.compiler(tally)))
    event = tally.population.event
    names = [event.name, *(step.population.event.name for step in outcome.steps)]
    steps = (
        FunnelStep(name=name, number=number, median=_seconds(median) if step else None)
        for name, (step, number, median) in zip(names, rows, strict=True)
    )
    return Funnel(steps=tuple(steps), edition=edition_name(evaluated.edition))


def _seconds(length: int | None) -> str | None:
    return None if length is None else exact(Fraction(length, SECOND))


def _chain_of(edition: model.Edition) -> model.Followed | None:
    outcome = getattr(edition.subject, "outcome", None)
    match outcome:
        case model.Followed(steps=(_, _, *_), every=None, negated=False):
            return outcome
        case _:
            return None


def query_of(compiler: Compiler) -> Query:
    """One row for each step: its number, the events that came so far, the median."""
    counting = Tallying(compiler).query()
    judged = dict(counting.steps)["judged"]
    assert isinstance(judged, Select)
    chain = compiler.judge.chain
    partials = [name for name, _ in chain.steps if name.startswith(PARTIAL)]
    row = Output(Name(ROW), ROW)
    kept = In(Name("state"), (text("met"), text("missed")))
    steps: list[tuple[str, Step]] = [
        *chain.steps,
        ("judged", Select((*judged.outputs, row), Relation(chain.relation))),
        ("triggers", Select((row,), Relation("judged"), where=kept)),
        *((f"reached {n}", _reached(name)) for n, name in enumerate(partials)),
        ("funnel", UnionAll(tuple(_counted(n) for n in range(len(partials))))),
    ]
    last = Select(
        (Output(Star(), ""),), Relation("funnel"), order=(Order(Name("step")),)
    )
    return Query(f"funnel behind: {compiler.tally.standard}", tuple(steps), last)


def _reached(partial: str) -> Select:
    """The first moment at which each event came to a step."""
    first = Output(Aggregate("min", Name("reached at")), "at")
    row = Name(ROW)
    return Select((Output(row, ROW), first), Relation(partial), group=(row,))


def _counted(step: int) -> Select:
    """How many of the events judged came to a step, and how long after the last one."""
    here, before = f"reached {step}", f"reached {max(step - 1, 0)}"
    joined = _beside(Relation("triggers"), here)
    if step:
        joined = _beside(joined, before)
    since = Binary("-", Name("at", here), Name("at", before))
    median = Aggregate("nearest_rank", since, _HALF)
    return Select(
        (
            Output(whole(step), "step"),
            Output(Aggregate("count"), "number"),
            Output(median, "median"),
        ),
        joined,
    )


def _beside(left: Relation | Join, right: str) -> Join:
    on = Binary("=", Name(ROW, "triggers"), Name(ROW, right))
    return Join("inner", left, Relation(right), on)
