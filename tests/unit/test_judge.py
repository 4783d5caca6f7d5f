"""The truth table of a window, line by line, and that of a trend."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import pytest

from upheld.checker.exact import INFINITY, Range, exactly, only
from upheld.checker.figures import Figure
from upheld.checker.history import goal_of, judge_trend, past_value
from upheld.checker.judge import Goal, Judged, judge
from upheld.checker.measure import Measure, Sizes, share_measure
from upheld.checker.report import Verdict
from upheld.dsl import model

CALLS = model.Event("call", ("call", "calls"), "calls.csv", "case.std",
                    model.Moment("start", "start", ("queued",)), {})  # fmt: skip
POPULATION = model.Population(CALLS)
ANSWERED = model.Reach(
    model.Moment("answered", "milestone", ("answered",)), CALLS.start
)
FLOOR = model.Bound("at_least", Fraction(9, 10), model.PERCENT)


def edition(**more: object) -> model.Edition:
    plain = model.Edition(
        sentence="90% of calls answered per day",
        subject=model.ShareOutcome(POPULATION, ANSWERED),
        bound=FLOOR,
        window=model.Per("day"),
        zone="UTC",
        populations=(POPULATION,),
    )
    return replace(plain, **more)  # type: ignore[arg-type]


def share(
    met: int,
    missed: int,
    pending: int = 0,
    *,
    is_open: bool = False,
    goal: Goal = FLOOR,
    **more: object,
) -> Judged:
    sizes = Sizes(met, missed, pending)
    measured = share_measure(sizes, is_open)
    return judge(edition(**more), measured, goal, is_open=is_open)


def number(value: int, bound: model.Bound, *, is_open: bool) -> Verdict:
    """The verdict of a count, which can only grow."""
    high = INFINITY if is_open else exactly(value)
    measured = Measure(
        Fraction(value), Range(exactly(value), high), False, (Sizes(used=value),)
    )
    return judge(edition(bound=bound), measured, bound, is_open=is_open).verdict


# --- line by line ---------------------------------------------------------------------


@pytest.mark.parametrize("said", ["met", "breached"])
def test_empty_closed_window_is_what_the_standard_says(said: str) -> None:
    assert share(0, 0, if_no_data=said).verdict == said


def test_empty_closed_window_is_no_data() -> None:
    assert share(0, 0).verdict == "no_data"
    assert share(0, 0, if_no_data="reported").verdict == "no_data"


def test_window_of_invalid_events_only_is_no_data_whatever_is_said_of_empty_ones() -> (
    None
):
    measured = share_measure(Sizes(invalid=2), False)
    judged = judge(edition(if_no_data="met"), measured, FLOOR, is_open=False)
    assert judged.verdict == "no_data"


def test_empty_open_window_is_pending() -> None:
    assert share(0, 0, is_open=True).verdict == "pending"
    assert share(0, 0, is_open=True, if_no_data="breached").verdict == "pending"


def test_window_below_its_minimum_is_insufficient_once_closed() -> None:
    least = model.Minimum(3)
    assert share(0, 2, minimum=least).verdict == "insufficient"
    assert share(0, 2, minimum=least, is_open=True).verdict == "pending"
    assert share(3, 0, minimum=least).verdict == "met"


def test_pending_events_count_for_the_minimum() -> None:
    assert share(0, 2, 1, minimum=model.Minimum(3)).verdict == "breached"


def test_comparison_with_nothing_is_no_data_and_with_something_unsettled_pending() -> (
    None
):
    assert share(1, 0, goal="missing").verdict == "no_data"
    assert share(1, 0, goal="waiting").verdict == "pending"


def test_comparison_is_pending_while_an_own_obligation_is() -> None:
    low = model.Bound("at_least", Fraction(1, 10), model.PERCENT)
    assert share(9, 0, 1, goal=low).verdict == "pending"
    assert share(9, 0, 1, goal=low, bound=low).verdict == "met"


@pytest.mark.parametrize(
    ("met", "missed", "pending", "verdict"),
    [
        # The three of LANGUAGE, section 5, against a floor of 90%.
        (9, 0, 1, "met"),
        (8, 1, 1, "pending"),
        (8, 2, 1, "breached"),
    ],
)
def test_pending_events_leave_open_what_they_can_change(
    met: int, missed: int, pending: int, verdict: Verdict
) -> None:
    assert share(met, missed, pending).verdict == verdict


def test_open_share_is_decided_only_where_no_event_can_change_it() -> None:
    every = model.Bound("at_least", Fraction(1), model.PERCENT)
    assert share(9, 0, is_open=True).verdict == "pending"
    assert share(0, 9, is_open=True).verdict == "pending"
    assert share(9, 1, is_open=True, bound=every, goal=every).verdict == "breached"
    assert share(9, 0, is_open=True, bound=every, goal=every).verdict == "pending"


@pytest.mark.parametrize(
    ("kind", "value", "is_open", "verdict"),
    [
        ("at_most", 5, False, "met"),
        ("at_most", 6, False, "breached"),
        ("at_most", 5, True, "pending"),
        ("at_most", 6, True, "breached"),
        ("less_than", 5, True, "breached"),
        ("at_least", 5, True, "met"),
        ("at_least", 4, True, "pending"),
        ("more_than", 5, True, "pending"),
        ("more_than", 6, True, "met"),
    ],
)
def test_open_count_is_decided_past_its_ceiling_and_at_its_floor(
    kind: model.BoundKind,
    value: int,
    is_open: bool,
    verdict: Verdict,
) -> None:
    bound = model.Bound(kind, Fraction(5), model.COUNT)
    assert number(value, bound, is_open=is_open) == verdict


def test_open_count_at_its_floor_waits_for_the_tier_that_it_may_reach() -> None:
    bound = model.Bound("at_least", Fraction(5), model.COUNT)
    sizes = (Sizes(used=5),)
    measured = Measure(Fraction(5), Range(exactly(5), INFINITY), False, sizes)
    tiered = edition(bound=bound, exceeds=Fraction(8))
    assert judge(tiered, measured, bound, is_open=True).verdict == "pending"


@pytest.mark.parametrize(
    ("met", "verdict"),
    [(89, "breached"), (90, "warned"), (91, "warned"), (92, "met"), (97, "exceeded")],
)
def test_tiers_lie_on_their_side_of_their_lines(met: int, verdict: Verdict) -> None:
    lines: dict[str, object] = {
        "warn": model.Warn("below", Fraction(92, 100)),
        "exceeds": Fraction(97, 100),
    }
    tiered = edition(**lines)
    measured = share_measure(Sizes(met, 100 - met), False)
    assert judge(tiered, measured, FLOOR, is_open=False).verdict == verdict


def test_value_is_rounded_half_up_before_it_is_judged() -> None:
    # 1799 of 2000 is 89.95%.
    assert share(1799, 201).verdict == "breached"
    assert share(1799, 201, rounded=1).verdict == "met"
    assert share(17989, 2011, rounded=1).verdict == "breached"


def test_band_that_lies_between_two_possible_values_is_pending() -> None:
    band = model.Bound("between", Fraction(4, 10), model.PERCENT, Fraction(6, 10))
    # Of 10, 3 to 7 may be met: 30% and 70% both break the band, 50% does not.
    assert share(3, 3, 4, bound=band, goal=band).verdict == "pending"
    assert share(8, 1, 1, bound=band, goal=band).verdict == "breached"


def test_sample_is_pending_while_its_window_is_open_or_its_events_disagree() -> None:
    level = Fraction(95, 100)
    assert share(100, 0, confidence=level).verdict == "met"
    assert share(100, 0, confidence=level, is_open=True).verdict == "pending"
    assert share(100, 0, 20, confidence=level).verdict == "pending"
    assert share(95, 5, confidence=level).verdict == "insufficient"
    assert share(50, 50, 1, confidence=level).verdict == "breached"


def test_tiers_of_a_sample_need_the_whole_interval_too() -> None:
    # 390 of 400: 95.5% to 98.6%.
    level = Fraction(95, 100)
    warn = model.Warn("below", Fraction(96, 100))
    assert share(390, 10, confidence=level).verdict == "met"
    assert share(390, 10, confidence=level, warn=warn).verdict == "warned"
    assert share(390, 10, confidence=level, exceeds=Fraction(95, 100)).verdict == (
        "exceeded"
    )
    assert share(390, 10, confidence=level, exceeds=Fraction(96, 100)).verdict == "met"


# --- what is compared with ------------------------------------------------------------


def figure(
    value: int | None, *, pending: int = 0, is_open: bool = False, grows: bool = False
) -> Figure:
    sizes = (Sizes(used=1, pending=pending),)
    if value is None:
        return Figure(Measure(None, None, True, sizes), None, is_open)
    possible = Range(exactly(value), INFINITY) if grows else only(value)
    return Figure(Measure(Fraction(value), possible, False, sizes), None, is_open)


def relative(
    kind: str, side: str, amount: Fraction, *, proportional: bool = True
) -> model.Relative:
    reference = model.Reference("previous", "month")
    return model.Relative(
        kind,  # type: ignore[arg-type]
        amount,
        proportional,
        side,  # type: ignore[arg-type]
        reference,
    )


@pytest.mark.parametrize(
    ("kind", "side", "wanted_kind", "limit"),
    [
        ("at_most", "above", "at_most", 105),
        ("less_than", "above", "less_than", 105),
        ("at_least", "above", "at_least", 105),
        ("at_most", "below", "at_least", 95),
        ("less_than", "below", "more_than", 95),
        ("at_least", "below", "at_most", 95),
        ("more_than", "below", "less_than", 95),
    ],
)
def test_bound_on_a_difference_is_a_bound_on_the_value(
    kind: str, side: str, wanted_kind: str, limit: int
) -> None:
    goal = goal_of(
        relative(kind, side, Fraction(5, 100)), figure(100), model.NUMBER, None
    )
    assert isinstance(goal, model.Bound)
    assert goal.kind == wanted_kind
    assert goal.low == limit


def test_reference_that_is_not_there_open_or_zero_gives_no_bound() -> None:
    bound = relative("at_most", "above", Fraction(5, 100))
    fixed = relative("at_most", "above", Fraction(5), proportional=False)
    assert goal_of(bound, None, model.NUMBER, None) == "missing"
    assert goal_of(bound, figure(None), model.NUMBER, None) == "missing"
    assert goal_of(bound, figure(0), model.NUMBER, None) == "zero"
    assert goal_of(bound, figure(1, is_open=True), model.NUMBER, None) == "waiting"
    assert goal_of(bound, figure(1, pending=1), model.NUMBER, None) == "waiting"
    goal = goal_of(fixed, figure(0), model.NUMBER, None)
    assert isinstance(goal, model.Bound)
    assert goal.low == 5


def test_reference_without_a_value_that_is_still_open_is_waited_for() -> None:
    assert past_value(figure(None, is_open=True)) == "waiting"


# --- trends ---------------------------------------------------------------------------


def trend(
    values: Sequence[Figure | None], direction: str = "rising", **more: object
) -> tuple[str, Fraction | int | None]:
    """The verdict of the last of some windows, and the value it was held to."""
    number_of = model.NumberOf(POPULATION)
    steps = len(values) - 1
    subject = model.Trend(number_of, direction, steps)  # type: ignore[arg-type]
    judged_by = edition(subject=subject, bound=None, **more)
    found = judge_trend(judged_by, model.COUNT, values)
    return found.judged.verdict, found.limit


def test_value_that_rose_every_time_breaches() -> None:
    assert trend([figure(1), figure(2), figure(3)]) == ("breached", 2)


def test_one_step_that_did_not_rise_meets() -> None:
    assert trend([figure(1), figure(2), figure(2)]) == ("met", 2)
    assert trend([figure(2), figure(2), figure(3)]) == ("met", None)


def test_falling_is_the_mirror_of_rising() -> None:
    assert trend([figure(3), figure(2), figure(1)], "falling") == ("breached", 2)
    assert trend([figure(1), figure(2), figure(1)], "falling") == ("met", None)


def test_first_windows_and_those_beside_a_gap_are_no_data() -> None:
    assert trend([None, figure(2), figure(3)])[0] == "no_data"
    assert trend([figure(1), figure(None), figure(3)])[0] == "no_data"


def test_trend_waits_for_every_obligation_it_rests_on() -> None:
    assert trend([figure(1), figure(2, pending=1), figure(1)])[0] == "pending"


def test_open_window_that_can_only_grow_decides_a_rise_but_no_fall() -> None:
    growing = figure(3, is_open=True, grows=True)
    assert trend([figure(1), figure(2), growing])[0] == "breached"
    assert trend([figure(5), growing], "falling")[0] == "pending"
    assert trend([figure(3), growing], "falling")[0] == "met"
    assert trend([figure(5), growing])[0] == "pending"


def test_values_of_a_trend_are_rounded_first() -> None:
    value = Fraction(21, 10)
    low = Figure(Measure(value, only(value), False, (Sizes(used=1),)), None, False)
    assert trend([figure(2), low])[0] == "breached"
    assert trend([figure(2), low], rounded=0)[0] == "met"
