"""From amounts to places in a drawing, and the round amounts that an axis names."""

from collections.abc import Iterable
from fractions import Fraction
from math import ceil, floor

from upheld.checker.render.numbers import show_target
from upheld.checker.report import ValueUnit
from upheld.checker.wording import ENGLISH, Wording
from upheld.dsl.dataclass import dataclass

#: Steps of an axis of lengths, in seconds: people count in these.
_SECONDS = (
    *(1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600),
    *(43200, 86400, 172800, 604800, 1209600, 2592000, 7776000, 31536000),
)
#: The ends of an axis are floats; this finds the fraction that was meant.
_PRECISE = 10**9
_ROUND = (1, 2, 5, 10)
#: Steps of amounts that need not be whole.
_BROKEN = (1, 2, Fraction(5, 2), 5, 10)


@dataclass(frozen=True, slots=True)
class Frame:
    """The size of a drawing and the room it leaves around what it draws."""

    width: int
    height: int
    top: int
    right: int
    bottom: int
    left: int

    @property
    def inner_width(self) -> int:
        """The room from left to right."""
        return self.width - self.left - self.right

    @property
    def inner_height(self) -> int:
        """The room from top to bottom."""
        return self.height - self.top - self.bottom


@dataclass(frozen=True, slots=True)
class Axis:
    """Amounts from `low` to `high`, laid out from `start` to `end` of a drawing."""

    low: float
    high: float
    start: float
    end: float

    def at(self, amount: float) -> float:
        """The place of an amount; one beyond an end is put at the end."""
        share = (amount - self.low) / ((self.high - self.low) or 1)
        return round(self.start + (self.end - self.start) * min(max(share, 0), 1), 1)


@dataclass(frozen=True, slots=True)
class Rule:
    """A line at a place of an axis, and what it says."""

    at: float
    label: str


def ticks(
    axis: Axis,
    unit: ValueUnit,
    *,
    most: int = 5,
    currency: str | None = None,
    wording: Wording = ENGLISH,
) -> tuple[Rule, ...]:
    """Round amounts inside an axis, at most so many, with their labels.

    Points stand without their word, which is long; the name of the target has it.
    """
    low, high = (
        Fraction(end).limit_denominator(_PRECISE) for end in (axis.low, axis.high)
    )
    step = _step(high - low, unit, most)
    first, last = ceil(low / step), floor(high / step)
    amounts = (number * step for number in range(first, last + 1))
    told: ValueUnit = "number" if unit == "points" else unit
    return tuple(
        Rule(axis.at(float(amount)), show_target(amount, told, currency, wording))
        for amount in amounts
    )


def _step(reach: Fraction, unit: ValueUnit, most: int) -> Fraction:
    """The smallest round step that divides a reach into fewer than so many."""
    least = reach / max(most - 1, 1) if reach > 0 else Fraction(1)
    return next(step for step in _steps(least, unit) if step >= least)


def _steps(least: Fraction, unit: ValueUnit) -> Iterable[Fraction]:
    if unit == "seconds" and least >= 1:
        yield from map(Fraction, _SECONDS)
    whole = unit in ("count", "points")
    power = 0 if whole else floor_of_ten(least)
    while True:
        yield from (Fraction(10) ** power * n for n in (_ROUND if whole else _BROKEN))
        power += 1


def floor_of_ten(amount: Fraction) -> int:
    """The power of ten at or below an amount above 0."""
    power = 0
    while Fraction(10) ** power > amount:
        power -= 1
    while Fraction(10) ** (power + 1) <= amount:
        power += 1
    return power
