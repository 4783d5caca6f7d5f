"""`posts at least every 7 days`: one obligation for each allowed gap.

A series is one group (of a list: each member, also a silent one) or, with `until M for
each E`, one event E. Its gaps run from the start of the series to its first event,
from each event to the next, and from the last to the end; a gap lies in the window it
begins in.

    closed by an event, or by M       met if that came at or before begin + length
    the last one, still running       met while begin + length is after `as of`

Without any event, and without `--from`, there is no period and so no gap: no data.
"""

from dataclasses import replace
from typing import Literal

from upheld.checker.chain import Chain
from upheld.checker.gap_pauses import GapPauses, states_of_gaps
from upheld.checker.plan import Tally
from upheld.checker.rows import Row
from upheld.checker.sequences import key_column
from upheld.checker.sql.nodes import (
    FALSE,
    NULL,
    Aggregate,
    Binary,
    Call,
    Case,
    Cast,
    Expr,
    In,
    IsNull,
    Join,
    Name,
    Not,
    Order,
    Output,
    Over,
    Query,
    Relation,
    Select,
    Star,
    UnionAll,
    Values,
    any_of,
    both,
    moment_at,
    text,
    whole,
)
from upheld.checker.tally import (
    OTHER,
    OUTSIDE,
    USED,
    Compiler,
    group_column,
)
from upheld.dsl import model
from upheld.dsl.dataclass import dataclass

Member = tuple[str, int | None, int | None]


def series_groups(edition: model.Edition) -> tuple[model.GroupField, ...]:
    """The groups a recurrence is shown by; with `until`, the events of its scope."""
    subject = edition.subject
    if not isinstance(subject, model.Recurrence) or subject.scope is None:
        return edition.groups
    event = subject.scope.event
    identity = event.identity[0] if event.identity else event.name
    return (model.GroupField(event.name, model.Column(identity, model.TEXT)),)


