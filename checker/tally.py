"""From a tally to its query: one row for each window and group, whole numbers only.

Two steps: `judged` gives every row of the event its state, its window and its groups;
the last step counts. Rows outside the period or the population are counted too,
without a window, so that every row read is found again in the totals.
"""

from dataclasses import replace
from typing import assert_never

from upheld.checker.chain import ROW
from upheld.checker.lists import Member
from upheld.checker.own_names import is_ours
from upheld.checker.plan import Carried, Excuse, Tally
from upheld.checker.rows import Row, plain
from upheld.checker.sql.nodes import (
    FALSE,
    TRUE,
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
    Output,
    Over,
    Relation,
    Select,
    Values,
    any_of,
    both,
    moment_at,
    plus,
    text,
    whole,
)
from upheld.checker.states import EXCLUDED, INVALID, Judge
from upheld.dsl import model
from upheld.dsl.dataclass import dataclass

OUTSIDE, OTHER = text("outside"), text("not in population")
MERGED = text("merged")
USED, WITHOUT, RUNNING = text("used"), text("without a value"), text("running")

#: Longer than any length that can be measured; stands for "not ended yet".
ENDLESS = 2**62

UNKNOWN = "(unknown)"


def group_column(group: model.GroupField) -> str:
    """What a group is called in SQL: its own name, unless a column of ours has it."""
    return f"{group.name} group" if is_ours(group.name) else group.name


