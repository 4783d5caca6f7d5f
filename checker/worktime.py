"""Time that stops, in SQL: working hours and days, pauses, events begun in open hours.

The *working clock* of a moment is how long a calendar was open before it; without a
calendar it is the moment itself. The *unpaused clock* is the working clock less the working
time of all pauses of the key before it. A limit of N from t ends at the earliest moment at
which the unpaused clock is N further than at t; looking back, at the latest.

    opened      Fri 16:30            working clock   w = before + (t - opens)
    paused      of its key           unpaused clock  u = w - paused time before t
    due at      position u + N       back through the pauses, then through the spans

Each line is one ASOF join, so no row is looked at twice.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from upheld.checker.chain import ROW, Chain
from upheld.checker.pauses import PAUSES, UNUSABLE, Pauses
from upheld.checker.rows import Row
from upheld.checker.sequences import key_column
from upheld.checker.sql.nodes import (
    NULL,
    Aggregate,
    Binary,
    BinaryOperator,
    Call,
    Case,
    Cast,
    Expr,
    FloorDivide,
    IsNull,
    Join,
    Literal_,
    Name,
    Order,
    Output,
    Over,
    Relation,
    Select,
    both,
    whole,
)
from upheld.checker.timetables import Timetable
from upheld.checker.zones import DAY, Clock
from upheld.dsl import model

#: From a moment and a calendar length to the moment shifted by it.
Plain = Callable[[Expr, model.Period], Expr]

Time = model.Period | model.WorkingTime | model.WorkingDays | model.Expression

#: What a limit is counted by: working time or days of a calendar, or exact time.
Rule = tuple[str, str]
EXACT: Rule = ("exact", "")


@dataclass(frozen=True, slots=True)
class Working:
    """What stops the clocks of an edition.

    `timetable` gives the tables of a calendar by its name; `doubtful` says that some pauses
    cannot be used; `during` names the calendar in whose hours events must begin.
    """

    clock: Clock
    timetable: Callable[[str], Timetable]
    pauses: Pauses | None = None
    doubtful: bool = False
    during: str | None = None


@dataclass(slots=True)
class WorkClock:
    """Adds to the rows of one query what its stopping clocks show.

    `chain` is the query's own; limits may also be asked for on its branches.
    """

    working: Working
    chain: Chain
    row: Row
    made: list[tuple[Chain, tuple[object, ...], str]] = field(default_factory=list)

    # --- what is asked -----------------------------------------------------------------

    def rules(self, length: model.LimitLength, *, back: bool) -> bool:
        """Whether a limit is not plain time: working time, or with pauses."""
        kinds = {rule_of(value) for _, value in branches_of(length)}
        return kinds != {EXACT} or (self.working.pauses is not None and not back)

    def during(self, moment: Expr) -> list[Expr]:
        """The test that the calendar of `during` is open at a moment; none without it."""
        calendar = self.working.during
        if calendar is None:
            return []

        def make() -> str:
            return self._open_until(calendar, moment)

        closes = Name(self._once(self.chain, ("during", moment), make))
        return [Call("coalesce", (Binary("<", moment, closes), Literal_(False)))]

    def _open_until(self, calendar: str, moment: Expr) -> str:
        """The close of the last span that opened by a moment."""
        table = self.working.timetable(calendar)
        at = self._column(self.chain, moment, "moment")
        closes = self.chain.name("open until")
        self._asof(
            self.chain,
            table.hours,
            Binary(">=", at, Name("opens", table.hours)),
            (Output(Name("closes", table.hours), closes),),
        )
        return closes

    def unclear(self) -> list[Expr]:
        """Tests that the pauses of a row are not known: no key, or one that is no use."""
        pauses = self.working.pauses
        if pauses is None:
            return []
        tests: list[Expr] = [IsNull(key) for key in self._keys(pauses)]
        if self.working.doubtful:
            tests.append(Name(self._once(self.chain, ("unusable",), self._doubt)))
        return tests

    def shifted(
        self,
        chain: Chain,
        moment: Expr,
        length: model.LimitLength,
        plain: Plain,
        *,
        back: bool = False,
    ) -> Expr:
        """A moment later (or earlier) by a limit; each rule of counting is one column."""
        branches = branches_of(length)
        found: dict[Rule, Expr] = {}
        for rule in dict.fromkeys(rule_of(value) for _, value in branches):
            amounts = [
                (
                    test,
                    self._amount(value, moment, plain, back)
                    if rule_of(value) == rule
                    else NULL,
                )
                for test, value in branches
            ]
            amount = self._chosen(amounts)
            found[rule] = self._end(chain, rule, moment, amount, back)
        if len(found) == 1:
            return next(iter(found.values()))
        return self._chosen([(test, found[rule_of(value)]) for test, value in branches])

    def _chosen(self, branches: list[tuple[model.Condition | None, Expr]]) -> Expr:
        tests = [(self.row.condition(c), v) for c, v in branches if c is not None]
        last = next((v for c, v in branches if c is None), Cast(NULL, "integer"))
        return Case(tuple(tests), last) if tests else last

    def _amount(self, value: Time, moment: Expr, plain: Plain, back: bool) -> Expr:
        """The length of a branch: working days, or microseconds of its clock."""
        match value:
            case model.WorkingDays():
                return whole(value.days)
            case model.WorkingTime():
                return whole(value.microseconds)
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
        asked = ("end", rule, moment, amount, back)

        def make() -> str:
            kind, calendar = rule
            if kind == "days":
                return self._working_day(chain, calendar, moment, amount, back)
            return self._working_moment(chain, calendar, moment, amount, back)

        if rule == EXACT and back:
            return Binary("-", moment, amount)
        return Name(self._once(chain, asked, make))

    def between(self, row: Row, measure: model.Measure) -> Expr | None:
        """The unpaused time of a measure that is one moment less another."""
        moments = moments_of(measure)
        if moments is None or self.working.pauses is None:
            return None
        return self.elapsed(row.moment(moments[0]), row.moment(moments[1]))

    def elapsed(self, end: Expr, start: Expr) -> Expr:
        """Unpaused time from one moment to another."""
        plain = Binary("-", end, start)
        paused = Binary("-", self._paused_before(end), self._paused_before(start))
        return Binary("-", plain, paused)

    def _paused_before(self, moment: Expr) -> Name:
        def make() -> str:
            return self._paused_at(moment)

        return Name(self._once(self.chain, ("paused", moment), make))

    # --- working time ------------------------------------------------------------------

    def _working_moment(
        self, chain: Chain, calendar: str, moment: Expr, amount: Expr, back: bool
    ) -> str:
        """The end of a limit in the time of a clock that may stop."""
        since = self._column(chain, moment, "clock start").column
        clock = self._position(chain, calendar, since)
        paused = None
        if self.working.pauses is not None and not back:
            paused = self._paused(chain, self.working.pauses, calendar, since, clock)
        target = chain.name("target")
        start: Expr = Name(clock)
        if paused is not None:
            start = Binary("-", start, Name(paused))
        goal = Binary("-" if back else "+", start, amount)
        chain.add(f"rows with {target}", (Output(goal, target),))
        if paused is not None:
            target = self._resumed(chain, calendar, target)
        end = self._moment_at(chain, calendar, target, back)
        return self._never_shorter(chain, Name(since), amount, end, back)

    def _never_shorter(
        self, chain: Chain, since: Name, amount: Expr, end: str, back: bool
    ) -> str:
        """A limit of nothing, or less, is over at once, whether the clock runs or not."""
        if isinstance(amount, Literal_) and isinstance(amount.value, int):
            if amount.value > 0:
                return end
        name = chain.name("due")
        moved = Binary("-" if back else "+", since, amount)
        due = Case(((Binary("<=", amount, whole(0)), moved),), Name(end))
        chain.add(f"rows with {name}", (Output(due, name),))
        return name

    def _position(self, chain: Chain, calendar: str, column: str) -> str:
        """What the working clock shows at a moment."""
        if not calendar:
            return column
        hours = self.working.timetable(calendar).hours
        at = Name(column, chain.relation)
        opens, closes = Name("opens", hours), Name("closes", hours)
        passed = Call("least", (Binary("-", at, opens), Binary("-", closes, opens)))
        name = chain.name("working clock")
        shown = Output(Binary("+", Name("before", hours), passed), name)
        self._asof(chain, hours, Binary(">=", at, opens), (shown,))
        return name

    def _moment_at(self, chain: Chain, calendar: str, target: str, back: bool) -> str:
        """The earliest (back: the latest) moment at which the working clock shows this."""
        if not calendar:
            return target
        hours = self.working.timetable(calendar).hours
        at, before = Name(target, chain.relation), Name("before", hours)
        name = chain.name("due")
        moment = Binary("+", Name("opens", hours), Binary("-", at, before))
        compare = Binary(">=" if back else ">", at, before)
        self._asof(chain, hours, compare, (Output(moment, name),))
        return name

    # --- working days ------------------------------------------------------------------

    def _working_day(
        self, chain: Chain, calendar: str, moment: Expr, amount: Expr, back: bool
    ) -> str:
        """The close of the Nth open day after a moment's own (back: opening before)."""
        days = self.working.timetable(calendar).days
        local = self.working.clock.local_expression(moment)
        day = self._column(chain, FloorDivide(local, DAY), "day")
        number = chain.name("open day")
        operator: BinaryOperator = ">" if back else ">="
        wanted = Binary("-" if back else "+", Name("number", days), amount)
        wanted = Binary("+", wanted, whole(1)) if back else wanted
        self._asof(
            chain,
            days,
            Binary(operator, day, Name("day", days)),
            (Output(wanted, number),),
        )
        name = chain.name("due")
        due = Name("opens" if back else "closes", days)
        on = Binary("=", Name(number, chain.relation), Name("number", days))
        join = Join("left", Relation(chain.relation), Relation(days), on)
        chain.add(f"rows with {name}", (Output(due, name),), join=join)
        return name

    # --- pauses ------------------------------------------------------------------------

    def _keys(self, pauses: Pauses) -> tuple[Name, ...]:
        """The columns of the row's own keys."""
        event = self.row.prepared.event
        found = [self.row.column(key_column(event, key)) for key in pauses.keys]
        return tuple(key for key in found if isinstance(key, Name))

    def _key_columns(self, chain: Chain, pauses: Pauses) -> tuple[str, ...]:
        """The row's keys on a chain; a branch finds them by the row's number."""
        keys = tuple(key.column for key in self._keys(pauses))
        if chain is self.chain:
            return keys
        names = tuple(f"row's {key}" for key in pauses.keys)

        def make() -> str:
            on = Binary("=", Name(ROW, chain.relation), Name(ROW, "rows"))
            outputs = tuple(
                Output(Name(key, "rows"), name)
                for key, name in zip(keys, names, strict=True)
            )
            join = Join("left", Relation(chain.relation), Relation("rows"), on)
            chain.add(chain.name("rows with keys"), outputs, join=join)
            return names[0]

        self._once(chain, ("keys",), make)
        return names

    def _same_keys(self, chain: Chain, pauses: Pauses, step: str) -> list[Expr]:
        own = self._key_columns(chain, pauses)
        return [
            Binary("=", Name(key, chain.relation), Name(column, step))
            for key, column in zip(own, pauses.columns, strict=True)
        ]

    def _counted(self, pauses: Pauses, calendar: str) -> tuple[str, str]:
        """Steps with each pause on a working clock, and where the clock goes on."""
        counted = f"pauses on {calendar}" if calendar else "pauses counted"
        resumed = f"clock resumed on {calendar}" if calendar else "clock resumed"
        if any(name == counted for name, _ in self.chain.steps):
            return counted, resumed
        pauses.put(self.chain)
        branch = self.chain.branch(PAUSES)
        first = self._position(branch, calendar, "begins")
        last = self._position(branch, calendar, "ends")
        keys = tuple(Name(column) for column in pauses.columns)
        same = tuple(Output(key, key.column) for key in keys)
        length = Binary("-", Name(last), Name(first))
        order = (Order(Name("begins")),)
        earlier = Over("sum", length, keys, order, preceding_only=True)
        before = Cast(Call("coalesce", (earlier, whole(0))), "integer")
        self.chain.put(
            counted,
            Select(
                (
                    *same,
                    Output(Name("begins"), "begins"),
                    Output(Name(first), "from"),
                    Output(Name(last), "to"),
                    Output(before, "paused before"),
                ),
                Relation(branch.relation),
            ),
        )
        reached = Binary("-", Name("from"), Name("paused before"))
        after = Binary(
            "+", Name("paused before"), Binary("-", Name("to"), Name("from"))
        )
        self.chain.put(
            resumed,
            Select(
                (
                    *same,
                    Output(reached, "reached"),
                    Output(Aggregate("max", after), "paused after"),
                ),
                Relation(counted),
                group=(*keys, reached),
            ),
        )
        return counted, resumed

    def _paused(
        self, chain: Chain, pauses: Pauses, calendar: str, since: str, clock: str
    ) -> str:
        """Time paused before a moment, which stands in a column, as its clock does."""
        step, _ = self._counted(pauses, calendar)
        same = self._same_keys(chain, pauses, step)
        at = Binary(">=", Name(since, chain.relation), Name("begins", step))
        until = Call("least", (Name(clock, chain.relation), Name("to", step)))
        passed = Binary("-", until, Name("from", step))
        name = chain.name("paused")
        total = Binary("+", Name("paused before", step), passed)
        output = Output(Call("coalesce", (total, whole(0))), name)
        self._asof(chain, step, both(*same, at), (output,))
        return name

    def _paused_at(self, moment: Expr) -> str:
        """Time paused before a moment, without a calendar."""
        assert self.working.pauses is not None
        at = self._column(self.chain, moment, "moment").column
        return self._paused(self.chain, self.working.pauses, "", at, at)

    def _resumed(self, chain: Chain, calendar: str, target: str) -> str:
        """The working clock when the unpaused clock shows the target."""
        assert self.working.pauses is not None
        _, step = self._counted(self.working.pauses, calendar)
        same = self._same_keys(chain, self.working.pauses, step)
        at = Name(target, chain.relation)
        name = chain.name("target")
        paused = Call("coalesce", (Name("paused after", step), whole(0)))
        output = Output(Binary("+", at, paused), name)
        on = both(*same, Binary(">", at, Name("reached", step)))
        self._asof(chain, step, on, (output,))
        return name

    def _doubt(self) -> str:
        """Whether some pause of a row's key cannot be used."""
        pauses = self.working.pauses
        assert pauses is not None
        pauses.put_unusable(self.chain)
        name = self.chain.name("pauses unclear")
        on = both(*self._same_keys(self.chain, pauses, UNUSABLE))
        found = IsNull(Name(pauses.columns[0], UNUSABLE), negated=True)
        join = Join("left", Relation(self.chain.relation), Relation(UNUSABLE), on)
        self.chain.add(f"rows with {name}", (Output(found, name),), join=join)
        return name

    # --- steps -------------------------------------------------------------------------

    def _column(self, chain: Chain, value: Expr, stem: str) -> Name:
        """A value as a column of the chain's last step."""
        if isinstance(value, Name) and not value.relation:
            return Name(value.column, chain.relation)
        name = chain.name(stem)
        chain.add(f"rows with {name}", (Output(value, name),))
        return Name(name, chain.relation)

    def _asof(
        self, chain: Chain, step: str, on: Expr, outputs: tuple[Output, ...]
    ) -> None:
        """Each row with the last row of another step that fits; all rows are kept."""
        join = Join("asof left", Relation(chain.relation), Relation(step), on)
        chain.add(f"rows with {outputs[0].name}", outputs, join=join)

    def _once(
        self, chain: Chain, asked: tuple[object, ...], make: Callable[[], str]
    ) -> str:
        """The column that answers a question, asked of a chain for the first time or not."""
        for known, question, name in self.made:
            if known is chain and question == asked:
                return name
        name = make()
        self.made.append((chain, asked, name))
        return name


def branches_of(
    length: model.LimitLength,
) -> tuple[tuple[model.Condition | None, Time], ...]:
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
        case _:
            return EXACT
