"""Rules about what a standard leaves out: window, owner, reason, population, limit."""

from collections.abc import Iterator
from typing import assert_never

from upheld.checker.lint.context import Context
from upheld.dsl import ast, model
from upheld.dsl.diagnostics import Diagnostic


def no_window(context: Context) -> Iterator[Diagnostic]:
    """L0002: nothing says over which time a standard is judged."""
    for _, standard in context.standards():
        timed = isinstance(standard.sentence, ast.Recurrence | ast.Trend)
        if standard.window is None and not timed:
            yield Diagnostic(
                "L0002",
                f"`{standard.name.text}` has no window: the whole period is one",
                standard.sentence.span,
                "write `per month`, or `overall` where that is meant",
            )


def no_owner(context: Context) -> Iterator[Diagnostic]:
    """L0003: nobody owns a standard."""
    yield from _without(context, "owner", "L0003", 'write `owner "…"`')


def no_reason(context: Context) -> Iterator[Diagnostic]:
    """L0004: nothing says why a standard is there."""
    yield from _without(context, "because", "L0004", 'write `because "…"`')


def no_source(context: Context) -> Iterator[Diagnostic]:
    """L0014: nothing says what a standard rests on."""
    yield from _without(context, "source", "L0014", 'write `source "…"`')


_MISSING = {"owner": "owner", "because": "reason", "source": "source"}


def _without(context: Context, key: str, code: str, help: str) -> Iterator[Diagnostic]:
    """Standards none of whose editions has some metadata, at the name of the first."""
    written: dict[str, list[ast.Standard]] = {}
    for _, standard in context.standards():
        written.setdefault(standard.name.text, []).append(standard)
    for name, editions in written.items():
        keys = {
            c.key for e in editions for c in e.clauses if isinstance(c, ast.Metadata)
        }
        if key not in keys:
            message = f"`{name}` has no {_MISSING[key]}"
            yield Diagnostic(code, message, editions[0].name.span, help)


def population_not_stated(context: Context) -> Iterator[Diagnostic]:
    """L0012: events whose time has not ended are left out, or count as endless."""
    for standard, edition in context.editions():
        for metric in metrics_of(edition.subject):
            if isinstance(metric, model.Statistic):
                yield from _open_ended(standard, metric)


def _open_ended(
    standard: model.Standard, metric: model.Statistic
) -> Iterator[Diagnostic]:
    value = metric.value
    if metric.kind not in ("average", "total", "minimum", "maximum"):
        return
    if not isinstance(value, model.Measure) or value.ending is None:
        return
    ending = value.ending.name
    if any(ending in _came(c) for c in metric.population.where):
        return
    event = metric.population.event
    told = (
        "count as longer than any limit"
        if metric.kind == "maximum"
        else "are left out of it"
    )
    yield Diagnostic(
        "L0012",
        f"`{standard.id}`: events that are not `{ending}` {told}",
        metric.span,
        f"say which are meant: `{ending} {event.names[-1]}`",
    )


def _came(condition: model.Condition) -> Iterator[str]:
    """The milestones that a condition asks for."""
    if isinstance(condition, model.Came):
        yield condition.milestone.name
    if isinstance(condition, model.AllOf):
        for operand in condition.operands:
            yield from _came(operand)


def metrics_of(subject: model.Subject) -> Iterator[model.Metric]:
    """The metrics of a sentence, those inside a formula too."""
    match subject:
        case model.ShareOutcome() | model.Recurrence():
            return
        case model.Trend(metric=metric) | model.Spread(metric=metric):
            yield from metrics_of(metric)
        case model.Combined(left=left, right=right):
            yield from metrics_of(left)
            yield from metrics_of(right)
        case model.Defined():
            # written once, at its `define`; the sentence does not repeat it
            return
        case (
            model.Statistic()
            | model.NumberOf()
            | model.DifferentOf()
            | model.ShareOf()
            | model.PromoterScore()
            | model.Rate()
            | model.Fixed()
        ):
            yield subject
        case _:
            assert_never(subject)


def limit_not_stated(context: Context) -> Iterator[Diagnostic]:
    """L0013: a floor on something that may come at any time."""
    for standard, edition in context.editions():
        match edition:
            case model.Edition(
                subject=model.ShareOutcome(
                    outcome=model.Reach(limit=None, negated=False) as outcome,
                    universal=universal,
                ),
                bound=bound,
                carried_until=None,
            ) if universal == "every" or _is_floor(bound):
                name = outcome.milestone.name
                yield Diagnostic(
                    "L0013",
                    f"`{standard.id}`: `{name}` has no limit, so that it may come late",
                    outcome.span,
                    f"write `{name} within 2h`, or `by` a promised moment",
                )


def _is_floor(bound: model.Bound | model.Relative | None) -> bool:
    return isinstance(bound, model.Bound) and bound.kind in ("at_least", "more_than")
