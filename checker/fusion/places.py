"""The numbers of one tally by window and group, while they come in."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field
from fractions import Fraction
from operator import itemgetter
from typing import Any

from upheld.checker.counts import GroupValues, group_of
from upheld.checker.fusion.parts import LOST
from upheld.checker.fusion.plan import Rollup
from upheld.checker.fusion.queries import SeatColumns
from upheld.checker.fusion.ranks import Ranking
from upheld.checker.plan import Tally
from upheld.dsl.dataclass import dataclass

Numbers = dict[str, int | Fraction | None]
Place = tuple[int, GroupValues]


@dataclass(slots=True)
class Gathered:
    """The counts of one tally, while they come in."""

    cells: dict[Place, Numbers] = field(default_factory=dict)
    rest: Numbers = field(default_factory=dict)
    first: int | None = None

    def add_rest(self, name: str, number: int) -> None:
        """Rows that lie in no window."""
        self.rest[name] = int(self.rest.get(name) or 0) + number

    def add_rests(self, numbers: Numbers) -> None:
        """Rows without a moment."""
        for name, value in numbers.items():
            if isinstance(value, int):
                self.add_rest(name, value)


def take_apart(
    rollup: Rollup,
    seats: Sequence[SeatColumns],
    rows: Iterable[tuple[Any, ...]],
    gathered: Mapping[Tally, Gathered],
) -> None:
    """Rows of windows as the numbers of each seat."""
    width = 1 + len(rollup.groups)
    readers = [
        _reader(gathered[seat.tally], columns)
        for seat, columns in zip(rollup.seats, seats, strict=True)
    ]
    every = [(*row, 0) for row in rows]
    placed = [
        ((int(row[0]), group_of(row[1:width])), row)
        for row in every
        if row[0] is not None
    ]
    nowhere = [row for row in every if row[0] is None]
    for into, names, numbers_of, lost, members, first in readers:
        into.cells |= {
            place: dict(zip(names, numbers_of(row), strict=True))
            for place, row in placed
            if row[members]
        }
        for row in nowhere:
            if row[members]:
                into.add_rests(dict(zip(names, numbers_of(row), strict=True)))
        for name, index in lost:
            number = sum([row[index] or 0 for row in every])
            if number:
                into.add_rest(name, int(number))
        if first is not None:
            begun = [row[first] for _, row in placed if row[members]]
            known = [moment for moment in (*begun, into.first) if moment is not None]
            into.first = min(known, default=None)


#: What a seat takes from a row that a 0 was put behind: where its numbers go, their
#: names, the numbers, the columns of lost rows, that of its members, that of the first
#: moment.
Reader = tuple[
    Gathered,
    tuple[str, ...],
    Callable[[tuple[Any, ...]], tuple[Any, ...]],
    list[tuple[str, int]],
    int,
    int | None,
]


def _reader(into: Gathered, columns: SeatColumns) -> Reader:
    at = {name: -1 if index is None else index for name, index in columns.items()}
    members, first = at.pop("members"), at.pop("first", None)
    lost = [(name, at.pop(name)) for name in LOST if name in at]
    # Two indexes or more: every seat has sizes.
    return into, tuple(at), itemgetter(*at.values()), lost, members, first


def place(
    ranking: Ranking,
    rows: Iterable[tuple[Any, ...]],
    gathered: Mapping[Tally, Gathered],
) -> None:
    """Put the values of a ranking into the cells that they belong to."""
    width = max(len(s.groups) for s in ranking.sets)
    places: list[list[tuple[int, dict[Place, Numbers], str]]] = []
    column = 2 + width
    for one in ranking.sets:
        own = range(column, column + len(one.ranked))
        places.append(
            [
                (i, gathered[r.part.tally].cells, r.name)
                for i, r in zip(own, one.ranked, strict=True)
            ]
        )
        column += len(one.ranked)
    for row in rows:
        if row[1] is None:
            continue
        place = int(row[1]), tuple(row[2 : 2 + len(ranking.sets[row[0]].groups)])
        for index, cells, name in places[row[0]]:
            cell = cells.get(place)
            if cell is not None:
                cell[name] = row[index]


def values_by_window(gathered: Gathered) -> dict[int, int]:
    """How many values each window has that are to be ranked."""
    found: dict[int, int] = {}
    for (key, _), numbers in gathered.cells.items():
        values = int(numbers.get("used") or 0) + int(numbers.get("running") or 0)
        found[key] = found.get(key, 0) + values
    return found
