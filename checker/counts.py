"""What the query of one tally gave: numbers by window and group, and the rest."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from upheld.checker.columns import Columns, Place, total_of
from upheld.checker.measure import SIZES, Numbers, sizes_of
from upheld.checker.plan import Counted, Tally
from upheld.checker.sql.nodes import Query
from upheld.checker.tally import UNKNOWN
from upheld.dsl.dataclass import dataclass

GroupValues = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """One tally's result: numbers by window and group, and those of no window.

    `seen_in` are windows in which events lie that nothing is counted for: those that
    close no gap, or are not carried over.
    """

    counted: Counted
    event: str
    query: Query
    cells: Mapping[Place, Numbers]
    rest: Numbers
    groups: tuple[GroupValues, ...]
    first: int | None
    totals: tuple[dict[str, int], Numbers] | None = None
    seen_in: frozenset[int] = frozenset()


def gather(
    tally: Tally, query: Query, names: list[str], rows: Iterable[tuple[Any, ...]]
) -> Counts:
    """Rows of a query as cells; what lies in no window is summed up."""
    width = len(tally.groups)
    numbers_from = 1 + width
    cells: dict[tuple[int, GroupValues], Numbers] = {}
    rest: dict[str, int | Fraction | None] = {}
    groups: dict[GroupValues, None] = {}
    first: int | None = None
    for row in rows:
        numbers = dict(zip(names[numbers_from:], row[numbers_from:], strict=True))
        moment = numbers.pop("first")
        if row[0] is None:
            for name, value in numbers.items():
                if isinstance(value, int):
                    rest[name] = int(rest.get(name) or 0) + value
            continue
        group = group_of(row[1:numbers_from])
        groups[group] = None
        cells[int(row[0]), group] = numbers
        if moment is not None and (first is None or moment < first):
            first = int(moment)
    event = tally.population.event.name
    return Counts(
        tally.counted, event, query, cells, rest, tuple(sorted(groups)), first
    )


def group_of(values: Iterable[object]) -> GroupValues:
    """A group from the values of its columns."""
    return tuple(UNKNOWN if value is None else str(value) for value in values)


def complete(counts: Counts, numbers: Numbers) -> Numbers:
    """Numbers of a cell without events: zero for counts, nothing for values."""
    if numbers:
        return numbers
    names = [o.name for o in counts.query.last.outputs]
    return {"used": 0} if "used" in names else {}


def total_sizes(counts: Counts) -> tuple[dict[str, int], Numbers]:
    """Events of a tally over all windows and none, and the rest's own numbers.

    Where obligations are not rows (pairs, waits counted once), the rows behind them
    stand in place of met, missed and pending.
    """
    if counts.totals is not None:
        return counts.totals
    summed = _summed(counts.cells, counts.rest)
    if not summed:
        return {}, counts.rest
    sizes = sizes_of(summed)
    totals = {
        "met": sizes.met,
        "missed": sizes.missed,
        "pending": sizes.pending,
        "excluded": sizes.excluded,
        "invalid": sizes.invalid,
    }
    if sizes.used is not None:
        totals |= {"used": sizes.used, "without": sizes.without or 0}
    if "rows used" in summed:
        rows = {"met": 0, "missed": 0, "pending": 0, "used": summed["rows used"]}
        totals |= rows
    return totals, counts.rest


def _summed(cells: Mapping[Place, Numbers], rest: Numbers) -> dict[str, int]:
    """Sums of the sizes of many cells and of the rest, each sum in one go."""
    columns = Columns.of(cells)
    # What nothing was counted of has no names.
    named: Iterable[Iterable[str]] = [columns.lists] if columns else cells.values()
    wanted = {*SIZES, "rows used"} & set[str]().union(*named, rest)
    sums = {name: total_of(columns or cells, name) for name in wanted}
    return {name: number + int(rest.get(name) or 0) for name, number in sums.items()}


def earlier(*counts: Counts) -> int | None:
    """The first event of several tallies."""
    return min((c.first for c in counts if c.first is not None), default=None)
