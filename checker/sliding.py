"""Sliding windows from the days they are made of.

Counts, sums and extremes of a window are those of its days put together, so each row is
counted once; ranks and distinct values cannot be put together and are counted anew for
each window a row lies in (`Scope.spread`).
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction

from upheld.checker.measure import Numbers
from upheld.checker.plan import Counted
from upheld.checker.windows import Windows
from upheld.dsl import model

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


def put_together(
    cells: Cells, counted: Counted, windows: Windows
) -> dict[tuple[int, tuple[str, ...]], Numbers]:
    """Cells of sliding windows, keyed by their last day, from cells of days."""
    parts: dict[tuple[int, tuple[str, ...]], list[Numbers]] = {}
    holding = {day: windows.holding(day) for day in {key for key, _ in cells}}
    for (day, group), numbers in cells.items():
        for last in holding[day]:
            parts.setdefault((last, group), []).append(numbers)
    return {place: merged(found, counted) for place, found in parts.items()}


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
