"""The moments that bound an edition: its days, `--from` and `--to`, and the clock."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from upheld.checker.plan import Excuse
from upheld.checker.rows import Prepared
from upheld.checker.zones import DAY, Clock, FullClock, clock, micros, moment_of
from upheld.dsl import model
from upheld.dsl.dataclass import dataclass
from upheld.dsl.source import Span

if TYPE_CHECKING:
    from upheld.checker.baseline import Baseline


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line asks: `as of`, the period as it was written, a baseline.

    Without `values` only verdicts are wanted.
    """

    as_of: int
    first: str | None = None
    last: str | None = None
    baseline: "Baseline | None" = None
    values: bool = True


def parse_moment(text: str) -> int | None:
    """Microseconds of an ISO moment with an offset, or None."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return None if moment.tzinfo is None else micros(moment)


def parse_date(text: str) -> date | None:
    """An ISO date, or None."""
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def day_start(day: date, zone: str) -> int:
    """The first moment of a local day; a midnight that is skipped moves forward."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))
    return micros(midnight)


def period_start(text: str | None, zone: str) -> int | None:
    """`--from`: the first moment of a day, or the moment itself."""
    if text is None:
        return None
    day = parse_date(text)
    return day_start(day, zone) if day else parse_moment(text)


def period_end(text: str | None, zone: str) -> int | None:
    """`--to`: the first moment after it; a day and a moment are both included."""
    if text is None:
        return None
    day = parse_date(text)
    if day is not None:
        return day_start(day + timedelta(days=1), zone)
    moment = parse_moment(text)
    return None if moment is None else moment + 1


def days_of(
    first: str | None, last: str | None, zone: str
) -> tuple[int | None, int | None]:
    """The first moment of a first day and the first moment after a last day."""
    return period_start(first, zone), period_end(last, zone)


def clock_for(
    edition: model.Edition,
    prepared: Iterable[Prepared],
    firsts: Iterable[int],
    as_of: int,
) -> Clock:
    """The zone's clock over every moment that the edition's SQL can meet."""
    moments = [as_of, *firsts]
    for event in prepared:
        moments += [m for m in event.latest.values() if m is not None]
    margin = _longest(edition) * DAY
    return clock(edition.zone, min(moments) - margin, max(moments) + margin)


def _longest(node: object) -> int:
    """Days of the longest calendar length anywhere in an edition."""
    match node:
        case model.Period():
            return node.months * 31 + node.days
        case model.Event() | Span() | str() | int() | None:
            return 0
        case tuple():
            return max((_longest(part) for part in node), default=0)
        case _ if hasattr(node, "__dataclass_fields__"):
            parts = (getattr(node, name) for name in node.__dataclass_fields__)
            return max((_longest(part) for part in parts), default=0)
        case _:
            return 0


def excuses_of(
    standard: model.Standard, waivers: Iterable[model.Waiver], zone: str
) -> tuple[Excuse, ...]:
    """The waivers that take events of a standard out of its population."""
    found = []
    for waiver in waivers:
        if waiver.kind == "excuses" and standard.id in waiver.standards:
            first, end = days_of(waiver.first, waiver.last, zone)
            assert first is not None
            assert end is not None
            found.append(Excuse(waiver.name, first, end, waiver.condition))
    return tuple(found)


def late_end(end: int, length: model.Period | None, zone_clock: FullClock) -> int:
    """When a window closes, with the days allowed for late data."""
    if length is None:
        return end
    local = zone_clock.local(end) + length.days * DAY
    if length.months:
        local = _add_months(local, length.months)
    return zone_clock.utc(local) + length.microseconds


def _add_months(local: int, months: int) -> int:
    at = moment_of(local)
    month = at.month - 1 + months
    year, month = at.year + month // 12, month % 12 + 1
    following = date(year + month // 12, month % 12 + 1, 1)
    last = (following - timedelta(days=1)).day
    return micros(at.replace(year=year, month=month, day=min(at.day, last)))
