"""From a source as asked for to the files it means, and their evidence."""

import glob
import hashlib
import os
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from upheld.connectors.base import FileEvidence, SourceError, SourceSpec
from upheld.dsl.dataclass import dataclass

_BLOCK = 1 << 20
_GLOB_SIGNS = frozenset("*?[")


@dataclass(frozen=True, slots=True)
class Found:
    """A file that a source means: its name for people and its real path."""

    name: str
    path: Path


def files_of(spec: SourceSpec) -> tuple[Found, ...]:
    """The files of a source, sorted by name; never none.

    Raises:
        SourceError: E4010 missing, E4013 outside, E4018 folder, E4021 no permission,
            E4012 not a file.
    """
    try:
        # A folder can have a file for each day: its own path is followed once.
        real, seen = cache(Path.resolve), cache(_seen_from)
        found = tuple(_found(spec, path, real, seen) for path in _candidates(spec))
        for one in found:
            _refuse_odd(one)
    except PermissionError as error:
        raise no_permission(spec.name) from error
    except (OSError, ValueError, RuntimeError) as error:
        raise SourceError(
            "E4012", f"`{spec.name}` cannot be read", help=str(error)
        ) from error
    return found


def no_permission(name: str) -> SourceError:
    """The error for a file that is there and may not be read."""
    return SourceError(
        "E4021",
        f"no permission to read `{name}`",
        help="give the user that runs upheld the right to read it",
    )


def evidence(found: Found, spec: SourceSpec) -> FileEvidence:
    """Size and SHA-256 of a file, read in blocks; its size alone where none is shown.

    Hashing costs about half a second of CPU for each GB on a processor with SHA
    instructions, and two to three seconds on one without; nothing is held in memory.
    """
    digest = hashlib.sha256()
    size = 0
    try:
        with found.path.open("rb") as file:
            if not spec.hashed:
                return FileEvidence(found.name, os.fstat(file.fileno()).st_size, "")
            while block := file.read(_BLOCK):
                digest.update(block)
                size += len(block)
    except PermissionError as error:
        raise no_permission(found.name) from error
    except OSError as error:
        raise SourceError(
            "E4012", f"`{found.name}` cannot be read", help=str(error)
        ) from error
    return FileEvidence(found.name, size, digest.hexdigest())


def suffix_of(name: str, known: Mapping[str, str]) -> str:
    """The longest known suffix that a name ends with, or its own last one.

    `calls.csv.gz` -> `.csv.gz`; `calls.sqlite` -> `.sqlite`; `calls` -> ``.
    """
    lower = name.lower()
    fits = [suffix for suffix in known if lower.endswith(suffix)]
    return max(fits, key=len) if fits else Path(lower).suffix


def _candidates(spec: SourceSpec) -> list[Path]:
    """Paths as written, before links are followed."""
    start = spec.root / spec.location
    if spec.inside is not None and not _GLOB_SIGNS & set(spec.location):
        _refuse_outside(spec, start.resolve())
    if start.is_dir():
        return _folder(spec, start)
    if start.exists() or not _GLOB_SIGNS & set(spec.location):
        return [start]
    # Path.glob takes no absolute pattern.
    names = glob.glob(  # noqa: PTH207
        spec.location, root_dir=spec.root, recursive=True
    )
    paths = [spec.root / name for name in sorted(names)]
    files = [path for path in paths if not path.is_dir()]
    if not files:
        raise _missing(spec, f"no file matches `{spec.location}`")
    return files


def _folder(spec: SourceSpec, folder: Path) -> list[Path]:
    files = sorted(
        path
        for path in folder.iterdir()
        if path.is_file() and not path.name.startswith(".")
    )
    if not files:
        raise SourceError(
            "E4018",
            f"`{spec.name}` is a folder without files",
            help="name a file, or a glob such as `calls/*.csv`",
        )
    return files


def _found(
    spec: SourceSpec,
    path: Path,
    real: Callable[[Path], Path],
    seen: Callable[[Path, Path], str],
) -> Found:
    file = real(path.parent) / path.name
    if file.name == ".." or file.is_symlink():
        file = path.resolve()
    _refuse_outside(spec, file, real)
    if not path.exists():
        raise _missing(spec, f"`{spec.name}` is not there")
    return Found(_name(spec, path, seen), file)


def _name(spec: SourceSpec, path: Path, seen: Callable[[Path, Path], str]) -> str:
    """The path as seen from the root; one that was written from `/` stays so."""
    if Path(spec.location).is_absolute():
        return path.as_posix()
    return seen(path.parent, spec.root) + path.name


def _seen_from(folder: Path, root: Path) -> str:
    """What stands before the names of a folder's files, as seen from the root."""
    way = Path(os.path.relpath(folder, root)).as_posix()
    return "" if way == "." else f"{way}/"


def _refuse_outside(
    spec: SourceSpec, path: Path, real: Callable[[Path], Path] = Path.resolve
) -> None:
    """Refuse a real path that lies outside the project."""
    if spec.inside is None:
        return
    if not path.is_relative_to(real(spec.inside)):
        raise SourceError(
            "E4013",
            f"`{spec.name}` lies outside the project",
            help="keep the data below the folder of upheld.toml, "
            "or set `outside = true` there",
        )


def _refuse_odd(found: Found) -> None:
    """A pipe or a device would never end, or block."""
    if not found.path.is_file():
        raise SourceError("E4012", f"`{found.name}` is not a plain file")


def _missing(spec: SourceSpec, message: str) -> SourceError:
    """The error for a missing file, with the files beside it that look alike."""
    folder = (spec.root / spec.location).parent
    near = sorted(_names_in(folder))[:10] if not _outside(spec, folder) else []
    notes = (f"files there: {', '.join(near)}",) if near else ()
    looked = Path(os.path.relpath(spec.root)).as_posix()
    wanted = "" if Path(spec.location).is_absolute() else f"looked in `{looked}`"
    return SourceError("E4010", message, help=wanted, notes=notes)


def _outside(spec: SourceSpec, folder: Path) -> bool:
    inside = spec.inside
    return inside is not None and not folder.resolve().is_relative_to(inside.resolve())


def _names_in(folder: Path) -> list[str]:
    try:
        entries = list(folder.iterdir())
    except OSError:
        return []
    return [path.name for path in entries if path.is_file()]
