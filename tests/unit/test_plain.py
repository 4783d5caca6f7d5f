"""Plain windows in whole numbers: the same as the rules of `judge`, or no answer."""

from dataclasses import replace
from fractions import Fraction
from math import ceil
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.nine_verdicts import AS_OF, write_project
from tests.unit.test_judge import POPULATION, edition
from upheld.checker.check import Request, check
from upheld.checker.counts import Counts
from upheld.checker.documents import as_data, part_of
from upheld.checker.figures import value_of
from upheld.checker.judge import judge
from upheld.checker.measure import ENDLESS, Numbers, measure
from upheld.checker.part import fields_of
from upheld.checker.plain import (
    PlainQuotient,
    PlainStandard,
    decided_by_counting,
    plain_standard,
)
from upheld.checker.report import Counts as ReportCounts
from upheld.checker.report import Window
from upheld.dsl import model

WAIT = model.Moment("a", "milestone", ("a",))
COST = model.Bound("at_most", Fraction(5, 2), model.NUMBER)
MEDIAN = model.Statistic("median", WAIT, POPULATION, model.NUMBER, None)
OVER = model.OverWindows("average", model.Per("week"))
KINDS = ("at_least", "at_most", "more_than", "less_than")

bounds = st.builds(
    model.Bound,
    st.sampled_from(KINDS),
    st.fractions(Fraction(-1), Fraction(60), max_denominator=40),
    st.sampled_from([model.PERCENT, model.COUNT, model.NUMBER]),
)
shares = st.fractions(Fraction(0), Fraction(1), max_denominator=20)
few = st.integers(0, 40)
values = st.one_of(
    st.integers(-50, 50), st.fractions(max_denominator=9), st.just(ENDLESS), st.none()
)


def counts(counted: object) -> tuple[Counts, ...]:
    return (cast("Any", SimpleNamespace(counted=counted)),)


def judged_by_rules(found: model.Edition, counted: Any, numbers: Numbers) -> object:
    measured = measure(counted, numbers, is_open=False, listed=False)
    whole = value_of(found.subject, [measured], is_open=False)
    assert isinstance(found.bound, model.Bound)
    return judge(found, whole, found.bound, is_open=False)


def plain(found: model.Edition) -> PlainStandard:
    standard = plain_standard(found, 1)
    assert isinstance(standard, PlainStandard)
    return standard


@given(met=few, missed=few, excluded=few, kind=st.sampled_from(KINDS), low=shares,
       least=st.sampled_from([None, 1, 12]))  # fmt: skip
def test_shares(
    met: int,
    missed: int,
    excluded: int,
    kind: model.BoundKind,
    low: Fraction,
    least: int | None,
) -> None:
    minimum = None if least is None else model.Minimum(least)
    found = edition(bound=model.Bound(kind, low, model.PERCENT), minimum=minimum)
    numbers = {"met": met, "missed": missed, "excluded": excluded, "invalid": 3}
    judged = plain(found).judged(numbers)
    if met + missed < max(least or 0, 1):
        assert judged is None
    else:
        assert judged == judged_by_rules(found, found.subject, numbers)


@given(bound=bounds, used=st.tuples(few, few), value=st.tuples(values, values),
       waiting=st.sampled_from(["pending", "running", "excluded"]),
       kind=st.sampled_from(["average", "total", "maximum", "percentile"]))  # fmt: skip
def test_quotients(
    bound: model.Bound,
    used: tuple[int, int],
    value: tuple[int | Fraction | None, int | Fraction | None],
    waiting: str,
    kind: Any,
) -> None:
    """One number over another: by whole numbers as by the rules, or no answer."""
    top = model.Statistic(kind, WAIT, POPULATION, bound.unit, Fraction(9, 10))
    for bottom in (model.NumberOf(POPULATION), top):
        both = model.Combined("/", top, bottom, model.NUMBER)
        subject = model.Defined("quotient", both, model.NUMBER)
        found = edition(bound=bound, subject=subject)
        simple = plain_standard(found, 2)
        assert isinstance(simple, PlainQuotient)
        numbers: list[Numbers] = [
            {"used": used[0], "without": 1, "value": value[0]},
            {"used": used[1], "value": value[1], waiting: used[0] % 2},
        ]
        judged = simple.judged(*numbers)
        if judged is None:
            is_number = isinstance(bottom, model.NumberOf) or value[1]
            ready = all(used) and not isinstance(value[0], Fraction) and is_number
            assert not (ready and kind == "total" and value[0] and used[0] % 2 == 0)
            continue
        parts = [
            measure(counted, one, is_open=False, listed=False)
            for counted, one in zip((top, bottom), numbers, strict=True)
        ]
        whole = value_of(subject, parts, is_open=False)
        assert judged == judge(found, whole, bound, is_open=False)


def test_other_formulas_are_not_plain() -> None:
    number = model.NumberOf(POPULATION)
    for formula, minimum in (
        (model.Combined("+", number, number, model.COUNT), None),
        (model.Combined("/", number, number, model.NUMBER), model.Minimum(3)),
    ):
        subject = model.Defined("more", formula, model.NUMBER)
        assert plain_standard(edition(subject=subject, minimum=minimum), 2) is None


