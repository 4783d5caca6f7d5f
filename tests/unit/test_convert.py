"""From columns to values: what converts, what does not, what is doubtful."""

from typing import Any

import duckdb
import pytest

from upheld.checker.convert import conversion
from upheld.checker.shapes import Columns, Conversion, WrongTypeError, shape
from upheld.checker.sql.duckdb import expression
from upheld.checker.zones import DAY, HOUR, MINUTE, SECOND, clock
from upheld.dsl import model

EUR = model.Unit("money", "EUR")
#: 2026-03-02T08:00:00Z, in microseconds: 20,514 days and eight hours after 1970.
EIGHT = 20_514 * DAY + 8 * HOUR


def moment(spelling: str = "", zone: str = "", *columns: str) -> model.Moment:
    return model.Moment("m", "milestone", columns or ("c",), spelling, zone)


def read(
    reading: model.Moment | model.Column,
    value: str,
    type_: str = "VARCHAR",
    empty: tuple[str, ...] = (),
) -> tuple[Any, Any]:
    """A value of SQL as a reading has it, and its flag."""
    types = dict.fromkeys(getattr(reading, "columns", ("c",)), type_)
    zone = getattr(reading, "zone", "")
    source = clock(zone, EIGHT - 400 * DAY, EIGHT + 400 * DAY) if zone else None
    made = conversion(reading, Columns(types, empty), "cleaned", "value", source)
    values = ", ".join(f'({value})::{type_} AS "{name}"' for name in types)
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    row = connection.execute(steps(made, values)).fetchone()
    assert row is not None
    return row[0], row[1]


def steps(made: Conversion, values: str) -> str:
    """The steps that `prepare` makes of a conversion."""
    cleaned = "NULL" if made.cleaned is None else expression(made.cleaned)
    flag = "NULL" if made.flag is None else expression(made.flag)
    return (
        f"WITH a AS (SELECT {values}), b AS (SELECT *, {cleaned} AS cleaned FROM a),"
        f' c AS (SELECT *, {expression(made.value)} AS "value" FROM b)'
        f' SELECT "value", {flag} FROM c'
    )


# --- moments --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-02T09:00:00+01:00",
        "2026-03-02 09:00:00+01:00",
        "2026-03-02T09:00:00 +01:00",
        "2026-03-02T09:00+0100",
        "2026-03-02T09:00+01",
        "2026-03-02T08:00:00Z",
        "2026-03-02T08:00:00z",
        "2026-03-02 08:00:00.000000 Z",
    ],
)
def test_an_iso_moment_with_its_offset_is_read(text: str) -> None:
    assert read(moment(), f"'{text}'") == (EIGHT, None)


@pytest.mark.parametrize(
    "text",
    [
        "soon",
        "2026-13-01T09:00:00Z",
        "2026-02-30T09:00:00Z",
        "25:00",
        "1772438400",
        "NA",
    ],
)
def test_another_text_is_unreadable(text: str) -> None:
    assert read(moment(), f"'{text}'") == (None, "unreadable")


@pytest.mark.parametrize(
    "text", ["2026-03-02T09:00:00", "2026-03-02 09:00", "2026-03-02"]
)
def test_a_moment_without_an_offset_is_told_apart(text: str) -> None:
    assert read(moment(), f"'{text}'") == (None, "no offset")


def test_a_declared_zone_reads_a_moment_without_an_offset() -> None:
    zoned = moment("", "Europe/Stockholm")
    assert read(zoned, "'2026-03-02T09:00:00'") == (EIGHT, None)
    assert read(zoned, "'2026-03-02T08:00:00Z'") == (EIGHT, None)
    # A date is its midnight.
    assert read(zoned, "'2026-03-02'") == (EIGHT - 9 * HOUR, None)


def test_a_repeated_and_a_skipped_local_time_are_read_and_doubtful() -> None:
    zoned = moment("", "Europe/Stockholm")
    first_pass = "2026-10-25T02:30:00+02:00"
    moved = "2026-03-29T03:30:00+02:00"
    for local, meant in (("2026-10-25T02:30", first_pass), ("2026-03-29T02:30", moved)):
        expected, _ = read(moment(), f"'{meant}'")
        assert read(zoned, f"'{local}:00'") == (expected, "doubtful")


