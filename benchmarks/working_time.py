"""CPU seconds of working hours with pauses: 250,000 tickets, 1,000,000 pauses, 5 years.

    python benchmarks/working_time.py [TICKETS]

The tickets and their pauses (four for each) are made in DuckDB and written as Parquet;
one standard judges them by an office calendar with nine closed days a year.
"""

import resource
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from upheld.checker.check import Request, check
from upheld.connectors.lock import connect

POLICY = """zone Europe/Stockholm
event ticket, tickets
  from "tickets.parquet"
  identified by id unique
  about case id
  occurring at opened
  resolved at resolved
event hold, holds
  from "holds.parquet"
  about case case
  during begins to ends
calendar office
  Mon-Fri 08:00-12:00, 13:00-17:00
  Sat 10:00-14:00
  closed on "holidays.csv"
standard solved
  90% of tickets resolved within 8 working hours per month
  pausing while hold
"""

TICKETS = """
COPY (
  SELECT
    range AS id,
    to_timestamp((1609459200 + hash(range) % 157680000)::BIGINT) AS opened,
    opened + to_seconds((hash(range, 1) % 600000)::BIGINT) AS resolved
  FROM range({tickets})
) TO '{folder}/tickets.parquet'
"""

HOLDS = """
COPY (
  SELECT
    id AS case,
    opened + to_seconds((hash(id, hold) % 400000)::BIGINT) AS begins,
    begins + to_seconds((hash(id, hold, 1) % 90000)::BIGINT) AS ends
  FROM '{folder}/tickets.parquet', range(4) AS holds(hold)
) TO '{folder}/holds.parquet'
"""


def write_data(folder: Path, tickets: int) -> None:
    """Write the tickets, their pauses and the closed days."""
    with connect() as connection:
        for statement in (TICKETS, HOLDS):
            connection.execute(statement.format(folder=folder, tickets=tickets))
    days = ("01-01", "01-06", "05-01", "06-06", "06-20", "08-15", "11-01", "12-24")
    dates = [f"{year}-{day}" for year in range(2021, 2027) for day in (*days, "12-31")]
    (folder / "holidays.csv").write_text("date\n" + "\n".join(dates) + "\n")


def spent() -> float:
    """CPU seconds of this process so far, all threads together."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Make the data, judge them, and print what it took."""
    tickets = int(sys.argv[1]) if len(sys.argv) > 1 else 250_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_data(folder, tickets)
        before, began = spent(), perf_counter()
        request = Request(
            policies=(Path("bench.std"),), root=folder, texts={"bench.std": POLICY}
        )
        outcome = check(request)
        seconds, elapsed = spent() - before, perf_counter() - began
    assert outcome.report is not None, outcome.diagnostics
    (standard,) = outcome.report.standards
    assert standard.verdict != "error", standard.messages
    met = sum(window.counts.met for window in standard.windows)
    missed = sum(window.counts.missed for window in standard.windows)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{tickets} tickets, {4 * tickets} pauses: {met} met, {missed} missed")
    print(f"{seconds:.2f} s of CPU, {elapsed:.2f} s on the clock, {peak:.0f} MB")


if __name__ == "__main__":
    main()
