"""Improvements: what a standard measured before a change began, and since."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from upheld.checker.figures import unit_of
from upheld.checker.report import ImprovementResult, Side
from upheld.checker.scope import period_start
from upheld.checker.shown import UNITS, counts_of, exact, number, shown_amount
from upheld.checker.zones import iso
from upheld.dsl import model

if TYPE_CHECKING:
    from upheld.checker.evaluate import Evaluated, Evaluator


def improvements_of(
    evaluator: "Evaluator",
    standard: model.Standard,
    evaluated: Sequence["Evaluated"],
    improvements: Iterable[model.Improvement],
) -> tuple[ImprovementResult, ...]:
    """Each improvement of a standard that began inside the period."""
    periods = [one.period for one in evaluated if one.period is not None]
    if not periods:
        return ()
    whole = min(p[0] for p in periods), max(p[1] for p in periods)
    return tuple(
        _compared(evaluator, standard, one, whole)
        for one in improvements
        if one.standard == standard.id
    )


def edition_at(standard: model.Standard, day: str) -> model.Edition:
    """The edition in force on a day, else the last; both sides are measured by it."""
    for edition in standard.editions:
        if (edition.first or day) <= day <= (edition.last or day):
            return edition
    return standard.editions[-1]


def _compared(
    evaluator: "Evaluator",
    standard: model.Standard,
    improvement: model.Improvement,
    period: tuple[int, int],
) -> ImprovementResult:
    edition = edition_at(standard, improvement.started)
    started = period_start(improvement.started, edition.zone)
    assert started is not None
    turn = min(max(started, period[0]), period[1])
    spans = ((period[0], turn), (turn, period[1] + 1))
    figures = [evaluator.between(standard, edition, *span).measure for span in spans]
    sides = [
        Side(
            start=iso(span[0], edition.zone),
            end=iso(min(span[1], period[1]), edition.zone),
            value=number(_shown(figure.value, edition)),
            exact=exact(_shown(figure.value, edition)),
            counts=counts_of(figure.sizes[0]),
        )
        for span, figure in zip(spans, figures, strict=True)
    ]
    change = _change(figures[0].value, figures[1].value, edition)
    unit = unit_of(edition)
    return ImprovementResult(
        name=improvement.name,
        started=improvement.started,
        text=improvement.text,
        before=sides[0],
        after=sides[1],
        unit=UNITS[unit.kind],
        currency=unit.currency or None,
        change=number(change),
        change_exact=exact(change),
        change_unit="points" if unit.kind == "percent" else UNITS[unit.kind],
        better=None if not change else (change > 0) == wants_more(edition),
    )


def _shown(value: Fraction | None, edition: model.Edition) -> Fraction | None:
    return None if value is None else shown_amount(value, unit_of(edition))


def _change(
    before: Fraction | None, after: Fraction | None, edition: model.Edition
) -> Fraction | None:
    """After less before; of percentages in points."""
    if before is None or after is None:
        return None
    change = after - before
    if unit_of(edition).kind == "percent":
        return change * 100
    return shown_amount(change, unit_of(edition))


def wants_more(edition: model.Edition) -> bool | None:
    """Whether a greater value is a better one; None of a band."""
    bound = edition.bound
    match bound:
        case None:
            subject = edition.subject
            return isinstance(subject, model.Trend) and subject.direction == "falling"
        case model.Relative():
            floor = bound.kind in ("at_least", "more_than")
            return floor == (bound.side == "above")
        case _ if bound.kind == "between":
            return None
        case _:
            return bound.kind in ("at_least", "more_than")
