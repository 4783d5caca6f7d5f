"""Calls in one Parquet file a day, and runs over them with and without a state."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import duckdb
import pytest

from upheld.checker.check import Outcome, Request, check
from upheld.checker.render.document import render_json
from upheld.checker.report import Report
from upheld.checker.state.state import State

POLICY = """\
zone Europe/Stockholm
event call, calls
  from "calls/*.parquet"
  occurring at queued
  answered at answered
  wait is answered - queued

standard quick 80% of calls answered within 2m per day
standard fine 80% of calls answered within 2m per hour
standard by-team 80% of calls answered within 2m per week for each team
standard p90 p90 of wait of answered calls at most 2m per month
standard middle median wait of answered calls at most 1m per week for each team
standard longest maximum wait of answered calls at most 9m per day
standard cost average cost of calls at most 5 per month
standard many at least 2 calls per day
standard urgent 60% of calls answered within 1m per month where team is "red"
standard whole 70% of calls answered within 3m overall
standard worst p95 of wait of calls at most 1h overall
"""

#: Two days before the zone's clock is set forward.
FIRST = datetime(2026, 3, 27, tzinfo=UTC)
TEAMS = ("red", "blue", None)

#: Start, seconds until the answer (None: never), team, cost in cents.
Call = tuple[datetime, int | None, str | None, int | None]


def some_calls(random: Random, day: datetime, number: int) -> list[Call]:
    """Calls of one day in UTC; one in eight is never answered."""
    return [
        (
            day + timedelta(seconds=random.randrange(86_400)),
            None if random.random() < 0.125 else random.randrange(1, 600),
            random.choice(TEAMS),
            None if random.random() < 0.1 else random.randrange(1, 1_000),
        )
        for _ in range(number)
    ]


def write_calls(path: Path, calls: Iterable[Call]) -> None:
    """The calls as a Parquet file."""
    path.parent.mkdir(exist_ok=True)
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(
            "CREATE TABLE calls (queued TIMESTAMPTZ, answered TIMESTAMPTZ,"
            " team VARCHAR, cost DECIMAL(10, 2))"
        )
        rows = ", ".join(_row(call) for call in calls)
        if rows:
            connection.execute(f"INSERT INTO calls VALUES {rows}")
        connection.execute(f"COPY calls TO '{path}' (FORMAT parquet)")


def _row(call: Call) -> str:
    """The call as SQL."""
    at, seconds, team, cents = call
    end = None if seconds is None else at + timedelta(seconds=seconds)
    moments = [None if m is None else m.isoformat() for m in (at, end)]
    texts = ["NULL" if t is None else f"'{t}'" for t in (*moments, team)]
    cost = "NULL" if cents is None else f"{cents // 100}.{cents % 100:02d}"
    return f"({', '.join(texts)}, {cost})"


@dataclass
class Days:
    """A project folder with one file of calls a day."""

    folder: Path
    random: Random
    policy: str = POLICY

    def path(self, day: int, part: str = "") -> Path:
        """The file of a day, counted from the first."""
        at = FIRST + timedelta(days=day)
        return self.folder / "calls" / f"{at:%Y-%m-%d}{part}.parquet"

    def add(self, day: int, number: int = 12, part: str = "") -> None:
        """Write the file of a day."""
        at = FIRST + timedelta(days=day)
        write_calls(self.path(day, part), some_calls(self.random, at, number))

    def add_all(self, days: Sequence[int]) -> None:
        """Write the files of some days."""
        for day in days:
            self.add(day)

    def run(self, *, kept: bool = True, **asked: Any) -> Outcome:
        """A run, with the state in `kept` or without any."""
        folder = self.folder / "kept" if kept else None
        names = (Path("case.std"),)
        texts = {"case.std": self.policy}
        request = Request(names, self.folder, texts=texts, state=folder, **asked)
        return check(request)


def report_of(outcome: Outcome) -> Report:
    """The report of a run that judged."""
    assert outcome.report is not None, outcome.diagnostics
    assert not outcome.diagnostics
    return outcome.report


def bytes_of(outcome: Outcome) -> str:
    """The JSON of a run, restatements apart."""
    report = report_of(outcome).but(restated=None)
    return render_json(report)


def same(days: Days) -> None:
    """A run with the state gives what a full run gives."""
    assert bytes_of(days.run()) == bytes_of(days.run(kept=False))


def tables_used(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many tables of each run from now on are put together from kept ones."""
    found: list[int] = []
    close = State.close

    def noted(self: State) -> None:
        found.append(self.used)
        close(self)

    monkeypatch.setattr(State, "close", noted)
    return found
