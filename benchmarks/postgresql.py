"""How long from PostgreSQL to verdicts, beside the bare read of the same columns.

Needs what `make test` installs: it starts its own server. Prints the ratio of the two
times, which should stay below 1.5, and what a month of the year costs.
"""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import adbc_driver_postgresql.dbapi as driver

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.system.postgres_server import Server, postgres
from upheld.checker.check import Request, check
from upheld.checker.settings import load_settings

ROWS = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000

#: One event every 30 seconds, so that a million are a year.
TABLE = f"""
CREATE TABLE calls AS
SELECT n AS id, start AS queued,
  CASE WHEN n % 10 <> 0 THEN start + (n % 1000 * 7919 % 200) * interval '1 second' END
    AS answered,
  (ARRAY['phone', 'chat', 'mail'])[1 + n % 3] AS channel,
  (n % 10000 / 100.0)::numeric(12, 2) AS cost
FROM (SELECT n, timestamptz '2025-01-01 00:00+00' + n * interval '30 seconds' AS start
      FROM generate_series(1, {ROWS}) AS n) AS numbered
"""

POLICY = """
zone Europe/Stockholm
event call, calls
  from "calls"
  identified by id
  occurring at queued
  answered at answered
  price is cost in EUR
standard answer-speed
  80% of calls answered within 2m per day
  for each channel
standard affordable
  average price of calls at most 60 EUR per month
"""

SETTINGS = """
[sources.calls]
kind = "postgresql"
uri = "BENCHMARK_URI"
table = "calls"
"""

COLUMNS = "id, queued, answered, channel, cost"


def bare(server: Server) -> int:
    """All batches of the five columns, thrown away; how many rows they had."""
    with driver.connect(server.uri) as connection, connection.cursor() as cursor:
        cursor.execute(f"SELECT {COLUMNS} FROM calls")
        return sum(batch.num_rows for batch in cursor.fetch_record_batch())


def judged(folder: Path, first: str | None = None, last: str | None = None) -> int:
    """The run of both standards; how many rows it read."""
    settings, root, _, _ = load_settings(folder)
    request = Request(
        (Path("policy.std"),), root, settings=settings, first=first, last=last
    )
    outcome = check(request)
    assert outcome.report is not None
    assert not outcome.diagnostics, outcome.diagnostics
    return outcome.report.sources[0].rows


def timed(work: Callable[[], int], times: int = 3) -> tuple[float, int]:
    """The least of some times in seconds, and what the work gave."""
    best, given = float("inf"), 0
    for _ in range(times):
        start = time.perf_counter()
        given = work()
        best = min(best, time.perf_counter() - start)
    return best, given


def main() -> None:
    """Print the times and their ratio."""
    with postgres() as server, TemporaryDirectory() as name:
        folder = Path(name)
        server.run(TABLE, "ALTER TABLE calls ADD PRIMARY KEY (id)")
        server.run("CREATE INDEX ON calls (queued)", "ANALYZE calls")
        (folder / "policy.std").write_text(POLICY, encoding="utf-8")
        (folder / "upheld.toml").write_text(SETTINGS, encoding="utf-8")
        os.environ["BENCHMARK_URI"] = server.uri
        os.chdir(folder)
        judged(folder)
        read, rows = timed(lambda: bare(server))
        told("bare read", rows, read, read)
        whole, rows = timed(lambda: judged(folder))
        told("to verdicts", rows, whole, read)
        month, rows = timed(lambda: judged(folder, "2025-03-01", "2025-03-31"))
        told("only March", rows, month, read)


def told(what: str, rows: int, seconds: float, beside: float) -> None:
    """Print one line."""
    times = seconds / beside
    print(
        f"{what:12} {rows:>10,} rows {seconds:6.2f} s  {times:.2f} times the bare read"
    )


if __name__ == "__main__":
    main()
