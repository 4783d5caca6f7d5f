"""What became of one event: met, missed, pending, excluded or invalid.

The truth table of a milestone with a limit, first line that fits (LANGUAGE, section 4):

    a value does not convert, or the clock never started     invalid
    the milestone came before the clock started              invalid
    the milestone came at or before the deadline             met
    it did not come, and the deadline is after `as of`       pending
    otherwise                                                missed

A negative outcome swaps met and missed.
"""

from collections.abc import Callable
from dataclasses import field, replace
from typing import assert_never

from upheld.checker.chain import Chain
from upheld.checker.limits import Lengths
from upheld.checker.one_grouping import OneGrouping
from upheld.checker.own_answers import own_answer
from upheld.checker.passed import Passed, passed
from upheld.checker.rows import Row
from upheld.checker.sequences import Sequence
from upheld.checker.series import series
from upheld.checker.sql.nodes import (
    FALSE,
    Binary,
    Case,
    Expr,
    IsNull,
    Not,
    any_of,
    both,
    plus,
    text,
    whole,
)
from upheld.checker.worktime import WorkClock
from upheld.checker.zones import Clock
from upheld.dsl import model
from upheld.dsl.dataclass import dataclass

MET, MISSED, PENDING = text("met"), text("missed"), text("pending")
EXCLUDED, INVALID = text("excluded"), text("invalid")
#: Of a row that should be paired with the members of a list that has none.
NOBODY = text("nobody")


@dataclass(frozen=True, slots=True)
class Context:
    """What a judge needs of other events and of lists.

    `members` gives (member, since, until) with moments in microseconds or None;
    `complete_from` the first moment from which nothing of an event is missing; `work`
    what working time and pauses make of a limit; `grouping` what a log tells of its
    cases at once, the others being those of the chain.
    """

    row: Callable[[model.Event], Row]
    members: Callable[[model.Members], tuple[tuple[str, int | None, int | None], ...]]
    complete_from: Callable[[model.Event], int | None]
    work: WorkClock | None = None
    grouping: OneGrouping | None = None


