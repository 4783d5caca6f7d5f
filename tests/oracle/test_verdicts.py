"""Verdicts by hand: pending, open windows, tiers, empty windows."""

from dataclasses import replace
from fractions import Fraction

import pytest

from tests.oracle.build import (
    IN_TIME,
    LATE,
    MINUTE,
    NEXT_DAY,
    OPEN,
    SCORE,
    TWO_MINUTES,
    answered,
    bound,
    calls,
    edition,
    percent,
    share,
    statistic,
    table,
    verdicts,
    waited,
    windows,
    within,
)
from upheld.dsl import model


@pytest.mark.parametrize(
    ("met", "missed", "verdict"), [(9, 0, "met"), (8, 1, "pending"), (8, 2, "breached")]
)
def test_a_pending_call_leaves_it_open_only_where_it_matters(
    met: int, missed: int, verdict: str
) -> None:
    # LANGUAGE.md section 5: floor 90% with one pending.
    pending = {"queued": "2026-03-02T23:59:30+01:00"}
    rows = table(*[IN_TIME] * met, *[LATE] * missed, pending)
    judged = share(TWO_MINUTES, percent(90))
    as_of = "2026-03-03T00:00:30+01:00"
    assert verdicts(judged, rows, as_of)[0] == ("2026-03-02", verdict)


def test_a_share_that_may_still_reach_its_band_is_pending() -> None:
    # 0 of 2 now; with one met it would be 50%, inside the band; with two, outside.
    pending = {"queued": "2026-03-02T23:59:30+01:00"}
    outcome = model.ShareOf(calls(), TWO_MINUTES)
    target = model.Bound("between", Fraction(2, 5), model.PERCENT, Fraction(3, 5))
    judged = edition(outcome, target)
    as_of = "2026-03-03T00:00:30+01:00"
    found = verdicts(judged, table(pending, pending), as_of)
    assert found[0] == ("2026-03-02", "pending")


@pytest.mark.parametrize(
    ("target", "rows", "verdict"),
    [
        (percent(90), [IN_TIME], "pending"),
        (percent(100), [IN_TIME, LATE], "breached"),
        (percent(100), [IN_TIME], "pending"),
        (percent(0, "at_most"), [IN_TIME, LATE], "breached"),
        (percent(0, "at_most"), [LATE], "pending"),
        (percent(0, "more_than"), [IN_TIME], "met"),
        (percent(100, "less_than"), [LATE], "met"),
        (percent(100, "less_than"), [IN_TIME], "pending"),
    ],
)
def test_an_open_window_is_decided_only_by_what_nothing_can_change(
    target: model.Bound, rows: list[dict[str, str]], verdict: str
) -> None:
    judged = share(TWO_MINUTES, target)
    noon = "2026-03-02T12:00+01:00"
    assert verdicts(judged, table(*rows), noon) == [("2026-03-02", verdict)]


@pytest.mark.parametrize(
    ("target", "number", "verdict"),
    [
        (bound("at_most", 2), 3, "breached"),
        (bound("at_most", 2), 2, "pending"),
        (bound("at_least", 2), 2, "met"),
        (bound("at_least", 2), 1, "pending"),
        (bound("between", 2, high=3), 3, "pending"),
        (bound("between", 2, high=3), 1, "pending"),
        (bound("between", 2, high=3), 4, "breached"),
    ],
)
def test_a_count_in_an_open_window(
    target: model.Bound, number: int, verdict: str
) -> None:
    judged = edition(model.NumberOf(calls()), target)
    noon = "2026-03-02T12:00+01:00"
    assert verdicts(judged, table(*[OPEN] * number), noon) == [("2026-03-02", verdict)]


def test_tiers_keep_an_open_count_pending() -> None:
    # At least 2 with 3 calls would be met, but a fifth would make it exceeded.
    judged = edition(model.NumberOf(calls()), bound("at_least", 2))
    judged = replace(judged, exceeds=Fraction(5))
    noon = "2026-03-02T12:00+01:00"
    assert verdicts(judged, table(OPEN, OPEN, OPEN), noon) == [
        ("2026-03-02", "pending")
    ]
    assert verdicts(judged, table(*[OPEN] * 5), noon) == [("2026-03-02", "exceeded")]


def test_late_data_keep_a_window_open_by_the_calendar() -> None:
    # The 2nd ends on the 3rd at 00:00; two days more are the 5th at 00:00.
    judged = replace(share(TWO_MINUTES, percent(90)), late_data=model.Period(days=2))
    before = verdicts(judged, table(IN_TIME), "2026-03-04T23:59+01:00")
    then = verdicts(judged, table(IN_TIME), "2026-03-05T00:00+01:00")
    assert (before[0][1], then[0][1]) == ("pending", "met")


def test_tiers_of_a_floor() -> None:
    # 3 of 5 is breached, 4 of 5 warned, 5 of 5 met; exceeded at 80% for another.
    judged = share(TWO_MINUTES, percent(70))
    warned = replace(judged, warn=model.Warn("below", Fraction(85, 100)))
    exceeded = replace(judged, exceeds=Fraction(80, 100))
    found = []
    for met in (3, 4, 5):
        rows = table(*[IN_TIME] * met, *[LATE] * (5 - met))
        found.append(
            [windows(e, rows, NEXT_DAY)[0].verdict for e in (warned, exceeded)]
        )
    assert found == [
        ["breached", "breached"],
        ["warned", "exceeded"],
        ["met", "exceeded"],
    ]


