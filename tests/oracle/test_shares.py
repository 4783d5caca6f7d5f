"""Shares by hand: limits, deadlines, measures, conditions, exclusions."""

from dataclasses import replace
from fractions import Fraction
from typing import Literal

import pytest

from tests.oracle.build import (
    ACKNOWLEDGED,
    IN_TIME,
    LATE,
    MINUTE,
    NEXT_DAY,
    OPEN,
    PROMISED,
    QUEUED,
    SCORE,
    TEAM,
    TWO_MINUTES,
    WAIT,
    answered,
    calls,
    percent,
    result,
    share,
    table,
    verdicts,
    waited,
    windows,
    within,
)
from upheld.dsl import model


def test_an_unanswered_call_is_missed() -> None:
    # 1 of 3 in time, the late one and the open one are missed.
    (window,) = windows(
        share(TWO_MINUTES, percent(90)), table(IN_TIME, LATE, OPEN), NEXT_DAY
    )
    assert (window.verdict, window.met, window.missed) == ("breached", 1, 2)
    assert window.value == Fraction(1, 3)


def test_the_limit_itself_is_in_time_and_a_microsecond_more_is_not() -> None:
    rows = table(
        {"queued": "2026-03-02T09:00Z", "answered": "2026-03-02T09:02:00.000000Z"},
        {"queued": "2026-03-02T09:00Z", "answered": "2026-03-02T09:02:00.000001Z"},
    )
    (window,) = windows(share(TWO_MINUTES, percent(50)), rows, NEXT_DAY)
    assert (window.verdict, window.met, window.missed) == ("met", 1, 1)


def test_a_strict_limit_leaves_itself_out() -> None:
    rows = table(
        {"queued": "2026-03-02T09:00Z", "answered": "2026-03-02T09:02:00Z"},
        {"queued": "2026-03-02T09:00Z", "answered": "2026-03-02T09:01:59.999999Z"},
    )
    strict = share(answered(within(2 * MINUTE, strict=True)), percent(50))
    (window,) = windows(strict, rows, NEXT_DAY)
    assert (window.met, window.missed) == (1, 1)


@pytest.mark.parametrize(
    ("kind", "verdict"),
    [
        ("at_least", "met"),
        ("more_than", "breached"),
        ("at_most", "met"),
        ("less_than", "breached"),
    ],
)
def test_half_of_two_against_a_target_of_half(
    kind: model.BoundKind, verdict: str
) -> None:
    judged = share(TWO_MINUTES, percent(50, kind))
    assert verdicts(judged, table(IN_TIME, LATE), NEXT_DAY) == [("2026-03-02", verdict)]


def test_a_call_is_missed_once_its_deadline_is_at_as_of() -> None:
    # Due at 09:02:00; pending a microsecond before.
    rows = table({"queued": "2026-03-02T09:00+01:00"})
    judged = share(TWO_MINUTES, percent(50), model.Overall())
    before = windows(judged, rows, "2026-03-02T09:01:59.999999+01:00")[0]
    then = windows(judged, rows, "2026-03-02T09:02+01:00")[0]
    assert (before.verdict, before.pending) == ("pending", 1)
    assert (then.verdict, then.missed) == ("breached", 1)


def test_an_answer_before_the_call_is_invalid_also_without_a_limit() -> None:
    rows = table(
        {"queued": "2026-03-02T09:00Z", "answered": "2026-03-02T08:59:59.999999Z"},
        {"queued": "2026-03-02T09:00Z", "answered": "2026-03-02T09:00Z"},
    )
    for outcome in (TWO_MINUTES, answered(), answered(negated=True)):
        (window,) = windows(share(outcome, percent(1, "at_least")), rows, NEXT_DAY)
        assert window.invalid == 1


def test_a_negated_outcome_is_met_by_its_absence() -> None:
    # Answered calls are misses of `not answered`; the open one is met.
    judged = share(answered(negated=True), percent(50))
    (window,) = windows(judged, table(IN_TIME, OPEN), NEXT_DAY)
    assert (window.verdict, window.met, window.missed) == ("met", 1, 1)


def test_a_clock_that_never_started_is_invalid() -> None:
    judged = share(answered(within(2 * MINUTE), of=ACKNOWLEDGED), percent(90))
    started = {**IN_TIME, "acknowledged": "2026-03-02T09:00:30+01:00"}
    (window,) = windows(judged, table(IN_TIME, started), NEXT_DAY)
    assert (window.met, window.invalid) == (1, 1)


