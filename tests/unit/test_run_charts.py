"""Run charts: what they draw of values, limits, targets and many windows."""

import re
from fractions import Fraction
from typing import Any

import pytest

from tests.unit.report_builders import many, standard
from tests.unit.test_render_report import charted, days
from upheld.checker.charts import ControlChart
from upheld.checker.render.html import render_html
from upheld.checker.render.runchart import Run, run_chart
from upheld.checker.render.scales import Axis, ticks
from upheld.checker.render.signals import signals_table, stability


def test_values_outside_the_limits_are_squares_and_stand_in_a_table() -> None:
    # Nine days of 92 and one of 72: mean 90, limits 81 to 99 of 100.
    given = charted(*[92] * 9, 72)
    assert given.control is not None
    chart = run_chart(Run("s", given.windows, given, control=given.control[0]))
    assert chart is not None
    assert chart.short_squares.count("M") == 1
    assert chart.kept.count("M") == 9
    table = signals_table(given, given.control)
    assert table is not None
    assert ("2026-03-11", "72.0%", "81 to 99 of 100", "outside the control limits") in (
        table.rows
    )


def test_run_on_one_side_is_one_row_with_its_days() -> None:
    given = charted(*[92] * 9, 72)
    assert given.control is not None
    table = signals_table(given, given.control)
    assert table is not None
    runs = [row for row in table.rows if "9 in a row" in row[3]]
    assert [row[0] for row in runs] == ["2026-03-02 to 2026-03-10"]


def test_centre_that_misses_the_target_is_said_to() -> None:
    # 88 every day against 90%: no day is special, and the process itself falls short.
    given = charted(*[88] * 10)
    assert given.control is not None
    first, second = stability(given.control[0], given.windows)
    assert first == "0 of 10 closed windows lie outside the control limits."
    assert second.startswith("The centre of the process, 88.0%, misses the target")


def test_one_value_outside_takes_the_singular() -> None:
    given = charted(*[92] * 9, 72)
    assert given.control is not None
    assert stability(given.control[0], given.windows)[0] == (
        "1 of 10 closed windows lies outside the control limits."
    )


def test_limits_do_not_squeeze_the_values_out_of_the_chart() -> None:
    given = charted(*[92] * 9, 72)
    narrow = ControlChart(
        group={}, kind="individuals", centre_exact="9/10", lower_exact="-90",
        upper_exact="90", points=given.control[0].points if given.control else (),
    )  # fmt: skip
    chart = run_chart(Run("s", given.windows, given, control=narrow))
    assert chart is not None
    heights = [float(y) for y in re.findall(r"[ML][\d.]+ ([\d.]+)", chart.curve)]
    assert max(heights) - min(heights) > 100


@pytest.mark.parametrize(
    ("low", "high", "unit", "labels"),
    [
        (0.4, 1.0, "share", ["40%", "60%", "80%", "100%"]),
        (0, 400, "seconds", ["0s", "2m", "4m", "6m"]),
        (0, 7, "count", ["0", "2", "4", "6"]),
    ],
)
def test_axes_name_round_amounts(
    low: float, high: float, unit: Any, labels: list[str]
) -> None:
    assert [t.label for t in ticks(Axis(low, high, 0, 100), unit)] == labels


def test_target_of_a_share_is_drawn_where_it_lies() -> None:
    chart = run_chart(Run("s", days(80, 100), standard("s", "x", "met")))
    assert chart is not None
    # 80% to 100% from the bottom (206) to the top (16): 90% is in the middle.
    assert [(rule.at, rule.label) for rule in chart.targets] == [
        (111.0, "target ≥ 90%")
    ]
    assert Fraction(9, 10) == Fraction(days(80)[0].target_exact or 0)


def test_chart_of_many_windows_keeps_the_smallest_and_largest_of_each_few() -> None:
    # 1,480 days, of which a chart draws 740: of each four the ends, 370 times two.
    values = [90 + at % 4 for at in range(1480)]
    given = standard("s", "x", "met", *days(*values))
    chart = run_chart(Run("s", given.windows, given))
    assert chart is not None
    assert chart.curve.count(" ") == 740
    assert "Of each 4 windows the smallest and the largest value" in chart.description
    heights = {float(y) for y in re.findall(r"[ML][\d.]+ ([\d.]+)", chart.curve)}
    assert len(heights) == 2


def test_large_report_keeps_the_titles_of_what_fell_short() -> None:
    text = render_html(many(50, 365))
    assert 'title="2025-01-01: breached' in text
    assert not re.search(r'title="[^"]*: met,', text)
