"""Calendars, waivers, improvements, and all of it together."""

from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from upheld.dsl.dataclass import dataclass
from upheld.dsl.model.events import Event
from upheld.dsl.model.expressions import Condition
from upheld.dsl.model.outcomes import Members
from upheld.dsl.model.standards import Standard
from upheld.dsl.source import NOWHERE, Span


@dataclass(frozen=True, slots=True)
class Calendar:
    """Opening hours: for each weekday (0 is Monday) ranges in minutes of the day.

    A range whose end is not after its start runs over midnight and belongs to the day
    it starts on. `closed` are ISO dates; `closed_on` are files of dates, read by the
    checker.
    """

    name: str
    hours: tuple[tuple[tuple[int, int], ...], ...]
    closed: tuple[str, ...] = ()
    closed_on: tuple[tuple[str, Span], ...] = field(default=())
    file: str = ""
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Waiver:
    """A waiver with everything that it needs; dates are ISO, the last included."""

    name: str
    kind: Literal["excuses", "accepts"]
    standards: tuple[str, ...]
    first: str
    last: str
    reason: str
    approver: str
    approved_on: str
    condition: Condition | None = None
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Improvement:
    """A change whose effect the report compares before and after."""

    name: str
    standard: str
    started: str
    text: str = ""
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Policy:
    """All files of one run, resolved and checked."""

    zone: str
    events: Mapping[str, Event]
    standards: tuple[Standard, ...]
    calendars: Mapping[str, Calendar]
    lists: Mapping[str, Members]
    waivers: tuple[Waiver, ...]
    improvements: tuple[Improvement, ...]
    files: tuple[str, ...]
