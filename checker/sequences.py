"""Events that answer events: `followed by`, chains, `preceded by`, one answer each.

Each form adds steps to the chain and ends in one column for each trigger, so a trigger
is one obligation however many answers it has:

    followed by      the first answer at or after the trigger (ASOF join)
    its own          the first answer not taken by an earlier trigger of the key
    then by          all series that keep every limit; met if one reaches the last step
    preceded by      the last answer at or before the trigger
    from every F     one obligation for each trigger and member of the list

Answers are filtered before they are joined; an empty key joins nothing and is invalid.
A row never answers itself; another row of the same event at the same moment does. Equal
moments are ordered by identity, then by the row's place in the source.
"""

from collections.abc import Callable
from dataclasses import replace

from upheld.checker.chain import ROW, Chain
from upheld.checker.rows import Row
from upheld.checker.shapes import KEY
from upheld.checker.sql.nodes import (
    FALSE,
    NULL,
    Aggregate,
    Binary,
    BinaryOperator,
    Call,
    Case,
    Cast,
    Constant,
    Expr,
    IsNull,
    Join,
    Name,
    Order,
    Output,
    Over,
    Relation,
    Select,
    Star,
    Values,
    both,
    moment_at,
    text,
    whole,
)
from upheld.dsl import model
from upheld.dsl.dataclass import dataclass

#: From a moment of a chain's rows and a limit to the last moment that is in time.
Shift = Callable[[Chain, Expr, model.LimitLength], Expr]


def key_column(event: model.Event, key: str) -> model.Column:
    """The column of an event that holds a key, read as a key (`shapes.KEY`)."""
    return replace(key_text(event, key), spelling=KEY)


def key_text(event: model.Event, key: str) -> model.Column:
    """The column of an event that holds a key, read as text."""
    for known in event.keys:
        if known.name == key:
            return model.Column(known.column, model.TEXT, span=known.span)
    return model.Column(key, model.TEXT)


