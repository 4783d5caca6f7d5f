"""One grouping of a log tells the cases that have one row of a kind.

    complaint 09:00, acknowledged 09:40, paused 10:00, resumed 12:00, resolved 15:00

    log -> each row with its kind -> one row for each case -> limits -> answered or not

The least moment of a kind is all there is to know of it where a case has no other row
of that kind. Whether that is so is counted case by case: a case *is told* where it has
as many rows as kinds (of pauses, and of rows of no kind, one or two), and no other row
begins at the moment a pause does. Every other case is judged as it would be without a
grouping, by the joins of `upheld.checker.series` over its own rows, and both come
together before anything is counted. So nothing rests on what a log is thought to hold.
"""

from collections.abc import Callable, Sequence
from dataclasses import field

from upheld.checker.chain import Chain, Step
from upheld.checker.sql.nodes import (
    FALSE,
    TRUE,
    Aggregate,
    AggregateFunction,
    Binary,
    Call,
    Case,
    Cast,
    Expr,
    IsNull,
    Join,
    Name,
    Not,
    Output,
    Relation,
    Select,
    Star,
    UnionAll,
    any_of,
    both,
    moment_at,
    whole,
)
from upheld.dsl import model
from upheld.dsl.dataclass import dataclass

#: From a moment of a chain's rows and a limit to the last moment in time, unpaused.
Plain = Callable[[Chain, Expr, model.Period], Expr]

#: What the rows of a log are called once each has its kind, and its cases.
KINDS, CASES, BEGUN, ENDED = (
    "log by kind",
    "log by case",
    "cases begun",
    "cases and pauses",
)
OTHERS, TOLD_CASES, EVERY = "other cases", "told cases", "every case"
KIND, ROWS, TOLD = "kind of row", "rows of case", "case is told"
COUNTED = "rows are counted"
TRIGGER, OTHER, PAUSE = 1, 0, -1

#: What every case is judged by in the end.
JUDGED = ("came in time", "may come in time")

#: Of pauses, and of rows of no kind, a case may have a first and a last one.
PAUSED = ("paused first", "paused last")
BESIDE = ("beside first", "beside last")
GOES_ON = ("goes on first", "goes on last")


@dataclass(frozen=True, slots=True)
class Answer:
    """A step of the chain: which rows of the log answer, and within what."""

    test: Expr
    limit: model.Period | None
    strict: bool = False


