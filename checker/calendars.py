"""Calendars laid out in time: when they are open, and on which days.

    office: Mon-Fri 08:00-18:00, closed 2026-03-09
        spans   2026-03-06T08:00 to 18:00, 2026-03-10T08:00 to 18:00, …
        days    2026-03-06, 2026-03-10, …

Everything is in whole microseconds UTC. Each span knows how long the calendar was open
before it, so the working clock of a moment is `before + (moment - opens)`, at most the
span's own length.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime

from upheld.checker.zones import DAY, FIRST_YEAR, HOUR, MINUTE, Clock, clock, micros
from upheld.dsl import model
from upheld.dsl.dataclass import dataclass

EPOCH_DAY = date(1970, 1, 1)

#: Calendars are laid out from here on, as zones are; an earlier start is put here.
EARLIEST = micros(datetime(FIRST_YEAR, 1, 1, tzinfo=UTC))

#: Days beyond the data that are always laid out, and the most that are tried.
SLACK, FURTHEST = 60, 200 * 366

#: A span in the far past, which every moment is behind.
SENTINEL_OPENS, SENTINEL_DAY = -(2**61), -(2**40)

#: Lengths of time that a calendar may be cut into, and the most pieces.
PIECES, MANY_PIECES = tuple(n * HOUR for n in (24, 12, 8, 6, 4, 3, 2, 1)), 100_000


@dataclass(frozen=True, slots=True)
class OpenSpan:
    """Open from `opens` to `closes` (excluded), `before` microseconds of it earlier."""

    opens: int
    closes: int
    before: int


@dataclass(frozen=True, slots=True)
class OpenDay:
    """A local day (since 1970-01-01): the first opening and last close of its spans."""

    day: int
    opens: int
    closes: int


@dataclass(frozen=True, slots=True)
class OpenTime:
    """Spans, which never touch, and days between two moments, both in order."""

    spans: tuple[OpenSpan, ...]
    days: tuple[OpenDay, ...]

    def within(self, first: int, last: int) -> int:
        """Microseconds that the calendar is open between two moments."""
        return sum(
            max(0, min(span.closes, last) - max(span.opens, first))
            for span in self.spans
        )


@dataclass(frozen=True, slots=True)
class Pieces:
    """A calendar cut into pieces of one length, with at most one span in each.

    Piece n of `spans` begins at `(first + n) * length`; what is open in none of it
    opens and closes at its begin.
    """

    length: int
    first: int
    spans: tuple[OpenSpan, ...]


@dataclass(frozen=True, slots=True)
class Need:
    """How far a calendar is counted from any moment: open time, and open days."""

    microseconds: int = 0
    days: int = 0

    def beside(self, other: "Need") -> "Need":
        """Enough for both."""
        return Need(
            max(self.microseconds, other.microseconds), max(self.days, other.days)
        )

    def is_met(self, found: OpenTime, edge: tuple[int, int]) -> bool:
        """Whether more than is needed lies between two moments."""
        days = sum(edge[0] <= day.opens < edge[1] for day in found.days)
        return found.within(*edge) > self.microseconds and days > self.days + 1


def day_number(text: str) -> int:
    """Days since 1970-01-01 of an ISO date."""
    return (date.fromisoformat(text) - EPOCH_DAY).days


def is_date(text: str) -> bool:
    """Whether a text is an ISO date, `2026-12-24`."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == len("2026-12-24")


def cover(
    calendar: model.Calendar,
    closed: Collection[int],
    zone: str,
    edges: tuple[int, int],
    need: Need,
) -> OpenTime | None:
    """A calendar laid out so far that all that is counted from its edges lies inside.

    Args:
        closed: local days, since 1970-01-01, on which no span begins.
        edges: the first and the last moment that is counted from.

    Returns:
        None where the calendar is not open for so long in 200 years.
    """
    first, last = max(edges[0], EARLIEST), max(edges[1], EARLIEST)
    margin = SLACK
    while margin <= FURTHEST:
        low, high = first - margin * DAY, last + margin * DAY
        found = open_time(calendar, closed, clock(zone, low, high), (low, high))
        if need.is_met(found, (low, first)) and need.is_met(found, (last, high)):
            return found
        margin *= 2
    return None


def open_time(
    calendar: model.Calendar,
    closed: Collection[int],
    zone_clock: Clock,
    edges: tuple[int, int],
) -> OpenTime:
    """The spans that begin on the local days from one moment to another."""
    low, high = (zone_clock.local(edge) // DAY for edge in edges)
    spans: list[tuple[int, int]] = []
    days = []
    for day in range(low, high + 1):
        if day in closed:
            continue
        found = list(_spans_of(calendar, day, zone_clock))
        if found:
            opens, closes = min(s[0] for s in found), max(s[1] for s in found)
            days.append(OpenDay(day, opens, closes))
            spans += found
    return OpenTime(tuple(_added_up(sorted(spans))), tuple(days))


def _spans_of(
    calendar: model.Calendar, day: int, zone_clock: Clock
) -> Iterator[tuple[int, int]]:
    """The spans that begin on a local day; one that the clocks skip is none."""
    for start, end in calendar.hours[(day + 3) % 7]:
        until = end if end > start else end + 24 * 60
        opens = zone_clock.utc(day * DAY + start * MINUTE)
        closes = zone_clock.utc(day * DAY + until * MINUTE)
        if closes > opens:
            yield opens, closes


def _added_up(spans: Iterable[tuple[int, int]]) -> Iterator[OpenSpan]:
    """Spans in order of their opening as spans that do not touch."""
    before = 0
    current: tuple[int, int] | None = None
    for opens, closes in spans:
        if current is not None and opens <= current[1]:
            current = (current[0], max(current[1], closes))
            continue
        if current is not None:
            yield OpenSpan(*current, before)
            before += current[1] - current[0]
        current = (opens, closes)
    if current is not None:
        yield OpenSpan(*current, before)


def pieces_of(spans: Sequence[OpenSpan]) -> Pieces | None:
    """Spans cut into the longest pieces of which none holds two of them.

    The first piece lies before all spans and the last one behind them. None where even
    short pieces hold more than one, or there are too many.
    """
    for length in PIECES:
        first, last = spans[0].opens // length - 1, spans[-1].closes // length + 1
        if last - first >= MANY_PIECES:
            return None
        found = _cut(spans, length, first, last)
        if found is not None:
            return Pieces(length, first, tuple(found))
    return None


def _cut(
    spans: Sequence[OpenSpan], length: int, first: int, last: int
) -> list[OpenSpan] | None:
    held: dict[int, OpenSpan] = {}
    for span in spans:
        for piece in range(span.opens // length, (span.closes - 1) // length + 1):
            if piece in held:
                return None
            opens = max(span.opens, piece * length)
            closes = min(span.closes, (piece + 1) * length)
            held[piece] = OpenSpan(opens, closes, span.before + opens - span.opens)
    found: list[OpenSpan] = []
    before = 0
    for piece in range(first, last + 1):
        begin = piece * length
        part = held.get(piece, OpenSpan(begin, begin, before))
        before = part.before + part.closes - part.opens
        found.append(part)
    return found