def test_exceeds_when_asks_a_second_share() -> None:
    # Both in 2 minutes; 1 of 2 also within 30 s.
    second = (answered(within(MINUTE // 2)), percent(50))
    judged = replace(share(TWO_MINUTES, percent(90)), exceeds_when=second)
    assert verdicts(judged, table(IN_TIME, IN_TIME), NEXT_DAY)[0][1] == "met"
    assert verdicts(judged, table(IN_TIME, waited(9)), NEXT_DAY)[0][1] == "exceeded"


def test_named_bands_take_the_first_that_fits() -> None:
    bands = (
        model.NamedBand("good", percent(95)),
        model.NamedBand("fair", percent(50)),
    )
    judged = replace(share(TWO_MINUTES, percent(40)), bands=model.Bands(bands, "poor"))
    good, fair, poor = [IN_TIME], [IN_TIME, LATE], [LATE]
    found = [
        windows(judged, table(*rows), NEXT_DAY)[0].band for rows in (good, fair, poor)
    ]
    assert found == ["good", "fair", "poor"]


def test_rounding_is_half_up_in_percent() -> None:
    # 1799 of 2000 is 89.95%, 90.0 when rounded to 1 decimal.
    shares = model.Combined(
        "/",
        statistic("total", SCORE, unit=model.NUMBER),
        model.NumberOf(calls()),
        model.PERCENT,
    )
    judged = edition(shares, percent(90), populations=(calls(),))
    rows = table({**OPEN, "score": "0.8995"})
    assert verdicts(judged, rows, NEXT_DAY)[0][1] == "breached"
    judged = replace(judged, rounded=1)
    assert verdicts(judged, rows, NEXT_DAY)[0][1] == "met"
    assert windows(judged, rows, NEXT_DAY)[0].value == Fraction(1799, 2000)


def test_a_rounded_target_of_all_can_still_be_reached_by_more_calls() -> None:
    # One miss among 2001 calls would be 99.95%, which is 100.0% when rounded.
    judged = replace(share(TWO_MINUTES, percent(100)), rounded=1)
    noon = "2026-03-02T12:00+01:00"
    assert verdicts(judged, table(LATE), noon) == [("2026-03-02", "pending")]


def test_an_empty_day_is_no_data_unless_the_standard_says_otherwise() -> None:
    judged = share(TWO_MINUTES, percent(90))
    rows = table(IN_TIME, waited(5, day=4))
    as_of = "2026-03-05T00:00+01:00"
    assert [v for _, v in verdicts(judged, rows, as_of)] == ["met", "no_data", "met"]
    judged = replace(judged, if_no_data="breached")
    assert [v for _, v in verdicts(judged, rows, as_of)] == ["met", "breached", "met"]


def test_a_day_with_only_invalid_calls_is_not_an_empty_day() -> None:
    judged = replace(share(TWO_MINUTES, percent(90)), if_no_data="met")
    assert verdicts(judged, table({**OPEN, "answered": "soon"}), NEXT_DAY) == [
        ("2026-03-02", "no_data")
    ]


def test_too_few_calls_are_insufficient_and_none_are_no_data() -> None:
    judged = replace(share(TWO_MINUTES, percent(90)), minimum=model.Minimum(2))
    rows = table(IN_TIME, waited(5, day=4), waited(5, day=4))
    as_of = "2026-03-05T00:00+01:00"
    found = [v for _, v in verdicts(judged, rows, as_of)]
    assert found == ["insufficient", "no_data", "met"]


def test_an_open_window_waits_for_its_minimum() -> None:
    judged = replace(share(TWO_MINUTES, percent(100)), minimum=model.Minimum(2))
    noon = "2026-03-02T12:00+01:00"
    assert verdicts(judged, table(LATE), noon)[0][1] == "pending"
    assert verdicts(judged, table(LATE, LATE), noon)[0][1] == "breached"


def test_a_band_that_may_still_change_is_not_shown() -> None:
    # 1 of 2 in time with one pending: from 1 of 3 to 2 of 3, poor or fair.
    bands = (model.NamedBand("fair", percent(50)),)
    judged = replace(share(TWO_MINUTES, percent(10)), bands=model.Bands(bands, "poor"))
    pending = {"queued": "2026-03-02T23:59:30+01:00"}
    rows = table(IN_TIME, LATE, pending)
    window = windows(judged, rows, "2026-03-03T00:00:30+01:00")[0]
    assert (window.verdict, window.band) == ("met", "")


def test_an_empty_open_count_is_decided_only_if_staying_empty_is_the_same() -> None:
    judged = edition(model.NumberOf(calls()), bound("at_least", 0))
    noon = "2026-03-02T12:00+01:00"
    alike = replace(judged, if_no_data="met")
    other = replace(judged, if_no_data="breached")
    found = [verdicts(each, table(), noon)[0][1] for each in (judged, alike, other)]
    assert found == ["met", "met", "pending"]
