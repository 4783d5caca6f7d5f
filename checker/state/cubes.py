"""Cubes of which only the buckets are counted that files or `as of` have changed."""

from dataclasses import replace

from upheld.checker.engine import EngineError
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

    def touched(self, part: Part) -> list[Range]:
        """Buckets that have to be counted anew."""
        times = [*self.divided.touched(part.files), *self.open, *part.open]
        return buckets_in(self.cube.grain, times)

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
class Cubes:
    """Makes the tables of cubes, from what is kept where that can be."""

    session: Session
    state: State
    as_of: int

    def make(self, cube: Cube) -> bool:
        """Make a cube's table and keep it; False where it is to be counted whole.

        Raises:
            EngineError: what DuckDB could not do.
        """
        found = held(self.session, cube, self.as_of)
        if found is None:
            return False
        wanted = {name for name in found.names.values() if name is not None}
        part = part_of(self.state, found.key, wanted)
        if part is None or not self._from_part(found, part):
            part = None
            query = emit(cube_query(cube))
            self.session.execute(f"CREATE TEMP TABLE {quoted(cube.name)} AS\n{query}")
        self._keep(found, part)
        return True

    def _from_part(self, found: Held, part: Part) -> bool:
        name, touched = quoted(found.cube.name), found.touched(part)
        try:
            query = emit(_limited(self.session, found, touched))
            self.session.execute(f"CREATE TEMP TABLE {name} AS\n{query}")
            insert(
                self.session,
                self.state,
                found.cube.name,
                part,
                found.sources(),
                touched,
            )
        except EngineError:
            self.session.execute(f"DROP TABLE IF EXISTS {name}")
            return False
        self.state.used += 1
        return True

    def _keep(self, found: Held, part: Part | None) -> None:
        """Write what was counted in this run; all of it where nothing was kept."""
        open_ = buckets_in(found.cube.grain, found.open)
        settled: Expr = Not(within(Name("bucket"), open_))
        segments: tuple[Segment, ...] = ()
        if part is not None:
            touched = found.touched(part)
            segments = part.but(touched)
            if segments:
                # Where nothing was counted anew, this is true of no row.
                settled = both(within(Name("bucket"), touched), settled)
        columns = found.columns()
        rows = expression(settled)
        table = copy(self.session, self.state, found.cube.name, columns, rows)
        if table is not None:
            names = [name for name in columns if not name.startswith("k")]
            segments = (*segments, Segment(table))
            remember(self.state, found.key, segments, names, found.divided, found.open)


def _limited(session: Session, found: Held, buckets: list[Range]) -> Query:
    """The cube's query over some buckets only, from the files that have them."""
    times = time_of_buckets(found.cube.grain, buckets)
    relation, steps = found.cube.source
    source = near(session, relation, times), steps
    query = cube_query(replace(found.cube, source=source))
    last_name, rows = query.steps[-1]
    assert isinstance(rows, Select)
    column = found.divided.data.stored[found.divided.start]
    rows = replace(rows, where=both(rows.where, stored_within(column, times)))
    last = replace(query.last, where=within(Name("bucket"), buckets))
    return Query(query.title, (*query.steps[:-1], (last_name, rows)), last)
