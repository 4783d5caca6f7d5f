"""Windows, groups, editions and waivers by hand."""

from dataclasses import replace
from fractions import Fraction

import pytest

from tests.oracle.build import (
    ANSWERED,
    IN_TIME,
    LATE,
    MINUTE,
    NEXT_DAY,
    OPEN,
    SCORE,
    TWO_MINUTES,
    answered,
    at,
    bound,
    by_team,
    calls,
    edition,
    percent,
    result,
    share,
    statistic,
    table,
    verdicts,
    waited,
    windows,
)
from tests.oracle.evaluate import evaluate
from upheld.dsl import model


@pytest.mark.parametrize(
    ("window", "moment", "label"),
    [
        (model.Per("hour"), "2026-10-25T02:30+02:00", "2026-10-25T02"),
        (model.Per("hour"), "2026-10-25T02:30+01:00", "2026-10-25T02+01:00"),
        (model.Per("day"), "2026-06-09T23:30Z", "2026-06-10"),
        (model.Per("week"), "2027-01-03T09:00+01:00", "2026-W53"),
        (model.Per("month"), "2026-02-28T23:30Z", "2026-03"),
        (model.Per("quarter"), "2026-03-31T23:59+02:00", "2026-Q1"),
        (model.Per("year"), "2025-12-31T23:30Z", "2026"),
        (
            model.PerLength(model.Period(microseconds=15 * MINUTE)),
            "2026-10-25T02:20+01:00",
            "2026-10-25T02:15+01:00",
        ),
        # 2026-03-02 is day 20514 of 1970; 20514 = 732 * 28 + 18, so 12 February.
        (
            model.PerLength(model.Period(days=28)),
            "2026-03-02T09:00+01:00",
            "2026-02-12T00:00",
        ),
        (
            model.PerLength(model.Period(months=2)),
            "2026-04-30T23:00+02:00",
            "2026-03-01T00:00",
        ),
        (model.Overall(), "2026-03-02T09:00+01:00", "overall"),
    ],
)
def test_the_window_of_a_moment(
    window: model.SimpleWindow, moment: str, label: str
) -> None:
    judged = edition(model.NumberOf(calls()), bound("at_most", 1), window)
    assert windows(judged, table({"queued": moment}), moment)[0].label == label


@pytest.mark.parametrize(
    ("unit", "moment", "label", "start"),
    [
        ("quarter", "2026-03-31T12:00+02:00", "2025-Q4", "2026-01-01T00:00+01:00"),
        ("quarter", "2026-04-01T00:00+02:00", "2026-Q1", "2026-04-01T00:00+02:00"),
        ("year", "2026-03-31T12:00+02:00", "2025", "2025-04-01T00:00+02:00"),
    ],
)
def test_a_fiscal_year_is_labelled_by_the_year_it_starts_in(
    unit: model.WindowUnit, moment: str, label: str, start: str
) -> None:
    judged = edition(model.NumberOf(calls()), bound("at_most", 1), model.Per(unit))
    judged = replace(judged, fiscal_month=4)
    (window,) = windows(judged, table({"queued": moment}), moment)
    assert (window.label, window.start_us) == (label, at(start))


def test_the_day_the_clocks_go_back_has_25_hours() -> None:
    judged = edition(model.NumberOf(calls()), bound("at_most", 1))
    rows = table({"queued": "2026-10-25T12:00+01:00"})
    (window,) = windows(judged, rows, "2026-10-26T00:00+01:00")
    assert window.end_us - window.start_us == 25 * 60 * MINUTE


def test_the_day_that_begins_at_as_of_exists_only_with_an_event() -> None:
    judged = share(TWO_MINUTES, percent(90))
    at_midnight = {"queued": "2026-03-03T00:00+01:00"}
    assert len(windows(judged, table(IN_TIME), NEXT_DAY)) == 1
    assert verdicts(judged, table(IN_TIME, at_midnight), NEXT_DAY) == [
        ("2026-03-02", "met"),
        ("2026-03-03", "pending"),
    ]


def test_without_events_there_is_the_window_of_as_of() -> None:
    judged = by_team(edition(model.NumberOf(calls()), bound("at_least", 1)), "a", "b")
    found = windows(judged, table(), "2026-03-02T12:00+01:00")
    assert [(w.label, w.group["team"], w.verdict) for w in found] == [
        ("2026-03-02", "a", "pending"),
        ("2026-03-02", "b", "pending"),
    ]


def test_every_member_of_a_list_is_judged_and_nobody_else() -> None:
    judged = by_team(edition(model.NumberOf(calls()), bound("at_least", 1)), "a", "b")
    rows = table({**OPEN, "team": "a"}, {**OPEN, "team": "c"}, OPEN)
    found = result(judged, rows, NEXT_DAY)
    assert [(w.group["team"], w.verdict) for w in found.windows] == [
        ("a", "met"),
        ("b", "breached"),
    ]
    assert found.not_in_population == 2


def test_a_total_is_nothing_or_zero_where_there_are_no_rows() -> None:
    target = bound("at_least", 1, model.NUMBER)
    judged = edition(statistic("total", SCORE, unit=model.NUMBER), target)
    rows = table({**OPEN, "team": "a", "score": "1"})
    found = windows(by_team(judged, "a", "b"), rows, NEXT_DAY)
    assert [(w.verdict, w.value) for w in found] == [
        ("met", Fraction(1)),
        ("breached", Fraction(0)),
    ]
    rows = table({**OPEN, "score": "1"}, {"queued": "2026-03-04T09:00Z", "score": "2"})
    found = windows(judged, rows, "2026-03-05T00:00+01:00")
    assert [w.verdict for w in found] == ["met", "no_data", "met"]


