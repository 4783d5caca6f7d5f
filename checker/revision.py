"""The commit that policies are from, and those that their waivers came with."""

import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from upheld.checker.charts import Revision
from upheld.checker.evidence.git import GitError, git, git_state
from upheld.dsl.languages import table_of

#: `waiver` in every language of policies, and the name behind it.
_WORDS = "|".join(table_of(c).keywords["WAIVER"][0] for c in ("en", "sv", "pl", "cs"))
_WAIVER = re.compile(rf"^({_WORDS})\s+`?([^\s`]+)`?", re.MULTILINE)


def revision_of(folder: Path, policies: Iterable[Path]) -> Revision:
    """What git says of a folder; without a repository there is no commit.

    Args:
        policies: they count as changed also where git does not know them.
    """
    names = sorted(Path(os.path.relpath(path, folder)).as_posix() for path in policies)
    state = git_state(folder, names)
    return Revision(
        commit=state.commit,
        clean=state.clean,
        changed=state.changed,
        waivers=None if state.commit is None else waivers_of(folder, names) or None,
    )


def waivers_of(folder: Path, names: Sequence[str]) -> dict[str, str]:
    """The first commit with each waiver of some files, by the waiver's name."""
    found: dict[str, str] = {}
    for name in names:
        try:
            text = (folder / name).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            continue
        for word, waiver in _WAIVER.findall(text):
            commit = first_commit(folder, name, word, waiver)
            if commit:
                found[waiver] = commit
    return found


def first_commit(folder: Path, file: str, word: str, waiver: str) -> str:
    """The commit that brought the declaration of a waiver into a file, or nothing."""
    name = re.sub(r"[^\w-]", lambda sign: f"[{sign[0]}]", waiver)
    line = f"^{word}[[:space:]]+`?{name}`?([[:space:]]|$)"
    try:
        told = git(
            *(folder, "log", "--reverse", "--format=%H", "--pickaxe-regex"),
            *(f"-S{line}", "--", file),
        )
    except GitError:
        return ""
    return next(iter(told.decode("ascii", "replace").splitlines()), "")
