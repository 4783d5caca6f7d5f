"""Time that stops, in SQL: working hours and days, pauses, events begun in open hours.

The *working clock* of a moment is how long a calendar was open before it; without a
calendar it is the moment itself. The *unpaused clock* is the working clock less the
working time of all pauses of the key before it. A limit of N from t ends at the
earliest moment at which the unpaused clock is N further than at t; looking back, at
the latest.

    opened      Fri 16:30            working clock   w = before + (t - opens)
    paused      of its key           unpaused clock  u = w - paused time before t
    due at      position u + N       back through the pauses, then through the spans

Each line is one ASOF join, so no row is looked at twice. Where no moment is asked for
but whether a limit was kept, `ran` tells what the unpaused clock shows between two
moments (`upheld.checker.passed`).
"""

from collections.abc import Callable
from dataclasses import field, replace

from upheld.checker.chain import Chain
from upheld.checker.pause_clock import PauseClock
from upheld.checker.pauses import Pauses
from upheld.checker.rows import Row
from upheld.checker.sql.nodes import (
    FALSE,
    NULL,
    Binary,
    Call,
    Case,
    Cast,
    Constant,
    Expr,
    FloorDivide,
    IsNull,
    Name,
    Output,
    whole,
)
from upheld.checker.timetables import Timetable
from upheld.checker.working_hours import (
    add_clock,
    add_close,
    add_moment,
    add_working_day,
    column_of,
)
from upheld.checker.zones import DAY, Clock
from upheld.dsl import model
from upheld.dsl.dataclass import dataclass

#: From a moment and a calendar length to the moment shifted by it.
Plain = Callable[[Expr, model.Period], Expr]

Time = (
    model.Period
    | model.WorkingTime
    | model.WorkingDays
    | model.RowWorking
    | model.Expression
)

Branches = tuple[tuple[model.Condition | None, Time], ...]

#: What a limit is counted by: working time or days of a calendar, or exact time.
Rule = tuple[str, str]
EXACT: Rule = ("exact", "")


@dataclass(frozen=True, slots=True)
class Working:
    """What stops the clocks of an edition.

    `timetable` gives the tables of a calendar by its name (of one session, so that it
    tells no two of these apart); `doubtful` says that some pauses cannot be used,
    `many` that some key has many of them; `during` names the calendar in whose hours
    events must begin.
    """

    clock: Clock
    timetable: Callable[[str], Timetable] = field(compare=False)
    pauses: Pauses | None = None
    doubtful: bool = False
    many: bool = False
    during: str | None = None


def without_pauses(working: Working | None) -> Working | None:
    """The same calendars, with nothing that pauses."""
    if working is None:
        return None
    return replace(working, pauses=None, doubtful=False, many=False)


