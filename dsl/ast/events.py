"""Clauses of an event as written."""

from typing import Literal

from upheld.dsl.ast.clauses import Where
from upheld.dsl.ast.expressions import Condition, Expression
from upheld.dsl.ast.values import Date, Node, Percent, Phrase, Text, Word, WorkingLength
from upheld.dsl.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class MomentColumns(Node):
    """`answered_at`, `day + clock in "%d/%m/%Y %H:%M"`: columns and a spelling."""

    columns: tuple[Word, ...]
    spelling: Text | None = None


@dataclass(frozen=True, slots=True)
class From(Node):
    """`from "calls.parquet"`."""

    path: Text


@dataclass(frozen=True, slots=True)
class IdentifiedBy(Node):
    """`identified by call_id`; `unique` when the source guarantees it."""

    columns: tuple[Word, ...]
    unique: bool = False


@dataclass(frozen=True, slots=True)
class About(Node):
    """`about customer customer_id`: a key and its column."""

    key: Word
    column: Word


@dataclass(frozen=True, slots=True)
class OccurringAt(Node):
    """`occurring at queued_at`."""

    moment: MomentColumns


@dataclass(frozen=True, slots=True)
class Milestone(Node):
    """`answered at answered_at`; `forms` are further spellings of its name."""

    name: Phrase
    moment: MomentColumns
    forms: tuple[Phrase, ...] = ()


@dataclass(frozen=True, slots=True)
class Lasting(Node):
    """`during held_from to held_until`: an interval event."""

    start: MomentColumns
    end: MomentColumns


@dataclass(frozen=True, slots=True)
class LastingUntilNext(Node):
    """`lasting until the next`."""


@dataclass(frozen=True, slots=True)
class State(Node):
    """`urgent when priority is "P1"`; `forms` are further spellings of its name."""

    name: Phrase
    condition: Condition
    forms: tuple[Phrase, ...] = ()


@dataclass(frozen=True, slots=True)
class Branch(Node):
    """`4h when priority is "P1"`."""

    value: Expression | WorkingLength
    condition: Condition


@dataclass(frozen=True, slots=True)
class Piecewise(Node):
    """`4h when priority is "P1", 8h when priority is "P2", else 24h`."""

    branches: tuple[Branch, ...]
    otherwise: Expression | WorkingLength | None


@dataclass(frozen=True, slots=True)
class Measure(Node):
    """`wait is answered - queued_at`, `cost is cost_eur in EUR`, `w is t in "HH:MM"`.

    `unit` is what stands behind `in`: a time unit in the plural (`seconds`, `working
    hours`), a currency code, or the spelling of a length in quotes (then a `Text`).
    """

    name: Phrase
    value: Expression | Piecewise
    unit: Word | Text | None = None
    forms: tuple[Phrase, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceZone(Node):
    """`source zone Europe/Prague`."""

    name: str


@dataclass(frozen=True, slots=True)
class Empty(Node):
    """`empty is "?", "-"`."""

    texts: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Pick(Node):
    """`latest by updated_at, version` or `first by updated_at`."""

    which: Literal["latest", "first"]
    columns: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class RejectAbove(Node):
    """`reject above 1%`."""

    share: Percent


@dataclass(frozen=True, slots=True)
class CompleteFrom(Node):
    """`complete from 2025-01-01`: nothing is missing from that day on."""

    date: Date


EventClause = (
    From
    | IdentifiedBy
    | About
    | OccurringAt
    | Milestone
    | Lasting
    | LastingUntilNext
    | State
    | Measure
    | SourceZone
    | Empty
    | Pick
    | RejectAbove
    | CompleteFrom
    | Where
)
