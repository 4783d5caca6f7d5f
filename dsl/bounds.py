"""Targets of a sentence: bounds, bands and comparisons, in the unit judged."""

from difflib import get_close_matches
from fractions import Fraction
from typing import assert_never

from upheld.dsl import ast, model
from upheld.dsl.faults import refused
from upheld.dsl.metrics import as_percent, is_ratio, unit_of_metric
from upheld.dsl.source import Span
from upheld.dsl.units import (
    Plain,
    are_alike,
    constant,
    described,
    mismatch,
    unit_of_plain,
)
from upheld.dsl.vocabulary import Vocabulary

Target = ast.Limit | ast.Band | ast.Relative

WHOLE = model.Bound("at_least", Fraction(1), model.PERCENT)
"""What `every`, `no` and a recurrence ask for: all of them."""


def written(vocabulary: Vocabulary, value: ast.Value) -> Plain:
    """The value itself, also where a parameter names it (E1006, E2004)."""
    if not isinstance(value, ast.Phrase):
        return value
    known = vocabulary.known_parameter(value)
    if isinstance(known, ast.WorkingLength):
        raise refused(
            "E2004",
            "working time can be a limit, but it cannot be compared",
            value.span,
        )
    return known


def amount(
    vocabulary: Vocabulary,
    value: ast.Value,
    unit: model.Unit,
    *,
    is_difference: bool = False,
    is_whole: bool = True,
) -> Fraction:
    """A written value in the amount of a unit (E2001 to E2007).

    Args:
        is_difference: Plain numbers then take points too.
        is_whole: Counts must be whole numbers.
    """
    plain = written(vocabulary, value)
    found = unit_of_plain(plain)
    numbers = ("number", "count")
    fits = are_alike(unit, found) or (unit.kind == "points" and found.kind in numbers)
    if not fits and not (
        is_difference and unit.kind in numbers and found == model.POINTS
    ):
        raise mismatch(unit, found, value.span)
    result = Fraction(constant(plain).value)
    if unit == model.COUNT:
        _check_count(result, value.span, is_whole)
    return result


def _check_count(value: Fraction, span: Span, is_whole: bool) -> None:
    if value < 0 or (is_whole and value.denominator != 1):
        raise refused(
            "E2007", "a count is a whole number, not below 0", span, help="write `5`"
        )


def check_share(value: Fraction, span: Span) -> None:
    """A share lies between 0% and 100% (E3001)."""
    if not 0 <= value <= 1:
        raise refused(
            "E3001",
            "a share lies between 0% and 100%",
            span,
            help="write a percentage from 0% to 100%",
        )


def share_bound(vocabulary: Vocabulary, limit: ast.Limit) -> model.Bound:
    """`90%` of a share (E2003, E3001)."""
    low = amount(vocabulary, limit.value, model.PERCENT)
    check_share(low, limit.value.span)
    return model.Bound(limit.operator, low, model.PERCENT, span=limit.value.span)


def count_bound(
    vocabulary: Vocabulary,
    limit: ast.Limit,
    value: ast.Value,
    unit: model.Unit,
    *,
    is_whole: bool,
) -> model.Bound:
    """`at most 5` of a count or a rate, by its unit (E2007)."""
    low = amount(vocabulary, value, model.COUNT, is_whole=is_whole)
    return model.Bound(limit.operator, low, unit, span=value.span)


def fitted(
    vocabulary: Vocabulary, metric: model.Metric, target: Target, *, is_gap: bool
) -> model.Metric:
    """The metric, read as a percentage where it is a ratio held against one."""
    if not is_ratio(metric):
        return metric
    is_difference = is_gap or isinstance(target, ast.Relative)
    wanted = model.POINTS if is_difference else model.PERCENT
    value = _first_value(target)
    found = unit_of_plain(written(vocabulary, value))
    return as_percent(metric) if found == wanted else metric