@dataclass(frozen=True, slots=True)
class Compiler:
    """Compiles one tally over one prepared event."""

    tally: Tally
    row: Row
    judge: Judge

    # --- rows -------------------------------------------------------------------------

    def judged(self) -> Select:
        """Every row of the event with its state, moment, groups and measured value."""
        if self.tally.scope.carried is not None:
            self.carry(self.tally.scope.carried)
        outputs = [
            Output(self.anchor(), "moment"),
            *(Output(self.group(g), group_column(g)) for g in self.tally.groups),
            Output(self.state(), "state"),
            *self.values(),
        ]
        if self.tally.scope.carried is not None:
            outputs.append(Output(Name("carried to"), "carried to"))
        if self.makes_pairs():
            outputs.append(Output(Name(ROW), ROW))
        return Select(tuple(outputs), Relation(self.judge.chain.relation))

    def carry(self, carried: Carried) -> None:
        """A row for each window at whose first moment the event was still open."""
        chain = self.judge.chain
        names = ("carried to", "first moment", "moment after")
        rows = tuple(tuple(whole(v) for v in window) for window in carried.windows)
        chain.put("windows", Values(names, rows))
        start = self.row.column(self.row.prepared.event.start)
        done = self.row.column(carried.until)
        still = any_of(IsNull(done), Binary(">", done, Name("first moment")))
        on = both(Binary("<=", start, Name("first moment")), still)
        last = plus(Name("moment after"), -1)
        now = Call("least", (last, whole(self.row.as_of)))
        chain.add(
            "carried over",
            (Output(Name("carried to"), "carried to"), Output(now, "now")),
            join=Join("inner", Relation(chain.relation), Relation("windows"), on),
        )

    def makes_pairs(self) -> bool:
        """Whether a row is an obligation for each member of a list."""
        outcome = getattr(self.tally.counted, "outcome", None)
        return isinstance(outcome, model.Followed) and outcome.every is not None

    def merged(self) -> Expr:
        """`counted once until`: whether an earlier event stands for this one.

        Events of a key with the same next answer belong to one wait.
        """
        if self.tally.scope.counted_once is None:
            return FALSE
        population, keys = self.tally.scope.counted_once
        sequence = self.judge.sequence()
        answer = sequence.nearest(population, keys)
        start = self.row.moment(self.row.prepared.event.start)
        waits = both(
            IsNull(start, negated=True),
            Not(Call("coalesce", (self.outside(), FALSE))),
            self.where(),
        )
        chain = self.judge.chain
        chain.add("waits", (Output(Call("coalesce", (waits, FALSE)), "waits"),))
        by = (*sequence.keys(keys), answer, Name("waits"))
        place = Over("row_number", None, by, sequence.trigger_order())
        chain.add("waits in order", (Output(place, "place in wait"),))
        known = both(*(Not(test) for test in sequence.no_key(keys)))
        return both(Name("waits"), known, Binary(">", Name("place in wait"), whole(1)))

    def anchor(self) -> Expr:
        """The moment that decides the window."""
        start = self.row.moment(self.row.prepared.event.start)
        by = self.tally.scope.counted_by
        if by is None:
            return start
        # Without a valid start an event is invalid, and in no window.
        return Case(((IsNull(start, negated=True), self.row.moment(by)),))

    def group(self, group: model.GroupField) -> Expr:
        """The value of a group as text; a missing one is `(unknown)`."""
        value = group.value
        match value:
            case model.Column() | model.Choose() | model.Constant():
                shown: Expr = self.row.value(value)
            case model.Moment() | model.Measure() | model.Arithmetic():
                shown = Cast(self.row.value(value), "text")
            case _:
                shown = Cast(self.row.condition(value), "text")
        return Call("coalesce", (shown, text(UNKNOWN)))

    def state(self) -> Expr:
        """The state of a row, first line that fits."""
        start = self.row.moment(self.row.prepared.event.start)
        where = self.where()
        merged = self.merged()
        excluded, doubtful = self.excluded(start)
        unreadable = self.row.broken(self.row.prepared.event.start)
        unknown: Expr = IsNull(start)
        if self.tally.scope.counted_by is not None:
            unknown = any_of(unknown, self.row.broken(self.tally.scope.counted_by))
        invalid = any_of(unknown, unreadable, doubtful)
        if where != TRUE:
            invalid = any_of(invalid, IsNull(where))
        return Case(
            tuple(
                (test, state)
                for test, state in (
                    (self.outside(), OUTSIDE),
                    (any_of(self.out_of_edition(start), _false(where)), OTHER),
                    (merged, MERGED),
                    (excluded, EXCLUDED),
                    (invalid, INVALID),
                )
                if test != FALSE
            ),
            self.outcome(),
        )

    def outside(self) -> Expr:
        """Not seen yet, or not in the period asked for."""
        scope = self.tally.scope
        prepared = self.row.prepared
        latest = prepared.latest.get(
            prepared.values.get(plain(prepared.event.start), "")
        )
        parts: list[Expr] = []
        if latest is None or latest > scope.as_of:
            raw = self.row.column(prepared.event.start)
            parts.append(Binary(">", raw, moment_at(scope.as_of)))
        # Of a row without a start too: what it is counted by tells that it is outside.
        anchor = self.row.moment(scope.counted_by or prepared.event.start)
        if scope.counted_by is not None:
            sound = self.row.broken(scope.counted_by)
            absent = IsNull(self.row.moment(scope.counted_by))
            parts.append(both(absent, None if sound == FALSE else Not(sound)))
        if scope.first is not None:
            parts.append(Binary("<", anchor, moment_at(scope.first)))
        if scope.end is not None:
            parts.append(Binary(">=", anchor, moment_at(scope.end)))
        return any_of(*parts)

    def out_of_edition(self, start: Expr) -> Expr:
        """Begun when another edition, or none, was in force."""
        first, end = self.tally.scope.in_force
        return any_of(
            None if first is None else Binary("<", start, moment_at(first)),
            None if end is None else Binary(">=", start, moment_at(end)),
        )

    def where(self) -> Expr:
        """Whether a row is in the population; NULL where that cannot be told."""
        tests = [self.row.condition(c) for c in self.tally.population.where]
        if self.row.prepared.broken_where is not None:
            broken = Name(self.row.prepared.broken_where)
            tests.append(Case(((Not(broken), TRUE),)))
        work = None if self.judge.context is None else self.judge.context.work
        if work is not None:
            tests += work.during(self.row.moment(self.row.prepared.event.start))
        members = dict(self.tally.scope.lists)
        for group in self.tally.groups_with_lists():
            allowed = tuple(text(m) for m in members[group.name])
            tests.append(In(self.group(group), allowed) if allowed else FALSE)
        for group in self.tally.groups_with_lists():
            dates = dict(self.tally.scope.dates).get(group.name)
            if dates is not None:
                tests.append(self._member_then(group, dates))
        return both(*tests)

    def _member_then(self, group: model.GroupField, dates: tuple[Member, ...]) -> Expr:
        """Whether the group was a member of its list when the event began."""
        start = self.row.moment(self.row.prepared.event.start)
        value = self.group(group)
        return any_of(
            *(
                both(
                    Binary("=", value, text(name)),
                    None if since is None else Binary(">=", start, moment_at(since)),
                    None if until is None else Binary("<", start, moment_at(until)),
                )
                for name, since, until in dates
            )
        )

    def excluded(self, start: Expr) -> tuple[Expr, Expr]:
        """Whether a row is left out, and whether that cannot be told."""
        plain_judge = replace(self.judge, without_deadline=None)
        states = [plain_judge.state(o) for o in self.tally.population.excluding]
        left_out: list[Expr] = [Binary("=", s, text("met")) for s in states]
        unclear = [Binary("=", s, INVALID) for s in states]
        left_out += [self.excused(e, start) for e in self.tally.scope.excuses]
        return any_of(*left_out), any_of(*unclear)

    def excused(self, excuse: Excuse, start: Expr) -> Expr:
        """Begun in the days of an excusing waiver, where its condition holds."""
        inside = both(
            Binary(">=", start, moment_at(excuse.first)),
            Binary("<", start, moment_at(excuse.end)),
        )
        if excuse.condition is None:
            return inside
        return both(inside, self.row.condition(excuse.condition))

    # --- what is counted --------------------------------------------------------------

    def outcome(self) -> Expr:
        """The state of a row of the population that is neither excluded nor invalid."""
        match self.tally.counted:
            case model.ShareOutcome(_, outcome) | model.ShareOf(_, outcome):
                return self.judge.state(outcome)
            case model.NumberOf() | model.Recurrence():
                return USED
            case model.DifferentOf(value):
                return self._statistic_state(value, None)
            case model.PromoterScore(value):
                return self._statistic_state(value, self._no_score(value))
            case model.Statistic():
                return self._statistic_state(self.tally.counted.value, None)
            case _:
                assert_never(self.tally.counted)

    def _no_score(self, value: model.Expression) -> Expr:
        number = self.row.value(value)
        whole_number = Binary("=", number, Call("round", (number,)))
        inside = both(Binary(">=", number, whole(0)), Binary("<=", number, whole(10)))
        return Not(both(whole_number, inside))

    def _statistic_state(self, value: model.Expression, wrong: Expr | None) -> Expr:
        branches: list[tuple[Expr, Expr]] = []
        broken = any_of(self.row.broken(value), *self.judge.too_early(value), wrong)
        if broken != FALSE:
            branches.append((broken, INVALID))
        if self.keeps_running():
            running = self.judge.running(value)
            assert running is not None
            branches.append((running[0], RUNNING))
        branches.append((IsNull(self.row.value(value)), WITHOUT))
        return Case(tuple(branches), USED)

    def keeps_running(self) -> bool:
        """Whether an event that has not ended counts as longer than any limit."""
        counted = self.tally.counted
        if not isinstance(counted, model.Statistic):
            return False
        if counted.kind not in ("median", "percentile", "maximum"):
            return False
        return self.judge.running(counted.value) is not None

    def values(self) -> list[Output]:
        """The measured value and, of a running event, its least final value."""
        counted = self.tally.counted
        match counted:
            case model.Statistic() | model.PromoterScore() | model.DifferentOf():
                outputs = [Output(self.row.value(counted.value), "value")]
                if self.keeps_running():
                    running = self.judge.running(counted.value)
                    assert running is not None
                    outputs.append(Output(running[1], "least"))
                return outputs
            case _:
                return []


def _false(test: Expr) -> Expr:
    return FALSE if test == TRUE else Not(test)
