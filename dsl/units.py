"""Amounts as written, turned into exact amounts of a unit.

`90%` becomes 9/10, `1h30m` 5 400 000 000 microseconds, `4.50 EUR` 9/2 EUR.
"""

from decimal import Decimal
from fractions import Fraction
from typing import assert_never

from upheld.dsl import ast, model
from upheld.dsl.diagnostics import RefusedError
from upheld.dsl.faults import refused
from upheld.dsl.source import Span

Plain = ast.Number | ast.Percent | ast.Points | ast.Money | ast.Length | ast.Text
"""A value written out, no name."""

MICROSECONDS: dict[str, int] = {
    "second": 1_000_000,
    "minute": 60_000_000,
    "hour": 3_600_000_000,
}
_DAYS = {"day": 1, "week": 7}
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
#: Units that a column may count in; its days are 24 hours, its weeks 168.
COUNTED = MICROSECONDS | {"day": 86_400_000_000, "week": 604_800_000_000}


def described(unit: model.Unit) -> str:
    """A unit in words: `a length of time`, `money in EUR`."""
    match unit.kind:
        case "text":
            return "a text"
        case "truth":
            return "true or false"
        case "moment":
            return "a moment"
        case "length":
            return "a length of time"
        case "number":
            return "a plain number"
        case "money":
            return f"money in {unit.currency}"
        case "percent":
            return "a percentage"
        case "points":
            return "points"
        case "count":
            return "a count"
        case _:
            assert_never(unit.kind)


def unit_of_plain(value: Plain) -> model.Unit:
    """The unit that a written value has by itself."""
    match value:
        case ast.Number():
            return model.NUMBER
        case ast.Percent():
            return model.PERCENT
        case ast.Points():
            return model.POINTS
        case ast.Money():
            return model.Unit("money", value.currency)
        case ast.Length():
            return model.LENGTH
        case ast.Text():
            return model.TEXT
        case _:
            assert_never(value)


def constant(value: Plain) -> model.Constant:
    """A written value in the amount of its unit; a length must be exact (E2004)."""
    unit = unit_of_plain(value)
    match value:
        case ast.Text():
            return model.Constant(value.text, unit, value.span)
        case ast.Length():
            return model.Constant(exact_length(value), unit, value.span)
        case ast.Percent():
            return model.Constant(Fraction(value.value) / 100, unit, value.span)
        case ast.Number() | ast.Points() | ast.Money():
            return model.Constant(Fraction(value.value), unit, value.span)
        case _:
            assert_never(value)


def period(length: ast.Length) -> model.Period:
    """A length as deadline arithmetic; days and months must be whole (E0008)."""
    months = days = microseconds = 0
    for value, unit in length.parts:
        if unit in MICROSECONDS:
            microseconds += _whole(value * MICROSECONDS[unit], length.span, unit)
        elif unit in _DAYS:
            days += _whole(value, length.span, unit) * _DAYS[unit]
        else:
            months += _whole(value, length.span, unit) * _MONTHS[unit]
    return model.Period(months, days, microseconds)


def _whole(value: Decimal, span: Span, unit: str) -> int:
    if value != value.to_integral_value():
        raise refused(
            "E0008",
            f"a part of a {unit} has no exact length",
            span,
            help="write whole days, or hours: `36h`",
        )
    return int(value)


def exact_length(length: ast.Length) -> Fraction:
    """A fixed length in microseconds; days, weeks and months have none (E2004)."""
    whole = period(length)
    if whole.exact:
        return Fraction(whole.microseconds)
    raise refused(
        "E2004",
        "days, weeks and months have no fixed length and cannot be compared",
        length.span,
        help=f"write `{_in_hours(whole)}`" if whole.days else "write hours: `48h`",
    )


def _in_hours(length: model.Period) -> str:
    if length.months or length.microseconds:
        return "48h"
    return f"{length.days * 24}h"


def working_length(
    length: ast.WorkingLength, calendar: str
) -> model.WorkingTime | model.WorkingDays:
    """`4 working hours`, `3 working days`, counted by a calendar."""
    if length.unit == "day":
        return model.WorkingDays(_whole(length.value, length.span, "day"), calendar)
    microseconds = length.value * MICROSECONDS[length.unit]
    return model.WorkingTime(_whole(microseconds, length.span, length.unit), calendar)


def time_unit(name: str) -> str | None:
    """`seconds` → `second`, where the word is a unit that a column may count in."""
    singular = name.removesuffix("s")
    return singular if singular in COUNTED else None


def currency(name: str) -> str | None:
    """The word itself where it has the shape of a currency code (ISO 4217)."""
    return name if len(name) == 3 and name.isascii() and name.isupper() else None


def are_alike(first: model.Unit, second: model.Unit) -> bool:
    """Whether amounts of two units may be compared and added; counts are numbers."""
    plain = {"number", "count"}
    return first == second or {first.kind, second.kind} <= plain


def mismatch(expected: model.Unit, found: model.Unit, span: Span) -> RefusedError:
    """The error for a value of the wrong unit, with the remedy for the common slips."""
    bare = found.kind in ("number", "count")
    match expected.kind:
        case "money" if bare:
            code, remedy = "E2002", f"write the currency: `20 {expected.currency}`"
        case "percent" if bare:
            code, remedy = "E2003", "write a percentage: `90%`"
        case "length" if bare:
            code, remedy = "E2005", "write the unit: `40s`, `3m`, `48h`"
        case "points":
            code, remedy = "E2001", "write a plain number or points: `30`"
        case "number" | "count":
            code, remedy = "E2001", "write a plain number: `4`"
        case "length":
            code, remedy = "E2001", "write a length: `40s`, `3m`, `48h`"
        case "money":
            code, remedy = "E2001", f"write an amount in {expected.currency}"
        case "percent":
            code, remedy = "E2001", "write a percentage: `90%`"
        case _:
            code, remedy = "E2001", ""
    message = f"expected {described(expected)}, found {described(found)}"
    return refused(code, message, span, help=remedy)
