"""How far a share or a count is from its target, as numbers of events.

Written with m met, f missed, p pending and n = m + f + p, for a floor (`at least`):

    gap        breached: how many of the f would have had to be met, even if all p are
    headroom   closed:   how many more of the n may be missed, or might have been
               open:     how many further events may be missed, if none of them is met
    repair     open and below the target so far: how many further events must be met,
               if none of them is missed

For a ceiling (`at most 5% of calls abandoned`) `met` counts what should not come: the
gap is how many of the m were too many, headroom how many more may come, repair how many
further events must pass without it. The pending ones of an open window are among the
further events. A number without end, or that no events can reach, is None.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import ceil, floor

from upheld.checker.measure import Sizes
from upheld.dsl import model
from upheld.dsl.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Room:
    """The three numbers of a window; see the head of this module."""

    gap: int | None = None
    headroom: int | None = None
    repair: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A limit on a share: `included` where the limit itself keeps it."""

    limit: Fraction
    is_floor: bool
    included: bool


def room(
    sizes: Sequence[Sizes], bound: model.Bound, step: Fraction | None, *, is_open: bool
) -> Room:
    """The numbers of a window; empty where they have no meaning (formulas, bands).

    Args:
        sizes: events of each thing counted.
        step: what values are rounded to before they are judged.
    """
    if len(sizes) != 1 or bound.kind == "between":
        return Room()
    line = line_of(bound, step)
    events = sizes[0]
    if events.used is not None:
        return Room(gap_of_count(events.used, line)) if _is_count(bound) else Room()
    if not events.judged:
        return Room()
    if not line.is_floor:
        # A ceiling on what came is a floor under what did not.
        events = Sizes(met=events.missed, missed=events.met, pending=events.pending)
        line = Line(1 - line.limit, True, line.included)
    return _floor_room(events, line, is_open)


def _is_count(bound: model.Bound) -> bool:
    return bound.unit.kind == "count"


def line_of(bound: model.Bound, step: Fraction | None) -> Line:
    """The bound on values as they are, before they are rounded half up.

    Rounded to 1 decimal, `at least 90%` is kept from 89.95% on, and `at most 5%` below
    5.05%.
    """
    is_floor = bound.kind in ("at_least", "more_than")
    included = bound.kind in ("at_least", "at_most")
    if step is None:
        return Line(bound.low, is_floor, included)
    steps = bound.low / step
    if is_floor:
        least = ceil(steps) if included else floor(steps) + 1
        return Line((least - Fraction(1, 2)) * step, True, True)
    most = floor(steps) if included else ceil(steps) - 1
    return Line((most + Fraction(1, 2)) * step, False, False)


def gap_of_count(value: int, line: Line) -> int | None:
    """How many more are needed, or how many are too many."""
    if line.is_floor:
        least = ceil(line.limit) if line.included else floor(line.limit) + 1
        return max(least - value, 0) or None
    most = floor(line.limit) if line.included else ceil(line.limit) - 1
    return max(value - most, 0) or None


def _floor_room(events: Sizes, line: Line, is_open: bool) -> Room:
    met, missed, total = events.met, events.missed, events.judged
    lacking = _least(line, total) - met - events.pending
    gap = lacking if 0 < lacking <= missed else None
    if not is_open:
        return Room(gap, headroom=None if lacking > 0 else -lacking)
    spare = _further_missed(line, met, missed)
    if spare is None or spare >= 0:
        return Room(gap, headroom=spare)
    return Room(gap, repair=_further_met(line, met, missed))


def _least(line: Line, total: int) -> int:
    """The fewest met of so many that keep the line."""
    exact = line.limit * total
    return ceil(exact) if line.included else floor(exact) + 1


def _further_missed(line: Line, met: int, missed: int) -> int | None:
    """The most x with met / (met + missed + x) on the line's good side, perhaps < 0."""
    if line.limit < 0 or (line.limit == 0 and (line.included or met)):
        return None
    if line.limit == 0:
        return -1
    most = met / line.limit
    total = floor(most) if line.included else ceil(most) - 1
    return total - met - missed


def _further_met(line: Line, met: int, missed: int) -> int | None:
    """The fewest x with (met + x) / (met + missed + x) on the line's good side."""
    if line.limit >= 1:
        return None
    least = (line.limit * (met + missed) - met) / (1 - line.limit)
    return ceil(least) if line.included else floor(least) + 1
