"""Control charts: which values are more than the chance that is in every process.

Of a share with k of n events met, centre p = all met / all events, a window is inside

    (k/n - p)² * n  <=  9 * p * (1 - p)          three standard deviations either way

which is told in whole numbers of events. Of other values the limits are the mean and
2.66 times the mean of the moving range, which is three standard deviations of it.

Three rules give a signal: a value outside the limits; seven in a row on one side of the
centre; seven in a row that rise, or fall.

Sources: W. A. Shewhart, Economic Control of Quality of Manufactured Product (1931), for
the limits; ISO 7870-2:2023 for shares and individual values.
"""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from math import isqrt

from upheld.checker.charts import ControlChart, ControlPoint, Signal
from upheld.checker.report import Verdict, Window
from upheld.dsl.dataclass import dataclass

#: With fewer windows a chart has no limits: they would rest on too little.
FEWEST = 10
#: So many in a row are a signal.
RUN = 7
#: Three standard deviations, as a multiple of the mean moving range: 3 / 1.128.
SPREAD = Fraction(266, 100)
#: Values are taken to so many parts of one, which keeps the sums of fractions short.
PARTS = 10**12

_NOT_FINAL: frozenset[Verdict] = frozenset({"error", "pending", "no_data"})


@dataclass(frozen=True, slots=True)
class Series:
    """The windows of a group that take part, in order of time, and their values."""

    windows: tuple[Window, ...]
    values: tuple[Fraction, ...]


def control_charts(windows: Sequence[Window]) -> tuple[ControlChart, ...]:
    """A chart for each group with enough closed windows that do not overlap."""
    groups: dict[tuple[str, ...], list[Window]] = {}
    for window in windows:
        groups.setdefault(tuple(window.group.values()), []).append(window)
    series = (series_of(members) for members in groups.values())
    return tuple(_chart(one) for one in series if one is not None)


def series_of(windows: Sequence[Window]) -> Series | None:
    """The windows that a chart can rest on; None where those are too few."""
    kept = tuple(w for w in windows if is_final(w))
    overlap = any(earlier.end > later.start for earlier, later in pairwise(kept))
    if len(kept) < FEWEST or overlap:
        return None
    return Series(kept, tuple(_value(window) for window in kept))


def is_final(window: Window) -> bool:
    """Whether a window has a value that no later event can change."""
    known = window.exact is not None or window.value is not None
    still = window.open or window.counts.pending
    return known and not still and window.verdict not in _NOT_FINAL


def _is_share(window: Window) -> bool:
    return window.unit == "share" and window.counts.met + window.counts.missed > 0


def _value(window: Window) -> Fraction:
    """The value as counted, before any rounding; of others to a part in 10**12."""
    if _is_share(window):
        return Fraction(window.counts.met, window.counts.met + window.counts.missed)
    value = Fraction(window.exact or repr(window.value))
    return Fraction(round(value * PARTS), PARTS)


def _chart(series: Series) -> ControlChart:
    if all(map(_is_share, series.windows)):
        return _of_shares(series)
    return _of_individuals(series)


def _of_shares(series: Series) -> ControlChart:
    met = sum(window.counts.met for window in series.windows)
    every = met + sum(window.counts.missed for window in series.windows)
    centre = Fraction(met, every)
    sizes = [w.counts.met + w.counts.missed for w in series.windows]
    inside = [limits(met, every, size) for size in sizes]
    outside = [
        not low <= window.counts.met <= high
        for window, (low, high) in zip(series.windows, inside, strict=True)
    ]
    points = (
        _point(window, signals, low, high)
        for window, signals, (low, high) in zip(
            series.windows,
            _signals(series.values, centre, outside),
            inside,
            strict=True,
        )
    )
    return ControlChart(
        group=series.windows[0].group,
        kind="share",
        centre_exact=str(centre),
        points=tuple(points),
    )


def limits(met: int, every: int, size: int) -> tuple[int, int]:
    """The fewest and the most of `size` events whose share is inside the limits.

    Args:
        met: of `every` events of the process, how many were met.
        size: the number of events of the window.
    """
    # (k * every - size * met)² <= 9 * size * met * (every - met), times every² / size.
    spread = isqrt(9 * size * met * (every - met))
    low = -((spread - size * met) // every)
    high = (size * met + spread) // every
    return max(low, 0), min(high, size)


def _of_individuals(series: Series) -> ControlChart:
    values = series.values
    centre = sum(values, Fraction(0)) / len(values)
    moves = [abs(later - earlier) for earlier, later in pairwise(values)]
    reach = SPREAD * sum(moves, Fraction(0)) / len(moves)
    low, high = centre - reach, centre + reach
    outside = [not low <= value <= high for value in values]
    points = (
        _point(window, signals)
        for window, signals in zip(
            series.windows, _signals(values, centre, outside), strict=True
        )
    )
    return ControlChart(
        group=series.windows[0].group,
        kind="individuals",
        centre_exact=str(centre),
        lower_exact=str(low),
        upper_exact=str(high),
        points=tuple(points),
    )


def _point(
    window: Window,
    signals: tuple[Signal, ...],
    lower: int | None = None,
    upper: int | None = None,
) -> ControlPoint:
    return ControlPoint(
        window=window.window,
        start=window.start,
        lower=lower,
        upper=upper,
        signals=signals,
    )


def _signals(
    values: Sequence[Fraction], centre: Fraction, outside: Sequence[bool]
) -> Iterator[tuple[Signal, ...]]:
    """What each value shows, in the order of the values."""
    side = in_long_runs([(v > centre) - (v < centre) for v in values], RUN)
    steps = [(b > a) - (b < a) for a, b in pairwise(values)]
    # Seven values that rise are six steps up; a step belongs to both of its values.
    rising = in_long_runs(steps, RUN - 1)
    trend = [a or b for a, b in zip((*rising, False), (False, *rising), strict=True)]
    for flags in zip(outside, side, trend, strict=True):
        names: tuple[Signal, ...] = ("outside", "side", "trend")
        yield tuple(name for name, flag in zip(names, flags, strict=True) if flag)


def in_long_runs(signs: Sequence[int], least: int) -> list[bool]:
    """Which signs lie in a run of at least so many equal ones, none of them 0."""
    marked: list[bool] = []
    for sign, length in _runs(signs):
        marked += [bool(sign) and length >= least] * length
    return marked


def _runs(signs: Iterable[int]) -> Iterator[tuple[int, int]]:
    current, length = 0, 0
    for sign in signs:
        if length and sign != current:
            yield current, length
            length = 0
        current, length = sign, length + 1
    if length:
        yield current, length
