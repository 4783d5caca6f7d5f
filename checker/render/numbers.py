"""Exact display of amounts: what is shown stands on the side of the target it is on.

Before: `show(Fraction(1799, 2000), Fraction(9, 10), "share")`.
After: `89.95%`, since one decimal less would read as the target, 90%.
"""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import assert_never

from upheld.checker.report import ValueUnit
from upheld.checker.wording import ENGLISH, Wording
from upheld.dsl.dataclass import dataclass

#: A limit with more decimals than this is rounded like the value beside it.
_WRITTEN_DECIMALS = 6


@dataclass(frozen=True, slots=True)
class Amount:
    """A value and its limits as they are shown, in the order the limits were given."""

    value: str
    limits: tuple[str, ...]


def show(
    value: Fraction,
    target: Fraction | None,
    unit: ValueUnit,
    *,
    currency: str | None = None,
    marks: Iterable[Fraction] = (),
    wording: Wording = ENGLISH,
) -> str:
    """A value with as many digits as it takes to tell it from its target.

    A share is a fraction of one, a length is in seconds. `marks` are further amounts
    that the value is to be told from, such as the limits of tiers.
    """
    limits = () if target is None else (target,)
    shown = show_among(
        value, limits, unit, currency=currency, marks=marks, wording=wording
    )
    return shown.value


def show_target(
    target: Fraction,
    unit: ValueUnit,
    currency: str | None = None,
    wording: Wording = ENGLISH,
) -> str:
    """A limit as short as it can be written: `90%`, `2m`, `4.50 EUR`."""
    shown = show_among(target, (target,), unit, currency=currency, wording=wording)
    return shown.limits[0]


def show_among(
    value: Fraction,
    limits: tuple[Fraction, ...],
    unit: ValueUnit,
    *,
    currency: str | None = None,
    marks: Iterable[Fraction] = (),
    wording: Wording = ENGLISH,
) -> Amount:
    """A value beside its limits, each on the side of the others that it is on."""
    style = _Style(unit, currency, wording)
    factor = 100 if unit == "share" else 1
    amount = value * factor
    scaled = tuple(limit * factor for limit in limits)
    others = (*scaled, *(mark * factor for mark in marks), *_extremes(unit))
    decimals = _enough_decimals(amount, others, _usual_decimals(amount, unit))
    return Amount(
        style.written(_rounded(amount, decimals), decimals),
        tuple(style.limit(limit, decimals) for limit in scaled),
    )


def count(number: int, wording: Wording = ENGLISH) -> str:
    """A whole number with its thousands apart: `2,828`."""
    return wording.number(number)


def _extremes(unit: ValueUnit) -> tuple[Fraction, ...]:
    """Amounts that are said only of exactly that: none, and of shares all."""
    return (Fraction(0), Fraction(100)) if unit == "share" else (Fraction(0),)


def _usual_decimals(amount: Fraction, unit: ValueUnit) -> int:
    match unit:
        case "share":
            return 1
        case "points" | "count":
            return 0 if amount.denominator == 1 else 1
        case "number":
            return 0 if amount.denominator == 1 else 2
        case "money":
            return 2
        case "seconds":
            return 1 if abs(amount) < 60 else 0
        case _:
            assert_never(unit)


def _enough_decimals(amount: Fraction, others: tuple[Fraction, ...], start: int) -> int:
    """The fewest decimals from `start` on at which no comparison reads differently.

    It ends: two different fractions differ in some decimal, and equal ones are
    rounded alike or written out.
    """
    decimals = start
    while not all(_reads_right(amount, other, decimals) for other in others):
        decimals += 1
    return decimals


def _reads_right(amount: Fraction, other: Fraction, decimals: int) -> bool:
    own = _written_decimals(other)
    places = decimals if own is None else max(own, decimals)
    shown = _rounded(amount, decimals) * 10 ** (places - decimals)
    beside = _rounded(other, places)
    return _sign(shown - beside) == _sign(
        amount.numerator * other.denominator - other.numerator * amount.denominator
    )


def _written_decimals(limit: Fraction) -> int | None:
    """How many decimals write the limit out; None if it takes too many."""
    if limit.denominator == 1:
        return 0
    for decimals in range(1, _WRITTEN_DECIMALS + 1):
        if 10**decimals % limit.denominator == 0:
            return decimals
    return None


def _rounded(amount: Fraction, decimals: int) -> int:
    """The amount in units of the last decimal, rounded half up."""
    numerator = 2 * amount.numerator * 10**decimals + amount.denominator
    return int(numerator // (2 * amount.denominator))


def _sign(number: int) -> int:
    return (number > 0) - (number < 0)


def _decimal(digits: int, decimals: int) -> str:
    whole, part = divmod(abs(digits), 10**decimals)
    sign = "-" if digits < 0 else ""
    return f"{sign}{whole:,}.{part:0{decimals}d}" if decimals else f"{sign}{whole:,}"


@dataclass(frozen=True, slots=True)
class _Style:
    """How digits become text: only the signs around them are a language's."""

    unit: ValueUnit
    currency: str | None
    wording: Wording

    def limit(self, limit: Fraction, decimals: int) -> str:
        """A limit, written out where it is short, else rounded like its value."""
        own = _written_decimals(limit)
        places = decimals if own is None else own
        if self.unit == "money":
            places = max(places, 2)
        return self.written(_rounded(limit, places), places)

    def written(self, digits: int, decimals: int) -> str:
        """An amount, given in units of its last decimal."""
        number = self.wording.signed(_decimal(digits, decimals))
        match self.unit:
            case "share":
                return self.wording.percent(number)
            case "seconds":
                return self._length(digits, decimals)
            case "points":
                amount = Decimal(digits).scaleb(-decimals)
                return self.wording.count(
                    "{points} point", "{points} points", amount, points=number
                )
            case "money":
                return self._money(number)
            case "count" | "number":
                return number
            case _:
                assert_never(self.unit)

    def _money(self, number: str) -> str:
        if not self.currency:
            return number
        tied = " " if self.wording.language == "en" else "\N{NO-BREAK SPACE}"
        return f"{number}{tied}{self.currency}"

    def _length(self, digits: int, decimals: int) -> str:
        """Seconds in units of the last decimal as hours, minutes and seconds."""
        signs = self.wording.signs
        minutes, seconds = divmod(abs(digits), 60 * 10**decimals)
        hours, minutes = divmod(minutes, 60)
        parts = [f"{self.wording.number(hours)}{signs.hour}"] if hours else []
        if minutes:
            parts.append(f"{minutes}{signs.minute}")
        if seconds or not parts:
            text = _decimal(seconds, decimals)
            short = text.rstrip("0").rstrip(".") if decimals else text
            parts.append(f"{self.wording.signed(short)}{signs.second}")
        return ("-" if digits < 0 else "") + " ".join(parts)
