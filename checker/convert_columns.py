"""Columns that are no moments: numbers, lengths, truth values and text."""

from upheld.checker.shapes import KEY, Columns, Conversion, WrongTypeError
from upheld.checker.sql.nodes import (
    FALSE,
    Binary,
    Call,
    Case,
    Cast,
    Constant,
    Expr,
    In,
    IsNull,
    Name,
    both,
    text,
    whole,
)
from upheld.checker.zones import DAY, HOUR, MINUTE, SECOND
from upheld.dsl import model

NUMBER = "[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)"
CLOCK = "-?[0-9]{1,8}:[0-5][0-9]:[0-5][0-9]([.][0-9]{1,6})?"

#: Lengths beyond it, some 73,000 years, cannot be reckoned with: they do not convert.
LONGEST = 2**61

#: Microseconds of one of each unit that a column of numbers may count.
UNIT_MICROS = {
    "microsecond": 1,
    "millisecond": 1_000,
    "second": SECOND,
    "minute": MINUTE,
    "hour": HOUR,
    "day": DAY,
    "week": 7 * DAY,
}


def column_conversion(
    column: model.Column, columns: Columns, cleaned: str, value: str
) -> Conversion:
    """How a column is read as the unit says.

    Raises:
        WrongTypeError: the column's type does not allow it.
    """
    match column.unit.kind:
        case "text" if column.spelling == KEY:
            return Conversion(None, columns.key(column.name), None)
        case "text":
            return Conversion(None, columns.cleaned(column.name), None)
        case "truth":
            return _truth(column, columns, cleaned, value)
        case "number" | "money" | "count" | "percent" | "points":
            return _number(column, columns, cleaned, value)
        case "length":
            return _length(column, columns, cleaned, value)
        case "moment":
            raise WrongTypeError("a moment that is not declared")


def _truth(
    column: model.Column, columns: Columns, cleaned: str, value: str
) -> Conversion:
    match columns.shape(column.name):
        case "truth":
            return Conversion(None, Name(column.name), None)
        case "text" | "whole":
            low = Call("lower", (Name(cleaned),))
            yes = In(low, (text("true"), text("1")))
            no = In(low, (text("false"), text("0")))
            return Conversion(
                columns.cleaned(column.name),
                Case(((yes, Constant(True)), (no, FALSE))),
                _unreadable(cleaned, value),
            )
        case _:
            raise WrongTypeError(
                f"{columns.types[column.name]}, which is no truth value"
            )


def _number(
    column: model.Column, columns: Columns, cleaned: str, value: str
) -> Conversion:
    match columns.shape(column.name):
        case "whole" | "decimal":
            return Conversion(None, Name(column.name), None)
        case "float":
            number = Call("number_of_float", (Name(column.name),))
            present = IsNull(Name(column.name), negated=True)
            flag = Case(((both(present, IsNull(number)), text("unreadable")),))
            return Conversion(None, number, flag)
        case "text":
            fits = Call("full_match", (Name(cleaned), text(NUMBER)))
            return Conversion(
                columns.cleaned(column.name),
                Case(((fits, Cast(Name(cleaned), "number", True)),)),
                _unreadable(cleaned, value),
            )
        case _:
            raise WrongTypeError(f"{columns.types[column.name]}, which is no number")


def _length(
    column: model.Column, columns: Columns, cleaned: str, value: str
) -> Conversion:
    if column.spelling == "HH:MM:SS":
        if columns.shape(column.name) != "text":
            raise WrongTypeError(f"{columns.types[column.name]}, which is no text")
        return Conversion(
            columns.cleaned(column.name),
            _clock_length(Name(cleaned)),
            _unreadable(cleaned, value),
        )
    number = _number(column, columns, cleaned, value)
    unit = UNIT_MICROS[column.spelling or "second"]
    match columns.shape(column.name):
        case "whole":
            wide = Cast(Name(column.name), "integer")
            return _typed_length(column, Binary("*", wide, whole(unit)), unit)
        case "decimal" | "float":
            return _typed_length(column, _rounded_micros(number.value, unit), unit)
        case _:
            micros = _rounded_micros(number.value, unit)
            kept = _if_short(number.value, micros, unit)
            return Conversion(number.cleaned, kept, number.flag)


def _typed_length(column: model.Column, micros: Expr, unit: int) -> Conversion:
    raw = Name(column.name)
    value = _if_short(raw, micros, unit)
    wrong = both(IsNull(raw, negated=True), IsNull(value))
    return Conversion(None, value, Case(((wrong, text("unreadable")),)))


def _rounded_micros(number: Expr, unit: int) -> Expr:
    """ENGINES: a product's digits add up, so the factor is kept to 12 places."""
    return Call("round", (Binary("*", Cast(number, "number"), whole(unit)),))


def _if_short(number: Expr, micros: Expr, unit: int) -> Expr:
    """Nothing for a number of units that is too long to reckon with."""
    limit = LONGEST // unit
    above = Binary(">=", number, whole(-limit))
    return Case(((both(above, Binary("<=", number, whole(limit))), micros),))


def _clock_length(value: Expr) -> Expr:
    """`HH:MM:SS[.ffffff]`, hours without a limit, perhaps with a minus in front."""

    def part(pattern: str) -> Expr:
        piece = Call("extract", (value, text(pattern), whole(1)))
        return Cast(piece, "number", True)

    hours = Binary("*", part("^-?([0-9]+):"), whole(HOUR))
    minutes = Binary("*", part("^-?[0-9]+:([0-9]{2}):"), whole(MINUTE))
    seconds = Binary("*", part(":([0-9]{2}([.][0-9]+)?)$"), whole(SECOND))
    size = Call("round", (Binary("+", Binary("+", hours, minutes), seconds),))
    negative = Call("search", (value, text("^-")))
    signed = Case(((negative, Binary("*", size, whole(-1))),), size)
    return Case(((Call("full_match", (value, text(CLOCK))), signed),))


def _unreadable(cleaned: str, value: str) -> Expr:
    wrong = both(IsNull(Name(cleaned), negated=True), IsNull(Name(value)))
    return Case(((wrong, text("unreadable")),))
