"""Gap, headroom and repair against their definitions, by counting on."""

from collections.abc import Callable
from fractions import Fraction
from itertools import product

import pytest

from upheld.checker.exact import exactly, rounded
from upheld.checker.headroom import Room, room
from upheld.checker.judge import keeps
from upheld.checker.measure import Sizes
from upheld.dsl import model

KINDS: tuple[model.BoundKind, ...] = ("at_least", "more_than", "at_most", "less_than")
LIMITS = [Fraction(n, 20) for n in (0, 2, 7, 18, 19, 20)]
STEPS = [None, Fraction(1, 20), Fraction(1, 10)]

#: No number looked for is greater, with the counts, limits and steps of these tests.
FAR = 250


def keeps_share(
    bound: model.Bound, step: Fraction | None, met: int, total: int
) -> bool:
    """Whether a share keeps its bound; of no event it does."""
    if total == 0:
        return True
    value = exactly(Fraction(met, total))
    return keeps(bound, value if step is None else rounded(value, step))


def most(holds: Callable[[int], bool], end: int) -> int | None:
    """The greatest number up to which something holds; None if it holds to the end."""
    kept = next((x for x in range(end + 1) if not holds(x)), None)
    return None if kept is None else kept - 1


def least(holds: Callable[[int], bool], end: int) -> int | None:
    return next((x for x in range(end + 1) if holds(x)), None)


def counted_on(
    sizes: Sizes, bound: model.Bound, step: Fraction | None, *, is_open: bool
) -> Room:
    """The three numbers by trying one event after another."""
    m, f, p = sizes.met, sizes.missed, sizes.pending
    n, floor = m + f + p, bound.kind in ("at_least", "more_than")

    def kept(met: int, total: int) -> bool:
        return keeps_share(bound, step, met, total)

    best = m + p if floor else m
    wrong = f if floor else m
    gap = least(lambda x: kept(best + x if floor else best - x, n), wrong) or None
    if not is_open:
        worse = range(n - f + 1) if floor else range(n - m + 1)
        good = [x for x in worse if kept(m + p - x if floor else m + x, n)]
        return Room(gap, max(good, default=None))
    if kept(m, m + f):
        spare = most(
            lambda x: kept(m, m + f + x) if floor else kept(m + x, m + f + x), FAR
        )
        return Room(gap, headroom=spare)
    fix = least(lambda x: kept(m + x, m + f + x) if floor else kept(m, m + f + x), FAR)
    return Room(gap, repair=fix)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("is_open", [False, True])
def test_numbers_are_those_found_by_counting_on(
    kind: model.BoundKind, is_open: bool
) -> None:
    events = product(range(6), range(4), (0, 2))
    for (m, f, p), limit, step in product(events, LIMITS, STEPS):
        if m + f + p == 0 or (is_open and m + f == 0):
            continue
        sizes = Sizes(m, f, p)
        bound = model.Bound(kind, limit, model.PERCENT)
        found = room([sizes], bound, step, is_open=is_open)
        wanted = counted_on(sizes, bound, step, is_open=is_open)
        assert found == wanted, (sizes, bound, step)


def test_ninety_of_a_hundred_may_lose_nothing_and_ninety_one_one() -> None:
    bound = model.Bound("at_least", Fraction(9, 10), model.PERCENT)
    assert room([Sizes(90, 10)], bound, None, is_open=False).headroom == 0
    assert room([Sizes(91, 9)], bound, None, is_open=False).headroom == 1
    assert room([Sizes(87, 13)], bound, None, is_open=False).gap == 3


def test_open_window_may_miss_as_many_as_its_target_leaves() -> None:
    # 91 of 91 so far: 91 / 0.9 = 101.1, so 10 more may be missed.
    bound = model.Bound("at_least", Fraction(9, 10), model.PERCENT)
    assert room([Sizes(91, 0)], bound, None, is_open=True).headroom == 10
    # 8 of 10: (8 + x) / (10 + x) is 90% at x = 10.
    assert room([Sizes(8, 2)], bound, None, is_open=True).repair == 10


def test_every_cannot_be_repaired() -> None:
    bound = model.Bound("at_least", Fraction(1), model.PERCENT)
    assert room([Sizes(8, 1)], bound, None, is_open=True) == Room(gap=1)


@pytest.mark.parametrize(
    ("kind", "value", "gap"),
    [
        ("at_most", 7, 2),
        ("at_most", 5, None),
        ("less_than", 5, 1),
        ("at_least", 3, 2),
        ("more_than", 5, 1),
        ("more_than", 6, None),
    ],
)
def test_count_is_told_how_many_are_too_many_or_lacking(
    kind: model.BoundKind, value: int, gap: int | None
) -> None:
    bound = model.Bound(kind, Fraction(5), model.COUNT)
    assert room([Sizes(used=value)], bound, None, is_open=False) == Room(gap)


def test_formula_of_two_counts_has_no_such_numbers() -> None:
    bound = model.Bound("at_least", Fraction(1, 2), model.PERCENT)
    assert room([Sizes(1, 1), Sizes(1, 1)], bound, None, is_open=False) == Room()
