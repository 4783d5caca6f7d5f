"""Each command is a module of its own, and is found by its name."""

import re
import subprocess
import sys

import pytest

from tests.small_project import Project


def test_a_command_that_is_misspelt_is_answered_with_the_one_meant() -> None:
    here = [sys.executable, "-m", "upheld"]
    found = subprocess.run([*here, "chek"], capture_output=True, text=True, check=False)
    assert found.returncode == 2
    assert re.search(r"Did you mean .*'check'", found.stderr)


def test_a_command_imports_no_other() -> None:
    code = (
        "import sys; from upheld.checker.cli import run; run(['fmt', '--help']);"
        " print([n for n in sys.modules if n.startswith('upheld.checker.commands.')])"
    )
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    last = found.stdout.splitlines()[-1]
    assert "commands.fmt" in last
    assert not re.search(r"commands\.(check|lint|demo|suggest)\b", last)


@pytest.mark.parametrize("form", ["text", "verdicts", "csv"])
def test_a_check_without_settings_or_documents_needs_no_pydantic(
    project: Project, form: str
) -> None:
    policy = project("standard s\n  50% of calls answered within 2m overall\n")
    arguments = ["check", str(policy), "--format", form, "--as-of", "now"]
    code = (
        "import sys; from upheld.checker.cli import run;"
        f" status = run({arguments!r});"
        " print(); print(status, 'pydantic' in sys.modules)"
    )
    found = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=policy.parent,
    )
    assert found.stdout.splitlines()[-1] in ("0 False", "1 False"), found


def test_the_list_of_commands_needs_neither_an_engine_nor_pydantic() -> None:
    code = (
        "import sys; from upheld.checker.cli import run; run(['--help']);"
        " print([n for n in ('duckdb', 'lark', 'pydantic') if n in sys.modules])"
    )
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert found.stdout.splitlines()[-1] == "[]"
