"""What a contender is: it prepares, it is a process, it leaves a table of verdicts."""

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from benchmarks.suite.settings import ENVIRONMENT, TOOLS
from benchmarks.suite.standards import (
    Standard,
)
from benchmarks.suite.tables import Table
from benchmarks.suite.workloads import workload


@dataclass(frozen=True, slots=True)
class Job:
    """One workload over one file, in a folder for what a contender writes."""

    workload: str
    size: str
    calls: Path
    folder: Path

    @property
    def out(self) -> Path:
        """Where the table of verdicts goes; also standard output where that is it."""
        return self.folder / "out.csv"

    @property
    def printed(self) -> Path:
        """Where standard output goes."""
        return self.folder / "stdout.txt"

    def standards(self) -> list[Standard]:
        """The standards to judge."""
        return workload(self.workload, self.size)


class Contender(Protocol):
    """One way to judge a workload."""

    @property
    def name(self) -> str:
        """Who it is, as the tables say it."""
        ...

    @property
    def statuses(self) -> tuple[int, ...]:
        """Exit statuses of a run that went well."""
        ...

    def python(self) -> Path:
        """The interpreter of its environment."""
        ...

    def version(self) -> str:
        """What ran, with its version."""
        ...

    def prepare(self, job: Job) -> None:
        """Write what the run needs; not timed."""
        ...

    def command(self, job: Job) -> Sequence[str]:
        """The process that is timed."""
        ...

    def table(self, job: Job) -> Table | None:
        """What the run found; None of a run that judges nothing."""
        ...


def ours() -> Path:
    """The interpreter that runs the suite, where upheld is installed."""
    return Path(sys.executable)


def tool(name: str) -> Path:
    """The interpreter of another tool's environment."""
    return TOOLS / name / "bin" / "python"


def versions(python: Path, *packages: str) -> str:
    """Names and versions of packages of an environment."""
    code = (
        "import sys; from importlib.metadata import version\n"
        "print(', '.join(f'{n} {version(n)}' for n in sys.argv[1:]))"
    )
    ran = subprocess.run(
        [str(python), "-c", code, *packages],
        capture_output=True,
        check=True,
        text=True,
        env=ENVIRONMENT,
    )
    return ran.stdout.strip()
