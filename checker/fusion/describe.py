"""A plan in words: each scan, what it reads, and the standards that it serves.

The SQL below each is what runs; its comments are English in every language.
"""

from collections.abc import Iterable

from upheld.checker.explain_words import tally_in_words, windows_in_words
from upheld.checker.fusion.grain import Grain
from upheld.checker.fusion.grouped import grouping_query
from upheld.checker.fusion.near import near_query
from upheld.checker.fusion.parts import is_ranked
from upheld.checker.fusion.plan import Cube, Grouped, Plan, Rollup
from upheld.checker.fusion.queries import cube_query
from upheld.checker.fusion.ranks import rankings
from upheld.checker.plan import Tally
from upheld.checker.sql.duckdb import emit
from upheld.checker.wording import ENGLISH, Wording


def described(plan: Plan, wording: Wording = ENGLISH) -> str:
    """The scans in the order they run, with their SQL; then what is counted alone."""
    parts = [_grouping(grouped, plan, wording) for grouped in plan.groupings]
    parts += [_cube(cube, wording) for cube in plan.cubes]
    ranked = [
        seat.whole
        for cube in plan.cubes
        for seat in cube.seats
        if is_ranked(seat.tally) and seat.kept is None
    ]
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


def _grouping(grouped: Grouped, plan: Plan, wording: Wording) -> str:
    head = wording.say(
        "{cases}: one grouping of `{log}` by {keys} tells cases with one row of a kind",
        cases=grouped.name,
        log=grouped.grouping.relation,
        keys=", ".join(grouped.grouping.keys),
    )
    readers = [cube for cube in plan.cubes if cube.cases == grouped.name]
    served = _serves(head, (s.tally for c in readers for s in c.seats), wording)
    return f"{served}\n{emit(grouping_query(grouped))}"


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
    if cube.cases:
        told = wording.say(
            "reads {cases}; joins tell the cases that have more than that,"
            " where there are any",
            cases=cube.cases,
        )
        lines.append(f"  {told}")
    if cube.between is not None:
        lines.append(f"  {wording.say('only the period asked for')}")
    served = _serves("\n".join(lines), (s.tally for s in cube.seats), wording)
    windows = [f"  {_rollup(r.seats[0].tally, r, wording)}" for r in cube.rollups]
    near = [seat for seat in cube.seats if seat.kept is not None]
    kept = [_near([seat.tally for seat in near], wording)] if near else []
    queries = [cube_query(cube), *(near_query(cube, seat) for seat in near)]
    return "\n".join([served, *windows, *kept, *map(emit, queries)])


def _near(tallies: Iterable[Tally], wording: Wording) -> str:
    """The ranks that are found among values that a cube keeps."""
    names = ", ".join(dict.fromkeys(tally.standard for tally in tallies))
    return "  " + wording.say(
        "ranks found among the values around them, which it keeps: {names}", names=names
    )


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
