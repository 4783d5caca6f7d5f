"""Amounts as shown: exact where it matters, short where it does not."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upheld.checker.render.numbers import count, show, show_among, show_target
from upheld.checker.report import ValueUnit

NINETY = Fraction(9, 10)


def test_share_just_below_its_target_is_not_shown_as_the_target() -> None:
    assert show(Fraction(8995, 10000), NINETY, "share") == "89.95%"


def test_share_has_one_decimal_where_that_is_enough() -> None:
    assert show(Fraction(87, 100), NINETY, "share") == "87.0%"


def test_share_equal_to_its_target_is_shown_like_it() -> None:
    assert show(NINETY, NINETY, "share") == "90.0%"
    assert show(Fraction(9255, 10000), Fraction(9255, 10000), "share") == "92.55%"


def test_almost_all_is_not_shown_as_all() -> None:
    # 1 of 50,000 missed: 99.998%, which two decimals would round to 100.
    assert show(Fraction(49999, 50000), NINETY, "share") == "99.998%"


def test_almost_none_is_not_shown_as_none() -> None:
    assert show(Fraction(1, 50000), Fraction(5, 100), "share") == "0.002%"


def test_rounding_does_not_carry_a_value_over_a_target_with_more_digits() -> None:
    # 92.551% would round to 92.6%, above a target of 92.56% that it misses.
    shown = show(Fraction(92551, 100000), Fraction(9256, 10000), "share")
    assert shown == "92.55%"


def test_value_is_told_from_the_limit_of_a_tier_too() -> None:
    # 91.96% is below a warning line of 92%, which one decimal would hide.
    value = Fraction(9196, 10000)
    assert show(value, NINETY, "share", marks=(Fraction(92, 100),)) == "91.96%"


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (Fraction(0), "0s"),
        (Fraction(79, 2), "39.5s"),
        (Fraction(40), "40s"),
        (Fraction(120), "2m"),
        (Fraction(200), "3m 20s"),
        (Fraction(5400), "1h 30m"),
        (Fraction(172800), "48h"),
        (Fraction(-90), "-1m 30s"),
    ],
)
def test_length_is_written_in_hours_minutes_and_seconds(
    seconds: Fraction, shown: str
) -> None:
    assert show(seconds, None, "seconds") == shown


def test_length_one_microsecond_past_its_limit_shows_the_microsecond() -> None:
    value = 120 + Fraction(1, 1_000_000)
    assert show(value, Fraction(120), "seconds") == "2m 0.000001s"


def test_length_is_rounded_to_whole_seconds_where_the_limit_is_far() -> None:
    assert show(Fraction(1234, 10), Fraction(60), "seconds") == "2m 3s"


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (Fraction(7), "count", "7"),
        (Fraction(12345), "count", "12,345"),
        (Fraction(13, 3), "count", "4.3"),
        (Fraction(9, 2), "money", "4.50 EUR"),
        (Fraction(20000), "money", "20,000.00 EUR"),
        (Fraction(30), "points", "30 points"),
        (Fraction(1), "points", "1 point"),
        (Fraction(-25, 2), "points", "-12.5 points"),
        (Fraction(427, 100), "number", "4.27"),
    ],
)
def test_amount_is_written_in_its_unit(
    value: Fraction, unit: ValueUnit, shown: str
) -> None:
    assert show(value, None, unit, currency="EUR") == shown


@pytest.mark.parametrize(
    ("target", "unit", "shown"),
    [
        (NINETY, "share", "90%"),
        (Fraction(995, 1000), "share", "99.5%"),
        (Fraction(120), "seconds", "2m"),
        (Fraction(1, 2), "seconds", "0.5s"),
        (Fraction(9, 2), "money", "4.50 EUR"),
        (Fraction(5), "count", "5"),
    ],
)
def test_target_is_as_short_as_it_was_written(
    target: Fraction, unit: ValueUnit, shown: str
) -> None:
    assert show_target(target, unit, "EUR") == shown


def test_target_without_an_end_gets_the_digits_of_its_value() -> None:
    # 5% above 1/3 of 100 s: 35 s; here a third, 33.333… s, against 33.34 s.
    shown = show_among(Fraction(3334, 100), (Fraction(100, 3),), "seconds")
    assert (shown.value, shown.limits) == ("33.34s", ("33.33s",))


def test_whole_numbers_have_their_thousands_apart() -> None:
    assert (count(999), count(2828)) == ("999", "2,828")


FRACTIONS = st.fractions(min_value=0, max_value=1, max_denominator=100_000)


@given(FRACTIONS, FRACTIONS)
def test_shown_share_stands_to_shown_target_as_the_exact_ones_do(
    value: Fraction, target: Fraction
) -> None:
    shown = show_among(value, (target,), "share")
    number = Fraction(shown.value.rstrip("%"))
    limit = Fraction(shown.limits[0].rstrip("%"))
    assert (number > limit, number < limit) == (value > target, value < target)


@given(FRACTIONS, FRACTIONS)
def test_shown_share_is_off_by_at_most_half_of_its_last_digit(
    value: Fraction, target: Fraction
) -> None:
    shown = show(value, target, "share").rstrip("%")
    decimals = len(shown.partition(".")[2])
    assert abs(Fraction(shown) - value * 100) * 2 <= Fraction(1, 10**decimals)
