"""Fixtures: a small project, and the command line in its folder."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.small_project import CALLS, HEAD, Ended, Project, Upheld

#: The same random examples in every run, so that one can be repeated. A run with
#: UPHELD_EXAMPLES looks for new ones.
settings.register_profile(
    "steady", derandomize="UPHELD_EXAMPLES" not in os.environ, deadline=None
)
settings.load_profile("steady")


@pytest.fixture(scope="session", autouse=True)
def every_report_is_looked_at() -> Iterator[None]:
    """Reports are made unchecked (`upheld.checker.part`): here each one is read back.

    Pydantic is strict about every field, and what it reads must be what was made.
    """
    from upheld.checker.check import Outcome, Run
    from upheld.checker.documents import read, written
    from upheld.checker.report import Report

    outcome_of = Run.outcome

    def looked_at(run: Run) -> Outcome:
        outcome = outcome_of(run)
        report = outcome.report
        assert report is not None
        assert read(Report, written(report)) == report
        return outcome

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Run, "outcome", looked_at)
        yield


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in (
        "NO_COLOR",
        "FORCE_COLOR",
        "CI",
        "CI_PROJECT_DIR",
        "COLUMNS",
        "GITHUB_ACTIONS",
        "GITHUB_STEP_SUMMARY",
        "GITHUB_WORKSPACE",
        "GITLAB_CI",
        "UPHELD_DEBUG",
        "UPHELD_LANG",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    def write(standards: str) -> Path:
        (tmp_path / "calls.csv").write_text(CALLS, encoding="utf-8")
        policy = tmp_path / "policy.std"
        policy.write_text(HEAD + standards, encoding="utf-8")
        return policy

    return write


@pytest.fixture
def upheld(capfd: pytest.CaptureFixture[str]) -> Upheld:
    from upheld.checker.cli import run

    def call(*arguments: str) -> Ended:
        status = run([*arguments])
        out, err = capfd.readouterr()
        return status, out, err

    return call
