"""The action, the GitLab template and the pre-commit hooks do what they say."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.small_project import BREACHED, MET, Project
from upheld.checker.render.formats import FORMATS

pytestmark = pytest.mark.usefixtures("plain")

ROOT = Path(__file__).parent.parent
COMMAND = Path(sys.executable).parent / "upheld"


def documents(name: str) -> list[Any]:
    return list(YAML(typ="safe").load_all((ROOT / name).read_text(encoding="utf-8")))


def action_step(name: str) -> dict[str, Any]:
    (action,) = documents("action.yml")
    steps: list[dict[str, Any]] = action["runs"]["steps"]
    return next(step for step in steps if step.get("name") == name)


def run_action(
    folder: Path, policies: str, arguments: str = ""
) -> subprocess.CompletedProcess[str]:
    """Runs the step `Check` as the runner would: its script in bash, with inputs."""
    (folder / "upheld" / "bin").mkdir(parents=True)
    (folder / "upheld" / "bin" / "upheld").symlink_to(COMMAND)
    given = {
        "POLICIES": policies,
        "ARGUMENTS": arguments,
        "JUNIT": "r.xml",
        "REPORT_LANGUAGE": "en",
        "RUNNER_TEMP": str(folder),
        "GITHUB_OUTPUT": str(folder / "output"),
        "GITHUB_ACTIONS": "true",
        "GITHUB_STEP_SUMMARY": str(folder / "summary.md"),
    }
    return subprocess.run(
        ["bash", "-e", "-c", action_step("Check")["run"]],
        cwd=folder,
        env={**os.environ, **given},
        capture_output=True,
        text=True,
        check=False,
    )


def test_action_annotates_writes_and_ends_as_the_check_does(
    project: Project, tmp_path: Path
) -> None:
    project(BREACHED)
    as_of = "--as-of 2026-03-04T00:00:00Z --output r.sarif"
    ended = run_action(tmp_path, "policy.std", as_of)
    assert ended.returncode == 1
    assert "::error file=policy.std,line=8," in ended.stdout
    assert (tmp_path / "output").read_text("utf-8") == "junit=r.xml\nstatus=1\n"
    assert (tmp_path / "summary.md").exists()
    assert (tmp_path / "r.sarif").exists()


def test_input_of_the_action_is_no_part_of_its_script(
    project: Project, tmp_path: Path
) -> None:
    project(MET)
    ended = run_action(tmp_path, "$(touch owned) policy.std; touch owned")
    assert ended.returncode == 2
    assert not (tmp_path / "owned").exists()
    for name in ("Install upheld", "Check"):
        assert "${{" not in action_step(name)["run"]


def test_action_has_what_its_page_names() -> None:
    (action,) = documents("action.yml")
    page = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    names = [*action["inputs"], *action["outputs"]]
    assert not [name for name in names if f"`{name}`" not in page]


def test_job_of_gitlab_writes_what_it_hands_over(
    project: Project, tmp_path: Path
) -> None:
    project(BREACHED)
    head, jobs = documents("ci/gitlab.yml")
    job = jobs["upheld"]
    assert set(head["spec"]["inputs"]) >= {"policies", "arguments", "package"}
    environment = {
        **os.environ,
        "PATH": f"{COMMAND.parent}{os.pathsep}{os.environ['PATH']}",
        "GITLAB_CI": "true",
        "UPHELD_POLICIES": "policy.std",
        "UPHELD_ARGUMENTS": "--as-of 2026-03-04T00:00:00Z",
    }
    script = ["bash", "-e", "-c", job["script"][1]]
    ended = subprocess.run(script, cwd=tmp_path, env=environment, check=False)
    assert ended.returncode == 1
    reports = job["artifacts"]["reports"]
    assert set(reports) == {"junit", "codequality"}
    assert all((tmp_path / path).exists() for path in reports.values())
    assert job["allow_failure"]["exit_codes"] == [4]


def test_hooks_of_pre_commit_are_commands_that_need_no_data(tmp_path: Path) -> None:
    (hooks,) = documents(".pre-commit-hooks.yaml")
    policy = tmp_path / "a.std"
    policy.write_text("zone   UTC\n", encoding="utf-8")
    for hook in hooks:
        name, *arguments = hook["entry"].split()
        assert name == "upheld"
        command = [str(COMMAND), *arguments, "a.std"]
        ended = subprocess.run(command, cwd=tmp_path, check=False, capture_output=True)
        assert ended.returncode in (0, 1)
    assert policy.read_text(encoding="utf-8") == "zone UTC\n"


def test_page_names_every_format_and_its_suffix() -> None:
    page = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    for name, format in FORMATS.items():
        first = format.suffixes[0] if format.suffixes else ""
        row = f"| `{name}` | {f'`{first}`' if first else ''}".rstrip()
        assert row in page, name
