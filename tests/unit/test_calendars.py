"""Calendars laid out: spans, days, what the clocks change, how far they reach."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from upheld.checker.calendars import (
    Need,
    OpenDay,
    OpenTime,
    cover,
    day_number,
    is_date,
    open_time,
)
from upheld.checker.zones import DAY, HOUR, clock, micros
from upheld.dsl import model

STOCKHOLM = "Europe/Stockholm"
Ranges = tuple[tuple[int, int], ...]


def at(text: str, zone: str = STOCKHOLM) -> int:
    return micros(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)))


def utc(text: str) -> int:
    return micros(datetime.fromisoformat(text).replace(tzinfo=UTC))


def calendar(**days: Ranges) -> model.Calendar:
    names = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    return model.Calendar("office", tuple(days.get(name, ()) for name in names))


def laid_out(hours: model.Calendar, first: str, last: str, *closed: str) -> OpenTime:
    """From the first day to the last, both included."""
    edges = at(first), at(last)
    shut = {day_number(text) for text in closed}
    return open_time(hours, shut, clock(STOCKHOLM, *edges), edges)


def spans(found: OpenTime) -> list[tuple[int, int]]:
    return [(span.opens, span.closes) for span in found.spans]


EIGHT_TO_SIX = ((480, 1080),)


def test_the_epoch_day_is_a_thursday() -> None:
    found = laid_out(calendar(thu=EIGHT_TO_SIX), "1970-01-01", "1970-01-01")
    assert spans(found) == [(at("1970-01-01T08:00"), at("1970-01-01T18:00"))]


def test_time_open_before_adds_up() -> None:
    week = calendar(mon=((480, 720), (780, 1020)), tue=EIGHT_TO_SIX)
    found = laid_out(week, "2026-03-02", "2026-03-03")
    # 08:00-12:00 is 4 h, 13:00-17:00 another 4.
    assert [span.before for span in found.spans] == [0, 4 * HOUR, 8 * HOUR]


def test_overlapping_and_touching_ranges_are_one_span() -> None:
    week = calendar(mon=((480, 720), (600, 780), (780, 840)))
    found = laid_out(week, "2026-03-02", "2026-03-02")
    assert spans(found) == [(at("2026-03-02T08:00"), at("2026-03-02T14:00"))]


def test_range_over_midnight_ends_on_the_next_day() -> None:
    found = laid_out(calendar(fri=((1320, 360),)), "2026-03-06", "2026-03-06")
    assert spans(found) == [(at("2026-03-06T22:00"), at("2026-03-07T06:00"))]


def test_whole_days_in_a_row_are_one_span_and_two_days() -> None:
    week = calendar(mon=((0, 1440),), tue=((0, 1440),))
    found = laid_out(week, "2026-03-02", "2026-03-03")
    assert spans(found) == [(at("2026-03-02"), at("2026-03-04"))]
    assert [day.day for day in found.days] == [
        day_number("2026-03-02"),
        day_number("2026-03-03"),
    ]


def test_night_that_runs_into_an_early_shift_leaves_both_days_open() -> None:
    week = calendar(mon=((1320, 360),), tue=((360, 840),))
    found = laid_out(week, "2026-03-02", "2026-03-03")
    assert spans(found) == [(at("2026-03-02T22:00"), at("2026-03-03T14:00"))]
    tuesday = at("2026-03-03T06:00"), at("2026-03-03T14:00")
    assert found.days[1] == OpenDay(day_number("2026-03-03"), *tuesday)


def test_closed_date_drops_what_begins_on_it_only() -> None:
    week = calendar(fri=((1320, 360),), sat=((1320, 360),))
    found = laid_out(week, "2026-03-06", "2026-03-07", "2026-03-07")
    assert spans(found) == [(at("2026-03-06T22:00"), at("2026-03-07T06:00"))]
    assert [day.day for day in found.days] == [day_number("2026-03-06")]


def test_range_in_the_hour_that_spring_skips_moves_forward() -> None:
    # On 2026-03-29 02:00 CET is 03:00 CEST: 02:30 is read as 03:30, 01:30 UTC.
    found = laid_out(calendar(sun=((150, 240),)), "2026-03-29", "2026-03-29")
    assert spans(found) == [(utc("2026-03-29T01:30"), utc("2026-03-29T02:00"))]


def test_range_that_spring_swallows_is_no_span_and_no_open_day() -> None:
    # 02:30 becomes 03:30, after the close at 03:15.
    found = laid_out(calendar(sun=((150, 195),)), "2026-03-29", "2026-03-29")
    assert found == OpenTime((), ())


def test_range_over_the_repeated_hour_is_an_hour_longer() -> None:
    # On 2026-10-25 03:00 CEST is 02:00 CET: from 01:00 to 04:00 are 4 hours.
    found = laid_out(calendar(sun=((60, 240),)), "2026-10-25", "2026-10-25")
    assert spans(found) == [(utc("2026-10-24T23:00"), utc("2026-10-25T03:00"))]


def test_range_ends_at_the_first_pass_of_a_repeated_time() -> None:
    found = laid_out(calendar(sun=((60, 150),)), "2026-10-25", "2026-10-25")
    assert spans(found) == [(utc("2026-10-24T23:00"), utc("2026-10-25T00:30"))]


def test_calendar_reaches_as_far_as_the_limit_needs() -> None:
    # One hour a week: 100 working hours need 100 weeks on either side.
    edge = at("2026-03-02")
    need = Need(microseconds=100 * HOUR)
    found = cover(calendar(mon=((600, 660),)), set(), STOCKHOLM, (edge, edge), need)
    assert found is not None
    assert found.within(edge, edge + 10_000 * DAY) > 100 * HOUR
    assert found.within(edge - 10_000 * DAY, edge) > 100 * HOUR


def test_calendar_reaches_past_a_long_row_of_closed_days() -> None:
    first = day_number("2026-03-02")
    shut = frozenset(range(first, first + 365))
    edge = at("2026-03-02")
    week = calendar(mon=EIGHT_TO_SIX)
    found = cover(week, shut, STOCKHOLM, (edge, edge), Need(days=3))
    assert found is not None
    assert sum(day.opens > edge for day in found.days) > 3


def test_limit_longer_than_200_years_of_hours_is_not_covered() -> None:
    edge = at("2026-03-02")
    need = Need(microseconds=200_000 * HOUR)
    week = calendar(mon=((600, 601),))
    assert cover(week, set(), STOCKHOLM, (edge, edge), need) is None


def test_moment_before_1900_makes_no_calendar_of_two_thousand_years() -> None:
    edges = utc("0001-01-01"), at("2026-03-02")
    found = cover(calendar(mon=EIGHT_TO_SIX), set(), STOCKHOLM, edges, Need())
    assert found is not None
    assert found.spans[0].opens > utc("1899-01-01")


def test_only_a_whole_iso_date_is_a_date() -> None:
    assert is_date("2026-12-24")
    assert not is_date("2026-02-30")
    assert not is_date("20261224")
    assert not is_date("24/12/2026")
