"""Columns, expressions and conditions of one row, as meant."""

from dataclasses import field
from fractions import Fraction
from typing import Literal

from upheld.dsl.dataclass import dataclass
from upheld.dsl.model.values import Unit
from upheld.dsl.source import NOWHERE, Span


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment of an event: its start, a milestone, or a column used as a moment.

    `columns` has one name, or two (a date and a clock) that are joined by a space.
    `spelling` is a strptime pattern or "" for ISO 8601. `zone` reads values without an
    offset; "" means that such a value is an error. `promise` moments (used after `by`
    or `before`) are never hidden by `as of`.
    """

    name: str
    role: Literal["start", "milestone", "column", "end"]
    columns: tuple[str, ...]
    spelling: str = ""
    zone: str = ""
    promise: bool = False
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the source, read as a unit.

    unit kinds: text, truth, number, money, length. For a length `spelling` is a time
    unit ("second", "minute", "hour", "day" = 24 h, "week" = 168 h) that a number
    counts, or "HH:MM:SS" for texts of that shape ("" where the column must already be a
    length).
    """

    name: str
    unit: Unit
    spelling: str = ""
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Constant:
    """A value written in the policy, in the amount of its unit."""

    value: Fraction | str | bool
    unit: Unit
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """`left operator right` of one row. Two moments subtracted are a length."""

    operator: Literal["+", "-", "*", "/"]
    left: "Expression"
    right: "Expression"
    unit: Unit
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Choose:
    """`4 when a, 8 when b, else 24`, of one row; without `else` it may be missing."""

    branches: "tuple[tuple[Condition, Expression], ...]"
    otherwise: "Expression | None"
    unit: Unit
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Measure:
    """A named expression of one row: `wait is answered - queued_at`.

    `ending` is the milestone whose absence means "still running" (the left side of a
    difference of two moments, when it is a milestone); `starting` is the moment the
    clock runs from. Both are None where the expression is no such difference.
    """

    name: str
    value: "Expression"
    unit: Unit
    ending: Moment | None = None
    starting: Moment | None = None
    span: Span = field(default=NOWHERE, compare=False, repr=False)


Expression = Moment | Column | Constant | Arithmetic | Choose | Measure


CompareOperator = Literal["<", "<=", ">", ">="]


@dataclass(frozen=True, slots=True)
class Compare:
    """`left operator right`, both of one unit. False where a side is missing."""

    operator: CompareOperator
    left: Expression
    right: Expression
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class OneOf:
    """`is "x"`, `is one of …`; with `negated` also false for a missing value."""

    left: Expression
    values: tuple[Constant, ...]
    negated: bool = False
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Known:
    """`is known`; `negated` is `is unknown`, the only test a missing value passes."""

    left: Expression
    negated: bool = False
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Matches:
    """`matches "regex"`, anywhere in the value."""

    left: Expression
    pattern: str
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class IsTrue:
    """A column of truth values alone."""

    column: Column
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Came:
    """A milestone that is there at `as of`: `answered calls`."""

    milestone: Moment
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class InState:
    """A declared state by its name: `urgent`."""

    name: str
    condition: "Condition"
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite. Of a condition that is false for a missing value it is true."""

    operand: "Condition"
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class AllOf:
    """All of one or more."""

    operands: "tuple[Condition, ...]"
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Any of one or more."""

    operands: "tuple[Condition, ...]"
    span: Span = field(default=NOWHERE, compare=False, repr=False)


Condition = (
    Compare | OneOf | Known | Matches | IsTrue | Came | InState | Not | AllOf | AnyOf
)
