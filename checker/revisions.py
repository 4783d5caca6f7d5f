"""Policies as they stood in a revision of git, read without checking it out."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from pathlib import Path

from upheld.checker.evidence.git import GitError, git
from upheld.dsl.dataclass import dataclass
from upheld.dsl.diagnostics import Diagnostic, RefusedError
from upheld.dsl.source import NOWHERE


@dataclass(frozen=True, slots=True)
class RevisionTexts(Mapping[str, str]):
    """The text files of a revision by their path from a folder, read when asked for.

    The loader takes it in place of the files on the disk, and so follows `use` within
    the revision.
    """

    folder: Path
    commit: str
    known: dict[str, str | None] = field(default_factory=dict, compare=False)

    def __getitem__(self, name: str) -> str:
        if name not in self.known:
            self.known[name] = self._text(name)
        text = self.known[name]
        if text is None:
            raise KeyError(name)
        return text

    def __contains__(self, name: object) -> bool:
        try:
            return isinstance(name, str) and self[name] is not None
        except KeyError:
            return False

    def __iter__(self) -> Iterator[str]:
        listed = git(self.folder, "ls-tree", "-r", "-z", "--name-only", self.commit)
        names = listed.decode("utf-8", "replace").split("\0")
        return iter([name for name in names if name])

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _text(self, name: str) -> str | None:
        try:
            content = git(self.folder, "cat-file", "blob", f"{self.commit}:./{name}")
        except GitError:
            return None
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError:
            message = f"`{name}` is not UTF-8 in {self.commit[:12]}"
            help = "save the file as UTF-8"
            raise RefusedError(Diagnostic("E0021", message, NOWHERE, help)) from None


def commit_of(folder: Path, revision: str) -> str | None:
    """The commit that a revision names, or None."""
    if revision.startswith("-"):
        return None
    try:
        wanted = f"{revision}^{{commit}}"
        found = git(folder, "rev-parse", "--verify", "--quiet", wanted)
    except GitError:
        return None
    return found.decode().strip()


def revision_of(folder: Path, text: str) -> tuple[RevisionTexts, str] | None:
    """The revision that a text names, and the file of it behind a colon, or None."""
    revision, sign, file = text.partition(":")
    names = [(text, "")] + ([(revision, file)] if sign and revision and file else [])
    for name, path in names:
        commit = commit_of(folder, name)
        if commit is not None:
            return RevisionTexts(folder, commit), path
    return None


def matching(names: Iterable[str], patterns: Iterable[str]) -> tuple[str, ...]:
    """The names that any pattern of the settings means, in their order.

    `*` and `?` stay within a folder, `**/` stands for any folders; a folder's name
    stands for the policies below it.
    """
    known = [re.compile(_expression(pattern)) for pattern in patterns]
    return tuple(sorted(n for n in names if any(one.fullmatch(n) for one in known)))


def _expression(pattern: str) -> str:
    parts = re.split(r"(\*\*/|\*|\?)", pattern.removeprefix("./").rstrip("/"))
    signs = {"**/": "(?:.*/)?", "*": "[^/]*", "?": "[^/]"}
    path = "".join(signs.get(part, re.escape(part)) for part in parts)
    return rf"{path}|{path}/.*\.std"
