"""Ranks of which only the windows are read again that files or `as of` have changed."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from upheld.checker.engine import EngineError
from upheld.checker.fusion.ranks import Ranking, RankSet
from upheld.checker.fusion.turns import MANY_ROWS
from upheld.checker.session import Session
from upheld.checker.sql.duckdb import emit, expression, quoted
from upheld.checker.sql.nodes import (
    TRUE,
    Cast,
    Name,
    Not,
    Query,
    Select,
    UnionAll,
    Values,
    both,
    whole,
)
from upheld.checker.state.divided import Divided, Range, divided, merged
from upheld.checker.state.forms import (
    fingerprint,
    names_of,
    normal_condition,
    relation_name,
)
from upheld.checker.state.near import near
from upheld.checker.state.spans import (
    is_exact,
    stored_within,
    time_of_windows,
    windows_in,
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

TABLE = "ranks of all"


@dataclass(frozen=True, slots=True)
class HeldSet:
    """Ranks by the same windows and groups; `names` are those of its columns.

    `first` is the number of its first rank among those of all sets.
    """

    one: RankSet
    place: int
    first: int
    key: str
    names: tuple[str, ...]

    @property
    def groups(self) -> list[str]:
        """The columns that tell groups apart."""
        return [f"group {n}" for n in range(len(self.one.groups))]

    def keys(self, ranges: list[Range]) -> list[Range]:
        """The keys of its windows in some time."""
        return windows_in(self.one.ranked[0].part.tally.scope.windows, ranges)

    @property
    def ranks(self) -> list[str]:
        """The columns of its ranks."""
        return [f"rank {self.first + n}" for n in range(len(self.names))]

    def columns(self) -> dict[str, str]:
        """What is stored: its name, and the column of the ranking's table."""
        found = {f"k{n}": own for n, own in enumerate(["window", *self.groups])}
        return found | dict(zip(self.names, self.ranks, strict=True))

    def select(self, query: Query) -> str:
        """What a query of this set alone gives, in columns of the ranking's table."""
        keys = ", ".join(map(quoted, ["window", *self.groups]))
        ranks = "".join(
            f", {quoted(f'rank {n}')} AS {quoted(name)}"
            for n, name in enumerate(self.ranks)
        )
        return f'SELECT {self.place} AS "set", {keys}{ranks} FROM (\n{emit(query)}\n)'