@dataclass(frozen=True, slots=True)
class Sequence:
    """Adds the answers of other events to the rows of one event.

    `others` gives the row compiler of another event; `members` the members of a list as
    (member, since, until) with moments in microseconds or None. `clock` is the moment
    that a limit runs from, where that is not the trigger itself.
    """

    row: Row
    chain: Chain
    shift: Shift
    others: Callable[[model.Event], Row]
    clock: model.Moment | None = None

    @property
    def event(self) -> model.Event:
        """The event whose rows are the triggers."""
        return self.row.prepared.event

    def begin(self) -> Expr:
        """The moment of a trigger."""
        return self.row.moment(self.event.start)

    def start(self, *, back: bool = False) -> Expr:
        """The moment from which answers count: that of the trigger and of the clock.

        Without the moment of its clock a trigger has none, and no answer.
        """
        begin = self.begin()
        if self.clock is None:
            return begin
        since = self.row.moment(self.clock)
        later = Binary("<=" if back else ">=", since, begin)
        return Case(((later, since), (IsNull(since, negated=True), begin)))

    def clock_start(self) -> Expr:
        """The moment that the limit runs from."""
        return self.begin() if self.clock is None else self.row.moment(self.clock)

    def keys(self, names: tuple[str, ...]) -> tuple[Expr, ...]:
        """The keys of a trigger."""
        return tuple(self.row.column(key_column(self.event, name)) for name in names)

    def no_key(self, names: tuple[str, ...]) -> list[Expr]:
        """Tests that a key is empty."""
        return [IsNull(key) for key in self.keys(names)]

    # --- the events that answer -------------------------------------------------------

    def is_self(self, population: model.Population) -> bool:
        """Whether the triggers' own event answers."""
        return population.event.name == self.event.name

    def answers(
        self,
        population: model.Population,
        names: tuple[str, ...],
        extra: tuple[model.Column, ...] = (),
    ) -> str:
        """A step with every row that answers: its keys, moment, order and number."""
        own = self.is_self(population)
        row = self.row if own else self.others(population.event)
        self.chain.numbered()
        moment = row.moment(population.event.start)
        columns = [key_column(population.event, name) for name in names]
        outputs = [
            *(
                Output(row.column(c), f"answer {n}")
                for c, n in zip(columns, names, strict=True)
            ),
            *(Output(row.column(c), f"answer {c.name}") for c in extra),
            Output(moment, "answered at"),
            Output(Name(ROW), "answer row"),
            *self._tie_breakers(row),
        ]
        tests = [row.condition(c) for c in population.where]
        tests += [IsNull(moment, negated=True)]
        tests += [Binary("<=", moment, moment_at(self.row.as_of))]
        if row.prepared.broken_where is not None:
            tests.append(
                Case(((Name(row.prepared.broken_where), FALSE),), Constant(True))
            )
        name = self.chain.name(f"{population.words or population.event.name} answers")
        source = "rows" if own else self._numbered(row)
        self.chain.put(
            name, Select(tuple(outputs), Relation(source), where=both(*tests))
        )
        return name

    def _numbered(self, row: Row) -> str:
        """The rows of another event with their numbers, the same for every step."""
        name = f"{row.prepared.event.name} rows"
        if all(step != name for step, _ in self.chain.steps):
            number = Output(Over("row_number", None, ()), ROW)
            every = Output(Star(), "")
            rows = Relation(row.prepared.relation)
            self.chain.put(name, Select((every, number), rows))
        return name

    def _tie_breakers(self, row: Row) -> list[Output]:
        return [
            Output(Name(f"identity {c}"), f"answer identity {c}")
            for c in row.prepared.event.identity
        ]

    def answer_order(self, event: model.Event) -> tuple[Order, ...]:
        """Answers in time, equal moments by identity, then by place in the source."""
        names = [f"answer identity {c}" for c in event.identity]
        return tuple(Order(Name(n)) for n in ("answered at", *names, "answer row"))

    def trigger_order(self) -> tuple[Order, ...]:
        """Triggers in time, equal moments by identity, then by place in the source."""
        names = [f"identity {c}" for c in self.event.identity]
        return (
            Order(self.start()),
            *(Order(Name(n)) for n in (*names, ROW)),
        )

    def same_keys(self, names: tuple[str, ...]) -> list[Expr]:
        """Tests that an answer has the keys of a trigger."""
        return [
            Binary("=", key, Name(f"answer {name}"))
            for key, name in zip(self.keys(names), names, strict=True)
        ]

    # --- one step ---------------------------------------------------------------------

    def nearest(
        self,
        population: model.Population,
        names: tuple[str, ...],
        *,
        back: bool = False,
        member: tuple[model.Column, Expr] | None = None,
    ) -> Expr:
        """The first answer at or after a trigger; with `back`, the last before it."""
        extra = () if member is None else (member[0],)
        source = self.answers(population, names, extra)
        on = self.same_keys(names)
        if member is not None:
            on.append(Binary("=", member[1], Name(f"answer {member[0].name}")))
        if self.is_self(population):
            joined = (*names, *(column.name for column in extra))
            itself = [self.row.condition(c) for c in population.where]
            if member is not None:
                itself.append(Binary("=", member[1], self.row.column(member[0])))
            return self._nearest_other(source, joined, on, both(*itself), back)
        return self._asof(source, on, ">=" if back else "<=", back)

    def _asof(
        self, source: str, on: list[Expr], operator: BinaryOperator, back: bool
    ) -> Expr:
        """The nearest answer; one that `now` does not show is none."""
        column = self.chain.name("answer")
        compare = Binary(operator, self.start(back=back), Name("answered at"))
        self.chain.add(
            f"rows with {column}",
            (Output(Name("answered at", source), column),),
            join=Join(
                "asof left",
                Relation(self.chain.relation),
                Relation(source),
                both(*on, compare),
            ),
        )
        if not self.row.now_column:
            return Name(column)
        return Case(((Binary("<=", Name(column), self.row.now()), Name(column)),))

    def _nearest_other(
        self,
        source: str,
        names: tuple[str, ...],
        on: list[Expr],
        answers_itself: Expr,
        back: bool,
    ) -> Expr:
        """Of the same event: another row at the same moment, else the nearest one.

        Args:
            names: what answers are joined by: keys, and perhaps the column of a list.
            on: the tests that join them.
            answers_itself: whether the row is one of its own answers.
        """
        grouped = self.chain.name("answers by moment")
        keys = [Name(f"answer {name}") for name in names]
        by = (*keys, Name("answered at"))
        outputs = (
            *(Output(k, k.column) for k in keys),
            Output(Name("answered at"), "answered at"),
            Output(Aggregate("count"), "answers"),
        )
        self.chain.put(grouped, Select(outputs, Relation(source), group=by))
        same = self.chain.name("answers at once")
        start = self.start(back=back)
        at_once = both(*on, Binary("=", start, Name("answered at")))
        if self.clock is not None:
            answers_itself = both(answers_itself, Binary("=", self.begin(), start))
        self.chain.add(
            f"rows with {same}",
            (Output(Name("answers", grouped), same),),
            join=Join(
                "left", Relation(self.chain.relation), Relation(grouped), at_once
            ),
        )
        nearest = self._asof(grouped, on, ">" if back else "<", back)
        itself = Case(((answers_itself, whole(1)),), whole(0))
        others = Binary("-", Call("coalesce", (Name(same), whole(0))), itself)
        return Case(((Binary(">", others, whole(0)), start),), nearest)

    # --- from everyone ----------------------------------------------------------------

    def pairs(self, members: tuple[tuple[str, int | None, int | None], ...]) -> Expr:
        """One row for each trigger and member; the member's name, NULL without any."""
        self.chain.numbered()
        rows = tuple(
            (text(m), _moment_or_null(since), _moment_or_null(until))
            for m, since, until in members
        )
        name, column = self.chain.name("members"), self.chain.name("member")
        self.chain.member = column
        names = (f"{column} name", f"{column} since", f"{column} until")
        if not rows:
            self.chain.add(f"rows with {column}", (Output(Cast(NULL, "text"), column),))
            return Name(column)
        self.chain.put(name, Values(names, rows))
        start = self.begin()
        on = both(
            Binary("<=", Call("coalesce", (Name(names[1]), start)), start),
            Case(
                ((IsNull(Name(names[2])), Constant(True)),),
                Binary("<", start, Name(names[2])),
            ),
        )
        self.chain.add(
            f"rows with {column}",
            (Output(Name(names[0], name), column),),
            join=Join("left", Relation(self.chain.relation), Relation(name), on),
        )
        return Name(column)


def _moment_or_null(value: int | None) -> Expr:
    return Cast(NULL, "integer") if value is None else whole(value)
