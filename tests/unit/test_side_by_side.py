"""Standards side by side: what is worked out from the results of a run."""

from fractions import Fraction

import pytest

from tests.unit.report_builders import report
from upheld.checker.charts import ControlChart, ControlPoint
from upheld.checker.render.html import render_html
from upheld.checker.render.standing import sections
from upheld.checker.report import Counts, StandardResult, Verdict, Window
from upheld.checker.side_by_side import standing_of
from upheld.dsl import model
from upheld.dsl.loader import load

MONTHS = [f"2026-{month:02}" for month in range(1, 13)]

HEAD = """\
zone UTC
event call, calls
  from "calls.csv"
  occurring at queued
  answered at answered
  wait is answered - queued
"""


def window(
    label: str, met: int, missed: int = 0, group: str = "", verdict: Verdict = "met"
) -> Window:
    """A share, at least 90% wanted."""
    exact = Fraction(met, met + missed)
    return Window(
        window=label,
        start=f"{label}-01T00:00:00+00:00",
        end=f"{label}-28T00:00:00+00:00",
        group={"team": group} if group else {},
        verdict=verdict,
        value=float(exact),
        exact=str(exact),
        unit="share",
        bound="at_least",
        target=0.9,
        target_exact="9/10",
        counts=Counts(met=met, missed=missed),
    )


def seconds(label: str, value: int, target: str | None = None, **more: str) -> Window:
    """A length, at most so much wanted."""
    return window(label, 10).but(
        value=float(value),
        exact=str(value),
        unit="seconds",
        bound="at_most",
        target_exact=target,
        group=more,
        counts=Counts(used=10),
    )


def result(
    *windows: Window, verdict: Verdict = "met", **more: object
) -> StandardResult:
    given = StandardResult(id="s", sentence="…", verdict=verdict, windows=windows)
    return given.but(**more)


def standard(sentence: str, *clauses: str) -> model.Standard:
    """The one standard of a policy."""
    lines = "".join(f"  {line}\n" for line in (sentence, *clauses))
    text = f"{HEAD}standard s\n{lines}"
    from pathlib import Path

    loaded = load([Path("s.std")], texts={"s.std": text})
    assert loaded.policy is not None, loaded.diagnostics
    return loaded.policy.standards[0]


def test_scorecard_counts_standards_kept_of_those_judged_by_dimension() -> None:
    speed = {"dimension": "speed"}
    found = standing_of(
        (),
        [
            result(),
            result(metadata=speed, verdict="warned"),
            result(metadata=speed, verdict="breached"),
            result(metadata=speed, verdict="pending"),
        ],
    ).scorecard
    # speed: warned is kept, breached is not, pending is not judged
    assert [(s.dimension, s.kept, s.judged, s.standards) for s in found] == [
        ("speed", 1, 2, 3),
        (None, 1, 1, 1),
    ]


def test_aspirations_are_those_whose_severity_says_so() -> None:
    aim = result(metadata={"severity": "aspiration"}, id="aim")
    other = result(metadata={"severity": "unacceptable"})
    assert standing_of((), [other, aim]).aspirations == ("aim",)


def test_tiers_count_windows_by_where_they_came_out() -> None:
    verdicts = {"exceeded": 3, "met": 2, "warned": 1, "pending": 4}
    (found,) = standing_of((), [result(marks=("97/100",), verdicts=verdicts)]).tiers
    assert (found.exceeded, found.met, found.warned, found.breached) == (3, 2, 1, 0)
    assert standing_of((), [result(verdicts=verdicts)]).tiers == ()


@pytest.mark.parametrize(
    ("bound", "target", "base", "difference"),
    [
        # 42 s at most 5% above 40 s
        ("at most 5% above baseline 2025-Q1", "42", "40", "4"),
        # 30 s at least 25% below 40 s
        ("at least 25% below baseline 2025-Q1", "30", "40", "4"),
        # 43 s at most 3 s above 40 s
        ("at most 3s above baseline 2025-Q1", "43", "40", "4"),
        # -38 at most 5% above -40, whose size is 40
        ("at most 5% above baseline 2025-Q1", "-38", "-40", "84"),
    ],
)
def test_baseline_is_told_beside_the_last_window(
    bound: str, target: str, base: str, difference: str
) -> None:
    asked = standard(
        f"average wait of calls {bound} per quarter", 'label reviewed "2026-01-15"'
    )
    windows = (seconds("2026-01", 50, target), seconds("2026-02", 44, target))
    (found,) = standing_of([asked], [result(*windows)]).baselines
    assert (found.baseline, found.window) == ("2025-Q1", "2026-02")
    assert (found.base_exact, found.value_exact) == (base, "44")
    assert found.difference_exact == difference
    assert found.reviewed == "2026-01-15"


def test_trend_counts_how_often_in_a_row_it_got_worse() -> None:
    # of 100: 95, 96, 94, 93, 92: up once, then three times down
    met = (95, 96, 94, 93, 92)
    windows = [window(m, n, 100 - n) for m, n in zip(MONTHS, met, strict=False)]
    (found,) = standing_of((), [result(*windows)]).trends
    assert (found.direction, found.worse) == ("falling", 3)
    assert found.values_exact == ("19/20", "24/25", "47/50", "93/100", "23/25")
    # a window that is not over has no say
    later = window(MONTHS[5], 99, 1).but(open=True)
    (same,) = standing_of((), [result(*windows, later)]).trends
    assert same == found


