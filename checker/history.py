"""Comparisons with earlier windows, and trends: what a window is held against."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from upheld.checker.exact import INFINITY, MINUS_INFINITY, Range, exactly, rounded
from upheld.checker.figures import Figure
from upheld.checker.judge import Goal, Judged, has_pending, rounding_step, unjudged
from upheld.checker.labels import key_of_label
from upheld.checker.measure import Measure
from upheld.checker.report import Verdict
from upheld.checker.windows import Windows
from upheld.dsl import model
from upheld.dsl.dataclass import dataclass

#: The bound on a value from the bound on how far it lies below something.
MIRRORED: dict[str, model.BoundKind] = {
    "at_least": "at_most",
    "at_most": "at_least",
    "more_than": "less_than",
    "less_than": "more_than",
}


# --- which window ---------------------------------------------------------------------


def reference_key(windows: Windows, key: int, reference: model.Reference) -> int | None:
    """The window that another is compared with; None where the calendar has none.

    The same day last year of 29 February, and the same week of a week 53 that last year
    did not have, do not exist.
    """
    match reference.kind:
        case "previous":
            return windows.key(windows.start(key) - 1)
        case "last_year":
            label = windows.label(key)
            return key_of_label(windows, f"{int(label[:4]) - 1:04d}{label[4:]}")
        case "baseline":
            return key_of_label(windows, reference.label)


def stored_figure(value: Fraction | None) -> Figure | None:
    """A value of a stored baseline as what an earlier window measured."""
    if value is None:
        return None
    return Figure(Measure.known(value, (), waiting=False), None, is_open=False)


# --- compared -------------------------------------------------------------------------


def goal_of(
    bound: model.Relative,
    earlier: Figure | None,
    unit: model.Unit,
    decimals: int | None,
) -> Goal:
    """The bound that a reference gives, rounded first where values are rounded.

    A share of the reference is one of its size, so 5% above -20 is -19.
    """
    value = past_value(earlier)
    if not isinstance(value, Fraction):
        return value
    step = rounding_step(decimals, unit)
    if step is not None:
        value = rounded(exactly(value), step).number
    if bound.proportional and value == 0:
        return "zero"
    amount = abs(value) * bound.amount if bound.proportional else bound.amount
    if unit.kind == "percent" and not bound.proportional:
        amount /= 100
    low = value + amount if bound.side == "above" else value - amount
    return model.Bound(kind_of_bound(bound), low, unit, span=bound.span)


def kind_of_bound(bound: model.Relative) -> model.BoundKind:
    """How the value itself is bounded."""
    return bound.kind if bound.side == "above" else MIRRORED[bound.kind]


def past_value(figure: Figure | None) -> Fraction | Literal["missing", "waiting"]:
    """The value of an earlier window, or why there is none."""
    if figure is None:
        return "missing"
    measured = figure.measure
    unsettled = measured.possible is None and not measured.absent
    if figure.is_open or unsettled or has_pending(measured):
        return "waiting"
    return "missing" if measured.value is None else measured.value


# --- trends ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TrendJudged:
    """The verdict of a window of a trend, and the value that it had to stay within.

    `limit` is the value of the window before, where every step up to there went the
    wrong way, so that this window decides.
    """

    judged: Judged
    limit: Fraction | None = None


def judge_trend(
    edition: model.Edition, unit: model.Unit, figures: Sequence[Figure | None]
) -> TrendJudged:
    """One window of a trend.

    Args:
        figures: the windows up to this one, which is the last; one more than the trend
            has steps.
    """
    own = figures[-1]
    assert own is not None
    measured, sizes = own.measure, own.measure.sizes[0]
    early = unjudged(edition, measured, is_open=own.is_open)
    if early is not None:
        return TrendJudged(Judged(early, measured.value, sizes))
    there = [f for f in figures if f is not None]
    if len(there) < len(figures) or any(past_value(f) == "missing" for f in there):
        note = "nothing to compare with"
        return TrendJudged(Judged("no_data", measured.value, sizes, note=note))
    verdict, limit = _trend(edition, unit, there)
    return TrendJudged(Judged(verdict, measured.value, sizes), limit)


def _trend(
    edition: model.Edition, unit: model.Unit, figures: Sequence[Figure]
) -> tuple[Verdict, Fraction | None]:
    assert isinstance(edition.subject, model.Trend)
    possible = [None if has_pending(f.measure) else f.measure.possible for f in figures]
    own = figures[-1]
    if own.is_open and own.measure.value is not None and not has_pending(own.measure):
        # More events may bring any value, but cannot take the value away.
        possible[-1] = possible[-1] or Range(MINUS_INFINITY, INFINITY)
    ranges = [r for r in possible if r is not None]
    if len(ranges) < len(figures):
        return "pending", None
    step = rounding_step(edition.rounded, unit)
    if step is not None:
        ranges = [Range(rounded(r.low, step), rounded(r.high, step)) for r in ranges]
    direction = edition.subject.direction
    steps = [_went(direction, one, after) for one, after in pairwise(ranges)]
    before = ranges[-2]
    decides = before.settled and all(steps[:-1])
    limit = before.low.number if decides else None
    if False in steps:
        return "met", limit
    return ("breached" if all(steps) else "pending"), limit


def _went(
    direction: Literal["rising", "falling"], one: Range, after: Range
) -> bool | None:
    """Whether the value moved that way from one window to the next; None: not known."""
    if direction == "rising":
        up, not_up = after.low > one.high, after.high <= one.low
    else:
        up, not_up = after.high < one.low, after.low >= one.high
    return True if up else False if not_up else None
