"""Columns that tell of people, and lists of events that mask them."""

from pathlib import Path

import pytest

from tests.small_runs import report
from upheld.checker.personal import is_personal
from upheld.checker.report import StandardResult
from upheld.checker.settings import Settings
from upheld.checker.settings_values import checked


@pytest.mark.parametrize(
    "column",
    ["email", "customer_email", "Phone", "homePhone", "name", "first_name", "pesel"],
)
def test_some_names_speak_of_people_by_themselves(column: str) -> None:
    assert is_personal(column)


@pytest.mark.parametrize(
    "column", ["id", "call_id", "product_name", "telephony", "queue", "filename"]
)
def test_other_names_do_not(column: str) -> None:
    assert not is_personal(column)


def test_settings_name_further_columns_whatever_their_capitals() -> None:
    assert is_personal("Member_No", ["member_no"])


POLICY = """\
zone UTC
event call, calls
  from "calls.csv"
  identified by call_id, email
  occurring at queued
  answered at answered
standard s
  90% of calls where phone is known and wait above 1 overall
"""

ROWS = """\
call_id,email,phone,wait,queued,answered
7,a@example.org,,0,2026-03-02T09:00:00Z,
8,b@example.org,555,much,2026-03-02T09:00:00Z,
"""


def standard(folder: Path, **settings: object) -> StandardResult:
    given = report(
        folder,
        POLICY,
        files={"calls.csv": ROWS},
        settings=checked(Settings, settings),
    )
    return given.standards[0]


def test_list_of_events_masks_personal_columns_and_keeps_the_others(
    tmp_path: Path,
) -> None:
    (tmp_path / "calls.csv").write_text("")
    events = standard(tmp_path).failures.shown
    assert {event.identity for event in events} == {"7, •••", "8, •••"}
    assert not [event for event in events if "555" in str(event)]


def test_run_may_be_told_to_show_them(tmp_path: Path) -> None:
    events = standard(tmp_path, show_personal=True).failures.shown
    assert {e.identity for e in events} == {"7, a@example.org", "8, b@example.org"}


def test_value_that_does_not_convert_is_masked_where_it_is_rejected(
    tmp_path: Path,
) -> None:
    given = report(
        tmp_path,
        POLICY,
        files={"calls.csv": ROWS},
        settings=checked(Settings, {"personal": ["wait"]}),
    )
    rejects = [one for source in given.sources for one in source.rejects]
    assert [(one.column, one.value) for one in rejects] == [("wait", "•••")]
    assert all("much" not in e.reason for e in given.standards[0].failures.shown)
