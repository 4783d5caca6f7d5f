"""The days of a simulation: how long each is, how busy, which rates hold on it."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from upheld.dsl.dataclass import dataclass

ZONE = ZoneInfo("Europe/Stockholm")

#: A Monday, so that the first week is whole.
FIRST_DAY = date(2025, 3, 3)

#: Busyness in percent from Monday to Sunday, and from January to December.
WEEK = (118, 112, 108, 106, 104, 78, 60)
OPEN_DAYS = (100, 100, 100, 100, 100, 0, 0)
SEASON = (108, 98, 100, 96, 98, 94, 88, 92, 100, 102, 112, 122)


@dataclass(frozen=True, slots=True)
class Day:
    """A day in the simulation's zone; `start` and `length` are in milliseconds UTC."""

    number: int
    day: date
    start: int
    length: int


def midnight(day: date) -> int:
    """The moment at which a day begins, in milliseconds UTC."""
    return round(datetime.combine(day, time(), ZONE).timestamp()) * 1000


def days_of(count: int) -> Iterator[Day]:
    """The days in order; two in a year are an hour shorter or longer."""
    for number in range(count):
        day = FIRST_DAY + timedelta(days=number)
        start = midnight(day)
        yield Day(number, day, start, midnight(day + timedelta(days=1)) - start)


def busy(base: int, day: date, week: tuple[int, ...]) -> int:
    """How many rows a day has at scale 1."""
    return base * week[day.weekday()] * SEASON[day.month - 1] // 10_000
