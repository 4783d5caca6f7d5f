"""A stored baseline: what it decides, what it does not, and what is no baseline."""

import hashlib
import json
from pathlib import Path

import pytest

import upheld
from upheld.checker.check import Outcome, Request, check
from upheld.checker.documents import written

POLICY = """\
zone UTC
event call, calls
  from "calls.csv"
  identified by id
  occurring at queued
  answered at answered
  wait is answered - queued
"""
WAITS = """\
standard s
  average wait of calls at most 10% above baseline 2025-Q1 per quarter
"""
AS_OF = "2025-12-01T00:00:00Z"


def calls(*rows: tuple[str, int, str]) -> str:
    """Calls by their day, how many seconds they waited, and their team."""
    lines = ["id,queued,answered,team"]
    for number, (day, seconds, team) in enumerate(rows):
        start = f"{day}T09:00:00Z"
        end = f"{day}T09:{seconds // 60:02}:{seconds % 60:02}Z"
        lines.append(f"{number},{start},{end},{team}")
    return "\n".join(lines) + "\n"


def run(folder: Path, sentence: str, rows: str, baseline: str | None = None) -> Outcome:
    """Judge one standard over some calls."""
    (folder / "calls.csv").write_text(rows, encoding="utf-8")
    return check(
        Request(
            (Path("case.std"),),
            folder,
            as_of=AS_OF,
            texts={"case.std": POLICY + sentence},
            baseline=None if baseline is None else Path(baseline),
        )
    )


def store(folder: Path, sentence: str, rows: str, name: str = "old.json") -> None:
    """Keep the result of a run as a baseline."""
    outcome = run(folder, sentence, rows)
    assert outcome.report is not None
    text = written(outcome.report)
    (folder / name).write_text(text, encoding="utf-8")


def verdicts(outcome: Outcome) -> list[tuple[str, str, str | None]]:
    """Window, verdict and exact target."""
    assert outcome.report is not None, outcome.diagnostics
    (standard,) = outcome.report.standards
    return [(w.window, w.verdict, w.target_exact) for w in standard.windows]


BEFORE = calls(("2025-01-10", 60, "north"), ("2025-02-10", 101, "south"))


def test_value_of_the_file_decides_though_the_data_have_changed(tmp_path: Path) -> None:
    # 60 s and 101 s are 80.5 s on average, and 10% above it 88.55 s.
    store(tmp_path, WAITS, BEFORE)
    # The first quarter was corrected to 200 s since; 88 s keeps the stored baseline.
    now = calls(("2025-01-10", 200, "north"), ("2025-04-10", 88, "north"))
    assert verdicts(run(tmp_path, WAITS, now, "old.json")) == [
        ("2025-Q1", "breached", "1771/20"),
        ("2025-Q2", "met", "1771/20"),
        ("2025-Q3", "no_data", "1771/20"),
        ("2025-Q4", "pending", "1771/20"),
    ]
    # Without the file the reference is the 200 s that the data say now.
    assert verdicts(run(tmp_path, WAITS, now))[1] == ("2025-Q2", "met", "220")


def test_limit_is_exact_to_the_microsecond(tmp_path: Path) -> None:
    # A third of a second has no end as a decimal: 10% above 1/3 s is 11/30 s.
    third = calls(*(("2025-01-10", s, "n") for s in (0, 0, 1)))
    store(tmp_path, WAITS, third)
    now = calls(*(("2025-04-10", s, "n") for s in (*[0] * 19, *[1] * 11)))
    assert verdicts(run(tmp_path, WAITS, now, "old.json"))[0] == (
        "2025-Q2",
        "met",
        "11/30",
    )
    now = calls(*(("2025-04-10", s, "n") for s in (*[0] * 18, *[1] * 11)))
    assert verdicts(run(tmp_path, WAITS, now, "old.json"))[0][1] == "breached"


def test_each_group_has_its_own_stored_value(tmp_path: Path) -> None:
    grouped = f"{WAITS}  for each team and overall\n"
    store(tmp_path, grouped, BEFORE)
    now = calls(
        ("2025-04-10", 66, "north"),
        ("2025-04-10", 112, "south"),
        ("2025-04-10", 1, "new"),
    )
    outcome = run(tmp_path, grouped, now, "old.json")
    assert outcome.report is not None
    (standard,) = outcome.report.standards
    found = {
        w.group.get("team", "all"): w.verdict
        for w in standard.windows
        if w.window == "2025-Q2"
    }
    # 66 of 66 s, 112 of 111.1 s, no such team then, 59.7 of 88.55 s together.
    assert found == {
        "north": "met",
        "south": "breached",
        "new": "no_data",
        "all": "met",
    }


