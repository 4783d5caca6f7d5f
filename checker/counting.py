"""Tallies of an edition: what they have in common, compiled and run."""

from collections.abc import Mapping
from dataclasses import field, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from upheld.checker.aggregate import Tallying
from upheld.checker.chain import Chain
from upheld.checker.counts import Counts, earlier, gather, group_of, total_sizes
from upheld.checker.figures import tally_groups
from upheld.checker.layout import (
    asked_or_seen,
    find_period,
    window_keys,
    windows_of,
)
from upheld.checker.needs import sequences_in
from upheld.checker.plan import Carried, Scope, Tally, counted_of
from upheld.checker.recurrence import Gaps
from upheld.checker.rows import Row, exact_decimal
from upheld.checker.scope import (
    Asked,
    clock_for,
    days_of,
    excuses_of,
    period_end,
    period_start,
)
from upheld.checker.session import Session
from upheld.checker.sliding import Cells, adds_up, put_together, slides
from upheld.checker.sliding_ranks import Days, SlidingRank, span_of
from upheld.checker.states import Context, Judge
from upheld.checker.stops import working_of
from upheld.checker.tally import Compiler
from upheld.checker.windows import Windows
from upheld.checker.worktime import WorkClock, without_pauses
from upheld.checker.zones import DAY
from upheld.dsl import model
from upheld.dsl.dataclass import dataclass

if TYPE_CHECKING:
    from upheld.checker.baseline import Stored


def counted_by_own(
    scope: Scope, edition: model.Edition, population: model.Population
) -> Scope:
    """`counted by M` is for the sentence's first event; others go by their start."""
    if population.event.name == edition.populations[0].event.name:
        return scope
    return replace(scope, counted_by=None)


