"""A plan in words: each scan, what it reads, and the standards that it serves."""

from collections.abc import Iterable

from upheld.checker.fusion.parts import is_ranked
from upheld.checker.fusion.plan import Cube, Plan
from upheld.checker.fusion.queries import cube_query
from upheld.checker.fusion.ranks import rankings
from upheld.checker.plan import Tally
from upheld.checker.sql.duckdb import emit


def described(plan: Plan) -> str:
    """The scans in the order they run, with their SQL; then what is counted alone."""
    parts = [_cube(cube) for cube in plan.cubes]
    ranked = [s.whole for c in plan.cubes for s in c.seats if is_ranked(s.tally)]
    parts += [
        f"{_serves('ranks: one more scan', ranking.tallies)}\n{emit(ranking.query())}"
        for ranking in rankings(ranked)
    ]
    parts += [f"alone: {tally.standard}: {tally.describe()}" for tally in plan.alone]
    return "\n\n".join(parts)


def _cube(cube: Cube) -> str:
    serves = _serves(cube.describe(), (seat.tally for seat in cube.seats))
    windows = [
        f"  {', '.join(dict.fromkeys(s.tally.standard for s in rollup.seats))}: "
        f"{len(rollup.seats)} of its tallies put together by"
        f" {rollup.seats[0].tally.describe().split(' by ', 1)[-1]}"
        for rollup in cube.rollups
    ]
    return "\n".join([serves, *windows, emit(cube_query(cube))])


def _serves(head: str, tallies: Iterable[Tally]) -> str:
    ids = dict.fromkeys(tally.standard for tally in tallies)
    return f"{head}\n  serves: {', '.join(ids)}"
