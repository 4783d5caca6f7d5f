"""What a window measured, in words: `87.0% < 90%` and what stands behind it."""

from fractions import Fraction
from functools import lru_cache
from typing import assert_never

from upheld.checker.render.numbers import Amount, show_among
from upheld.checker.report import ValueUnit, Window
from upheld.checker.wording import ENGLISH, Wording
from upheld.dsl.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Measure:
    """A value, how it stands to its target, and the target, as shown.

    `relation` is empty where there is no value or no target; `target` carries no sign
    (`90%`, for a band `3m to 8m`).
    """

    value: str
    relation: str
    target: str

    def __str__(self) -> str:
        """The comparison as one phrase."""
        if not self.relation:
            return self.value
        return f"{self.value} {self.relation} {self.target}"


def measure(
    window: Window, marks: tuple[str, ...] = (), wording: Wording = ENGLISH
) -> Measure:
    """The comparison of a window as shown.

    `marks` are exact limits of tiers and bands that the value must not seem to cross.
    """
    return _measure(
        exact_of(window.value, window.exact),
        exact_of(window.target, window.target_exact),
        exact_of(window.target_high, window.target_high_exact),
        window.bound,
        window.unit,
        window.currency,
        marks,
        wording,
    )


def exact_of(number: float | None, exact: str | None) -> str | None:
    """The fraction of an amount; of one given as a number only, what its digits say."""
    if exact is not None:
        return exact
    return None if number is None else repr(number)


def value_of(window: Window) -> Fraction | None:
    """The exact value of a window, None where it has none."""
    return _fraction(exact_of(window.value, window.exact))


def target_of(window: Window) -> Fraction | None:
    """The exact target of a window, of a band its lower end."""
    return _fraction(exact_of(window.target, window.target_exact))


def shortfall(window: Window) -> Fraction:
    """How far the value lies beyond its target; negative on the right side of it."""
    value, low = value_of(window), target_of(window)
    if value is None or low is None:
        return Fraction(0)
    high = _fraction(exact_of(window.target_high, window.target_high_exact))
    match window.bound:
        case "at_least" | "more_than":
            return low - value
        case "at_most" | "less_than":
            return value - low
        case "between":
            return max(low - value, value - (low if high is None else high))
        case _:
            assert_never(window.bound)


@lru_cache(maxsize=65536)
def _fraction(exact: str | None) -> Fraction | None:
    return None if exact is None else Fraction(exact)


@lru_cache(maxsize=65536)
def _measure(
    exact: str | None,
    low: str | None,
    high: str | None,
    bound: str,
    unit: ValueUnit,
    currency: str | None,
    marks: tuple[str, ...],
    wording: Wording,
) -> Measure:
    value = _fraction(exact)
    limits = tuple(Fraction(limit) for limit in (low, high) if limit is not None)
    tiers = tuple(Fraction(mark) for mark in marks)
    beside = value if value is not None else next(iter(limits), Fraction(0))
    shown = show_among(
        beside, limits, unit, currency=currency, marks=tiers, wording=wording
    )
    target = _target(shown.limits, wording)
    if value is None or not limits:
        return Measure("" if value is None else shown.value, "", target)
    if bound == "between" and len(limits) == 2:
        return _beside_band(value, limits, shown, wording)
    return Measure(shown.value, _relation(value, limits[0], bound), target)


def _target(limits: tuple[str, ...], wording: Wording) -> str:
    if len(limits) == 2:
        return wording.say("{low} to {high}", low=limits[0], high=limits[1])
    return limits[0] if limits else ""


def _beside_band(
    value: Fraction, limits: tuple[Fraction, ...], shown: Amount, wording: Wording
) -> Measure:
    low, high = shown.limits
    if value < limits[0]:
        return Measure(shown.value, "<", low)
    if value > limits[1]:
        return Measure(shown.value, ">", high)
    within = wording.term("relation", "in")
    return Measure(shown.value, within, _target(shown.limits, wording))


def _relation(value: Fraction, target: Fraction, bound: str) -> str:
    match bound:
        case "at_least":
            return "≥" if value >= target else "<"
        case "more_than":
            return ">" if value > target else "≤"
        case "at_most":
            return "≤" if value <= target else ">"
        case "less_than":
            return "<" if value < target else "≥"
        case _:
            return ""


_BOUND_SIGNS = {
    "at_least": "≥ ",
    "at_most": "≤ ",
    "more_than": "> ",
    "less_than": "< ",
    "between": "",
}


def target_phrase(
    window: Window, marks: tuple[str, ...] = (), wording: Wording = ENGLISH
) -> str:
    """The target with the sign of its bound (`≥ 90%`), empty where there is none."""
    low = exact_of(window.target, window.target_exact)
    high = exact_of(window.target_high, window.target_high_exact)
    if low is None:
        return ""
    beside = exact_of(window.value, window.exact) if _is_long(low) else None
    shown = _measure(
        beside, low, high, window.bound, window.unit, window.currency, marks, wording
    )
    return _BOUND_SIGNS[window.bound] + shown.target


@lru_cache(maxsize=4096)
def _is_long(exact: str) -> bool:
    """Whether no short decimal writes the target, so that it needs its value beside."""
    return 10**6 % Fraction(exact).denominator != 0
