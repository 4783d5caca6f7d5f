"""How the values behind a standard are spread: one aggregated query, when asked for.

Of `90% of calls answered within 2m` the values are the times that answers took, with
the limit of 2m; of `average wait of calls at most 45s` the waits, with the target of
45s. A limit that is no fixed length (days, working hours, a column) is drawn at 0, and
values are how much later than its own deadline an outcome came.

Bins lie around the limit, which is always the edge of one, and are as wide as it takes
for all but the smallest and the largest hundredth to lie inside.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from upheld.checker.aggregate import Tallying
from upheld.checker.charts import Bin, Distribution
from upheld.checker.evaluate import Evaluated, Evaluator
from upheld.checker.rows import exact_decimal
from upheld.checker.shown import UNITS, edition_name, shown_amount
from upheld.checker.spread import Values, values_of
from upheld.checker.sql.nodes import (
    Aggregate,
    Binary,
    Call,
    Case,
    Cast,
    Constant,
    Expr,
    FloorDivide,
    In,
    IsNull,
    Join,
    Name,
    Output,
    Query,
    Quotient,
    Relation,
    Select,
    text,
    whole,
)
from upheld.checker.tally import Compiler
from upheld.dsl import model
from upheld.dsl.dataclass import dataclass

#: Bins between the limit and the furthest value that is not an outlier.
BINS = 32
_RANKS = {"p1": 1, "p50": 50, "p90": 90, "p95": 95, "p99": 99}


def distribution_of(
    evaluator: Evaluator, standard: model.Standard, evaluated: Evaluated
) -> Distribution | None:
    """The distribution behind an edition; None for sentences that have none.

    Raises:
        EngineError: what DuckDB could not do.
    """
    if evaluated.scope is None or not evaluated.counts:
        return None
    if evaluated.scope.carried is not None:
        return None
    edition = evaluated.edition
    tally = evaluator.tallies(standard, edition, evaluated.scope)[0]
    compiler = evaluator.compiler(tally)
    values = values_of(compiler, edition)
    if values is None:
        return None
    rows = evaluator.session.rows(query_of(compiler, values))
    return _read(rows, values, edition) if rows else None


def query_of(compiler: Compiler, values: Values) -> Query:
    """One row for each bin that is not empty; each of them has the percentiles too."""
    counting = Tallying(compiler).query()
    judged = dict(counting.steps)["judged"]
    assert isinstance(judged, Select)
    chain = compiler.judge.chain
    asked = Output(values.value, "value asked")
    states = tuple(text(state) for state in values.states)
    steps = (
        *chain.steps,
        ("judged", Select((*judged.outputs, asked), Relation(chain.relation))),
        (
            "measured",
            Select(
                (Output(Name("value asked"), "v"),),
                Relation("judged"),
                where=In(Name("state"), states),
            ),
        ),
        ("ranks", _ranks(values)),
        ("scale", _scale(values)),
    )
    title = f"distribution behind: {compiler.tally.standard}"
    return Query(title, steps, _binned(values))


def _ranks(values: Values) -> Select:
    """Percentiles, ends, and how many values lie past the limit."""
    value = Name("v")
    outputs = (
        Output(Aggregate("count", value), "number"),
        Output(Aggregate("count_if", IsNull(value)), "without"),
        Output(Aggregate("count_if", values.past(value)), "past"),
        Output(Aggregate("min", value), "minimum"),
        Output(Aggregate("max", value), "maximum"),
        *(
            Output(Aggregate("nearest_rank", value, exact_decimal(Fraction(n, 100))), p)
            for p, n in _RANKS.items()
        ),
    )
    return Select(outputs, Relation("measured"))


def _scale(values: Values) -> Select:
    """The width of a bin: not 0, whole microseconds of a length."""
    limit = _amount(values, values.limit)
    reach = Binary(
        "-",
        Call("greatest", (Name("p99"), limit)),
        Call("least", (Name("p1"), limit)),
    )
    least: Expr = whole(1)
    width: Expr = FloorDivide(reach, BINS, positive=True)
    if not values.is_length:
        width = Quotient(reach, whole(BINS))
        least = Cast(Constant(exact_decimal(Fraction(1, 10**6))), "number")
    names = ("number", "without", "past", "minimum", "maximum", *_RANKS)
    kept = tuple(Output(Name(name), name) for name in names)
    wide = Output(Call("greatest", (width, least)), "width")
    return Select((*kept, wide), Relation("ranks"))


def _amount(values: Values, amount: Fraction) -> Expr:
    if values.is_length:
        return whole(int(amount))
    return Cast(Constant(exact_decimal(amount)), "number")


def _binned(values: Values) -> Select:
    """Values by bin; bin 0 begins at the limit."""
    number = _bin(values, -BINS - 2, BINS + 2)
    names = ("number", "without", "past", "minimum", "p50", "p90", "p95", "maximum")
    outputs = (
        Output(number, "bin"),
        Output(Aggregate("count"), "in bin"),
        Output(Aggregate("min", Name("width")), "width"),
        *(Output(Aggregate("min", Name(name)), name) for name in names),
    )
    both_sides = Join("cross", Relation("measured"), Relation("scale"))
    there = IsNull(Name("v"), negated=True)
    return Select(outputs, both_sides, there, group=(number,))


def _bin(values: Values, low: int, high: int) -> Expr:
    """The bin of a value, found by halves: `low` to `high`, the ends without an end."""
    if low == high:
        return whole(low)
    middle = (low + high + 1) // 2
    edge = Binary(
        "+",
        _amount(values, values.limit),
        Binary("*", Name("width"), whole(middle)),
    )
    below = Binary("<=" if values.is_low else "<", Name("v"), edge)
    return Case(((below, _bin(values, low, middle - 1)),), _bin(values, middle, high))


# --- reading ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Reader:
    values: Values
    width: Fraction

    def shown(self, amount: Any) -> str:
        return str(shown_amount(Fraction(amount), self.values.unit))

    def bin(self, number: int, events: int) -> Bin:
        low = self.values.limit + number * self.width
        first, last = number == -BINS - 2, number == BINS + 2
        return Bin(
            low=None if first else self.shown(low),
            high=None if last else self.shown(low + self.width),
            number=events,
        )


def _read(
    rows: Sequence[tuple[Any, ...]], values: Values, edition: model.Edition
) -> Distribution:
    first = rows[0]
    reader = _Reader(values, Fraction(first[2]))
    found = {int(row[0]): int(row[1]) for row in rows}
    every = range(min(found), max(found) + 1)
    number, without, past, *amounts = first[3:]
    minimum, p50, p90, p95, maximum = map(reader.shown, amounts)
    high = values.high
    return Distribution(
        of=values.of,
        name=values.name,
        unit=UNITS[values.unit.kind],
        currency=values.unit.currency or None,
        number=number,
        without=without,
        limit_exact=reader.shown(values.limit),
        limit_high_exact=None if high is None else reader.shown(high),
        wanted=values.wanted,
        past=past,
        minimum=minimum,
        p50=p50,
        p90=p90,
        p95=p95,
        maximum=maximum,
        bins=tuple(reader.bin(n, found.get(n, 0)) for n in every),
        edition=edition_name(edition),
    )
