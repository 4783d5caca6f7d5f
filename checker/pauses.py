"""Intervals in which a clock stands still, counted once where they overlap.

    hold     h1 10:00-11:00, h2 10:30-11:30       interval events: `during A to B`
    log      Awaiting 10:00, Open 11:30           states: `lasting until the next`
    pauses   10:00-11:00, 11:00-11:30             pieces that may touch, never overlap

What begins after `as of` is not seen; what has no end by then lasts until `as of`, that
moment included: the end comes a microsecond later or more. A pause
that ends before it begins, or whose moments do not convert, leaves unknown how long the
clock stood still: the obligations with its key are invalid.
"""

from collections.abc import Callable

from upheld.checker.chain import Chain
from upheld.checker.fusion.conditions import never_null
from upheld.checker.rows import Prepared, Row
from upheld.checker.sequences import key_column
from upheld.checker.sql.nodes import (
    FALSE,
    TRUE,
    Aggregate,
    Binary,
    Call,
    Case,
    Cast,
    Expr,
    IsNull,
    Name,
    Not,
    Order,
    Output,
    Over,
    Query,
    Relation,
    Select,
    Star,
    any_of,
    both,
    whole,
)
from upheld.dsl import model
from upheld.dsl.dataclass import dataclass
from upheld.dsl.diagnostics import Diagnostic, RefusedError

ROWS, UNUSABLE, PAUSES = "pause rows", "pauses unusable", "pauses"

#: From a chain, a step with rows of a log, and the columns of its keys: a smaller step.
Among = Callable[[Chain, str, tuple[str, ...]], str]


