"""Values found by their rank: the rows are read once more, for all ranks together.

A rank cannot be put together from parts, so the values themselves are ranked, by window
and group. Where there are many rows, windows are taken in turns, so that memory holds
the values of some millions of rows and no more.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from upheld.checker.fusion.measures import untrue
from upheld.checker.fusion.parts import LOST, Part, ranked_value
from upheld.checker.fusion.plan import Source
from upheld.checker.fusion.substitute import parts_of
from upheld.checker.rows import exact_decimal
from upheld.checker.sql.nodes import (
    NULL,
    Aggregate,
    Cast,
    Expr,
    IsNull,
    Name,
    Output,
    Query,
    Relation,
    Select,
    Star,
    UnionAll,
    both,
    whole,
)
from upheld.checker.tally import ENDLESS
from upheld.dsl import model


@dataclass(frozen=True, slots=True)
class Ranked:
    """A value to be ranked for one part; its name is `value` or `lowest`."""

    part: Part
    name: str
    value: Expr
    rank: Decimal


@dataclass(frozen=True, slots=True)
class RankSet:
    """Ranks by the same windows and groups, over the same rows of one source."""

    window: Expr
    groups: tuple[tuple[str, Expr], ...]
    where: Expr
    ranked: tuple[Ranked, ...]


def ranked_of(part: Part) -> Iterable[Ranked]:
    """What has to be ranked for a part."""
    counted = part.tally.counted
    assert isinstance(counted, model.Statistic)
    rank = exact_decimal(counted.rank or Fraction(1, 2))
    if not part.may_run:
        yield Ranked(part, "value", ranked_value(part, None), rank)
    else:
        yield Ranked(part, "value", ranked_value(part, whole(ENDLESS)), rank)
        yield Ranked(part, "lowest", ranked_value(part, part.least), rank)


def sets_of(parts: Sequence[Part]) -> list[RankSet]:
    """The ranks of parts of one source, put together where windows and rows agree."""
    found: dict[tuple[Expr, tuple[tuple[str, Expr], ...], Expr], list[Ranked]] = {}
    for part in parts:
        lost = [b for b in part.branches.branches if b.state in LOST]
        there = IsNull(part.moment, negated=True)
        where = both(there, *(untrue(b.condition) for b in lost))
        window = part.tally.scope.windows.key_expression(part.moment)
        found.setdefault((window, part.groups, where), []).extend(ranked_of(part))
    return [RankSet(*key, tuple(ranked)) for key, ranked in found.items()]


def rank_query(source: Source, sets: Sequence[RankSet]) -> Query:
    """One row for each window and group of each set.

    Its columns are the set's number, the window, the groups as texts, then a value for
    each rank of each set, empty in the rows of other sets.
    """
    relation, steps = source
    columns = _columns(sets)
    rows = Select(tuple(Output(Name(c), c) for c in columns), Relation(relation))
    width = max(len(s.groups) for s in sets)
    names = [f"rank {n}" for n in range(sum(len(s.ranked) for s in sets))]
    parts, taken = [], 0
    for place, one in enumerate(sets):
        own = names[taken : taken + len(one.ranked)]
        taken += len(own)
        parts.append(_ranks(one, place, width, names, own))
    ids = dict.fromkeys(r.part.tally.standard for s in sets for r in s.ranked)
    return Query(
        f"ranks of: {', '.join(ids)}",
        (*steps, ("rows of all", rows), ("ranks", UnionAll(tuple(parts)))),
        Select((Output(Star(), ""),), Relation("ranks")),
    )


def _ranks(
    one: RankSet, place: int, width: int, names: Sequence[str], own: Sequence[str]
) -> Select:
    texts = [Cast(value, "text") for _, value in one.groups]
    values = {
        name: Aggregate("nearest_rank", ranked.value, ranked.rank)
        for name, ranked in zip(own, one.ranked, strict=True)
    }
    outputs = [Output(whole(place), "set"), Output(one.window, "window")]
    for index in range(width):
        value: Expr = texts[index] if index < len(texts) else Cast(NULL, "text")
        outputs.append(Output(value, f"group {index}"))
    outputs += [Output(values.get(name, NULL), name) for name in names]
    return Select(
        tuple(outputs),
        Relation("rows of all"),
        where=one.where,
        group=(one.window, *texts),
    )


def _columns(sets: Sequence[RankSet]) -> list[str]:
    """The columns that are read."""
    found: dict[str, None] = {}
    for one in sets:
        values = [one.window, one.where, *(v for _, v in one.groups)]
        values += [ranked.value for ranked in one.ranked]
        for value in values:
            found.update(
                (n.column, None) for n in parts_of(value) if isinstance(n, Name)
            )
    return list(found)
