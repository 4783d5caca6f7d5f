"""dbt with its DuckDB adapter: one singular test for each standard.

The best case: the tests ask our tuned queries, and the project was parsed before.
"""

import json
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.suite.contenders.base import Job, tool, versions
from benchmarks.suite.settings import ENVIRONMENT
from benchmarks.suite.sql import failing
from benchmarks.suite.tables import Failing, Table

PROJECT = """name: bench
version: '1.0'
profile: bench
model-paths: [models]
test-paths: [tests]
flags:
  send_anonymous_usage_stats: false
"""

PROFILES = """bench:
  target: here
  outputs:
    here:
      type: duckdb
      path: {folder}/dbt.duckdb
      threads: 2
"""

SOURCES = """version: 2
sources:
  - name: raw
    schema: main
    config:
      external_location: "{calls}"
    tables:
      - name: calls
"""


@dataclass(frozen=True, slots=True)
class Dbt:
    """`dbt test`."""

    name: str = "dbt-duckdb"
    #: 1 is for tests that failed, as ours do.
    statuses: tuple[int, ...] = (0, 1)

    def python(self) -> Path:
        """Its environment."""
        return tool("dbt")

    def version(self) -> str:
        """Of dbt and its adapter."""
        return versions(self.python(), "dbt-core", "dbt-duckdb", "duckdb")

    def prepare(self, job: Job) -> None:
        """A project with a source and a test for each standard, parsed."""
        for name in ("models", "tests"):
            shutil.rmtree(job.folder / name, ignore_errors=True)
            (job.folder / name).mkdir()
        texts = {
            "dbt_project.yml": PROJECT,
            "profiles.yml": PROFILES.format(folder=job.folder),
            "models/sources.yml": SOURCES.format(calls=job.calls),
        }
        source = "{{ source('raw', 'calls') }}"
        for standard in job.standards():
            texts[f"tests/{standard.name}.sql"] = failing(standard, source)
        for name, text in texts.items():
            (job.folder / name).write_text(text, encoding="utf-8")
        parse = [*self.dbt("parse"), *self.where(job)]
        subprocess.run(parse, env=ENVIRONMENT, check=True, capture_output=True)

    def dbt(self, verb: str) -> list[str]:
        """The command with a verb."""
        return [str(self.python().with_name("dbt")), verb]

    def where(self, job: Job) -> list[str]:
        """The options that name the project."""
        folder = str(job.folder)
        return ["--project-dir", folder, "--profiles-dir", folder]

    def command(self, job: Job) -> Sequence[str]:
        """All tests."""
        return [*self.dbt("test"), *self.where(job)]

    def table(self, job: Job) -> Table | None:
        """The failures that dbt keeps of its run."""
        path = job.folder / "target" / "run_results.json"
        results = json.loads(path.read_text(encoding="utf-8"))["results"]
        return Failing(
            {r["unique_id"].rpartition(".")[2]: r["failures"] for r in results}
        )
