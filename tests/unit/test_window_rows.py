"""Plain windows kept as rows are the windows that they stand for."""

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest

from tests.nine_verdicts import AS_OF, write_project
from upheld.checker.check import Request, check
from upheld.checker.render.document import part_as_json
from upheld.checker.render.manner import Manner
from upheld.checker.render.windows_csv import render
from upheld.checker.report import Report, Window
from upheld.checker.window_rows import WindowRows, blocks_of

CALLS = """\
id,team,arrived,answered
1,"a, b",2026-03-02T08:00Z,2026-03-02T08:01Z
2,=b,2026-03-02T09:00Z,2026-03-02T09:09Z
3,=b,2026-03-03T09:00Z,2026-03-03T09:01Z
4,"a, b",2026-03-04T11:00Z,
"""
POLICY = """\
zone UTC
event call, calls
  from "calls.csv"
  identified by id
  occurring at arrived
  answered at answered
  wait is answered - arrived
standard quick
  80% of calls answered within 2m per day for each team
standard wait
  average wait of answered calls at most 100s per day for each team and overall
standard few
  at most 1 calls per day
standard edited
  50% of calls answered within 2m per day
  effective from 2026-03-03
standard rounded
  80% of calls answered within 2m per day
  rounded to 1 decimal
"""
MORE = """\
waiver storm
  accepts quick
  from 2026-03-02 until 2026-03-02
  because "The exchange was struck"
  approved by "Head of service" on 2026-03-03
"""


def report_of(folder: Path, policy: str, **asked: str) -> Report:
    """The report of a small run."""
    (folder / "calls.csv").write_text(CALLS, encoding="utf-8")
    (folder / "p.std").write_text(policy, encoding="utf-8")
    request = Request((folder / "p.std",), folder, as_of="2026-03-05T00:00:00Z")
    report = check(replace(request, **asked)).report  # type: ignore[arg-type] # only texts
    assert report is not None
    return report


def made(report: Report) -> Report:
    """The report with all its windows made."""
    standards = [s.but(windows=tuple(s.windows)) for s in report.standards]
    return report.but(standards=tuple(standards))


def rows_in(report: Report) -> int:
    """How many windows of a report are kept as rows."""
    blocks = [block for s in report.standards for block in blocks_of(s.windows)]
    return sum(not isinstance(e, Window) for block in blocks for e in block.entries)


@pytest.mark.parametrize(
    "asked", [{}, {"first": "2026-03-02T10:00:00Z"}, {"as_of": "2026-03-04T11:01:00Z"}]
)
@pytest.mark.parametrize("more", ["", MORE])
def test_rows_are_written_as_their_windows_are(
    more: str, asked: dict[str, str], tmp_path: Path
) -> None:
    report = report_of(tmp_path, POLICY + more, **asked)
    assert rows_in(report) > 0 or more
    assert rows_in(made(report)) == 0
    assert made(report) == report
    assert render(report, Manner()) == render(made(report), Manner())
    assert part_as_json(report) == part_as_json(made(report))
    for standard in report.standards:
        windows = standard.windows
        assert isinstance(windows, WindowRows)
        assert list(windows.verdicts()) == [w.verdict for w in windows]
        assert len(windows) == len(list(windows))
        assert windows[0] == next(iter(windows))
        assert windows[-1:] == (windows[-1],)


def test_all_nine_verdicts_are_written_the_same(tmp_path: Path) -> None:
    write_project(tmp_path)
    policies = (tmp_path / "policies" / "centre.std",)
    report = check(Request(policies, tmp_path, as_of=AS_OF)).report
    assert report is not None
    assert render(report, Manner()) == render(made(report), Manner())


def test_groups_and_values_are_guarded_and_quoted(tmp_path: Path) -> None:
    """A spreadsheet obeys no team's name, and a comma in it starts no cell."""
    report = report_of(tmp_path, POLICY)
    rows = list(csv.DictReader(io.StringIO(render(report, Manner()))))
    assert {row["group"] for row in rows} == {"", "team=a, b", "team==b"}
    day = [row for row in rows if row["standard"] == "wait" and not row["group"]]
    assert [row["exact"] for row in day] == ["300", "60", ""]
    assert [row["value"] for row in day] == ["300", "60", ""]
    assert [row["used"] for row in day] == ["2", "1", "0"]
