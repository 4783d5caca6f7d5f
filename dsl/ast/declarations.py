"""Declarations and whole files as written."""

from collections.abc import Iterator
from dataclasses import field, fields, is_dataclass
from typing import Literal

from upheld.dsl.ast.clauses import StandardClause, Zone
from upheld.dsl.ast.events import EventClause, MomentColumns
from upheld.dsl.ast.expressions import Condition
from upheld.dsl.ast.metrics import Metric
from upheld.dsl.ast.sentences import Sentence
from upheld.dsl.ast.values import (
    Date,
    Length,
    Money,
    Node,
    Number,
    Percent,
    Phrase,
    Points,
    Text,
    Word,
    WorkingLength,
)
from upheld.dsl.ast.windows import Window
from upheld.dsl.dataclass import dataclass
from upheld.dsl.source import Span


@dataclass(frozen=True, slots=True)
class Use(Node):
    """`use "other.std"`."""

    path: Text


@dataclass(frozen=True, slots=True)
class Language(Node):
    """`language sv`."""

    code: str


@dataclass(frozen=True, slots=True)
class FiscalYear(Node):
    """`fiscal year starts 1 April`."""

    day: int
    month: int


@dataclass(frozen=True, slots=True)
class Event(Node):
    """`event call, calls from …`; every form of its name stands in `names`."""

    names: tuple[Phrase, ...]
    clauses: tuple[EventClause, ...]


@dataclass(frozen=True, slots=True)
class Hours(Node):
    """`Mon-Fri 08:00-12:00, 13:00-17:00`: days 0 (Monday) to 6, minutes of the day."""

    days: tuple[int, ...]
    ranges: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Closed(Node):
    """`closed 2026-12-24, 2026-12-31`."""

    dates: tuple[Date, ...]


@dataclass(frozen=True, slots=True)
class ClosedOn(Node):
    """`closed on "holidays-se.csv"`."""

    path: Text


@dataclass(frozen=True, slots=True)
class Calendar(Node):
    """`calendar office Mon-Fri 08:00-18:00 closed on "holidays-se.csv"`."""

    name: Phrase
    clauses: tuple[Hours | Closed | ClosedOn, ...]


@dataclass(frozen=True, slots=True)
class MemberList(Node):
    """`list channels "phone", "chat"`, `list staff from "f.csv" column id since a`."""

    name: Phrase
    members: tuple[Text, ...] = ()
    path: Text | None = None
    column: Word | None = None
    since: MomentColumns | None = None
    until: MomentColumns | None = None


@dataclass(frozen=True, slots=True)
class Parameter(Node):
    """`parameter target = 90%`."""

    name: Phrase
    value: Number | Percent | Points | Money | Length | WorkingLength | Text


@dataclass(frozen=True, slots=True)
class Define(Node):
    """`define nps as net promoter score of rating of surveys`."""

    name: Phrase
    metric: Metric


@dataclass(frozen=True, slots=True)
class Standard(Node):
    """`standard answer-speed "Calls are answered promptly" 90% of calls …`."""

    name: Word
    title: str | None
    sentence: Sentence
    window: Window | None
    clauses: tuple[StandardClause, ...]


@dataclass(frozen=True, slots=True)
class Improvement(Node):
    """`improvement new-ivr for answer-speed started 2026-03-01 "New menu"`."""

    name: Word
    standard: Word
    started: Date
    text: str | None


@dataclass(frozen=True, slots=True)
class Waiver(Node):
    """A waiver of either kind; a part that is None or empty was not written.

    `places` says where each part stood.
    """

    name: Word
    kind: Literal["excuses", "accepts"] | None
    standards: tuple[Word, ...]
    first: Date | None
    last: Date | None
    condition: Condition | None
    reason: str | None
    approver: str | None
    approved_on: Date | None
    places: tuple[tuple[str, Span], ...] = field(
        default=(), compare=False, repr=False, kw_only=True
    )


Declaration = (
    Zone
    | Use
    | Language
    | FiscalYear
    | Event
    | Calendar
    | MemberList
    | Parameter
    | Define
    | Standard
    | Improvement
    | Waiver
)


@dataclass(frozen=True, slots=True)
class Document(Node):
    """One file: its declarations in order."""

    declarations: tuple[Declaration, ...]


def walk(node: object) -> Iterator[Node]:
    """A node and everything below it, in the order of the fields."""
    if isinstance(node, Node):
        yield node
    if isinstance(node, tuple):
        for part in node:
            yield from walk(part)
    elif (
        is_dataclass(node) and not isinstance(node, type) and not isinstance(node, Span)
    ):
        for part in fields(node):
            yield from walk(getattr(node, part.name))
