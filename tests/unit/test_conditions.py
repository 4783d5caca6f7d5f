"""Conditions and expressions: how names and columns of one row are read."""

from fractions import Fraction

import pytest

from tests.resolved import edition
from upheld.dsl import model

EUR = model.Unit("money", "EUR")


def condition(text: str) -> model.Condition:
    (found,) = (
        edition(f"90% of calls answered per day\n  where {text}").populations[0].where
    )
    return found


def column(name: str, unit: model.Unit) -> model.Column:
    return model.Column(name, unit)


def number(value: int) -> model.Constant:
    return model.Constant(Fraction(value), model.NUMBER)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            'a is "x"',
            model.OneOf(column("a", model.TEXT), (model.Constant("x", model.TEXT),)),
        ),
        ("a is not 1", model.OneOf(column("a", model.NUMBER), (number(1),), True)),
        ("a above 3", model.Compare(">", column("a", model.NUMBER), number(3))),
        ("3 <= a", model.Compare("<=", number(3), column("a", model.NUMBER))),
        (
            "a below b",
            model.Compare("<", column("a", model.NUMBER), column("b", model.NUMBER)),
        ),
        ("reopened", model.IsTrue(column("reopened", model.TRUTH))),
        ("a is unknown", model.Known(column("a", model.TEXT), negated=True)),
        (
            'customer matches "^9"',
            model.Matches(column("customer_id", model.TEXT), "^9"),
        ),
        (
            "not (a between 1 and 2)",
            model.Not(
                model.AllOf(
                    (
                        model.Compare(">=", column("a", model.NUMBER), number(1)),
                        model.Compare("<=", column("a", model.NUMBER), number(2)),
                    )
                )
            ),
        ),
    ],
)
def test_column_is_read_like_what_it_is_compared_with(
    text: str, expected: model.Condition
) -> None:
    assert condition(text) == expected


def test_milestone_alone_has_come() -> None:
    found = condition("answered")
    assert isinstance(found, model.Came)
    assert found.milestone.name == "answered"


def test_state_alone_is_the_state() -> None:
    found = condition("urgent")
    assert isinstance(found, model.InState)


def test_column_behind_a_milestone_is_the_milestone() -> None:
    found = condition("answered_at is known")
    assert isinstance(found, model.Known)
    assert isinstance(found.left, model.Moment)
    assert (found.left.name, found.left.role) == ("answered", "milestone")


def test_column_beside_a_milestone_is_a_moment() -> None:
    found = condition("answered above closed_at")
    assert isinstance(found, model.Compare)
    assert found.right == model.Moment(
        "closed_at", "column", ("closed_at",), zone="Europe/Prague"
    )


def test_length_may_be_added_to_a_column_beside_a_milestone() -> None:
    found = condition("answered at most promised_at + 1h")
    assert isinstance(found, model.Compare)
    assert isinstance(found.right, model.Arithmetic)
    assert found.right.unit == model.MOMENT
    assert found.right.left == model.Moment(
        "promised_at", "column", ("promised_at",), zone="Europe/Prague"
    )


def test_difference_of_moments_is_a_length() -> None:
    found = condition("answered - sent_at above 2m")
    assert isinstance(found, model.Compare)
    assert isinstance(found.left, model.Arithmetic)
    assert found.left.unit == model.LENGTH
    assert found.right == model.Constant(Fraction(120_000_000), model.LENGTH)


def test_measure_of_two_moments_knows_its_clock() -> None:
    found = condition("wait above 2m")
    assert isinstance(found, model.Compare)
    measure = found.left
    assert isinstance(measure, model.Measure)
    assert measure.ending is not None
    assert measure.starting is not None
    assert (measure.ending.name, measure.starting.role) == ("answered", "start")


def test_declared_money_is_compared_with_money() -> None:
    found = condition("cost above 4.50 EUR")
    assert isinstance(found, model.Compare)
    assert found.right == model.Constant(Fraction(9, 2), EUR)
    assert isinstance(found.left, model.Measure)
    assert found.left.value == column("cost_eur", EUR)


def test_declared_seconds_are_a_length() -> None:
    found = condition("talk above 1m30s")
    assert isinstance(found, model.Compare)
    assert isinstance(found.left, model.Measure)
    assert found.left.value == model.Column("talk_s", model.LENGTH, "second")


def test_parameter_stands_in_a_condition() -> None:
    found = condition("wait above limit")
    assert isinstance(found, model.Compare)
    assert found.right == model.Constant(Fraction(90_000_000), model.LENGTH)
