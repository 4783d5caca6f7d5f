"""Canonical text of outcomes, metrics, sentences and windows."""

from decimal import Decimal
from typing import assert_never

from upheld.dsl import ast
from upheld.dsl.print_values import (
    BOUNDS,
    condition,
    decimal,
    phrase,
    plural,
    tightness,
    value,
    word,
)

# --- outcomes ---------------------------------------------------------------------


def limit_of_outcome(node: ast.Within | ast.By | ast.Before) -> str:
    """`within 2m`, `by promised`, `at least 1 day before promised`."""
    match node:
        case ast.Within():
            start = "in less than" if node.strict else "within"
            origin = f" of {phrase(node.origin)}" if node.origin else ""
            return f"{start} {value(node.length)}{origin}"
        case ast.By():
            return f"by {phrase(node.deadline)}"
        case ast.Before():
            return f"at least {value(node.length)} before {phrase(node.deadline)}"
        case _:
            assert_never(node)


def outcome(node: ast.Outcome) -> str:
    """An outcome wherever it stands by itself, as behind `excluding`."""
    match node:
        case ast.Reach():
            parts = [phrase(node.milestone)] if node.milestone else []
            parts += [limit_of_outcome(node.limit)] if node.limit else []
            return _negated(node.negated, " ".join(parts))
        case ast.With():
            return _negated(node.negated, f"with {condition(node.condition)}")
        case ast.Followed():
            return _negated(node.negated, followed(node))
        case ast.Preceded():
            text = f"preceded by {phrase(node.event)}{_limited(node.limit)}"
            return _negated(node.negated, text)
        case ast.Either():
            return " or ".join(map(outcome, node.outcomes))
        case ast.Both():
            return " and ".join(map(_tight, node.outcomes))
        case _:
            assert_never(node)


def followed(node: ast.Followed) -> str:
    """`followed by A within 1h then by B within 24h`."""
    own = "its own " if node.own else ""
    every = ""
    if node.every:
        column, members = node.every
        every = f" from every {phrase(column)} of {phrase(members)}"
    steps = "".join(map(step, node.then))
    return f"followed by {own}{phrase(node.event)}{every}{_limited(node.limit)}{steps}"


def step(node: ast.Step) -> str:
    """` then by B within 24h`."""
    return f" then by {phrase(node.event)}{_limited(node.limit)}"


def _limited(limit: ast.Within | None) -> str:
    return f" {limit_of_outcome(limit)}" if limit else ""


def _negated(negated: bool, text: str) -> str:
    return f"not {text}" if negated else text


def _tight(node: ast.Outcome) -> str:
    text = outcome(node)
    return f"({text})" if isinstance(node, ast.Either | ast.Both) else text


def _behind(events: ast.Phrase, node: ast.Outcome | None) -> str:
    """A population and its outcome.

    A milestone that stood apart from the population stays so: `calls (answered …)`.
    """
    if node is None:
        return phrase(events)
    first = node
    while isinstance(first, ast.Either | ast.Both):
        first = first.outcomes[0]
    text = outcome(node)
    if isinstance(first, ast.Reach) and first.milestone and not first.negated:
        text = f"({text})"
    # an empty first milestone (`calls abandoned or …`) leaves the text with a space
    return phrase(events) + (text if text.startswith(" ") else f" {text}")


# --- metrics ----------------------------------------------------------------------


def metric(node: ast.Metric) -> str:
    """`total cost of tickets / number of resolved tickets`."""
    match node:
        case ast.Statistic():
            kind = (
                node.kind
                if node.percentile is None
                else f"p{decimal(node.percentile)} of"
            )
            return f"{kind} {phrase(node.value)} of {phrase(node.events)}"
        case ast.NumberOf():
            return f"number of {phrase(node.events)}"
        case ast.DifferentOf():
            return f"number of different {phrase(node.field)} of {phrase(node.events)}"
        case ast.ShareOf():
            return f"share of {_behind(node.events, node.outcome)}"
        case ast.PromoterScore():
            return (
                f"net promoter score of {phrase(node.value)} of {phrase(node.events)}"
            )
        case ast.MetricName():
            return phrase(node.name)
        case ast.Arithmetic():
            own = tightness(node)
            left = _operand(node.left, own)
            return f"{left} {node.operator} {_operand(node.right, own + 1)}"
        case ast.Number() | ast.Percent() | ast.Money() | ast.Length():
            return value(node)
        case _:
            raise TypeError(f"internal error: {type(node).__name__} in a metric")


