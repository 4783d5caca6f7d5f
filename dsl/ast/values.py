"""Words and values as written."""

from dataclasses import field
from decimal import Decimal
from typing import Literal

from upheld.dsl.dataclass import dataclass
from upheld.dsl.source import NOWHERE, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """Anything with a place in a file.

    `said` is the keyword of the node where a language inflects it and the form written
    is not the canonical one: `każda` for `every`. Like the place, it takes no part in
    equality.
    """

    span: Span = field(default=NOWHERE, compare=False, repr=False)
    said: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Word(Node):
    """One name as written; `quoted` when it stood in backticks."""

    text: str
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Phrase(Node):
    """A run of one or more words: a term, or an event followed by its milestone."""

    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        """The words with single spaces between them, without backticks."""
        return " ".join(word.text for word in self.words)


@dataclass(frozen=True, slots=True)
class Text(Node):
    """A text in double quotes, without the quotes."""

    text: str


@dataclass(frozen=True, slots=True)
class Number(Node):
    """A plain number: `30`, `4.2`."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Percent(Node):
    """`90%`; the value is 90."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Points(Node):
    """`5 points`."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Money(Node):
    """`4.50 EUR`."""

    value: Decimal
    currency: str


TimeUnit = Literal[
    "second", "minute", "hour", "day", "week", "month", "quarter", "year"
]


@dataclass(frozen=True, slots=True)
class Length(Node):
    """`2m`, `1h30m`, `3 days`: parts in the order written, each a number and its unit.

    `in_words` tells `3 days` from `3d`, for printing only: both are the same length.
    """

    parts: tuple[tuple[Decimal, TimeUnit], ...]
    in_words: bool = field(default=False, compare=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class WorkingLength(Node):
    """`4 working hours`, `3 working days`."""

    value: Decimal
    unit: Literal["minute", "hour", "day"]


@dataclass(frozen=True, slots=True)
class Date(Node):
    """`2026-03-01`, as written (ISO 8601)."""

    text: str


Value = Number | Percent | Points | Money | Length | Text | Phrase
"""What may stand as a limit; a `Phrase` names a parameter."""


LengthValue = Length | WorkingLength | Phrase
"""A length of time; a `Phrase` names a parameter, a measure or a limit by row."""
