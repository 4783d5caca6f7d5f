"""Control charts: limits in whole events, and the three rules of a signal."""

from datetime import date
from fractions import Fraction
from typing import Any

from tests.unit.report_builders import amount, day, share_window, target
from upheld.checker.charts import ControlChart
from upheld.checker.control import control_charts, in_long_runs, limits
from upheld.checker.report import Counts, Window

FIRST = date(2026, 3, 2)


def shares(*met: int, size: int = 100, **more: Any) -> list[Window]:
    return [
        share_window(day(FIRST, at), number, size - number, "met", **more)
        for at, number in enumerate(met)
    ]


def lengths(*seconds: int) -> list[Window]:
    return [
        Window(
            **day(FIRST, at),
            verdict="met",
            unit="seconds",
            bound="at_most",
            **amount(Fraction(number)),
            **target(Fraction(60)),
            counts=Counts(used=5),
        )
        for at, number in enumerate(seconds)
    ]


def only(windows: list[Window]) -> ControlChart:
    (chart,) = control_charts(windows)
    return chart


def signals(windows: list[Window]) -> list[tuple[str, ...]]:
    return [tuple(point.signals) for point in only(windows).points]


def test_limits_of_a_share_are_three_standard_deviations_in_whole_events() -> None:
    # 90% of 100: (k - 90)² <= 9 * 100 * 0.9 * 0.1 = 81, so k is 81 to 99.
    assert limits(90, 100, 100) == (81, 99)
    # 90% of 10: (k - 9)² <= 8.1, so k is 7 to 11, of which there are 10.
    assert limits(90, 100, 10) == (7, 10)


def test_limits_of_a_process_that_always_succeeds_leave_no_room() -> None:
    assert limits(50, 50, 10) == (10, 10)


def test_limits_are_wider_where_a_window_has_fewer_events() -> None:
    windows = [*shares(90, 90, 90, 90, 90), *shares(9, 9, 9, 9, 9, size=10)]
    for at, window in enumerate(windows):
        windows[at] = window.but(**day(FIRST, at))
    points = only(windows).points
    assert (points[0].lower, points[0].upper) == (81, 99)
    assert (points[9].lower, points[9].upper) == (7, 10)


def test_share_outside_the_limits_is_a_signal() -> None:
    # 9 windows of 91 and one of 81 give 90%: 81 is just inside (see above).
    assert signals(shares(*[91] * 9, 81))[9] == ()
    # 9 windows of 92 and one of 72 give 90% too, and 72 is below 81.
    assert signals(shares(*[92] * 9, 72))[9] == ("outside",)


def test_seven_in_a_row_on_one_side_are_a_signal_and_six_are_not() -> None:
    # The mean of 7 times 91 and 3 times 87.66… is 90: seven lie above it.
    seven = signals(shares(*[91] * 7, 88, 88, 87))
    assert seven == [("side",)] * 7 + [()] * 3
    six = signals(shares(*[91] * 6, 89, 88, 89, 88))
    assert six == [()] * 10


def test_seven_that_rise_in_a_row_are_a_signal_and_six_are_not() -> None:
    seven = signals(shares(90, 87, 88, 89, 90, 91, 92, 93, 90, 90))
    assert [at for at, names in enumerate(seven) if "trend" in names] == [*range(1, 8)]
    six = signals(shares(90, 87, 88, 89, 90, 91, 92, 90, 90, 90))
    assert not [names for names in six if "trend" in names]


def test_runs_of_equal_values_are_no_run() -> None:
    assert in_long_runs([0, 0, 0, 1, 1, -1], 2) == [
        *(False, False, False),
        *(True, True, False),
    ]


def test_limits_of_other_values_come_from_the_moving_range() -> None:
    # Mean 138 / 10 = 13.8; moves 8 * 2 + 30 = 46 over 9; 2.66 * 46 / 9 = 13.5956.
    chart = only(lengths(10, 12, 10, 12, 10, 12, 10, 12, 10, 40))
    assert chart.kind == "individuals"
    assert chart.centre_exact == "69/5"
    assert Fraction(chart.upper_exact or 0) == Fraction(69, 5) + Fraction(12236, 900)
    assert chart.points[9].signals == ("outside",)
    # The first nine are inside, but all of them below the mean.
    assert chart.points[0].signals == ("side",)


def test_nine_windows_are_too_few_for_limits() -> None:
    assert control_charts(shares(*[90] * 9)) == ()


def test_windows_that_are_open_or_wait_for_something_take_no_part() -> None:
    windows = shares(*[90] * 10)
    is_open = windows[9].but(open=True)
    assert control_charts([*windows[:9], is_open]) == ()
    waiting = shares(*[90] * 10, pending=1)
    assert control_charts(waiting) == ()


def test_windows_that_overlap_have_no_limits() -> None:
    windows = [w.but(end="2027") for w in shares(*[90] * 10)]
    assert control_charts(windows) == ()


def test_each_group_has_a_chart_of_its_own() -> None:
    north = shares(*[90] * 10, group={"team": "north"})
    south = shares(*[80] * 10, group={"team": "south"})
    charts = control_charts(
        [w for pair in zip(north, south, strict=True) for w in pair]
    )
    assert [(c.group["team"], c.centre_exact) for c in charts] == [
        ("north", "9/10"),
        ("south", "4/5"),
    ]
