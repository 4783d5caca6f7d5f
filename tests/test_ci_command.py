"""`upheld ci`, and what the build server at hand changes."""

import json
from pathlib import Path

import pytest

from tests.small_project import BREACHED, MET, WRONG, Project, Upheld

pytestmark = pytest.mark.usefixtures("plain")

AS_OF = ("--as-of", "2026-03-04T00:00:00Z")


def ci(upheld: Upheld, *arguments: str) -> tuple[int, str, str]:
    return upheld("ci", "policy.std", *AS_OF, *arguments)


def test_anywhere_it_prints_text_and_writes_junit(
    project: Project, upheld: Upheld, tmp_path: Path
) -> None:
    project(BREACHED)
    status, out, _ = ci(upheld)
    assert status == 1
    assert out.startswith("✗ kept-high")
    assert "::" not in out
    assert "<failure" in (tmp_path / "upheld-junit.xml").read_text("utf-8")


def test_on_github_it_annotates_and_writes_the_step_summary(
    project: Project, upheld: Upheld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project(BREACHED)
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path.parent))
    summary = tmp_path / "summary.md"
    summary.write_text("before\n", encoding="utf-8")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    status, out, _ = ci(upheld)
    assert status == 1
    notes = [line for line in out.splitlines() if line.startswith("::")]
    assert len(notes) == 1
    assert notes[0].startswith(f"::error file={tmp_path.name}/policy.std,line=8,col=3")
    assert summary.read_text("utf-8").startswith("before\n## 1 standard: 1 breached")


def test_github_is_the_usual_format_in_its_actions(
    project: Project, upheld: Upheld, monkeypatch: pytest.MonkeyPatch
) -> None:
    project(BREACHED)
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert "::error " in upheld("check", "policy.std", *AS_OF)[1]
    given = ("check", "policy.std", *AS_OF, "--format", "text")
    assert "::error " not in upheld(*given)[1]


def test_on_gitlab_it_writes_code_quality_too(
    project: Project, upheld: Upheld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project(BREACHED)
    monkeypatch.setenv("GITLAB_CI", "true")
    assert ci(upheld, "--junit", "r.xml")[0] == 1
    found = json.loads((tmp_path / "gl-code-quality-report.json").read_text("utf-8"))
    assert [one["check_name"] for one in found] == ["upheld/breached"]
    assert (tmp_path / "r.xml").exists()


def test_wrong_policy_is_annotated_at_its_place(
    project: Project, upheld: Upheld, monkeypatch: pytest.MonkeyPatch
) -> None:
    project(WRONG)
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    status, out, err = ci(upheld)
    assert status == 2
    assert out.startswith("::error file=policy.std,line=8,col=")
    assert "Traceback" not in err


def test_junit_that_cannot_be_written_ends_before_judging(
    project: Project, upheld: Upheld
) -> None:
    project(MET)
    status, out, err = ci(upheld, "--junit", "nowhere/r.xml")
    assert (status, out) == (2, "")
    assert "no folder `nowhere`" in err


def test_run_that_keeps_every_standard_ends_well(
    project: Project, upheld: Upheld
) -> None:
    project(MET)
    assert ci(upheld)[0] == 0


def test_format_of_a_folder_or_a_binary_file_is_not_printed(
    project: Project, upheld: Upheld
) -> None:
    project(MET)
    for name in ("xlsx", "exceptions"):
        status, _, err = upheld("check", "policy.std", "--format", name)
        assert status == 2
        assert "is not one of" in err


def test_missing_package_is_told_with_the_command_that_installs_it(
    project: Project, upheld: Upheld, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    project(MET)
    monkeypatch.setitem(sys.modules, "trestle.oscal", None)
    status, out, err = upheld("check", "policy.std", "--format", "oscal")
    assert (status, out) == (2, "")
    assert "error[E0034]: the format `oscal` needs a package" in err
    assert "pip install 'upheld[oscal]'" in err