@dataclass(slots=True)
class WorkClock:
    """Adds to the rows of one query what its stopping clocks show.

    `chain` is the query's own; limits may also be asked for on its branches. `keys` are
    its columns that pauses are joined by, where those are not the row's own keys.
    `shows_moments` says that the query tells when each limit ends.
    """

    working: Working
    chain: Chain
    row: Row
    keys: tuple[Name, ...] = ()
    shows_moments: bool = False
    paused: PauseClock | None = field(init=False)
    made: list[tuple[Chain, tuple[object, ...], str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        pauses = self.working.pauses
        self.paused = None
        if pauses is not None:
            timetable = self.working.timetable
            clock = PauseClock(pauses, self.chain, self.row, timetable, self.keys)
            self.paused = clock

    def _hours(self, calendar: str) -> str:
        return self.working.timetable(calendar).hours

    @property
    def can_measure(self) -> bool:
        """Whether limits may be held against the time that passed."""
        return not self.shows_moments and not self.working.many

    # --- what is asked ----------------------------------------------------------------

    def during(self, moment: Expr) -> list[Expr]:
        """The test that the calendar of `during` is open at a moment; none without."""
        calendar = self.working.during
        if calendar is None:
            return []

        def make() -> str:
            return add_close(self.chain, self._hours(calendar), moment)

        closes = Name(self._once(self.chain, ("during", moment), make))
        is_open = Call("coalesce", (Binary("<", moment, closes), FALSE))
        # Of a row without a start it cannot be told, so it is invalid, not left out.
        return [Case(((IsNull(moment), Cast(NULL, "truth")),), is_open)]

    def unclear(self) -> list[Expr]:
        """Tests that the pauses of a row are unknown: no key, or one that is no use."""
        if self.paused is None:
            return []
        tests: list[Expr] = [IsNull(key) for key in self.paused.own_keys()]
        if self.working.doubtful:
            doubt = self._once(self.chain, ("unclear",), self.paused.add_doubt)
            tests.append(Name(doubt))
        return tests

    def between(self, row: Row, measure: model.Measure) -> Expr | None:
        """The unpaused time of a measure that is one moment less another."""
        moments = moments_of(measure)
        if moments is None or self.paused is None:
            return None
        return self.elapsed(row.moment(moments[0]), row.moment(moments[1]))

    def elapsed(self, end: Expr, start: Expr) -> Expr:
        """Unpaused time from one moment to another."""
        plain = Binary("-", end, start)
        paused = Binary("-", self._paused_before(end), self._paused_before(start))
        return Binary("-", plain, paused)

    def _paused_before(self, moment: Expr) -> Name:
        paused = self.paused
        assert paused is not None

        def make() -> str:
            at = column_of(self.chain, moment, "moment").column
            return paused.add_paused(self.chain, "", at, at)

        return Name(self._once(self.chain, ("paused", moment), make))

    def ran(self, calendar: str, start: Expr, end: Expr) -> Expr:
        """How much further the unpaused clock is at the end; which is not before."""

        def make() -> str:
            since = column_of(self.chain, start, "clock start").column
            until = column_of(self.chain, end, "clock seen").column
            shown = since, until
            if calendar:
                table = self.working.timetable(calendar)
                first = add_clock(self.chain, table, since)
                shown = first, add_clock(self.chain, table, until)
            ran: Expr = Binary("-", Name(shown[1]), Name(shown[0]))
            if self.paused is not None:
                moments = since, until
                paused = self.paused.add_paused_between(calendar, moments, shown)
                ran = Binary("-", ran, Name(paused))
            name = self.chain.name("ran")
            self.chain.add(f"rows with {name}", (Output(ran, name),))
            return name

        return Name(self._once(self.chain, ("ran", calendar, start, end), make))

    # --- limits -----------------------------------------------------------------------

    def rules(self, length: model.LimitLength, *, back: bool) -> bool:
        """Whether a limit is not plain time: working time, or with pauses."""
        kinds = {rule_of(value) for _, value in branches_of(length)}
        return kinds != {EXACT} or (self.paused is not None and not back)

    def shifted(
        self,
        chain: Chain,
        moment: Expr,
        length: model.LimitLength,
        plain: Plain,
        *,
        back: bool = False,
    ) -> Expr:
        """A moment later (or earlier) by a limit; each rule of counting is a column."""
        branches = branches_of(length)
        found: dict[Rule, Expr] = {}
        for rule in dict.fromkeys(rule_of(value) for _, value in branches):
            amounts = [
                (test, self._amount(value, rule, moment, plain, back))
                for test, value in branches
            ]
            found[rule] = self._end(chain, rule, moment, self._chosen(amounts), back)
        if len(found) == 1:
            return next(iter(found.values()))
        return self._chosen([(test, found[rule_of(value)]) for test, value in branches])

    def _chosen(self, branches: list[tuple[model.Condition | None, Expr]]) -> Expr:
        tests = [(self.row.condition(c), v) for c, v in branches if c is not None]
        last = next((v for c, v in branches if c is None), Cast(NULL, "integer"))
        return Case(tuple(tests), last) if tests else last

    def _amount(
        self, value: Time, rule: Rule, moment: Expr, plain: Plain, back: bool
    ) -> Expr:
        """The length of a branch: working days, or microseconds of its clock."""
        if rule_of(value) != rule:
            return NULL
        match value:
            case model.WorkingDays():
                return whole(value.days)
            case model.WorkingTime():
                return whole(value.microseconds)
            case model.RowWorking():
                own = self.row.value(value.value)
                return FloorDivide(own, DAY) if value.days else own
            case model.Period() if value.exact:
                return whole(value.microseconds)
            case model.Period():
                moved = plain(moment, value)
                ends = (moment, moved) if back else (moved, moment)
                return Binary("-", *ends)
            case _:
                return self.row.value(value)

    def _end(
        self, chain: Chain, rule: Rule, moment: Expr, amount: Expr, back: bool
    ) -> Expr:
        kind, calendar = rule
        if rule == EXACT and (back or self.paused is None):
            return Binary("-" if back else "+", moment, amount)

        def make() -> str:
            if kind != "days":
                return self._moment(chain, calendar, moment, amount, back)
            days, clock = self.working.timetable(calendar).days, self.working.clock
            since = column_of(chain, moment, "clock start").column
            end = add_working_day(chain, days, clock, Name(since), amount, back=back)
            return self._never_before(chain, Name(since), amount, end, back)

        return Name(self._once(chain, ("end", rule, moment, amount, back), make))

    def _moment(
        self, chain: Chain, calendar: str, moment: Expr, amount: Expr, back: bool
    ) -> str:
        """The end of a limit in the time of a clock that may stop."""
        since = column_of(chain, moment, "clock start").column
        hours = self._hours(calendar) if calendar else ""
        clock = since
        if calendar:
            clock = add_clock(chain, self.working.timetable(calendar), since)
        paused = None if back else self.paused
        start: Expr = Name(clock)
        if paused is not None:
            before = paused.add_paused(chain, calendar, since, clock)
            start = Binary("-", start, Name(before))
        target = chain.name("target")
        goal = Binary("-" if back else "+", start, amount)
        chain.add(f"rows with {target}", (Output(goal, target),))
        if paused is not None:
            target = paused.add_resumed(chain, calendar, target)
        end = add_moment(chain, hours, target, back=back) if hours else target
        return self._never_shorter(chain, Name(since), amount, end, back)

    def _never_shorter(
        self, chain: Chain, since: Name, amount: Expr, end: str, back: bool
    ) -> str:
        """A limit of nothing, or less, is over at once, even while the clock stands."""
        value = amount.value if isinstance(amount, Constant) else None
        if isinstance(value, int) and value > 0:
            return end
        name = chain.name("due")
        moved = Binary("-" if back else "+", since, amount)
        due = Case(((Binary("<=", amount, whole(0)), moved),), Name(end))
        chain.add(f"rows with {name}", (Output(due, name),))
        return name

    def _never_before(
        self, chain: Chain, since: Name, amount: Expr, end: str, back: bool
    ) -> str:
        """No working day at all may have ended before: then it is over at once."""
        value = amount.value if isinstance(amount, Constant) else None
        if isinstance(value, int) and value > 0:
            return end
        name = chain.name("due")
        later = Call("least" if back else "greatest", (Name(end), since))
        due = Case(((Binary("<=", amount, whole(0)), later),), Name(end))
        chain.add(f"rows with {name}", (Output(due, name),))
        return name

    def _once(
        self, chain: Chain, asked: tuple[object, ...], make: Callable[[], str]
    ) -> str:
        """The column that answers a question, whether or not it was asked before."""
        for known, question, name in self.made:
            if known is chain and question == asked:
                return name
        name = make()
        self.made.append((chain, asked, name))
        return name


def branches_of(length: model.LimitLength) -> Branches:
    """The limits of a row by condition; one that is the same for all has none."""
    if isinstance(length, model.RowLength):
        return length.branches
    return ((None, length),)


def moments_of(measure: model.Measure) -> tuple[model.Moment, model.Moment] | None:
    """The moments, the later first, of a measure that is the time between them."""
    match measure.value:
        case model.Arithmetic("-", model.Moment() as end, model.Moment() as start):
            return end, start
        case _:
            return None


def rule_of(value: Time) -> Rule:
    """What a limit is counted by."""
    match value:
        case model.WorkingDays():
            return ("days", value.calendar)
        case model.WorkingTime():
            return ("hours", value.calendar)
        case model.RowWorking():
            return ("days" if value.days else "hours", value.calendar)
        case _:
            return EXACT