def test_rise_is_the_wrong_way_of_a_ceiling_and_no_way_of_a_band() -> None:
    windows = [seconds(m, n) for m, n in zip(MONTHS, (10, 20, 30), strict=False)]
    (found,) = standing_of((), [result(*windows)]).trends
    assert (found.direction, found.worse) == ("rising", 2)
    bands = [w.but(bound="between") for w in windows]
    (found,) = standing_of((), [result(*bands)]).trends
    assert found.worse is None


def test_only_groups_that_got_worse_three_times_in_a_row_are_listed() -> None:
    falling, steady = (98, 97, 96, 95), (90, 91, 92, 91)
    windows = [
        window(m, n, 100 - n, group)
        for group, met in (("north", falling), ("south", steady))
        for m, n in zip(MONTHS, met, strict=False)
    ]
    (found,) = standing_of((), [result(*windows)]).trends
    assert (found.group, found.worse) == ({"team": "north"}, 3)


def test_group_outside_three_standard_deviations_of_its_peers_is_an_outlier() -> None:
    # 900 of 1,000 + 5 groups: five with 90 of 100, one with 70 of 100.
    # centre 520/600 = 13/15; of 100: 86.7 ± 3 * sqrt(100 * 13/15 * 2/15) = 86.7 ± 10.2
    windows = [window("2026-01", 90, 10, f"t{n}") for n in range(5)]
    windows.append(window("2026-01", 70, 30, "slow"))
    (found,) = standing_of((), [result(*windows)]).outliers
    assert (found.group, found.window) == ({"team": "slow"}, None)
    assert (found.value_exact, found.rule) == ("7/10", "peers_share")
    # 77 of 100 lies inside: centre 527/600, of 100 87.8 ± 9.8
    near = [*windows[:-1], window("2026-01", 79, 21, "slow")]
    assert standing_of((), [result(*near)]).outliers == ()
    # four groups are no peers
    assert standing_of((), [result(*windows[2:])]).outliers == ()


def test_group_far_outside_the_quartiles_is_an_outlier() -> None:
    # of 10, 11, 12, 13, 40: quartiles 11 and 13 (ranks 2 and 4), fences 5 and 19
    values = (10, 11, 12, 13, 40)
    windows = [seconds("2026-01", n, team=f"t{n}") for n in values]
    (found,) = standing_of((), [result(*windows)]).outliers
    assert (found.group, found.value_exact) == ({"team": "t40"}, "40")
    assert found.rule == "peers_quartiles"
    on_the_fence = [*windows[:-1], seconds("2026-01", 19, team="t19")]
    assert standing_of((), [result(*on_the_fence)]).outliers == ()


def test_window_outside_its_control_limits_is_an_outlier() -> None:
    chart = ControlChart(
        group={},
        kind="share",
        centre_exact="9/10",
        points=(
            ControlPoint(window="2026-01", start="", signals=("outside", "side")),
            ControlPoint(window="2026-02", start="", signals=("side",)),
        ),
    )
    windows = (window("2026-01", 50, 50), window("2026-02", 90, 10))
    (found,) = standing_of((), [result(*windows, control=(chart,))]).outliers
    assert (found.window, found.value_exact, found.rule) == (
        "2026-01",
        "1/2",
        "control",
    )


def test_of_one_standard_the_ten_farthest_outliers_are_listed() -> None:
    points = tuple(
        ControlPoint(window=m, start="", signals=("outside",)) for m in MONTHS
    )
    chart = ControlChart(group={}, kind="share", centre_exact="1/2", points=points)
    # 51 to 62 of 100: the middle one is 57 (rank 7), 52 and 62 are the farthest but one
    windows = [window(m, 50 + n, 50 - n) for n, m in enumerate(MONTHS, 1)]
    found = standing_of((), [result(*windows, control=(chart,))])
    assert (len(found.outliers), found.outliers_left) == (10, 2)
    assert found.outliers[0].value_exact == "51/100"
    shown = {one.window for one in found.outliers}
    assert set(MONTHS) - shown == {"2026-06", "2026-07"} or len(shown) == 10
    assert "2026-07" not in shown


def test_small_groups_stay_out_of_it() -> None:
    # four events: their numbers could tell of one person
    windows = [window("2026-01", 90, 10, f"t{n}") for n in range(5)]
    windows.append(window("2026-01", 0, 4, "tiny"))
    assert standing_of((), [result(*windows)]).outliers == ()


def test_what_a_list_leaves_out_is_counted() -> None:
    results = [
        result(window("2026-01", 90, 10), window("2026-02", 91, 9), id=f"s{n}")
        for n in range(53)
    ]
    found = standing_of((), results)
    assert (len(found.trends), found.trends_left) == (50, 3)
    notes = [s.note for s in sections(found) if s.heading == "Trends"]
    assert notes[0].endswith("3 more are left out.")


def test_report_shows_each_section_that_has_rows() -> None:
    windows = (window("2026-01", 96, 4), window("2026-02", 95, 5))
    aim = result(
        *windows,
        metadata={"severity": "aspiration", "dimension": "speed"},
        marks=("97/100",),
    )
    found = standing_of((), [aim])
    html = render_html(report(aim).but(standing=found))
    for heading in ("Scorecard", "Aspirations", "Tiers", "Trends"):
        assert f"<h3>{heading}</h3>" in html
    assert "<h3>Baselines</h3>" not in html
    assert "96.0% · 95.0%" in html
