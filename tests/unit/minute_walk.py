"""Opening hours and pauses, walked minute by minute: no SQL, no working clocks."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

MINUTE, MICROSECOND = timedelta(minutes=1), timedelta(microseconds=1)
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

#: Zones, and days on which their clocks change.
ZONES = {
    "Europe/Stockholm": (date(2026, 3, 29), date(2026, 10, 25)),
    "America/New_York": (date(2026, 3, 8), date(2026, 11, 1)),
    "Australia/Lord_Howe": (date(2026, 4, 5), date(2026, 10, 4)),
    "America/Santiago": (date(2026, 4, 5), date(2026, 9, 6)),
}

Interval = tuple[datetime, datetime]


# --- the walk -------------------------------------------------------------------------


@dataclass(frozen=True)
class Hours:
    """Opening hours by weekday, in minutes of the day, and closed dates."""

    zone: str
    ranges: tuple[tuple[tuple[int, int], ...], ...]
    closed: frozenset[date]
    known: dict[date, frozenset[datetime]] = field(default_factory=dict, compare=False)

    def spans(self, day: date) -> list[Interval]:
        """What begins on a day; a range that does not end after it starts runs on."""
        if day in self.closed:
            return []
        found = []
        for start, end in self.ranges[day.weekday()]:
            opens = self.moment(day, start)
            closes = self.moment(day, end if end > start else end + 1440)
            found += [(opens, closes)] if opens < closes else []
        return found

    def moment(self, day: date, minutes: int) -> datetime:
        """The first pass of a local time; a skipped one moves forward by the gap."""
        midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - local
        at = midnight + timedelta(minutes=minutes)
        return at.replace(tzinfo=ZoneInfo(self.zone)).astimezone(UTC)

    def day_of(self, moment: datetime) -> date:
        """The local day of a moment."""
        return moment.astimezone(ZoneInfo(self.zone)).date()

    def is_open(self, minute: datetime) -> bool:
        """Whether a minute lies in a span."""
        day = minute.date()
        if day not in self.known:
            self.known[day] = frozenset(self.open_minutes(day))
        return minute in self.known[day]

    def open_minutes(self, day: date) -> Iterator[datetime]:
        """Every open minute of the spans that may reach into a day of UTC."""
        for offset in (-2, -1, 0, 1):
            for opens, closes in self.spans(day + timedelta(days=offset)):
                yield from minutes_of(opens, closes)


def minutes_of(start: datetime, end: datetime) -> Iterator[datetime]:
    """The minutes from one moment to another."""
    while start < end:
        yield start
        start += MINUTE


@dataclass(frozen=True)
class World:
    """Opening hours (None: always open), what pauses a ticket, what is seen of it."""

    hours: Hours | None
    pauses: tuple[tuple[datetime, datetime | None], ...]
    as_of: datetime

    def runs(self, minute: datetime) -> bool:
        """Whether the clock runs in a minute."""
        if any(start <= minute < self.end(start, end) for start, end in self.pauses):
            return False
        return self.hours is None or self.hours.is_open(minute)

    def end(self, start: datetime, end: datetime | None) -> datetime:
        """The end of a pause as seen; one that begins later is not seen at all."""
        if start > self.as_of:
            return start
        return self.as_of + MINUTE if end is None or end > self.as_of else end


def due(world: World, start: datetime, minutes: int) -> datetime:
    """The earliest moment at which the clock has run for so many minutes."""
    at = start
    while minutes:
        minutes -= world.runs(at)
        at += MINUTE
    return at


def begun(world: World, end: datetime, minutes: int) -> datetime:
    """The latest moment from which the clock still runs for so many minutes."""
    at = end
    while minutes:
        at -= MINUTE
        minutes -= world.runs(at)
    return at


def close_of(hours: Hours, start: datetime, days: int) -> datetime:
    """The close of the Nth open day after a moment's own."""
    day = hours.day_of(start)
    while days:
        day += timedelta(days=1)
        days -= bool(hours.spans(day))
    return max(closes for _, closes in hours.spans(day))


def opening_of(hours: Hours, end: datetime, days: int) -> datetime:
    """The opening of the Nth open day before a moment's own."""
    day = hours.day_of(end)
    while days:
        day -= timedelta(days=1)
        days -= bool(hours.spans(day))
    return min(opens for opens, _ in hours.spans(day))


# --- random worlds --------------------------------------------------------------------
