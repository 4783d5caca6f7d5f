"""What a window measured: its value, and what that may still become.

The values still possible: of a closed window those that its pending events leave open;
of an open one also those that more events could bring.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import assert_never

from upheld.checker.exact import (
    INFINITY,
    MINUS_INFINITY,
    Range,
    exactly,
    just_above,
    just_below,
    only,
)
from upheld.checker.plan import Counted
from upheld.dsl import model
from upheld.dsl.dataclass import dataclass

ENDLESS = 2**62
SECOND = 1_000_000

#: Numbers of a window that count events.
SIZES = frozenset(
    {"met", "missed", "pending", "excluded", "invalid", "used", "without"}
    | {"running", "past limit"}
)

Numbers = Mapping[str, int | Fraction | None]


@dataclass(frozen=True, slots=True)
class Sizes:
    """Events of one window by what became of them."""

    met: int = 0
    missed: int = 0
    pending: int = 0
    excluded: int = 0
    invalid: int = 0
    used: int | None = None
    without: int | None = None

    @property
    def judged(self) -> int:
        """The `n` of the truth table, with the pending ones."""
        return self.met + self.missed + self.pending + (self.used or 0)

    @property
    def silent(self) -> bool:
        """Whether the window had no event at all."""
        return not (self.judged or self.invalid or self.without)


#: Events of a window of which none is pending: met, missed, excluded, invalid; of a
#: statistic also those used and those without a value.
Settled = tuple[int, int, int, int, int | None, int | None]


@dataclass(frozen=True, slots=True)
class Measure:
    """What a window measured.

    `value` is what is shown (None where there is none); `possible` what it may still
    become, None where that cannot be told before the window closes or an obligation
    ends; `absent` says that a closed window has no value.
    """

    value: Fraction | None
    possible: Range | None
    absent: bool
    sizes: tuple[Sizes, ...]

    @classmethod
    def known(
        cls, value: Fraction | None, sizes: tuple[Sizes, ...], *, waiting: bool
    ) -> "Measure":
        """A value that is final unless something it rests on is still waited for."""
        possible = None if value is None or waiting else only(value)
        return cls(value, possible, value is None and not waiting, sizes)


def sizes_of(numbers: Numbers) -> Sizes:
    """The events of one tally's window."""
    given = {
        name: int(value) for name, value in numbers.items() if value and name in SIZES
    }
    past = given.get("past limit", 0)
    pending = given.get("pending", 0) + given.get("running", 0) - past
    statistic = "used" in numbers
    return Sizes(
        given.get("met", 0),
        given.get("missed", 0),
        pending,
        given.get("excluded", 0),
        given.get("invalid", 0),
        given.get("used", 0) + past if statistic else None,
        given.get("without", 0) if statistic else None,
    )


def measure(
    counted: Counted, numbers: Numbers, *, is_open: bool, listed: bool
) -> Measure:
    """What one counted thing comes to in one window.

    Args:
        listed: the groups are taken from a list, so an empty total is 0.
    """
    sizes = sizes_of(numbers)
    match counted:
        case model.ShareOutcome() | model.ShareOf() | model.Recurrence():
            return share_measure(sizes, is_open)
        case model.NumberOf():
            return _growing(Fraction(sizes.used or 0), sizes, is_open)
        case model.DifferentOf():
            return _growing(Fraction(numbers.get("value") or 0), sizes, is_open)
        case model.PromoterScore():
            return _score(numbers, sizes, is_open)
        case model.Statistic():
            return _statistic(counted, numbers, sizes, is_open, listed)
        case _:
            assert_never(counted)


def share_measure(sizes: Sizes, is_open: bool) -> Measure:
    """Met of met and missed; in an open window more events can move it either way."""
    met, missed, pending = sizes.met, sizes.missed, sizes.pending
    total = met + missed + pending
    value = Fraction(met, met + missed) if met + missed else None
    if total == 0:
        return Measure(None, None, True, (sizes,))
    possible = Range(
        exactly(Fraction(met, total)), exactly(Fraction(met + pending, total))
    )
    if is_open:
        possible = Range(
            just_above(0) if met else exactly(0),
            just_below(1) if missed else exactly(1),
        )
    return Measure(value, possible, False, (sizes,))


def _growing(value: Fraction, sizes: Sizes, is_open: bool) -> Measure:
    high = INFINITY if is_open else exactly(value)
    return Measure(value, Range(exactly(value), high), False, (sizes,))


def _score(numbers: Numbers, sizes: Sizes, is_open: bool) -> Measure:
    if not sizes.used:
        return Measure(None, None, True, (sizes,))
    lead = (numbers.get("promoters") or 0) - (numbers.get("detractors") or 0)
    value = Fraction(lead) * 100 / sizes.used
    return Measure(value, None if is_open else only(value), False, (sizes,))


