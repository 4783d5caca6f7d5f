"""A policy as meant: names bound, units right, every default filled in.

This is all that the checker sees of the language. Amounts are exact: a share is a fraction
of one (90% is 9/10), a length is whole microseconds, money and plain numbers are fractions,
percent points are points. `span` fields say where a thing stands; they take no part in
equality.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from upheld.dsl.source import NOWHERE, Span

# --- units -----------------------------------------------------------------------------

UnitKind = Literal[
    "text", "truth", "moment", "length", "number", "money", "percent", "points", "count"
]


@dataclass(frozen=True, slots=True)
class Unit:
    """What a value is measured in.

    Amounts: `length` in microseconds, `percent` as a fraction of one, `points` in points,
    `money` in its currency, `number` and `count` as they are.
    """

    kind: UnitKind
    currency: str = ""


TEXT = Unit("text")
TRUTH = Unit("truth")
MOMENT = Unit("moment")
LENGTH = Unit("length")
NUMBER = Unit("number")
PERCENT = Unit("percent")
POINTS = Unit("points")
COUNT = Unit("count")


# --- lengths of time -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Period:
    """A length as deadline arithmetic: months, then days, in local time; then exact time.

    Only `microseconds` has a fixed length; months clamp to the last day of the month.
    """

    months: int = 0
    days: int = 0
    microseconds: int = 0

    @property
    def exact(self) -> bool:
        """Whether it has a fixed length."""
        return not self.months and not self.days


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """`4 working hours`: time that the calendar is open."""

    microseconds: int
    calendar: str


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """`3 working days`: to the close of the Nth open day after the start's own day."""

    days: int
    calendar: str


@dataclass(frozen=True, slots=True)
class RowLength:
    """A limit that differs by row; each branch is a length, or a row's own value.

    Branches are tried in order; a row that fits none has no limit and is invalid.
    """

    branches: "tuple[tuple[Condition | None, Period | WorkingTime | WorkingDays | Expression], ...]"
    name: str = ""


LimitLength = Period | WorkingTime | WorkingDays | RowLength


# --- columns and row expressions -------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment of an event: its start, a milestone, or a column used as a moment.

    `columns` has one name, or two (a date and a clock) that are joined by a space.
    `spelling` is a strptime pattern or "" for ISO 8601. `zone` reads values without an
    offset; "" means that such a value is an error. `promise` moments (used after `by` or
    `before`) are never hidden by `as of`.
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

    unit kinds: text, truth, number, money, length. For a length `spelling` is a time unit
    ("second", "minute", "hour", "day" = 24 h, "week" = 168 h) that a number counts, or
    "HH:MM:SS" for texts of that shape ("" where the column must already be a length).
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
    """`4 when a, 8 when b, else 24`, of one row; without `else` the value may be missing."""

    branches: "tuple[tuple[Condition, Expression], ...]"
    otherwise: "Expression | None"
    unit: Unit
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Measure:
    """A named expression of one row: `wait is answered - queued_at`.

    `ending` is the milestone whose absence means "still running" (the left side of a
    difference of two moments, when it is a milestone); `starting` is the moment the clock
    runs from. Both are None where the expression is no such difference.
    """

    name: str
    value: "Expression"
    unit: Unit
    ending: Moment | None = None
    starting: Moment | None = None
    span: Span = field(default=NOWHERE, compare=False, repr=False)


Expression = Moment | Column | Constant | Arithmetic | Choose | Measure


# --- conditions ------------------------------------------------------------------------

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
    """`is known`; with `negated`, `is unknown` (the only test a missing value passes)."""

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


# --- events ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Key:
    """A key shared with other events: its name and the column that holds it."""

    name: str
    column: str
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Pick:
    """`latest by updated_at, version`: which row of one identity stands."""

    which: Literal["latest", "first"]
    columns: tuple[str, ...]
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Event:
    """A kind of event and where its rows are.

    `source` is a path or the name of a source as written behind `from`; `file` is the
    `.std` file it is declared in (paths are relative to its folder). `end` of an interval
    event is the second moment of `during`. `moments` holds every declared moment except
    the start (milestones and the end), for the default of `as of`.
    """

    name: str
    names: tuple[str, ...]
    source: str
    file: str
    start: Moment
    milestones: Mapping[str, Moment] = field(hash=False)
    identity: tuple[str, ...] = ()
    unique: bool = False
    keys: tuple[Key, ...] = ()
    end: Moment | None = None
    until_next: bool = False
    empty: tuple[str, ...] = ()
    pick: Pick | None = None
    reject_above: Fraction | None = None
    where: Condition | None = None
    complete_from: str | None = None
    span: Span = field(default=NOWHERE, compare=False, repr=False)
    source_span: Span = field(default=NOWHERE, compare=False, repr=False)
    identity_spans: tuple[Span, ...] = field(default=(), compare=False, repr=False)


