"""Ranks of many rows in turns, so that memory holds some millions of values at once."""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from upheld.checker.fusion.ranks import Ranking, RankSet
from upheld.checker.plan import Tally
from upheld.checker.rows import Prepared
from upheld.checker.sql.nodes import Expr
from upheld.checker.windows import Windows
from upheld.dsl import model
from upheld.dsl.dataclass import dataclass

#: A relation with more rows than this is read in parts.
MANY_ROWS = 12_000_000
#: What a value takes that is ranked together with others, in bytes: with its row and
#: the room for lists to grow. They may have all the memory there is.
VALUE = 24
#: So many values are ranked in one turn.
TURN = 8_000_000

Sizes = Mapping[Tally, Mapping[int, int]]


@dataclass(frozen=True, slots=True)
class Turn:
    """A ranking that is run by itself; `counted` where its values must be counted."""

    ranking: Ranking
    counted: bool = False


def turns(
    ranking: Ranking,
    rows: int,
    prepared: Prepared | None,
    sizes: Sizes,
    memory: float,
) -> Iterable[Turn]:
    """All that a ranking asks for, in as few turns as memory allows.

    Args:
        rows: of the relation.
        prepared: the event that it is, if its rows can be left out by their start.
        sizes: how many values each window has, by its key.
        memory: what the engine may use, in bytes.
    """
    if rows <= MANY_ROWS:
        for sets in _batches(ranking.sets, sizes, int(memory // VALUE)):
            yield Turn(replace(ranking, sets=sets))
        return
    apart: list[RankSet] = []
    for group in _nested(ranking.sets, sizes):
        if prepared is None or len(group) == 1:
            apart += group
        else:
            yield from _shared(replace(ranking, sets=tuple(group)), prepared, sizes)
    for one in apart:
        alone = replace(ranking, sets=(one,))
        windows = _windows(one)
        numbers = _numbers(one, sizes)
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


def _windows(one: RankSet) -> Windows:
    return one.ranked[0].part.tally.scope.windows


def _numbers(one: RankSet, sizes: Sizes) -> dict[int, int]:
    """How many values each window of a set has, by its key."""
    found: dict[int, int] = {}
    for ranked in one.ranked:
        for key, number in sizes[ranked.part.tally].items():
            found[key] = max(number, found.get(key, 0))
    return found


# --- sets that share turns ------------------------------------------------------------


def _nested(sets: Iterable[RankSet], sizes: Sizes) -> Iterable[list[RankSet]]:
    """Sets whose windows begin at every start of the first one's: days, in weeks."""
    groups: list[list[RankSet]] = []
    for one in sorted(sets, key=lambda one: len(_numbers(one, sizes))):
        windows = _windows(one)
        numbers = _numbers(one, sizes)
        alone = isinstance(windows.window, model.Overall | model.Sliding)
        if alone or max(numbers.values(), default=0) > TURN:
            yield [one]
            continue
        for group in groups:
            starts = map(_windows(group[0]).start, _numbers(group[0], sizes))
            if all(windows.start(windows.key(at)) == at for at in starts):
                group.append(one)
                break
        else:
            groups.append([one])
    yield from groups


def _shared(ranking: Ranking, prepared: Prepared, sizes: Sizes) -> Iterable[Turn]:
    """Several sets in each turn, which ends where a window of the first one does."""
    edges = sorted(
        map(_windows(ranking.sets[0]).start, _numbers(ranking.sets[0], sizes))
    )
    values = [0] * len(edges)
    ends: list[int] = []
    for one in ranking.sets:
        windows = _windows(one)
        for key, number in _numbers(one, sizes).items():
            values[max(bisect_right(edges, windows.start(key)) - 1, 0)] += number
            ends += (windows.start(key), windows.end(key))
    if not ends:
        return
    first, last = min(ends), max(ends)
    for chunk in _chunks(dict(enumerate(values))):
        begin = edges[chunk[0]] if chunk[0] else min(first, edges[0])
        after = chunk[-1] + 1
        end = edges[after] if after < len(edges) else last
        yield Turn(replace(ranking, between=prepared.between(begin, end)))


# --- sets by themselves ---------------------------------------------------------------


def _batches(
    sets: Iterable[RankSet], sizes: Sizes, most: int
) -> Iterable[tuple[RankSet, ...]]:
    """Sets with no more values than are said; a set of more is taken apart."""
    batch: list[RankSet] = []
    held = 0
    for one, values in (part for each in sets for part in _apart(each, sizes, most)):
        if batch and held + values > most:
            yield tuple(batch)
            batch, held = [], 0
        batch.append(one)
        held += values
    if batch:
        yield tuple(batch)


def _apart(one: RankSet, sizes: Sizes, most: int) -> Iterable[tuple[RankSet, int]]:
    """A set as sets of as many columns as fit, each with its number of values.

    Several ranks of one column are found in one list of its values.
    """
    some: dict[Expr, int] = {}
    for ranked in one.ranked:
        values = sum(sizes[ranked.part.tally].values())
        if ranked.value not in some and sum(some.values()) + values > most and some:
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
