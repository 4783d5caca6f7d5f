"""Windows of time: which one a moment is in, its bounds, and its name.

A window is known by a whole number, its key; keys of neighbours differ by one, except
those of hours, which are the microseconds (UTC) at which the hour's label begins.

    per day       days since 1970-01-01 on the local calendar
    per week      weeks since Monday 1969-12-29
    per month     months since January 1970, moved by the fiscal year's day
    per quarter, per year   counted from the fiscal year's month
    over any      the last day of the window
    per 15m       lengths of exact time since 1970-01-01T00:00 in the zone
    overall       always 0
"""

from datetime import date, timedelta
from functools import lru_cache

from upheld.checker.sql.nodes import (
    Binary,
    Call,
    Cast,
    Expr,
    FloorDivide,
    plus,
    whole,
)
from upheld.checker.zones import DAY, HOUR, Clock, FullClock, moment_of
from upheld.dsl import model
from upheld.dsl.dataclass import dataclass

EPOCH_DAY = date(1970, 1, 1)
#: The calendar comes round in 400 years, so it goes on where Python's dates end.
_CYCLE_DAYS, _CYCLE_MONTHS = 146_097, 4_800


@dataclass(frozen=True, slots=True)
class Windows:
    """The windows of one edition. `clock` must cover every moment asked for.

    SQL uses `clock`, which covers the data only; all else goes by `calendar`.
    `since_1970` promises SQL that no moment of the data lies before 3 January 1970.
    """

    window: model.SimpleWindow
    clock: Clock
    fiscal_month: int = 1
    fiscal_day: int = 1
    since_1970: bool = False

    @property
    def calendar(self) -> FullClock:
        """The clock that windows begin and end by, also far outside the data."""
        return FullClock(self.clock.zone)

    # --- keys -------------------------------------------------------------------------

    def key(self, us: int) -> int:
        """The key of the window that a moment is in."""
        match self.window:
            case model.Overall():
                return 0
            case model.Per("hour"):
                local = self.calendar.local(us)
                return local // HOUR * HOUR - (local - us)
            case model.PerLength(length) if length.microseconds:
                return (us - self._anchor()) // length.microseconds
            case _:
                return self._key_of_day(self.calendar.local(us) // DAY)

    def _key_of_day(self, day: int) -> int:
        match self.window:
            case model.Per("day"):
                return day
            case model.Per("week"):
                return (day + 3) // 7
            case model.Per("month"):
                return _month(day)
            case model.Per("quarter"):
                return (_month(day - self.fiscal_day + 1) - self.fiscal_month + 1) // 3
            case model.Per("year"):
                return (_month(day - self.fiscal_day + 1) - self.fiscal_month + 1) // 12
            case model.PerLength(length) if length.days:
                return day // length.days
            case model.PerLength(length):
                return _month(day) // length.months
            case model.Sliding():
                return day
            case _:
                raise ValueError(f"no key of a day for {self.window}")

    def key_expression(self, us: Expr) -> Expr:
        """SQL for the key of a moment in microseconds UTC."""
        match self.window:
            case model.Overall():
                # Not a bare 0, which GROUP BY would take for the place of a column.
                return Cast(whole(0), "integer")
            case model.Per("hour"):
                local = self.clock.local_expression(us)
                hour = Binary(
                    "*", FloorDivide(local, HOUR, self.since_1970), whole(HOUR)
                )
                return Binary("-", hour, self.clock.offset_expression(us))
            case model.PerLength(length) if length.microseconds:
                return FloorDivide(
                    plus(us, -self._anchor()), length.microseconds, self.since_1970
                )
            case _:
                local = self.clock.local_expression(us)
                return self.key_of_day(FloorDivide(local, DAY, self.since_1970))

    def key_of_day(self, day: Expr) -> Expr:
        """SQL for the key of a window of whole days, from days since 1970-01-01."""
        fiscal = plus(day, 1 - self.fiscal_day)
        match self.window:
            case model.Per("day"):
                return day
            case model.Per("week"):
                return FloorDivide(plus(day, 3), 7, self.since_1970)
            case model.Per("month"):
                return Call("month_number", (day,))
            case model.Per("quarter" | "year" as unit):
                month = plus(Call("month_number", (fiscal,)), 1 - self.fiscal_month)
                return FloorDivide(month, 3 if unit == "quarter" else 12)
            case model.PerLength(length) if length.days:
                return FloorDivide(day, length.days, self.since_1970)
            case model.PerLength(length):
                return FloorDivide(Call("month_number", (day,)), length.months)
            case model.Sliding():
                return day
            case _:
                raise ValueError(f"no key of a day for {self.window}")

    def _anchor(self) -> int:
        """1970-01-01T00:00 on the zone's clock, in microseconds UTC."""
        return self.calendar.utc(0)

    # --- places in time ---------------------------------------------------------------

    def start(self, key: int) -> int:
        """The first moment of a window."""
        match self.window:
            case model.Per("hour"):
                inside = [at for at in self._odd_changes() if key < at < key + HOUR]
                return max([key, *(at for at in inside if self.key(at) == key)])
            case model.PerLength(length) if length.microseconds:
                return self._anchor() + key * length.microseconds
            case _:
                return self.calendar.utc(self.first_day(key) * DAY)

    def end(self, key: int) -> int:
        """The first moment after a window."""
        match self.window:
            case model.Per("hour"):
                start = self.start(key)
                cuts = [at for at in self._odd_changes() if start < at < key + HOUR]
                return min([key + HOUR, *cuts])
            case model.PerLength(length) if length.microseconds:
                return self._anchor() + (key + 1) * length.microseconds
            case model.Sliding():
                return self.calendar.utc((key + 1) * DAY)
            case _:
                return self.calendar.utc(self.first_day(key + 1) * DAY)

    def next(self, key: int) -> int:
        """The key of the window after this one."""
        if self.window == model.Per("hour"):
            return self.key(self.end(key))
        return key + 1

    def _odd_changes(self) -> tuple[int, ...]:
        """Moments of changes that are no whole hours, such as Lord Howe's half hour.

        There an hour of the clock is cut, and the rest of it is a window of its own.
        """
        return odd_changes(self.clock)

    def first_day(self, key: int) -> int:
        """Days since 1970-01-01 of the first local day of a window of whole days."""
        match self.window:
            case model.Per("day"):
                return key
            case model.Per("week"):
                return key * 7 - 3
            case model.Per("month"):
                return _first_of(key)
            case model.Per("quarter" | "year" as unit):
                months = key * (3 if unit == "quarter" else 12) + self.fiscal_month - 1
                return _first_of(months) + self.fiscal_day - 1
            case model.PerLength(length) if length.days:
                return key * length.days
            case model.PerLength(length):
                return _first_of(key * length.months)
            case model.Sliding(length) if length.days:
                return key + 1 - length.days
            case model.Sliding(length):
                return _months_before(key + 1, length.months)
            case _:
                raise ValueError(f"no first day for {self.window}")

    def holding(self, day: int) -> range:
        """The keys of the sliding windows that hold a day."""
        match self.window:
            case model.Sliding(length) if length.days:
                return range(day, day + length.days)
            case _:
                last = day
        while self.first_day(last + 1) <= day:
            last += 1
        return range(day, last + 1)

    # --- names ------------------------------------------------------------------------

    def label(self, key: int) -> str:
        """What the window is called in every output (LANGUAGE, section 2, Labels)."""
        match self.window:
            case model.Overall():
                return "overall"
            case model.Per("day"):
                return _date(key).isoformat()
            case model.Per("week"):
                year, week, _ = _date(key * 7 - 3).isocalendar()
                return f"{year}-W{week:02d}"
            case model.Per("month"):
                return f"{1970 + key // 12}-{key % 12 + 1:02d}"
            case model.Per("quarter"):
                return f"{1970 + key // 4}-Q{key % 4 + 1}"
            case model.Per("year"):
                return str(1970 + key)
            case model.Per("hour"):
                return self._clock_label(self.start(key), "%Y-%m-%dT%H")
            case model.PerLength() | model.Sliding():
                return self._clock_label(self.start(key), "%Y-%m-%dT%H:%M")
            case _:
                raise ValueError(f"no label for {self.window}")

    def _clock_label(self, us: int, pattern: str) -> str:
        """Local time; the second pass of a repeated time carries its offset."""
        local = self.calendar.local(us)
        label = moment_of(local).strftime(pattern)
        if self.calendar.utc(local) == us:
            return label
        minutes = (local - us) // (60 * 1_000_000)
        sign = "-" if minutes < 0 else "+"
        return f"{label}{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


@lru_cache(maxsize=64)
def odd_changes(clock: Clock) -> tuple[int, ...]:
    """Moments at which a clock changes by no whole hours."""
    return tuple(c.at for c in clock.changes if (c.offset - c.before) % HOUR)


#: Days since 1970 between which a year has four digits and no more.
_FIRST_DAY, _LAST_DAY = -354_000, 2_900_000
#: So many windows are remembered: five years of hours.
_MOST_KEPT = 50_000


class Spans:
    """Start, end and label of windows, each worked out once.

    Standards by the same windows share them: nothing here depends on the data.
    """

    __slots__ = ("_hourly", "_known", "windows")

    def __init__(self, windows: Windows) -> None:
        self.windows = windows
        self._hourly = windows.window == model.Per("hour")
        self._known: dict[int, tuple[int, int, str]] = {}

    def span(self, key: int) -> tuple[int, int, str]:
        """The first moment of a window, the first after it, and its label."""
        known = self._known.get(key)
        if known is None and self._hourly and len(self._known) < _MOST_KEPT:
            self._fill_day(key)
            known = self._known.get(key)
        if known is None:
            of = self.windows
            known = of.start(key), of.end(key), of.label(key)
            if len(self._known) < _MOST_KEPT:
                self._known[key] = known
        return known

    def start(self, key: int) -> int:
        """The first moment of a window."""
        return self.span(key)[0]

    def keys(self, first: int, before: int, most: int) -> list[int]:
        """Keys of windows from one on, begun before a moment; at most so many."""
        known, found, key = self._known, list[int](), first
        for _ in range(most):
            start, end, _label = known.get(key) or self.span(key)
            if start >= before:
                break
            found.append(key)
            if not self._hourly:
                key += 1
            else:
                key = end if end in known else self.windows.key(end)
        return found

    def _fill_day(self, key: int) -> None:
        """The hours of the day of an hour, where no clock changes near it."""
        calendar = self.windows.calendar
        day = calendar.local(key) // DAY
        first = calendar.utc(day * DAY)
        offsets = {calendar.offset(first + by * DAY) for by in (-1, 0, 1, 2)}
        if len(offsets) > 1 or not _FIRST_DAY < day < _LAST_DAY:
            return
        name = _date(day).isoformat()
        for hour in range(24):
            start = first + hour * HOUR
            self._known[start] = start, start + HOUR, f"{name}T{hour:02d}"


@lru_cache(maxsize=64)
def spans_of(windows: Windows) -> Spans:
    """What is known of some windows, for every standard by them."""
    return Spans(windows)


def _date(day: int) -> date:
    """A day for show, cut to what Python can hold."""
    number = min(max(EPOCH_DAY.toordinal() + day, 1), date.max.toordinal())
    return date.fromordinal(number)


def _month_and_day(day: int) -> tuple[int, int]:
    """The month since January 1970 that a day is in, and its number there."""
    cycles, inside = divmod(day, _CYCLE_DAYS)
    at = EPOCH_DAY + timedelta(days=inside)
    return cycles * _CYCLE_MONTHS + (at.year - 1970) * 12 + at.month - 1, at.day


def _month(day: int) -> int:
    return _month_and_day(day)[0]


def _months_before(day: int, months: int) -> int:
    """The same day some months earlier, or the last of a shorter month."""
    month, number = _month_and_day(day)
    first, after = _first_of(month - months), _first_of(month - months + 1)
    return min(first + number, after) - 1


def _first_of(month: int) -> int:
    cycles, inside = divmod(month, _CYCLE_MONTHS)
    first = date(1970 + inside // 12, inside % 12 + 1, 1)
    return (first - EPOCH_DAY).days + cycles * _CYCLE_DAYS
