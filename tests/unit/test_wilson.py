"""Wilson's interval: published values, and decisions against the interval itself."""

from fractions import Fraction
from math import isclose, sqrt

import pytest

from upheld.checker.wilson import Sample, judge_sample, quantile
from upheld.dsl import model

LEVEL = Fraction(95, 100)
FLOORS: tuple[model.BoundKind, ...] = ("at_least", "more_than")
CEILINGS: tuple[model.BoundKind, ...] = ("at_most", "less_than")


def bound(kind: model.BoundKind, low: Fraction) -> model.Bound:
    return model.Bound(kind, low, model.PERCENT)


def ends(met: int, size: int, z: float = 1.959963984540054) -> tuple[float, float]:
    """The interval by its usual formula, in floating point."""
    p, z2 = met / size, z * z
    middle = (p + z2 / (2 * size)) / (1 + z2 / size)
    half = z * sqrt(p * (1 - p) / size + z2 / (4 * size**2)) / (1 + z2 / size)
    return middle - half, middle + half


@pytest.mark.parametrize(
    ("level", "z"),
    [
        # Tables of the standard normal distribution give these, to fewer decimals.
        (Fraction(80, 100), "1.281551565545"),
        (Fraction(90, 100), "1.644853626951"),
        (Fraction(95, 100), "1.959963984540"),
        (Fraction(99, 100), "2.575829303549"),
        (Fraction(999, 1000), "3.290526731492"),
    ],
)
def test_quantiles_are_those_of_the_tables(level: Fraction, z: str) -> None:
    assert quantile(level) == Fraction(z)


@pytest.mark.parametrize(
    ("met", "size", "low", "high"),
    [
        # R. G. Newcombe, "Two-sided confidence intervals for the single proportion",
        # Statistics in Medicine 17 (1998), table I, method 3 (score, no correction).
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_ends_are_those_that_newcombe_published(
    met: int, size: int, low: float, high: float
) -> None:
    interval = Sample(met, size, LEVEL).interval()
    assert round(float(interval.low), 4) == low
    assert round(float(interval.high), 4) == high


def test_decision_agrees_with_the_ends_of_the_interval() -> None:
    for size in range(1, 26):
        for met in range(size + 1):
            low, high = ends(met, size)
            for percent in range(1, 100):
                target = Fraction(percent, 100)
                near = isclose(low, percent / 100) or isclose(high, percent / 100)
                assert not near, "choose targets that are no ends"
                found = judge_sample(
                    bound("at_least", target), Sample(met, size, LEVEL)
                )
                right, wrong = low >= percent / 100, high < percent / 100
                wanted = "met" if right else "breached" if wrong else "insufficient"
                assert found == wanted, (met, size, target)


@pytest.mark.parametrize("floor", FLOORS)
def test_ceiling_mirrors_floor(floor: model.BoundKind) -> None:
    ceiling = CEILINGS[FLOORS.index(floor)]
    for size in range(1, 16):
        for met in range(size + 1):
            for tenth in range(11):
                target = Fraction(tenth, 10)
                up = judge_sample(bound(floor, target), Sample(met, size, LEVEL))
                mirrored = Sample(size - met, size, LEVEL)
                down = judge_sample(bound(ceiling, 1 - target), mirrored)
                assert up == down, (met, size, target)


def test_all_of_a_sample_kept_does_not_show_that_everything_is_kept() -> None:
    # 20 of 20: the interval begins at 20 / (20 + z²) = 83.9%.
    assert judge_sample(bound("at_least", Fraction(1)), Sample(20, 20, LEVEL)) == (
        "insufficient"
    )


def test_one_miss_shows_that_not_everything_is_kept() -> None:
    # The interval of 19 of 20 ends below 100%.
    found = judge_sample(bound("at_least", Fraction(1)), Sample(19, 20, LEVEL))
    assert found == "breached"


def test_nothing_is_always_at_least_nothing_but_more_only_with_one_met() -> None:
    zero = Fraction(0)
    assert judge_sample(bound("at_least", zero), Sample(0, 5, LEVEL)) == "met"
    assert judge_sample(bound("more_than", zero), Sample(0, 5, LEVEL)) == "insufficient"
    assert judge_sample(bound("more_than", zero), Sample(1, 5, LEVEL)) == "met"


def test_target_at_the_end_of_the_interval_is_inside_it() -> None:
    # z = 2 gives rational ends: 4 of 4 begins at 4 / (4 + 4) = 1/2. The level that has
    # z = 2 is not rational, so the comparison itself is asked.
    sample = Sample(4, 4, LEVEL)
    z2 = quantile(LEVEL) ** 2
    low = 4 / (4 + z2)
    assert sample.is_above(low)
    assert not sample.is_above(low, strictly=True)
    assert judge_sample(bound("at_least", low), sample) == "met"
    assert judge_sample(bound("more_than", low), sample) == "insufficient"


def test_band_needs_the_whole_interval() -> None:
    band = model.Bound("between", Fraction(1, 4), model.PERCENT, Fraction(3, 4))
    # 50 of 100: 40.4% to 59.6%; 25 of 100: 17.5% to 34.3%; 5 of 100: 2.2% to 11.2%.
    assert judge_sample(band, Sample(50, 100, LEVEL)) == "met"
    assert judge_sample(band, Sample(25, 100, LEVEL)) == "insufficient"
    assert judge_sample(band, Sample(5, 100, LEVEL)) == "breached"
    assert judge_sample(band, Sample(95, 100, LEVEL)) == "breached"


def test_ends_of_the_pending_ones_stand_for_all_between_them() -> None:
    goal = bound("at_least", Fraction(7, 10))
    for met in range(12):
        for missed in range(12):
            sample = Sample(met, met + missed, LEVEL)
            every = {judge_sample(goal, s) for s in sample.finals(8, every=True)}
            two = {judge_sample(goal, s) for s in sample.finals(8, every=False)}
            assert (len(every) == 1) == (len(two) == 1), (met, missed)


def test_shown_ends_stay_on_their_side_of_the_target() -> None:
    # 385 of 400: 93.905...% to 97.714...%, rounded outwards.
    interval = Sample(385, 400, LEVEL).interval()
    _, high = ends(385, 400)
    assert interval.words([]) == "95% interval 93.90% to 97.72%"
    just_above = Fraction(str(round(high, 7)))
    shown = interval.words([just_above])
    text = shown.rsplit(" ", 1)[1].rstrip("%")
    assert (Fraction(text) < just_above * 100) == (Fraction(interval.high) < just_above)
