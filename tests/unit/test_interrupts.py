"""Ctrl-C is heard also where the engine looks for no signal."""

import signal
import subprocess
import sys

import pytest

#: One task of hours, which DuckDB's main thread may leave to another one and wait.
WORK = """
import signal
import sys
from upheld.checker import interrupts
from upheld.checker.duck import Duck
from upheld.connectors.lock import connect

signal.signal(signal.SIGINT, signal.default_int_handler)
interrupts.EAR.wanted = sys.argv[1] == "command"
duck = Duck(connect())
duck.run("SELECT 1")
if sys.argv[1] == "program":
    print(signal.set_wakeup_fd(-1))
    sys.exit()
print("working", flush=True)
try:
    duck.run("SELECT sum(n % 7) FROM range(100000000000) AS r(n)")
except KeyboardInterrupt:
    print("interrupted")
except RuntimeError as error:
    print(error)
"""


@pytest.mark.parametrize("turn", range(4))
def test_one_long_task_ends_at_ctrl_c(turn: int) -> None:
    del turn
    with subprocess.Popen(
        [sys.executable, "-c", WORK, "command"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "working\n"
        try:
            # Within the task: before it, Python itself would hear.
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(1)
            process.send_signal(signal.SIGINT)
            out, _ = process.communicate(timeout=30)
        finally:
            process.kill()
    assert out.strip() in ("interrupted", "Query interrupted")


def test_a_program_that_imports_upheld_keeps_its_signals() -> None:
    found = subprocess.run(
        [sys.executable, "-c", WORK, "program"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout.strip() == "-1"
