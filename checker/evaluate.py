"""One edition of one standard: tallies compiled, run, laid over the windows, judged."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from upheld.checker.chain import Chain
from upheld.checker.judge import (
    Judged,
    Measure,
    Numbers,
    combine,
    judge,
    measure,
    sizes_of,
)
from upheld.checker.plan import Counted, Scope, Tally, counted_of
from upheld.checker.recurrence import Gaps, series_groups
from upheld.checker.rows import Prepared, Row
from upheld.checker.scope import (
    Asked,
    clock_for,
    days_of,
    excuses_of,
    late_end,
    period_end,
    period_start,
)
from upheld.checker.session import Session
from upheld.checker.sql.duckdb import emit
from upheld.checker.sql.nodes import Query
from upheld.checker.states import Context, Judge, not_yet
from upheld.checker.tally import UNKNOWN, Compiler
from upheld.checker.windows import Windows
from upheld.dsl import model
from upheld.dsl.diagnostics import Diagnostic, RefusedError
from upheld.dsl.source import NOWHERE

#: More windows and groups than this are a mistake in the data or in the sentence.
TOO_MANY = 2_000_000

GroupValues = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """One tally's result: numbers by window and group, and those of no window."""

    counted: Counted
    event: str
    query: Query
    cells: Mapping[tuple[int, GroupValues], Numbers]
    rest: Numbers
    groups: tuple[GroupValues, ...]
    first: int | None
    totals: tuple[dict[str, int], Numbers] | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """One window and group, judged."""

    key: int
    label: str
    start: int
    end: int
    group: dict[str, str]
    judged: Judged
    partial: bool
    is_open: bool
    edition: model.Edition


