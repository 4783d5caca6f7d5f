"""A version of some policies: files of the disk, or of a revision of git."""

from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from upheld.checker.revisions import revision_of
from upheld.dsl import ast
from upheld.dsl.dataclass import dataclass
from upheld.dsl.diagnostics import Diagnostic
from upheld.dsl.loader import Loaded, load
from upheld.dsl.source import Source


@dataclass(frozen=True, slots=True)
class Version:
    """What a version holds; without documents, the diagnostics say why."""

    documents: Mapping[str, ast.Document]
    diagnostics: tuple[Diagnostic, ...]
    sources: Mapping[str, Source]


class UnknownVersionError(Exception):
    """Neither a path nor a revision; the text says so."""


def read_version(name: str, paths: tuple[Path, ...], folder: Path) -> Version:
    """The policies of a version.

    Args:
        name: A file or folder, or a revision of git, also as `REVISION:PATH`.
        paths: For a revision, the files and folders of it that are meant, from
            `folder`; without any, every `.std` file below the folder.

    Raises:
        UnknownVersionError: it is neither, or there are no policies in it.
        RefusedError: E0021, a file of a revision is not UTF-8.
    """
    if Path(name).exists():
        return _version(load([Path(name)]))
    found = revision_of(folder, name)
    if found is None:
        raise UnknownVersionError(f"`{name}` is no file, folder or revision of git")
    texts, path = found
    wanted = [path] if path else [p.as_posix() for p in paths]
    chosen = [file for file in texts if _is_meant(file, wanted)]
    if not chosen:
        raise UnknownVersionError(f"no policies in `{name}`")
    return _version(load([Path(file) for file in chosen], texts=texts))


def _version(loaded: Loaded) -> Version:
    broken = loaded.policy is None
    documents = {} if broken else {n: loaded.documents[n] for n in loaded.sources}
    return Version(documents, loaded.diagnostics, loaded.sources)


def _is_meant(file: str, wanted: list[str]) -> bool:
    path = PurePosixPath(file)
    return path.suffix == ".std" and (
        not wanted
        or any(
            path == PurePosixPath(each) or PurePosixPath(each) in path.parents
            for each in wanted
        )
    )
