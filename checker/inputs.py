"""The files that a run read besides its policies, as evidence of what it rests on."""

import os
from collections.abc import Iterator
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Literal

from upheld.checker.session import Session
from upheld.connectors.base import Attached
from upheld.dsl.dataclass import dataclass

if TYPE_CHECKING:
    from upheld.checker.baseline import Baseline

#: `list` is a file of members, `closed dates` one of a calendar's holidays, `baseline`
#: a stored result.
Role = Literal["data", "list", "closed dates", "baseline"]


@dataclass(frozen=True, slots=True, order=True)
class InputFile:
    """One file: its path as seen from where policies are named from, and its hash."""

    path: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Input:
    """One source as attached; `source` is what stands behind `from`."""

    source: str
    role: Role
    kind: str
    files: tuple[InputFile, ...]


def inputs_of(session: Session, baseline: "Baseline | None") -> tuple[Input, ...]:
    """Every source of a run, in order of role, name and path."""
    both = (*session.attached, *session.read_here)
    found = {input_of(session, source, folder) for source, folder in both}
    if baseline is not None:
        stored = baseline.file
        file = InputFile(stored.name, stored.bytes, stored.sha256)
        found.add(Input(stored.name, "baseline", "result", (file,)))
    return tuple(sorted(found, key=lambda one: (one.role, one.source, one.files)))


def input_of(session: Session, source: str, folder: str) -> Input:
    """One source as it is attached, by its key in the session."""
    attached = _attached(session, source, folder)
    base = _folder(session, source, folder)
    return Input(
        source,
        _role(session, source, folder),
        attached.kind,
        tuple(
            InputFile(_joined(base, file.name), file.bytes, file.sha256)
            for file in attached.files
        ),
    )


def _attached(session: Session, source: str, folder: str) -> Attached:
    key = (source, folder)
    return session.attached.get(key) or session.read_here[key]


def _folder(session: Session, source: str, folder: str) -> str:
    """The folder that the names of a source's files are taken from."""
    if source in session.given or source not in session.settings.sources:
        return folder
    return os.path.relpath(session.root, session.base)


def _joined(folder: str, name: str) -> str:
    """A path without detours: `policies`, `../calls.csv` -> `calls.csv`."""
    return PurePath(os.path.normpath(Path(folder) / name)).as_posix()


def _role(session: Session, source: str, folder: str) -> Role:
    attached = _attached(session, source, folder)
    if any(data.attached is attached for data in session.events.values()):
        return "data"
    return "closed dates" if (source, folder) in set(_closed(session)) else "list"


def _closed(session: Session) -> Iterator[tuple[str, str]]:
    """The files of closed dates, by the key of what is attached."""
    for calendar in session.timetables.calendars.values():
        for path, _ in calendar.closed_on:
            yield path, session.key(path, calendar.file)[1]