@dataclass(slots=True)
class Evaluated:
    """What an edition came to."""

    edition: model.Edition
    cells: list[Cell] = field(default_factory=list)
    counts: list[Counts] = field(default_factory=list)
    scope: Scope | None = None
    period: tuple[int, int] | None = None
    sql: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Evaluator:
    """Evaluates editions over the events of a session."""

    session: Session
    asked: Asked
    waivers: tuple[model.Waiver, ...] = ()

    def evaluate(self, standard: model.Standard, edition: model.Edition) -> Evaluated:
        """All windows of an edition.

        Raises:
            RefusedError: a source, a column or a form that cannot be evaluated.
        """
        refuse_unsupported(edition)
        edition = replace(edition, groups=series_groups(edition))
        result = Evaluated(edition)
        scope = self._scope(standard, edition)
        result.scope = scope
        tallies = self.tallies(standard, edition, scope)
        for tally in tallies:
            counts = self._count(tally)
            result.counts.append(counts)
            result.sql.append(emit(counts.query))
        whole: list[Counts] = []
        if edition.overall and edition.groups:
            for tally in tallies:
                whole.append(self._count(tally.without_groups()))
                result.sql.append(emit(whole[-1].query))
        self._lay_out(result, scope, whole)
        return result

    # --- counting ----------------------------------------------------------------------

    def _scope(self, standard: model.Standard, edition: model.Edition) -> Scope:
        populations = [*edition.populations]
        prepared = [self.session.prepared(p.event) for p in populations]
        firsts = [self._first(p.event) for p in populations]
        zone_clock = clock_for(
            edition, prepared, [f for f in firsts if f is not None], self.asked.as_of
        )
        windows = Windows(
            edition.window, zone_clock, edition.fiscal_month, edition.fiscal_day
        )
        lists = tuple(
            (group.name, self.session.list_members(group.members))
            for group in edition.groups
            if group.members is not None
        )
        return Scope(
            as_of=self.asked.as_of,
            windows=windows,
            first=period_start(self.asked.first, edition.zone),
            end=period_end(self.asked.last, edition.zone),
            in_force=days_of(edition.first, edition.last, edition.zone),
            excuses=excuses_of(standard, self.waivers, edition.zone),
            without_deadline=edition.without_deadline,
            counted_by=edition.counted_by,
            lists=lists,
        )

    def _first(self, event: model.Event) -> int | None:
        data = self.session.events.get(event.name)
        return None if data is None or data.bounds is None else data.bounds.first

    def tallies(
        self, standard: model.Standard, edition: model.Edition, scope: Scope
    ) -> list[Tally]:
        """What is counted for an edition, the sentence's own things first."""
        counted = counted_of(edition.subject)
        if edition.exceeds_when is not None:
            counted.append(
                model.ShareOf(edition.populations[0], edition.exceeds_when[0])
            )
        limit = _length_limit(edition)
        return [
            Tally(
                standard.id,
                thing,
                thing.population,
                edition.groups,
                scope,
                edition.groups,
                limit,
            )
            for thing in counted
        ]

    def compiler(self, tally: Tally) -> Compiler:
        """The compiler of a tally over its prepared event."""
        event = tally.population.event
        prepared = self.session.prepared(event)
        promises = self.session.promises.get(event.name, frozenset())
        row = Row(prepared, tally.scope.as_of, promises)
        judge_ = Judge(
            row,
            tally.scope.windows.clock,
            tally.scope.without_deadline,
            Chain(prepared.relation),
            self.context(tally.scope.as_of),
            tally.population.where,
        )
        return Compiler(tally, row, judge_)

    def context(self, as_of: int) -> Context:
        """Other events and lists, for outcomes that need them."""

        def row(event: model.Event) -> Row:
            promises = self.session.promises.get(event.name, frozenset())
            return Row(self.session.prepared(event), as_of, promises)

        return Context(row, self.session.dated_members, self.session.complete_from)

    def _count(self, tally: Tally) -> Counts:
        if isinstance(tally.counted, model.Recurrence):
            return self._count_gaps(tally, tally.counted)
        query = self.compiler(tally).query()
        rows = self.session.run(emit(query))
        names = [output.name for output in query.last.outputs]
        return _gather(tally, query, names, rows)

    # --- windows -----------------------------------------------------------------------

    def _lay_out(
        self, result: Evaluated, scope: Scope, whole: list[Counts]
    ) -> None:
        edition = result.edition
        period = find_period(result.counts, scope)
        result.period = period
        keys = list(window_keys(result.counts, scope, period))
        groups = groups_of(result.counts, edition, scope)
        if len(keys) * max(len(groups), 1) > TOO_MANY:
            raise RefusedError(_too_many(edition, scope, period, len(keys)))
        named = [(g, result.counts) for g in groups]
        if whole:
            named.append(((), whole))
        for key in keys:
            for group, counts in named:
                numbers = [c.cells.get((key, group), {}) for c in counts]
                result.cells.append(_cell(edition, scope, key, group, counts, numbers, period))


    def _count_gaps(self, tally: Tally, recurrence: model.Recurrence) -> Counts:
        """Gaps by window and series; the events that close them make up the totals."""
        events = replace(
            tally,
            counted=model.NumberOf(recurrence.population),
            groups=() if recurrence.scope else tally.groups,
        )
        scope = None
        if recurrence.scope is not None:
            incidents = replace(
                events,
                counted=model.NumberOf(recurrence.scope),
                population=recurrence.scope,
            )
            scope = self.compiler(incidents)
        closing = self.compiler(events)
        members = [
            self.session.dated_members(group.members)
            for group in tally.groups
            if group.members is not None
        ]
        gaps = Gaps(tally, recurrence, closing, scope, members[0] if members else None)
        query = gaps.query()
        rows = self.session.run(emit(query))
        names = [output.name for output in query.last.outputs]
        counted = self._count(replace(events, groups=()))
        counts = _gather(tally, query, names, rows)
        return replace(counts, totals=total_sizes(counted), first=_earlier(counts, counted))


def _earlier(*counts: Counts) -> int | None:
    return min((c.first for c in counts if c.first is not None), default=None)


