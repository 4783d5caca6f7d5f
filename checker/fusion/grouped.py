"""Logs that are grouped once for all scans of their cases.

    cubes over cases -> a table of cases, made once -> each cube from that table

Chains over one log that differ by their limits ask the same of its cases. Where the
table shows that the grouping tells all of them, and each row belongs to one, no cube
reads the log again.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import field, replace

from upheld.checker.chain import Step
from upheld.checker.engine import EngineError
from upheld.checker.fusion.plan import Cube, Grouped, Plan, Source
from upheld.checker.one_grouping import ENDED, EVERY, OTHERS, TOLD, TOLD_CASES
from upheld.checker.session import Session
from upheld.checker.sql.duckdb import emit, quoted
from upheld.checker.sql.nodes import (
    Aggregate,
    Join,
    Name,
    Not,
    Output,
    Query,
    Relation,
    Select,
    Star,
    UnionAll,
)
from upheld.dsl.dataclass import dataclass

ALL = (Output(Star(), ""),)


def with_tables(
    cubes: Iterable[Cube],
) -> tuple[tuple[Grouped, ...], tuple[Cube, ...]]:
    """The groupings of some cubes, and the cubes over the tables of these."""
    found: dict[tuple[tuple[str, Step], ...], Grouped] = {}
    over: list[Cube] = []
    for cube in cubes:
        grouping = cube.grouping
        if grouping is None:
            over.append(cube)
            continue
        relation, steps = cube.source
        end = [name for name, _ in steps].index(ENDED) + 1
        name = f"cases {len(found) + 1}"
        grouped = found.setdefault(steps[:end], Grouped(name, grouping, steps[:end]))
        read = (ENDED, Select(ALL, Relation(grouped.name)))
        over.append(
            replace(cube, source=(relation, (read, *steps[end:])), cases=grouped.name)
        )
    return tuple(found.values()), tuple(over)


@dataclass(slots=True)
class CaseTables:
    """The tables of cases of a plan that is being carried out.

    Each is there from the first cube that reads it to the last one.
    """

    session: Session
    plan: Plan
    told: dict[str, bool] = field(default_factory=dict)
    left: Counter[str] = field(default_factory=Counter)

    def read(self, cube: Cube) -> Cube:
        """The cube as it is to be counted, its table made.

        Raises:
            EngineError: what DuckDB could not do.
        """
        if not cube.cases:
            return cube
        if cube.cases not in self.told:
            self.told[cube.cases] = self._made(cube.cases)
        return without_others(cube) if self.told[cube.cases] else cube

    def leave(self, cube: Cube) -> None:
        """Drop a cube's table, where no other one reads it."""
        if not cube.cases:
            return
        self.left[cube.cases] += 1
        readers = [c for c in self.plan.cubes if c.cases == cube.cases]
        if self.left[cube.cases] == len(readers):
            self._drop(cube.cases)

    def drop(self) -> None:
        """Drop every table that is there: what comes instead needs the memory."""
        for name in list(self.told):
            self._drop(name)

    def _drop(self, name: str) -> None:
        self.session.execute(f"DROP TABLE {quoted(name)}")
        del self.told[name]

    def _made(self, name: str) -> bool:
        """Make a table; whether it tells all rows: rows without a key have no case."""
        grouped = next(g for g in self.plan.groupings if g.name == name)
        query = emit(grouping_query(grouped))
        self.session.execute(f"CREATE TEMP TABLE {quoted(name)} AS\n{query}")
        others = self.session.run(emit(untold(name)))[0][0]
        return grouped.grouping.keyed and not others


@contextmanager
def case_tables(session: Session, plan: Plan) -> Iterator[CaseTables]:
    """The tables of a plan; none of them is left behind, also after an error."""
    tables = CaseTables(session, plan)
    try:
        yield tables
    except EngineError:
        with suppress(EngineError):
            tables.drop()
        raise


def grouping_query(grouped: Grouped) -> Query:
    """The table of cases from the rows of their log."""
    return Query(grouped.describe(), grouped.steps, Select(ALL, Relation(ENDED)))


def untold(cases: str) -> Query:
    """How many of some cases their grouping does not tell."""
    number = Output(Aggregate("count"), OTHERS)
    test = Not(Name(TOLD))
    return Query("", (), Select((number,), Relation(cases), where=test))


def without_others(cube: Cube) -> Cube:
    """The cube over a table whose cases are all told: nothing is left to be joined."""
    relation, steps = cube.source
    told = tuple((name, _without_others(name, step)) for name, step in steps)
    return replace(cube, source=_in_use((relation, told)))


def _without_others(name: str, step: Step) -> Step:
    if name == TOLD_CASES:
        return Select(ALL, Relation(ENDED))
    if isinstance(step, UnionAll) and name.startswith(EVERY):
        return step.parts[0]
    return step


def _in_use(source: Source) -> Source:
    """A source without the steps that nothing reads."""
    relation, steps = source
    wanted, kept = {relation}, []
    for name, step in reversed(steps):
        if name in wanted:
            wanted.update(_read_by(step))
            kept.append((name, step))
    return relation, tuple(reversed(kept))


def _read_by(step: Step) -> Sequence[str]:
    """The names of what a step reads."""
    match step:
        case Select(source=source):
            return _names(source)
        case UnionAll(parts):
            return [name for part in parts for name in _names(part.source)]
        case _:
            return ()


def _names(source: Relation | Join) -> list[str]:
    if isinstance(source, Relation):
        return [source.name]
    return [*_names(source.left), source.right.name]
