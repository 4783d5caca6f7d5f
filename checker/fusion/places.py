"""The numbers of one tally by window and group, while they come in."""

from collections.abc import Iterable, Mapping
from dataclasses import field
from fractions import Fraction
from typing import Any

from upheld.checker.counts import GroupValues
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
