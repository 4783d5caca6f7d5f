"""Polars and pandas: programs over data frames."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.suite.contenders.base import Job, tool, versions
from benchmarks.suite.tables import Table, read_windows


@dataclass(frozen=True, slots=True)
class Frames:
    """One of the two, with its program."""

    name: str
    package: str
    statuses: tuple[int, ...] = (0,)

    def python(self) -> Path:
        """An environment with both."""
        return tool("frames")

    def version(self) -> str:
        """Of the library."""
        return versions(self.python(), self.package)

    def prepare(self, job: Job) -> None:
        """Nothing."""

    def command(self, job: Job) -> Sequence[str]:
        """The program."""
        module = f"benchmarks.suite.programs.{self.package}_frames"
        names = (job.workload, job.size, str(job.calls), str(job.out))
        return [str(self.python()), "-m", module, *names]

    def table(self, job: Job) -> Table | None:
        """The table it wrote."""
        return read_windows(job.out)
