"""Plans carried out: many tallies counted together.

    tallies -> parts -> cubes -> tables -> windows and groups -> Counts

What comes out is what each tally's own query would give; `tests/unit/test_fusion.py`
and the oracle hold one against the other.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from upheld.checker.columns import Columns
from upheld.checker.counts import Counts
from upheld.checker.engine import EngineError
from upheld.checker.evaluate import Evaluator
from upheld.checker.fusion.by_case import by_case, reads_only_cases
from upheld.checker.fusion.coarse import CELLS, coarse_query, coarser, values_of
from upheld.checker.fusion.conditions import Condition
from upheld.checker.fusion.grouped import case_tables, with_tables
from upheld.checker.fusion.looks import Looks
from upheld.checker.fusion.marks import Sampler
from upheld.checker.fusion.measures import ROWS
from upheld.checker.fusion.near import lies_near, near_query, place_near
from upheld.checker.fusion.normal import facts_of
from upheld.checker.fusion.parts import (
    Part,
    is_ranked,
    may_be_part,
    part_of,
)
from upheld.checker.fusion.places import (
    Gathered,
    place,
    take_apart,
    values_by_window,
)
from upheld.checker.fusion.plan import Cube, Plan, Seat
from upheld.checker.fusion.planner import Planner, may_be_divided
from upheld.checker.fusion.queries import (
    cube_query,
    lost_query,
    rollup_query,
)
from upheld.checker.fusion.ranks import Ranking, rankings
from upheld.checker.fusion.turns import turns
from upheld.checker.plain import decided_by_counting
from upheld.checker.plan import Tally
from upheld.checker.session import Session
from upheld.checker.sql.duckdb import emit, quoted
from upheld.checker.sql.nodes import (
    Aggregate,
    Name,
    Output,
    Query,
    Relation,
    Select,
)
from upheld.checker.tally import Compiler
from upheld.dsl import model
from upheld.dsl.dataclass import dataclass
from upheld.dsl.diagnostics import RefusedError

if TYPE_CHECKING:
    from upheld.checker.state.kept import Kept

#: A tally with what compiles it, and the bound of a rank of which only the verdict
#: is wanted.
Wanted = tuple[Tally, Compiler, model.Bound | None]


@dataclass(frozen=True, slots=True)
class Fusion:
    """Counts many tallies over the events of one session.

    `kept` makes tables from what earlier runs have counted, where a state is kept.
    """

    session: Session
    kept: "Kept | None" = None

    @property
    def _looks(self) -> Looks:
        return Looks(self.session)

    def plan(self, wanted: Iterable[Wanted]) -> Plan:
        """Which tallies are counted together, and how."""
        parts: list[Part] = []
        alone: list[Tally] = []
        for tally, compiler, decided in wanted:
            part = self._part(tally, compiler, decided)
            if part is None:
                alone.append(tally)
            else:
                parts.append(part)
        looks = self._looks
        if self.session.state is None:
            parts = Sampler(looks.rows, looks.places, looks.row, looks.memory)(parts)
        planner = Planner(looks.sizes, looks.rows, looks.days, looks.period)
        groupings, cubes = with_tables(planner.cubes(parts))
        return Plan(cubes, tuple(alone), groupings)

    def _part(
        self, tally: Tally, compiler: Compiler, decided: model.Bound | None
    ) -> Part | None:
        if not may_be_part(tally):
            return None
        try:
            part = part_of(tally, compiler, facts_of(compiler.row.prepared), decided)
            part = None if part is None else self._by_case(part, compiler)
        except RefusedError:
            return None
        return part if part is not None and may_be_divided(part) else None

    def _by_case(self, part: Part, compiler: Compiler) -> Part:
        """The part over a log that is grouped once, where that is to be had."""
        # A compiler is good for one query: what the log is asked for has its own.
        grouped = by_case(self.session, compiler)
        if grouped is None:
            return part
        facts = facts_of(grouped.row.prepared)
        found = part_of(part.tally, grouped, facts, part.decided)
        context = grouped.judge.context
        grouping = None if context is None else context.grouping
        if found is None or grouping is None or not reads_only_cases(found, grouping):
            return part
        return replace(found, definition=part.definition, grouping=grouping)

    def counts(self, plan: Plan) -> dict[Tally, Counts]:
        """The counts of every tally of the plan's cubes.

        Ranks that the engine could not find, for want of memory, are left to the
        tally's own query; what was counted beside them is kept.

        Raises:
            EngineError: what DuckDB could not do.
        """
        found: dict[Tally, Counts] = {}
        ranked: list[Part] = []
        gathered: dict[Tally, Gathered] = {}
        cubes = []
        with case_tables(self.session, plan) as tables:
            for wanted in plan.cubes:
                for cube in self._made(tables.read(wanted)):
                    cubes.append(cube)
                    gathered |= self._windows(cube)
                    ranked += self._not_near(cube, gathered)
                    self.session.execute(f"DROP TABLE {quoted(cube.name)}")
                tables.leave(wanted)
        unranked: set[Tally] = set()
        for ranking in rankings(ranked):
            try:
                self._rank_in_turns(ranking, gathered)
            except EngineError:
                unranked.update(ranking.tallies)
        for cube in cubes:
            for seat in cube.seats:
                if seat.tally not in unranked:
                    found[seat.tally] = _counts(seat, gathered[seat.tally])
        return found

    def _made(self, cube: Cube) -> tuple[Cube, ...]:
        """Make the table of a cube; without values for ranks, where they do not fit.

        Where a state is kept, the tables that it keeps in place of the cube's.
        """
        made = () if self.kept is None else self.kept.cubes.make(cube)
        if made:
            return made
        try:
            self.session.execute(_as_table(cube.name, cube_query(cube)))
        except EngineError:
            if not cube.keeps:
                raise
            cube = cube.without_kept()
            self.session.execute(_as_table(cube.name, cube_query(cube)))
        return (cube,)

    def _not_near(self, cube: Cube, gathered: Mapping[Tally, Gathered]) -> list[Part]:
        """Parts whose ranks were not found among the values that the cube kept."""
        found: list[Part] = []
        for seat in cube.seats:
            if not is_ranked(seat.tally) or seat.part.by_counting:
                continue
            cells = gathered[seat.tally].cells
            if not self._is_found_near(cube, seat, cells):
                found.append(seat.whole)
        absent = self._absent(cube) if found else frozenset[Condition]()
        parts = [replace(p, branches=p.branches.without(absent)) for p in found]
        return [part for part in parts if not part.by_counting]

    def _is_found_near(self, cube: Cube, seat: Seat, cells: Columns) -> bool:
        if seat.kept is None or not lies_near(seat, cells):
            return False
        try:
            rows = self.session.run(emit(near_query(cube, seat)))
        except EngineError:
            return False
        place_near(rows, cells)
        return True

    def _absent(self, cube: Cube) -> frozenset[Condition]:
        """Conditions of which the cube has counted no row; it must have read all."""
        if cube.between is not None:
            return frozenset()
        counted = {m: n for m, n in cube.measures.items() if m.kind == "count"}
        outputs = tuple(
            Output(Aggregate("sum", Name(name)), name) for name in counted.values()
        )
        row = self.session.run(
            emit(Query("", (), Select(outputs, Relation(cube.name))))
        )
        return frozenset(
            measure.condition
            for measure, number in zip(counted, row[0], strict=True)
            if not number
        )

    # --- windows ----------------------------------------------------------------------

    def _windows(self, cube: Cube) -> dict[Tally, Gathered]:
        gathered = {seat.tally: Gathered() for seat in cube.seats}
        lost = lost_query(cube)
        if lost is not None:
            query, wanted = lost
            names = [output.name for output in query.last.outputs]
            row = dict(zip(names, self.session.run(emit(query))[0], strict=True))
            for seat, state, name in wanted:
                if row[name]:
                    gathered[seat.tally].add_rest(state, int(row[name]))
        if cube.between is not None:
            unread = self._looks.rows(cube.source[0]) - self._rows_of(cube)
            for seat in cube.seats:
                gathered[seat.tally].add_rest("outside", unread)
        smaller = self._smaller(cube)
        for rollup in cube.rollups:
            cells = smaller.get(values_of(cube, rollup), cube)
            query, seats = rollup_query(cells, rollup)
            rows = self.session.run(emit(query))
            take_apart(rollup, seats, rows, gathered)
        for one in smaller.values():
            self.session.execute(f"DROP TABLE {quoted(one.name)}")
        return gathered

    def _smaller(self, cube: Cube) -> dict[frozenset[str], Cube]:
        """Tables of fewer cells, for rollups that would read many for a few of them."""
        found = coarser(cube)
        every = Select((Output(Aggregate("count"), "cells"),), Relation(cube.name))
        if not found or self.session.run(emit(Query("", (), every)))[0][0] < CELLS:
            return {}
        for one in found.values():
            self.session.execute(_as_table(one.name, coarse_query(cube, one)))
        return found

    def _rows_of(self, cube: Cube) -> int:
        """How many rows the cube was made from."""
        every = Output(Aggregate("sum", Name(cube.measures[ROWS])), "rows")
        query = Query("", (), Select((every,), Relation(cube.name)))
        return int(self.session.run(emit(query))[0][0] or 0)

    def _rank_in_turns(
        self, ranking: Ranking, gathered: Mapping[Tally, Gathered]
    ) -> None:
        relation, steps = ranking.source
        prepared = None if steps else self._looks.prepared(relation)
        if prepared is not None and prepared.between(0, None) is None:
            prepared = None
        sizes = {
            ranked.part.tally: values_by_window(gathered[ranked.part.tally])
            for one in ranking.sets
            for ranked in one.ranked
        }
        period = self._looks.period([r.part for s in ranking.sets for r in s.ranked])
        ranking = replace(ranking, between=period)
        if self.kept is not None:
            rows = self.kept.ranks.rows(ranking, self._looks.rows(relation))
            if rows is not None:
                place(ranking, rows, gathered)
                return
        for turn in turns(
            ranking,
            self._looks.rows(relation),
            prepared,
            sizes,
            self._looks.memory(),
        ):
            query = turn.ranking.query()
            if turn.counted:
                query = turn.ranking.counted_query()
            place(turn.ranking, self.session.run(emit(query)), gathered)


def counted_together(
    evaluator: Evaluator, standards: Iterable[model.Standard]
) -> Evaluator:
    """The evaluator with everything counted that shared scans can count.

    A standard that cannot be evaluated, or a scan that the engine could not do, is left
    to its own turn, where it gets its own diagnostic.
    """
    try:
        plan = planned(evaluator, standards)
        fusion = Fusion(evaluator.session, kept_of(evaluator))
        return replace(evaluator, ready=fusion.counts(plan))
    except EngineError:
        return evaluator


def planned(evaluator: Evaluator, standards: Iterable[model.Standard]) -> Plan:
    """Which tallies of some standards are counted together, and how.

    Raises:
        EngineError: what DuckDB could not do.
    """
    return Fusion(evaluator.session).plan(wanted_by(evaluator, standards))


def kept_of(evaluator: Evaluator) -> "Kept | None":
    """What earlier runs have counted, where this one has a state."""
    if evaluator.session.state is None:
        return None
    from upheld.checker.state.kept import kept

    return kept(evaluator.session, evaluator.asked.as_of)


def wanted_by(
    evaluator: Evaluator, standards: Iterable[model.Standard]
) -> Iterable[Wanted]:
    """Every tally of some standards, once, with its compiler.

    Where only verdicts are wanted, also with the bound that its rank is held to.
    """
    seen: set[Tally] = set()
    for standard in standards:
        for edition in standard.editions:
            try:
                tallies = evaluator.wanted(standard, edition)
                is_shown = evaluator.asked.values
                decided = None if is_shown else decided_by_counting(edition)
                for tally in tallies:
                    if tally not in seen:
                        seen.add(tally)
                        yield tally, evaluator.compiler(tally), decided
            except RefusedError:
                continue


def _as_table(name: str, query: Query) -> str:
    return f"CREATE TEMP TABLE {quoted(name)} AS\n{emit(query)}"


def _counts(seat: Seat, gathered: Gathered) -> Counts:
    """What the tally's own query would have given."""
    tally = seat.tally
    if gathered.rest:
        for name in ("used", "without"):
            if name in seat.numbers:
                gathered.add_rest(name, 0)
    return Counts(
        tally.counted,
        tally.population.event.name,
        seat.part.definition,
        gathered.cells,
        gathered.rest,
        gathered.cells.places.groups,
        gathered.first,
    )
