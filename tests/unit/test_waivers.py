"""Waivers and improvements: states, what they cover, and how they are told."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from upheld.checker.check import Request, check
from upheld.checker.render.html import render_html
from upheld.checker.render.text import render_text
from upheld.checker.report import Report, WaiverResult, WaiverState
from upheld.checker.waivers import state_of
from upheld.checker.zones import DAY, micros

FIRST = micros(datetime(2026, 3, 1, tzinfo=UTC))
#: When every day of the calls has closed.
CLOSED = "2026-03-05T00:00:00+01:00"

END = micros(datetime(2026, 5, 1, tzinfo=UTC))

POLICY = """
zone Europe/Stockholm
event call, calls
  from "calls.csv"
  occurring at queued
  answered at answered
standard s "Calls are answered"
  90% of calls answered within 2m per day
standard t
  at most 1 call per day
"""

#: 2 March: 1 of 2 answered in time. 3 March: 1 of 1. 4 March: 0 of 1.
CALLS = """queued,answered
2026-03-02T09:00:00+01:00,2026-03-02T09:01:00+01:00
2026-03-02T10:00:00+01:00,2026-03-02T10:09:00+01:00
2026-03-03T09:00:00+01:00,2026-03-03T09:01:00+01:00
2026-03-04T09:00:00+01:00,
"""


def waiver(name: str, kind: str, first: str, last: str) -> str:
    return f"""
waiver {name}
  {kind}
  from {first} until {last}
  because "Moved to <the> new premises"
  approved by "Head of service" on 2026-02-20