def _operand(node: ast.Expression | ast.Metric, least: int) -> str:
    text = metric(node)  # type: ignore[arg-type]
    loose = isinstance(node, ast.ShareOf) and node.outcome is not None
    return f"({text})" if loose or tightness(node) < least else text


def _leading_metric(node: ast.Metric) -> str:
    """A metric at the head of a sentence, where a number would be read as a bound."""
    first: object = node
    while isinstance(first, ast.Arithmetic):
        first = first.left
    literal = isinstance(first, ast.Number | ast.Percent | ast.Money | ast.Length)
    return f"({metric(node)})" if literal else metric(node)


# --- bounds -----------------------------------------------------------------------


def bound(node: ast.Limit) -> str:
    """`at most 40s`; a bare percentage stays bare."""
    return (
        f"{BOUNDS[node.operator]} {value(node.value)}"
        if node.written
        else value(node.value)
    )


def target(node: ast.Limit | ast.Band | ast.Relative) -> str:
    """What a metric is compared with."""
    match node:
        case ast.Limit():
            return bound(node)
        case ast.Band():
            return f"between {value(node.low)} and {value(node.high)}"
        case ast.Relative():
            amount = f"{BOUNDS[node.operator]} {value(node.amount)}"
            return f"{amount} {node.side} {reference(node.reference)}"
        case _:
            assert_never(node)


def reference(node: ast.Reference) -> str:
    """`the previous month`, `baseline 2025-Q1`."""
    match node.kind:
        case "previous":
            return f"the previous {node.unit}"
        case "last_year":
            return f"the same {node.unit} last year"
        case "baseline":
            return f"baseline {node.label}"
        case _:
            assert_never(node.kind)


# --- windows ----------------------------------------------------------------------


def window(node: ast.Window) -> str:
    """`per day on at least 95% of days per month`."""
    match node:
        case ast.Per():
            return f"per {node.unit}"
        case ast.PerLength():
            return f"per {value(node.length)}"
        case ast.Sliding():
            return f"over any {value(node.length)}"
        case ast.Overall():
            return "overall"
        case ast.OnShare():
            share = f"on {bound(node.bound)} of {node.counted}s"
            return f"{window(node.inner)} {share}{_outer(node.outer)}"
        case ast.OnAverage():
            return f"{window(node.inner)} on average{_outer(node.outer)}"
        case _:
            assert_never(node)


def _outer(node: ast.Window | None) -> str:
    return f" {window(node)}" if node else ""


# --- sentences --------------------------------------------------------------------


def sentence(node: ast.Sentence) -> str:
    """A sentence without its window and clauses."""
    match node:
        case ast.Share():
            return share(node)
        case ast.Count():
            rate = (
                f" per {value(node.per[0])} {phrase(node.per[1])}" if node.per else ""
            )
            return " ".join(f"{bound(node.bound)} {phrase(node.events)}{rate}".split())
        case ast.Measured():
            return f"{_leading_metric(node.metric)} {target(node.target)}"
        case ast.Recurrence():
            until = f" until {phrase(node.until)}" if node.until else ""
            return f"{phrase(node.events)} at least every {value(node.length)}{until}"
        case ast.Trend():
            times = plural(Decimal(node.times), node.unit)
            return f"{_leading_metric(node.metric)} not {node.direction} for {times}"
        case ast.Spread():
            groups = list_ref(node.groups)
            return (
                f"gap between {groups} of {metric(node.metric)} {target(node.target)}"
            )
        case _:
            assert_never(node)


def share(node: ast.Share) -> str:
    """`90% of calls answered within 2m`, `every parcel delivered within 3 days`."""
    population = _behind(node.events, node.outcome)
    if node.bound is None:
        return f"{node.quantifier} {population}"
    return f"{bound(node.bound)} of {population}"


def list_ref(node: ast.ListRef) -> str:
    """`regions`, `list regions from column region`."""
    if node.column is None:
        return phrase(node.name)
    return f"list {phrase(node.name)} from column {word(node.column)}"