@dataclass(frozen=True, slots=True)
class OneGrouping:
    """A log, grouped once by the keys that join its events.

    Args:
        relation: every row of the log.
        keys: its columns that say which rows belong together.
        start: its column of moments.
        trigger: the test of the rows that are to be answered.
        answers: the steps, in order; no row passes the tests of two kinds.
        pause: the test of the rows with which a clock stops until the next row.
        columns: what else is read of a trigger.
        hides: whether some row may lie after `as_of`.
        keyed: whether no key is empty.
    """

    relation: str
    keys: tuple[str, ...]
    start: str
    trigger: Expr
    answers: tuple[Answer, ...]
    pause: Expr | None
    columns: tuple[str, ...]
    as_of: int
    hides: bool
    keyed: bool
    plain: Plain = field(compare=False)

    # --- one row for each case --------------------------------------------------------

    def steps(self, relation: str = "") -> list[tuple[str, Step]]:
        """The steps from the log, or from some of its rows, to its cases."""
        return [
            (KINDS, self._kinds(relation or self.relation)),
            (CASES, self._cases()),
            (BEGUN, self._begun()),
            (ENDED, self._ended()),
        ]

    def _kinds(self, relation: str) -> Select:
        tests = (self.trigger, *(answer.test for answer in self.answers))
        kinds = [(test, whole(n)) for n, test in enumerate(tests, TRIGGER)]
        if self.pause is not None:
            kinds.append((self.pause, whole(PAUSE)))
        # Without pauses nothing is asked of rows of no kind.
        wanted = any_of(*tests) if self.pause is None else None
        outputs = (
            *_same((*self.keys, self.start, *self.columns)),
            Output(Case(tuple(kinds), whole(OTHER)), KIND),
        )
        return Select(outputs, Relation(relation), where=wanted)

    def _cases(self) -> Select:
        start = Name(self.start)
        outputs = [
            *_same(self.keys),
            _of_kind("min", TRIGGER, start, self.start),
            *(_of_kind("min", TRIGGER, Name(c), c) for c in self.columns),
            *(_of_kind("min", n, start, _came(n)) for n in self._numbers()),
        ]
        if self.pause is not None:
            for kind, (first, last) in ((PAUSE, PAUSED), (OTHER, BESIDE)):
                outputs.append(_of_kind("min", kind, start, first))
                outputs.append(_of_kind("max", kind, start, last))
        outputs.append(Output(Aggregate("count"), ROWS))
        keys = tuple(Name(key) for key in self.keys)
        return Select(tuple(outputs), Relation(KINDS), group=keys)

    def _numbers(self) -> range:
        """The kinds of the answers."""
        return range(TRIGGER + 1, TRIGGER + 1 + len(self.answers))

    def _begun(self) -> Select:
        """The cases that have a trigger, with the ends of their pauses."""
        numbers = [_one(self.start), *(_one(_came(n)) for n in self._numbers())]
        outputs = [*_same((*self.keys, self.start, *self.columns))]
        outputs += [Output(self._seen(_came(n)), _came(n)) for n in self._numbers()]
        if self.pause is not None:
            for first, last in (PAUSED, BESIDE):
                numbers += [_one(first), _second(first, last)]
            for pause, goes_on in zip(PAUSED, GOES_ON, strict=True):
                outputs.append(Output(self._pause(pause), pause))
                outputs.append(Output(self._goes_on(pause), goes_on))
        number = numbers[0]
        for more in numbers[1:]:
            number = Binary("+", number, more)
        outputs.append(Output(Binary("=", Name(ROWS), number), COUNTED))
        begun = IsNull(Name(self.start), negated=True)
        known = () if self.keyed else (_known(self.keys),)
        return Select(tuple(outputs), Relation(CASES), where=both(begun, *known))

    def _ended(self) -> Select:
        """The same cases, and which are told: no row comes when a pause begins."""
        tests: list[Expr] = [Name(COUNTED)]
        if self.pause is not None:
            for pause, goes_on in zip(PAUSED, GOES_ON, strict=True):
                apart = Binary("<>", Name(goes_on), Name(pause))
                tests.append(Call("coalesce", (apart, TRUE)))
        told = Output(both(*tests), TOLD)
        return Select((Output(Star(), ""), told), Relation(BEGUN))

    def _others(self) -> tuple[str, ...]:
        """The columns of the moments at which a case has a row that does not pause."""
        return (self.start, *map(_came, self._numbers()), *BESIDE)

    def _seen(self, column: str) -> Expr:
        """A moment of a case, hidden after `as of`."""
        if not self.hides:
            return Name(column)
        now = moment_at(self.as_of)
        return Case(((Binary("<=", Name(column), now), Name(column)),))

    def _pause(self, column: str) -> Expr:
        """The beginning of a pause; a last one that is the first is none."""
        first, last = PAUSED
        if column == first:
            return self._seen(first)
        second = Binary(">", Name(last), Name(first))
        return Case(((second, self._seen(last)),))

    def _goes_on(self, pause: str) -> Expr:
        """The next row's moment; without one a pause lasts until `as of`, included.

        A row of another kind at the same moment is found too: then nothing is told.
        """
        first, last = PAUSED
        moments = [
            Case(((Binary(">=", Name(column), Name(pause)), Name(column)),))
            for column in self._others()
        ]
        if pause == first:
            moments.append(Case(((Binary(">", Name(last), Name(first)), Name(last)),)))
        following = Call("least", (*moments, whole(self.as_of + 1)))
        return Case(((IsNull(Name(pause), negated=True), following),))

    # --- cases that are not told ------------------------------------------------------

    def put(self, chain: Chain) -> None:
        """Add the steps up to the cases that are not told, before anything else."""
        for name, step in self.steps():
            chain.put(name, step)
        keys = tuple(Output(Name(key), _other(key)) for key in self.keys)
        # No case is there twice: what is distinct, DuckDB does not find anew each time.
        others = Select(keys, Relation(ENDED), where=Not(Name(TOLD)), distinct=True)
        chain.put(OTHERS, others)

    def rest(
        self,
        chain: Chain,
        relation: str,
        keys: Sequence[str],
        *,
        lonely: bool = False,
    ) -> str:
        """A step with the rows of a relation that belong to a case that is not told.

        Args:
            keys: the relation's own columns of the keys.
            lonely: with the rows that lack a key, and so belong to no case.
        """
        name = f"{relation} of {OTHERS}"
        if any(step == name for step, _ in chain.steps):
            return name
        with_all = lonely and not self.keyed
        join = Join(
            "left" if with_all else "inner",
            Relation(relation),
            Relation(OTHERS),
            self._same_case(relation, keys),
        )
        found = IsNull(Name(_other(self.keys[0]), OTHERS), negated=True)
        none = [IsNull(Name(key, relation)) for key in keys]
        kept = any_of(found, *none) if with_all else None
        every = Output(Star(relation), "")
        chain.put(name, Select((every,), join, where=kept))
        return name

    def _same_case(self, relation: str, keys: Sequence[str]) -> Expr:
        """That a row belongs to a case that is not told."""
        return both(
            *(
                Binary("=", Name(key, relation), Name(_other(own), OTHERS))
                for key, own in zip(keys, self.keys, strict=True)
            )
        )

    # --- told cases -------------------------------------------------------------------

    def beside(self, chain: Chain, done: Expr, waiting: Expr) -> tuple[Expr, Expr]:
        """Put the told cases beside the rows of a chain, whose others are judged.

        Args:
            done: whether the rows of the chain are answered in time.
            waiting: whether they may still be.
        """
        told = chain.branch(self._told(chain))
        limits = self._limits(told)
        columns = _same((*self.keys, self.start, *self.columns))
        now = moment_at(self.as_of)
        open_ = any_of(*(Binary(">", Name(limit), now) for limit in limits))
        reached = IsNull(Name(_reached(len(self.answers))), negated=True)
        parts = []
        for relation, values in (
            (told.relation, (reached, open_)),
            (chain.relation, (done, waiting)),
        ):
            judged = tuple(map(Output, values, JUDGED))
            parts.append(Select((*columns, *judged), Relation(relation)))
        name = chain.name(EVERY)
        chain.put(name, UnionAll(tuple(parts)))
        chain.relation = name
        return Name(JUDGED[0]), Name(JUDGED[1])

    def _told(self, chain: Chain) -> str:
        """The told cases: those that are none of the others.

        What tells them is not asked again: DuckDB would hold it against every case for
        each step that asks, and once more where it builds the cases.
        """
        join = Join(
            "left",
            Relation(ENDED),
            Relation(OTHERS),
            self._same_case(ENDED, self.keys),
        )
        absent = IsNull(Name(_other(self.keys[0]), OTHERS))
        every = Output(Star(ENDED), "")
        chain.put(TOLD_CASES, Select((every,), join, where=absent))
        return TOLD_CASES

    def _limits(self, told: Chain) -> list[str]:
        """Follow the steps of each case up; the columns of the limits that it met."""
        since, limits = self.start, []
        for number, answer in enumerate(self.answers, 1):
            came = Name(_came(TRIGGER + number))
            tests: list[Expr] = [Binary(">=", came, Name(since))]
            if answer.limit is not None:
                limit = self._limit(told, since, answer.limit)
                limits.append(limit)
                tests.append(
                    Binary("<" if answer.strict else "<=", came, Name(limit)),
                )
            since = _reached(number)
            told.add(since, (Output(Case(((both(*tests), came),)), since),))
        return limits

    def _limit(self, told: Chain, since: str, length: model.Period) -> str:
        """A limit from a moment of a case; the clock stands still while it pauses."""
        name = told.name("open until")
        target = self.plain(told, Name(since), length)
        if self.pause is None:
            told.add(f"cases {name}", (Output(target, name),))
            return name
        at = told.name("target")
        first, last = (
            Binary("-", Name(end), Name(pause))
            for pause, end in zip(PAUSED, GOES_ON, strict=True)
        )
        # No row of a case lies in a pause, so that is over where it began before one.
        for pause, stood in zip(PAUSED, (first, last), strict=True):
            began = Binary("<", Name(pause), Name(since))
            target = Binary("-", target, Case(((began, stood),), whole(0)))
        told.add(f"cases {at}", (Output(target, at),))
        # The clock shows less at the last pause, by as long as it stood at the first.
        shown = Binary("-", Name(PAUSED[1]), first)
        ends: Expr = Name(at)
        for stands_at, stood in ((Name(PAUSED[0]), first), (shown, last)):
            more = Case(((Binary("<", stands_at, Name(at)), stood),), whole(0))
            ends = Binary("+", ends, more)
        told.add(f"cases {name}", (Output(ends, name),))
        return name


def _same(names: Sequence[str]) -> tuple[Output, ...]:
    return tuple(Output(Name(name), name) for name in dict.fromkeys(names))


def _of_kind(function: AggregateFunction, kind: int, value: Expr, name: str) -> Output:
    own = Case(((Binary("=", Name(KIND), whole(kind)), value),))
    return Output(Aggregate(function, own), name)


def _came(kind: int) -> str:
    """The column of the moment at which a row of a kind came."""
    return _answer(kind - TRIGGER)


def _answer(number: int) -> str:
    return f"answer {number}"


def _reached(number: int) -> str:
    """The column of the moment at which a step was reached in time."""
    return f"step {number}"


def _other(key: str) -> str:
    return f"other {key}"


def _one(column: str) -> Expr:
    """One where there is a moment."""
    return Cast(IsNull(Name(column), negated=True), "small")


def _second(first: str, last: str) -> Expr:
    """One more where the last moment is another than the first."""
    other = Binary(">", Name(last), Name(first))
    return Cast(Call("coalesce", (other, FALSE)), "small")


def _known(keys: Sequence[str]) -> Expr:
    return both(*(IsNull(Name(key), negated=True) for key in keys))
