"""The numbers of many windows and groups, kept as one list for each name.

A year by hour and team has tens of thousands of windows. What has to be done for all of
them is done a list at a time; the numbers of one window are put together for those who
ask for it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import compress
from typing import Any, cast

from upheld.checker.measure import Numbers

#: A window's key, and the values of its group.
Place = tuple[int, tuple[str, ...]]

Number = int | Fraction | None


class Places:
    """Windows and groups in the order of some rows, each once."""

    def __init__(self, places: Iterable[Place]) -> None:
        self.rows = {place: row for row, place in enumerate(places)}

    def __len__(self) -> int:
        return len(self.rows)

    @cached_property
    def windows(self) -> frozenset[int]:
        """The keys of the windows."""
        return frozenset([key for key, _ in self.rows])

    @cached_property
    def groups(self) -> tuple[tuple[str, ...], ...]:
        """The groups, sorted."""
        return tuple(sorted({group for _, group in self.rows}))


class Columns(Mapping[Place, Numbers]):
    """The numbers of each place; `lists` has those of a name in the order of places."""

    __slots__ = ("lists", "places")

    def __init__(
        self, places: Places, lists: Mapping[str, Sequence[Number]] | None = None
    ) -> None:
        self.places = places
        self.lists: dict[str, Sequence[Number]] = dict(lists or {})

    @classmethod
    def of(cls, cells: Mapping[Place, Numbers]) -> "Columns | None":
        """The same numbers as columns; None where places have different names."""
        if isinstance(cells, Columns):
            return cells
        each = list(cells.values())
        names = each[0].keys() if each else {}.keys()
        if any(numbers.keys() != names for numbers in each):
            return None
        lists = {name: [numbers[name] for numbers in each] for name in names}
        return cls(Places(cells), lists)

    def __getitem__(self, place: Place) -> Numbers:
        row = self.places.rows[place]
        return {name: values[row] for name, values in self.lists.items()}

    def __contains__(self, place: object) -> bool:
        return place in self.places.rows

    def __iter__(self) -> Iterator[Place]:
        return iter(self.places.rows)

    def __len__(self) -> int:
        return len(self.places)

    def put(self, place: Place, name: str, number: Any) -> None:
        """Give a place a number, if there is such a place."""
        row = self.places.rows.get(place)
        if row is None:
            return
        values = self.lists.get(name)
        if not isinstance(values, list):
            # A list that other columns share is theirs.
            values = [None] * len(self) if values is None else list(values)
            self.lists[name] = values
        values[row] = number

    def numbers(self, name: str) -> Sequence[Number]:
        """The numbers of a name, None where there is none."""
        values = self.lists.get(name)
        return [None] * len(self) if values is None else values

    def at(self, places: Places) -> "Columns":
        """The same numbers at some of the places."""
        rows = [self.places.rows[place] for place in places.rows]
        lists = {n: [values[row] for row in rows] for n, values in self.lists.items()}
        return Columns(places, lists)

    def whole(self, name: str) -> Sequence[int]:
        """The whole numbers of a name, 0 where there is none."""
        values = cast("Sequence[int | None]", self.numbers(name))
        if None in values:
            return [value or 0 for value in values]
        return cast("Sequence[int]", values)

    def total(self, name: str) -> int:
        """The sum of the whole numbers of a name."""
        return sum(self.whole(name))


def among(places: Places, members: Sequence[object]) -> Places:
    """Those of some places that have members."""
    return Places(compress(places.rows, members))


def total_of(cells: Mapping[Place, Numbers], name: str) -> int:
    """The sum of the whole numbers of a name over all places."""
    if isinstance(cells, Columns):
        return cells.total(name)
    return int(sum([numbers.get(name) or 0 for numbers in cells.values()]))
