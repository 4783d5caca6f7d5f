"""A whole run: `as of`, the period, selections, and the same bytes everywhere."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.small_runs import COLUMNS, HEAD, call, report, result, run

WITHIN = "standard s\n  90% of calls answered within 2m per day\n"
ROWS = (
    call("1", "09:00", "09:01", priority="P1")
    + call("2", "10:00", "10:05")
    + call("3", "11:00")
    + call("4", "2026-03-04T09:00:00+01:00", "2026-03-04T09:01:00+01:00")
)
ROOT = Path(__file__).parents[2]


# --- as of ----------------------------------------------------------------------------


def test_as_of_is_the_latest_moment_of_the_events_in_use(tmp_path: Path) -> None:
    found = report(tmp_path, WITHIN, ROWS)
    assert found.as_of == "2026-03-04T09:01:00+01:00"
    assert not found.as_of_given


def test_a_promise_does_not_move_as_of(tmp_path: Path) -> None:
    standard = "standard s\n  90% of calls answered by due per day\n"
    row = call("1", "09:00", "09:01", due="2026-04-01T00:00:00+02:00")
    assert report(tmp_path, standard, row).as_of == "2026-03-02T09:01:00+01:00"


def test_nothing_after_as_of_is_seen(tmp_path: Path) -> None:
    # At 10:02 call 2 waits since two minutes, which is its deadline: missed.
    moment = "2026-03-02T10:02:00+01:00"
    found = result(tmp_path, WITHIN, ROWS, as_of=moment)
    assert found.totals is not None
    assert (found.totals.met, found.totals.missed, found.totals.pending) == (1, 1, 0)
    assert found.totals.outside_period == 2


def test_a_microsecond_before_its_deadline_a_call_is_pending(tmp_path: Path) -> None:
    moment = "2026-03-02T10:01:59.999999+01:00"
    found = result(tmp_path, WITHIN, ROWS, as_of=moment)
    assert found.totals is not None
    assert (found.totals.met, found.totals.missed, found.totals.pending) == (1, 0, 1)


def test_now_is_a_moment_of_this_run(tmp_path: Path) -> None:
    found = report(tmp_path, WITHIN, ROWS, as_of="now")
    assert found.as_of_given
    assert found.as_of > "2026-03-04T09:01:00+01:00"


def test_without_any_moment_as_of_is_now(tmp_path: Path) -> None:
    assert report(tmp_path, WITHIN).as_of > "2026-01-01"


# --- the period and the selection -----------------------------------------------------


def windows(folder: Path, **asked: str) -> list[tuple[str, bool, int]]:
    found = result(folder, WITHIN, ROWS, **asked)
    return [
        (w.window, w.partial, w.counts.met + w.counts.missed) for w in found.windows
    ]


def test_the_period_runs_from_the_first_event_with_empty_days(tmp_path: Path) -> None:
    assert windows(tmp_path) == [
        ("2026-03-02", False, 3),
        ("2026-03-03", False, 0),
        ("2026-03-04", False, 1),
    ]


def test_from_and_to_are_whole_days_and_to_is_included(tmp_path: Path) -> None:
    assert windows(tmp_path, first="2026-03-01", last="2026-03-02") == [
        ("2026-03-01", False, 0),
        ("2026-03-02", False, 3),
    ]


def test_moments_cut_a_window_which_is_then_partial(tmp_path: Path) -> None:
    first, last = "2026-03-02T09:30:00+01:00", "2026-03-02T10:00:00+01:00"
    # Only call 2 began between the two, the last moment included.
    assert windows(tmp_path, first=first, last=last) == [("2026-03-02", True, 1)]


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"as_of": "2026-03-02T09:00:00"}, "E0031"),
        ({"first": "2.3.2026"}, "E0032"),
        ({"last": "2026-13-01"}, "E0032"),
        ({"select": ("z*",)}, "E0030"),
    ],
)
def test_what_cannot_be_meant_is_refused_before_anything_is_judged(
    tmp_path: Path, asked: dict[str, Any], code: str
) -> None:
    outcome = run(tmp_path, WITHIN, ROWS, **asked)
    assert outcome.report is None
    assert outcome.exit_status == 2
    assert [d.code for d in outcome.diagnostics] == [code]


def test_a_selection_takes_shell_patterns(tmp_path: Path) -> None:
    standards = WITHIN + WITHIN.replace("standard s", "standard speed")
    found = report(tmp_path, standards, ROWS, select=("sp*",))
    assert [s.id for s in found.standards] == ["speed"]


def test_progress_is_told_before_each_standard(tmp_path: Path) -> None:
    told: list[tuple[int, int, str]] = []
    standards = WITHIN + WITHIN.replace("standard s", "standard t")

    def progress(done: int, number: int, name: str) -> None:
        told.append((done, number, name))

    report(tmp_path, standards, ROWS, progress=progress)
    assert told == [(0, 2, "s"), (1, 2, "t")]


# --- what stands in a result ----------------------------------------------------------


def test_a_result_names_its_events_clauses_and_marks(tmp_path: Path) -> None:
    standard = WITHIN + (
        '  where priority is "P1"\n  minimum 1 calls\n  warn below 92%\n'
        '  exceeds at 97%\n  owner "Contact centre"\n'
    )
    found = result(tmp_path, standard, ROWS)
    assert (found.noun, found.nouns) == ("call", "calls")
    assert found.marks == ("97/100", "23/25")
    assert found.metadata == {"owner": "Contact centre"}
    assert found.clauses == (
        'where priority is "P1"',
        "minimum 1 calls",
        "warn below 92%",
        "exceeds at 97%",
    )


def test_marks_of_lengths_are_in_seconds(tmp_path: Path) -> None:
    standard = (
        "standard s\n  average wait of calls at most 3m per day\n  warn above 90s\n"
    )
    assert result(tmp_path, standard, ROWS).marks == ("90",)


def test_the_where_that_is_the_outcome_is_no_clause(tmp_path: Path) -> None:
    standard = (
        'standard s\n  90% of calls where priority is "P1" per day\n  where answered'
        " is known\n"
    )
    assert result(tmp_path, standard, ROWS).clauses == ("where answered is known",)


# --- the same bytes -------------------------------------------------------------------


@pytest.fixture
def project(tmp_path: Path) -> Path:
    standards = WITHIN + "  for each priority\n" + WITHIN.replace(" s\n", " t\n")
    (tmp_path / "case.std").write_text(HEAD + standards, encoding="utf-8")
    rows = ROWS + call("5", "soon") + call("6", "09:00", "soon")
    (tmp_path / "calls.csv").write_text(COLUMNS + rows, encoding="utf-8")
    return tmp_path


def printed(folder: Path, format_: str, zone: str) -> bytes:
    """What a run in a process of its own prints."""
    command = [sys.executable, "-m", "upheld", "check", "case.std", "--format", format_]
    environment = {**os.environ, "TZ": zone, "PYTHONPATH": str(ROOT)}
    ended = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, check=False
    )
    assert ended.returncode == 1, ended.stderr
    return ended.stdout


def test_the_zone_of_the_machine_changes_no_byte(project: Path) -> None:
    zones = ("UTC", "America/New_York", "Europe/Stockholm")
    assert len({printed(project, "json", zone) for zone in zones}) == 1


@pytest.mark.parametrize("format_", ["json", "html"])
def test_two_runs_print_the_same_bytes(project: Path, format_: str) -> None:
    assert printed(project, format_, "UTC") == printed(project, format_, "UTC")
