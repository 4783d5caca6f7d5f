"""Standards side by side: scorecard, tiers, baselines, trends, outliers.

Nothing here is a verdict. It is what a reader of many verdicts asks next, put together
from the results of a run alone:

    scorecard   the standards kept of those judged, for each dimension
    baselines   each standard against a baseline: then, now, and when it was reviewed
    trends      the last windows, where they go, and how often in a row they got worse
    outliers    windows outside the control limits of their own series, and groups far
                from their peers: of shares by three standard deviations for as many
                events as the group has, of other values outside the quartiles by more
                than three times their distance (nearest rank)

Groups with fewer than five events stay out of it: their numbers could tell of people.

Sources: `upheld.checker.control` for the limits of shares; J. W. Tukey, Exploratory
Data Analysis (1977), for the fences of other values ("far out").
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from math import ceil

from upheld.checker.control import is_final, limits
from upheld.checker.report import JUDGED, StandardResult, Verdict, Window
from upheld.checker.standing import (
    BaselineValue,
    Outlier,
    Rule,
    Score,
    Standing,
    Tiers,
    Trend,
)
from upheld.dsl import model

KEPT: frozenset[Verdict] = frozenset({"met", "exceeded", "warned"})

#: The weight of a standard that is an aim and not a promise.
ASPIRATION = "aspiration"

#: The label that says when a baseline was last looked at.
REVIEWED = "label reviewed"

#: So many windows are shown of a trend, so many worse ones in a row list a group.
LAST, RUN = 5, 3

#: With fewer groups there are no peers to be far from.
FEWEST_GROUPS = 5

#: The numbers of a group with fewer events than this are not shown.
FEWEST_EVENTS = 5

#: No list here is longer; what is left out is counted.
MOST = 50

#: Of one standard no more outliers are listed, the farthest first.
MOST_OF_ONE = 10


def standing_of(
    standards: Iterable[model.Standard], results: Sequence[StandardResult]
) -> Standing:
    """The results of a run side by side."""
    known = {standard.id: standard for standard in standards}
    trends = sorted(
        (t for result in results for t in _trends(result)),
        key=lambda trend: -(trend.worse or 0),
    )
    found = [_farthest(result) for result in results]
    outliers = [one for of_one in found for one in of_one[:MOST_OF_ONE]][:MOST]
    return Standing(
        scorecard=tuple(_scorecard(results)),
        aspirations=tuple(
            r.id for r in results if r.metadata.get("severity") == ASPIRATION
        ),
        tiers=tuple(_tiers(r) for r in results if r.marks),
        baselines=tuple(
            one for r in results if r.id in known for one in _baselines(known[r.id], r)
        )[:MOST],
        trends=tuple(trends[:MOST]),
        trends_left=max(0, len(trends) - MOST),
        outliers=tuple(outliers),
        outliers_left=sum(map(len, found)) - len(outliers),
    )


def _scorecard(results: Sequence[StandardResult]) -> Iterator[Score]:
    """A row for each dimension, in the order in which they come, the unsaid last."""
    found: dict[str | None, list[StandardResult]] = {}
    for result in results:
        found.setdefault(result.metadata.get("dimension"), []).append(result)
    for dimension in sorted(found, key=lambda name: name is None):
        of_it = found[dimension]
        yield Score(
            dimension=dimension,
            kept=sum(one.verdict in KEPT for one in of_it),
            judged=sum(one.verdict in JUDGED for one in of_it),
            standards=len(of_it),
        )


def _tiers(result: StandardResult) -> Tiers:
    count = result.verdicts
    return Tiers(
        standard=result.id,
        exceeded=count.get("exceeded", 0),
        met=count.get("met", 0),
        warned=count.get("warned", 0),
        breached=count.get("breached", 0),
    )


# --- baselines ------------------------------------------------------------------------


def _baselines(
    standard: model.Standard, result: StandardResult
) -> Iterator[BaselineValue]:
    """The last judged window of each group, where a baseline is what it is held to."""
    bound = standard.editions[-1].bound
    if not isinstance(bound, model.Relative) or bound.reference.kind != "baseline":
        return
    for windows in _by_group(result.windows):
        if _is_small(windows):
            continue
        judged = [w for w in windows if w.verdict in JUDGED and w.exact and not w.open]
        if judged:
            yield _baseline(standard, bound, judged[-1])


def _baseline(
    standard: model.Standard, bound: model.Relative, window: Window
) -> BaselineValue:
    assert window.exact is not None
    base = None if window.target_exact is None else _base(bound, window)
    value = Fraction(window.exact)
    return BaselineValue(
        standard=standard.id,
        group=window.group,
        baseline=bound.reference.label,
        base_exact=None if base is None else str(base),
        window=window.window,
        value_exact=window.exact,
        difference_exact=None if base is None else str(value - base),
        unit=window.unit,
        currency=window.currency,
        reviewed=standard.metadata.get(REVIEWED),
    )


def _base(bound: model.Relative, window: Window) -> Fraction | None:
    """The baseline that a window's target was made from, `target = base ± amount`."""
    target = Fraction(window.target_exact or 0)
    sign = 1 if bound.side == "above" else -1
    if bound.proportional:
        # A share of the base is one of its size: below nothing the sign turns.
        turned = sign if target >= 0 else -sign
        return target / (1 + turned * bound.amount) if bound.amount < 1 else None
    parts = {"share": 100, "seconds": 10**6}.get(window.unit, 1)
    return target - sign * bound.amount / parts


