"""Verdicts that need more than one window, or more than a value: section 2 and 3.

Compared with an earlier window, trends, the gap between groups, windows over windows,
samples with a confidence.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import pairwise
from statistics import NormalDist

from tests.oracle.judge import (
    Table,
    as_metric,
    bound_of,
    current,
    is_total,
    minimum_count,
    possible,
    rounded,
    unit_of,
    verdict_of,
)
from upheld.dsl import model


@dataclass(frozen=True, slots=True)
class View:
    """What is known of one window and group."""

    table: Table
    is_open: bool
    is_listed: bool = False

    @property
    def pending(self) -> int:
        """The obligations not due yet, of everything counted."""
        return sum(figures.counts["pending"] for figures in self.table.values())

    @property
    def events(self) -> int:
        """The events not left out."""
        return sum(figures.events for figures in self.table.values())

    def value(self, metric: model.Metric) -> Fraction | None:
        """The value by what is known; a total of a silent list member is 0."""
        found = current(metric, self.table)
        silent = self.is_listed and not self.events and is_total(metric)
        return Fraction(0) if found is None and silent else found


def unjudged(edition: model.Edition, view: View, value: Fraction | None) -> str | None:
    """The verdict of a window with too few events or without a value, else None.

    A running event of a statistic is not used yet, but will be; until then a window
    below its minimum is pending, whatever it would be held against.
    """
    metric, sure = as_metric(edition.subject), minimum_count(edition, view.table)
    statistic = not isinstance(metric, model.ShareOf)
    most = sure + (view.pending if statistic else 0)
    least = edition.minimum.number if edition.minimum else 0
    if view.is_open:
        return "pending" if sure < least else None
    if not view.events and edition.if_no_data:
        said = edition.if_no_data
        return "no_data" if said == "reported" else said
    absent = value is None and not view.pending
    if absent or (edition.minimum and not most):
        return "no_data"
    if most < least:
        return "insufficient"
    return "pending" if sure < least else None


# --- compared -------------------------------------------------------------------------


def goal_of(edition: model.Edition, earlier: View | None) -> model.Bound | str:
    """The bound that an earlier value gives, or `missing` or `pending`."""
    bound, metric = edition.bound, as_metric(edition.subject)
    assert isinstance(bound, model.Relative)
    if earlier is None:
        return "missing"
    if earlier.is_open or earlier.pending:
        return "pending"
    value, unit = earlier.value(metric), unit_of(metric)
    if value is None or (bound.proportional and rounded(value, edition, unit) == 0):
        return "missing"
    value = rounded(value, edition, unit)
    amount = abs(value) * bound.amount if bound.proportional else bound.amount
    if unit == model.PERCENT and not bound.proportional:
        amount /= 100
    kinds: dict[str, model.BoundKind] = {
        "at_least": "at_most",
        "at_most": "at_least",
        "more_than": "less_than",
        "less_than": "more_than",
    }
    if bound.side == "above":
        return model.Bound(bound.kind, value + amount, unit)
    return model.Bound(kinds[bound.kind], value - amount, unit)


def compared_verdict(edition: model.Edition, view: View, earlier: View | None) -> str:
    """Held against an earlier window."""
    found = unjudged(edition, view, view.value(as_metric(edition.subject)))
    if found is not None:
        return found
    goal = goal_of(edition, earlier)
    if isinstance(goal, str):
        return {"missing": "no_data"}.get(goal, goal)
    if view.pending:
        return "pending"
    judged = replace(edition, bound=goal)
    none: Counter[str] = Counter()
    return verdict_of(
        judged, view.table, none, is_open=view.is_open, listed=view.is_listed
    )


# --- trends ---------------------------------------------------------------------------


def trend_verdict(
    edition: model.Edition, trend: model.Trend, views: Sequence[View | None]
) -> str:
    """Breached when every step up to this window went the wrong way.

    `views` are the windows up to this one, one more than the trend has steps.
    """
    own, earlier = views[-1], views[:-1]
    assert own is not None
    found = unjudged(edition, own, own.value(as_metric(edition.subject)))
    if found is not None:
        return found
    metric = as_metric(edition.subject)
    known = [view for view in earlier if view is not None]
    closed = [v for v in known if not v.is_open and not v.pending]
    if len(known) < len(earlier) or any(v.value(metric) is None for v in closed):
        return "no_data"
    if len(closed) < len(earlier) or own.pending:
        return "pending"
    values = [v.value(metric) for v in closed]
    before = [rounded(v, edition, unit_of(metric)) for v in values if v is not None]
    # Nothing is pending, so a share by another name ends between 0 and 1 as well.
    share = metric.formula if isinstance(metric, model.Defined) else metric
    moved = share if isinstance(share, model.ShareOf) else metric
    last = possible(moved, own.table, own.is_open, before[-1:])
    value = own.value(metric)
    if last == [] and value is not None:
        last = [value]
    if last is None:
        steps = [wrong_way(trend, a, b) for a, b in pairwise(before)]
        # Without a value so far it may end as no data.
        return "pending" if value is None or all(steps) else "met"
    ends = [rounded(value, edition, unit_of(metric)) for value in last]
    verdicts = {
        all(wrong_way(trend, a, b) for a, b in pairwise([*before, end])) for end in ends
    }
    if len(verdicts) > 1:
        return "pending"
    return "breached" if verdicts.pop() else "met"


def wrong_way(trend: model.Trend, before: Fraction, after: Fraction) -> bool:
    """Whether a step goes the way the trend must not."""
    return after > before if trend.direction == "rising" else after < before


# --- the gap between groups -----------------------------------------------------------


def gap_of(views: Sequence[View], metric: model.Metric) -> Fraction | None:
    """The largest less the smallest value, None of fewer than two; shares in points."""
    values = [v for view in views if (v := view.value(metric)) is not None]
    scale = 100 if unit_of(metric) == model.PERCENT else 1
    return (max(values) - min(values)) * scale if len(values) > 1 else None


# --- samples --------------------------------------------------------------------------


def sampled_verdict(edition: model.Edition, view: View) -> str:
    """By the whole Wilson interval, for every way that pending events may go."""
    found = unjudged(edition, view, view.value(as_metric(edition.subject)))
    if found is not None or view.is_open:
        return found or "pending"
    (figures,) = view.table.values()
    counts = figures.counts
    total = counts["met"] + counts["missed"] + counts["pending"]
    assert edition.confidence is not None
    verdicts = {
        by_interval(bound_of(edition), counts["met"] + k, total, edition.confidence)
        for k in range(counts["pending"] + 1)
    }
    return verdicts.pop() if len(verdicts) == 1 else "pending"


def by_interval(
    bound: model.Bound, met: int | Fraction, size: int | Fraction, level: Fraction
) -> str:
    """Met or breached only where the whole interval is on one side."""
    low, high = wilson(met, size, level)
    least = signs(low, bound.low), signs(high, bound.low)
    match bound.kind:
        case "at_least":
            right, wrong = least[0] >= 0, least[1] < 0
        case "more_than":
            right, wrong = least[0] > 0, least[1] <= 0
        case "at_most":
            right, wrong = least[1] <= 0, least[0] > 0
        case "less_than":
            right, wrong = least[1] < 0, least[0] >= 0
        case "between":
            assert bound.high is not None
            right = least[0] >= 0 and signs(high, bound.high) <= 0
            wrong = least[1] < 0 or signs(low, bound.high) > 0
    return "met" if right else "breached" if wrong else "insufficient"


def wilson(
    met: int | Fraction, size: int | Fraction, level: Fraction
) -> tuple[Decimal, Decimal]:
    """The ends of the interval, to many digits.

    Source: E. B. Wilson, Journal of the American Statistical Association 22 (1927).
    """
    with localcontext() as context:
        context.prec = 60
        z = Decimal(NormalDist().inv_cdf(float((1 + level) / 2)))
        n = Decimal(size.numerator) / size.denominator
        p = Decimal(met.numerator) / met.denominator / n
        middle = p + z * z / (2 * n)
        half = z * (p * (1 - p) / n + z * z / (4 * n * n)).sqrt()
        scale = 1 + z * z / n
        return (middle - half) / scale, (middle + half) / scale


def signs(end: Decimal, target: Fraction) -> int:
    """On which side of a target an end lies; 0 is at it."""
    with localcontext() as context:
        context.prec = 60
        away = end - Decimal(target.numerator) / Decimal(target.denominator)
    return 0 if abs(away) < Decimal("1e-30") else 1 if away > 0 else -1


# --- windows over windows -------------------------------------------------------------

KEPT = ("met", "exceeded", "warned")


def over_value(
    kind: str, inner: Sequence[tuple[str, Fraction | None]]
) -> Fraction | None:
    """The share of judged windows that kept their target, or the mean of values."""
    judged = [(v, x) for v, x in inner if v in KEPT or v == "breached"]
    if kind == "share":
        kept = sum(verdict in KEPT for verdict, _ in judged)
        return Fraction(kept, len(judged)) if judged else None
    values = [value for _, value in judged if value is not None]
    return sum(values, Fraction(0)) / len(values) if values else None
