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


def made_by(make: Callable[..., Any]) -> Any:
    """A class with every kind of field, and what is done after it was made."""

    @make(slots=True)
    class Every:
        a: int
        b: str = "b"
        c: list[int] = dataclasses.field(default_factory=list)
        d: int = dataclasses.field(default=4, kw_only=True)
        e: list[int] = dataclasses.field(default_factory=list, init=False)
        f: int = dataclasses.field(default=6, init=False)
        g: int = dataclasses.field(init=False)
        h: int = dataclasses.field(kw_only=True)

        def __post_init__(self) -> None:
            self.g = self.a + self.h

    return Every


@pytest.mark.parametrize("make", [dataclass, dataclasses.dataclass])
def test_what_is_given_and_what_is_not(make: Callable[..., Any]) -> None:
    every = made_by(make)
    one, other = every(1, h=8), every(1, "x", [3], d=5, h=9)
    assert dataclasses.astuple(one) == (1, "b", [], 4, [], 6, 9, 8)
    assert dataclasses.astuple(other) == (1, "x", [3], 5, [], 6, 10, 9)
    again = every(1, h=8)
    assert again.c is not one.c
    assert again.e is not one.e
    for given, named in (((), {"h": 1}), ((1,), {}), ((1, "b", [], 4), {"h": 1})):
        with pytest.raises(TypeError):
            every(*given, **named)
    with pytest.raises(TypeError, match="unexpected keyword argument"):
        every(1, h=8, x=1)


def test_a_class_below_another_has_its_own_first_object() -> None:
    @dataclass
    class Above:
        a: int

    @dataclass
    class Below(Above):
        b: int = 2

    class Plain(Above):
        def __init__(self) -> None:
            super().__init__(7)

    assert (Below(1).a, Below(1).b, Above(3).a) == (1, 2, 3)
    assert Plain().a == Plain().a == 7


def test_an_own_init_goes_first_and_none_is_none() -> None:
    @dataclass
    class Own:
        a: int

        def __init__(self) -> None:
            self.a = 1

    @dataclass(init=False)
    class Without:
        a: int = 2

    assert Own().a == 1
    assert Without().a == 2
    with pytest.raises(TypeError):
        Without(3)  # type: ignore[call-arg] # the mistake that is tested
