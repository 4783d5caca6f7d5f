"""Zones as lists of changes: Python and SQL give the answers of `zoneinfo`."""

from datetime import UTC, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import duckdb
import pytest

from upheld.checker.sql.duckdb import expression
from upheld.checker.sql.nodes import Name
from upheld.checker.zones import (
    DAY,
    HOUR,
    MINUTE,
    Change,
    Clock,
    FullClock,
    clock,
    iso,
    micros,
    moment_of,
    moment_year,
)

ZONES = (
    "Europe/Stockholm",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kolkata",
    "America/Havana",
    "UTC",
)
YEAR = (
    micros(datetime(2026, 1, 1, tzinfo=UTC)),
    micros(datetime(2026, 12, 31, tzinfo=UTC)),
)


def wide_clock(zone: str) -> Clock:
    return clock(zone, *YEAR)


def local(text: str) -> int:
    """Microseconds that a local clock shows."""
    return micros(datetime.fromisoformat(text).replace(tzinfo=UTC))


def utc(text: str) -> int:
    return micros(datetime.fromisoformat(text))


#: A half-hour change, a day left out, months of other time, none at all, and the rest.
MANY_ZONES = sorted(
    {*ZONES, "Pacific/Apia", "Africa/Casablanca", "Antarctica/Troll", "Asia/Tehran"}
    | {"Asia/Kathmandu", "Pacific/Kiritimati", "America/St_Johns", "Africa/Monrovia"}
    | {"Europe/Dublin", "Asia/Gaza", "America/Caracas", "Etc/GMT+12"}
)


@pytest.mark.parametrize("zone", MANY_ZONES)
def test_a_full_clock_is_that_of_zoneinfo_beside_every_change(zone: str) -> None:
    """Also before 1970, and where the blocks of time that it keeps have their ends."""
    full, info = FullClock(zone), ZoneInfo(zone)
    _, *ends = (n << 42 for n in range(0, 160, 7))
    changes = clock(zone, 0, micros(datetime(2040, 1, 1, tzinfo=UTC))).changes
    edges = [edge for c in changes for edge in (c.at, c.local, *c.doubtful)]
    beside = [e + by for e in (*edges, *ends, 0) for by in (-DAY, -1, 0, 1, HOUR, DAY)]
    for us in (*beside, -(10**15), -(10**16), 10**16):
        moment = moment_of(us)
        shift = moment.astimezone(info).utcoffset()
        assert full.offset(us) == shift // timedelta(microseconds=1)  # type: ignore[operator]
        meant = moment.replace(tzinfo=info).astimezone(UTC)
        assert full.utc(us) == micros(meant)


@pytest.mark.parametrize("zone", ZONES)
def test_offsets_are_those_of_zoneinfo_all_the_year(zone: str) -> None:
    found = wide_clock(zone)
    for at in range(*YEAR, 7 * HOUR):
        shift = moment_of(at).astimezone(ZoneInfo(zone)).utcoffset()
        assert found.offset(at) == shift // timedelta(microseconds=1)  # type: ignore[operator]


@pytest.mark.parametrize("zone", ZONES)
def test_a_local_time_is_read_as_zoneinfo_reads_its_first_pass(zone: str) -> None:
    found, info = wide_clock(zone), ZoneInfo(zone)
    for at in range(*YEAR, 5 * HOUR + 20 * MINUTE):
        naive = moment_of(at).replace(tzinfo=None)
        assert found.utc(at) == micros(naive.replace(tzinfo=info))


def test_of_a_repeated_hour_the_first_pass_is_meant() -> None:
    # 02:30 comes at 00:30 and at 01:30 UTC on 25 October 2026.
    found = wide_clock("Europe/Stockholm")
    assert found.utc(local("2026-10-25T02:30")) == utc("2026-10-25T00:30+00:00")


def test_a_skipped_local_time_moves_forward_by_the_gap() -> None:
    # 02:30 does not exist on 29 March 2026: it is 03:30 summer time, 01:30 UTC.
    found = wide_clock("Europe/Stockholm")
    assert found.utc(local("2026-03-29T02:30")) == utc("2026-03-29T01:30+00:00")


def test_doubtful_times_are_the_repeated_and_the_skipped_hour() -> None:
    spring, autumn = wide_clock("Europe/Stockholm").changes
    skipped = local("2026-03-29T02:00"), local("2026-03-29T03:00")
    repeated = local("2026-10-25T02:00"), local("2026-10-25T03:00")
    assert (spring.doubtful, autumn.doubtful) == (skipped, repeated)


def test_lord_howe_moves_by_half_an_hour() -> None:
    autumn, spring = wide_clock("Australia/Lord_Howe").changes
    assert autumn.before - autumn.offset == 30 * MINUTE
    assert spring.offset - spring.before == 30 * MINUTE


@pytest.mark.parametrize(
    ("zone", "text"), list(product(ZONES, ["2026-03-29T02:30", "2026-10-25T02:30"]))
)
def test_sql_says_the_same_as_python(zone: str, text: str) -> None:
    found, at = wide_clock(zone), local(text)
    column = Name("at")
    query = (
        f"SELECT {expression(found.utc_expression(column))},"
        f" {expression(found.local_expression(column))},"
        f' {expression(found.offset_expression(column))} FROM (SELECT {at} AS "at")'
    )
    shown = duckdb.connect().execute(query).fetchone()
    assert shown == (found.utc(at), found.local(at), found.offset(at))


def test_a_clock_holds_only_the_changes_it_needs() -> None:
    june = utc("2026-06-01T00:00+00:00")
    assert clock("Europe/Stockholm", june, june).changes == ()
    assert len(clock("Europe/Stockholm", june, june + 150 * DAY).changes) == 1


@pytest.mark.parametrize("text", ["0001-01-01T00:00+00:00", "9999-12-31T00:00+00:00"])
def test_moments_far_away_keep_the_offset_at_the_edge(text: str) -> None:
    at = utc(text)
    assert clock("UTC", at, at) == Clock("UTC", 0, ())
    assert moment_year(at) in (2, 9998)


def test_a_change_of_nothing_is_no_doubt() -> None:
    same = Change(0, HOUR, HOUR)
    assert same.doubtful == (HOUR, HOUR)


def test_moments_are_shown_in_their_zone() -> None:
    assert iso(0, "Europe/Stockholm") == "1970-01-01T01:00:00+01:00"
    assert iso(1, "UTC") == "1970-01-01T00:00:00.000001+00:00"


def test_moments_at_the_edges_of_the_calendar_can_be_shown() -> None:
    # 9999-12-31T23:59:59Z is already the year 10000 in Stockholm: cut, never an error.
    last = micros(datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC))
    first = micros(datetime(1, 1, 1, tzinfo=UTC))
    assert iso(last, "Europe/Stockholm") == "9999-12-31T23:59:59.999999+01:00"
    assert iso(first, "America/New_York").startswith("0001-01-01T00:00:00-04:56")