"""


def report(folder: Path, policy: str, as_of: str = CLOSED) -> Report:
    """A run over the calls above."""
    (folder / "calls.csv").write_text(CALLS, encoding="utf-8")
    texts = {"case.std": POLICY + policy}
    found = check(Request((Path("case.std"),), folder, as_of=as_of, texts=texts))
    assert found.report is not None, found.diagnostics
    return found.report


def only_waiver(folder: Path, text: str, as_of: str = CLOSED) -> WaiverResult:
    """The one waiver of a run."""
    (found,) = report(folder, text, as_of).waivers
    return found


# --- states ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("as_of", "covers", "state"),
    [
        (FIRST - 1, False, "future"),
        (FIRST - 1, True, "future"),
        (FIRST, True, "in_force"),
        (END - 30 * DAY - 1, True, "in_force"),
        (END - 30 * DAY, True, "ending_soon"),
        (END - 1, True, "ending_soon"),
        (END, True, "expired"),
        (FIRST, False, "orphaned"),
        (END, False, "orphaned"),
    ],
)
def test_state_is_the_first_line_that_fits(
    as_of: int,
    covers: bool,
    state: WaiverState,
) -> None:
    assert state_of(FIRST, END, as_of, covers=covers) == state


def test_last_day_is_over_at_the_midnight_of_its_zone(tmp_path: Path) -> None:
    text = waiver("move", "accepts s", "2026-03-02", "2026-03-04")
    before = only_waiver(tmp_path, text, "2026-03-04T23:59:59+01:00")
    after = only_waiver(tmp_path, text, "2026-03-05T00:00:00+01:00")
    assert (before.state, after.state) == ("ending_soon", "expired")


# --- what is covered ------------------------------------------------------------------


def test_accepting_waiver_counts_its_windows_and_the_breaches_among_them(
    tmp_path: Path,
) -> None:
    text = waiver("move", "accepts s", "2026-03-02", "2026-03-03")
    found = only_waiver(tmp_path, text)
    # Two days lie inside; only the first was breached.
    assert (found.windows, found.windows_waived, found.events_excused) == (2, 1, 0)


def test_excusing_waiver_counts_its_events_once_for_each_standard(
    tmp_path: Path,
) -> None:
    text = waiver("move", "excuses s, t", "2026-03-02", "2026-03-03")
    found = only_waiver(tmp_path, text)
    # Three calls of two days, for two standards.
    assert (found.windows, found.events_excused) == (4, 6)
    assert found.standards == ("s", "t")


def test_waiver_that_covers_nothing_of_the_data_is_orphaned(tmp_path: Path) -> None:
    text = waiver("old", "excuses s", "2025-03-02", "2025-03-03")
    assert only_waiver(tmp_path, text).state == "orphaned"
    # A day is never wholly inside a waiver of another year.
    text = waiver("old", "accepts s", "2025-03-02", "2025-03-03")
    assert only_waiver(tmp_path, text).state == "orphaned"


def test_events_that_were_excused_before_are_not_counted_for_another_waiver(
    tmp_path: Path,
) -> None:
    text = waiver("one", "excuses s", "2026-03-02", "2026-03-02")
    text += waiver("two", "excuses s", "2026-03-02", "2026-03-03")
    first, second = report(tmp_path, text).waivers
    # Each is counted as if it stood alone.
    assert (first.events_excused, second.events_excused) == (2, 3)


def test_waivers_of_standards_that_were_not_selected_are_not_listed(
    tmp_path: Path,
) -> None:
    (tmp_path / "calls.csv").write_text(CALLS, encoding="utf-8")
    text = POLICY + waiver("move", "accepts s", "2026-03-02", "2026-03-03")
    texts = {"case.std": text}
    request = Request((Path("case.std"),), tmp_path, select=("t",), texts=texts)
    found = check(request).report
    assert found is not None
    assert found.waivers == ()


# --- raw beside adjusted --------------------------------------------------------------


def test_verdict_without_waivers_stands_beside_the_adjusted_one(tmp_path: Path) -> None:
    text = waiver("move", "excuses s", "2026-03-02", "2026-03-04")
    standard = report(tmp_path, text).standards[0]
    assert (standard.verdict, standard.verdict_without_waivers) == (
        "no_data",
        "breached",
    )
    raw = [window.verdict_without_waiver for window in standard.windows]
    assert raw == ["breached", "met", "breached"]


def test_standard_that_no_waiver_touches_says_nothing_of_it(tmp_path: Path) -> None:
    text = waiver("move", "accepts s", "2026-03-03", "2026-03-03")
    for standard in report(tmp_path, text).standards:
        assert standard.verdict_without_waivers is None
        assert {w.verdict_without_waiver for w in standard.windows} == {None}


# --- what people read -----------------------------------------------------------------


def test_text_lists_every_waiver_with_both_results(tmp_path: Path) -> None:
    text = waiver("move", "accepts s", "2026-03-02", "2026-03-04")
    lines = render_text(report(tmp_path, text), color=False, width=100)
    assert "waiver move: accepts s, 2026-03-02 to 2026-03-04, expired" in lines
    assert "2 of 3 windows waived; s waived, breached without" in lines
    assert "approved by Head of service on 2026-02-20" in lines
    assert "waiver move, breached without it" in lines


def test_text_shows_the_value_without_the_excuse(tmp_path: Path) -> None:
    text = waiver("gone", "excuses s", "2026-03-02", "2026-03-02")
    lines = render_text(report(tmp_path, text), color=False, width=120, verbose=True)
    assert "2 events in 1 window" in lines
    assert "waiver gone, breached at 50.0% without it" in lines


def test_approval_without_a_day_is_told_without_one(tmp_path: Path) -> None:
    text = waiver("move", "accepts s", "2026-03-02", "2026-03-04")
    text = text.replace(" on 2026-02-20", "")
    lines = render_text(report(tmp_path, text), color=False, width=100)
    assert "approved by Head of service\n" in lines


def test_page_lists_waivers_and_escapes_their_reason(tmp_path: Path) -> None:
    text = waiver("move", "accepts s", "2026-03-02", "2026-03-04")
    page = render_html(report(tmp_path, text))
    assert '<section id="waivers">' in page
    assert "Moved to &lt;the&gt; new premises" in page
    assert "No waiver was asked for." in render_html(report(tmp_path, ""))


# --- improvements ---------------------------------------------------------------------

IMPROVED = 'improvement ivr for s started 2026-03-03 "Retrained the menu"\n'


def test_improvement_compares_what_was_before_with_what_came_since(
    tmp_path: Path,
) -> None:
    (found,) = report(tmp_path, IMPROVED).standards[0].improvements
    # 2 March: 1 of 2. From 3 March on: 1 of 2 as well.
    assert (found.before.exact, found.after.exact) == ("1/2", "1/2")
    assert (found.before.counts.met, found.before.counts.missed) == (1, 1)
    assert (found.change_exact, found.better) == ("0", None)
    assert found.before.end == found.after.start == "2026-03-03T00:00:00+01:00"


def test_change_of_a_share_is_in_points_and_better_where_the_target_points(
    tmp_path: Path,
) -> None:
    text = IMPROVED.replace("2026-03-03", "2026-03-04")
    (found,) = report(tmp_path, text).standards[0].improvements
    # Before: 2 of 3. Since: 0 of 1.
    assert (found.change_exact, found.change_unit) == ("-200/3", "points")
    assert found.better is False
    text = text.replace("for s", "for t")
    (found,) = report(tmp_path, text).standards[1].improvements
    # Three calls before, one since, and fewer are better.
    assert (found.change_exact, found.better) == ("-2", True)


def test_improvement_that_began_before_the_data_has_nothing_before(
    tmp_path: Path,
) -> None:
    text = IMPROVED.replace("2026-03-03", "2025-01-01")
    (found,) = report(tmp_path, text).standards[0].improvements
    assert found.before.value is None
    assert found.after.exact == "1/2"
    assert found.change is None


def test_improvements_are_told_in_text_and_on_the_page(tmp_path: Path) -> None:
    text = IMPROVED.replace("2026-03-03", "2026-03-04")
    found = report(tmp_path, text)
    lines = render_text(found, color=False, width=120)
    assert "improvement ivr (2026-03-04): before 66.7% (2 of 3 calls)" in lines
    assert "since 0.0% (0 of 1 call); -66.7 points, worse" in lines
    page = render_html(found)
    assert "Retrained the menu" in page
    assert "-66.7 points, worse" in page