def _first_value(target: Target) -> ast.Value:
    match target:
        case ast.Limit():
            return target.value
        case ast.Band():
            return target.low
        case ast.Relative():
            return target.amount
        case _:
            assert_never(target)


def target_unit(metric: model.Metric, *, is_gap: bool) -> model.Unit:
    """The unit of the target: the metric's, but points for a gap in percent."""
    unit = unit_of_metric(metric)
    return model.POINTS if is_gap and unit == model.PERCENT else unit


def metric_bound(
    vocabulary: Vocabulary,
    metric: model.Metric,
    target: Target,
    *,
    is_gap: bool = False,
    is_whole: bool = True,
) -> model.Bound | model.Relative:
    """The target of a metric (E2001 to E2007, E3001, E3006)."""
    unit = target_unit(metric, is_gap=is_gap)
    _check_measure(vocabulary, metric, _first_value(target))
    match target:
        case ast.Limit():
            low = amount(
                vocabulary,
                target.value,
                unit,
                is_difference=is_gap,
                is_whole=is_whole,
            )
            if is_share(metric) and not is_gap:
                check_share(low, target.value.span)
            return model.Bound(target.operator, low, unit, span=target.value.span)
        case ast.Band():
            return _band(vocabulary, target, unit, is_gap)
        case ast.Relative():
            return _relative(vocabulary, target, unit)
        case _:
            assert_never(target)


def _check_measure(
    vocabulary: Vocabulary, metric: model.Metric, value: ast.Value
) -> None:
    """A misspelled measure (E1011), which would else be a column of numbers."""
    if not isinstance(metric, model.Statistic):
        return
    if not isinstance(metric.value, model.Column) or metric.unit != model.NUMBER:
        return
    name, terms = metric.value.name, vocabulary.terms[metric.population.event.name]
    found = unit_of_plain(written(vocabulary, value))
    close = get_close_matches(name, terms.measures, n=1)
    if found.kind in ("length", "money") and close:
        raise refused(
            "E1011",
            f"unknown measure `{name}` of `{terms.name}`",
            metric.value.span,
            help=f"did you mean `{close[0]}`?",
        )


def is_share(metric: model.Metric) -> bool:
    """Whether the value cannot leave 0% to 100%."""
    if isinstance(metric, model.Defined):
        return is_share(metric.formula)
    return isinstance(metric, model.ShareOf)


def _band(
    vocabulary: Vocabulary, target: ast.Band, unit: model.Unit, is_gap: bool
) -> model.Bound:
    low = amount(vocabulary, target.low, unit, is_difference=is_gap)
    high = amount(vocabulary, target.high, unit, is_difference=is_gap)
    if high < low:
        raise refused(
            "E3006",
            "the upper end of the band lies below its lower end",
            target.high.span,
            help="write the smaller value first",
        )
    return model.Bound("between", low, unit, high, span=target.low.span)


def _relative(
    vocabulary: Vocabulary, target: ast.Relative, unit: model.Unit
) -> model.Relative:
    """`at most 5% above the previous month`: a percentage is one of the reference."""
    plain = written(vocabulary, target.amount)
    is_proportional = isinstance(plain, ast.Percent)
    wanted = model.POINTS if unit == model.PERCENT else unit
    if is_proportional:
        wanted = model.PERCENT
    elif unit == model.PERCENT and not isinstance(plain, ast.Points):
        raise refused(
            "E2001",
            f"a difference of percentages is in points, found {_found(plain)}",
            target.amount.span,
            help="write points: `3 points`",
        )
    value = amount(vocabulary, target.amount, wanted, is_difference=True)
    reference = model.Reference(
        target.reference.kind, target.reference.unit or "", target.reference.label or ""
    )
    return model.Relative(
        target.operator,
        value,
        is_proportional,
        target.side,
        reference,
        span=target.amount.span,
    )


def _found(plain: Plain) -> str:
    return described(unit_of_plain(plain))
