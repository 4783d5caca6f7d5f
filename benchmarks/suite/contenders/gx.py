"""Great Expectations: one expectation of no unexpected rows for each standard.

The best case: the expectations ask our tuned queries. As published it closes DuckDB's
connection before it reads the answer; `programs/expectations.py` has it keep it.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from benchmarks.suite.contenders.base import Job, tool, versions
from benchmarks.suite.tables import Failing, Table


@dataclass(frozen=True, slots=True)
class GreatExpectations:
    """A validation definition, run from Python."""

    name: str = "Great Expectations"
    statuses: tuple[int, ...] = (0,)

    def python(self) -> Path:
        """Its environment."""
        return tool("gx")

    def version(self) -> str:
        """Of the library and the dialect."""
        packages = ("great-expectations", "duckdb-engine", "duckdb")
        return versions(self.python(), *packages)

    def prepare(self, job: Job) -> None:
        """A database with a view of the file."""
        base = job.folder / "calls.duckdb"
        base.unlink(missing_ok=True)
        with duckdb.connect(str(base)) as connection:
            connection.execute(f"CREATE VIEW calls AS FROM read_parquet('{job.calls}')")

    def command(self, job: Job) -> Sequence[str]:
        """The program."""
        module = "benchmarks.suite.programs.expectations"
        base = str(job.folder / "calls.duckdb")
        names = (job.workload, job.size, base, str(job.out))
        return [str(self.python()), "-m", module, *names]

    def table(self, job: Job) -> Table | None:
        """Unexpected rows of each expectation."""
        return Failing(json.loads(job.out.read_text(encoding="utf-8")))
