"""Limits on the calendar of a clock with many changes: the same, by way of a column."""

from pathlib import Path

import pytest

from upheld.checker import limits
from upheld.checker.cases import run_cases

CASES = Path(__file__).parents[1] / "cases"
PAGES = (
    "zones-adversary",
    "time-zones",
    "limits-by-row",
    "sequences-more",
    "sequences",
)


@pytest.mark.parametrize("page", PAGES)
def test_cases_pass_by_way_of_a_column(
    page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MANY_CHANGES", -1)
    found = run_cases([CASES / f"{page}.md"])
    assert found.exit_status == 0, [r.differences for r in found.results]
