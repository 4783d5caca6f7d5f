"""Pauses of a recurrence: the clock of a gap stands still by the keys of its series.

    posts at least every 7 days for each account        the account of the series
    updates at least every 2h until resolved for each incident      keys of the incident

A series whose key is unknown, or has a pause that cannot be read, has gaps of which it
is not known how long their clock stood: they are invalid.
"""

from dataclasses import replace

from upheld.checker.chain import Chain
from upheld.checker.plan import Tally
from upheld.checker.sequences import key_column
from upheld.checker.sql.nodes import (
    Aggregate,
    Binary,
    Case,
    Expr,
    Join,
    Name,
    Not,
    Output,
    Relation,
    Select,
    any_of,
    both,
    text,
)
from upheld.checker.tally import UNKNOWN, Compiler, group_column
from upheld.checker.worktime import WorkClock
from upheld.dsl import model
from upheld.dsl.dataclass import dataclass

NUMBER, KEYS = "series number", "keys of series"


@dataclass(frozen=True, slots=True)
class GapPauses:
    """What stops the gaps of one tally; `scope` compiles the events they lie in."""

    tally: Tally
    compiler: Compiler
    scope: Compiler | None

    @property
    def keys(self) -> tuple[str, ...]:
        """The names of the keys; none where nothing stops."""
        working = self.tally.scope.working
        if working is None or working.pauses is None:
            return ()
        return working.pauses.keys

    def columns_of_scope(self) -> tuple[Output, ...]:
        """The keys of an event that gaps lie in, as columns of its row."""
        assert self.scope is not None
        row = self.scope.row
        event = row.prepared.event
        return tuple(
            Output(row.column(key_column(event, key)), f"pausing {key}")
            for key in self.keys
        )

    def put_keys(self, chain: Chain) -> None:
        """Add the step with the keys of every series, where its events have them."""
        if self.keys:
            number = Output(Name(NUMBER), "number of key")
            names = tuple(f"pausing {key}" for key in self.keys)
            keys = (number, *(Output(Name(name), name) for name in names))
            chain.put(KEYS, Select(keys, Relation("series")))

    def clock(self, gaps: Chain) -> WorkClock | None:
        """The clock of the gaps; None if nothing stops it."""
        working = self.tally.scope.working
        if working is None or not self.keys:
            return None
        columns = tuple(Output(self._key(k), f"series {k}") for k in self.keys)
        join: Join | None = None
        if self.scope is not None:
            left = replace(Name(NUMBER), relation=gaps.relation)
            on = Binary("=", left, Name("number of key"))
            join = Join("left", Relation(gaps.relation), Relation(KEYS), on)
        gaps.add("gaps with keys", columns, join=join)
        names = tuple(Name(column.name) for column in columns)
        return WorkClock(working, gaps, self.compiler.row, names)

    def _key(self, key: str) -> Expr:
        """A key of a series, NULL where it is unknown."""
        if self.scope is not None:
            return Name(f"pausing {key}", KEYS)
        event = self.compiler.row.prepared.event
        columns = {known.column for known in event.keys if known.name == key}
        group = next(
            group_column(group)
            for group in self.tally.groups
            if isinstance(group.value, model.Column) and group.value.name in columns
        )
        is_known = Binary("<>", Name(group), text(UNKNOWN))
        return Case(((is_known, Name(group)),))


def states_of_gaps(met: Expr, unclear: list[Expr]) -> tuple[Output, ...]:
    """Gaps met and missed; with pauses, also those whose clock is not known."""
    if not unclear:
        return (
            Output(Aggregate("count_if", met), "met"),
            Output(Aggregate("count_if", Not(met)), "missed"),
        )
    known = Not(any_of(*unclear))
    return (
        Output(Aggregate("count_if", both(known, met)), "met"),
        Output(Aggregate("count_if", both(known, Not(met))), "missed"),
        Output(Aggregate("count_if", any_of(*unclear)), "invalid"),
    )
