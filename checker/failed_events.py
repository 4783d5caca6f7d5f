"""What is asked about one event that fell short; `failed_words` tells it.

Each outcome that is not made of others is a leaf with columns of its own; of an event
that broke several, the first leaf in the event's own state gives deadline and reason.
"""

from collections.abc import Iterable, Mapping
from typing import Any, assert_never

from upheld.checker.lengths import amount_in_words
from upheld.checker.own_answers import own_answer
from upheld.checker.personal import MASK
from upheld.checker.plan import Tally
from upheld.checker.rows import plain, readings
from upheld.checker.shapes import Reading
from upheld.checker.sql.nodes import Cast, Expr, Name, Output
from upheld.checker.tally import Compiler
from upheld.checker.zones import iso
from upheld.dsl import model
from upheld.dsl.dataclass import dataclass

Row = Mapping[str, Any]

#: The column with the start of an event; no group can be called so.
START = "start of event"


@dataclass(frozen=True, slots=True)
class Parts:
    """What is asked about each row, beside its state.

    `flagged` are readings whose conversion can fail; `texts` the columns that hold what
    did not convert, as written; `known` are columns shown where there is no identity;
    `hidden` are columns whose values are masked.
    """

    flagged: tuple[Reading, ...]
    texts: Mapping[Reading, str]
    known: tuple[Reading, ...]
    hidden: frozenset[str] = frozenset()

    def columns(self, compiler: Compiler) -> Iterable[Output]:
        """The columns, named as `FailedRow` reads them."""
        row = compiler.row
        event = row.prepared.event
        for column in event.identity:
            # As text: a zoned moment cannot be fetched without a further package.
            yield Output(Cast(Name(f"identity {column}"), "text"), f"identity {column}")
        yield Output(row.moment(event.start), START)
        for output in compiler.values():
            yield Output(output.value, f"measured {output.name}")
        leaves = leaves_of(compiler.tally)
        for number, leaf in enumerate(leaves):
            if len(leaves) > 1:
                yield Output(compiler.judge.state(leaf), f"state {number}")
            yield from leaf_columns(compiler, leaf, number)
        for number, reading in enumerate(self.flagged):
            yield Output(Name(row.prepared.flags[reading]), f"flag {number}")
            if reading in self.texts:
                yield Output(Name(self.texts[reading]), f"text {number}")
        for number, reading in enumerate(self.known):
            yield Output(row.column(reading), f"known {number}")


def leaves_of(tally: Tally) -> list[model.Outcome]:
    """The outcomes of a tally that are not made of others."""
    outcome = getattr(tally.counted, "outcome", None)
    return [] if outcome is None else list(_leaves(outcome))


def _leaves(outcome: model.Outcome) -> Iterable[model.Outcome]:
    if isinstance(outcome, model.Either | model.Both):
        for part in outcome.outcomes:
            yield from _leaves(part)
    else:
        yield outcome


def leaf_columns(
    compiler: Compiler, leaf: model.Outcome, number: int
) -> Iterable[Output]:
    """Everything that is told of one leaf."""
    judge, row = compiler.judge, compiler.row
    match leaf:
        case model.Reach():
            yield Output(row.moment(leaf.milestone), f"came {number}")
            yield Output(row.moment(leaf.clock), f"clock {number}")
            if leaf.limit is not None:
                yield Output(judge.deadline(leaf), f"deadline {number}")
        case model.Measured():
            yield Output(row.value(leaf.value), f"value {number}")
            running = judge.running(leaf.value)
            if running is not None:
                yield Output(running[1], f"least {number}")
        case model.Holds():
            for index, reading in enumerate(shown_readings(leaf)):
                yield Output(_seen(compiler, reading), f"seen {number}.{index}")
        case model.Followed(steps=(step,), every=None):
            yield from _answer_columns(compiler, leaf, step, number)
        case model.Followed(every=(_, _)):
            yield Output(Name(judge.chain.member), f"member {number}")
        case model.Followed() | model.Preceded():
            return
        case model.Either() | model.Both():
            raise ValueError("internal error: a leaf is not made of others")
        case _:
            assert_never(leaf)


def _answer_columns(
    compiler: Compiler, leaf: model.Followed, step: model.Step, number: int
) -> Iterable[Output]:
    """The event that answers, and by when it had to."""
    judge = compiler.judge
    sequence = judge.sequence(step.clock)
    if leaf.own:
        came = own_answer(sequence, step.population, leaf.keys, judge.triggers)
    else:
        came = sequence.nearest(step.population, leaf.keys)
    yield Output(came, f"came {number}")
    yield Output(sequence.clock_start(), f"clock {number}")
    if step.limit is not None:
        deadline = judge.shifted(sequence.clock_start(), step.limit.length)
        yield Output(deadline, f"deadline {number}")


def shown_readings(leaf: model.Holds) -> list[Reading]:
    """The columns that a condition looks at, each once."""
    return list({plain(r): r for r in readings(leaf.condition)}.values())


def _seen(compiler: Compiler, reading: Reading) -> Expr:
    if isinstance(reading, model.Moment):
        return compiler.row.moment(reading)
    return compiler.row.column(reading)


# --- one row -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FailedRow:
    """One row of the search, and what it was searched for."""

    row: Row
    tally: Tally
    parts: Parts

    @property
    def zone(self) -> str:
        """The zone that moments are shown in."""
        return self.tally.scope.windows.clock.zone

    def masked(self, column: str, text: str) -> str:
        """A value as it may be shown."""
        return MASK if text and column in self.parts.hidden else text

    def known(self, number: int, reading: model.Column) -> str:
        """A value of a column that is shown where there is no identity."""
        text = amount_in_words(self.row[f"known {number}"], reading.unit)
        return self.masked(reading.name, text or "")

    def moment(self, name: str) -> str | None:
        """A moment for people, or None."""
        value = self.row.get(name)
        return None if value is None else iso(int(value), self.zone)