def _statistic(
    counted: model.Statistic,
    numbers: Numbers,
    sizes: Sizes,
    is_open: bool,
    listed: bool,
) -> Measure:
    raw = numbers.get("value")
    value = None if raw is None else Fraction(raw)
    running = int(numbers.get("running") or 0)
    if not sizes.used and not running:
        if counted.kind == "total" and listed and sizes.silent:
            zero = Fraction(0)
            return Measure(zero, None if is_open else only(zero), False, (sizes,))
        return Measure(None, None, True, (sizes,))
    match counted.kind:
        case "average":
            assert value is not None
            mean = value / int(numbers.get("used") or 1)
            return Measure(mean, None if is_open else only(mean), False, (sizes,))
        case "total":
            assert value is not None
            return Measure(value, None if is_open else only(value), False, (sizes,))
        case "minimum":
            assert value is not None
            low = MINUS_INFINITY if is_open else exactly(value)
            return Measure(value, Range(low, exactly(value)), False, (sizes,))
        case "maximum":
            return _maximum(value, numbers, running, sizes, is_open)
        case "median" | "percentile":
            return _ranked(value, numbers, sizes, is_open)
        case _:
            assert_never(counted.kind)


def _maximum(
    value: Fraction | None, numbers: Numbers, running: int, sizes: Sizes, is_open: bool
) -> Measure:
    least = numbers.get("least")
    known = [Fraction(v) for v in (value, least) if v is not None]
    high = INFINITY if is_open or running else exactly(max(known))
    shown = None if running else value
    return Measure(shown, Range(exactly(max(known)), high), False, (sizes,))


def _ranked(
    value: Fraction | None, numbers: Numbers, sizes: Sizes, is_open: bool
) -> Measure:
    if value is None:  # only the verdict is wanted: `upheld.checker.plain` has it
        return Measure(None, None, False, (sizes,))
    lowest = numbers.get("lowest")
    low = exactly(Fraction(value if lowest is None else lowest))
    high = INFINITY if value == ENDLESS else exactly(value)
    shown = value if low == high else None
    possible = None if is_open else Range(low, high)
    return Measure(shown, possible, False, (sizes,))


def combine(
    metric: model.Metric, measured: Sequence[Measure], *, is_open: bool
) -> Measure:
    """A formula's value from those of its leaves, in the order of `plan.leaves`.

    A define is never decided while an obligation it rests on is pending, also where it
    is another name of one share.
    """
    rest = list(measured)
    result = _formula(metric, rest)
    sizes = tuple(s for m in measured for s in m.sizes)
    if isinstance(result, Measure) and len(measured) == 1:
        waits = isinstance(metric, model.Defined) and any(s.pending for s in sizes)
        possible = None if waits else result.possible
        return Measure(result.value, possible, result.absent, sizes)
    value, waiting, absent = _parts(result)
    possible = None if value is None or waiting or is_open else only(value)
    return Measure(value, possible, absent and not waiting, sizes)


Part = Measure | tuple[Fraction | None, bool, bool]


def _parts(part: Part) -> tuple[Fraction | None, bool, bool]:
    """A value, whether an obligation it rests on is pending, whether there is none."""
    if isinstance(part, tuple):
        return part
    waiting = part.possible is not None and not part.possible.settled
    return part.value, waiting, part.absent


def _formula(metric: model.Metric, rest: list[Measure]) -> Part:
    match metric:
        case model.Fixed(value):
            return value, False, False
        case model.Defined():
            return _formula(metric.formula, rest)
        case model.Rate(_, per, _):
            top, bottom = _parts(rest.pop(0)), _parts(rest.pop(0))
            return _operate(
                "/", (None if top[0] is None else top[0] * per, *top[1:]), bottom
            )
        case model.Combined(operator, left, right, unit):
            first = _in_points(_parts(_formula(left, rest)), left, unit)
            second = _in_points(_parts(_formula(right, rest)), right, unit)
            return _operate(operator, first, second)
        case _:
            return rest.pop(0)


def _in_points(
    part: tuple[Fraction | None, bool, bool], metric: model.Metric, unit: model.Unit
) -> tuple[Fraction | None, bool, bool]:
    """A percentage in a sum of points: differences of percentages are in points."""
    if part[0] is None or unit.kind != "points" or unit_of(metric).kind != "percent":
        return part
    return part[0] * 100, *part[1:]


def unit_of(metric: model.Metric) -> model.Unit:
    """What a metric's value is measured in."""
    match metric:
        case model.NumberOf() | model.DifferentOf():
            return model.COUNT
        case model.ShareOf():
            return model.PERCENT
        case model.PromoterScore():
            return model.POINTS
        case model.Rate():
            return model.NUMBER
        case _:
            return metric.unit


def _operate(
    operator: str,
    left: tuple[Fraction | None, bool, bool],
    right: tuple[Fraction | None, bool, bool],
) -> Part:
    waiting = left[1] or right[1]
    a, b = left[0], right[0]
    if a is None or b is None or (operator == "/" and b == 0):
        return None, waiting, True
    match operator:
        case "+":
            return a + b, waiting, False
        case "-":
            return a - b, waiting, False
        case "*":
            return a * b, waiting, False
        case _:
            return a / b, waiting, False
