"""From a source's columns to moments, numbers and truth values that can be judged.

Each reading of a column becomes a value and, where conversion can fail, a flag: nothing
when all is well, `unreadable` for a value that does not convert, `no offset` for a
moment that could be anywhere, `doubtful` for a local time that the zone repeats or
skips (it is read all the same: first pass, or forward by the gap).
"""

from upheld.checker.convert_columns import column_conversion
from upheld.checker.shapes import (
    NANOSECONDS,
    Columns,
    Conversion,
    Reading,
    WrongTypeError,
)
from upheld.checker.sql.nodes import (
    FALSE,
    NULL,
    Binary,
    Call,
    Case,
    Cast,
    Expr,
    IsNull,
    Name,
    Not,
    any_of,
    both,
    text,
    whole,
)
from upheld.checker.zones import SECOND, Clock
from upheld.dsl import model

_DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_TIME = "([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,9})?)?"
_OFFSET = "([Zz]|[+-][0-9]{2}(:?[0-9]{2})?)"
ZONED = f"{_DATE}[T ]{_TIME}{_OFFSET.replace('Zz', 'Z')}"
SPACED = f"{_DATE}[T ]{_TIME} ?{_OFFSET}"
_TIDY = ((" +", "+"), (" -", "-"), (" Z", "Z"), (" z", "Z"), ("z", "Z"))
NAIVE = f"{_DATE}([T ]{_TIME})?"

#: Whole seconds since 1970-01-01T00:00Z, up to the year 5138.
UNIX, _UNIX_SECONDS = "%s", "-?[0-9]{1,11}"


def conversion(
    reading: Reading,
    columns: Columns,
    cleaned: str,
    value: str,
    clock: Clock | None,
    finite: frozenset[str] = frozenset(),
) -> Conversion:
    """How a reading is made; `clock` reads moments that carry no offset.

    Args:
        finite: columns of zoned moments of which none is infinite.

    Raises:
        WrongTypeError: the column's type does not allow it.
    """
    if isinstance(reading, model.Moment):
        if len(reading.columns) == 1 and reading.columns[0] in finite:
            column = Name(reading.columns[0])
            return Conversion(None, Call("micros_of_finite", (column,)), None)
        return _moment(reading, columns, cleaned, value, clock)
    return column_conversion(reading, columns, cleaned, value)


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
    counted = moment.spelling == UNIX and shapes <= {"text", "whole"}
    if not shapes <= {"text", "naive"} and len(moment.columns) != 2 and not counted:
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
        if is_absolute(moment):
            return Cast(NULL, "integer")
        parsed: Expr = Call("parse_moment", (value, text(moment.spelling)))
        return Call("micros_of_naive", (parsed,))
    naive = Call("full_match", (value, text(NAIVE)))
    return Call("micros_of_naive", (Case(((naive, Cast(value, "naive", True)),)),))


def is_absolute(moment: model.Moment) -> bool:
    """Whether the declared spelling needs no zone: an offset, or Unix seconds."""
    return "%z" in moment.spelling or moment.spelling == UNIX


def _unix(value: Expr) -> Expr:
    """Microseconds of seconds in digits; anything else is nothing."""
    digits = Case(((Call("full_match", (value, text(_UNIX_SECONDS))), value),))
    return Binary("*", Cast(digits, "integer", attempt=True), whole(SECOND))


def _text_moment(moment: model.Moment, value: Expr, clock: Clock | None) -> Expr:
    if moment.spelling == UNIX:
        return _unix(value)
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
    if clock is None and not is_absolute(moment):
        if moment.spelling:
            parsed = Call("parse_moment", (value, text(moment.spelling)))
            lacking: Expr = IsNull(parsed, negated=True)
        else:
            lacking = Call("full_match", (value, text(NAIVE)))
        branches.append((both(wrong, lacking), text("no offset")))
    branches.append((wrong, text("unreadable")))
    if clock is not None and not is_absolute(moment):
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
