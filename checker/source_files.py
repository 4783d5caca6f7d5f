"""The files behind an event, for those who look again: explain, rejected lines."""

import csv
import gzip
from collections.abc import Sequence
from pathlib import Path

from upheld.checker.prepare import EventData
from upheld.checker.session import Session
from upheld.connectors.base import Attached

#: Signs that part the columns of a text file.
DELIMITERS = (",", ";", "\t", "|")


def paths_of(session: Session, data: EventData) -> list[Path]:
    """Where the files of an event's source stand."""
    if data.attached.paths:
        return list(data.attached.paths)
    beside = (session.base / data.event.file).parent
    folders = (beside, session.root, Path.cwd())
    found = []
    for file in data.attached.files:
        places = (folder / file.name for folder in folders)
        there = next((place for place in places if place.is_file()), None)
        found.append((there or Path(file.name)).resolve())
    return found


def delimiter_of(attached: Attached, paths: Sequence[Path]) -> str | None:
    """The sign between the names of the header; None where there is no header."""
    first = _first_line(paths[0]) if paths else ""
    for sign in DELIMITERS:
        if next(csv.reader([first], delimiter=sign), []) == list(attached.columns):
            return sign
    return None


def _first_line(path: Path) -> str:
    """The first line that is not blank, as far as it is UTF-8."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8-sig", errors="replace", newline="") as file:
        return next((line.rstrip("\r\n") for line in file if line.strip()), "")