@dataclass(frozen=True, slots=True)
class Counting:
    """Counts over the events of a session; `ready` was counted together before."""

    session: Session
    asked: Asked
    waivers: tuple[model.Waiver, ...] = ()
    ready: Mapping[Tally, Counts] = field(default_factory=dict)

    def scope_of(self, standard: model.Standard, edition: model.Edition) -> Scope:
        """What all tallies of an edition have in common."""
        populations = [*edition.populations]
        prepared = [self.session.prepared(p.event) for p in populations]
        found = [self._first(p.event) for p in populations]
        firsts = [first for first in found if first is not None]
        zone_clock = clock_for(edition, prepared, firsts, self.asked.as_of)
        asked = period_start(self.asked.first, edition.zone)
        known = [*firsts, self.asked.as_of, *([] if asked is None else [asked])]
        windows = Windows(
            edition.window,
            zone_clock,
            edition.fiscal_month,
            edition.fiscal_day,
            since_1970=min(known) > 2 * DAY,
        )
        lists = tuple(
            (group.name, self.session.list_members(group.members))
            for group in tally_groups(edition)
            if group.members is not None
        )
        return Scope(
            as_of=self.asked.as_of,
            windows=windows,
            stored=self._stored(standard),
            first=asked,
            end=period_end(self.asked.last, edition.zone),
            in_force=days_of(edition.first, edition.last, edition.zone),
            excuses=excuses_of(standard, self.waivers, edition.zone),
            without_deadline=edition.without_deadline,
            counted_by=edition.counted_by,
            counted_once=(
                None
                if edition.counted_once is None
                else (edition.counted_once, edition.once_keys)
            ),
            lists=lists,
            dates=tuple(
                (group.name, self.session.dated_members(group.members))
                for group in tally_groups(edition)
                if group.members is not None
                and (group.members.since or group.members.until)
            ),
            working=working_of(self.session, edition, zone_clock, self.asked.as_of),
        )

    def carried_over(
        self, standard: model.Standard, edition: model.Edition, scope: Scope
    ) -> Scope:
        """The windows that events may be carried into, once the period is known."""
        assert edition.carried_until is not None
        every = replace(scope, first=None)
        counted = [self.count(t) for t in self._number_of(standard, edition, every)]
        period = find_period(counted, scope)
        windows = scope.windows
        if isinstance(windows.window, model.Overall):
            spans = [(0, period[0], period[1] + 1)]
        else:
            keys = window_keys(counted, scope, period)
            spans = [(key, windows.start(key), windows.end(key)) for key in keys]
        known = asked_or_seen(counted, scope)
        first = period[0] if known else None
        carried = Carried(edition.carried_until, tuple(spans), first, scope.first)
        return replace(every, carried=carried)

    def _number_of(
        self, standard: model.Standard, edition: model.Edition, scope: Scope
    ) -> list[Tally]:
        """The events of each population, each row once."""
        return [
            replace(tally, counted=model.NumberOf(tally.population), groups=())
            for tally in self.tallies(standard, edition, replace(scope, carried=None))
        ]

    def _stored(self, standard: model.Standard) -> "Stored | None":
        baseline = self.asked.baseline
        return None if baseline is None else baseline.of(standard.id)

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
        apart = len(tally_groups(edition)) - len(edition.groups)
        return [
            Tally(
                standard.id,
                thing,
                thing.population,
                tally_groups(edition),
                counted_by_own(scope, edition, thing.population),
                tally_groups(edition),
                limit,
                apart,
            )
            for thing in counted
        ]

    def compiler(self, tally: Tally, *, shows_moments: bool = False) -> Compiler:
        """The compiler of a tally over its prepared event.

        With `shows_moments` of a query that tells when each limit ends.
        """
        event = tally.population.event
        prepared = self.session.prepared(event)
        promises = self.session.promises.get(event.name, frozenset())
        now = "now" if tally.scope.carried is not None else ""
        row = Row(prepared, tally.scope.as_of, promises, now_column=now)
        chain = Chain(prepared.relation)
        context = self.context(tally.scope.as_of)
        if tally.scope.working is not None:
            stops = tally.scope.working
            work = WorkClock(stops, chain, row, shows_moments=shows_moments)
            context = replace(context, work=work)
            row = replace(row, stops=work)
        judge_ = Judge(
            row,
            tally.scope.windows.clock,
            tally.scope.without_deadline,
            chain,
            context,
        )
        compiler = Compiler(tally, row, judge_)
        if not takes_own_answers(tally):
            return compiler
        # Only events of the population take answers from each other.
        judge_ = replace(judge_, triggers=(compiler.where(),))
        return replace(compiler, judge=judge_)

    def context(self, as_of: int) -> Context:
        """Other events and lists, for outcomes that need them."""

        def row(event: model.Event) -> Row:
            promises = self.session.promises.get(event.name, frozenset())
            return Row(self.session.prepared(event), as_of, promises)

        return Context(row, self.session.dated_members, self.session.complete_from)

    def count(self, tally: Tally) -> Counts:
        """The numbers of a tally by window and group."""
        if isinstance(tally.counted, model.Recurrence):
            return self._count_gaps(tally, tally.counted)
        if slides(tally.scope.windows.window):
            return self._count_sliding(tally)
        if tally.scope.carried is not None:
            scope = replace(tally.scope, carried=None)
            number = model.NumberOf(tally.population)
            once = self.count(replace(tally, counted=number, scope=scope))
            counts = self._run(tally)
            # A group whose events never last until the next window is judged too.
            groups = tuple(sorted({*counts.groups, *once.groups}))
            return replace(
                counts,
                totals=total_sizes(once),
                groups=groups,
                first=tally.scope.carried.first,
                seen_in=windows_of(once),
            )
        return self._run(tally)

    def _run(self, tally: Tally) -> Counts:
        ready = self.ready.get(tally)
        if ready is not None:
            return ready
        query = Tallying(self.compiler(tally)).query()
        rows = self.session.rows(query)
        names = [output.name for output in query.last.outputs]
        return gather(tally, query, names, rows)

    def _count_sliding(self, tally: Tally) -> Counts:
        """Windows put together from their days, or counted one by one."""
        days = self._run(tally)
        window = tally.scope.windows
        filled = [key for key, _ in days.cells]
        end = find_period([days], tally.scope)[1]
        last = max([window.key(end - 1), *filled])
        if adds_up(tally.counted) or not filled:
            cells: Cells = put_together(days.cells, tally.counted, window)
        else:
            keys = range(min(filled), last + 1)
            sliding = tuple((key, window.first_day(key)) for key in keys)
            ranked = self._ranked(tally, days, sliding)
            cells = self._repeated(tally, sliding) if ranked is None else ranked
        kept = cells
        if any(key > last for key, _ in cells):
            kept = {place: n for place, n in cells.items() if place[0] <= last}
        return replace(days, cells=kept, totals=total_sizes(days))

    def _repeated(self, tally: Tally, windows: Days) -> Cells:
        """Each row counted in every window that it lies in."""
        slid = replace(tally, scope=replace(tally.scope, sliding=windows))
        return self._run(slid).cells

    def _ranked(self, tally: Tally, days: Counts, windows: Days) -> Cells | None:
        """Ranks found from those of the days; None where values are no lengths."""
        counted = tally.counted
        if not isinstance(counted, model.Statistic) or counted.unit.kind != "length":
            return None
        rank = exact_decimal(counted.rank or Fraction(1, 2))
        cells = put_together(days.cells, counted, tally.scope.windows)
        for name in Tallying(self.compiler(tally)).ranked_values():
            known = [n[name] for n in days.cells.values() if n.get(name) is not None]
            if not known:
                continue
            # A compiler is good for one query: judging adds steps to its chain.
            tallying = Tallying(self.compiler(tally))
            value = tallying.ranked_values()[name]
            found = SlidingRank(tallying, value, rank, windows, span_of(known))
            rows = self.session.rows(found.query())
            ranks = {(int(key), group_of(group)): at for key, *group, at in rows}
            cells = {p: {**n, name: ranks.get(p)} for p, n in cells.items()}
        return cells

    def _count_gaps(self, tally: Tally, recurrence: model.Recurrence) -> Counts:
        """Gaps by window and series; the events that close them make up the totals."""
        events = replace(
            tally,
            counted=model.NumberOf(recurrence.population),
            groups=() if recurrence.scope else tally.groups,
            # Pauses stop the gaps, not what is measured of the events between them.
            scope=replace(tally.scope, working=without_pauses(tally.scope.working)),
        )
        scope, others = None, []
        if recurrence.scope is not None:
            incidents = replace(
                events,
                counted=model.NumberOf(recurrence.scope),
                population=recurrence.scope,
            )
            scope = self.compiler(incidents)
            # The period begins with the first event of either population.
            others = [self.count(incidents)]
        closing = self.compiler(events)
        members = [
            self.session.dated_members(group.members)
            for group in tally.groups
            if group.members is not None
        ]
        gaps = Gaps(tally, recurrence, closing, scope, members[0] if members else None)
        query = gaps.query()
        rows = self.session.rows(query)
        names = [output.name for output in query.last.outputs]
        counted = self.count(replace(events, groups=()))
        counts = gather(tally, query, names, rows)
        first = earlier(counts, counted, *others)
        return replace(
            counts,
            totals=total_sizes(counted),
            first=first,
            seen_in=frozenset[int]().union(*map(windows_of, [counted, *others])),
        )


def takes_own_answers(tally: Tally) -> bool:
    """Whether each event has an answer of its own."""
    outcomes = (getattr(tally.counted, "outcome", None), *tally.population.excluding)
    return any(
        isinstance(node, model.Followed) and node.own
        for outcome in outcomes
        for node in sequences_in(outcome)
    )


def _length_limit(edition: model.Edition) -> Fraction | None:
    """The limit of a bound on a length: running events past it count as used."""
    bound = edition.bound
    if not isinstance(bound, model.Bound) or bound.unit.kind != "length":
        return None
    if isinstance(edition.subject, model.Defined | model.Combined | model.Spread):
        return None
    return bound.low if bound.high is None else bound.high
