"""From a tally to its query: one row for each window and group, whole numbers only.

Two steps: `judged` gives every row of the event its state, its window and its groups;
the last step counts. Rows outside the period or the population are counted too, without a
window, so that every row read is found again in the totals.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import assert_never

from upheld.checker.chain import ROW
from upheld.checker.plan import Carried, Excuse, Tally
from upheld.checker.rows import Row, exact_decimal, plain
from upheld.checker.sql.nodes import (
    FALSE,
    TRUE,
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
    Output,
    Over,
    Query,
    Relation,
    Select,
    Values,
    any_of,
    both,
    plus,
    text,
    whole,
)
from upheld.checker.states import EXCLUDED, INVALID, NOBODY, Judge
from upheld.dsl import model

OUTSIDE, OTHER = text("outside"), text("not in population")
MERGED = text("merged")
USED, WITHOUT, RUNNING = text("used"), text("without a value"), text("running")

#: Longer than any length that can be measured; stands for "not ended yet".
ENDLESS = 2**62

UNKNOWN = "(unknown)"

#: Columns of our own beside the groups; engines do not tell capitals apart.
OWN_COLUMNS = frozenset(
    {"moment", "state", "value", "least", "window", "outside", "first", "row"}
    | {"met", "missed", "pending", "excluded", "invalid", "used", "without", "running"}
    | {"not in population", "past limit", "lowest", "promoters", "detractors"}
)


def group_column(group: model.GroupField) -> str:
    """What a group is called in SQL: its own name, unless a column of ours has it."""
    return f"{group.name} group" if group.name.lower() in OWN_COLUMNS else group.name


@dataclass(frozen=True, slots=True)
class Compiler:
    """Compiles one tally over one prepared event."""

    tally: Tally
    row: Row
    judge: Judge

    def query(self) -> Query:
        """The whole query; its columns are `window`, the groups, then the numbers."""
        title = f"standard: {self.tally.standard}\n{self.tally.describe()}"
        judged = self.judged()
        steps = [*self.judge.chain.steps, ("judged", judged)]
        if self.tally.scope.spread > 1:
            offsets = tuple((whole(n),) for n in range(self.tally.scope.spread))
            steps.append(("later windows", Values(("later",), offsets)))
        return Query(title, tuple(steps), self.counted())

    # --- rows --------------------------------------------------------------------------

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
        """`counted once until`: whether an earlier event of the wait stands for this one.

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
            Not(Call("coalesce", (self.outside(start), FALSE))),
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
        by = self.tally.scope.counted_by
        return self.row.moment(by or self.row.prepared.event.start)

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
                    (self.outside(start), OUTSIDE),
                    (any_of(self.out_of_edition(start), _false(where)), OTHER),
                    (merged, MERGED),
                    (excluded, EXCLUDED),
                    (invalid, INVALID),
                )
                if test != FALSE
            ),
            self.outcome(),
        )

    def outside(self, start: Expr) -> Expr:
        """Not seen yet, or not in the period asked for."""
        scope = self.tally.scope
        prepared = self.row.prepared
        latest = prepared.latest.get(prepared.values.get(plain(prepared.event.start), ""))
        parts: list[Expr] = []
        if latest is None or latest > scope.as_of:
            raw = self.row.column(prepared.event.start)
            parts.append(Binary(">", raw, whole(scope.as_of)))
        anchor = self.anchor()
        if scope.counted_by is not None:
            sound = self.row.broken(scope.counted_by)
            absent = IsNull(anchor)
            parts.append(both(absent, None if sound == FALSE else Not(sound)))
        if scope.first is not None:
            parts.append(Binary("<", anchor, whole(scope.first)))
        if scope.end is not None:
            parts.append(Binary(">=", anchor, whole(scope.end)))
        return any_of(*parts)

    def out_of_edition(self, start: Expr) -> Expr:
        """Begun when another edition, or none, was in force."""
        first, end = self.tally.scope.in_force
        return any_of(
            None if first is None else Binary("<", start, whole(first)),
            None if end is None else Binary(">=", start, whole(end)),
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
        return both(*tests)

    def excluded(self, start: Expr) -> tuple[Expr, Expr]:
        """Whether a row is left out, and whether that cannot be told."""
        states = [self.judge.state(o) for o in self.tally.population.excluding]
        left_out: list[Expr] = [Binary("=", s, text("met")) for s in states]
        unclear = [Binary("=", s, INVALID) for s in states]
        for excuse in self.tally.scope.excuses:
            left_out.append(self.excused(excuse, start))
        return any_of(*left_out), any_of(*unclear)

    def excused(self, excuse: Excuse, start: Expr) -> Expr:
        """Begun in the days of an excusing waiver, where its condition holds."""
        inside = both(
            Binary(">=", start, whole(excuse.first)), Binary("<", start, whole(excuse.end))
        )
        if excuse.condition is None:
            return inside
        return both(inside, self.row.condition(excuse.condition))

    # --- what is counted ---------------------------------------------------------------

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

    # --- counting ----------------------------------------------------------------------

    def counted(self) -> Select:
        """The last step: numbers by window and group."""
        seen = Not(In(Name("state"), (OUTSIDE, OTHER)))
        moment = Case(((seen, Name("moment")),))
        window = self.window()
        key = Case(((both(seen, IsNull(Name("moment"), negated=True)), window),))
        groups = tuple(
            Output(Case(((seen, Name(group_column(g))),)), group_column(g))
            for g in self.tally.groups
        )
        apart = (
            (OUTSIDE, "outside"),
            (OTHER, "not in population"),
            (EXCLUDED, "excluded"),
            (INVALID, "invalid"),
        )
        numbers = [
            *(Output(self.rows_of(state), name) for state, name in apart),
            *self.rows_used(),
            Output(Aggregate("min", moment), "first"),
            *self.numbers(),
        ]
        outputs = (Output(key, "window"), *groups, *numbers)
        by = (key, *(g.value for g in groups))
        source: Relation | Join = Relation("judged")
        if self.tally.scope.spread > 1:
            source = Join("cross", source, Relation("later windows"))
        return Select(outputs, source, group=by)

    def window(self) -> Expr:
        """The key of the window that a row counts in."""
        if self.tally.scope.carried is not None:
            return Name("carried to")
        key = self.tally.scope.windows.key_expression(Name("moment"))
        if self.tally.scope.spread > 1:
            return Binary("+", key, Name("later"))
        return key

    def rows_of(self, state: Expr) -> Expr:
        """How many rows are in a state; of pairs each row counts once."""
        if not self.makes_pairs():
            return _count(state)
        row = Case(((Binary("=", Name("state"), state), Name(ROW)),))
        return Aggregate("count_distinct", row)

    def rows_used(self) -> list[Output]:
        """Rows behind obligations, where those are not rows themselves."""
        states = (text("met"), text("missed"), text("pending"), NOBODY, MERGED)
        used = In(Name("state"), states)
        if self.makes_pairs():
            rows = Aggregate("count_distinct", Case(((used, Name(ROW)),)))
            return [Output(rows, "rows used")]
        if self.tally.scope.counted_once is not None:
            return [Output(Aggregate("count_if", used), "rows used")]
        return []

    def numbers(self) -> list[Output]:
        """The numbers that belong to the thing counted."""
        counted = self.tally.counted
        used = Output(_count(USED), "used")
        without = Output(_count(WITHOUT), "without")
        value = Case(((Binary("=", Name("state"), USED), Name("value")),))
        match counted:
            case model.ShareOutcome() | model.ShareOf():
                names = ("met", "missed", "pending")
                return [Output(_count(text(n)), n) for n in names]
            case model.NumberOf() | model.Recurrence():
                return [used]
            case model.DifferentOf():
                return [used, without, Output(Aggregate("count_distinct", value), "value")]
            case model.PromoterScore():
                high, low = Binary(">=", value, whole(9)), Binary("<=", value, whole(6))
                return [
                    used,
                    without,
                    Output(Aggregate("count_if", high), "promoters"),
                    Output(Aggregate("count_if", low), "detractors"),
                ]
            case model.Statistic():
                return [used, without, *self._statistic(counted, value)]
            case _:
                assert_never(counted)

    def _statistic(self, counted: model.Statistic, value: Expr) -> list[Output]:
        match counted.kind:
            case "average" | "total":
                return [Output(Aggregate("sum", value), "value")]
            case "minimum":
                return [Output(Aggregate("min", value), "value")]
            case "maximum":
                return [Output(Aggregate("max", value), "value"), *self._running(counted)]
            case "median" | "percentile":
                rank = exact_decimal(counted.rank or Fraction(1, 2))
                if not self.keeps_running():
                    return [Output(Aggregate("nearest_rank", value, rank), "value")]
                return [
                    Output(self._ranked(whole(ENDLESS), rank), "value"),
                    Output(self._ranked(Name("least"), rank), "lowest"),
                    *self._running(counted),
                ]
            case _:
                assert_never(counted.kind)

    def _ranked(self, running: Expr, rank: Decimal) -> Expr:
        value = Case(
            (
                (Binary("=", Name("state"), USED), Name("value")),
                (Binary("=", Name("state"), RUNNING), running),
            )
        )
        return Aggregate("nearest_rank", value, rank)

    def _running(self, counted: model.Statistic) -> list[Output]:
        """Events that have not ended: how many, how many of them past the limit."""
        if not self.keeps_running():
            return []
        runs = Binary("=", Name("state"), RUNNING)
        outputs = [Output(_count(RUNNING), "running")]
        if self.tally.limit is not None:
            past = both(runs, Binary(">", Name("least"), whole(int(self.tally.limit))))
            outputs.append(Output(Aggregate("count_if", past), "past limit"))
        if counted.kind == "maximum":
            longest = Aggregate("max", Case(((runs, Name("least")),)))
            outputs.append(Output(longest, "least"))
        return outputs


def _false(test: Expr) -> Expr:
    return FALSE if test == TRUE else Not(test)


def _count(state: Expr) -> Expr:
    return Aggregate("count_if", Binary("=", Name("state"), state))