def test_an_empty_group_value_is_unknown_and_the_whole_stands_beside() -> None:
    judged = replace(by_team(share(TWO_MINUTES, percent(50))), overall=True)
    rows = table({**IN_TIME, "team": "a"}, LATE)
    found = windows(judged, rows, NEXT_DAY)
    assert [(w.group, w.verdict) for w in found] == [
        ({"team": "(unknown)"}, "breached"),
        ({"team": "a"}, "met"),
        ({}, "met"),
    ]


def test_counted_by_moves_an_event_and_drops_one_without_the_milestone() -> None:
    judged = replace(share(answered(), percent(90)), counted_by=ANSWERED)
    overnight = {**OPEN, "answered": "2026-03-03T09:00+01:00"}
    found = result(judged, table(overnight, OPEN), "2026-03-04T00:00+01:00")
    assert [(w.label, w.met) for w in found.windows] == [("2026-03-03", 1)]
    assert found.outside == 1


def test_from_and_to_cut_windows_and_leave_rows_outside() -> None:
    rows = table(waited(5, day=2), waited(5, day=3), waited(5, day=10))
    judged = share(TWO_MINUTES, percent(90), "week")
    found = evaluate(
        judged,
        rows,
        as_of=at("2026-04-01T00:00+02:00"),
        first=at("2026-03-03T00:00+01:00"),
        last=at("2026-03-16T00:00+01:00"),
    )
    # The 16th is a Monday: its week begins where the period ends, without an event.
    assert [(w.label, w.met, w.partial) for w in found.windows] == [
        ("2026-W10", 1, True),
        ("2026-W11", 1, False),
    ]
    assert found.outside == 1
    assert found.windows[0].start_us == at("2026-03-03T00:00+01:00")


def test_an_edition_takes_its_own_days() -> None:
    judged = share(TWO_MINUTES, percent(90), "week")
    older = replace(judged, last="2026-03-03")
    newer = replace(judged, first="2026-03-04")
    rows = table(
        waited(5, day=2),
        {**waited(5), "queued": "2026-03-03T23:59:59.999999+01:00", "answered": ""},
        waited(5, day=4),
    )
    as_of = "2026-03-09T00:00+01:00"
    before, after = result(older, rows, as_of), result(newer, rows, as_of)
    assert [(w.label, w.met, w.missed, w.partial) for w in before.windows] == [
        ("2026-W10", 1, 1, True)
    ]
    assert [(w.label, w.met, w.missed, w.partial) for w in after.windows] == [
        ("2026-W10", 1, 0, True)
    ]
    assert (before.not_in_population, after.not_in_population) == (1, 2)
    assert before.windows[0].end_us == after.windows[0].start_us


def waiver(kind: str, condition: model.Condition | None = None) -> model.Waiver:
    """A waiver for 2 March."""
    assert kind in ("excuses", "accepts")
    return model.Waiver(
        "w",
        "excuses" if kind == "excuses" else "accepts",
        ("s",),
        "2026-03-02",
        "2026-03-02",
        "why",
        "who",
        "2026-03-03",
        condition,
    )


def test_waivers_excuse_events_or_accept_breaches() -> None:
    judged = share(TWO_MINUTES, percent(90))
    rows = table(LATE, waited(300, day=3))
    as_of = at("2026-03-04T00:00+01:00")
    excused = evaluate(judged, rows, as_of=as_of, waivers=(waiver("excuses"),))
    accepted = evaluate(judged, rows, as_of=as_of, waivers=(waiver("accepts"),))
    assert [(w.verdict, w.excluded) for w in excused.windows] == [
        ("no_data", 1),
        ("breached", 0),
    ]
    assert [w.verdict for w in accepted.windows] == ["waived", "breached"]


def test_an_edition_that_has_not_begun_has_no_windows() -> None:
    judged = replace(share(TWO_MINUTES, percent(90)), first="2026-03-04")
    found = result(judged, table(IN_TIME), "2026-03-03T12:00+01:00")
    assert (found.windows, found.not_in_population) == ((), 1)


def test_an_edition_without_events_has_the_window_of_its_last_day() -> None:
    judged = replace(share(TWO_MINUTES, percent(90), "month"), last="2026-03-07")
    (window,) = windows(judged, table(), "2026-05-01T00:00+02:00")
    assert (window.label, window.verdict, window.partial) == (
        "2026-03",
        "no_data",
        True,
    )
    assert window.end_us == at("2026-03-08T00:00+01:00")


def test_a_call_without_its_counting_milestone_is_outside_before_it_is_invalid() -> (
    None
):
    judged = replace(share(TWO_MINUTES, percent(90)), counted_by=ANSWERED)
    found = result(judged, table({"queued": "soon"}), NEXT_DAY)
    assert (found.outside, found.invalid) == (1, 0)


def test_a_call_without_a_start_is_invalid_in_no_window_however_it_is_counted() -> None:
    judged = replace(share(TWO_MINUTES, percent(90)), counted_by=ANSWERED)
    found = result(judged, table({**IN_TIME, "queued": ""}), NEXT_DAY)
    assert (found.outside, found.invalid) == (0, 1)
    assert [w.invalid for w in found.windows] == [0]
