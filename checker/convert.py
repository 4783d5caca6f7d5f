"""From a source's columns to moments, numbers and truth values that can be judged.

Each reading of a column becomes a value and, where conversion can fail, a flag: nothing
when all is well, `unreadable` for a value that does not convert, `no offset` for a
moment that could be anywhere, `doubtful` for a local time that the zone repeats or
skips (it is read all the same: first pass, or forward by the gap).
"""

from dataclasses import dataclass
from typing import Literal

from upheld.checker.sql.nodes import (
    FALSE,
    NULL,
    Binary,
    Call,
    Case,
    Cast,
    Constant,
    Expr,
    In,
    IsNull,
    Name,
    Not,
    any_of,
    both,
    text,
    whole,
)
from upheld.checker.zones import DAY, HOUR, MINUTE, SECOND, Clock
from upheld.dsl import model

_DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_TIME = "([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,9})?)?"
_OFFSET = "([Zz]|[+-][0-9]{2}(:?[0-9]{2})?)"
ZONED = f"{_DATE}[T ]{_TIME}{_OFFSET.replace('Zz', 'Z')}"
SPACED = f"{_DATE}[T ]{_TIME} ?{_OFFSET}"
_TIDY = ((" +", "+"), (" -", "-"), (" Z", "Z"), (" z", "Z"), ("z", "Z"))
NAIVE = f"{_DATE}([T ]{_TIME})?"
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

INTEGERS = frozenset(
    ["TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER"]
)
#: What pandas writes; DuckDB can neither compare it nor take its microseconds.
NANOSECONDS = "TIMESTAMPTZ_NS"
WIDE = frozenset({"HUGEINT", "UHUGEINT", "UBIGINT", "DOUBLE", "FLOAT"})

Shape = Literal["text", "zoned", "naive", "whole", "decimal", "float", "truth", "other"]


def shape(duckdb_type: str) -> Shape:
    """The kind of a DuckDB column type, as far as reading it goes."""
    name = duckdb_type.upper()
    if name == "VARCHAR" or name.startswith("ENUM"):
        return "text"
    if name in ("TIMESTAMP WITH TIME ZONE", NANOSECONDS):
        return "zoned"
    if name.startswith("TIMESTAMP") or name == "DATE":
        return "naive"
    if name in INTEGERS:
        return "whole"
    if name.startswith("DECIMAL"):
        return "decimal"
    if name in WIDE:
        return "float"
    return "truth" if name == "BOOLEAN" else "other"


Reading = model.Moment | model.Column


@dataclass(frozen=True, slots=True)
class Conversion:
    """How one reading is made, in up to three steps.

    `cleaned` is the text without what stands for nothing (None where the column is
    typed); `value` reads the step before, under the name `cleaned_name`; `flag` reads
    both.
    """

    cleaned: Expr | None
    value: Expr
    flag: Expr | None


class WrongTypeError(Exception):
    """A column of a type that cannot be read as asked; the text says what it is."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one source, and what stands for nothing in them."""

    types: dict[str, str]
    empty: tuple[str, ...] = ()

    def shape(self, column: str) -> Shape:
        """The kind of a column."""
        return shape(self.types[column])

    def cleaned(self, column: str) -> Expr:
        """The text of a column, or nothing where it is empty."""
        raw: Expr = Name(column)
        if self.shape(column) != "text" or self.types[column].upper() != "VARCHAR":
            raw = Cast(raw, "text")
        marks = tuple(text(mark) for mark in ("", *self.empty))
        return Case(((Not(In(raw, marks)), raw),))


def conversion(
    reading: Reading, columns: Columns, cleaned: str, value: str, clock: Clock | None
) -> Conversion:
    """How a reading is made; `clock` reads moments that carry no offset.

    Raises:
        WrongTypeError: the column's type does not allow it.
    """
    if isinstance(reading, model.Moment):
        return _moment(reading, columns, cleaned, value, clock)
    return _column(reading, columns, cleaned, value)


# --- moments --------------------------------------------------------------------------


def _moment(
    moment: model.Moment,
    columns: Columns,
    cleaned: str,
    value: str,
    clock: Clock | None,
) -> Conversion:
    shapes = {columns.shape(c) for c in moment.columns}
    if len(moment.columns) == 1 and shapes <= {"zoned", "naive"}:
        return _typed_moment(moment, columns, clock)
    if not shapes <= {"text", "naive"} and len(moment.columns) != 2:
        found = ", ".join(columns.types[c] for c in moment.columns)
        raise WrongTypeError(f"{found}, which is no moment")
    parts = [columns.cleaned(c) for c in moment.columns]
    joined = parts[0]
    if len(parts) == 2:
        there = any_of(*(IsNull(p, negated=True) for p in parts))
        filled = tuple(Call("coalesce", (p, text(""))) for p in parts)
        joined = Case(((there, Call("concat", (filled[0], text(" "), filled[1]))),))
    return Conversion(
        joined,
        _text_moment(moment, Name(cleaned), clock),
        _moment_flag(moment, Name(cleaned), Name(value), clock),
    )


