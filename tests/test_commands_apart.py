"""Each command is a module of its own, and is found by its name."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.small_project import Project


def test_a_command_that_is_misspelt_is_answered_with_the_one_meant() -> None:
    here = [sys.executable, "-m", "upheld"]
    found = subprocess.run([*here, "chek"], capture_output=True, text=True, check=False)
    assert found.returncode == 2
    assert re.search(r"Did you mean .*'check'", found.stderr)


def last_line(code: str, folder: Path | None = None) -> str:
    """What a process of its own prints last, with the command line at hand as `run`."""
    found = subprocess.run(
        [
            sys.executable,
            "-c",
            f"import sys; from upheld.checker.cli import run; {code}",
        ],
        capture_output=True,
        text=True,
        check=True,
        cwd=folder,
    )
    return found.stdout.splitlines()[-1]


def test_a_command_imports_no_other() -> None:
    last = last_line(
        "run(['fmt', '--help']);"
        " print([n for n in sys.modules if n.startswith('upheld.checker.commands.')])"
    )
    assert "commands.fmt" in last
    assert not re.search(r"commands\.(check|lint|demo|suggest)\b", last)


@pytest.mark.parametrize("form", ["text", "verdicts", "csv"])
def test_a_check_without_settings_or_documents_needs_no_pydantic(
    project: Project, form: str
) -> None:
    policy = project("standard s\n  50% of calls answered within 2m overall\n")
    arguments = ["check", str(policy), "--format", form, "--as-of", "now"]
    code = f"status = run({arguments!r}); print()"
    code += "; print(status, 'pydantic' in sys.modules)"
    assert last_line(code, policy.parent) in ("0 False", "1 False")


def test_the_list_of_commands_needs_neither_an_engine_nor_pydantic() -> None:
    last = last_line(
        "run(['--help']);"
        " print([n for n in ('duckdb', 'lark', 'pydantic') if n in sys.modules])"
    )
    assert last == "[]"
