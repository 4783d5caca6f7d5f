"""Which folder a run belongs to, and which policies its settings name."""

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path


def project_folder(policies: Sequence[Path]) -> Path:
    """Where the settings are searched from, upward.

    It is the smallest folder that holds all policies; this folder where none is named.
    """
    folders = [path if path.is_dir() else path.parent for path in policies]
    if not folders:
        return Path.cwd()
    return Path(os.path.commonpath([folder.resolve() for folder in folders]))


def policies_of(root: Path, patterns: Iterable[str]) -> tuple[Path, ...]:
    """The files that the settings name, by path or by pattern."""
    found: dict[Path, None] = {}
    for pattern in patterns:
        is_glob = any(sign in pattern for sign in "*?[")
        paths = sorted(root.glob(pattern)) if is_glob else [root / pattern]
        found.update(dict.fromkeys(map(shown, policy_files(paths))))
    return tuple(found)


def policy_files(paths: Iterable[Path]) -> Iterator[Path]:
    """The policy files meant; a folder stands for the `.std` files in it."""
    for path in paths:
        if path.is_dir():
            yield from sorted(path.rglob("*.std"))
        else:
            yield path


def shown(path: Path) -> Path:
    """A path as people in this folder would write it."""
    return Path(os.path.relpath(path))