@dataclass(frozen=True, slots=True)
class Ranks:
    """Finds the values of rankings, from what is kept where that can be."""

    session: Session
    state: State
    as_of: int

    def rows(self, ranking: Ranking, number: int) -> list[tuple[Any, ...]] | None:
        """The rows of a ranking's query; None where it is to be run whole.

        Args:
            ranking: what is asked for.
            number: rows of its relation; too many are never ranked at once.

        Raises:
            EngineError: what DuckDB could not do.
        """
        source = divided(self.session, ranking.source, ranking.moment)
        if source is None:
            return None
        asked = [v for s in ranking.sets for v in (*s.where, *_values(s))]
        open_ = merged(source.spans(source.open_files(asked, self.as_of)))
        sets = list(self._held(ranking, source))
        if not self._from_parts(ranking, source, sets, open_):
            if number > MANY_ROWS:
                return None
            self.session.execute(
                f"CREATE TEMP TABLE {quoted(TABLE)} AS\n{emit(ranking.query())}"
            )
        for one in sets:
            self._keep(one, source, open_)
        found = self.session.run(f"SELECT * FROM {quoted(TABLE)}")
        self.session.execute(f"DROP TABLE {quoted(TABLE)}")
        return found

    def _held(self, ranking: Ranking, source: Divided) -> Iterator[HeldSet]:
        asked = [v for s in ranking.sets for v in (*s.where, *_values(s))]
        facts = source.facts(source.open_files(asked, self.as_of))
        relation = relation_name(source, ranking.source[0])
        between = "" if ranking.between is None else expression(ranking.between)
        first = 0
        for place, one in enumerate(ranking.sets):
            groups = [value for _, value in one.groups]
            bucket = ranking.grain.bucket(ranking.moment)
            key = fingerprint(
                "ranks", relation, names_of([bucket, one.window, *groups]), between
            )
            where = normal_condition(one.where, facts)
            names = tuple(
                fingerprint(names_of([where, facts.normal(r.value)]), r.rank)
                for r in one.ranked
            )
            # Sets may differ in their rows alone: each has a table of its own.
            yield HeldSet(one, place, first, fingerprint(key, names_of([where])), names)
            first += len(one.ranked)

    def _from_parts(
        self,
        ranking: Ranking,
        source: Divided,
        sets: list[HeldSet],
        open_: list[Range],
    ) -> bool:
        parts = [part_of(self.state, one.key, one.names) for one in sets]
        found = [part for part in parts if part is not None]
        if len(found) < len(sets):
            return False
        touched = [
            one.keys([*source.touched(part.files), *part.open, *open_])
            for one, part in zip(sets, found, strict=True)
        ]
        query = self._limited(ranking, source, sets, touched)
        if query is None:
            return False
        try:
            self.session.execute(f"CREATE TEMP TABLE {quoted(TABLE)} AS\n{query}")
            for one, part, keys in zip(sets, found, touched, strict=True):
                self._insert(one, part, keys)
        except EngineError:
            self.session.execute(f"DROP TABLE IF EXISTS {quoted(TABLE)}")
            return False
        self.state.used += 1
        return True

    def _limited(
        self,
        ranking: Ranking,
        source: Divided,
        sets: list[HeldSet],
        touched: list[list[Range]],
    ) -> str | None:
        """SQL for the ranks of some windows; None where these hold too much.

        Each set is read by itself: a week needs fewer files than a month.
        """
        width = max(len(one.groups) for one in sets)
        names = ["set", "window", *(f"group {n}" for n in range(width))]
        parts, rows = [], 0
        for one, keys in zip(sets, touched, strict=True):
            windows = one.one.ranked[0].part.tally.scope.windows
            times = time_of_windows(windows, keys)
            if times is None and keys:
                return None
            times = merged(times or [])
            rows += source.rows_in(times)
            query = _of_set(self.session, ranking, source, one, keys, times)
            parts.append(one.select(query))
            names += one.ranks
        if rows > MANY_ROWS:
            return None
        every = "\nUNION ALL BY NAME\n".join(parts)
        return f"SELECT {', '.join(map(quoted, names))} FROM (\n{every}\n)"

    def _insert(self, one: HeldSet, part: Part, keys: list[Range]) -> None:
        columns = {own: quoted(name) for name, own in one.columns().items()}
        columns["set"] = str(one.place)
        insert(self.session, self.state, TABLE, part, columns, keys)

    def _keep(self, one: HeldSet, source: Divided, open_: list[Range]) -> None:
        keys = one.keys(open_)
        settled = expression(Not(within(Name("window"), keys)))
        where = f'"set" = {one.place} AND {settled}'
        table = copy(self.session, self.state, TABLE, one.columns(), where)
        if table is not None:
            kept = [Segment(table)]
            remember(self.state, one.key, kept, one.names, source, open_)


def _values(one: RankSet) -> list[Any]:
    return [ranked.value for ranked in one.ranked]


def _of_set(
    session: Session,
    ranking: Ranking,
    source: Divided,
    one: HeldSet,
    keys: list[Range],
    times: list[Range],
) -> Query:
    """The query of one set over some windows, from the files that have them."""
    relation, steps = ranking.source
    relation = near(session, relation, times)
    inside = stored_within(source.data.stored[source.start], times)
    windows = one.one.ranked[0].part.tally.scope.windows
    asked, meant = one.one, within(one.one.window, keys)
    # Where these rows are those of the windows and no others, no key is looked at.
    if is_exact(windows) and times:
        meant = TRUE
        first, last = keys[0][0], keys[-1][1]
        if first == last:
            asked = replace(asked, window=Cast(whole(first), "integer"))
    query = replace(ranking, source=(relation, steps), sets=(asked,)).query()
    changed: list[tuple[str, Select | UnionAll | Values]] = []
    for name, step in query.steps:
        match name, step:
            case "rows of all", Select():
                changed.append((name, replace(step, where=both(step.where, inside))))
            case "ranks", UnionAll((part,)):
                limited = replace(part, where=both(part.where, meant))
                changed.append((name, UnionAll((limited,))))
            case _:
                changed.append((name, step))
    return Query(query.title, tuple(changed), query.last)
