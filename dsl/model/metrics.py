"""What is measured over a population."""

from dataclasses import field
from fractions import Fraction
from typing import Literal

from upheld.dsl.dataclass import dataclass
from upheld.dsl.model.expressions import Expression
from upheld.dsl.model.outcomes import Outcome, Population
from upheld.dsl.model.values import Unit
from upheld.dsl.source import NOWHERE, Span

StatisticKind = Literal[
    "average", "median", "total", "minimum", "maximum", "percentile"
]


@dataclass(frozen=True, slots=True)
class Statistic:
    """`average wait of calls`. `rank` is the percentile as a fraction (median 1/2)."""

    kind: StatisticKind
    value: Expression
    population: Population
    unit: Unit
    rank: Fraction | None = None
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class NumberOf:
    """The number of events; unit `count`."""

    population: Population
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class DifferentOf:
    """The number of distinct known values of an expression; unit `count`."""

    value: Expression
    population: Population
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class ShareOf:
    """met / (met + missed) of an outcome; unit `percent`."""

    population: Population
    outcome: Outcome
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class PromoterScore:
    """Percentage of 9 and 10 less percentage of 0 to 6; unit `points`.

    Source: F. F. Reichheld, "The One Number You Need to Grow", HBR, December 2003.
    A value that is no whole number from 0 to 10 is invalid.
    """

    value: Expression
    population: Population
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Rate:
    """`at most 5 complaints per 1000 orders`: value = numerator * per / denominator."""

    numerator: Population
    per: Fraction
    denominator: Population
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Fixed:
    """A number in a formula."""

    value: Fraction
    unit: Unit


@dataclass(frozen=True, slots=True)
class Combined:
    """`left operator right` of two metrics.

    A quotient of like units is a `number`, and a `percent` where the bound it is
    compared with is a percentage.
    """

    operator: Literal["+", "-", "*", "/"]
    left: "Metric"
    right: "Metric"
    unit: Unit


@dataclass(frozen=True, slots=True)
class Defined:
    """A `define` by its name; the formula stands in reports beside the value."""

    name: str
    formula: "Metric"
    unit: Unit
    text: str = ""


Metric = (
    Statistic
    | NumberOf
    | DifferentOf
    | ShareOf
    | PromoterScore
    | Rate
    | Fixed
    | Combined
    | Defined
)
