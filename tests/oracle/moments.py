"""Local time in plain Python: deadlines, windows and their labels (sections 2 and 6).

Moments are whole microseconds since 1970-01-01T00:00Z.
"""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import assert_never
from zoneinfo import ZoneInfo

from upheld.dsl import model

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
HOUR = 3_600_000_000


@dataclass(frozen=True, slots=True)
class Window:
    """One window of the calendar; the end is the start of the next one."""

    label: str
    start: int
    end: int


def instant(moment: datetime) -> int:
    """The microseconds of a moment that carries its zone."""
    return (moment - EPOCH) // timedelta(microseconds=1)


def wall(us: int, zone: str) -> datetime:
    """What a clock on the wall shows, with `fold` 1 in a second pass."""
    return (EPOCH + timedelta(microseconds=us)).astimezone(ZoneInfo(zone))


def from_wall(shown: datetime, zone: str) -> int:
    """The first moment at which the wall shows this; a skipped time moves forward.

    Python reads a skipped time with the offset before the gap, which is just that move.
    """
    return instant(shown.replace(tzinfo=ZoneInfo(zone), fold=0))


@lru_cache(maxsize=10_000)
def midnight(day: date, zone: str) -> int:
    """The moment at which a day begins."""
    return from_wall(datetime.combine(day, time()), zone)


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = monthrange(years, month + 1)[1]
    return date(years, month + 1, min(day.day, last))


def add_period(us: int, period: model.Period, zone: str, sign: int = 1) -> int:
    """Months, then days, by the local calendar; then exact time."""
    if not period.exact:
        shown = wall(us, zone)
        day = add_months(shown.date(), sign * period.months)
        day += timedelta(days=sign * period.days)
        us = from_wall(datetime.combine(day, shown.time().replace(fold=0)), zone)
    return us + sign * period.microseconds


# --- windows --------------------------------------------------------------------------


def window_at(us: int, edition: model.Edition) -> Window:
    """The window of an edition that a moment lies in."""
    match edition.window:
        case model.Per(unit="hour"):
            return _hour(us, edition.zone)
        case model.Per():
            return _calendar_window(us, edition)
        case model.PerLength(length):
            return _length_window(us, length, edition.zone)
        case model.Overall():
            return Window("overall", us, us)
        case model.Sliding():
            raise ValueError("a moment lies in several sliding windows")
        case _:
            assert_never(edition.window)


def _hour(us: int, zone: str) -> Window:
    def label(at: int) -> str:
        shown = wall(at, zone)
        return f"{shown:%Y-%m-%dT%H}{_pass(shown)}"

    shown = wall(us, zone)
    past = shown.replace(minute=0, second=0, microsecond=0)
    start = us - (shown - past) // timedelta(microseconds=1)
    # A change of the clock by half an hour cuts an hour in two.
    begin = _first(start, us, lambda at: label(at) == label(us))
    end = _first(us, start + HOUR, lambda at: label(at) != label(us))
    return Window(label(us), begin, end)


def _first(low: int, high: int, holds: Callable[[int], bool]) -> int:
    """The first moment from which something holds, at the latest `high`."""
    while low < high:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle + 1
    return low


def _pass(shown: datetime) -> str:
    """The offset, in the second pass of a repeated hour only."""
    return shown.isoformat()[-6:] if shown.fold else ""


def _calendar_window(us: int, edition: model.Edition) -> Window:
    assert isinstance(edition.window, model.Per)
    label, first, after = _days(wall(us, edition.zone).date(), edition)
    return Window(label, midnight(first, edition.zone), midnight(after, edition.zone))


def _days(day: date, edition: model.Edition) -> tuple[str, date, date]:
    """Label, first day, and first day of the next window."""
    assert isinstance(edition.window, model.Per)
    match edition.window.unit:
        case "day":
            return day.isoformat(), day, day + timedelta(days=1)
        case "week":
            year, week, weekday = day.isocalendar()
            monday = day - timedelta(days=weekday - 1)
            return f"{year}-W{week:02}", monday, monday + timedelta(days=7)
        case "month":
            first = day.replace(day=1)
            return f"{day:%Y-%m}", first, add_months(first, 1)
        case "quarter":
            year, starts = _fiscal_year(day, edition)
            number = max(n for n in range(4) if starts[n] <= day)
            return f"{year}-Q{number + 1}", starts[number], starts[number + 1]
        case "year":
            year, starts = _fiscal_year(day, edition)
            return str(year), starts[0], starts[4]
        case _:
            raise AssertionError(edition.window)


def _fiscal_year(day: date, edition: model.Edition) -> tuple[int, list[date]]:
    """The year that a day lies in; the first days of its quarters and of the next."""
    for year in (day.year + 1, day.year, day.year - 1):
        last = monthrange(year, edition.fiscal_month)[1]
        first = date(year, edition.fiscal_month, min(edition.fiscal_day, last))
        if first <= day:
            break
    return year, [add_months(first, 3 * n) for n in range(5)]


def _length_window(us: int, length: model.Period, zone: str) -> Window:
    """End to end from 1970-01-01: exact time, days, or months."""
    shown, origin = wall(us, zone), date(1970, 1, 1)
    if length.microseconds:
        zero = midnight(origin, zone)
        start = us - (us - zero) % length.microseconds
        return Window(_label(start, zone), start, start + length.microseconds)
    if length.days:
        into = (shown.date() - origin).days % length.days
        first = shown.date() - timedelta(days=into)
        after = first + timedelta(days=length.days)
    else:
        into = (shown.year * 12 + shown.month - 1970 * 12 - 1) % length.months
        first = add_months(shown.date().replace(day=1), -into)
        after = add_months(first, length.months)
    start = midnight(first, zone)
    return Window(_label(start, zone), start, midnight(after, zone))


def _label(start: int, zone: str) -> str:
    shown = wall(start, zone)
    clock = "%H:%M:%S" if shown.second else "%H:%M"
    return f"{shown:%Y-%m-%d}T{shown.strftime(clock)}{_pass(shown)}"