def test_one_day_over_the_spring_change_is_shorter_than_24_hours() -> None:
    # Noon on the 28th + 24 h = 13:00 on the 29th, + 1 day = noon. Answered at 12:30.
    rows = table(
        {"queued": "2026-03-28T12:00+01:00", "answered": "2026-03-29T12:30+02:00"}
    )
    exact = share(answered(within(24 * 60 * MINUTE)), percent(90))
    calendar = share(answered(model.Within(model.Period(days=1))), percent(90))
    assert windows(exact, rows, "2026-03-31T00:00+02:00")[0].verdict == "met"
    assert windows(calendar, rows, "2026-03-31T00:00+02:00")[0].verdict == "breached"


def test_a_deadline_in_the_gap_moves_forward() -> None:
    # 02:30 on the 28th + 1 day = 02:30 on the 29th, which is skipped: 03:30+02:00.
    limit = model.Within(model.Period(days=1))
    rows = table(
        {"queued": "2026-03-28T02:30+01:00", "answered": "2026-03-29T03:30+02:00"},
        {"queued": "2026-03-28T02:30+01:00", "answered": "2026-03-29T03:30:01+02:00"},
    )
    (first, *_) = windows(
        share(answered(limit), percent(90)), rows, "2026-04-01T00:00Z"
    )
    assert (first.met, first.missed) == (1, 1)


def test_a_month_from_the_last_of_january_ends_in_february() -> None:
    # 31 January 09:00 + 1 month = 28 February 09:00.
    limit = model.Within(model.Period(months=1))
    rows = table(
        {"queued": "2026-01-31T09:00+01:00", "answered": "2026-02-28T09:00+01:00"},
        {"queued": "2026-01-31T09:00+01:00", "answered": "2026-02-28T09:01+01:00"},
    )
    judged = share(answered(limit), percent(90), "year")
    assert [(w.met, w.missed) for w in windows(judged, rows, "2026-12-01T00:00Z")] == [
        (1, 1)
    ]


def test_at_least_a_day_before_the_promise() -> None:
    # Promised Thursday noon, so Wednesday noon is the last moment.
    lead = model.ByDeadline(PROMISED, model.Period(days=1))
    rows = table(
        *(
            {
                "queued": "2026-03-02T12:00+01:00",
                "answered": answer,
                "promised": "2026-03-05T12:00+01:00",
            }
            for answer in ("2026-03-04T12:00+01:00", "2026-03-04T12:00:01+01:00", "")
        )
    )
    judged = share(answered(lead), percent(90), "week")
    (window,) = windows(judged, rows, "2026-03-04T11:59+01:00")
    assert (window.met, window.missed, window.pending) == (0, 0, 3)
    (window,) = windows(judged, rows, "2026-03-06T00:00+01:00")
    assert (window.met, window.missed, window.pending) == (1, 2, 0)


@pytest.mark.parametrize(
    ("word", "met", "missed", "pending", "excluded", "invalid"),
    [
        (None, 0, 0, 0, 0, 1),
        ("met", 1, 0, 0, 0, 0),
        ("missed", 0, 1, 0, 0, 0),
        ("pending", 0, 0, 1, 0, 0),
        ("excluded", 0, 0, 0, 1, 0),
    ],
)
def test_a_row_without_its_deadline(
    word: Literal["met", "missed", "excluded", "pending"] | None,
    met: int,
    missed: int,
    pending: int,
    excluded: int,
    invalid: int,
) -> None:
    judged = share(answered(model.ByDeadline(PROMISED), negated=True), percent(90))
    judged = replace(judged, without_deadline=word)
    (window,) = windows(judged, table(IN_TIME), NEXT_DAY)
    counts = (met, missed, pending, excluded, invalid)
    found = (window.met, window.missed, window.pending, window.excluded, window.invalid)
    assert found == counts


def above(seconds: int, operator: model.CompareOperator = ">") -> model.Measured:
    """`with wait above …`."""
    limit = model.Constant(Fraction(seconds * 1_000_000), model.LENGTH)
    return model.Measured(WAIT, ((operator, limit),))


def test_a_running_measure_is_above_its_limit_once_that_has_passed() -> None:
    # At 09:05 sharp the call has waited 5 minutes and can only be longer.
    judged = share(above(300), percent(0, "at_most"), model.Overall())
    before = windows(judged, table(OPEN), "2026-03-02T09:04:59.999999+01:00")[0]
    then = windows(judged, table(OPEN), "2026-03-02T09:05+01:00")[0]
    assert (before.verdict, before.pending) == ("pending", 1)
    assert (then.verdict, then.met) == ("breached", 1)