def test_a_declared_spelling_is_read_and_no_other() -> None:
    spelled = moment("%d/%m/%Y %I:%M %p", "Europe/Stockholm")
    assert read(spelled, "'02/03/2026 09:00 AM'") == (EIGHT, None)
    assert read(spelled, "'2026-03-02T08:00:00Z'") == (None, "unreadable")


def test_a_spelling_with_an_offset_needs_no_zone() -> None:
    assert read(moment("%Y%m%d %H:%M %z"), "'20260302 09:00 +0100'") == (EIGHT, None)


def test_a_spelling_without_offset_or_zone_is_told_apart() -> None:
    assert read(moment("%d/%m/%Y"), "'02/03/2026'") == (None, "no offset")


def test_two_columns_are_one_moment() -> None:
    both = moment("", "Europe/Stockholm", "day", "clock")
    made = conversion(
        both,
        Columns({"day": "VARCHAR", "clock": "VARCHAR"}),
        "cleaned",
        "value",
        clock("Europe/Stockholm", EIGHT, EIGHT),
    )
    connection = duckdb.connect()
    for day, time, shown in (
        ("'2026-03-02'", "'09:00'", (EIGHT, None)),
        ("''", "NULL", (None, None)),
        ("'2026-03-02'", "'late'", (None, "unreadable")),
    ):
        query = steps(made, f'{day}::VARCHAR AS "day", {time}::VARCHAR AS "clock"')
        assert connection.execute(query).fetchone() == shown


@pytest.mark.parametrize("value", ["NULL", "''"])
def test_an_empty_moment_is_nothing_and_no_mistake(value: str) -> None:
    assert read(moment(), value) == (None, None)


def test_what_stands_for_nothing_is_nothing() -> None:
    assert read(moment(), "'?'", empty=("?", "-")) == (None, None)


@pytest.mark.parametrize(
    ("value", "type_", "zone", "shown"),
    [
        ("'2026-03-02 08:00+00'", "TIMESTAMP WITH TIME ZONE", "", (EIGHT, None)),
        ("'infinity'", "TIMESTAMP WITH TIME ZONE", "", (None, "unreadable")),
        ("'2026-03-02 09:00'", "TIMESTAMP", "", (None, "no offset")),
        ("'2026-03-02 09:00'", "TIMESTAMP", "Europe/Stockholm", (EIGHT, None)),
        ("'infinity'", "TIMESTAMP", "Europe/Stockholm", (None, "unreadable")),
        ("'2026-03-02'", "DATE", "Europe/Stockholm", (EIGHT - 9 * HOUR, None)),
        ("NULL", "TIMESTAMP WITH TIME ZONE", "", (None, None)),
    ],
)
def test_a_typed_moment_is_read(
    value: str, type_: str, zone: str, shown: tuple[int | None, str | None]
) -> None:
    assert read(moment("", zone), value, type_) == shown


# --- lengths, numbers, truth ----------------------------------------------------------


def length(spelling: str) -> model.Column:
    return model.Column("c", model.LENGTH, spelling)


@pytest.mark.parametrize(
    ("value", "type_", "spelling", "shown"),
    [
        ("'90'", "VARCHAR", "second", (90 * SECOND, None)),
        ("'1.5'", "VARCHAR", "minute", (90 * SECOND, None)),
        ("'0.0000005'", "VARCHAR", "second", (1, None)),  # half a microsecond, up
        ("'-2'", "VARCHAR", "hour", (-2 * HOUR, None)),
        ("2", "INTEGER", "day", (2 * DAY, None)),
        ("1", "BIGINT", "week", (7 * DAY, None)),
        ("2.5", "DOUBLE", "second", (2_500_000, None)),
        ("2.5", "DECIMAL(9,1)", "second", (2_500_000, None)),
        ("'24 s'", "VARCHAR", "second", (None, "unreadable")),
        ("'1e3'", "VARCHAR", "second", (None, "unreadable")),
        ("'1_000'", "VARCHAR", "second", (None, "unreadable")),
        ("''", "VARCHAR", "second", (None, None)),
        ("'nan'", "DOUBLE", "second", (None, "unreadable")),
        ("'inf'", "DOUBLE", "second", (None, "unreadable")),
        ("9223372036854775807", "BIGINT", "second", (None, "unreadable")),
        ("'99999999999999999999'", "VARCHAR", "second", (None, "unreadable")),
    ],
)
def test_a_length_counts_a_unit(
    value: str, type_: str, spelling: str, shown: tuple[int | None, str | None]
) -> None:
    assert read(length(spelling), value, type_) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("00:02:03", (2 * MINUTE + 3 * SECOND, None)),
        ("100:00:00.5", (100 * HOUR + 500_000, None)),
        ("-0:01:00", (-MINUTE, None)),
        ("1:60:00", (None, "unreadable")),
        ("02:03", (None, "unreadable")),
        ("999999999:00:00", (None, "unreadable")),
    ],
)
def test_a_clock_of_hours_minutes_seconds_is_a_length(
    text: str, shown: tuple[int | None, str | None]
) -> None:
    assert read(length("HH:MM:SS"), f"'{text}'") == shown


