"""Smaller cubes, put together from a large one for rollups that need few of its values.

A cube that is kept apart by channel, priority and team has hundreds of thousands of
cells, and each rollup that asks for one channel would read them all.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from upheld.checker.fusion.measures import Measure
from upheld.checker.fusion.plan import Cube, Rollup
from upheld.checker.fusion.substitute import parts_of
from upheld.checker.sql.nodes import (
    Aggregate,
    Cast,
    Expr,
    Name,
    Output,
    Query,
    Relation,
    Select,
)

#: From so many cells on, so many rollups of the same values have a cube of their own.
CELLS, ROLLUPS = 50_000, 5


def coarser(cube: Cube) -> dict[frozenset[str], Cube]:
    """Cubes kept apart by fewer values, by the names of these."""
    wanted = Counter(values_of(cube, rollup) for rollup in cube.rollups)
    found: dict[frozenset[str], Cube] = {}
    for names, number in wanted.items():
        if number >= ROLLUPS and len(names) < len(cube.dimensions):
            kept = tuple(pair for pair in cube.dimensions if pair[0] in names)
            title = " and ".join(name for name, _ in kept) or "together"
            found[names] = replace(cube, name=f"{cube.name} {title}", dimensions=kept)
    return found


def values_of(cube: Cube, rollup: Rollup) -> frozenset[str]:
    """The names of the values that a rollup's groups and guards look at."""
    values = (value for _, value in (*rollup.groups, *rollup.guards))
    columns = {column for value in values for column in _columns(value)}
    return frozenset(name for name, _ in cube.dimensions if name in columns)


def _columns(value: Expr) -> Iterable[str]:
    return (node.column for node in parts_of(value) if isinstance(node, Name))


def coarse_query(cube: Cube, into: Cube) -> Query:
    """The cells of a cube, put together by the values of a smaller one."""
    keys = (Name("bucket"), *(Name(name) for name, _ in into.dimensions))
    outputs = (
        *(Output(key, key.column) for key in keys),
        *(
            Output(_together(m, name), name)
            for m, name in cube.measures.items()
            if m.kind != "list"
        ),
    )
    title = f"{into.name}: cells of {cube.name} put together"
    return Query(title, (), Select(outputs, Relation(cube.name), group=keys))


def _together(measure: Measure, name: str) -> Expr:
    match measure.kind:
        case "count":
            return Cast(Aggregate("sum", Name(name)), "integer")
        case kind:
            return Aggregate(kind, Name(name))
