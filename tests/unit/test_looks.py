"""How many values a plan expects of what rows are kept apart by."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb

from tests.oracle.test_fusion import assert_same
from upheld.checker.check import Request, check
from upheld.checker.fusion.looks import first_of
from upheld.checker.settings import Settings
from upheld.checker.sql.nodes import Join, Output, Relation, Select, Star, UnionAll

KINDS = {
    "complaint": "complaint",
    "reply": "ack",
    "resolution": "resolved",
    "hold": "paused",
}
POLICY = (
    "zone UTC\n"
    + "".join(
        f'event {name}, {name}s\n  from "log/*.parquet"\n  about case case_id\n'
        f'  occurring at began\n  where kind is "{kind}"\n'
        for name, kind in KINDS.items()
    )
    + """  lasting until the next
standard s every complaint followed by reply within 1h
    then by resolution within 24h per day
  pausing while hold
  for each team
"""
)


def write_log(folder: Path, days: int) -> None:
    """A file a day of a case that is acknowledged twice, so no grouping tells it."""
    (folder / "log").mkdir()
    minutes = {"complaint": 0, "paused": 10, "resumed": 20, "ack": 30, "resolved": 90}
    with duckdb.connect() as connection:
        for day in range(days):
            start = datetime(2026, 1, 1, 9, tzinfo=UTC) + timedelta(days=day)
            moments = [*minutes.items(), ("ack", 40)]
            rows = ", ".join(
                f"({day}, '{kind}', 't{day % 4}',"
                f" TIMESTAMPTZ '{start + timedelta(minutes=at)}')"
                for kind, at in moments
            )
            connection.execute(
                f"COPY (SELECT * FROM (VALUES {rows}) AS log(case_id, kind, team,"
                f" began)) TO '{folder}/log/{day:03}.parquet' (FORMAT parquet)"
            )


def test_groups_of_a_chain_over_many_files(tmp_path: Path) -> None:
    """DuckDB 2.0.0 never ends where a LIMIT stands over ASOF joins of 33 files."""
    write_log(tmp_path, 40)
    asked = Request(
        policies=(Path("case.std"),),
        root=tmp_path,
        texts={"case.std": POLICY},
        settings=Settings(time_limit=timedelta(minutes=1)),
        failures=0,
    )
    report = check(asked).report
    assert report is not None
    (standard,) = report.standards
    assert standard.verdict == "met", standard.messages
    assert sum(window.counts.met for window in standard.windows) == 40
    assert_same(asked)


def test_rows_of_a_chain_come_from_the_left() -> None:
    every = (Output(Star(), ""),)
    both = Join("asof left", Relation("rows"), Relation("answers"))
    steps = (
        ("rows", Select(every, Relation("calls"))),
        ("answers", Select(every, Relation("others"))),
        ("judged", Select(every, both)),
        ("all", UnionAll((Select(every, Relation("judged")),))),
    )
    assert first_of(("all", steps)) == "calls"
    assert first_of(("calls", ())) == "calls"