@given(
    bound=bounds,
    used=few,
    value=values,
    lowest=values,
    least=values,
    kind=st.sampled_from(["average", "total", "minimum", "maximum", "percentile"]),
)
def test_statistics(
    bound: model.Bound,
    used: int,
    value: int | Fraction | None,
    lowest: int | Fraction | None,
    least: int | Fraction | None,
    kind: Any,
) -> None:
    subject = model.Statistic(kind, WAIT, POPULATION, bound.unit, Fraction(9, 10))
    found = edition(bound=bound, subject=subject)
    numbers = {"used": used, "without": 2, "value": value, "least": least}
    numbers |= {"lowest": lowest} if kind == "percentile" else {}
    judged = plain(found).judged(numbers)
    if judged is not None:
        assert judged == judged_by_rules(found, subject, numbers)
    elif used and isinstance(value, int) and kind in ("average", "total", "minimum"):
        raise AssertionError("nothing here is not plain")


@given(
    bound=bounds,
    values=st.lists(st.fractions(-50, 50, max_denominator=9), min_size=1, max_size=40),
    rank=st.sampled_from(["0.01", "0.07", "0.5", "0.9", "0.999", "1"]),
)
def test_a_rank_is_decided_by_the_values_within_its_bound(
    bound: model.Bound, values: list[Fraction], rank: str
) -> None:
    """Ties with the limit too: it is often one of the values."""
    bound = replace(bound, low=values[0] if len(values) % 2 else bound.low)
    subject = model.Statistic(
        "percentile", WAIT, POPULATION, bound.unit, Fraction(rank)
    )
    found = edition(bound=bound, subject=subject)
    value = sorted(values)[ceil(Fraction(rank) * len(values)) - 1]
    below = bound.kind in ("at_least", "less_than")
    within = [v for v in values if v < bound.low or (v == bound.low and not below)]
    numbers = {"used": len(values), "without": 1}
    by_value = plain(found).judged({**numbers, "value": value})
    counted = plain(found).judged({**numbers, "within": len(within)})
    # A value that a running event keeps from being one is not decided by counting.
    unsettled: Numbers = {
        **numbers,
        "value": value,
        "lowest": value - 1,
        "within": len(within),
    }
    assert plain(found).judged(unsettled) is None
    assert by_value is not None
    assert counted is not None
    assert (counted.verdict, counted.value) == (by_value.verdict, None)


def test_a_rank_that_more_hangs_on_is_not_decided_by_counting() -> None:
    plainly = edition(bound=COST, subject=MEDIAN)
    assert decided_by_counting(plainly) == COST
    for more in (
        {"over": OVER},
        {"warn": model.Warn("above", Fraction(2))},
        {"bound": replace(COST, low=Fraction(1, 3))},
        {"bound": replace(COST, kind="between", high=Fraction(9))},
        {"subject": replace(MEDIAN, kind="average")},
    ):
        assert decided_by_counting(replace(plainly, **more)) is None


@given(bound=bounds, used=st.integers(1, 99))
def test_numbers_of_events(bound: model.Bound, used: int) -> None:
    subject = model.NumberOf(POPULATION)
    found = edition(bound=bound, subject=subject)
    numbers = {"used": used, "without": 0}
    assert plain(found).judged(numbers) == judged_by_rules(found, subject, numbers)


@pytest.mark.parametrize("waiting", ["pending", "running", "past limit"])
def test_a_window_that_waits_is_not_plain(waiting: str) -> None:
    assert plain(edition()).judged({"met": 5, "missed": 0, waiting: 1}) is None


@pytest.mark.parametrize(
    "more",
    [
        {"rounded": 1},
        {"confidence": Fraction(95, 100)},
        {"exceeds": Fraction(99, 100)},
        {"warn": model.Warn("below", Fraction(95, 100))},
        {"bound": model.Bound("between", Fraction(0), model.PERCENT, Fraction(1))},
        {"bound": None},
        {"subject": model.PromoterScore(WAIT, POPULATION)},
    ],
)
def test_a_standard_that_is_not_plain(more: dict[str, object]) -> None:
    found = edition(**more)
    assert plain_standard(found, 1) is None


def test_two_things_counted_are_not_plain() -> None:
    assert plain_standard(edition(), 2) is None


def test_windows_that_are_not_checked_would_stand_the_check(tmp_path: Path) -> None:
    """`Part.trusted` checks nothing, so this does, on all nine verdicts."""
    write_project(tmp_path)
    policies = (tmp_path / "policies" / "centre.std",)
    report = check(Request(policies, tmp_path, as_of=AS_OF)).report
    assert report is not None
    windows = [w for s in report.standards for w in s.windows]
    assert len(windows) > 5
    for window in windows:
        given = as_data(window)
        assert list(given) == list(fields_of(Window))
        assert list(given["counts"]) == list(fields_of(ReportCounts))
        assert part_of(Window, given) == window