@dataclass(frozen=True, slots=True)
class Judge:
    """Compiles outcomes of one event to the state of a row."""

    row: Row
    clock: Clock
    without_deadline: str | None = None
    chain: Chain = field(default_factory=lambda: Chain(""))
    context: "Context | None" = None
    triggers: tuple[Expr, ...] = ()

    # --- states -----------------------------------------------------------------------

    def state(self, outcome: model.Outcome) -> Expr:
        """An expression that is one of the five states."""
        match outcome:
            case model.Reach():
                return self._reach(outcome)
            case model.Measured():
                return self._measured(outcome)
            case model.Holds():
                return self._holds(outcome)
            case model.Either(outcomes) | model.Both(outcomes):
                return self._joined(outcomes, isinstance(outcome, model.Either))
            case model.Followed():
                return self._followed(outcome)
            case model.Preceded():
                return self._preceded(outcome)
            case _:
                assert_never(outcome)

    def _reach(self, outcome: model.Reach) -> Expr:
        row = self.row
        came = row.moment(outcome.milestone)
        start = row.moment(outcome.clock)
        yes, no = (MISSED, MET) if outcome.negated else (MET, MISSED)
        broken = any_of(row.broken(outcome.milestone), row.broken(outcome.clock))
        branches: list[tuple[Expr, Expr]] = []
        invalid = any_of(broken, IsNull(start), Binary("<", came, start))
        if isinstance(outcome.limit, model.Within):
            invalid = any_of(invalid, *self._pauses_unclear())
        if outcome.limit is None:
            there = IsNull(came, negated=True)
            return Case(((invalid, INVALID), (there, yes)), no)
        branches += self._deadline_gaps(outcome.limit, invalid)
        found = self._held(outcome)
        branches += [(found.in_time, yes), (found.waiting, PENDING)]
        return Case(tuple(branches), no)

    def _held(self, outcome: model.Reach) -> Passed:
        """Whether a milestone was in time, and whether it is not due yet."""
        came, limit = self.row.moment(outcome.milestone), outcome.limit
        work = None if self.context is None else self.context.work
        if isinstance(limit, model.Within) and work is not None:
            found = passed(work, self.row.moment(outcome.clock), came, limit)
            if found is not None:
                return found
        deadline = self.deadline(outcome)
        strict = isinstance(limit, model.Within) and limit.strict
        waiting = both(IsNull(came), Binary(">", deadline, self.row.now()))
        return Passed(Binary("<" if strict else "<=", came, deadline), waiting)

    def _deadline_gaps(
        self, limit: model.Within | model.ByDeadline, invalid: Expr
    ) -> list[tuple[Expr, Expr]]:
        """Branches for rows that cannot be judged, or that have no deadline."""
        if isinstance(limit, model.Within):
            missing, broken = self._lengths.gaps(limit.length)
            return self._without(missing, broken, invalid)
        lead_missing, lead_broken = self._lengths.gaps(limit.lead)
        missing = any_of(IsNull(self.row.column(limit.deadline)), lead_missing)
        broken = any_of(self.row.broken(limit.deadline), lead_broken)
        return self._without(missing, broken, invalid)

    def _without(
        self, missing: Expr, broken: Expr, invalid: Expr
    ) -> list[tuple[Expr, Expr]]:
        """What becomes of rows without a deadline, as the standard says."""
        invalid = any_of(invalid, broken)
        if missing == FALSE:
            return [(invalid, INVALID)]
        if self.without_deadline == "excluded":
            empty = both(missing, Not(broken) if broken != FALSE else None)
            return [(empty, EXCLUDED), (invalid, INVALID)]
        return [(invalid, INVALID), (missing, text(self.without_deadline or "invalid"))]

    def _measured(self, outcome: model.Measured) -> Expr:
        yes, no = (MISSED, MET) if outcome.negated else (MET, MISSED)
        row = self.row
        value = row.value(outcome.value)
        broken = any_of(
            row.broken(outcome.value),
            *(row.broken(limit) for _, limit in outcome.tests),
        )
        kept = both(
            *(Binary(op, value, row.value(limit)) for op, limit in outcome.tests)
        )
        branches: list[tuple[Expr, Expr]] = (
            [(broken, INVALID)] if broken != FALSE else []
        )
        branches += [(early, INVALID) for early in self.too_early(outcome.value)]
        branches += [(gone, INVALID) for gone in self._no_limit(outcome)]
        branches += self._running_states(outcome, yes, no)
        branches.append((IsNull(value), INVALID))
        branches.append((kept, yes))
        return Case(tuple(branches), no)

    def _no_limit(self, outcome: model.Measured) -> list[Expr]:
        return [
            IsNull(self.row.value(limit))
            for _, limit in outcome.tests
            if not isinstance(limit, model.Constant)
        ]

    def too_early(self, value: model.Expression) -> list[Expr]:
        """A measure that ends before the event began is an outcome before its start."""
        if not isinstance(value, model.Measure) or value.ending is None:
            return []
        if value.starting is None or value.starting.role != "start":
            return []
        ending, start = self.row.moment(value.ending), self.row.moment(value.starting)
        return [Binary("<", ending, start)]

    def running(self, value: model.Expression) -> tuple[Expr, Expr] | None:
        """Of a measure without its end: whether it runs, and its least final value.

        Nothing at or before `as of` is hidden, so the end comes a microsecond later or
        more.
        """
        if not isinstance(value, model.Measure):
            return None
        if value.ending is None or value.starting is None:
            return None
        start = self.row.moment(value.starting)
        runs = both(IsNull(self.row.moment(value.ending)), IsNull(start, negated=True))
        least: Expr = Binary("-", plus(self.row.now(), 1), start)
        work = None if self.context is None else self.context.work
        if work is not None and work.working.pauses is not None:
            least = work.elapsed(plus(self.row.now(), 1), start)
        return runs, least

    def _running_states(
        self, outcome: model.Measured, yes: Expr, no: Expr
    ) -> list[tuple[Expr, Expr]]:
        """The value only grows: lower limits are kept once passed, upper broken."""
        found = self.running(outcome.value)
        if found is None:
            return []
        runs, least = found
        tests = [(op, self.row.value(limit)) for op, limit in outcome.tests]
        upper = [Not(Binary(op, least, v)) for op, v in tests if op in ("<", "<=")]
        lower = [Binary(op, least, v) for op, v in tests if op in (">", ">=")]
        branches: list[tuple[Expr, Expr]] = []
        if upper:
            branches.append((both(runs, any_of(*upper)), no))
        elif lower:
            branches.append((both(runs, *lower), yes))
        branches.append((runs, PENDING))
        return branches

    def _holds(self, outcome: model.Holds) -> Expr:
        test = self.row.condition(outcome.condition)
        yes, no = (MISSED, MET) if outcome.negated else (MET, MISSED)
        return Case(((IsNull(test), INVALID), (test, yes)), no)

    # --- other events -----------------------------------------------------------------

    def sequence(self, clock: model.Moment | None = None) -> Sequence:
        """The answers of other events to this event's rows, counted from a moment."""
        assert self.context is not None

        def shift(chain: Chain, moment: Expr, length: model.LimitLength) -> Expr:
            return replace(self, chain=chain).shifted(moment, length)

        # A measure of pauses is a column of the chain, which answers do not have.
        row = replace(self.row, stops=None)
        return Sequence(row, self.chain, shift, self.context.row, clock)

    def _never_started(self, steps: tuple[model.Step, ...]) -> list[Expr]:
        """Tests that a moment which a limit runs from is missing or broken."""
        clocks = dict.fromkeys(step.clock for step in steps if step.clock is not None)
        return [
            test
            for clock in clocks
            for test in (self.row.broken(clock), IsNull(self.row.moment(clock)))
        ]

    def _followed(self, outcome: model.Followed) -> Expr:
        sequence = self.sequence(outcome.steps[0].clock)
        yes, no = (MISSED, MET) if outcome.negated else (MET, MISSED)
        broken = any_of(
            *sequence.no_key(outcome.keys),
            *self._pauses_unclear(),
            *self._never_started(outcome.steps),
        )
        grouping = None if self.context is None else self.context.grouping
        if len(outcome.steps) > 1 or grouping is not None:
            done, until = series(sequence, outcome.steps, outcome.keys)
            waiting: Expr = Binary(">", until, self.row.now())
            if grouping is not None:
                done, waiting = grouping.beside(self.chain, done, waiting)
            gaps = self._chain_gaps(outcome.steps, broken)
            return Case((*gaps, (done, yes), (waiting, PENDING)), no)
        step = outcome.steps[0]
        branches: list[tuple[Expr, Expr]] = [(broken, INVALID)]
        if outcome.every is not None:
            answer, nobody = self._member_answer(sequence, outcome)
            branches.append((nobody, NOBODY))
        elif outcome.own:
            answer = own_answer(sequence, step.population, outcome.keys, self.triggers)
        else:
            answer = sequence.nearest(step.population, outcome.keys)
        if step.limit is None:
            there = IsNull(answer, negated=True)
            return Case((*branches, (there, yes)), no)
        deadline = self.shifted(sequence.clock_start(), step.limit.length)
        waiting = Binary(">", deadline, self.row.now())
        return Case(
            (
                *branches,
                *self._without(*self._lengths.gaps(step.limit.length), FALSE),
                (IsNull(deadline), INVALID),
                (Binary("<" if step.limit.strict else "<=", answer, deadline), yes),
                (waiting, PENDING),
            ),
            no,
        )

    def _chain_gaps(
        self, steps: tuple[model.Step, ...], invalid: Expr
    ) -> list[tuple[Expr, Expr]]:
        """Rows that lack the limit of some step."""
        lengths = [None if s.limit is None else s.limit.length for s in steps]
        found = [self._lengths.gaps(length) for length in lengths]
        missing = any_of(*(missing for missing, _ in found))
        return self._without(missing, any_of(*(broken for _, broken in found)), invalid)

    def _member_answer(
        self, sequence: Sequence, outcome: model.Followed
    ) -> tuple[Expr, Expr]:
        assert outcome.every is not None
        assert self.context is not None
        column, members = outcome.every
        member = sequence.pairs(self.context.members(members))
        population = outcome.steps[0].population
        answer = sequence.nearest(population, outcome.keys, member=(column, member))
        return answer, IsNull(member)

    def _preceded(self, outcome: model.Preceded) -> Expr:
        assert self.context is not None
        sequence = self.sequence(outcome.step.clock)
        yes, no = (MISSED, MET) if outcome.negated else (MET, MISSED)
        unstarted = self._never_started((outcome.step,))
        broken = any_of(*sequence.no_key(outcome.keys), *unstarted)
        population, limit = outcome.step.population, outcome.step.limit
        answer = sequence.nearest(population, outcome.keys, back=True)
        if limit is None:
            there = IsNull(answer, negated=True)
            return Case(((broken, INVALID), (there, yes)), no)
        earliest = self.shifted(sequence.clock_start(), limit.length, back=True)
        complete = self.context.complete_from(population.event)
        # Of a source without rows there is no edge to reach over: nothing came before.
        before_data: Expr = FALSE
        if complete is not None:
            before_data = Binary("<", earliest, whole(complete))
        return Case(
            (
                *self._without(*self._lengths.gaps(limit.length), broken),
                (IsNull(earliest), INVALID),
                (Binary(">" if limit.strict else ">=", answer, earliest), yes),
                (before_data, INVALID),
            ),
            no,
        )

    def _joined(self, outcomes: tuple[model.Outcome, ...], either: bool) -> Expr:
        states = [self.state(outcome) for outcome in outcomes]

        def some(state: Expr) -> Expr:
            return any_of(*(Binary("=", s, state) for s in states))

        first, second = (MET, MISSED) if either else (MISSED, MET)
        return Case(
            (
                (some(EXCLUDED), EXCLUDED),
                (some(INVALID), INVALID),
                (some(first), first),
                (some(PENDING), PENDING),
            ),
            second,
        )

    # --- deadlines --------------------------------------------------------------------

    def deadline(self, outcome: model.Reach) -> Expr:
        """The last moment that is in time, in microseconds UTC."""
        match outcome.limit:
            case model.Within(length):
                return self.shifted(self.row.moment(outcome.clock), length)
            case model.ByDeadline(deadline, None):
                return self.row.column(deadline)
            case model.ByDeadline(deadline, lead):
                assert lead is not None
                return self.shifted(self.row.column(deadline), lead, back=True)
            case None:
                raise ValueError("an outcome without a limit has no deadline")
            case _:
                assert_never(outcome.limit)

    def shifted(
        self, moment: Expr, length: model.LimitLength, *, back: bool = False
    ) -> Expr:
        """A moment, later (or earlier) by a length."""
        work = None if self.context is None else self.context.work
        if work is not None and work.rules(length, back=back):
            return work.shifted(
                self.chain, moment, length, self._plain(back), back=back
            )
        return self._lengths.shifted(moment, length, back=back)

    @property
    def _lengths(self) -> Lengths:
        return Lengths(self.row, self.clock, self.chain)

    def _plain(self, back: bool) -> Callable[[Expr, model.Period], Expr]:
        return lambda moment, period: self._lengths.shifted(moment, period, back=back)

    def _pauses_unclear(self) -> list[Expr]:
        """Tests that it is not known how long the clock of a row stood still."""
        work = None if self.context is None else self.context.work
        return [] if work is None else work.unclear()