@dataclass(frozen=True, slots=True)
class Gaps:
    """Compiles a recurrence; `compiler` counts the events that close the gaps."""

    tally: Tally
    recurrence: model.Recurrence
    compiler: Compiler
    scope: Compiler | None = None
    members: tuple[Member, ...] | None = None

    @property
    def chain(self) -> Chain:
        """The steps of the query."""
        return self.compiler.judge.chain

    def query(self) -> Query:
        """Gaps met and missed by window and series."""
        title = f"standard: {self.tally.standard}\n{self.tally.describe()}"
        if self.scope is None:
            self._series_of_groups()
        else:
            self._series_of_events(self.scope)
        self._gaps()
        branch = self.chain.branch("gaps")
        judge = replace(self.compiler.judge, chain=branch)
        work = GapPauses(self.tally, self.compiler, self.scope).clock(branch)
        if work is not None:
            assert judge.context is not None
            judge = replace(judge, context=replace(judge.context, work=work))
        unclear = [] if work is None else work.unclear()
        deadline = judge.shifted(Name("begin"), self.recurrence.length)
        branch.add("gaps with limit", (Output(deadline, "deadline"),))
        last = self._counted(branch.relation, unclear)
        return Query(title, tuple(self.chain.steps), last)

    def group_names(self) -> tuple[str, ...]:
        """The names of the series' columns."""
        if self.scope is not None:
            return (f"{self.scope.row.prepared.event.name} of series",)
        return tuple(group_column(group) for group in self.tally.groups)

    # --- series -----------------------------------------------------------------------

    def _series_of_groups(self) -> None:
        judged = self.compiler.judged()
        self.chain.put("judged", judged)
        seen = Not(In(Name("state"), (OUTSIDE, OTHER)))
        self.chain.put("period", self._period(seen))
        names = self.group_names()
        if self.members is not None:
            self.chain.put("members", self._member_rows(names))
            source: Relation | Join = Join(
                "cross", Relation("members"), Relation("period")
            )
            begin: Expr = Call(
                "greatest", (Name("period start"), _or(Name("since"), "period start"))
            )
            until: Expr = Name("until")
        else:
            groups = tuple(Output(Name(n), n) for n in names)
            # A row without a start lies in no window, so it makes no group either.
            dated = both(seen, IsNull(Name("moment"), negated=True))
            found = Select(groups, Relation("judged"), where=dated, distinct=True)
            if names:
                self.chain.put("groups", found)
                source = Join("cross", Relation("groups"), Relation("period"))
            else:
                source = Relation("period")
            begin, until = Name("period start"), Cast(NULL, "integer")
        outputs = (
            *(Output(Name(n), n) for n in names),
            Output(begin, "begin"),
            Output(until, "until"),
        )
        there = both(
            IsNull(Name("period start"), negated=True),
            None if self.members is None else _lasts(until, begin),
            Binary("<=", begin, moment_at(self._end()[0])),
        )
        self._number(Select(outputs, source, where=there))
        self._marks(self._marks_of_groups(names))

    def _number(self, spans: Select) -> None:
        """Give every series its number: one member may have several spans."""
        self.chain.put("spans", spans)
        # Ordered by every column, so that each reading gives the same numbers.
        order = tuple(Order(Name(output.name)) for output in spans.outputs)
        number = Output(Over("row_number", None, (), order), "series number")
        every = Output(Star(), "")
        self.chain.put("series", Select((every, number), Relation("spans")))

    def _period(self, seen: Expr) -> Select | Values:
        """The first moment of the period, NULL where nothing gives one."""
        scope = self.tally.scope
        if scope.first is not None:
            # Also without any event: `--from` alone begins the gaps of a list.
            starts = [s for s in (scope.first, scope.in_force[0]) if s is not None]
            return Values(("period start",), ((moment_at(max(starts)),),))
        start: Expr = Aggregate("min", Case(((seen, Name("moment")),)))
        if scope.in_force[0] is not None:
            # NULL stays NULL: greatest would leave it out.
            later = Call("greatest", (start, moment_at(scope.in_force[0])))
            start = Case(((IsNull(start, negated=True), later),))
        return Select((Output(start, "period start"),), Relation("judged"))

    def _member_rows(self, names: tuple[str, ...]) -> Values | Select:
        assert self.members is not None
        if not self.members:
            nobody = (
                Output(Cast(NULL, "text"), names[0]),
                Output(_moment(None), "since"),
                Output(_moment(None), "until"),
            )
            return Select(nobody, Relation("judged"), where=FALSE)
        rows = tuple(
            (text(name), _moment(since), _moment(until))
            for name, since, until in self.members
        )
        return Values((names[0], "since", "until"), rows)

    def _marks_of_groups(self, names: tuple[str, ...]) -> Select:
        on = both(*(Binary("=", Name(n, "series"), Name(n, "judged")) for n in names))
        inside = both(
            Binary("=", Name("state"), USED),
            Binary(">=", Name("moment"), Name("begin")),
            Binary("<=", Name("moment"), _or(Name("until"), "moment")),
        )
        outputs = (
            *(Output(Name(n, "series"), n) for n in names),
            Output(Name("moment"), "begin"),
            Output(Name("until"), "until"),
            Output(Name("series number"), "series number"),
            Output(whole(1), "place"),
        )
        kind: Literal["inner", "cross"] = "inner" if names else "cross"
        join = Join(
            kind,
            Relation("series"),
            Relation("judged"),
            on if names else None,
        )
        return Select(outputs, join, where=inside)

    def _series_of_events(self, scope: Compiler) -> None:
        """One series for each event of the scope, ended by its milestone."""
        assert self.recurrence.until is not None
        name = self.group_names()[0]
        event = scope.row.prepared.event
        until = scope.row.moment(self.recurrence.until)
        key = scope.row.column(key_column(event, self.recurrence.keys[0]))
        pauses = GapPauses(self.tally, self.compiler, scope)
        keys = pauses.columns_of_scope()
        judged = scope.judged()
        more = (
            Output(self._identity(scope), name),
            Output(until, "until"),
            Output(key, "series key"),
            Output(scope.row.broken(self.recurrence.until), "until unreadable"),
            *keys,
        )
        self.chain.put("scope", Select((*judged.outputs, *more), judged.source))
        outputs = (
            Output(Name(name), name),
            Output(Name("moment"), "begin"),
            Output(Name("until"), "until"),
            Output(Name("series key"), "series key"),
            *(Output(Name(key.name), key.name) for key in keys),
        )
        sound = both(
            Binary("=", Name("state"), USED),
            IsNull(Name("series key"), negated=True),
            Not(Name("until unreadable")),
            any_of(IsNull(Name("until")), Binary(">=", Name("until"), Name("moment"))),
        )
        self._number(Select(outputs, Relation("scope"), where=sound))
        pauses.put_keys(self.chain)
        self._marks(self._marks_of_events(name))

    def _identity(self, scope: Compiler) -> Expr:
        event = scope.row.prepared.event
        if event.identity:
            return Cast(Name(f"identity {event.identity[0]}"), "text")
        return scope.row.column(key_column(event, self.recurrence.keys[0]))

    def _marks_of_events(self, name: str) -> Select:
        row: Row = self.compiler.row
        event = row.prepared.event
        key = row.column(key_column(event, self.recurrence.keys[0]))
        judged = self.compiler.judged()
        closing = Select(
            (*judged.outputs, Output(key, "closing key")),
            judged.source,
        )
        self.chain.put("judged", closing)
        inside = both(
            Binary("=", Name("state", "judged"), USED),
            Binary(">=", Name("moment", "judged"), Name("begin")),
            Binary(
                "<=", Name("moment", "judged"), _or(Name("until"), "moment", "judged")
            ),
        )
        outputs = (
            Output(Name(name, "series"), name),
            Output(Name("moment", "judged"), "begin"),
            Output(Name("until"), "until"),
            Output(Name("series number"), "series number"),
            Output(whole(1), "place"),
        )
        on = Binary("=", Name("series key"), Name("closing key"))
        join = Join("inner", Relation("series"), Relation("judged"), on)
        return Select(outputs, join, where=inside)

    def _marks(self, events: Select) -> None:
        names = self.group_names()
        starts = Select(
            (
                *(Output(Name(n), n) for n in names),
                Output(Name("begin"), "begin"),
                Output(Name("until"), "until"),
                Output(Name("series number"), "series number"),
                Output(whole(0), "place"),
            ),
            Relation("series"),
        )
        self.chain.put("marks", UnionAll((starts, events)))

    # --- gaps -------------------------------------------------------------------------

    def _gaps(self) -> None:
        """Each mark with the next one of its series."""
        order = (Order(Name("begin")), Order(Name("place")))
        series = (Name("series number"),)
        following = Over("lead", Name("begin"), series, order)
        self.chain.put(
            "gaps",
            Select((Output(Star(), ""), Output(following, "next")), Relation("marks")),
        )

    def _end(self) -> tuple[int, bool]:
        """The last moment of the period, and whether it ends before `as of`."""
        scope = self.tally.scope
        limits = [limit - 1 for limit in (scope.end, scope.in_force[1]) if limit]
        end = min([scope.as_of, *limits])
        return end, end < scope.as_of

    def _counted(self, relation: str, unclear: list[Expr]) -> Select:
        scope = self.tally.scope
        end, ended = self._end()
        until = Name("until")
        deadline = Name("deadline")
        over = both(IsNull(until, negated=True), Binary("<=", until, moment_at(end)))
        running = Binary("<=" if ended else "<", moment_at(end), deadline)
        met = Case(
            (
                (
                    IsNull(Name("next"), negated=True),
                    Binary("<=", Name("next"), deadline),
                ),
                (over, Binary("<=", until, deadline)),
            ),
            running,
        )
        key = scope.windows.key_expression(Name("begin"))
        names = self.group_names()
        outputs = (
            Output(key, "window"),
            *(Output(Name(n), n) for n in names),
            Output(Aggregate("min", Name("begin")), "first"),
            *states_of_gaps(met, unclear),
        )
        by = (key, *(Name(n) for n in names))
        return Select(outputs, Relation(relation), group=by)


def _lasts(until: Expr, begin: Expr) -> Expr:
    """Whether a member was not gone before its first gap would begin."""
    return any_of(IsNull(until), Binary(">=", until, begin))


def _moment(value: int | None) -> Expr:
    return Cast(NULL, "integer") if value is None else whole(value)


def _or(value: Expr, column: str, relation: str = "") -> Expr:
    return Call("coalesce", (value, Name(column, relation)))