@dataclass(frozen=True, slots=True)
class Pauses:
    """The pauses of an edition: whose rows they are, and the keys they are joined by.

    `row` reads the prepared event, or, of a log, every row of it. `among` tells, of a
    log whose rows have their places, which of them are looked at: those of some keys.
    """

    population: model.Population
    keys: tuple[str, ...]
    row: Row
    among: Among | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """What the keys are called in every step."""
        return tuple(f"pause {key}" for key in self.keys)

    # --- steps ------------------------------------------------------------------------

    def put(self, chain: Chain) -> None:
        """Add the steps up to `pauses`, once."""
        if any(name == PAUSES for name, _ in chain.steps):
            return
        self._put_rows(chain)
        keys = tuple(Name(c) for c in self.columns)
        begins, ends = Name("begins"), Name("ends")
        sound = both(
            Not(Name("unusable")),
            Binary("<", begins, ends),
            *(IsNull(key, negated=True) for key in keys),
        )
        same = tuple(Output(key, key.column) for key in keys)
        if self.population.event.until_next:
            # A state ends where the next one of its key begins.
            outputs = (*same, Output(begins, "begins"), Output(ends, "ends"))
            chain.put(PAUSES, Select(outputs, Relation(ROWS), where=sound))
            return
        earlier = Over(
            "max", ends, keys, (Order(begins), Order(ends)), preceding_only=True
        )
        with_earlier = (Output(Star(), ""), Output(earlier, "earlier end"))
        chain.put("pauses in order", Select(with_earlier, Relation(ROWS), where=sound))
        before = Name("earlier end")
        outputs = (
            *same,
            Output(Call("greatest", (begins, before)), "begins"),
            Output(ends, "ends"),
        )
        more = any_of(IsNull(before), Binary(">", ends, before))
        chain.put(PAUSES, Select(outputs, Relation("pauses in order"), where=more))

    def put_unusable(self, chain: Chain) -> None:
        """Add the step with the keys of pauses that cannot be used, once."""
        if any(name == UNUSABLE for name, _ in chain.steps):
            return
        self._put_rows(chain)
        keys = tuple(Output(Name(c), c) for c in self.columns)
        chain.put(
            UNUSABLE,
            Select(keys, Relation(ROWS), where=Name("unusable"), distinct=True),
        )

    def counted(self) -> Query:
        """How many rows cannot be used, and how many one key has at most."""
        chain = Chain("")
        self._put_rows(chain)
        by_key = (
            Output(Aggregate("count_if", Name("unusable")), "unusable"),
            Output(Aggregate("count"), "pauses"),
        )
        keys = tuple(Name(c) for c in self.columns)
        same = tuple(Output(key, key.column) for key in keys)
        chain.put("pauses by key", Select((*same, *by_key), Relation(ROWS), group=keys))
        known = both(*(IsNull(key, negated=True) for key in keys))
        outputs = (
            Output(Aggregate("sum", Name("unusable")), "unusable"),
            Output(Aggregate("max", Case(((known, Name("pauses")),))), "most of a key"),
        )
        last = Select(outputs, Relation("pauses by key"))
        return Query("", tuple(chain.steps), last)

    def may_be_unusable(self) -> bool:
        """Whether it has to be counted how many rows cannot be used."""
        if not self.population.event.until_next:
            return True
        start, (_, unclear) = self.population.event.start, self._belonging()
        begins, sure = self._begin(), self.row.prepared.sure
        known = isinstance(begins, Name) and begins.column in sure
        return not known or self.row.flag(start) is not None or unclear != FALSE

    def _belonging(self) -> tuple[Expr, Expr]:
        """Whether a row of a log pauses, and whether that cannot be told."""
        event = self.population.event
        conditions = (*((event.where,) if event.where else ()), *self.population.where)
        belongs = both(*(self.row.condition(c) for c in conditions))
        told = never_null(belongs, self.row.prepared.sure)
        return belongs, FALSE if told else IsNull(belongs)

    def _put_rows(self, chain: Chain) -> None:
        if any(name == ROWS for name, _ in chain.steps):
            return
        if self.population.event.until_next:
            self._put_states(chain)
        else:
            self._put_intervals(chain)

    # --- interval events --------------------------------------------------------------

    def _key_outputs(self) -> tuple[Output, ...]:
        event = self.population.event
        return tuple(
            Output(self.row.column(key_column(event, key)), column)
            for key, column in zip(self.keys, self.columns, strict=True)
        )

    def _begin(self) -> Expr:
        return self.row.column(self.population.event.start)

    def _unsure(self, *moments: model.Moment) -> Expr:
        """A row without a moment it begins at, or with one that did not convert."""
        flags = [self.row.flag(moment) for moment in moments]
        return any_of(IsNull(self._begin()), *flags)

    def _put_intervals(self, chain: Chain) -> None:
        row, event = self.row, self.population.event
        assert event.end is not None
        begins, ends = self._begin(), row.column(event.end)
        as_of, unended = whole(row.as_of), whole(row.as_of + 1)
        backwards = Call("coalesce", (Binary("<", ends, begins), FALSE))
        belongs = both(*(row.condition(c) for c in self.population.where))
        unclear: Expr = FALSE if belongs == TRUE else IsNull(belongs)
        if row.prepared.broken_where is not None:
            unclear = any_of(unclear, Name(row.prepared.broken_where))
        outputs = (
            *self._key_outputs(),
            Output(begins, "begins"),
            # least leaves out what is missing: without an end, until `as of`
            Output(Call("least", (ends, unended)), "ends"),
            Output(
                any_of(self._unsure(event.start, event.end), backwards, unclear),
                "unusable",
            ),
        )
        seen = Call("coalesce", (Binary("<=", begins, as_of), TRUE))
        kept = both(
            seen, Call("coalesce", (belongs, TRUE)) if belongs != TRUE else None
        )
        chain.put(ROWS, Select(outputs, Relation(row.prepared.relation), where=kept))

    # --- a log of states --------------------------------------------------------------

    def _put_states(self, chain: Chain) -> None:
        """Every row of the log ends the state before it; only some of them pause."""
        row, event = self.row, self.population.event
        begins, as_of = self._begin(), whole(row.as_of)
        source = row.prepared.relation
        keys = tuple(o.value for o in self._key_outputs())
        place = Output(Over("row_number", None, ()), "log row")
        chain.put("log", Select((Output(Star(), ""), place), Relation(source)))
        log = "log"
        if self.among is not None:
            named = tuple(k.column for k in keys if isinstance(k, Name))
            log = self.among(chain, log, named)
        belongs, unclear = self._belonging()
        order = (Order(begins), *self._log_order(), Order(Name("log row")))
        following = Over("lead", begins, keys, order)
        outputs = (
            *self._key_outputs(),
            Output(begins, "begins"),
            Output(Call("coalesce", (following, whole(row.as_of + 1))), "ends"),
            Output(any_of(self._unsure(event.start), unclear), "unusable"),
            Output(belongs, "belongs"),
        )
        seen = Call("coalesce", (Binary("<=", begins, as_of), TRUE))
        chain.put("states", Select(outputs, Relation(log), where=seen))
        kept = any_of(Name("unusable"), Name("belongs"))
        shown = (*self.columns, "begins", "ends", "unusable")
        same = tuple(Output(Name(name), name) for name in shown)
        chain.put(ROWS, Select(same, Relation("states"), where=kept))

    def _log_order(self) -> tuple[Order, ...]:
        """Equal moments are ordered by identity; numbers compare as numbers."""
        orders: list[Order] = []
        for column in self.population.event.identity:
            name = Name(f"identity {column}")
            orders += [Order(Cast(name, "number", True)), Order(Cast(name, "text"))]
        return tuple(orders)


def pauses_of(
    edition: model.Edition,
    prepared: Callable[[model.Event], Prepared],
    log: Callable[[model.Event], Prepared],
    as_of: int,
) -> Pauses | None:
    """The pauses of an edition.

    Args:
        prepared: an event's own rows, one for each event.
        log: every row of an event's source.

    Raises:
        RefusedError: E3021 for a log that is cut down to one row for each case.
    """
    population = edition.pausing
    if population is None:
        return None
    event = population.event
    if event.until_next and event.pick is not None:
        raise RefusedError(
            Diagnostic(
                "E3021",
                f"`{event.pick.which} by` keeps one row of a log that pauses a clock",
                event.pick.span,
                "leave it out: a state of `lasting until the next` ends with any row",
            )
        )
    relation = log(event) if event.until_next else prepared(event)
    return Pauses(population, edition.pausing_keys, Row(relation, as_of))
