"""What git knows of the files of a run."""

import subprocess
from pathlib import Path

import pytest

from upheld.checker.evidence.git import git_state
from upheld.checker.revision import revision_of


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with one commit, apart from the user's own settings."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "Ada")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "ada@example.org")
    run(tmp_path, "init", "-q")
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies" / "calls.std").write_text("zone UTC\n")
    (tmp_path / "other.txt").write_text("1")
    run(tmp_path, "add", "-A")
    run(tmp_path, "commit", "-q", "-m", "one")
    return tmp_path


def run(folder: Path, *arguments: str) -> str:
    command = ["git", "-C", str(folder), *arguments]
    ended = subprocess.run(command, check=True, capture_output=True, text=True)
    return ended.stdout.strip()


def test_committed_files_are_clean_and_the_commit_is_named(repository: Path) -> None:
    state = git_state(repository, ["policies/calls.std"])
    assert state.commit == run(repository, "rev-parse", "HEAD")
    assert (state.clean, state.changed) == (True, ())
    assert state.words == f"commit {state.commit}, nothing changed"


def test_changed_file_is_named_by_its_path_in_the_repository(
    repository: Path,
) -> None:
    (repository / "policies" / "calls.std").write_text("zone Europe/Prague\n")
    state = git_state(repository / "policies", ["calls.std"])
    assert (state.clean, state.changed) == (False, ("policies/calls.std",))
    assert state.words.endswith("with uncommitted changes")


def test_policy_that_git_does_not_know_is_a_change_and_other_files_are_none(
    repository: Path,
) -> None:
    (repository / "new.std").write_text("zone UTC\n")
    (repository / "notes.txt").write_text("not of the run")
    state = git_state(repository, ["new.std"])
    assert (state.clean, state.changed) == (False, ("new.std",))


def test_staged_rename_is_one_change(repository: Path) -> None:
    run(repository, "mv", "other.txt", "renamed.txt")
    assert git_state(repository, []).changed == ("renamed.txt",)


def test_folder_outside_git_is_said_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    state = git_state(tmp_path, [])
    assert (state.words, state.commit) == ("not in a git repository", None)


def test_repository_without_a_commit_is_said_in_words(tmp_path: Path) -> None:
    run(tmp_path, "init", "-q")
    state = git_state(tmp_path, [])
    assert (state.words, state.clean) == ("a git repository without a commit", False)


def test_machine_without_git_is_said_in_words(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    state = git_state(repository, [])
    assert state.words == "git could not be asked: git could not be run"


def test_program_that_a_repository_names_is_not_started(repository: Path) -> None:
    started = repository / "started"
    monitor = repository / "monitor"
    monitor.write_text(f"#!/bin/sh\ntouch {started}\n")
    monitor.chmod(0o755)
    run(repository, "config", "core.fsmonitor", str(monitor))
    assert git_state(repository, ["policies/calls.std"]).clean is True
    assert not started.exists()


def test_each_waiver_is_traced_to_the_commit_that_brought_it(repository: Path) -> None:
    policy = repository / "policies" / "calls.std"
    commits = []
    for text in ("waiver storm-2\n", "undantag `storm`\n  accepts s\n", "# a remark\n"):
        policy.write_text(policy.read_text() + text)
        run(repository, "commit", "-q", "-am", text)
        commits.append(run(repository, "rev-parse", "HEAD"))
    policy.write_text(policy.read_text() + "waiver flood\n")
    found = revision_of(repository, [policy])
    # `storm-2` begins like `storm` and came earlier; `flood` is not committed.
    assert found.waivers == {"storm-2": commits[0], "storm": commits[1]}
    assert found.commit == commits[2]


def test_without_a_repository_no_waiver_has_a_commit(tmp_path: Path) -> None:
    (tmp_path / "a.std").write_text("waiver storm\n")
    assert revision_of(tmp_path, [tmp_path / "a.std"]).waivers is None
