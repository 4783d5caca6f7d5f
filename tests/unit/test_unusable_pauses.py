"""Pauses that cannot be used are counted where a log may have some."""

from collections.abc import Sequence
from pathlib import Path

import duckdb
import pytest

import upheld
from upheld.checker.pauses import Pauses
from upheld.checker.sql.nodes import Query

POLICY = """zone UTC
event ticket, tickets
  from "tickets.parquet"
  about case id
  occurring at at_
  resolved at resolved
event closing, closings
  from "log.parquet"
  about case id
  occurring at at_
  where state is "closed"
event hold, holds
  from "log.parquet"
  about case id
  occurring at at_
  where state is "hold"
  lasting until the next
standard s 50% of tickets {outcome} within 1h overall
  pausing while hold
"""
LOG = (("1", "hold", "09:10"), ("1", "open", "10:10"), ("1", "closed", "10:30"))
FOLLOWED = "followed by closing"


def judged(
    folder: Path, log: Sequence[tuple[str, str, str | None]], outcome: str
) -> tuple[int, int, int]:
    """Met, missed and invalid tickets, of one opened at 09:00 and resolved at 10:30."""
    day = "2025-03-03T"
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE log (id INT, state VARCHAR, at_ TIMESTAMPTZ)")
        rows = [(i, state, at and f"{day}{at}Z") for i, state, at in log]
        connection.executemany("INSERT INTO log VALUES (?, ?, ?)", rows)
        connection.execute(f"COPY log TO '{folder / 'log.parquet'}'")
        ticket = f"1 AS id, '{day}09:00Z'::TIMESTAMPTZ AS at_, at_ + INTERVAL 90 MINUTE"
        connection.execute(
            f"COPY (SELECT {ticket} AS resolved) TO '{folder / 'tickets.parquet'}'"
        )
    (folder / "case.std").write_text(POLICY.format(outcome=outcome))
    report = upheld.check(folder / "case.std", as_of="2025-03-04T00:00:00Z")
    counts = report.standards[0].windows[0].counts
    return counts.met, counts.missed, counts.invalid


@pytest.mark.parametrize(
    ("outcome", "more", "asked", "told"),
    [
        (FOLLOWED, (), False, (1, 0, 0)),
        (FOLLOWED, (("1", "hold", None),), True, (0, 0, 1)),
        (FOLLOWED, (("2", "hold", None),), True, (1, 0, 0)),
        # How many a key has is asked as well, where they may be added up.
        ("resolved", (), True, (1, 0, 0)),
    ],
)
def test_unusable_pauses_are_counted_where_there_may_be_some(
    outcome: str,
    more: tuple[tuple[str, str, None], ...],
    asked: bool,
    told: tuple[int, int, int],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    queries: list[Query] = []
    real = Pauses.counted

    def noted(self: Pauses) -> Query:
        queries.append(real(self))
        return queries[-1]

    monkeypatch.setattr(Pauses, "counted", noted)
    monkeypatch.chdir(tmp_path)
    assert judged(tmp_path, [*LOG, *more], outcome) == told
    assert bool(queries) is asked
