"""Sliding windows from the days they are made of.

Counts, sums and extremes of a window are those of its days put together, so each row is
counted once; ranks and distinct values cannot be put together and are counted anew for
each window a row lies in (`Scope.spread`).
"""

from bisect import bisect_left, bisect_right
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import accumulate
from typing import Any

from upheld.checker.columns import Columns, Number, Place, Places
from upheld.checker.measure import Numbers
from upheld.checker.plan import Counted
from upheld.checker.windows import Windows
from upheld.dsl import model

#: The last days of some windows; how many days lie before each, and until its end.
Spans = tuple[list[int], list[int], list[int]]

Cells = Mapping[tuple[int, tuple[str, ...]], Numbers]


def adds_up(counted: Counted) -> bool:
    """Whether a window's numbers follow from those of its days."""
    match counted:
        case model.DifferentOf():
            return False
        case model.Statistic():
            return counted.kind not in ("median", "percentile")
        case _:
            return True


def slides(window: model.SimpleWindow) -> bool:
    """Whether a day lies in several windows."""
    return isinstance(window, model.Sliding) and window.length != model.Period(days=1)


def put_together(cells: Cells, counted: Counted, windows: Windows) -> Cells:
    """Cells of sliding windows, keyed by their last day, from cells of days."""
    columns = None if _has_extremes(counted) else Columns.of(cells)
    if columns is not None and not any(None in c for c in columns.lists.values()):
        return _columns_of_sums(columns, windows)
    by_group: dict[tuple[str, ...], dict[int, Numbers]] = {}
    for (day, group), numbers in cells.items():
        by_group.setdefault(group, {})[day] = numbers
    holding = {day: windows.holding(day) for day in {key for key, _ in cells}}
    lasts = {last for held in holding.values() for last in held}
    first_days = {last: windows.first_day(last) for last in lasts}
    found: dict[tuple[int, tuple[str, ...]], Numbers] = {}
    for group, days in by_group.items():
        ends = sorted({last for day in days for last in holding[day]})
        inside = ((last, first_days[last]) for last in ends)
        if _has_extremes(counted):
            for last, first in inside:
                parts = [days[d] for d in range(first, last + 1) if d in days]
                found[last, group] = merged(parts, counted)
            continue
        for last, numbers in _sums(days, inside):
            found[last, group] = numbers
    return found


def _columns_of_sums(days: Columns, windows: Windows) -> Columns:
    """The same of numbers that add up and are known of every day, a list at a time.

    The sum of a window is that of all days until its last, less those before its first.
    """
    by_group: dict[tuple[str, ...], list[tuple[int, int]]] = {}
    for (day, group), row in days.places.rows.items():
        by_group.setdefault(group, []).append((day, row))
    holding = {day: windows.holding(day) for day in days.places.windows}
    spans: dict[tuple[int, ...], Spans] = {}
    places: list[Place] = []
    lists: dict[str, list[Number]] = {name: [] for name in days.lists}
    for group, found in by_group.items():
        found.sort()
        own = tuple(day for day, _ in found)
        if own not in spans:
            # Most groups have events on the same days.
            lasts = sorted({last for day in own for last in holding[day]})
            before = [bisect_left(own, windows.first_day(last)) for last in lasts]
            spans[own] = lasts, before, [bisect_right(own, last) for last in lasts]
        lasts, before, until = spans[own]
        places += [(last, group) for last in lasts]
        for name, values in days.lists.items():
            every = accumulate((values[row] for _, row in found), initial=0)
            sums: list[Any] = list(every)
            lists[name] += [
                sums[high] - sums[low] for low, high in zip(before, until, strict=True)
            ]
    return Columns(Places(places), lists)


def _has_extremes(counted: Counted) -> bool:
    """Whether some number of a window is the greatest or least of its days."""
    match counted:
        case model.Statistic():
            return counted.kind in ("maximum", "minimum")
        case _:
            return False


def _sums(
    days: Mapping[int, Numbers], windows: Iterable[tuple[int, int]]
) -> Iterator[tuple[int, Numbers]]:
    """The sums of windows: a day is added at one end, and taken away at the other.

    Args:
        windows: the last and the first day of each, neither ever going back.
    """
    coming, inside = deque(sorted(days)), deque[int]()
    sums: dict[str, int | Fraction] = {}
    # How many days inside have a number of that name, and a value of it.
    named, known = Counter[str](), Counter[str]()

    def move(day: int, sign: int) -> None:
        for name, value in days[day].items():
            named[name] += sign
            if value is not None:
                known[name] += sign
                sums[name] = sums.get(name, 0) + sign * value

    for last, first in windows:
        while coming and coming[0] <= last:
            inside.append(coming.popleft())
            move(inside[-1], 1)
        while inside and inside[0] < first:
            move(inside.popleft(), -1)
        yield (
            last,
            {n: sums[n] if known[n] else None for n, number in named.items() if number},
        )


def merged(parts: Iterable[Numbers], counted: Counted) -> Numbers:
    """The numbers of several days as those of one window."""
    result: dict[str, int | Fraction | None] = {}
    for numbers in parts:
        for name, value in numbers.items():
            result[name] = _two(name, result.get(name), value, counted)
    return result


def _two(
    name: str,
    left: int | Fraction | None,
    right: int | Fraction | None,
    counted: Counted,
) -> int | Fraction | None:
    if left is None or right is None:
        return right if left is None else left
    kind = counted.kind if isinstance(counted, model.Statistic) else ""
    if name == "least" or (name == "value" and kind == "maximum"):
        return max(left, right)
    if name == "value" and kind == "minimum":
        return min(left, right)
    return left + right
