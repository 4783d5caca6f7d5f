"""Smaller cubes, put together from a large one for rollups that need few of its values.

A cube that is kept apart by channel, priority and team has hundreds of thousands of
cells, and each rollup that asks for one channel would read them all. Of a cube by hour
and team, rollups need the hours of all teams and the days of each: a tenth of its
cells, which is what a state keeps.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from upheld.checker.fusion.grain import BUCKET, Grain, exact_length, whole_days
from upheld.checker.fusion.measures import Measure
from upheld.checker.fusion.plan import Cube, Rollup, Seat
from upheld.checker.fusion.planner import seat_of
from upheld.checker.fusion.substitute import parts_of
from upheld.checker.sql.nodes import (
    Aggregate,
    Binary,
    Cast,
    Expr,
    Name,
    Output,
    Query,
    Relation,
    Select,
    whole,
)
from upheld.checker.zones import DAY
from upheld.dsl.dataclass import dataclass

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


def levels(cube: Cube) -> tuple[Cube, ...]:
    """Cubes of fewer cells from which all its rollups can be put together.

    Each seat is in one of them. Only the cube itself, where one rollup needs all that
    it keeps apart.
    """
    needs = {id(seat): _need(cube, r) for r in cube.rollups for seat in r.seats}
    wanted = set(needs.values())
    most = [n for n in wanted if not any(o.serves(n) for o in wanted - {n})]
    every = Need(frozenset(name for name, _ in cube.dimensions), cube.grain)
    if cube.keeps or every in most:
        return (cube,)
    found: list[Cube] = []
    for need in sorted(most, key=Need.order):
        served = [n for n in wanted if _level_of(n, most) == need]
        seats = [s for s in cube.seats if needs[id(s)] in served]
        name = f"{cube.name} level {len(found) + 1}"
        found.append(_level(cube, name, need, seats))
    fits = all(level.measures.keys() <= cube.measures.keys() for level in found)
    return tuple(found) if fits else (cube,)


@dataclass(frozen=True, slots=True)
class Need:
    """The names of the values, and the buckets, that have to be kept apart."""

    names: frozenset[str]
    grain: Grain

    def serves(self, other: "Need") -> bool:
        """Whether its cells hold what another one has apart."""
        return self.names >= other.names and self.grain.holds(other.grain)

    def order(self) -> tuple[int, int, list[str], str]:
        """Few values before many, and then long buckets before short ones."""
        names = sorted(self.names)
        return len(names), -self.grain.length, names, self.grain.describe()


def _need(cube: Cube, rollup: Rollup) -> Need:
    """What of a cube's cells a rollup has to have apart."""
    names, scope = values_of(cube, rollup), rollup.seats[0].tally.scope
    length, since = exact_length(scope), cube.grain.since_1970
    longer = [] if length is None else [Grain(length, None, since)]
    if whole_days(scope.windows) and length != DAY:
        longer.append(Grain(DAY, scope.windows.clock, since))
    for grain in reversed(longer):
        # A test of whole cells, such as the period asked for, may need the finer ones.
        if cube.grain.holds(grain) and all(
            _seat(cube, seat, grain).part.branches == seat.part.branches
            for seat in rollup.seats
        ):
            return Need(names, grain)
    return Need(names, cube.grain)


def _level_of(need: Need, most: Iterable[Need]) -> Need:
    """The first level that serves a need."""
    return min((level for level in most if level.serves(need)), key=Need.order)


def _level(cube: Cube, name: str, need: Need, seats: Iterable[Seat]) -> Cube:
    kept = tuple(pair for pair in cube.dimensions if pair[0] in need.names)
    own = tuple(_seat(cube, seat, need.grain) for seat in seats)
    return replace(cube, name=name, grain=need.grain, dimensions=kept, seats=own)


def _seat(cube: Cube, seat: Seat, grain: Grain) -> Seat:
    """A seat over longer buckets."""
    return seat_of(seat.whole, grain, cube.dimensions, cube.moment)


def values_of(cube: Cube, rollup: Rollup) -> frozenset[str]:
    """The names of the values that a rollup's groups and guards look at."""
    values = (value for _, value in (*rollup.groups, *rollup.guards))
    columns = {column for value in values for column in _columns(value)}
    return frozenset(name for name, _ in cube.dimensions if name in columns)


def _columns(value: Expr) -> Iterable[str]:
    return (node.column for node in parts_of(value) if isinstance(node, Name))


def coarse_query(cube: Cube, into: Cube) -> Query:
    """The cells of a cube, put together by the values and buckets of a smaller one."""
    keys = tuple(Name(name) for name, _ in into.dimensions)
    bucket: Expr = BUCKET
    if into.grain != cube.grain:
        bucket = into.grain.bucket(Binary("*", BUCKET, whole(cube.grain.length)))
    outputs = (
        Output(bucket, BUCKET.column),
        *(Output(key, key.column) for key in keys),
        *(
            Output(_together(m, cube.measures[m]), name)
            for m, name in into.measures.items()
            if m.kind != "list"
        ),
    )
    title = f"{into.name}: cells of {cube.name} put together"
    return Query(title, (), Select(outputs, Relation(cube.name), group=(bucket, *keys)))


def _together(measure: Measure, name: str) -> Expr:
    match measure.kind:
        case "count":
            return Cast(Aggregate("sum", Name(name)), "integer")
        case kind:
            return Aggregate(kind, Name(name))
