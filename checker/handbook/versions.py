"""A version of some policies: files of the disk, or of a revision of git."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from upheld.checker.evidence.git import GitError, git
from upheld.dsl import ast
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
    """
    if Path(name).exists():
        return _version(load([Path(name)]))
    revision, _, path = name.partition(":")
    texts = _Revision(revision, folder)
    wanted = [path] if path else [p.as_posix() for p in paths]
    chosen = [file for file in texts if _is_meant(file, revision, wanted)]
    if not chosen:
        raise UnknownVersionError(f"no policies in `{name}`")
    return _version(load([Path(file) for file in chosen], texts=texts))


def _version(loaded: Loaded) -> Version:
    broken = loaded.policy is None
    documents = {} if broken else {n: loaded.documents[n] for n in loaded.sources}
    return Version(documents, loaded.diagnostics, loaded.sources)


class _Revision(Mapping[str, str]):
    """The `.std` files of a revision, by `REVISION:/path from the folder`.

    Each is read when it is asked for, so that `use` finds its file in the revision,
    never on disk.

    Raises:
        UnknownVersionError: there is no such revision, or a file of it is not UTF-8.
    """

    def __init__(self, revision: str, folder: Path) -> None:
        self.revision, self.folder = revision, folder
        self.git("rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}")
        listed = self.git("ls-tree", "-r", "-z", "--name-only", revision, ".")
        names = listed.decode("utf-8", "surrogateescape").split("\0")
        self.names = {f"{revision}:/{n}": n for n in names if n.endswith(".std")}

    def git(self, *arguments: str) -> bytes:
        """What git says about the revision."""
        try:
            return git(self.folder, *arguments)
        except GitError as error:
            message = f"`{self.revision}` is no file, folder or revision: {error}"
            raise UnknownVersionError(message) from None

    def __getitem__(self, name: str) -> str:
        content = self.git("show", f"{self.revision}:./{self.names[name]}")
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise UnknownVersionError(f"`{name}` is not UTF-8") from None

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)

    def __contains__(self, name: object) -> bool:
        return name in self.names


def _is_meant(file: str, revision: str, wanted: list[str]) -> bool:
    path = PurePosixPath(file.removeprefix(f"{revision}:/"))
    return not wanted or any(
        path == PurePosixPath(each) or PurePosixPath(each) in path.parents
        for each in wanted
    )
