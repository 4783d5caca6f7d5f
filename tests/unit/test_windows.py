"""Windows: keys, ends and labels, in Python and in SQL alike."""

from datetime import datetime

import duckdb
import pytest

from upheld.checker.sql.duckdb import expression
from upheld.checker.sql.nodes import Name
from upheld.checker.windows import Spans, Windows
from upheld.checker.zones import DAY, HOUR, MINUTE, clock, iso, micros
from upheld.dsl import model

PER: dict[str, model.SimpleWindow] = {
    "hour": model.Per("hour"),
    "day": model.Per("day"),
    "week": model.Per("week"),
    "month": model.Per("month"),
    "quarter": model.Per("quarter"),
    "year": model.Per("year"),
    "15m": model.PerLength(model.Period(microseconds=15 * MINUTE)),
    "28 days": model.PerLength(model.Period(days=28)),
    "2 months": model.PerLength(model.Period(months=2)),
    "overall": model.Overall(),
}


def at(text: str) -> int:
    return micros(datetime.fromisoformat(text))


def windows(
    per: str, zone: str = "Europe/Stockholm", *, month: int = 1, day: int = 1
) -> Windows:
    whole = clock(zone, at("1969-01-01T00:00+00:00"), at("2027-12-31T00:00+00:00"))
    return Windows(PER[per], whole, month, day)


def label(per: str, moment: str, zone: str = "Europe/Stockholm", **fiscal: int) -> str:
    found = windows(per, zone, **fiscal)
    return found.label(found.key(at(moment)))


@pytest.mark.parametrize(
    ("per", "moment", "name"),
    [
        ("hour", "2026-03-01T10:59:59.999999+01:00", "2026-03-01T10"),
        ("day", "2026-03-01T23:59:59.999999+01:00", "2026-03-01"),
        ("day", "2026-02-28T23:00:00+00:00", "2026-03-01"),
        ("week", "2026-03-01T10:00:00+01:00", "2026-W09"),
        # 1 January 2027 is a Friday of the last week of 2026.
        ("week", "2027-01-01T10:00:00+01:00", "2026-W53"),
        ("month", "2026-03-31T23:59:59+02:00", "2026-03"),
        ("quarter", "2026-03-31T23:59:59+02:00", "2026-Q1"),
        ("quarter", "2026-04-01T00:00:00+02:00", "2026-Q2"),
        ("year", "2026-12-31T23:59:59+01:00", "2026"),
        ("15m", "2026-03-01T10:29:59+01:00", "2026-03-01T10:15"),
        ("overall", "2026-03-01T10:29:59+01:00", "overall"),
        # From 1970-01-01: 28 days are 20 x 28 = 560 days at 1971-07-15.
        ("28 days", "1971-07-15T00:00:00+01:00", "1971-07-15T00:00"),
        ("28 days", "1971-07-14T23:59:59+01:00", "1971-06-17T00:00"),
        ("2 months", "2026-04-30T12:00:00+02:00", "2026-03-01T00:00"),
        ("day", "1969-12-31T12:00:00+01:00", "1969-12-31"),
        ("week", "1969-12-28T12:00:00+01:00", "1969-W52"),
        ("month", "1969-12-31T12:00:00+01:00", "1969-12"),
    ],
)
def test_label_of_the_window_of_a_moment(per: str, moment: str, name: str) -> None:
    assert label(per, moment) == name


@pytest.mark.parametrize(
    ("per", "moment", "name"),
    [
        ("year", "2026-03-31T12:00:00+02:00", "2025"),
        ("year", "2026-04-01T00:00:00+02:00", "2026"),
        ("quarter", "2026-03-31T12:00:00+02:00", "2025-Q4"),
        ("quarter", "2026-04-01T12:00:00+02:00", "2026-Q1"),
        ("month", "2026-04-01T12:00:00+02:00", "2026-04"),
    ],
)
def test_a_fiscal_year_moves_quarters_and_years(
    per: str, moment: str, name: str
) -> None:
    assert label(per, moment, month=4) == name


def test_a_fiscal_year_may_start_inside_a_month() -> None:
    # The British tax year begins on 6 April.
    assert label(
        "year", "2026-04-05T23:59:59+01:00", "Europe/London", month=4, day=6
    ) == ("2025")
    found = windows("year", "Europe/London", month=4, day=6)
    assert iso(found.start(2026 - 1970), "UTC") == "2026-04-05T23:00:00+00:00"


def test_the_second_of_two_equal_hours_carries_its_offset() -> None:
    assert label("hour", "2026-10-25T00:30:00+00:00") == "2026-10-25T02"
    assert label("hour", "2026-10-25T01:30:00+00:00") == "2026-10-25T02+01:00"
    assert label("15m", "2026-10-25T01:30:00+00:00") == "2026-10-25T02:30+01:00"


def test_an_offset_west_of_utc_has_its_minus() -> None:
    # New York goes back at 06:00 UTC on 1 November 2026.
    moment = "2026-11-01T06:30:00+00:00"
    assert label("hour", moment, "America/New_York") == "2026-11-01T01-05:00"


