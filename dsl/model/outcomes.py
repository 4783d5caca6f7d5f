"""Populations, and what may become of their events."""

from dataclasses import field

from upheld.dsl.dataclass import dataclass
from upheld.dsl.model.events import Event
from upheld.dsl.model.expressions import (
    Column,
    CompareOperator,
    Condition,
    Expression,
    Moment,
)
from upheld.dsl.model.values import (
    LimitLength,
    Period,
    RowLength,
    WorkingDays,
    WorkingTime,
)
from upheld.dsl.source import NOWHERE, Span


@dataclass(frozen=True, slots=True)
class Population:
    """The events a sentence is about.

    `where` holds every narrowing condition, adjectives first; `excluding` the outcomes
    whose events are left out and counted apart.
    """

    event: Event
    where: tuple[Condition, ...] = ()
    excluding: "tuple[Outcome, ...]" = ()
    words: str = ""


@dataclass(frozen=True, slots=True)
class Within:
    """At most `length` after the clock's start; `strict` leaves the limit out."""

    length: LimitLength
    strict: bool = False


@dataclass(frozen=True, slots=True)
class ByDeadline:
    """Not later than `lead` before the row's own deadline; without one, by it."""

    deadline: Moment
    lead: Period | WorkingTime | WorkingDays | RowLength | None = None


@dataclass(frozen=True, slots=True)
class Reach:
    """A milestone came, in time where there is a limit.

    `clock` is the moment the limit runs from (the event's start, or `of M`).
    """

    milestone: Moment
    clock: Moment
    limit: Within | ByDeadline | None = None
    negated: bool = False
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Measured:
    """`with wait above 5m`: the value keeps every comparison (two for `between`)."""

    value: Expression
    tests: tuple[tuple[CompareOperator, Expression], ...]
    negated: bool = False
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Holds:
    """The first `where` of a share without another outcome."""

    condition: Condition
    negated: bool = False
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Members:
    """A list: literal members, or a file and its column, perhaps with dates."""

    name: str
    values: tuple[str, ...] = ()
    path: str | None = None
    column: str = ""
    since: Moment | None = None
    until: Moment | None = None
    file: str = ""
    span: Span = field(default=NOWHERE, compare=False, repr=False)
    column_span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a sequence: what answers, and the limit from the step before.

    With `clock` the limit runs from that moment of the first event (`within 2h of
    acknowledged`), and no event before it answers.
    """

    population: Population
    limit: Within | None
    clock: Moment | None = None


@dataclass(frozen=True, slots=True)
class Followed:
    """`followed by E within D then by F within D`, joined on `keys`."""

    steps: tuple[Step, ...]
    keys: tuple[str, ...]
    own: bool = False
    every: tuple[Column, Members] | None = None
    negated: bool = False
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Preceded:
    """`preceded by E within D`, joined on `keys`."""

    step: Step
    keys: tuple[str, ...]
    negated: bool = False
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Either:
    """Met when one is met, missed when all are missed."""

    outcomes: "tuple[Outcome, ...]"


@dataclass(frozen=True, slots=True)
class Both:
    """Met when all are met, missed when one is missed."""

    outcomes: "tuple[Outcome, ...]"


Outcome = Reach | Measured | Holds | Followed | Preceded | Either | Both
