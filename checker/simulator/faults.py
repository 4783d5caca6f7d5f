"""Faults planted in the simulated data, and what each of them must break."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Literal

from upheld.dsl.dataclass import dataclass

Unit = Literal["day", "week", "month", "quarter", "overall"]


@dataclass(frozen=True, slots=True)
class Broken:
    """A standard that a fault breaks, in each window that the fault touches.

    `population` and `met` are conditions on the plan of the stream; rows are counted
    by what was meant to happen, never by the moments that were written. Without `met`
    the rows are only `used` (counts, statistics), or where `state` is empty not
    counted. `group` is a column of the plan and `member` its value. `lag` is how many
    days behind its rows a window lies. `whole_days` counts days, not rows: a day of
    the fault is missed. `missed` is a number known by construction, not counted.
    """

    standard: str
    unit: Unit
    met: str = ""
    population: str = "true"
    group: str = ""
    member: str = ""
    state: Literal["used", ""] = "used"
    lag: int = 0
    whole_days: bool = False
    missed: int = 0


@dataclass(frozen=True, slots=True)
class Fault:
    """Days on which a rate of a stream is another, and the standards this breaks.

    The rate `volume` is how many rows come, in percent.
    """

    name: str
    rate: str
    first: date
    last: date
    value: int
    breaks: tuple[Broken, ...]


def window_start(day: date, unit: Unit) -> date:
    """The first day of the window that a day lies in."""
    if unit in ("day", "overall"):
        return day
    if unit == "week":
        return day - timedelta(days=day.weekday())
    if unit == "month":
        return day.replace(day=1)
    return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)


def window_end(first: date, unit: Unit) -> date:
    """The day behind a window."""
    if unit in ("day", "overall"):
        return first + timedelta(days=1)
    if unit == "week":
        return first + timedelta(days=7)
    step = 1 if unit == "month" else 3
    months = first.year * 12 + first.month - 1 + step
    return date(months // 12, months % 12 + 1, 1)


def label(first: date, unit: Unit) -> str:
    """The label of a window, as the reports write it."""
    if unit == "overall":
        return unit
    if unit == "day":
        return first.isoformat()
    if unit == "week":
        return first.strftime("%G-W%V")
    if unit == "month":
        return first.strftime("%Y-%m")
    return f"{first.year}-Q{(first.month + 2) // 3}"


def touched(fault: Fault, unit: Unit) -> Iterator[tuple[date, date]]:
    """First day, and day behind, of every window that a fault touches."""
    first = window_start(fault.first, unit)
    if unit == "overall":
        yield first, fault.last + timedelta(days=1)
        return
    while first <= fault.last:
        behind = window_end(first, unit)
        yield first, behind
        first = behind
