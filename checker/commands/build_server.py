"""Which build server a command runs on, by what each sets in the environment."""

import os
from pathlib import Path
from typing import Literal

Server = Literal["github", "gitlab", "other"]

#: Where each server says that the repository lies.
_ROOTS = ("GITHUB_WORKSPACE", "CI_PROJECT_DIR")


def server() -> Server:
    """The build server; Gitea and Forgejo set GitHub's variables and read its notes."""
    if os.environ.get("GITHUB_ACTIONS") == "true":
        return "github"
    return "gitlab" if os.environ.get("GITLAB_CI") else "other"


def usual_format() -> str:
    """What is printed unless another format is asked for."""
    return "github" if server() == "github" else "text"


def prefix() -> str:
    """From the root of the repository to this folder; empty where that is not known."""
    for name in _ROOTS:
        root = os.environ.get(name)
        if root and Path.cwd().is_relative_to(Path(root).resolve()):
            below = Path.cwd().relative_to(Path(root).resolve()).as_posix()
            return "" if below == "." else below
    return ""
