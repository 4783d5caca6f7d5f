"""The commit that policies are from, for the first page of a report."""

import os
from collections.abc import Iterable
from pathlib import Path

from upheld.checker.charts import Revision
from upheld.checker.evidence.git import git_state


def revision_of(folder: Path, policies: Iterable[Path]) -> Revision:
    """What git says of a folder; without a repository there is no commit.

    Args:
        policies: they count as changed also where git does not know them.
    """
    names = (Path(os.path.relpath(path, folder)).as_posix() for path in policies)
    state = git_state(folder, sorted(names))
    return Revision(commit=state.commit, clean=state.clean, changed=state.changed)