# --- trends ---------------------------------------------------------------------------


def _trends(result: StandardResult) -> Iterator[Trend]:
    """The whole, and each group that got worse several times in a row."""
    for windows in _by_group(result.windows):
        closed = [w for w in windows if _is_final(w)]
        if len(closed) >= 2 and not _is_small(windows):
            trend = _trend(result, closed)
            if not trend.group or (trend.worse or 0) >= RUN:
                yield trend


def _trend(result: StandardResult, closed: Sequence[Window]) -> Trend:
    values = [_value(w) for w in closed]
    last = closed[-LAST:]
    change = values[-1] - values[-2]
    one = closed[-1]
    return Trend(
        standard=result.id,
        group=one.group,
        windows=tuple(w.window for w in last),
        values_exact=tuple(str(_value(w)) for w in last),
        unit=one.unit,
        currency=one.currency,
        direction="rising" if change > 0 else "falling" if change < 0 else "level",
        worse=_worse(one, values),
    )


def _worse(window: Window, values: Sequence[Fraction]) -> int | None:
    """How often in a row, up to the last window, the value moved the wrong way."""
    if window.bound == "between":
        return None
    wrong = -1 if window.bound in ("at_least", "more_than") else 1
    run = 0
    for earlier, later in pairwise(values):
        run = run + 1 if (later - earlier) * wrong > 0 else 0
    return run


# --- outliers -------------------------------------------------------------------------


def _farthest(result: StandardResult) -> list[Outlier]:
    """The outliers of a standard, those farthest from its middle window first."""
    values = sorted(_value(w) for w in result.windows if _is_final(w))
    middle = values[len(values) // 2] if values else Fraction(0)
    return sorted(
        _outliers(result), key=lambda one: -abs(Fraction(one.value_exact) - middle)
    )


def _outliers(result: StandardResult) -> Iterator[Outlier]:
    known = {(w.window, _key(w.group)): w for w in result.windows}
    big = [ws[0].group for ws in _by_group(result.windows) if not _is_small(ws)]
    for chart in result.control or ():
        for point in chart.points:
            window = known.get((point.window, _key(chart.group)))
            if "outside" in point.signals and window is not None and chart.group in big:
                yield _outlier(result, window, _value(window), point.window, "control")
    yield from _far_groups(result)


def _far_groups(result: StandardResult) -> Iterator[Outlier]:
    """Groups far from the others over all closed windows together."""
    groups = [
        closed
        for windows in _by_group(result.windows)
        if not _is_small(windows)
        and (closed := [w for w in windows if w.group and _is_final(w)])
    ]
    if len(groups) < FEWEST_GROUPS:
        return
    is_share = all(_judged(w) for windows in groups for w in windows)
    rule: Rule = "peers_share" if is_share else "peers_quartiles"
    far = _far_shares(groups) if is_share else _far_values(groups)
    for windows, value in far:
        yield _outlier(result, windows[0], value, None, rule)


def _far_shares(
    groups: Sequence[list[Window]],
) -> Iterator[tuple[list[Window], Fraction]]:
    counts = [
        (sum(w.counts.met for w in windows), sum(map(_judged, windows)))
        for windows in groups
    ]
    met, every = (sum(part) for part in zip(*counts, strict=True))
    for windows, (of_group, size) in zip(groups, counts, strict=True):
        low, high = limits(met, every, size)
        if not low <= of_group <= high:
            yield windows, Fraction(of_group, size)


def _far_values(
    groups: Sequence[list[Window]],
) -> Iterator[tuple[list[Window], Fraction]]:
    means = [sum(map(_value, g), Fraction(0)) / len(g) for g in groups]
    ordered = sorted(means)
    low, high = (ordered[ceil(len(ordered) * q / 4) - 1] for q in (1, 3))
    fence = 3 * (high - low)
    for windows, mean in zip(groups, means, strict=True):
        if not low - fence <= mean <= high + fence:
            yield windows, mean


def _outlier(
    result: StandardResult,
    window: Window,
    value: Fraction,
    name: str | None,
    rule: Rule,
) -> Outlier:
    return Outlier(
        standard=result.id,
        group=window.group,
        window=name,
        value_exact=str(value),
        unit=window.unit,
        currency=window.currency,
        rule=rule,
    )


# --- windows --------------------------------------------------------------------------


def _by_group(windows: Iterable[Window]) -> list[list[Window]]:
    """Windows of each group, in order of time."""
    found: dict[tuple[str, ...], list[Window]] = {}
    for window in windows:
        found.setdefault(_key(window.group), []).append(window)
    return [sorted(each, key=lambda w: w.start) for each in found.values()]


def _key(group: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(group.values())


def _is_final(window: Window) -> bool:
    """Whether a whole window has an exact value that is to stay."""
    return window.exact is not None and not window.partial and is_final(window)


def _is_small(windows: Sequence[Window]) -> bool:
    """Whether the numbers of a group could tell of single people."""
    counts = [w.counts for w in windows if w.group]
    events = sum(c.met + c.missed + c.pending + (c.used or 0) for c in counts)
    return 0 < events < FEWEST_EVENTS


def _judged(window: Window) -> int:
    """The events of a share that were judged; 0 of everything else."""
    if window.unit != "share":
        return 0
    return window.counts.met + window.counts.missed


def _value(window: Window) -> Fraction:
    return Fraction(window.exact or 0)
