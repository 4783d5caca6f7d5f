"""Ranks of many rows in turns, so that memory holds some millions of values at once."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from upheld.checker.fusion.ranks import Ranking, RankSet
from upheld.checker.plan import Tally
from upheld.checker.rows import Prepared
from upheld.checker.sql.nodes import Expr
from upheld.dsl import model
from upheld.dsl.dataclass import dataclass

#: A relation with more rows than this is read in parts.
MANY_ROWS = 12_000_000
#: So many values are ranked together, of all sets that share a scan.
TOGETHER = 40_000_000
#: So many values are ranked in one turn.
TURN = 8_000_000

Sizes = Mapping[Tally, Mapping[int, int]]


@dataclass(frozen=True, slots=True)
class Turn:
    """A ranking that is run by itself; `counted` where its values must be counted."""

    ranking: Ranking
    counted: bool = False


def turns(
    ranking: Ranking, rows: int, prepared: Prepared | None, sizes: Sizes
) -> Iterable[Turn]:
    """All that a ranking asks for, in as few turns as memory allows.

    Args:
        rows: of the relation.
        prepared: the event that it is, if its rows can be left out by their start.
        sizes: how many values each window has, by its key.
    """
    if rows <= MANY_ROWS:
        for sets in _batches(ranking.sets, sizes):
            yield Turn(replace(ranking, sets=sets))
        return
    for one in ranking.sets:
        alone = replace(ranking, sets=(one,))
        windows = one.ranked[0].part.tally.scope.windows
        numbers = sizes[one.ranked[0].part.tally]
        if prepared is None or isinstance(windows.window, model.Overall):
            yield from _whole(alone, max(numbers.values(), default=0))
            continue
        for keys in _chunks(numbers):
            between = prepared.between(windows.start(keys[0]), windows.end(keys[-1]))
            part = replace(alone, between=between)
            if len(keys) == 1 and numbers[keys[0]] > 2 * TURN:
                yield from _counted(part, one)
            else:
                yield Turn(part)


def _batches(sets: Iterable[RankSet], sizes: Sizes) -> Iterable[tuple[RankSet, ...]]:
    """Sets with no more than `TOGETHER` values; a set of more is taken apart."""
    batch: list[RankSet] = []
    held = 0
    for one, values in (part for each in sets for part in _apart(each, sizes)):
        if batch and held + values > TOGETHER:
            yield tuple(batch)
            batch, held = [], 0
        batch.append(one)
        held += values
    if batch:
        yield tuple(batch)


def _apart(one: RankSet, sizes: Sizes) -> Iterable[tuple[RankSet, int]]:
    """A set as sets of as many columns as fit, each with its number of values.

    Several ranks of one column are found in one list of its values.
    """
    some: dict[Expr, int] = {}
    for ranked in one.ranked:
        values = sum(sizes[ranked.part.tally].values())
        if ranked.value not in some and sum(some.values()) + values > TOGETHER and some:
            yield _only(one, some), sum(some.values())
            some = {}
        some[ranked.value] = max(values, some.get(ranked.value, 0))
    yield _only(one, some), sum(some.values())


def _only(one: RankSet, columns: Collection[Expr]) -> RankSet:
    return replace(one, ranked=tuple(r for r in one.ranked if r.value in columns))


def _whole(alone: Ranking, largest: int) -> Iterable[Turn]:
    """A set whose windows cannot be read apart."""
    if largest > 2 * TURN:
        yield from _counted(alone, alone.sets[0])
    else:
        yield Turn(alone)


def _counted(ranking: Ranking, one: RankSet) -> Iterable[Turn]:
    for ranked in one.ranked:
        yield Turn(replace(ranking, sets=(replace(one, ranked=(ranked,)),)), True)


def _chunks(numbers: Mapping[int, int]) -> Iterable[list[int]]:
    """Keys of windows in order of time, with no more than a turn's values together."""
    keys: list[int] = []
    held = 0
    for key in sorted(numbers):
        if keys and held + numbers[key] > TURN:
            yield keys
            keys, held = [], 0
        keys.append(key)
        held += numbers[key]
    if keys:
        yield keys
