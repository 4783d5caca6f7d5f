"""Each command is a module of its own, and is found by its name."""

import re
import subprocess
import sys


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
