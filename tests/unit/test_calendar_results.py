"""The calendars of a run in its report."""

from pathlib import Path

from tests.small_runs import report
from upheld.checker.charts import CalendarResult
from upheld.checker.render.calendars import closed_in_words, hours_in_words
from upheld.checker.render.html import render_html
from upheld.checker.wording import wording_of

POLICY = """\
zone UTC
event call, calls
  from "calls.csv"
  occurring at queued
  answered at answered
calendar office
  Mon-Fri 08:00-12:00, 13:00-17:00
  Sat 10:00-14:00
  closed 2026-03-03
  closed on "holidays.csv"
standard s
  90% of calls answered within 4 working hours per week
"""

CALLS = """\
queued,answered
2026-03-02T09:00:00Z,2026-03-02T09:05:00Z
2026-03-06T09:00:00Z,2026-03-06T09:05:00Z
"""
FILES = {"calls.csv": CALLS, "holidays.csv": "date\n2026-03-05\n2026-12-24\n"}


def test_report_names_hours_closed_dates_and_the_hash_of_their_file(
    tmp_path: Path,
) -> None:
    given = report(tmp_path, POLICY, files=FILES, details=True)
    assert given.calendars is not None
    (office,) = given.calendars
    assert office.closed == ("2026-03-03", "2026-03-05", "2026-12-24")
    assert [file.name for file in office.files] == ["holidays.csv"]
    # Two of the three closed dates lie between the first call and the last.
    said = "2 of 3 in the period: 2026-03-03, 2026-03-05"
    assert closed_in_words(office, given) == said
    page = render_html(given)
    assert said in page
    assert office.files[0].sha256 in page


def test_days_in_a_row_with_the_same_hours_stand_together() -> None:
    working, short = "08:00-12:00, 13:00-17:00", "10:00-14:00"
    office = CalendarResult(name="office", hours=(*[working] * 5, short, ""))
    assert hours_in_words(office) == f"Mon to Fri {working}; Sat {short}"
    polish = hours_in_words(office, wording_of("pl"))
    assert polish == f"pon.\N{EN DASH}pt. {working}; sob. {short}"


def test_run_without_details_names_no_calendar(tmp_path: Path) -> None:
    assert report(tmp_path, POLICY, files=FILES).calendars is None
