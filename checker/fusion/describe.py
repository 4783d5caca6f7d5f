"""A plan in words: each scan, what it reads, and the standards that it serves.

The SQL below each is what runs; its comments are English in every language.
"""

from collections.abc import Iterable

from upheld.checker.explain_words import tally_in_words, windows_in_words
from upheld.checker.fusion.grain import Grain
from upheld.checker.fusion.parts import is_ranked
from upheld.checker.fusion.plan import Cube, Plan, Rollup
from upheld.checker.fusion.queries import cube_query
from upheld.checker.fusion.ranks import rankings
from upheld.checker.plan import Tally
from upheld.checker.sql.duckdb import emit
from upheld.checker.wording import ENGLISH, Wording


def described(plan: Plan, wording: Wording = ENGLISH) -> str:
    """The scans in the order they run, with their SQL; then what is counted alone."""
    parts = [_cube(cube, wording) for cube in plan.cubes]
    ranked = [s.whole for c in plan.cubes for s in c.seats if is_ranked(s.tally)]
    for ranking in rankings(ranked):
        head = wording.say("ranks: one more scan")
        served = _serves(head, ranking.tallies, wording)
        parts.append(f"{served}\n{emit(ranking.query())}")
    parts += [
        wording.say(
            "alone: {standard}: {tally}",
            standard=tally.standard,
            tally=wording.tell(tally_in_words(tally)),
        )
        for tally in plan.alone
    ]
    return "\n\n".join(parts)


def _cube(cube: Cube, wording: Wording) -> str:
    head = wording.count(
        "{cube}: one scan of `{source}`, {measures} measures for {n} tally",
        "{cube}: one scan of `{source}`, {measures} measures for {n} tallies",
        len(cube.seats),
        cube=cube.name,
        source=cube.source[0],
        measures=len(cube.measures),
    )
    named = (name.removeprefix("by ") for name, _ in cube.dimensions)
    apart = ", ".join([_bucket(cube.grain, wording), *named])
    lines = [head, f"  {wording.say('kept apart: {names}', names=apart)}"]
    if cube.grouping is not None:
        told = wording.say(
            "one grouping of `{log}` by {keys} tells cases with one row of a kind,"
            " joins tell the others",
            log=cube.grouping.relation,
            keys=", ".join(cube.grouping.keys),
        )
        lines.append(f"  {told}")
    if cube.between is not None:
        lines.append(f"  {wording.say('only the period asked for')}")
    served = _serves("\n".join(lines), (s.tally for s in cube.seats), wording)
    windows = [f"  {_rollup(r.seats[0].tally, r, wording)}" for r in cube.rollups]
    return "\n".join([served, *windows, emit(cube_query(cube))])


def _bucket(grain: Grain, wording: Wording) -> str:
    """The stretch of time that rows are put together by first."""
    if grain.clock is not None:
        return wording.say("day of {zone}", zone=grain.clock.zone)
    return wording.amount(grain.describe())


def _rollup(first: Tally, rollup: Rollup, wording: Wording) -> str:
    """The windows and groups that some standards are put together by."""
    names = dict.fromkeys(seat.tally.standard for seat in rollup.seats)
    window = wording.tell(windows_in_words(first.scope.windows.window))
    groups = ", ".join(group.name for group in first.groups)
    if not groups:
        return wording.say(
            "put together {window}: {names}", window=window, names=", ".join(names)
        )
    return wording.say(
        "put together {window}, for each {groups}: {names}",
        window=window,
        groups=groups,
        names=", ".join(names),
    )


def _serves(head: str, tallies: Iterable[Tally], wording: Wording) -> str:
    names = ", ".join(dict.fromkeys(tally.standard for tally in tallies))
    return f"{head}\n  {wording.say('serves: {names}', names=names)}"
