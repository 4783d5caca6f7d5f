"""Ranks of sliding windows by classes are those of rows repeated for each window."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import patch

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.oracle.test_agreement_more import MANY
from upheld.checker.check import Request, check
from upheld.checker.counting import Counting
from upheld.checker.report import Report

POLICY = """zone Europe/Stockholm
event call, calls
  from "calls"
  occurring at began
  answered at answered
  wait is answered - began
standard a p90 of wait of calls at most 2m over any 3 days
standard b median wait of calls at most 1m over any 2 days for each team
standard c p75 of wait of answered calls at most 2m over any 1 month
  for each team and overall
standard d p10 of wait of answered calls at most 2m over any 5 days
"""

#: The day on which the clock of the zone goes forward is the fifth.
FIRST = datetime(2026, 3, 25, 20, tzinfo=UTC)
SECONDS = st.sampled_from([0, 1, 30, 59, 60, 61, 90, 120, 121, 3600, 90_000])

Log = list[tuple[int, int | None, str | None]]

rows = st.lists(
    st.tuples(
        st.integers(0, 9 * 24 * 3600),
        st.one_of(st.none(), SECONDS),
        st.sampled_from(["north", "south", None]),
    ),
    max_size=60,
)


def judged(log: Log) -> Report:
    """The report of all standards."""
    began = [FIRST + timedelta(seconds=at) for at, _, _ in log]
    answered = [
        None if wait is None else start + timedelta(seconds=wait)
        for start, (_, wait, _) in zip(began, log, strict=True)
    ]
    moment = pa.timestamp("us", "UTC")
    table = pa.table(
        {
            "began": pa.array(began, moment),
            "answered": pa.array(answered, moment),
            "team": pa.array([team for _, _, team in log], pa.string()),
        }
    )
    outcome = check(
        Request(
            (Path("case.std"),),
            Path(),
            as_of="2026-04-03T12:00:00Z",
            texts={"case.std": POLICY},
            sources={"calls": table},
            failures=0,
        )
    )
    assert outcome.report is not None, outcome.diagnostics
    return outcome.report


@MANY
@given(log=rows)
def test_the_same_as_by_repeating_rows(
    log: list[tuple[int, int | None, str | None]],
) -> None:
    found = judged(log)
    assert {s.verdict for s in found.standards}.isdisjoint({"error"})
    with patch.object(Counting, "_ranked", lambda *_: None):
        assert judged(log).standards == found.standards


def test_rows_are_not_repeated() -> None:
    """The plain way is not taken where values are lengths."""
    log: Log = [(n * 3600, n, "north") for n in range(100)]
    with patch.object(Counting, "_repeated", side_effect=AssertionError):
        report = judged(log)
    for standard in report.standards:
        assert any(window.value is not None for window in standard.windows)


@pytest.mark.parametrize("ties", [1, 7, 100])
def test_many_equal_values(ties: int) -> None:
    log: Log = [(n * 600, n % ties, "north") for n in range(1200)]
    with patch.object(Counting, "_ranked", lambda *_: None):
        expected = judged(log)
    assert judged(log).standards == expected.standards
