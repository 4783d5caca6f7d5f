"""What git knows of the files of a run: the commit, and whether they are in it.

Git is asked as a program and only reads; no hook, monitor or pager of the repository
is run. Without git, or outside a repository, that is said in words.
"""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path, PurePath

from upheld.dsl.dataclass import dataclass

#: Nothing that the repository's own settings name is started, nothing is locked.
_QUIET = ("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "--no-pager")
_SECONDS = 30


@dataclass(frozen=True, slots=True)
class GitState:
    """The state of a working tree.

    `words` says it to people; without a commit they are all there is. `changed` names
    what differs from the commit or is not in it: of the repository all that git
    tracks, and of the files of the run also those that it does not.
    """

    words: str
    commit: str | None = None
    clean: bool | None = None
    changed: tuple[str, ...] = ()


class GitError(Exception):
    """Git is not there, or said no; the text is its first line."""


def git(folder: Path, *arguments: str) -> bytes:
    """What git prints.

    Raises:
        GitError: git cannot be run, or ends with another status than 0.
    """
    environment = {**os.environ, "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
    command = ["git", *_QUIET, "-C", str(folder), *arguments]
    try:
        ended = subprocess.run(  # noqa: S603 - arguments are never a shell's
            command,
            capture_output=True,
            check=False,
            env=environment,
            stdin=subprocess.DEVNULL,
            timeout=_SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired):
        raise GitError("git could not be run") from None
    if ended.returncode != 0:
        said = ended.stderr.decode("utf-8", "replace").strip().splitlines()
        raise GitError(said[0] if said else "git refused")
    return ended.stdout


def git_state(folder: Path, files: Sequence[str]) -> GitState:
    """The commit of a folder and whether its files are the committed ones.

    Args:
        files: paths from the folder, which count as changed also if git ignores or
            does not know them.
    """
    try:
        git(folder, "rev-parse", "--show-toplevel")
    except GitError as error:
        return GitState(_without(str(error)))
    try:
        commit = git(folder, "rev-parse", "--verify", "HEAD").decode().strip()
    except GitError:
        return GitState("a git repository without a commit", None, False)
    try:
        changed = tuple(sorted({*_tracked(folder), *_unknown(folder, files)}))
    except GitError as error:
        return GitState(f"commit {commit}, its state unknown: {error}", commit)
    if not changed:
        return GitState(f"commit {commit}, nothing changed", commit, True)
    return GitState(
        f"commit {commit}, with uncommitted changes", commit, False, changed
    )


def _without(reason: str) -> str:
    if "not a git repository" in reason:
        return "not in a git repository"
    return f"git could not be asked: {reason}"


def _tracked(folder: Path) -> list[str]:
    """Tracked files of the whole repository that differ from the commit."""
    entries = _names(git(folder, "status", "--porcelain=v1", "-z", "-uno"))
    # `XY path`; behind a rename stands its old path, without the two signs.
    return [entry[3:] for entry in entries if entry[2:3] == " "]


def _unknown(folder: Path, files: Sequence[str]) -> list[str]:
    """Those of the files that git does not track, by path in the repository."""
    prefix = git(folder, "rev-parse", "--show-prefix").decode().strip()
    missing = []
    for file in files:
        try:
            git(folder, "ls-files", "--error-unmatch", "--", file)
        except GitError:
            missing.append(PurePath(os.path.normpath(f"{prefix}{file}")).as_posix())
    return missing


def _names(output: bytes) -> list[str]:
    return [name for name in output.decode("utf-8", "replace").split("\0") if name]
