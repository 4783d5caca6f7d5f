"""The text of a cell as a value: a moment, a number, a length, a truth."""

import re
from datetime import UTC, datetime, timedelta, timezone
from enum import Enum
from fractions import Fraction
from math import floor
from typing import Final, Literal

from tests.oracle.moments import from_wall, instant
from upheld.dsl import model


class Mark(Enum):
    """What stands in place of a value that does not convert."""

    BROKEN = "broken"


BROKEN: Final = Mark.BROKEN
Broken = Literal[Mark.BROKEN]
Value = Fraction | str | bool | Broken | None


class EvaluationError(Exception):
    """The standard ends as `error`: its data cannot be read without guessing."""


NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
CLOCK = re.compile(r"([0-9]+):([0-5][0-9]):([0-5][0-9](?:\.[0-9]{1,6})?)")
ISO = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?:[T ]([0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?)"
    r"(Z|[+-][0-9]{2}(?::?[0-9]{2})?)?)?"
)
UNIX = re.compile("-?[0-9]{1,11}")
SECOND = 1_000_000
UNITS = {
    "second": SECOND,
    "minute": 60 * SECOND,
    "hour": 3_600 * SECOND,
    "day": 86_400 * SECOND,
    "week": 604_800 * SECOND,
}


def half_up(value: Fraction, decimals: int) -> Fraction:
    """Rounded to so many decimals; what lies in the middle goes up."""
    scale = 10**decimals
    return Fraction(floor(value * scale + Fraction(1, 2)), scale)


def number(text: str) -> Fraction | Broken:
    """Digits with an optional sign and fraction, and nothing else."""
    return half_up(Fraction(text), 12) if NUMBER.fullmatch(text) else BROKEN


def length(text: str, spelling: str) -> Fraction | Broken:
    """Microseconds: a number of units, or `HH:MM:SS`."""
    if spelling == "HH:MM:SS":
        parts = CLOCK.fullmatch(text)
        if parts is None:
            return BROKEN
        hours, minutes, seconds = parts.groups()
        whole = int(hours) * 3600 + int(minutes) * 60
        return (whole + Fraction(seconds)) * SECOND
    amount = number(text) if spelling else BROKEN
    return amount if amount is BROKEN else half_up(amount * UNITS[spelling], 0)


def truth(text: str) -> bool | Broken:
    """`true` or `false` in any case, 1 or 0."""
    return {"true": True, "1": True, "false": False, "0": False}.get(
        text.lower(), BROKEN
    )


def convert(text: str, column: model.Column) -> Value:
    """The text of a column as a value of its unit."""
    match column.unit.kind:
        case "text":
            return text
        case "truth":
            return truth(text)
        case "length":
            return length(text, column.spelling)
        case _:
            return number(text)


def moment(text: str, spelling: str, zone: str) -> int | Broken:
    """Microseconds of an ISO or spelled moment; without an offset it needs a zone."""
    if spelling == "%s":
        return int(text) * SECOND if UNIX.fullmatch(text) else BROKEN
    try:
        shown = spelled(text, spelling) if spelling else iso(text)
    except ValueError:
        return BROKEN
    if shown.tzinfo is not None:
        return instant(shown)
    if not zone:
        raise EvaluationError(f"{text!r} has no offset, and there is no source zone")
    return from_wall(shown, zone)


def spelled(text: str, spelling: str) -> datetime:
    """A moment in a declared spelling; whether it has an offset depends on that.

    Raises:
        ValueError: It is not spelled so.
    """
    return datetime.strptime(text, spelling)  # noqa: DTZ007 - a local time


def iso(text: str) -> datetime:
    """An ISO moment, with its offset where it has one.

    Raises:
        ValueError: It is no such moment.
    """
    parts = ISO.fullmatch(text)
    if parts is None:
        raise ValueError(text)
    day, clock, offset = parts.groups()
    shown = datetime.fromisoformat(f"{day}T{clock or '00:00'}")
    return shown if offset is None else shown.replace(tzinfo=zone_of(offset))


def zone_of(offset: str) -> timezone:
    """`Z`, `+02`, `+0200` or `+02:00`."""
    if offset == "Z":
        return UTC
    digits = offset[1:].replace(":", "").ljust(4, "0")
    ahead = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-ahead if offset[0] == "-" else ahead)
