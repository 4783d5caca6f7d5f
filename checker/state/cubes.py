"""Cubes of which only the buckets are counted that files or `as of` have changed."""

from collections.abc import Sequence
from dataclasses import replace

from upheld.checker.engine import EngineError
from upheld.checker.fusion.coarse import coarse_query, levels
from upheld.checker.fusion.measures import Measure
from upheld.checker.fusion.plan import Cube
from upheld.checker.fusion.queries import cube_query
from upheld.checker.session import Session
from upheld.checker.sql.duckdb import emit, expression, quoted
from upheld.checker.sql.nodes import Expr, Name, Not, Query, Select, both
from upheld.checker.state.divided import Divided, Range, divided, merged
from upheld.checker.state.forms import (
    fingerprint,
    measure_name,
    names_of,
    relation_name,
)
from upheld.checker.state.near import near
from upheld.checker.state.spans import (
    buckets_in,
    stored_within,
    time_of_buckets,
    within,
)
from upheld.checker.state.state import State
from upheld.checker.state.tables import (
    Part,
    Segment,
    copy,
    insert,
    is_inexact,
    part_of,
    remember,
)
from upheld.dsl.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Held:
    """A cube whose settled buckets can be kept.

    `open` is the time of the files that are not settled; `names` are those of its
    measures over settled rows, None where a measure is nothing there.
    """

    cube: Cube
    divided: Divided
    key: str
    open: tuple[Range, ...]
    names: dict[Measure, str | None]

    def columns(self) -> dict[str, str]:
        """What is stored: its name, and the column of the cube."""
        keys = ["bucket", *(name for name, _ in self.cube.dimensions)]
        found = {f"k{n}": own for n, own in enumerate(keys)}
        for measure, name in self.names.items():
            if name is not None:
                found[name] = self.cube.measures[measure]
        return found

    def sources(self) -> dict[str, str]:
        """SQL over a kept table for each column of the cube."""
        keys = ["bucket", *(name for name, _ in self.cube.dimensions)]
        found = {own: quoted(f"k{n}") for n, own in enumerate(keys)}
        for measure, name in self.names.items():
            nothing = "0" if measure.kind == "count" else "NULL"
            found[self.cube.measures[measure]] = (
                nothing if name is None else quoted(name)
            )
        return found


def held(session: Session, cube: Cube, as_of: int) -> Held | None:
    """The cube with what is known of its rows; None where it is counted whole."""
    source = divided(session, cube.source, cube.moment)
    if source is None:
        return None
    aggregates = [measure.aggregate for measure in cube.measures]
    open_ = source.open_files(aggregates, as_of)
    facts = source.facts(open_)
    bucket = cube.grain.bucket(cube.moment)
    key = fingerprint(
        "cube",
        relation_name(source, cube.source[0]),
        names_of([bucket, *(value for _, value in cube.dimensions)]),
        "" if cube.between is None else expression(cube.between),
    )
    names = {m: measure_name(m, facts) for m in cube.measures}
    return Held(cube, source, key, tuple(merged(source.spans(open_))), names)


@dataclass(frozen=True, slots=True)
class Level:
    """A table that is kept of a cube, with what earlier runs kept of it.

    `touched` are its buckets that this run counts anew: all, where nothing was kept.
    """

    held: Held
    part: Part | None
    touched: tuple[Range, ...] = ()

    @property
    def cube(self) -> Cube:
        """The table."""
        return self.held.cube


