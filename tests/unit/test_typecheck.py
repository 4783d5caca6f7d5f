"""Units and sense: what is refused, where, and what the amounts become."""

from fractions import Fraction

import pytest

from tests.resolved import LINES, diagnostics, edition, fault, policy
from upheld.dsl import model

SECOND = 1_000_000


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("average wait of calls at most 5 EUR per day", ("E2001", 2, 33)),
        ("average wait of calls at most 90% per day", ("E2001", 2, 33)),
        ("average wait of calls at most 40 per day", ("E2005", 2, 33)),
        ("average wait of calls at most 2 days per day", ("E2004", 2, 33)),
        ("average wait of calls at most target per day", ("E2001", 2, 33)),
        ("average wait of calls between 1m and 5 per day", ("E2005", 2, 40)),
        ("average wait of calls between 5m and 1m per day", ("E3006", 2, 40)),
        ("total cost of calls at most 20000 per month", ("E2002", 2, 31)),
        ("total cost of calls at most 20000 USD per month", ("E2001", 2, 31)),
        ("average rating of calls at least 85% per month", ("E2001", 2, 36)),
        ("average rating of calls at least 8 points per month", ("E2001", 2, 36)),
        ("average answered of calls at most 5m per month", ("E2009", 2, 11)),
        ("average urgent of calls at most 5 per month", ("E2009", 2, 11)),
        ("share of calls answered at least 90 per month", ("E2003", 2, 36)),
        ("share of calls answered at least 101% per month", ("E3001", 2, 36)),
        ("number of calls at most 2.5 per day", ("E2007", 2, 27)),
        ("at most 2.5 calls per day", ("E2007", 2, 11)),
        ("101% of calls answered per day", ("E3001", 2, 3)),
        ("limit of calls answered per day", ("E2001", 2, 3)),
        ("at most 5% of calls with hold_s above 2m per day", ("E2006", 2, 28)),
        ("at most 5% of calls with price above 2 EUR per day", ("E2006", 2, 28)),
        ("at most 5% of calls with cost above 2 per day", ("E2002", 2, 39)),
        ("at most 5% of calls with wait above 2 days per day", ("E2004", 2, 39)),
        ("at most 5% of calls with rating above 80% per day", ("E2001", 2, 41)),
        ('at most 5% of calls with rating above "x" per day', ("E2001", 2, 41)),
        ("90% of calls answered within target per day", ("E2001", 2, 32)),
        ("90% of calls where wait per day", ("E2009", 2, 22)),
        ("90% of calls where urgent is 1 per day", ("E2009", 2, 22)),
        ('90% of calls where answered is "x" per day', ("E2001", 2, 34)),
        ('90% of calls where a matches "(b" per day', ("E2010", 2, 32)),
        (r'90% of calls where a matches "(b)\1" per day', ("E2010", 2, 32)),
        ("90% of calls urgent within 2m per day", ("E2009", 2, 16)),
        ("90% of calls where limit is 90s per day", ("E2009", 2, 22)),
        ("90% of calls where limit above 2m per day", ("E2009", 2, 22)),
        ("90% of calls where limit is known per day", ("E2009", 2, 22)),
        ("average limit of calls at most 2m per day", ("E2009", 2, 11)),
        ("90% of calls answered per day for each target", ("E2009", 2, 42)),
        (
            "average wait of calls at most 5s above the previous day per week",
            ("E3022", 2, 42),
        ),
    ],
)
def test_unit_mistake_is_placed_at_the_value(
    body: str, expected: tuple[str, int, int]
) -> None:
    assert fault(body) == expected


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("warn below 85%", ("E3002", 3, 14)),
        ("warn below 90%", ("E3002", 3, 14)),
        ("warn above 95%", ("E3002", 3, 14)),
        ("warn below 92", ("E2003", 3, 14)),
        ("exceeds at 80%", ("E3003", 3, 14)),
        ("exceeds at 91%\n  warn below 95%", ("E3003", 3, 14)),
        ("bands good at least 90%, fair at least 95%, else poor", ("E3005", 3, 42)),
        ("bands good at least 90%, fair at most 80%, else poor", ("E3005", 3, 41)),
        ("bands good at least 90%, good at least 80%, else poor", ("E1010", 3, 28)),
        ("exceeds at 101%", ("E3001", 3, 14)),
        ("matching custmer", ("E1011", 3, 12)),
        ("without deadline met", ("E3008", 3, 3)),
        ("effective from 2026-02-01 until 2026-01-31", ("E3014", 3, 35)),
        ("exceeds when 50% of replies signed", ("E3023", 3, 23)),
        ("counted once until reply\n  matching topic", ("E1011", 4, 12)),
    ],
)
def test_clause_that_makes_no_sense_is_placed_at_its_fault(
    clause: str, expected: tuple[str, int, int]
) -> None:
    assert fault(f"90% of calls answered within 2m per day\n  {clause}") == expected


def test_ceiling_warns_above_a_value_below_it() -> None:
    found = edition("at most 4 calls per day\n  warn above 2\n  exceeds at 1")
    assert found.warn == model.Warn("above", Fraction(2))
    assert found.exceeds == Fraction(1)


