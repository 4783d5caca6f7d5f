"""Metrics as written."""

from decimal import Decimal
from typing import Literal

from upheld.dsl.ast.expressions import Arithmetic, Condition
from upheld.dsl.ast.outcomes import Outcome
from upheld.dsl.ast.values import Length, Money, Node, Number, Percent, Phrase
from upheld.dsl.dataclass import dataclass

StatisticKind = Literal[
    "average", "median", "total", "minimum", "maximum", "percentile"
]


@dataclass(frozen=True, slots=True)
class Statistic(Node):
    """`average wait of calls`, `p90 of wait of calls` (percentile 90)."""

    kind: StatisticKind
    value: Phrase
    events: Phrase
    percentile: Decimal | None = None


@dataclass(frozen=True, slots=True)
class NumberOf(Node):
    """`number of answered calls`."""

    events: Phrase


@dataclass(frozen=True, slots=True)
class DifferentOf(Node):
    """`number of different customers of contacts`."""

    field: Phrase
    events: Phrase


@dataclass(frozen=True, slots=True)
class ShareOf(Node):
    """`share of calls answered within 2m`, in percent; `events` as in `Share`.

    `where` is its own condition: `share of ratings where answer is "helpful"`.
    """

    events: Phrase
    outcome: Outcome | None
    where: Condition | None = None


@dataclass(frozen=True, slots=True)
class PromoterScore(Node):
    """`net promoter score of rating of surveys`, in points."""

    value: Phrase
    events: Phrase


@dataclass(frozen=True, slots=True)
class MetricName(Node):
    """A defined metric by its name."""

    name: Phrase


Metric = (
    Statistic
    | NumberOf
    | DifferentOf
    | ShareOf
    | PromoterScore
    | MetricName
    | Number
    | Percent
    | Money
    | Length
    | Arithmetic
)
