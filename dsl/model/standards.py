"""Bounds, tiers, windows, editions and standards."""

from collections.abc import Mapping
from dataclasses import field
from fractions import Fraction
from typing import Literal

from upheld.dsl.dataclass import dataclass
from upheld.dsl.model.expressions import Condition, Expression, Moment
from upheld.dsl.model.metrics import Metric
from upheld.dsl.model.outcomes import Members, Outcome, Population
from upheld.dsl.model.values import Period, Unit, WorkingDays, WorkingTime
from upheld.dsl.source import NOWHERE, Span

BoundKind = Literal["at_least", "at_most", "more_than", "less_than", "between"]


@dataclass(frozen=True, slots=True)
class Bound:
    """The target. `high` only for `between`; both ends are then included."""

    kind: BoundKind
    low: Fraction
    unit: Unit
    high: Fraction | None = None
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Reference:
    """What a comparison is made with; `label` names a baseline's window, `2025-Q1`."""

    kind: Literal["previous", "last_year", "baseline"]
    unit: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Relative:
    """`at most 5% above the previous month`.

    `amount` is a fraction of the reference where `proportional`, else in the metric's
    unit (points for percentages). The target is reference + amount for `above`,
    reference - amount for `below`. `kind` is the bound on the difference *in that
    direction*: the value keeps `at most 5% above` when value <= reference * 1.05, and
    `at most 2 points below` when value >= reference - 2.
    """

    kind: Literal["at_least", "at_most", "more_than", "less_than"]
    amount: Fraction
    proportional: bool
    side: Literal["above", "below"]
    reference: Reference
    span: Span = field(default=NOWHERE, compare=False, repr=False)


WindowUnit = Literal["hour", "day", "week", "month", "quarter", "year"]


@dataclass(frozen=True, slots=True)
class Per:
    """Calendar windows, in the standard's zone and fiscal year."""

    unit: WindowUnit


@dataclass(frozen=True, slots=True)
class PerLength:
    """Windows end to end from 1970-01-01T00:00 in the zone: exact time, days or months.

    Exactly one field of `length` is not zero.
    """

    length: Period


@dataclass(frozen=True, slots=True)
class Sliding:
    """One window that ends with each day (days) or month (months)."""

    length: Period


@dataclass(frozen=True, slots=True)
class Overall:
    """One window, the whole period; it ends at `as of` and is never open."""


SimpleWindow = Per | PerLength | Sliding | Overall


@dataclass(frozen=True, slots=True)
class OverWindows:
    """Windows judged over windows; the edition's bound and window are the inner ones.

    kind `share`: `bound` is on the share of judged inner windows that are met, exceeded
    or warned. kind `average`: the mean of the inner values is held against the
    standard's own bound, and `bound` is None.
    """

    kind: Literal["share", "average"]
    outer: SimpleWindow
    bound: Bound | None = None


@dataclass(frozen=True, slots=True)
class ShareOutcome:
    """The subject of a share sentence."""

    population: Population
    outcome: Outcome
    universal: Literal["every", "no"] | None = None


@dataclass(frozen=True, slots=True)
class Recurrence:
    """`posts at least every 7 days`; with `until`, inside each event of `scope`."""

    population: Population
    length: Period | WorkingTime | WorkingDays
    until: Moment | None = None
    scope: Population | None = None
    keys: tuple[str, ...] = ()
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Trend:
    """`number of complaints not rising for 3 months`."""

    metric: Metric
    direction: Literal["rising", "falling"]
    times: int


@dataclass(frozen=True, slots=True)
class Spread:
    """`gap between regions of …`: the largest less the smallest group value."""

    metric: Metric
    column: "GroupField"


Subject = ShareOutcome | Metric | Recurrence | Trend | Spread


@dataclass(frozen=True, slots=True)
class GroupField:
    """One part of `for each`: the name shown, what is read, and its list."""

    name: str
    value: Expression | Condition
    members: Members | None = None
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Minimum:
    """`minimum 30 calls`; `population` is the index of the population named."""

    number: int
    population: int = 0


@dataclass(frozen=True, slots=True)
class Warn:
    """`warn below 92%`: values strictly beyond it are warned."""

    side: Literal["below", "above"]
    value: Fraction


@dataclass(frozen=True, slots=True)
class NamedBand:
    """A band and the bound that a value must keep to be in it."""

    name: str
    bound: Bound


@dataclass(frozen=True, slots=True)
class Bands:
    """Named bands in order; a value is in the first whose bound it keeps."""

    bands: tuple[NamedBand, ...]
    otherwise: str


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition of a standard: all that is needed to judge it.

    `first` and `last` are ISO dates in `zone`, the last included, None where open.
    `exceeds_when` is a second share over the same population with its own bound.
    `sentence` is the canonical text. `populations` lists every population of the
    subject in the order of the sentence, the first event first. `clauses` are the
    canonical texts of its clauses, metadata apart. `pausing_keys` join pauses to the
    events whose clock they stop, `once_keys` the answers of `counted once until`.
    """

    sentence: str
    subject: Subject
    bound: Bound | Relative | None
    window: SimpleWindow
    zone: str
    populations: tuple[Population, ...]
    fiscal_month: int = 1
    fiscal_day: int = 1
    first: str | None = None
    last: str | None = None
    groups: tuple[GroupField, ...] = ()
    overall: bool = False
    over: OverWindows | None = None
    minimum: Minimum | None = None
    warn: Warn | None = None
    exceeds: Fraction | None = None
    exceeds_when: tuple[Outcome, Bound] | None = None
    bands: Bands | None = None
    if_no_data: Literal["met", "breached", "reported"] | None = None
    without_deadline: Literal["met", "missed", "excluded", "pending"] | None = None
    late_data: Period | None = None
    rounded: int | None = None
    confidence: Fraction | None = None
    counted_by: Moment | None = None
    counted_once: Population | None = None
    carried_until: Moment | None = None
    during: str | None = None
    pausing: Population | None = None
    pausing_keys: tuple[str, ...] = ()
    once_keys: tuple[str, ...] = ()
    clauses: tuple[str, ...] = field(default=(), compare=False)
    span: Span = field(default=NOWHERE, compare=False, repr=False)
    sentence_span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Standard:
    """A standard with its editions in order of time."""

    id: str
    title: str
    editions: tuple[Edition, ...]
    metadata: Mapping[str, str] = field(default_factory=dict, hash=False)
    span: Span = field(default=NOWHERE, compare=False, repr=False)
