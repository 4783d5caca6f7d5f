"""Time zones as lists of changes, so that SQL needs whole numbers only.

A local clock is the number of microseconds since 1970-01-01T00:00 that it shows. The
same list serves both ways:

    UTC -> local   add the offset of the last change at or before the moment
    local -> UTC   of a repeated time the first pass is meant, a skipped one moves
    forward
                   by the gap: both follow from changing the offset at the *later* of
                   the two local times of a change
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache, partial
from importlib import metadata
from zoneinfo import ZoneInfo

from upheld.checker.sql.nodes import Binary, Case, Expr, length_of, moment_at, plus
from upheld.dsl.dataclass import dataclass

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

#: Moments outside these years keep the offset at the edge: sentinels such as 9999-12-31
#: would otherwise bring thousands of changes into the SQL.
FIRST_YEAR, LAST_YEAR = 1900, 2200


def micros(moment: datetime) -> int:
    """Microseconds since 1970 of a moment with a zone, exactly."""
    return (moment - EPOCH) // timedelta(microseconds=1)


_FIRST = micros(datetime.min.replace(tzinfo=UTC))
_LAST = micros(datetime.max.replace(tzinfo=UTC))


def moment_of(us: int) -> datetime:
    """The moment, in UTC, of microseconds since 1970, cut to what Python can hold."""
    return EPOCH + timedelta(microseconds=min(max(us, _FIRST), _LAST))


#: A block is 2 ** 42 microseconds, some 51 days; from 1970 until here blocks are kept.
_BLOCK = 42
_WELL_KNOWN = micros(datetime(LAST_YEAR, 1, 1, tzinfo=UTC))
_EARLIEST = micros(datetime(2, 1, 1, tzinfo=UTC))
_LATEST = micros(datetime(9998, 1, 1, tzinfo=UTC))


@dataclass(frozen=True, slots=True)
class Change:
    """From `at` on the clock is `offset` ahead of UTC, all in microseconds."""

    at: int
    before: int
    offset: int

    @property
    def local(self) -> int:
        """The local time from which the new offset reads a local clock."""
        return self.at + max(self.before, self.offset)

    @property
    def doubtful(self) -> tuple[int, int]:
        """Local times that this change repeats or skips, the end excluded."""
        low, high = sorted((self.before, self.offset))
        return self.at + low, self.at + high


@dataclass(frozen=True, slots=True)
class Clock:
    """A zone between two moments: the first offset and the changes after it."""

    zone: str
    first: int
    changes: tuple[Change, ...]

    def offset(self, us: int) -> int:
        """Microseconds that the clock is ahead of UTC at a moment."""
        offset = self.first
        for change in self.changes:
            if us < change.at:
                break
            offset = change.offset
        return offset

    def local(self, us: int) -> int:
        """What the clock shows at a moment."""
        return us + self.offset(us)

    def utc(self, local: int) -> int:
        """The moment meant by a local time."""
        offset = self.first
        for change in self.changes:
            if local < change.local:
                break
            offset = change.offset
        return local - offset

    def offset_expression(self, moment: Expr) -> Expr:
        """SQL for the offset at a moment (microseconds UTC)."""
        return self._cases(moment, [c.at for c in self.changes])

    def local_expression(self, moment: Expr) -> Expr:
        """SQL for what the clock shows at a moment."""
        if not self.changes:
            return plus(moment, self.first)
        return Binary("+", moment, self.offset_expression(moment))

    def utc_expression(self, local: Expr) -> Expr:
        """SQL for the moment meant by a local time."""
        if not self.changes:
            return plus(local, -self.first)
        return Binary("-", local, self._cases(local, [c.local for c in self.changes]))

    def _cases(self, operand: Expr, limits: Sequence[int]) -> Expr:
        """The newest change first: most rows are recent."""
        if not self.changes:
            return length_of(self.first)
        branches = tuple(
            (Binary(">=", operand, moment_at(limit)), length_of(change.offset))
            for limit, change in reversed(list(zip(limits, self.changes, strict=True)))
        )
        return Case(branches, length_of(self.first))


@dataclass(frozen=True, slots=True)
class FullClock:
    """A zone over all time, for Python: `Clock`'s answers from `zoneinfo` itself.

    Moments outside the years 2 to 9998 keep the offset at that edge.
    """

    zone: str

    def offset(self, us: int) -> int:
        """Microseconds that the clock is ahead of UTC at a moment."""
        if not 0 <= us < _WELL_KNOWN:
            return _offset_at(self.zone, us)
        found, changes = _offsets_in(self.zone, us >> _BLOCK)
        for at, offset in changes:
            if us < at:
                break
            found = offset
        return found

    def local(self, us: int) -> int:
        """What the clock shows at a moment."""
        return us + self.offset(us)

    def utc(self, local: int) -> int:
        """The moment meant by a local time: first pass, or forward by the gap."""
        if DAY <= local < _WELL_KNOWN - DAY:
            # An offset is below a day, and lasts for more than two.
            before = self.offset(local - DAY)
            if before == self.offset(local + DAY):
                return local - before
        inside = min(max(local, _EARLIEST), _LATEST)
        naive = moment_of(inside).replace(tzinfo=ZoneInfo(self.zone))
        return micros(naive.astimezone(UTC)) + local - inside


def _offset_at(zone: str, us: int) -> int:
    """The offset at a moment, as `zoneinfo` has it."""
    at = moment_of(min(max(us, _EARLIEST), _LATEST)).astimezone(ZoneInfo(zone))
    shift = at.utcoffset()
    assert shift is not None
    return shift // timedelta(microseconds=1)


@lru_cache(maxsize=4096)
def _offsets_in(zone: str, block: int) -> tuple[int, tuple[tuple[int, int], ...]]:
    """The offset at the start of a block of time, and those that follow inside it.

    It looks once a week, as `_all_changes` does.
    """
    at, end = block << _BLOCK, (block + 1) << _BLOCK
    first = current = _offset_at(zone, at)
    changes: list[tuple[int, int]] = []
    while at < end:
        following = min(at + 7 * DAY, end)
        if _offset_at(zone, following) != current:
            at = _first_change(partial(_offset_at, zone), at, following, current)
            current = _offset_at(zone, at)
            changes.append((at, current))
        else:
            at = following
    return first, tuple(changes)


@lru_cache(maxsize=64)
def _all_changes(
    zone: str, first_year: int, last_year: int
) -> tuple[int, tuple[Change, ...]]:
    """The offset at the start and every change after it.

    It looks once a week: no offset has lasted less since 1970.
    """
    info = ZoneInfo(zone)

    def offset(us: int) -> int:
        shift = moment_of(us).astimezone(info).utcoffset()
        assert shift is not None
        return shift // timedelta(microseconds=1)

    at = micros(datetime(first_year, 1, 1, tzinfo=UTC))
    end = micros(datetime(last_year + 1, 1, 1, tzinfo=UTC))
    first = current = offset(at)
    changes = []
    step = 7 * DAY
    while at < end:
        following = min(at + step, end)
        if offset(following) != current:
            change = _first_change(offset, at, following, current)
            changes.append(Change(change, current, offset(change)))
            current = changes[-1].offset
            at = change
        else:
            at = following
    return first, tuple(changes)


def _first_change(
    offset: Callable[[int], int], low: int, high: int, current: int
) -> int:
    """The first second at which the offset is another; `high` already has another."""
    while high - low > SECOND:
        middle = (low + high) // 2 // SECOND * SECOND
        if offset(middle) == current:
            low = middle
        else:
            high = middle
    return high


def clock(zone: str, first: int, last: int) -> Clock:
    """A zone from two days before one moment to two days after another."""
    start = min(max(moment_year(first) - 1, FIRST_YEAR), LAST_YEAR)
    end = max(min(moment_year(last) + 2, LAST_YEAR), start)
    offset, changes = _all_changes(zone, start, end)
    kept = []
    for change in changes:
        if change.at < first - 2 * DAY:
            offset = change.offset
        elif change.at <= last + 2 * DAY:
            kept.append(change)
    return Clock(zone, offset, tuple(kept))


def moment_year(us: int) -> int:
    """The year of a moment, cut to what Python can hold."""
    return moment_of(min(max(us, _EARLIEST), _LATEST)).year


@lru_cache(maxsize=1 << 16)
def iso(us: int, zone: str) -> str:
    """ISO 8601 with offset in a zone, microseconds only where there are some."""
    offset = FullClock(zone).offset(us)
    local = us + offset
    day, inside = divmod(local, DAY)
    minutes, rest = divmod(inside, MINUTE)
    if rest or not _FIRST <= local <= _LAST:
        return moment_of(local).replace(tzinfo=_fixed(offset)).isoformat()
    # Of most windows the hour and the minute alone are not those of the one before.
    name, ahead = _midnight(day, offset)
    return f"{name}{minutes // 60:02}:{minutes % 60:02}:00{ahead}"


@lru_cache(maxsize=1 << 12)
def _midnight(day: int, offset: int) -> tuple[str, str]:
    """What stands before and behind a local time: `2026-03-01T`, `+01:00`."""
    text = moment_of(day * DAY).replace(tzinfo=_fixed(offset)).isoformat()
    name, time = text.split("T")
    return f"{name}T", time.removeprefix("00:00:00")


@lru_cache(maxsize=256)
def _fixed(offset: int) -> timezone:
    return timezone(timedelta(microseconds=offset))


def data_version() -> str:
    """Version of the time-zone data that Python uses, as far as it can be known."""
    try:
        return metadata.version("tzdata")
    except metadata.PackageNotFoundError:
        return "system"
