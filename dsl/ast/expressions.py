"""Row expressions and conditions as written."""

from typing import TYPE_CHECKING, Literal

from upheld.dsl.ast.values import (
    Length,
    Money,
    Node,
    Number,
    Percent,
    Points,
    Text,
    Word,
)
from upheld.dsl.dataclass import dataclass

if TYPE_CHECKING:
    from upheld.dsl.ast.metrics import Metric


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    """`left + right`, of rows in an expression and of metrics in a `define`."""

    operator: Literal["+", "-", "*", "/"]
    left: "Expression | Metric"
    right: "Expression | Metric"


@dataclass(frozen=True, slots=True)
class Negative(Node):
    """`- operand`."""

    operand: "Expression"


Expression = (
    Word | Number | Percent | Points | Money | Length | Text | Arithmetic | Negative
)


Operator = Literal["at_least", "at_most", "more_than", "less_than"]


@dataclass(frozen=True, slots=True)
class Comparison(Node):
    """`wait above 5m`, `rating at least 4`, `reach > 10000`."""

    left: Expression
    operator: Operator
    right: Expression


@dataclass(frozen=True, slots=True)
class Between(Node):
    """`wait between 1m and 5m`, both ends included."""

    left: Expression
    low: Expression
    high: Expression


@dataclass(frozen=True, slots=True)
class Is(Node):
    """`answer is "helpful"`, `priority is not 1`; one value, a text or a number."""

    left: Expression
    value: Text | Number | Money | Length | Percent | Word
    negated: bool = False


@dataclass(frozen=True, slots=True)
class OneOf(Node):
    """`tongue is one of "fr", "de"`; with `negated`, `is not one of`."""

    left: Expression
    values: tuple[Text | Number, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Known(Node):
    """`rating is known`; with `negated`, `is unknown`."""

    left: Expression
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Matches(Node):
    """`subject matches "^refund"`."""

    left: Expression
    pattern: Text


@dataclass(frozen=True, slots=True)
class Truth(Node):
    """A column of truth values, a state or a milestone alone: `where reopened`."""

    name: Word


@dataclass(frozen=True, slots=True)
class Not(Node):
    """`not condition`."""

    operand: "Condition"


@dataclass(frozen=True, slots=True)
class AllOf(Node):
    """`a and b and c`, flat."""

    operands: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class AnyOf(Node):
    """`a or b or c`, flat."""

    operands: tuple["Condition", ...]


Condition = (
    Comparison | Between | Is | OneOf | Known | Matches | Truth | Not | AllOf | AnyOf
)