def test_window_that_had_not_ended_is_no_reference(tmp_path: Path) -> None:
    waits = WAITS.replace("2025-Q1", "2025-Q4")
    store(tmp_path, waits, calls(("2025-11-10", 60, "north")))
    outcome = run(tmp_path, waits, calls(("2025-04-10", 60, "north")), "old.json")
    assert verdicts(outcome)[0] == ("2025-Q2", "no_data", None)
    assert outcome.report is not None
    assert outcome.report.standards[0].windows[0].note == "nothing to compare with"


def test_reference_of_zero_is_an_outcome_of_its_own(tmp_path: Path) -> None:
    store(tmp_path, WAITS, calls(("2025-01-10", 0, "north")))
    outcome = run(tmp_path, WAITS, calls(("2025-04-10", 60, "north")), "old.json")
    assert verdicts(outcome)[0] == ("2025-Q2", "no_data", None)
    assert outcome.report is not None
    assert outcome.report.standards[0].windows[0].note == "the reference is 0"


def test_standard_that_the_file_does_not_have_has_no_reference(tmp_path: Path) -> None:
    store(tmp_path, WAITS, BEFORE)
    other = WAITS.replace("standard s", "standard other")
    # The data reach the first quarter, but the file decides for every baseline.
    assert {v for _, v, _ in verdicts(run(tmp_path, other, BEFORE, "old.json"))} == {
        "no_data"
    }


def test_mean_of_windows_is_compared_with_its_stored_mean(tmp_path: Path) -> None:
    mean = WAITS.replace("per quarter", "per day on average per quarter")
    store(tmp_path, mean, BEFORE)
    now = calls(("2025-04-10", 88, "north"), ("2025-07-10", 89, "north"))
    found = verdicts(run(tmp_path, mean, now, "old.json"))
    assert [v for _, v, _ in found] == ["met", "breached", "pending"]


def test_report_names_the_file_with_its_hash(tmp_path: Path) -> None:
    store(tmp_path, WAITS, BEFORE)
    report = run(tmp_path, WAITS, BEFORE, "old.json").report
    assert report is not None
    assert report.baseline is not None
    content = (tmp_path / "old.json").read_bytes()
    assert report.baseline.sha256 == hashlib.sha256(content).hexdigest()
    assert (report.baseline.name, report.baseline.as_of) == (
        "old.json",
        "2025-12-01T00:00:00+00:00",
    )


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (None, "no such file"),
        ("calls,waits\n", "it is not JSON"),
        ("{}", '"schema"'),
        (json.dumps({"schema": "upheld/report/2"}), '"schema"'),
        (json.dumps({"schema": "upheld/report/1", "as_of": "x"}), "`standards`"),
    ],
)
def test_file_that_is_no_result_is_refused(
    tmp_path: Path, content: str | None, why: str
) -> None:
    if content is not None:
        (tmp_path / "old.json").write_text(content, encoding="utf-8")
    outcome = run(tmp_path, WAITS, BEFORE, "old.json")
    assert outcome.report is None
    (wrong,) = outcome.diagnostics
    assert (wrong.code, outcome.exit_status) == ("E0035", 2)
    assert why in wrong.message


def test_settings_name_a_baseline_from_where_they_stand(tmp_path: Path) -> None:
    store(tmp_path, WAITS, BEFORE)
    (tmp_path / "s.std").write_text(POLICY + WAITS, encoding="utf-8")
    (tmp_path / "upheld.toml").write_text('baseline = "old.json"\n', encoding="utf-8")
    report = upheld.check(tmp_path / "s.std", as_of=AS_OF)
    assert report.baseline is not None
    (tmp_path / "upheld.toml").write_text("", encoding="utf-8")
    assert upheld.check(tmp_path / "s.std", as_of=AS_OF).baseline is None
    given = upheld.check(
        tmp_path / "s.std", as_of=AS_OF, baseline=tmp_path / "old.json"
    )
    assert given.baseline is not None
