"""Ranks found among the values that a cube kept around them.

The cube counted how many values of each cell are not above the lower mark, so it is
known which of the kept ones has the rank. An aggregate finds one rank for all windows:
about where it will be (`Marks.tenths`). What is missing to make it that one is put in:
values at the lower mark where it is further down, at the higher one where it is further
up. None of them lies on the other side of the one that is looked for, so it is found
exactly.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from upheld.checker.columns import Columns
from upheld.checker.counts import group_of
from upheld.checker.fusion.marks import rank_of
from upheld.checker.fusion.parts import Marks
from upheld.checker.fusion.plan import Cube, Rollup, Seat
from upheld.checker.fusion.queries import rollup_query, unguarded
from upheld.checker.sql.nodes import (
    Aggregate,
    Binary,
    Call,
    Case,
    Cast,
    Expr,
    FloorDivide,
    IsNull,
    Name,
    Output,
    Query,
    Relation,
    Select,
    UnionAll,
    length_of,
    whole,
)

_VALUE, _KEPT, _RANK, _ABOVE = map(Name, ("value", "kept", "rank among", "above"))


def lies_near(seat: Seat, cells: Columns) -> bool:
    """Whether the rank of every window is one of the values that were kept."""
    share = rank_of(seat.part)
    for used, below, kept in zip(
        *map(cells.whole, ("used", "below", "kept")), strict=True
    ):
        rank = -(-used * share.numerator // share.denominator)
        if used and not below < rank <= below + kept:
            return False
    return True


def place_near(rows: Iterable[tuple[Any, ...]], cells: Columns) -> None:
    """Put the values that were found into their cells; others have none."""
    for window, *groups, value in rows:
        cells.put((int(window), group_of(groups)), "value", value)


def near_query(cube: Cube, seat: Seat) -> Query:
    """The value at a seat's rank, by window and group.

    INVARIANT: in every window it is one of those kept.
    """
    marks, kept = seat.part.marks, seat.kept
    assert marks is not None
    assert kept is not None
    windows = seat.tally.scope.windows
    alone = Rollup(windows, seat.groups, seat.guards, (seat,))
    counts, (columns,) = rollup_query(cube, alone)
    names = [Name(output.name) for output in counts.last.outputs]
    numbers: dict[str, Expr] = {
        name: whole(0) if index is None else names[index]
        for name, index in columns.items()
    }
    keys = tuple(names[: 1 + len(seat.groups)])
    same = tuple(Output(key, key.column) for key in keys)
    values = Select(
        (
            Output(cube.grain.window(windows), "window"),
            *(
                Output(value, key.column)
                for key, (_, value) in zip(keys[1:], seat.groups, strict=True)
            ),
            Output(Call("each", (Name(cube.measures[kept]),)), _VALUE.column),
        ),
        Relation(cube.name),
        where=unguarded(seat.guards),
    )
    steps = (
        *counts.steps,
        ("windows", _only(counts.last, keys, numbers)),
        ("places", _places(seat, same, numbers)),
        ("missing", _missing(same, marks.tenths)),
        ("values", UnionAll((values, _stand_ins(same, marks)))),
    )
    rank = Decimal(marks.tenths).scaleb(-1)
    found = Cast(Aggregate("nearest_rank", _VALUE, rank), "integer")
    last = Select(
        (*same, Output(Binary("+", found, length_of(marks.low)), _VALUE.column)),
        Relation("values"),
        group=keys,
    )
    return Query(f"rank of: {seat.tally.standard}, among values near it", steps, last)


def _only(
    windows: Select, keys: tuple[Name, ...], numbers: Mapping[str, Expr]
) -> Select:
    """The columns in use."""
    used = {*keys, *(numbers[name] for name in ("used", "below", "kept"))}
    return replace(
        windows, outputs=tuple(o for o in windows.outputs if Name(o.name) in used)
    )


def _places(
    seat: Seat, same: tuple[Output, ...], numbers: Mapping[str, Expr]
) -> Select:
    """How many values of each window are kept, and which of them has the rank."""
    share = rank_of(seat.part)
    times = Binary("*", numbers["used"], whole(share.numerator))
    up = Binary("+", times, whole(share.denominator - 1))
    rank = FloorDivide(up, share.denominator, positive=True)
    return Select(
        (
            *same,
            Output(numbers["kept"], _KEPT.column),
            Output(Binary("-", rank, numbers["below"]), _RANK.column),
        ),
        Relation("windows"),
        where=IsNull(Name("window"), negated=True),
    )


def _missing(same: tuple[Output, ...], tenths: int) -> Select:
    """By how much, in tenths of a value, the aggregate's rank would be too high."""
    aimed = Binary("*", _KEPT, whole(tenths))
    wanted = Binary("*", _RANK, whole(10))
    above = Output(Binary("-", aimed, wanted), _ABOVE.column)
    return Select((*same, above), Relation("places"))


def _stand_ins(same: tuple[Output, ...], marks: Marks) -> Select:
    """As many values at a mark as make the aggregate's rank the one looked for.

    The rank of `n` values is `n * tenths / 10`, rounded up. A low one more moves it by
    `tenths / 10` and the one looked for by 1; a high one moves it alone.
    """
    tenths = marks.tenths
    is_high = Binary(">", _ABOVE, whole(0))
    rest = 10 - tenths
    low = FloorDivide(Binary("+", _ABOVE, whole(rest - 1)), rest, positive=True)
    high = FloorDivide(Binary("-", whole(0), _ABOVE), tenths, positive=True)
    mark = Case(((is_high, whole(0)),), whole(marks.high - marks.low))
    times = Case(((is_high, low),), high)
    return Select(
        (*same, Output(Call("repeated", (mark, times)), _VALUE.column)),
        Relation("missing"),
    )