def refuse_unsupported(edition: model.Edition) -> None:
    """Forms that the language has and this version does not compute yet.

    Raises:
        RefusedError: E3900 at the standard's place.
    """
    place = edition.span
    for form, span in edition.unsupported:
        raise not_yet(form, span)
    late: tuple[tuple[object, str], ...] = (
        (edition.over, "judging windows over windows"),
        (edition.confidence, "`with … confidence`"),
        (edition.counted_once, "`counted once until`"),
        (edition.carried_until, "`carried over until`"),
        (edition.during, "`during CALENDAR`"),
        (edition.pausing, "`pausing while`"),
    )
    for value, form in late:
        if value is not None:
            raise not_yet(form, place)
    if isinstance(edition.bound, model.Relative):
        raise not_yet("a comparison with an earlier value", edition.bound.span)
    if isinstance(edition.window, model.Sliding):
        raise not_yet("`over any`", place)
    if isinstance(edition.subject, model.Trend):
        raise not_yet("a trend", place)
    if isinstance(edition.subject, model.Spread):
        raise not_yet("`gap between`", place)


def _length_limit(edition: model.Edition) -> Fraction | None:
    """The limit of a bound on a length: running events past it count as used."""
    bound = edition.bound
    if not isinstance(bound, model.Bound) or bound.unit.kind != "length":
        return None
    if isinstance(edition.subject, model.Defined | model.Combined):
        return None
    return bound.low if bound.high is None else bound.high


def _gather(
    tally: Tally, query: Query, names: list[str], rows: Iterable[tuple[Any, ...]]
) -> Counts:
    """Rows of a query as cells; what lies in no window is summed up."""
    width = len(tally.groups)
    numbers_from = 1 + width
    cells: dict[tuple[int, GroupValues], Numbers] = {}
    rest: dict[str, int | Fraction | None] = {}
    groups: dict[GroupValues, None] = {}
    first: int | None = None
    for row in rows:
        numbers = dict(zip(names[numbers_from:], row[numbers_from:], strict=True))
        moment = numbers.pop("first")
        if row[0] is None:
            for name, value in numbers.items():
                if isinstance(value, int):
                    rest[name] = int(rest.get(name) or 0) + value
            continue
        group = tuple(UNKNOWN if v is None else str(v) for v in row[1:numbers_from])
        groups[group] = None
        cells[int(row[0]), group] = numbers
        if moment is not None and (first is None or moment < first):
            first = int(moment)
    event = tally.population.event.name
    return Counts(
        tally.counted, event, query, cells, rest, tuple(sorted(groups)), first
    )


def find_period(counts: list[Counts], scope: Scope) -> tuple[int, int]:
    """The period: from the first event, or `--from`, to `as of`, or `--to`."""
    end = scope.as_of
    if scope.end is not None:
        end = min(end, scope.end)
    if scope.in_force[1] is not None:
        end = min(end, scope.in_force[1])
    firsts = [c.first for c in counts if c.first is not None]
    start = scope.first if scope.first is not None else min(firsts, default=end)
    if scope.in_force[0] is not None:
        start = max(start, scope.in_force[0])
    return min(start, end), end


def window_keys(
    counts: list[Counts], scope: Scope, period: tuple[int, int]
) -> Iterable[int]:
    """Keys of every window of the period, in order of time.

    A window that would begin at the period's end exists only where an event lies in it;
    where there is no event at all, the window of the end is the only one.
    """
    windows = scope.windows
    filled = {key for c in counts for key, _ in c.cells}
    start, end = period
    if isinstance(windows.window, model.Overall):
        return [0]
    if not filled and scope.first is None:
        inside = end if end == scope.as_of else end - 1
        return [windows.key(inside)]
    keys = set(filled)
    key = windows.key(start)
    while windows.start(key) < end:
        keys.add(key)
        if len(keys) > TOO_MANY:
            break
        key = windows.next(key)
    return sorted(keys)


def groups_of(
    counts: list[Counts], edition: model.Edition, scope: Scope
) -> list[GroupValues]:
    """Groups that are judged: every member of a list, every value found."""
    if not edition.groups:
        return [()]
    lists = dict(scope.lists)
    found = {group for c in counts for group in c.groups}
    columns: list[list[str]] = []
    for index, field_ in enumerate(edition.groups):
        if field_.name in lists:
            columns.append(list(lists[field_.name]))
        else:
            columns.append(sorted({group[index] for group in found}))
    if not lists:
        return sorted(found)
    listed = [i for i, f in enumerate(edition.groups) if f.name in lists]
    return _with_lists(found, columns, listed)


