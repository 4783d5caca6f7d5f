"""Soda v4: a contract with one check of failed rows for each standard.

The best case: the checks ask our tuned queries. Soda's own rules of thresholds cannot
say a share by day.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from benchmarks.suite.contenders.base import Job, tool, versions
from benchmarks.suite.sql import failing
from benchmarks.suite.tables import Failing, Table


@dataclass(frozen=True, slots=True)
class Soda:
    """`soda contract verify`."""

    name: str = "Soda v4"
    #: 1 is for checks that failed, as ours do.
    statuses: tuple[int, ...] = (0, 1)

    def python(self) -> Path:
        """Its environment."""
        return tool("soda")

    def version(self) -> str:
        """Of Soda."""
        return versions(self.python(), "soda-core", "duckdb")

    def prepare(self, job: Job) -> None:
        """A database with a view of the file, a data source, a contract."""
        base = job.folder / "calls.duckdb"
        base.unlink(missing_ok=True)
        with duckdb.connect(str(base)) as connection:
            connection.execute(f"CREATE VIEW calls AS FROM read_parquet('{job.calls}')")
        source = f"type: duckdb\nname: duck\nconnection:\n  database: {base}\n"
        (job.folder / "source.yml").write_text(source, encoding="utf-8")
        checks = "".join(
            f"  - failed_rows:\n      name: {s.name}\n      qualifier: {s.name}\n"
            f"      query: |\n        {failing(s, 'calls')}\n"
            for s in job.standards()
        )
        contract = (
            "dataset: duck/main/calls\ncolumns:\n  - name: call_id\nchecks:\n" + checks
        )
        (job.folder / "contract.yml").write_text(contract, encoding="utf-8")

    def command(self, job: Job) -> Sequence[str]:
        """The command line, as a pipeline would run it."""
        soda = self.python().with_name("soda")
        return [
            *(str(soda), "contract", "verify"),
            *("-ds", str(job.folder / "source.yml")),
            *("-c", str(job.folder / "contract.yml")),
        ]

    def table(self, job: Job) -> Table | None:
        """The numbers of failed rows, read from what it printed."""
        text = job.printed.read_text(encoding="utf-8")
        return Failing(counts_in(text))


def counts_in(text: str) -> dict[str, int]:
    """Failed rows of each check, from the lines of Soda's table."""
    line = re.compile(r"\|\s*([sp]\d+)\s*\|.*failed_rows_count: (\d+)")
    return {name: int(count) for name, count in line.findall(text)}
