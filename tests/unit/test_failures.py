"""The events behind a verdict: which are listed, in which order, with which words."""

from pathlib import Path
from typing import Any

import pytest

from tests.small_runs import HEAD, call, result

AS_OF = {"as_of": "2026-03-04T00:00:00+01:00"}
WITHIN = "standard s\n  90% of calls answered within 2m per day\n"


def rows_of(
    folder: Path, standard: str, rows: str, *fields: str, **asked: Any
) -> list[tuple[object, ...]]:
    shown = result(folder, standard, rows, **{**AS_OF, **asked}).failures.shown
    return [tuple(getattr(event, field) for field in fields) for event in shown]


def test_late_and_unanswered_events_of_a_floor_are_listed(tmp_path: Path) -> None:
    rows = (
        call("1", "09:00", "09:02") + call("2", "09:00", "09:05") + call("3", "09:01")
    )
    found = rows_of(
        tmp_path, WITHIN, rows, "identity", "reason", "state", "measured", "deadline"
    )
    assert found == [
        ("2", "late", "missed", "5m, 3m late", "2026-03-02T09:02:00+01:00"),
        ("3", "never", "missed", None, "2026-03-02T09:03:00+01:00"),
    ]


def test_one_microsecond_late_is_said(tmp_path: Path) -> None:
    late = "2026-03-02T09:02:00.000001+01:00"
    found = rows_of(tmp_path, WITHIN, call("1", "09:00", late), "measured")
    assert found == [("2m 0.000001s, 0.000001s late",)]


def test_met_events_of_a_ceiling_are_listed(tmp_path: Path) -> None:
    standard = "standard s\n  at most 5% of calls answered per day\n"
    rows = call("1", "09:00", "09:01") + call("2", "09:00")
    found = rows_of(tmp_path, standard, rows, "identity", "state", "reason")
    assert found == [("1", "met", "came")]


def test_a_value_that_does_not_convert_is_named(tmp_path: Path) -> None:
    found = rows_of(
        tmp_path, WITHIN, call("1", "09:00", "24 s"), "identity", "state", "reason"
    )
    assert found == [
        ("1", "invalid", "`answered` is `24 s`, which does not convert"),
    ]


def test_a_value_of_an_event_with_repeats_is_named_too(tmp_path: Path) -> None:
    rows = call("1", "09:00", "24 s") * 2
    assert rows_of(tmp_path, WITHIN, rows, "reason") == [
        ("`answered` is `24 s`, which does not convert",)
    ]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (call("1", "", "09:00"), "start missing"),
        (call("1", "09:00", "08:59"), "outcome before start"),
    ],
)
def test_why_an_event_cannot_be_judged_is_said(
    tmp_path: Path, row: str, reason: str
) -> None:
    assert rows_of(tmp_path, WITHIN, row, "state", "reason") == [("invalid", reason)]


def test_an_event_in_no_window_has_no_window(tmp_path: Path) -> None:
    assert rows_of(tmp_path, WITHIN, call("1", "", "09:00"), "window", "start") == [
        (None, None)
    ]


@pytest.mark.parametrize(
    ("clause", "state", "reason"),
    [
        ("", "invalid", "deadline missing"),
        ("  without deadline missed\n", "missed", "missing"),
    ],
)
def test_an_empty_deadline_is_said(
    tmp_path: Path, clause: str, state: str, reason: str
) -> None:
    standard = f"standard s\n  90% of calls answered by due per day\n{clause}"
    row = call("1", "09:00", "09:01")
    assert rows_of(tmp_path, standard, row, "state", "reason") == [(state, reason)]


def test_a_clock_that_never_started_is_said(tmp_path: Path) -> None:
    standard = "standard s\n  90% of calls answered within 2m of due per day\n"
    found = rows_of(tmp_path, standard, call("1", "09:00", "09:01"), "reason")
    assert found == [("`due` missing, so the clock never started",)]


def test_a_measure_shows_its_value_and_a_running_one_the_time_so_far(
    tmp_path: Path,
) -> None:
    standard = "standard s\n  at most 5% of calls with wait above 5m per day\n"
    rows = call("1", "09:00", "09:06") + call("2", "23:50")
    # As of midnight two days later call 2 has waited 24 h 10 min.
    assert rows_of(tmp_path, standard, rows, "reason", "measured") == [
        ("condition", "6m"),
        ("not ended", "1d 10m so far"),
    ]


def test_a_condition_shows_the_columns_it_looks_at(tmp_path: Path) -> None:
    standard = 'standard s\n  every call where priority is "P1" per day\n'
    rows = call("1", "09:00") + call("2", "09:00", priority="")
    assert rows_of(tmp_path, standard, rows, "measured", "reason") == [
        ("priority: P2", "condition"),
        ("priority: unknown", "condition"),
    ]


def test_of_two_outcomes_the_first_broken_one_gives_the_reason(tmp_path: Path) -> None:
    standard = (
        "standard s\n  every call answered within 10m and answered by due per day\n"
    )
    rows = call("1", "09:00", "09:05", "09:04") + call("2", "09:00", "09:15", "09:04")
    assert rows_of(tmp_path, standard, rows, "identity", "measured") == [
        ("1", "5m, 1m late"),  # in ten minutes, but after 09:04
        ("2", "15m, 5m late"),  # both: ten minutes are the first
    ]


