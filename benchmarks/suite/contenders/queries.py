"""DuckDB without anything else: single queries, the fused plan, the bare scan."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.suite.contenders.base import Job, ours, versions
from benchmarks.suite.tables import Table, ranks, read_windows


@dataclass(frozen=True, slots=True)
class Queries:
    """One of the ways of `programs/queries.py`."""

    name: str
    way: str
    statuses: tuple[int, ...] = (0,)

    def python(self) -> Path:
        """The interpreter of the suite: the same engine as upheld's."""
        return ours()

    def version(self) -> str:
        """Of the engine."""
        return versions(self.python(), "duckdb")

    def prepare(self, job: Job) -> None:
        """Nothing."""

    def command(self, job: Job) -> Sequence[str]:
        """The program with its way."""
        module = "benchmarks.suite.programs.queries"
        names = (self.way, job.workload, job.size, str(job.calls), str(job.out))
        return [str(self.python()), "-m", module, *names]

    def table(self, job: Job) -> Table | None:
        """The table it wrote; values of ranks are missing where only verdicts are."""
        if self.way == "scan":
            return None
        hidden = ranks(job.standards()) if self.way == "fused-verdicts" else frozenset()
        return read_windows(job.out, without=hidden)
