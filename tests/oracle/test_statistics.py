"""Statistics, rates, scores and defined metrics by hand."""

from fractions import Fraction

from tests.oracle.build import (
    ANSWERED,
    IN_TIME,
    LATE,
    MINUTE,
    NEXT_DAY,
    OPEN,
    SCORE,
    TEAM,
    TWO_MINUTES,
    answered,
    bound,
    calls,
    edition,
    statistic,
    table,
    verdicts,
    waited,
    windows,
)
from upheld.dsl import model


def test_statistics_of_three_waits() -> None:
    # 10, 30 and 90 s: average 130/3, median the 2nd, p90 the ceil(2.7) = 3rd.
    rows = table(waited(90), waited(10), waited(30))
    expected = {
        ("average", None): Fraction(130_000_000, 3),
        ("median", Fraction(1, 2)): Fraction(30_000_000),
        ("percentile", Fraction(9, 10)): Fraction(90_000_000),
        ("percentile", Fraction(1, 3)): Fraction(10_000_000),
        ("minimum", None): Fraction(10_000_000),
        ("maximum", None): Fraction(90_000_000),
        ("total", None): Fraction(130_000_000),
    }
    kinds: dict[str, model.StatisticKind] = {
        "average": "average", "median": "median", "percentile": "percentile",
        "minimum": "minimum", "maximum": "maximum", "total": "total",
    }  # fmt: skip
    for (kind, rank), value in expected.items():
        judged = edition(
            statistic(kinds[kind], rank=rank), bound("at_most", 10**9, model.LENGTH)
        )
        assert windows(judged, rows, NEXT_DAY)[0].value == value, kind


def test_an_average_leaves_out_the_running_call_and_says_so() -> None:
    judged = edition(statistic("average"), bound("at_most", 40_000_000, model.LENGTH))
    (window,) = windows(judged, table(waited(20), waited(60), OPEN), NEXT_DAY)
    assert (window.verdict, window.used, window.without_value) == ("met", 2, 1)
    assert window.value == 40_000_000


def test_a_running_call_is_pending_for_a_percentile_until_the_limit_has_passed() -> (
    None
):
    # p95 of 2 is the 2nd: the call still running. At 00:01 it has run 60 s.
    judged = edition(
        statistic("percentile", rank=Fraction(95, 100)),
        bound("at_most", 60_000_000, model.LENGTH),
    )
    rows = table(waited(20), {"queued": "2026-03-02T23:59:59.5+01:00"})
    before = windows(judged, rows, "2026-03-03T00:00:59.499999+01:00")[0]
    then = windows(judged, rows, "2026-03-03T00:00:59.5+01:00")[0]
    assert (before.verdict, before.used, before.pending) == ("pending", 1, 1)
    assert (then.verdict, then.used, then.pending) == ("breached", 2, 0)
    assert then.value is None


def test_a_running_call_that_cannot_move_the_median_leaves_it_decided() -> None:
    # Three of 10 s and one running: the median is the 2nd of 4, 10 s either way.
    judged = edition(statistic("median"), bound("at_most", 10_000_000, model.LENGTH))
    rows = table(waited(10), waited(10), waited(10), OPEN)
    assert verdicts(judged, rows, NEXT_DAY) == [("2026-03-02", "met")]


def test_a_median_that_may_still_reach_its_band_is_pending() -> None:
    # One call, running for a minute; the band is 3 to 8 minutes: inside or beyond.
    judged = edition(
        statistic("median"),
        bound("between", 3 * MINUTE, model.LENGTH, 8 * MINUTE),
    )
    rows = table({"queued": "2026-03-02T23:59:30+01:00"})
    as_of = "2026-03-03T00:00:30+01:00"
    assert verdicts(judged, rows, as_of)[0] == ("2026-03-02", "pending")


def test_a_negative_wait_is_invalid() -> None:
    judged = edition(statistic("total"), bound("at_most", 40_000_000, model.LENGTH))
    early = {**OPEN, "answered": "2026-03-02T08:59:59+01:00"}
    (window,) = windows(judged, table(waited(20), early), NEXT_DAY)
    assert (window.value, window.used, window.invalid) == (Fraction(20_000_000), 1, 1)


def test_a_promoter_score_is_in_points_and_takes_only_its_scale() -> None:
    # 9 and 10 promote, 6 detracts, 7 does not count: (2 - 1) / 4 = 25 points.
    scores = ("9", "10", "6", "7", "11", "8.5", "-1", "", "high")
    rows = table(*({**OPEN, "score": score} for score in scores))
    judged = edition(
        model.PromoterScore(SCORE, calls()), bound("at_least", 25, model.POINTS)
    )
    (window,) = windows(judged, rows, NEXT_DAY)
    assert (window.verdict, window.value) == ("met", Fraction(25))
    assert (window.used, window.without_value, window.invalid) == (4, 1, 4)


def test_different_values_are_counted_once() -> None:
    rows = table(*({**OPEN, "team": team} for team in ("a", "b", "a", "", "A")))
    judged = edition(model.DifferentOf(TEAM, calls()), bound("at_most", 3))
    (window,) = windows(judged, rows, NEXT_DAY)
    assert (window.verdict, window.value, window.without_value) == (
        "met",
        Fraction(3),
        1,
    )


def test_a_rate_is_exact_and_has_no_value_without_its_denominator() -> None:
    # Monday 1 late of 3 calls is 333.33 per 1000; Tuesday nothing at all.
    late = calls(where=(model.Not(model.Came(ANSWERED)),))
    judged = edition(
        model.Rate(late, Fraction(1000), calls()),
        bound("at_most", 333, model.NUMBER),
        populations=(late, calls()),
    )
    rows = table(OPEN, IN_TIME, IN_TIME, waited(5, day=4))
    found = windows(judged, rows, "2026-03-05T00:00+01:00")
    assert [(w.verdict, w.value) for w in found] == [
        ("breached", Fraction(1000, 3)),
        ("no_data", None),
        ("met", Fraction(0)),
    ]


def test_a_define_is_arithmetic_on_metrics() -> None:
    # Total score 9 for 2 answered calls: 4.5.
    came = calls(where=(model.Came(ANSWERED),))
    per_call = model.Combined(
        "/",
        statistic("total", SCORE, unit=model.NUMBER),
        model.NumberOf(came),
        model.NUMBER,
    )
    judged = edition(
        model.Defined("each", per_call, model.NUMBER),
        bound("at_most", 4, model.NUMBER),
        populations=(calls(), came),
    )
    rows = table(*({**row, "score": "3"} for row in (IN_TIME, LATE, OPEN)))
    (window,) = windows(judged, rows, NEXT_DAY)
    assert (window.verdict, window.value) == ("breached", Fraction(9, 2))


def test_the_difference_of_two_shares_is_in_points() -> None:
    # 2 of 4 answered, 1 of 4 in time: 50% - 25% = 25 points.
    came, quick = answered(), TWO_MINUTES
    gap = model.Combined(
        "-",
        model.ShareOf(calls(), came),
        model.ShareOf(calls(), quick),
        model.POINTS,
    )
    judged = edition(gap, bound("at_most", 25, model.POINTS), populations=(calls(),))
    (window,) = windows(judged, table(IN_TIME, LATE, OPEN, OPEN), NEXT_DAY)
    assert (window.verdict, window.value) == ("met", Fraction(25))