def test_a_running_measure_below_a_limit_is_pending_and_then_missed() -> None:
    judged = share(above(300, "<="), percent(50), model.Overall())
    before = windows(judged, table(OPEN), "2026-03-02T09:04:59.999999+01:00")[0]
    then = windows(judged, table(OPEN), "2026-03-02T09:05+01:00")[0]
    assert (before.pending, then.missed) == (1, 1)


def test_both_and_either() -> None:
    acknowledged = model.Reach(ACKNOWLEDGED, QUEUED, within(MINUTE))
    rows = table(IN_TIME, {**LATE, "acknowledged": "2026-03-02T09:01+01:00"}, LATE)
    either = share(model.Either((TWO_MINUTES, acknowledged)), percent(90))
    both = share(model.Both((TWO_MINUTES, acknowledged)), percent(90))
    assert [(w.met, w.missed) for w in windows(either, rows, NEXT_DAY)] == [(2, 1)]
    assert [(w.met, w.missed) for w in windows(both, rows, NEXT_DAY)] == [(0, 3)]


def test_excluded_ones_are_counted_apart_and_the_counts_add_up() -> None:
    quick = answered(within(10_000_000))
    population = calls(
        where=(model.OneOf(TEAM, (model.Constant("x", model.TEXT),)),),
        excluding=(quick,),
    )
    rows = table(
        {**waited(10), "team": "x"},
        {**waited(11), "team": "x"},
        {**waited(20), "team": "y"},
        {"team": "x", "queued": "soon"},
        {"team": "x", "queued": "2026-03-04T00:00Z"},
        {**waited(30), "team": "x", "answered": "soon"},
    )
    judged = share(TWO_MINUTES, percent(90), population=population)
    found = result(judged, rows, NEXT_DAY)
    # Rows: 1 excluded, 2 met, 3 another team, 4 no start, 5 later, 6 not a moment.
    counts = (found.rows, found.repeats, found.outside, found.not_in_population)
    assert counts == (6, 0, 1, 1)
    assert (found.met, found.excluded, found.invalid) == (1, 1, 2)
    assert [w.invalid for w in found.windows] == [1]


KNOWN = model.Known(TEAM)
HIGH = model.Compare(">", SCORE, model.Constant(Fraction(5), model.NUMBER))


@pytest.mark.parametrize(
    ("condition", "score", "met", "missed", "invalid"),
    [
        (HIGH, "5.000000000001", 1, 0, 0),
        (HIGH, "5", 0, 1, 0),
        (HIGH, "", 0, 1, 0),
        (model.Not(HIGH), "", 1, 0, 0),
        (HIGH, "five", 0, 0, 1),
        (HIGH, "1e3", 0, 0, 1),
        (HIGH, " 6", 0, 0, 1),
        (model.AllOf((HIGH, KNOWN)), "five", 0, 1, 0),
        (model.AnyOf((HIGH, model.Not(KNOWN))), "five", 1, 0, 0),
        (model.Known(SCORE, negated=True), "", 1, 0, 0),
        (model.OneOf(SCORE, (), negated=True), "", 0, 1, 0),
    ],
)
def test_a_condition_has_three_values(
    condition: model.Condition, score: str, met: int, missed: int, invalid: int
) -> None:
    # The team is empty in every row.
    judged = share(model.Holds(condition), percent(50))
    (window,) = windows(judged, table({**OPEN, "score": score}), NEXT_DAY)
    assert (window.met, window.missed, window.invalid) == (met, missed, invalid)


def test_a_column_behind_a_milestone_is_hidden_with_it() -> None:
    column = model.Column("answered", model.TEXT)
    judged = share(model.Holds(model.Known(column)), percent(50))
    later = {**OPEN, "answered": "2026-03-03T00:00:01+01:00"}
    (window,) = windows(judged, table(IN_TIME, later), NEXT_DAY)
    assert (window.met, window.missed) == (1, 1)


def test_excluded_comes_before_invalid_also_without_a_start() -> None:
    excluding = (model.Holds(model.Known(TEAM)),)
    judged = share(TWO_MINUTES, percent(90), population=calls(excluding=excluding))
    found = result(judged, table({"team": "x"}, {"team": ""}), NEXT_DAY)
    assert (found.excluded, found.invalid) == (1, 1)
