"""The numbers of one tally by window and group, while they come in."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from itertools import compress
from typing import Any

from upheld.checker.columns import Columns, Number, Place, Places, among
from upheld.checker.counts import group_of
from upheld.checker.fusion.parts import LOST
from upheld.checker.fusion.plan import Rollup
from upheld.checker.fusion.queries import SeatColumns
from upheld.checker.fusion.ranks import Ranking
from upheld.checker.plan import Tally
from upheld.dsl.dataclass import dataclass

Numbers = dict[str, Number]


@dataclass(slots=True)
class Gathered:
    """The counts of one tally, while they come in."""

    cells: Columns = field(default_factory=lambda: Columns(Places(())))
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
    placed: list[tuple[Any, ...]] = []
    nowhere: list[tuple[Any, ...]] = []
    for row in rows:
        (nowhere if row[0] is None else placed).append(row)
    places = Places(_places(placed, width))
    # INVARIANT: a rollup has one row for each place.
    assert len(places) == len(placed)
    lists: list[Sequence[Any]] = [*zip(*placed, strict=True)]
    if not placed:
        lists = [()] * (1 + max(n or 0 for one in seats for n in one.values()))
    lists.append([0] * len(placed))
    for seat, columns in zip(rollup.seats, seats, strict=True):
        _seated(gathered[seat.tally], columns, places, lists, nowhere)


def _places(rows: Iterable[tuple[Any, ...]], width: int) -> Iterable[Place]:
    """The window and group of each row."""
    if width == 1:
        return [(int(row[0]), ()) for row in rows]
    return [(int(row[0]), group_of(row[1:width])) for row in rows]


def _seated(
    into: Gathered,
    columns: SeatColumns,
    places: Places,
    lists: Sequence[Sequence[Any]],
    nowhere: Sequence[tuple[Any, ...]],
) -> None:
    """What a seat takes from the lists, of which the last has a 0 for each place."""
    at = {name: -1 if index is None else index for name, index in columns.items()}
    members, first = at.pop("members"), at.pop("first", None)
    for name in LOST:
        index = at.pop(name, -1)
        if index >= 0:
            lost = [*lists[index], *(row[index] for row in nowhere)]
            number = sum([rows or 0 for rows in lost])
            if number:
                into.add_rest(name, int(number))
    for row in nowhere:
        if row[members]:
            numbers = {n: 0 if index < 0 else row[index] for n, index in at.items()}
            into.add_rests(numbers)
    inside = lists[members]
    if all(inside):
        found = {name: lists[index] for name, index in at.items()}
    else:
        places = among(places, inside)
        found = {n: tuple(compress(lists[i], inside)) for n, i in at.items()}
    into.cells = Columns(places, found)
    if first is not None:
        known = [at for at in compress(lists[first], inside) if at is not None]
        into.first = min(known, default=None)


def place(
    ranking: Ranking,
    rows: Iterable[tuple[Any, ...]],
    gathered: Mapping[Tally, Gathered],
) -> None:
    """Put the values of a ranking into the cells that they belong to."""
    width = max(len(s.groups) for s in ranking.sets)
    places: list[list[tuple[int, Columns, str]]] = []
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
            cells.put(place, name, row[index])


def values_by_window(gathered: Gathered) -> dict[int, int]:
    """How many values each window has that are to be ranked."""
    found: Counter[int] = Counter()
    cells = gathered.cells
    for name in ("used", "running"):
        for (key, _), number in zip(cells, cells.whole(name), strict=True):
            found[key] += number
    return found
