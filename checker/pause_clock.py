"""Steps that say how long a row's clock stood still, and when it goes on.

With `from` and `to` the working clock at the ends of a pause and `paused before` the
working time of the earlier pauses of the key, the unpaused clock stands at
`from - paused before` all through the pause. When it goes on, it stood for
`paused before + to - from` in all.
"""

from collections.abc import Callable
from dataclasses import field

from upheld.checker.chain import ROW, Chain
from upheld.checker.pauses import PAUSES, UNUSABLE, Pauses
from upheld.checker.rows import Row
from upheld.checker.sequences import key_column
from upheld.checker.sql.nodes import (
    Aggregate,
    Binary,
    Call,
    Cast,
    Expr,
    IsNull,
    Join,
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
from upheld.checker.working_hours import add_clock, with_nearest
from upheld.dsl.dataclass import dataclass


@dataclass(slots=True)
class PauseClock:
    """The pauses of one query's rows.

    Args:
        chain: the query's own; on its branches the keys are found by the row's number.
        timetable: the tables of a calendar by its name.
        keys: the columns of the chain that hold the keys, where they are not the row's.
    """

    pauses: Pauses
    chain: Chain
    row: Row
    timetable: Callable[[str], Timetable]
    keys: tuple[Name, ...] = ()
    branches: list[Chain] = field(default_factory=list)

    # --- keys -------------------------------------------------------------------------

    def own_keys(self) -> tuple[Expr, ...]:
        """The row's own keys."""
        if self.keys:
            return self.keys
        event = self.row.prepared.event
        return tuple(
            self.row.column(key_column(event, key)) for key in self.pauses.keys
        )

    def _key_columns(self, chain: Chain) -> tuple[str, ...]:
        keys = tuple(key.column for key in self.own_keys() if isinstance(key, Name))
        if chain is self.chain:
            return keys
        names = tuple(f"row's {key}" for key in self.pauses.keys)
        if not any(known is chain for known in self.branches):
            self.branches.append(chain)
            self._find_keys(chain, keys, names)
        return names

    def _find_keys(
        self, chain: Chain, keys: tuple[str, ...], names: tuple[str, ...]
    ) -> None:
        on = Binary("=", Name(ROW, chain.relation), Name(ROW, "rows"))
        found = tuple(
            Output(Name(key, "rows"), name)
            for key, name in zip(keys, names, strict=True)
        )
        join = Join("left", Relation(chain.relation), Relation("rows"), on)
        chain.add(chain.name("rows with keys"), found, join=join)

    def _same_keys(self, chain: Chain, step: str) -> list[Expr]:
        own = self._key_columns(chain)
        return [
            Binary("=", Name(key, chain.relation), Name(column, step))
            for key, column in zip(own, self.pauses.columns, strict=True)
        ]

    # --- steps ------------------------------------------------------------------------

    def add_doubt(self) -> str:
        """Whether some pause of a row's key cannot be used."""
        chain = self.chain
        self.pauses.put_unusable(chain)
        name = chain.name("pauses unclear")
        on = both(*self._same_keys(chain, UNUSABLE))
        found = IsNull(Name(self.pauses.columns[0], UNUSABLE), negated=True)
        join = Join("left", Relation(chain.relation), Relation(UNUSABLE), on)
        chain.add(f"rows with {name}", (Output(found, name),), join=join)
        return name

    def add_paused(self, chain: Chain, calendar: str, since: str, clock: str) -> str:
        """Time paused before the moment in a column; its clock is in `clock`."""
        step = self._counted(calendar)
        same = self._same_keys(chain, step)
        at = Binary(">=", Name(since, chain.relation), Name("begins", step))
        until = Call("least", (Name(clock, chain.relation), Name("to", step)))
        passed = Binary("-", until, Name("from", step))
        name = chain.name("paused")
        total = Binary("+", Name("paused before", step), passed)
        output = Output(Call("coalesce", (total, whole(0))), name)
        with_nearest(chain, step, both(*same, at), (output,))
        return name

    def add_paused_between(
        self, calendar: str, moments: tuple[str, str], clocks: tuple[str, str]
    ) -> str:
        """Time paused from one moment to another of a row, by their columns.

        Every pause of the key is looked at, so there must be few of each; the clocks
        are what the working clock shows at the two moments.
        """
        chain, step = self.chain, self._counted(calendar)
        chain.numbered()
        rows = chain.relation
        name = chain.name("paused")
        first, last = (Name(clock, rows) for clock in clocks)
        overlap = Binary(
            "-",
            Call("least", (last, Name("to", step))),
            Call("greatest", (first, Name("from", step))),
        )
        begun = Binary("<=", Name("begins", step), Name(moments[1], rows))
        on = both(*self._same_keys(chain, step), begun)
        paused = Aggregate("sum", Call("greatest", (overlap, whole(0))))
        number = Name(ROW, rows)
        outputs = (Output(number, "paused row"), Output(Cast(paused, "integer"), name))
        pairs = Join("inner", Relation(rows), Relation(step), on)
        summed = f"pauses of {name}"
        chain.put(summed, Select(outputs, pairs, group=(number,)))
        value = Call("coalesce", (Name(name, summed), whole(0)))
        same = Binary("=", number, Name("paused row", summed))
        join = Join("left", Relation(rows), Relation(summed), same)
        chain.add(f"rows with {name}", (Output(value, name),), join=join)
        return name

    def add_resumed(self, chain: Chain, calendar: str, target: str) -> str:
        """The working clock when the unpaused clock shows the target of a column."""
        step = self._resumed(calendar)
        same = self._same_keys(chain, step)
        at = Name(target, chain.relation)
        name = chain.name("target")
        paused = Call("coalesce", (Name("paused after", step), whole(0)))
        on = both(*same, Binary(">", at, Name("reached", step)))
        with_nearest(chain, step, on, (Output(Binary("+", at, paused), name),))
        return name

    # --- the pauses on a working clock ------------------------------------------------

    def _same(self) -> tuple[Output, ...]:
        return tuple(Output(Name(column), column) for column in self.pauses.columns)

    def _counted(self, calendar: str) -> str:
        """Each pause with its ends on the clock, and the time paused before it."""
        step = f"pauses on {calendar}" if calendar else "pauses counted"
        if self._has(step):
            return step
        self.pauses.put(self.chain)
        branch = self.chain.branch(PAUSES)
        first, last = "begins", "ends"
        if calendar:
            table = self.timetable(calendar)
            first = add_clock(branch, table, "begins")
            last = add_clock(branch, table, "ends")
        keys = tuple(Name(column) for column in self.pauses.columns)
        length = Binary("-", Name(last), Name(first))
        earlier = Over(
            "sum", length, keys, (Order(Name("begins")),), preceding_only=True
        )
        outputs = (
            *self._same(),
            Output(Name("begins"), "begins"),
            Output(Name(first), "from"),
            Output(Name(last), "to"),
            Output(
                Cast(Call("coalesce", (earlier, whole(0))), "integer"), "paused before"
            ),
        )
        self.chain.put(step, Select(outputs, Relation(branch.relation)))
        return step

    def _resumed(self, calendar: str) -> str:
        """Where the unpaused clock stands, and how long it stood when it goes on."""
        step = f"clock resumed on {calendar}" if calendar else "clock resumed"
        if self._has(step):
            return step
        counted = self._counted(calendar)
        reached = Binary("-", Name("from"), Name("paused before"))
        length = Binary("-", Name("to"), Name("from"))
        after = Binary("+", Name("paused before"), length)
        outputs = (
            *self._same(),
            Output(reached, "reached"),
            Output(Aggregate("max", after), "paused after"),
        )
        keys = tuple(Name(column) for column in self.pauses.columns)
        by: tuple[Expr, ...] = (*keys, reached)
        self.chain.put(step, Select(outputs, Relation(counted), group=by))
        return step

    def _has(self, step: str) -> bool:
        return any(name == step for name, _ in self.chain.steps)
