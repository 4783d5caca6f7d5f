"""Bounds and windows as written."""

from typing import Literal

from upheld.dsl.ast.expressions import Operator
from upheld.dsl.ast.values import Length, Node, Value
from upheld.dsl.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Limit(Node):
    """`at most 40s`, `more than 90%`. `written` is False for the bare `90% of …`."""

    operator: Operator
    value: Value
    written: bool = True


@dataclass(frozen=True, slots=True)
class Band(Node):
    """`between 3m and 8m`, both ends included."""

    low: Value
    high: Value


WindowUnit = Literal["hour", "day", "week", "month", "quarter", "year"]


@dataclass(frozen=True, slots=True)
class Reference(Node):
    """`the previous month`, `the same quarter last year`, `baseline 2025-Q1`."""

    kind: Literal["previous", "last_year", "baseline"]
    unit: WindowUnit | None = None
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Relative(Node):
    """`at most 5% above the previous month`."""

    operator: Operator
    amount: Value
    side: Literal["above", "below"]
    reference: Reference


@dataclass(frozen=True, slots=True)
class Per(Node):
    """`per day`."""

    unit: WindowUnit


@dataclass(frozen=True, slots=True)
class PerLength(Node):
    """`per 15m`, `per 28 days`."""

    length: Length


@dataclass(frozen=True, slots=True)
class Sliding(Node):
    """`over any 28 days`."""

    length: Length


@dataclass(frozen=True, slots=True)
class Overall(Node):
    """`overall`, written."""


@dataclass(frozen=True, slots=True)
class OnShare(Node):
    """`per day on at least 95% of days per month`: `inner` days, `outer` months."""

    inner: Per | PerLength
    bound: Limit
    counted: WindowUnit
    outer: Per | PerLength | Overall | None


@dataclass(frozen=True, slots=True)
class OnAverage(Node):
    """`per day on average per month`."""

    inner: Per | PerLength
    outer: Per | PerLength | Overall | None


Window = Per | PerLength | Sliding | Overall | OnShare | OnAverage