def test_hours_of_kolkata_begin_at_the_half_hour_of_utc() -> None:
    found = windows("hour", "Asia/Kolkata")
    key = found.key(at("2026-03-01T10:15:00+00:00"))  # 15:45 there
    assert iso(found.start(key), "UTC") == "2026-03-01T09:30:00+00:00"
    assert iso(found.end(key), "UTC") == "2026-03-01T10:30:00+00:00"


def test_a_day_whose_midnight_is_skipped_begins_at_one() -> None:
    # Havana: 00:00 becomes 01:00 on 8 March 2026, at 05:00 UTC.
    found = windows("day", "America/Havana")
    key = found.key(at("2026-03-08T12:00:00+00:00"))
    assert iso(found.start(key), "UTC") == "2026-03-08T05:00:00+00:00"
    assert found.end(key) - found.start(key) == 23 * HOUR


def test_a_day_whose_midnight_comes_twice_has_25_hours() -> None:
    # Havana: 01:00 becomes 00:00 on 1 November 2026.
    found = windows("day", "America/Havana")
    key = found.key(at("2026-11-01T12:00:00+00:00"))
    assert found.end(key) - found.start(key) == 25 * HOUR


def hours_of(found: Windows, first: str, last: str) -> list[tuple[str, int]]:
    """Labels and minutes of the hours from one moment to another."""
    key, end, shown = found.key(at(first)), at(last), []
    while found.start(key) < end:
        minutes = (found.end(key) - found.start(key)) // MINUTE
        shown.append((found.label(key), minutes))
        key = found.next(key)
    return shown


def test_lord_howe_cuts_the_hour_of_its_half_hour_change() -> None:
    # Back by half an hour at 02:00 (15:00 UTC) on 5 April 2026: 01:30 comes again.
    found = windows("hour", "Australia/Lord_Howe")
    assert hours_of(found, "2026-04-04T14:00+00:00", "2026-04-04T17:00+00:00") == [
        ("2026-04-05T01", 60),
        ("2026-04-05T01+10:30", 30),
        ("2026-04-05T02", 60),
        ("2026-04-05T03", 60),
    ]


@pytest.mark.parametrize("per", PER)
@pytest.mark.parametrize(
    "zone",
    ["Europe/Stockholm", "Australia/Lord_Howe", "Asia/Kolkata", "America/Havana"],
)
def test_each_moment_lies_in_its_window_and_sql_agrees(per: str, zone: str) -> None:
    found = windows(per, zone, month=4, day=6)
    moments = [
        *range(at("2026-03-28T00:00+00:00"), at("2026-04-06T00:00+00:00"), 5 * HOUR),
        *range(at("2026-10-24T22:00+00:00"), at("2026-10-25T04:00+00:00"), 17 * MINUTE),
        at("1969-12-31T23:59:59.999999+00:00"),
        at("2024-02-29T12:00+00:00"),
    ]
    keys = [found.key(moment) for moment in moments]
    if per != "overall":
        for moment, key in zip(moments, keys, strict=True):
            assert found.start(key) <= moment < found.end(key)
            assert found.key(found.start(key)) == key
            assert found.start(found.next(key)) == found.end(key)
    rows = ", ".join(f"({moment})" for moment in moments)
    key_sql = expression(found.key_expression(Name("us")))
    query = f'SELECT {key_sql} FROM (VALUES {rows}) AS v("us")'
    assert [k for (k,) in duckdb.connect().execute(query).fetchall()] == keys


def test_days_follow_each_other_without_a_gap_all_year() -> None:
    found = windows("day")
    first = found.key(at("2026-01-01T12:00:00+01:00"))
    lengths = {found.end(first + n) - found.start(first + n) for n in range(365)}
    assert lengths == {23 * HOUR, DAY, 25 * HOUR}


#: A day on which some clock changes, one without a change, and days far away.
HOURLY = (
    ("Europe/Stockholm", "2026-10-25T00:00+00:00"),
    ("Australia/Lord_Howe", "2026-04-05T00:00+00:00"),
    ("America/Havana", "2026-11-01T05:00+00:00"),
    ("Asia/Beirut", "2026-10-24T21:00+00:00"),
    ("Asia/Kathmandu", "2026-06-10T00:00+00:00"),
    ("America/New_York", "2026-03-08T07:00+00:00"),
    ("UTC", "0985-01-01T00:00+00:00"),
    ("UTC", "1003-01-01T00:00+00:00"),
)


@pytest.mark.parametrize(("zone", "moment"), HOURLY)
def test_hours_that_are_made_by_the_day_are_those_made_one_by_one(
    zone: str, moment: str
) -> None:
    us = at(moment)
    found = Windows(model.Per("hour"), clock(zone, us - 9 * DAY, us + 9 * DAY))
    spans, key, keys = Spans(found), found.key(us - 3 * DAY), []
    for _ in range(6 * 24):
        keys.append(key)
        alone = found.start(key), found.end(key), found.label(key)
        assert spans.span(key) == alone
        assert spans.start(key) == alone[0]
        key = found.next(key)
    assert spans.keys(keys[0], found.start(key), 10_000) == keys
    assert Spans(found).keys(keys[0], found.start(keys[-1]), 10_000) == keys[:-1]
    assert Spans(found).keys(keys[0], found.start(key), 5) == keys[:5]
