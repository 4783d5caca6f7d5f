"""Our data classes mean the same as those of the standard library."""

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest

from upheld.dsl.dataclass import dataclass


def classes(make: Callable[..., Any]) -> tuple[Any, ...]:
    """The same classes by either decorator."""

    class Plain:
        a: int
        b: str = "b"
        c: tuple[int, ...] = dataclasses.field(default=(), compare=False)
        d: list[int] = dataclasses.field(default_factory=list, hash=False, repr=False)

    class One:
        a: int

    class Own:
        a: int

        def __repr__(self) -> str:
            return "own"

        def __eq__(self, other: object) -> bool:
            return True

        def __hash__(self) -> int:
            return 7

    frozen = make(frozen=True, slots=True)
    return (*map(frozen, (Plain, One, Own, type("Nothing", (), {}))),)


OURS, THEIRS = classes(dataclass), classes(dataclasses.dataclass)


@pytest.mark.parametrize(
    ("ours", "theirs"), list(zip(OURS[1:3], THEIRS[1:3], strict=True))
)
def test_of_one_field(ours: Any, theirs: Any) -> None:
    assert repr(ours(1)).rpartition(".")[2] == repr(theirs(1)).rpartition(".")[2]
    assert hash(ours(1)) == hash(theirs(1))
    assert (ours(1) == ours(2)) == (theirs(1) == theirs(2))
    assert ours(1) != theirs(1) or ours is OURS[2]


def test_fields_that_do_not_compare() -> None:
    for plain in (OURS[0], THEIRS[0]):
        one, other = plain(1, c=(1,), d=[]), plain(1, c=(2,), d=[])
        assert one == other
        assert hash(one) == hash(other) == hash((1, "b"))
        assert plain(1, d=[1]) != one
        assert repr(one).endswith("Plain(a=1, b='b', c=(1,))")
        assert dataclasses.replace(one, a=2).a == 2
        assert plain.__match_args__ == ("a", "b", "c", "d")


def test_without_fields() -> None:
    for nothing in (OURS[3], THEIRS[3]):
        assert nothing() == nothing()
        assert hash(nothing()) == hash(())


def test_another_class_is_never_equal() -> None:
    assert OURS[1](1) != OURS[0](1)
    assert OURS[1](1).__eq__(1) is NotImplemented


def test_what_can_change_has_no_hash() -> None:
    @dataclass(slots=True)
    class Open:
        a: int

    with pytest.raises(TypeError, match="unhashable"):
        hash(Open(1))


def test_order() -> None:
    @dataclass(frozen=True, slots=True, order=True)
    class Ordered:
        a: int

    assert sorted([Ordered(2), Ordered(1)]) == [Ordered(1), Ordered(2)]


def test_without_equality_each_is_itself() -> None:
    @dataclass(frozen=True, slots=True, eq=False)
    class Alone:
        a: int

    one = Alone(1)
    assert one != Alone(1)
    assert {one: 1}[one] == 1
