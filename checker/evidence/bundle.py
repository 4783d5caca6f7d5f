"""A bundle of evidence as files by their path in it: a folder, or a ZIP.

manifest.json         what was run, and the hash of every file
result.json           the result as `check --format json` prints it
report.html           the report for people
policies/…            every policy, byte for byte, `use`d ones too
lists/…               files of lists and of closed dates
exceptions/…          events that fell short and that the report has no room for
SHA256SUMS            for `sha256sum -c`, the manifest's own hash too
manifest.dsse.json    signatures, if there are any (`upheld sign`)
"""

import zipfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from upheld.checker.evidence.canonical import digest
from upheld.dsl.dataclass import dataclass
from upheld.dsl.diagnostics import Diagnostic, RefusedError
from upheld.dsl.source import NOWHERE

MANIFEST = "manifest.json"
RESULT = "result.json"
REPORT = "report.html"
SUMS = "SHA256SUMS"
ENVELOPE = "manifest.dsse.json"

#: No moment of the clock goes into a ZIP: the earliest that the format can say.
_NO_TIME = (1980, 1, 1, 0, 0, 0)

#: More than this is not read from a bundle: nobody's report is as long, and a small
#: ZIP may claim to hold any amount.
LARGEST = 1 << 30


@dataclass(frozen=True, slots=True)
class Bundle:
    """The content of every file of a bundle by its path in it."""

    files: Mapping[str, bytes]

    def text(self, path: str) -> str:
        """A file's text; UTF-8, with or without a mark in front."""
        return self.files[path].decode("utf-8-sig")


def sums(files: Mapping[str, bytes]) -> bytes:
    """The lines `hash, two blanks, path` of all files, in the order of their paths."""
    lines = (f"{digest(files[path])}  {path}\n" for path in sorted(files))
    return "".join(lines).encode()


def is_zip(path: Path) -> bool:
    """Whether a bundle of that name is a ZIP."""
    return path.suffix.lower() == ".zip"


def write_bundle(bundle: Bundle, path: Path) -> None:
    """Write a bundle; a folder may be new, empty, or an older bundle.

    Raises:
        RefusedError: E0050, a folder that holds something else, or no right to write.
    """
    try:
        if is_zip(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            _write_zip(bundle, path)
        else:
            _clear(path)
            _write_folder(bundle, path)
    except OSError as error:
        raise refused_bundle(path, f"cannot be written: {error.strerror}") from None


def _write_zip(bundle: Bundle, path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(bundle.files):
            entry = zipfile.ZipInfo(name, _NO_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, bundle.files[name])


def _write_folder(bundle: Bundle, folder: Path) -> None:
    for name, content in bundle.files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


def _clear(folder: Path) -> None:
    """Take an older bundle away; leave any other folder alone."""
    if not folder.exists():
        return
    entries = sorted(folder.rglob("*")) if folder.is_dir() else [folder]
    if entries and not (folder / MANIFEST).is_file():
        raise refused_bundle(folder, "is there already, and is no bundle to replace")
    for entry in entries:
        if entry.is_file() and _belongs(entry.relative_to(folder)):
            entry.unlink()


def _belongs(path: Path) -> bool:
    """Whether a file of that path is one that a bundle has."""
    own = {MANIFEST, RESULT, REPORT, SUMS, ENVELOPE}
    folders = ("policies", "lists", "exceptions")
    return path.parts[0] in folders or path.as_posix() in own


def read_bundle(path: Path) -> Bundle:
    """The files of a bundle.

    Raises:
        RefusedError: E0050, it is none.
    """
    try:
        files = _from_folder(path) if path.is_dir() else _from_zip(path)
    except FileNotFoundError:
        raise refused_bundle(path, "is not there") from None
    except zipfile.BadZipFile:
        raise refused_bundle(path, "is neither a folder nor a ZIP") from None
    except (OSError, RuntimeError, NotImplementedError) as error:
        # `zipfile` raises the last for a compression that it does not know.
        raise refused_bundle(path, f"cannot be read: {error}") from None
    if MANIFEST not in files:
        raise refused_bundle(path, f"holds no `{MANIFEST}`")
    return Bundle(files)


def _from_folder(folder: Path) -> dict[str, bytes]:
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    if sum(path.stat().st_size for path in paths) > LARGEST:
        raise refused_bundle(folder, "is too large for a bundle")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def _from_zip(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        if sum(entry.file_size for entry in entries) > LARGEST:
            raise refused_bundle(path, "is too large for a bundle")
        names = [entry.filename for entry in entries]
        if len(set(names)) != len(names) or any(map(_leads_out, names)):
            raise refused_bundle(
                path, "holds a path twice, or one that leads out of it"
            )
        return {entry.filename: archive.read(entry) for entry in entries}


def _leads_out(name: str) -> bool:
    path = PurePosixPath(name)
    return path.is_absolute() or ".." in path.parts or "\\" in name


_WRITE_ONE = "write one with `upheld check --evidence evidence.zip`"


def refused_bundle(path: Path, why: str, help: str = _WRITE_ONE) -> RefusedError:
    """The error for what is no bundle."""
    message = f"`{path.as_posix()}` {why}"
    return RefusedError(Diagnostic("E0050", message, NOWHERE, help))