def test_an_answer_by_another_event_gives_its_moment(tmp_path: Path) -> None:
    standard = HEAD + (
        "event reply\n"
        '  from "replies.csv"\n  about customer customer\n  occurring at sent\n'
        "standard s\n  90% of calls followed by reply within 2m per day\n"
    )
    replies = "customer,sent\na,2026-03-02T09:05:00+01:00\n"
    rows = call("1", "09:00", customer="a") + call("2", "09:00", customer="b")
    found = rows_of(
        tmp_path, standard, rows, "reason", "measured", files={"replies.csv": replies}
    )
    assert found == [("late", "5m, 3m late"), ("never", None)]


def test_a_gap_of_a_recurrence_is_listed(tmp_path: Path) -> None:
    standard = "standard s\n  calls at least every 1h\n"
    rows = call("1", "09:00") + call("2", "11:30")
    found = rows_of(
        tmp_path,
        standard,
        rows,
        *("identity", "deadline", "outcome", "measured", "reason"),
        as_of="2026-03-02T12:00:00+01:00",
    )
    assert found == [
        (
            "gap after 2026-03-02T09:00:00+01:00",
            "2026-03-02T10:00:00+01:00",
            "2026-03-02T11:30:00+01:00",
            "2h 30m, 1h 30m late",
            "late",
        )
    ]


def test_events_of_a_ceiling_on_a_count_are_those_of_windows_past_it(
    tmp_path: Path,
) -> None:
    standard = "standard s\n  at most 1 calls per day\n"
    next_day = "2026-03-03T09:00:00+01:00"
    rows = call("1", "09:00") + call("2", "10:00") + call("3", next_day)
    found = result(tmp_path, standard, rows, **AS_OF).failures
    assert [(e.identity, e.reason) for e in found.shown] == [
        ("1", "counted"),
        ("2", "counted"),
    ]
    assert found.total == 2


def test_a_statistic_lists_what_could_not_be_judged_only(tmp_path: Path) -> None:
    standard = "standard s\n  average wait of calls at most 1m per day\n"
    rows = call("1", "09:00", "09:30") + call("2", "09:00", "08:00")
    assert rows_of(tmp_path, standard, rows, "identity", "reason") == [
        ("2", "outcome before start")
    ]


def test_breached_windows_come_first_then_warned_ones_then_the_others(
    tmp_path: Path,
) -> None:
    # 2 March: 3 of 4 met, above the warning line; 3 March: 2 of 3 met, warned;
    # 4 March: 0 of 1 met, breached.
    day3, day4 = "2026-03-03T09:0{}:00+01:00", "2026-03-04T09:0{}:00+01:00"
    rows = "".join(
        [
            *(call(f"m{n}", "09:00", "09:01") for n in range(3)),
            call("ok day", "09:00"),
            *(call(f"w{n}", day3.format(0), day3.format(1)) for n in range(2)),
            call("warned day", day3.format(0)),
            call("breached day", day4.format(0)),
        ]
    )
    standard = (
        "standard s\n  50% of calls answered within 2m per day\n  warn below 70%\n"
    )
    found = rows_of(
        tmp_path, standard, rows, "identity", as_of="2026-03-06T00:00:00+01:00"
    )
    assert found == [("breached day",), ("warned day",), ("ok day",)]


def test_inside_a_window_events_come_by_start_then_identity(tmp_path: Path) -> None:
    rows = call("b", "09:01") + call("c", "09:00") + call("a", "09:01")
    assert rows_of(tmp_path, WITHIN, rows, "identity") == [("c",), ("a",), ("b",)]


@pytest.mark.parametrize(("limit", "shown"), [(0, 0), (2, 2), (25, 3)])
def test_a_list_that_is_cut_says_how_many_there_are(
    tmp_path: Path, limit: int, shown: int
) -> None:
    rows = call("1", "09:00") + call("2", "09:00") + call("3", "")
    found = result(tmp_path, WITHIN, rows, failures=limit, **AS_OF).failures
    assert (len(found.shown), found.total) == (shown, 3)


def test_an_event_has_its_group(tmp_path: Path) -> None:
    standard = WITHIN + "  for each priority\n"
    rows = call("1", "09:00", priority="") + call("2", "09:00", priority="P1")
    assert rows_of(tmp_path, standard, rows, "group", "identity") == [
        ({"priority": "(unknown)"}, "1"),
        ({"priority": "P1"}, "2"),
    ]


def test_groups_may_be_called_like_columns_of_ours(tmp_path: Path) -> None:
    head = HEAD.replace('when priority is "P1"', 'when State is "P1"')
    standard = head + WITHIN + "  for each State\n"
    columns = "id,customer,queued,answered,due,State\n"
    files = {"calls.csv": columns + call("1", "09:00", "09:01") + call("2", "09:00")}
    found = result(tmp_path, standard, files=files, **AS_OF)
    assert [(w.group, w.counts.met, w.counts.missed) for w in found.windows][:1] == [
        ({"State": "P2"}, 1, 1)
    ]
    assert [e.identity for e in found.failures.shown] == ["2"]


def test_an_event_without_identity_is_told_by_what_is_known_of_it(
    tmp_path: Path,
) -> None:
    head = HEAD.replace("  identified by id\n", "")
    narrowed = WITHIN + '  where priority is "P2"\n'
    row = call("1", "09:00")
    assert rows_of(tmp_path, head + narrowed, row, "identity") == [("priority P2",)]
    assert rows_of(tmp_path, head + WITHIN, row, "identity") == [
        ("call of 2026-03-02T09:00:00+01:00",)
    ]