# --- populations and outcomes ----------------------------------------------------------


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
    """At most `length` after the clock's start; `strict` leaves the limit itself out."""

    length: LimitLength
    strict: bool = False


@dataclass(frozen=True, slots=True)
class ByDeadline:
    """Not later than `lead` before the row's own deadline (`lead` None: by the deadline)."""

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


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a sequence: the events that answer, and the limit from the step before."""

    population: Population
    limit: Within | None


@dataclass(frozen=True, slots=True)
class Followed:
    """`followed by E within D then by F within D`, joined on `keys`."""

    steps: tuple[Step, ...]
    keys: tuple[str, ...]
    own: bool = False
    every: tuple[str, Members] | None = None
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


# --- metrics ---------------------------------------------------------------------------

StatisticKind = Literal["average", "median", "total", "minimum", "maximum", "percentile"]


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
    """The number of distinct known values of a column, key or milestone; unit `count`."""

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
    """`left operator right` of two metrics. A quotient of like units is a `number`, and a
    `percent` where the bound it is compared with is a percentage."""

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


# --- bounds, tiers, windows ------------------------------------------------------------

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
    """What a comparison is made with. `label` is the window of a baseline, `2025-Q1`."""

    kind: Literal["previous", "last_year", "baseline"]
    unit: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Relative:
    """`at most 5% above the previous month`.

    `amount` is a fraction of the reference where `proportional`, else in the metric's unit
    (points for percentages). The target is reference + amount for `above`, reference -
    amount for `below`. `kind` is the bound on the difference *in that direction*: the
    value keeps `at most 5% above` when value <= reference * 1.05, and `at most 2 points
    below` when value >= reference - 2.
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
    """Windows judged over windows. The standard's `bound` and `window` are the inner ones.

    kind `share`: `bound` is on the share of judged inner windows that are met, exceeded or
    warned. kind `average`: the mean of the inner values is held against the standard's own
    bound, and `bound` is None.
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
    """One part of `for each`: the name shown, what is read, the list it is taken from."""

    name: str
    value: Expression | Condition
    members: Members | None = None
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Minimum:
    """`minimum 30 calls`; `population` is the index of the sentence's population named."""

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
    `sentence` is the canonical text. `populations` lists every population of the subject
    in the order of the sentence, the first event first. `clauses` are the canonical texts
    of its clauses, metadata apart.
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
    keys: tuple[str, ...] = ()
    clauses: tuple[str, ...] = field(default=(), compare=False)
    unsupported: tuple[tuple[str, Span], ...] = field(default=(), compare=False)
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Standard:
    """A standard with its editions in order of time."""

    id: str
    title: str
    editions: tuple[Edition, ...]
    metadata: Mapping[str, str] = field(default_factory=dict, hash=False)
    span: Span = field(default=NOWHERE, compare=False, repr=False)


# --- the rest of a policy --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Calendar:
    """Opening hours: for each weekday (0 is Monday) ranges in minutes of the day.

    A range whose end is not after its start runs over midnight and belongs to the day it
    starts on. `closed` are ISO dates; `closed_on` are files of dates, read by the checker.
    """

    name: str
    hours: tuple[tuple[tuple[int, int], ...], ...]
    closed: tuple[str, ...] = ()
    closed_on: tuple[tuple[str, Span], ...] = field(default=())
    file: str = ""
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Waiver:
    """A waiver with everything that it needs; dates are ISO, the last included."""

    name: str
    kind: Literal["excuses", "accepts"]
    standards: tuple[str, ...]
    first: str
    last: str
    reason: str
    approver: str
    approved_on: str
    condition: Condition | None = None
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Improvement:
    """A change whose effect the report compares before and after."""

    name: str
    standard: str
    started: str
    text: str = ""
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Policy:
    """All files of one run, resolved and checked."""

    zone: str
    events: Mapping[str, Event]
    standards: tuple[Standard, ...]
    calendars: Mapping[str, Calendar]
    lists: Mapping[str, Members]
    waivers: tuple[Waiver, ...]
    improvements: tuple[Improvement, ...]
    files: tuple[str, ...]