def _typed_moment(
    moment: model.Moment, columns: Columns, clock: Clock | None
) -> Conversion:
    column: Expr = Name(moment.columns[0])
    if columns.types[moment.columns[0]].upper() == NANOSECONDS:
        column = Call("to_microseconds", (column,))
    if columns.shape(moment.columns[0]) == "zoned":
        value: Expr = Call("micros_of_zoned", (column,))
        unreadable = both(
            IsNull(column, negated=True), Not(Call("is_finite", (column,)))
        )
        return Conversion(None, value, Case(((unreadable, text("unreadable")),)))
    if clock is None:
        present = IsNull(column, negated=True)
        return Conversion(
            None, Cast(NULL, "integer"), Case(((present, text("no offset")),))
        )
    local = Call("micros_of_naive", (column,))
    return Conversion(
        None,
        clock.utc_expression(local),
        Case(
            (
                (both(IsNull(column, negated=True), IsNull(local)), text("unreadable")),
                (_doubtful(local, clock), text("doubtful")),
            )
        ),
    )


def local_clock(moment: model.Moment, columns: Columns) -> Expr | None:
    """Microseconds of the local clock of a moment that carries no offset."""
    if moment.zone == "":
        return None
    if len(moment.columns) == 1 and columns.shape(moment.columns[0]) == "zoned":
        return None
    if len(moment.columns) == 1 and columns.shape(moment.columns[0]) == "naive":
        return Call("micros_of_naive", (Name(moment.columns[0]),))
    made = _moment(moment, columns, "", "", None)
    assert made.cleaned is not None
    return _local_of_text(moment, made.cleaned)


def _local_of_text(moment: model.Moment, value: Expr) -> Expr:
    if moment.spelling:
        if "%z" in moment.spelling:
            return Cast(NULL, "integer")
        parsed: Expr = Call("parse_moment", (value, text(moment.spelling)))
        return Call("micros_of_naive", (parsed,))
    naive = Call("full_match", (value, text(NAIVE)))
    return Call("micros_of_naive", (Case(((naive, Cast(value, "naive", True)),)),))


def _text_moment(moment: model.Moment, value: Expr, clock: Clock | None) -> Expr:
    if "%z" in moment.spelling:
        return Call("parse_moment_zoned", (value, text(moment.spelling)))
    branches: list[tuple[Expr, Expr]] = []
    if not moment.spelling:
        branches.append((Call("full_match", (value, text(ZONED))), _zoned(value)))
        tidy: Expr = value
        for old, new in _TIDY:
            tidy = Call("replace", (tidy, text(old), text(new)))
        branches.append((Call("full_match", (value, text(SPACED))), _zoned(tidy)))
    if clock is None:
        return Case(tuple(branches)) if branches else Cast(NULL, "integer")
    local = _local_of_text(moment, value)
    if not branches:
        return clock.utc_expression(local)
    return Case(tuple(branches), clock.utc_expression(local))


def _zoned(value: Expr) -> Expr:
    """ENGINES: only text that carries an offset may be cast to a zoned timestamp."""
    return Call("micros_of_zoned", (Call("zoned", (value,)),))


def _moment_flag(
    moment: model.Moment, value: Expr, result: Expr, clock: Clock | None
) -> Expr:
    wrong = both(IsNull(value, negated=True), IsNull(result))
    branches: list[tuple[Expr, Expr]] = []
    if clock is None and "%z" not in moment.spelling:
        if moment.spelling:
            parsed = Call("parse_moment", (value, text(moment.spelling)))
            lacking: Expr = IsNull(parsed, negated=True)
        else:
            lacking = Call("full_match", (value, text(NAIVE)))
        branches.append((both(wrong, lacking), text("no offset")))
    branches.append((wrong, text("unreadable")))
    if clock is not None and "%z" not in moment.spelling:
        doubt = _doubtful(_local_of_text(moment, value), clock)
        if doubt != FALSE:
            branches.append((doubt, text("doubtful")))
    return Case(tuple(branches))


def _doubtful(local: Expr, clock: Clock) -> Expr:
    ranges = [
        change.doubtful for change in clock.changes if change.before != change.offset
    ]
    return any_of(
        *(
            both(Binary(">=", local, whole(low)), Binary("<", local, whole(high)))
            for low, high in ranges
        )
    )


# --- other columns --------------------------------------------------------------------


def _column(
    column: model.Column, columns: Columns, cleaned: str, value: str
) -> Conversion:
    match column.unit.kind:
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
            number = Cast(Name(column.name), "number", True)
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