@dataclass(frozen=True, slots=True)
class Cubes:
    """Makes the tables of cubes, from what is kept where that can be.

    Kept are the levels of a cube: tables of fewer cells, which are all that its rollups
    need.
    """

    session: Session
    state: State
    as_of: int

    def make(self, cube: Cube) -> tuple[Cube, ...]:
        """Make the tables of a cube's levels and keep them.

        None of them, where the cube is to be counted whole.

        Raises:
            EngineError: what DuckDB could not do.
        """
        found = [held(self.session, one, self.as_of) for one in levels(cube)]
        known = [one for one in found if one is not None]
        if len(known) < len(found):
            return ()
        made = self._from_parts(cube, known) or self._whole(cube, known)
        for level in made:
            self._keep(level)
        return tuple(level.cube for level in made) or (cube,)

    def _from_parts(self, cube: Cube, known: Sequence[Held]) -> list[Level]:
        """The levels from what is kept of each, and from what has changed."""
        parts = []
        for one in known:
            wanted = {name for name in one.names.values() if name is not None}
            part = part_of(self.state, one.key, wanted)
            if part is None:
                return []
            parts.append(part)
        made = touched(known, parts)
        times = [
            t for one in made for t in time_of_buckets(one.cube.grain, one.touched)
        ]
        buckets = made[0].touched
        if made[0].cube.name != cube.name:
            buckets = tuple(buckets_in(cube.grain, times))
        try:
            query = _limited(self.session, cube, known[0].divided, buckets)
            self._table(cube.name, query)
            self._levels(cube, made)
            for level, part in zip(made, parts, strict=True):
                insert(
                    self.session,
                    self.state,
                    level.cube.name,
                    part,
                    level.held.sources(),
                    level.touched,
                )
        except EngineError:
            for name in (cube.name, *(one.cube.name for one in made)):
                self.session.execute(f"DROP TABLE IF EXISTS {quoted(name)}")
            return []
        self.state.used += 1
        return made

    def _whole(self, cube: Cube, known: Sequence[Held]) -> list[Level]:
        """The levels from all rows; none of them, but the cube, where that is inexact.

        Sums that depend on their order are those of the cube's own cells.
        """
        self._table(cube.name, cube_query(cube))
        if is_inexact(self.session, cube.name):
            return []
        made = [Level(one, None) for one in known]
        self._levels(cube, made)
        return made

    def _levels(self, cube: Cube, made: Sequence[Level]) -> None:
        """The tables of levels in place of a cube's."""
        if made[0].cube.name == cube.name:
            return
        for level in made:
            query = coarse_query(cube, level.cube)
            if level.part is not None:
                # The cube has all cells of these buckets, and some of their neighbours.
                inside = within(query.last.outputs[0].value, level.touched)
                query = replace(query, last=replace(query.last, where=inside))
            self._table(level.cube.name, query)
        self.session.execute(f"DROP TABLE {quoted(cube.name)}")

    def _table(self, name: str, query: Query) -> None:
        self.session.execute(f"CREATE TEMP TABLE {quoted(name)} AS\n{emit(query)}")

    def _keep(self, level: Level) -> None:
        """Write what was counted in this run; all of it where nothing was kept."""
        found, part = level.held, level.part
        open_ = buckets_in(found.cube.grain, found.open)
        settled: Expr = Not(within(Name("bucket"), open_))
        segments: tuple[Segment, ...] = ()
        if part is not None:
            segments = part.but(level.touched)
            if segments:
                # Where nothing was counted anew, this is true of no row.
                settled = both(within(Name("bucket"), level.touched), settled)
        columns = found.columns()
        rows = expression(settled)
        table = copy(self.session, self.state, found.cube.name, columns, rows)
        if table is not None:
            names = [name for name in columns if not name.startswith("k")]
            segments = (*segments, Segment(table))
            remember(self.state, found.key, segments, names, found.divided, found.open)


def touched(known: Sequence[Held], parts: Sequence[Part]) -> list[Level]:
    """Levels with the buckets that have to be counted anew."""
    times: list[Range] = []
    for one, part in zip(known, parts, strict=True):
        times += [*one.divided.touched(part.files), *one.open, *part.open]
    return [
        Level(one, part, tuple(buckets_in(one.cube.grain, times)))
        for one, part in zip(known, parts, strict=True)
    ]


def _limited(
    session: Session, cube: Cube, source: Divided, buckets: Sequence[Range]
) -> Query:
    """A cube's query over some buckets only, from the files that have them."""
    times = time_of_buckets(cube.grain, buckets)
    relation, steps = cube.source
    query = cube_query(replace(cube, source=(near(session, relation, times), steps)))
    last_name, rows = query.steps[-1]
    assert isinstance(rows, Select)
    column = source.data.stored[source.start]
    rows = replace(rows, where=both(rows.where, stored_within(column, times)))
    last = replace(query.last, where=within(Name("bucket"), buckets))
    return Query(query.title, (*query.steps[:-1], (last_name, rows)), last)
