"""Amounts of one event in words: `3m 20s`, `4.50 EUR`, `true`."""

from decimal import Decimal
from fractions import Fraction

from upheld.checker.zones import DAY, HOUR, MINUTE, SECOND
from upheld.dsl import model

Fetched = int | str | bool | Decimal | Fraction | None
"""What a query gives for one column of one row."""


def length_in_words(microseconds: int) -> str:
    """`1d 2h`, `3m 20s`, `0.000001s`: whole parts, the last of them never rounded."""
    if microseconds < 0:
        return f"-{length_in_words(-microseconds)}"
    parts = []
    rest = microseconds
    for size, sign in ((DAY, "d"), (HOUR, "h"), (MINUTE, "m")):
        number, rest = divmod(rest, size)
        parts += [f"{number}{sign}"] if number else []
    if rest or not parts:
        parts.append(f"{plain_number(Decimal(rest) / SECOND)}s")
    return " ".join(parts)


def plain_number(value: int | Decimal | Fraction) -> str:
    """A number without a float's noise and without closing zeros."""
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Fraction):
        value = Decimal(value.numerator) / Decimal(value.denominator)
    digits = format(value, "f")
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def amount_in_words(value: Fetched, unit: model.Unit) -> str | None:
    """A value of one row in the words of its unit; None where there is none."""
    match value:
        case None:
            return None
        case bool():
            return "true" if value else "false"
        case str():
            return value
        case _:
            return _number_in_words(value, unit)


def _number_in_words(value: int | Decimal | Fraction, unit: model.Unit) -> str:
    match unit.kind:
        case "length":
            return length_in_words(int(value))
        case "money":
            return f"{_cents(value)} {unit.currency}"
        case "percent":
            return f"{plain_number(Fraction(value) * 100)}%"
        case _:
            return plain_number(value)


def _cents(value: int | Decimal | Fraction) -> str:
    """Two decimals, or as many as the amount has."""
    digits = plain_number(value)
    whole, _, decimals = digits.partition(".")
    return f"{whole}.{decimals.ljust(2, '0')}"
