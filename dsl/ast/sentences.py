"""Sentences as written."""

from typing import Literal

from upheld.dsl.ast.metrics import Metric
from upheld.dsl.ast.outcomes import Outcome
from upheld.dsl.ast.values import LengthValue, Node, Number, Phrase, Word
from upheld.dsl.ast.windows import Band, Limit, Relative, WindowUnit
from upheld.dsl.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Share(Node):
    """`90% of calls answered within 2m`, `every parcel delivered within 3 days`.

    `events` holds the population and, where nothing stands between them, the words of
    the first outcome's milestone. `quantifier` is None with a bound, else `every` or
    `no`.
    """

    events: Phrase
    outcome: Outcome | None
    bound: Limit | None
    quantifier: Literal["every", "no"] | None = None


@dataclass(frozen=True, slots=True)
class Count(Node):
    """`at most 5 complaints`; with a rate, `at most 5 complaints per 1000 orders`.

    Where the value is a parameter its name is the first words of `events`, and
    `bound.value` is an empty `Phrase`.
    """

    bound: Limit
    events: Phrase
    per: tuple[Number, Phrase] | None = None


@dataclass(frozen=True, slots=True)
class Measured(Node):
    """`average wait of calls at most 40s`, `nps at least 30`, `… between 3m and 8m`."""

    metric: Metric
    target: Limit | Band | Relative


@dataclass(frozen=True, slots=True)
class Recurrence(Node):
    """`posts at least every 7 days`, `updates at least every 2h until resolved`."""

    events: Phrase
    length: LengthValue
    until: Phrase | None = None


@dataclass(frozen=True, slots=True)
class Trend(Node):
    """`number of complaints not rising for 3 months`."""

    metric: Metric
    direction: Literal["rising", "falling"]
    times: int
    unit: WindowUnit


@dataclass(frozen=True, slots=True)
class ListRef(Node):
    """`regions`, or `list regions from column region`; the former has no `column`."""

    name: Phrase
    column: Word | None = None


@dataclass(frozen=True, slots=True)
class Spread(Node):
    """`gap between regions of average rating of surveys at most 5 points`."""

    groups: ListRef
    metric: Metric
    target: Limit | Band | Relative


Sentence = Share | Count | Measured | Recurrence | Trend | Spread