@pytest.mark.parametrize(
    ("value", "type_", "number", "flag"),
    [
        ("'4.50'", "VARCHAR", 4.5, None),
        ("'+.5'", "VARCHAR", 0.5, None),
        ("'4,50'", "VARCHAR", None, "unreadable"),
        ("' 2 '", "VARCHAR", None, "unreadable"),
        ("'0x10'", "VARCHAR", None, "unreadable"),
        ("3", "INTEGER", 3, None),
        ("0.1", "DOUBLE", 0.1, None),
        ("'nan'", "DOUBLE", None, "unreadable"),
    ],
)
def test_a_number_is_plain_digits(
    value: str, type_: str, number: float | None, flag: str | None
) -> None:
    found, mark = read(model.Column("c", EUR), value, type_)
    assert (found if found is None else float(found), mark) == (number, flag)


@pytest.mark.parametrize(
    ("value", "type_", "shown"),
    [
        ("'true'", "VARCHAR", (True, None)),
        ("'FALSE'", "VARCHAR", (False, None)),
        ("'1'", "VARCHAR", (True, None)),
        ("0", "INTEGER", (False, None)),
        ("'yes'", "VARCHAR", (None, "unreadable")),
        ("2", "INTEGER", (None, "unreadable")),
        ("true", "BOOLEAN", (True, None)),
    ],
)
def test_a_truth_value_is_true_false_one_or_zero(
    value: str, type_: str, shown: tuple[bool | None, str | None]
) -> None:
    assert read(model.Column("c", model.TRUTH), value, type_) == shown


def test_a_text_keeps_its_text_and_numbers_become_texts() -> None:
    column = model.Column("c", model.TEXT)
    assert read(column, "'NA'") == ("NA", None)
    assert read(column, "7", "INTEGER") == ("7", None)
    assert read(column, "'-'", empty=("-",)) == (None, None)


# --- types that cannot be -------------------------------------------------------------


@pytest.mark.parametrize(
    ("reading", "type_", "words"),
    [
        (moment(), "INTEGER", "no moment"),
        (moment(), "BOOLEAN", "no moment"),
        (length("second"), "DATE", "no number"),
        (length("HH:MM:SS"), "INTEGER", "no text"),
        (model.Column("c", EUR), "BOOLEAN", "no number"),
        (model.Column("c", model.TRUTH), "DOUBLE", "no truth value"),
        (model.Column("c", model.MOMENT), "VARCHAR", "not declared"),
    ],
)
def test_a_column_of_another_type_is_refused(
    reading: model.Moment | model.Column, type_: str, words: str
) -> None:
    with pytest.raises(WrongTypeError, match=words):
        conversion(reading, Columns({"c": type_}), "cleaned", "value", None)


@pytest.mark.parametrize(
    ("type_", "kind"),
    [
        ("VARCHAR", "text"),
        ("ENUM('a')", "text"),
        ("TIMESTAMP WITH TIME ZONE", "zoned"),
        ("TIMESTAMPTZ_NS", "zoned"),
        ("TIMESTAMP_NS", "naive"),
        ("DATE", "naive"),
        ("UTINYINT", "whole"),
        ("DECIMAL(9,2)", "decimal"),
        ("HUGEINT", "float"),
        ("BOOLEAN", "truth"),
        ("STRUCT(a INTEGER)", "other"),
    ],
)
def test_every_type_has_a_kind(type_: str, kind: str) -> None:
    assert shape(type_) == kind
