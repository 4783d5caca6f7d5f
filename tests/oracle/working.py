"""Clocks that stop: opening hours, pauses, and the deadlines they move (section 2).

Everything is laid out as stretches of open time and walked through from the start.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from fractions import Fraction

from tests.oracle.moments import add_period, from_wall, wall
from tests.oracle.rows import holds, unhidden, value_of
from tests.oracle.values import BROKEN, Broken
from tests.oracle.world import Row, World, belongs, keys_of, order_of
from upheld.dsl import model

Stretch = tuple[int, int]
Due = int | Fraction | Broken | None
#: Later and earlier than anything, and the days that a calendar is laid out for.
AGES = 10**18
DATE = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
DAYS = 90


# --- calendars ------------------------------------------------------------------------


def closed_days(calendar: model.Calendar, world: World) -> set[str]:
    """The dates on which a calendar is closed, its files of dates included."""
    found = set(calendar.closed)
    for path, _ in calendar.closed_on:
        cells = [text for row in world.tables[path] for text in row.values()]
        found |= {text for text in cells if text and DATE.fullmatch(text)}
    return found


def hours_of(day: date, calendar: model.Calendar, world: World) -> list[Stretch]:
    """The opening hours that belong to a day, in moments."""
    if day.isoformat() in closed_days(calendar, world):
        return []
    found = []
    for opens, closes in calendar.hours[day.weekday()]:
        last = day if closes > opens else day + timedelta(days=1)
        stretch = clock(day, opens, world.zone), clock(last, closes, world.zone)
        if stretch[0] < stretch[1]:
            found.append(stretch)
    return found


def clock(day: date, minutes: int, zone: str) -> int:
    """A time of day in minutes; 24:00 is the next midnight."""
    more, minutes = divmod(minutes, 24 * 60)
    shown = datetime.combine(day + timedelta(days=more), time())
    return from_wall(shown + timedelta(minutes=minutes), zone)


def open_stretches(us: int, calendar: model.Calendar, world: World) -> list[Stretch]:
    """Open time some weeks on either side of a moment, in order and apart."""
    today = wall(us, world.zone).date()
    asked = calendar.name, world.zone, today
    if asked not in world.open_time:
        days = [today + timedelta(days=n) for n in range(-DAYS, DAYS)]
        spans = [s for day in days for s in hours_of(day, calendar, world)]
        world.open_time[asked] = joined(spans)
    return world.open_time[asked]


def joined(stretches: list[Stretch]) -> list[Stretch]:
    """Stretches that touch or overlap as one."""
    found: list[Stretch] = []
    for begin, end in sorted(stretches):
        if found and begin <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((begin, end))
    return found


def is_open(us: int, calendar: model.Calendar, world: World) -> bool:
    """Whether a calendar is open at a moment; at its close it is not."""
    return any(b <= us < e for b, e in open_stretches(us, calendar, world))


# --- pauses ---------------------------------------------------------------------------


def pauses_of(row: Row, world: World) -> list[Stretch] | Broken:
    """The pauses with the keys of a row; BROKEN where they cannot be known."""
    edition = world.run.edition
    if edition.pausing is None:
        return []
    keys = keys_of(row, edition.pausing_keys)
    if keys is None:
        return BROKEN
    stretches = all_pauses(edition.pausing, edition.pausing_keys, world).get(keys, [])
    sound = [p for p in stretches if p is not BROKEN]
    return joined(sound) if len(sound) == len(stretches) else BROKEN


def all_pauses(
    population: model.Population, names: tuple[str, ...], world: World
) -> dict[object, list[Stretch | Broken]]:
    """The pauses of a run by their keys."""
    asked = population, names, world.now
    if asked not in world.pauses:
        found = states if population.event.until_next else intervals
        by_key: dict[object, list[Stretch | Broken]] = {}
        for keys, pause in found(population, names, world):
            by_key.setdefault(keys, []).append(pause)
        world.pauses[asked] = by_key
    return world.pauses[asked]


Paused = Iterator[tuple[tuple[str, ...] | None, Stretch | Broken]]


def intervals(population: model.Population, names: tuple[str, ...], w: World) -> Paused:
    """Interval events seen at `as of`; one without an end lasts until then."""
    _, rows = w.read(population.event)
    for row in rows:
        event, inside = population.event, belongs(row, population)
        assert event.end is not None
        start, end = unhidden(event.start, row.seen), unhidden(event.end, row.seen)
        if inside is False or (isinstance(start, int) and start > w.now):
            continue
        if (
            not isinstance(start, int)
            or end is BROKEN
            or inside is BROKEN
            or (end is not None and end < start)
        ):
            yield keys_of(row, names), BROKEN
        else:
            last = w.now + 1 if end is None else min(end, w.now + 1)
            yield keys_of(row, names), (start, last)


def states(population: model.Population, names: tuple[str, ...], w: World) -> Paused:
    """States of a log seen at `as of`, each until the next row of its key."""
    log = [r for r in w.log(population.event) if r.start is None or r.start <= w.now]
    dated = sorted((r for r in log if r.start is not None), key=order_of)
    for place, row in enumerate(dated):
        inside, keys = belongs(row, population), keys_of(row, names)
        later = [r.start for r in dated[place + 1 :] if keys_of(r, names) == keys]
        end = later[0] if later else w.now + 1
        assert row.start is not None
        assert end is not None
        if inside is BROKEN:
            yield keys, BROKEN
        elif inside:
            yield keys, (row.start, end)
    for row in log:
        if row.start is None:
            yield keys_of(row, names), BROKEN


def without(stretches: list[Stretch], pauses: list[Stretch]) -> list[Stretch]:
    """Open time less the pauses."""
    for begin, end in pauses:
        cut = [((a, min(b, begin)), (max(a, end), b)) for a, b in stretches]
        stretches = [(a, b) for parts in cut for a, b in parts if a < b]
    return stretches


# --- deadlines ------------------------------------------------------------------------


def ticked(us: int, amount: int | Fraction, open_time: list[Stretch]) -> int | Fraction:
    """The earliest moment by which so much open time has passed."""
    if amount <= 0:
        return us + amount
    left = amount
    for opens, end in open_time:
        begin = max(opens, us)
        if end > begin and left <= end - begin:
            return begin + left
        left -= max(end - begin, 0)
    raise AssertionError("open time ran out")


def ticked_back(
    us: int, amount: int | Fraction, open_time: list[Stretch]
) -> int | Fraction:
    """The latest moment since which so much open time has passed."""
    mirrored = sorted((-end, -begin) for begin, end in open_time)
    return -ticked(-us, amount, mirrored)


def shifted(
    us: int, length: model.LimitLength, row: Row, world: World, sign: int = 1
) -> Due:
    """A moment later (or earlier) by a limit; None where a row has no limit."""
    match length:
        case model.RowLength(branches):
            for condition, amount in branches:
                held = condition is None or holds(condition, row.seen)
                if held is BROKEN:
                    return BROKEN
                if held:
                    return shifted_by(us, amount, row, world, sign)
            return None
        case _:
            return shifted_by(us, length, row, world, sign)


Amount = (
    model.Period
    | model.WorkingTime
    | model.WorkingDays
    | model.RowWorking
    | model.Expression
)

#: What a working day of a column is read as: 24 hours.
A_DAY = 24 * 3600 * 1_000_000


def shifted_by(
    us: int,
    amount: Amount,
    row: Row,
    world: World,
    sign: int,
) -> Due:
    """The same for one branch of a limit."""
    match amount:
        case model.WorkingDays(days, name):
            return working_day(us, days, world.calendars[name], world, sign)
        case model.WorkingTime(microseconds, name):
            hours = open_stretches(us, world.calendars[name], world)
            return run_clock(us, microseconds, hours, row, world, sign)
        case model.Period():
            exact = sign * (add_period(us, amount, world.zone, sign) - us)
            return run_clock(us, exact, [(-AGES, AGES)], row, world, sign)
        case model.RowWorking(own, name, days):
            value = value_of(own, row.seen)
            if value is None or value is BROKEN:
                return value
            assert isinstance(value, Fraction)
            calendar = world.calendars[name]
            if not days:
                hours = open_stretches(us, calendar, world)
                return run_clock(us, value, hours, row, world, sign)
            if value % A_DAY:
                return BROKEN
            return working_day(us, int(value / A_DAY), calendar, world, sign)
        case _:
            value = value_of(amount, row.seen)
            if value is None or value is BROKEN:
                return value
            assert isinstance(value, Fraction)
            return run_clock(us, value, [(-AGES, AGES)], row, world, sign)


def run_clock(
    us: int,
    amount: int | Fraction,
    hours: list[Stretch],
    row: Row,
    world: World,
    sign: int,
) -> Due:
    """The end of a limit in time that is open and not paused; looking back, open."""
    if sign < 0:
        return ticked_back(us, amount, hours)
    pauses = pauses_of(row, world)
    return BROKEN if pauses is BROKEN else ticked(us, amount, without(hours, pauses))


def working_day(
    us: int, days: int, calendar: model.Calendar, world: World, sign: int
) -> int:
    """The close of the Nth open day after; back, the opening of the Nth before.

    No day at all ends with the day itself, or at once where that has no close to come.
    """
    day = wall(us, world.zone).date()
    if not days and not hours_of(day, calendar, world):
        return us
    left = days
    while left:
        day += timedelta(days=sign)
        left -= bool(hours_of(day, calendar, world))
    hours = hours_of(day, calendar, world)
    end = max(end for _, end in hours) if sign > 0 else min(b for b, _ in hours)
    return end if days else max(end, us) if sign > 0 else min(end, us)


def unpaused(start: int, end: int, row: Row, world: World) -> int | Broken:
    """How long a clock ran between two moments."""
    pauses = pauses_of(row, world)
    if pauses is BROKEN:
        return BROKEN
    return sum(b - a for a, b in without([(start, end)], pauses))