def _with_lists(
    found: set[GroupValues], columns: list[list[str]], listed: list[int]
) -> list[GroupValues]:
    """Every member beside every combination found of the columns without a list."""
    free = [i for i in range(len(columns)) if i not in listed]
    others = sorted({tuple(g[i] for i in free) for g in found}) if free else [()]
    groups: list[GroupValues] = []
    for other in others:
        partial: list[dict[int, str]] = [dict(zip(free, other, strict=True))]
        for index in listed:
            partial = [{**p, index: m} for p in partial for m in columns[index]]
        groups += [tuple(p[i] for i in range(len(columns))) for p in partial]
    return groups


def _too_many(
    edition: model.Edition, scope: Scope, period: tuple[int, int], keys: int
) -> Diagnostic:
    first = scope.windows.label(scope.windows.key(period[0]))
    return Diagnostic(
        "E4040",
        f"{keys} windows or more, the first of them {first}",
        edition.span or NOWHERE,
        "an event far in the past may be a mistake; name the period with `--from`",
    )


def _cell(
    edition: model.Edition,
    scope: Scope,
    key: int,
    group: GroupValues,
    counts: list[Counts],
    numbers: list[Numbers],
    period: tuple[int, int],
) -> Cell:
    windows = scope.windows
    names = [g.name for g in edition.groups] if group else []
    shown = dict(zip(names, group, strict=True))
    if isinstance(windows.window, model.Overall):
        judged = _judged(edition, counts, numbers, is_open=False)
        return Cell(0, "overall", *period, shown, judged, False, False, edition)
    start, end = windows.start(key), windows.end(key)
    low = max([start, *(v for v in (scope.first, scope.in_force[0]) if v is not None)])
    high = min([end, *(v for v in (scope.end, scope.in_force[1]) if v is not None)])
    is_open = late_end(high, edition.late_data, windows.clock) > scope.as_of
    judged = _judged(edition, counts, numbers, is_open=is_open)
    partial = low > start or high < end
    return Cell(
        key, windows.label(key), start, end, shown, judged, partial, is_open, edition
    )


def _judged(
    edition: model.Edition,
    counts: list[Counts],
    numbers: list[Numbers],
    *,
    is_open: bool,
) -> Judged:
    listed = any(group.members is not None for group in edition.groups)
    measured = [
        measure(c.counted, _complete(c, n), is_open=is_open, listed=listed)
        for c, n in zip(counts, numbers, strict=True)
    ]
    second: Measure | None = None
    if edition.exceeds_when is not None:
        second = measured.pop()
    subject = edition.subject
    if isinstance(subject, model.ShareOutcome | model.Recurrence):
        value = measured[0]
    else:
        assert not isinstance(subject, model.Trend | model.Spread)
        value = combine(subject, measured, is_open=is_open)
    return judge(edition, value, is_open=is_open, second=second)


def _complete(counts: Counts, numbers: Numbers) -> Numbers:
    """Numbers of a cell without events: zero for counts, nothing for values."""
    if numbers:
        return numbers
    names = [o.name for o in counts.query.last.outputs]
    return {"used": 0} if "used" in names else {}


def total_sizes(counts: Counts) -> tuple[dict[str, int], Numbers]:
    """Events of a tally over all windows and none, and the rest's own numbers."""
    if counts.totals is not None:
        return counts.totals
    totals: dict[str, int] = {}
    every: list[Numbers] = [*counts.cells.values(), counts.rest]
    for numbers in every:
        sizes = sizes_of(numbers) if numbers else None
        if sizes is None:
            continue
        for name in ("met", "missed", "pending", "excluded", "invalid"):
            totals[name] = totals.get(name, 0) + getattr(sizes, name)
        for name in ("used", "without"):
            value = getattr(sizes, name)
            if value is not None:
                totals[name] = totals.get(name, 0) + value
    return totals, counts.rest

