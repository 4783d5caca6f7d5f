"""From a window's label back to its key: `2025-Q1`, `2026-10-25T02+01:00`."""

import re
from datetime import date

from upheld.checker.windows import EPOCH_DAY, Windows
from upheld.checker.zones import DAY, HOUR
from upheld.dsl import model

_HOUR = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d)([+-]\d\d:\d\d)?")


def key_of_label(windows: Windows, label: str) -> int | None:
    """The key of a labelled window; None where the calendar has no such window."""
    key = _key(windows, label)
    if key is None or windows.label(key) == label:
        return key
    following = windows.next(key)
    return following if windows.label(following) == label else None


def _key(windows: Windows, label: str) -> int | None:
    match windows.window:
        case model.Per("day"):
            return _day(label)
        case model.Per("week"):
            return _week(label)
        case model.Per("month"):
            return (int(label[:4]) - 1970) * 12 + int(label[5:]) - 1
        case model.Per("quarter"):
            return (int(label[:4]) - 1970) * 4 + int(label[6:]) - 1
        case model.Per("year"):
            return int(label) - 1970
        case model.Per("hour"):
            return _hour(windows, label)
        case _:
            return None


def _day(text: str) -> int | None:
    try:
        return (date.fromisoformat(text) - EPOCH_DAY).days
    except ValueError:
        return None


def _week(label: str) -> int | None:
    try:
        monday = date.fromisocalendar(int(label[:4]), int(label[6:]), 1)
    except ValueError:
        return None
    return ((monday - EPOCH_DAY).days + 3) // 7


def _hour(windows: Windows, label: str) -> int | None:
    """The first hour that the clock shows so; an offset names the second."""
    found = _HOUR.fullmatch(label)
    day = _day(found[1]) if found else None
    if found is None or day is None:
        return None
    return windows.key(windows.calendar.utc(day * DAY + int(found[2]) * HOUR))
