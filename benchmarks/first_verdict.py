"""CPU seconds of `upheld --help`, of a first verdict, and of the demo.

As where it is installed, with byte code and the parser's tables kept from run to run.
"""

import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

#: What is timed: a name, and the arguments of `upheld`.
RUNS = (
    ("help", ("--help",)),
    ("first verdict", ("check",)),
    ("demo", ("demo",)),
)

ROUNDS = 5

#: The environment, without the wish to write no byte code.
KEEPING = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}

#: A breach is what a first verdict is about; anything else is a failed run.
GOOD = (0, 1)


def spent() -> float:
    """CPU seconds of all child processes so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def timed(folder: Path, arguments: tuple[str, ...]) -> float:
    """CPU seconds of the quickest of some runs."""
    command = [sys.executable, "-m", "upheld", *arguments]
    rounds = []
    for _ in range(ROUNDS):
        before = spent()
        ended = subprocess.run(
            command, cwd=folder, env=KEEPING, capture_output=True, check=False
        )
        if ended.returncode not in GOOD:
            raise SystemExit(ended.stderr.decode())
        rounds.append(spent() - before)
    return min(rounds)


def main() -> None:
    """Print a line for each run."""
    with tempfile.TemporaryDirectory() as folder:
        init = [sys.executable, "-m", "upheld", "init", folder]
        subprocess.run(init, capture_output=True, check=True)
        for name, arguments in RUNS:
            seconds = timed(Path(folder), arguments)
            print(f"{name:15} {seconds:5.2f} s of CPU, best of {ROUNDS}")


if __name__ == "__main__":
    main()