def test_tiers_belong_to_the_outer_bound_of_windows_over_windows() -> None:
    # 85% of calls and 90% of days: 92% warns although every day needs only 85%.
    found = edition(
        "85% of calls answered per day on at least 90% of days per month\n"
        "  warn below 92%"
    )
    assert found.over == model.OverWindows(
        "share",
        model.Per("month"),
        model.Bound("at_least", Fraction(9, 10), model.PERCENT),
    )
    assert found.warn == model.Warn("below", Fraction(23, 25))


def test_band_has_no_side_for_a_warning() -> None:
    body = "average wait of calls between 1m and 3m per day\n  warn above 2m"
    assert fault(body) == ("E3004", 3, 3)


def test_parameter_stands_for_a_value_of_its_unit() -> None:
    found = edition("target of calls answered within limit per day")
    assert found.bound == model.Bound("at_least", Fraction(23, 25), model.PERCENT)
    subject = found.subject
    assert isinstance(subject, model.ShareOutcome)
    assert isinstance(subject.outcome, model.Reach)
    assert subject.outcome.limit == model.Within(model.Period(microseconds=90 * SECOND))


RATIO = "define ratio as total a of calls / total b of calls\nstandard s\n  "


@pytest.mark.parametrize(
    ("body", "unit", "low"),
    [
        ("ratio at least 95% per month", model.PERCENT, Fraction(19, 20)),
        ("ratio at least target per month", model.PERCENT, Fraction(23, 25)),
        ("ratio at most 25 per month", model.NUMBER, Fraction(25)),
        ("gap between teams of ratio at most 5 points", model.POINTS, Fraction(5)),
        ("gap between teams of ratio at most 2", model.NUMBER, Fraction(2)),
    ],
)
def test_ratio_is_read_in_the_unit_of_its_bound(
    body: str, unit: model.Unit, low: Fraction
) -> None:
    (standard,) = policy(RATIO + body).standards
    (found,) = standard.editions
    assert isinstance(found.bound, model.Bound)
    assert (found.bound.unit, found.bound.low) == (unit, low)


def test_ratio_held_against_a_percentage_is_a_percentage() -> None:
    (standard,) = policy(RATIO + "ratio at least 95% per month").standards
    subject = standard.editions[0].subject
    assert isinstance(subject, model.Defined)
    assert isinstance(subject.formula, model.Combined)
    assert (subject.unit, subject.formula.unit) == (model.PERCENT, model.PERCENT)
    assert subject.text == "total a of calls / total b of calls"


def test_money_by_number_is_money() -> None:
    text = (
        "define per-call as total cost of calls / number of answered calls\n"
        "standard s\n  per-call at most 4.50 EUR per month"
    )
    (standard,) = policy(text).standards
    (found,) = standard.editions
    assert found.bound == model.Bound(
        "at_most", Fraction(9, 2), model.Unit("money", "EUR")
    )
    assert len(found.populations) == 2


def test_length_and_money_cannot_be_added() -> None:
    (found,) = diagnostics("define odd as total wait of calls + total cost of calls")
    assert (found.code, found.span.line - LINES, found.span.column) == ("E2001", 1, 37)


@pytest.mark.parametrize(
    ("body", "amount", "proportional"),
    [
        (
            "average wait of calls at most 5% above the previous month per month",
            Fraction(1, 20),
            True,
        ),
        (
            "average wait of calls at most 5s above the previous month per month",
            Fraction(5 * SECOND),
            False,
        ),
        (
            "share of calls answered at most 3 points below the previous day per day",
            Fraction(3),
            False,
        ),
    ],
)
def test_comparison_is_proportional_only_in_percent(
    body: str, amount: Fraction, proportional: bool
) -> None:
    bound = edition(body).bound
    assert isinstance(bound, model.Relative)
    assert (bound.amount, bound.proportional) == (amount, proportional)


def test_difference_of_shares_is_not_a_plain_number() -> None:
    body = "share of calls answered at most 3 below the previous month per month"
    assert fault(body) == ("E2001", 2, 35)


@pytest.mark.parametrize(
    ("window", "expected"),
    [
        ("", model.Overall()),
        ("overall", model.Overall()),
        ("per 15m", model.PerLength(model.Period(microseconds=900 * SECOND))),
        ("per 28 days", model.PerLength(model.Period(days=28))),
        ("per 2w", model.PerLength(model.Period(days=14))),
        ("over any 2 months", model.Sliding(model.Period(months=2))),
    ],
)
def test_window_is_one_length(window: str, expected: model.SimpleWindow) -> None:
    assert edition(f"90% of calls answered {window}").window == expected


@pytest.mark.parametrize(
    ("window", "column"),
    [
        ("over any 24h", 34),
        ("per 1d2h", 29),
        ("per month on average per day", 46),
        ("per day on 95% of weeks per month", 25),
    ],
)
def test_window_that_cannot_be_is_refused(window: str, column: int) -> None:
    assert fault(f"90% of calls answered {window}") == ("E3018", 2, column)


def test_trend_has_the_window_it_names() -> None:
    found = edition("number of calls not rising for 3 months")
    assert found.window == model.Per("month")
    assert found.bound is None
    assert isinstance(found.subject, model.Trend)
    assert found.subject.times == 3


def test_average_over_windows_may_hold_broken_counts() -> None:
    found = edition("at most 2.5 calls per day on average per month")
    assert found.bound == model.Bound("at_most", Fraction(5, 2), model.COUNT)


def test_pause_refuses_working_days() -> None:
    body = "90% of calls answered within 3 working days\n  pausing while hold"
    assert fault(body) == ("E3021", 3, 3)
