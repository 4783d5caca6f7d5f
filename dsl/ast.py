"""A `.std` file as written: one node for each thing that a person can point at.

Names are not resolved here: a run of words such as `calls answered` is one `Phrase`, and
`upheld.dsl.resolve` finds out which words are the event and which its milestone.
Positions (`span`) take no part in equality, so a file and its translation compare equal.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, is_dataclass
from decimal import Decimal
from typing import Literal

from upheld.dsl.source import NOWHERE, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """Anything with a place in a file."""

    span: Span = field(default=NOWHERE, compare=False, repr=False)


# --- words and values ------------------------------------------------------------------


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


TimeUnit = Literal["second", "minute", "hour", "day", "week", "month", "quarter", "year"]


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


# --- row expressions and conditions ----------------------------------------------------


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


Expression = Word | Number | Percent | Points | Money | Length | Text | Arithmetic | Negative

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


Condition = Comparison | Between | Is | OneOf | Known | Matches | Truth | Not | AllOf | AnyOf


# --- outcomes --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Within(Node):
    """`within 2m`, `in less than 3m` (strict), `within 24h of acknowledged`."""

    length: LengthValue
    strict: bool = False
    origin: Phrase | None = None


@dataclass(frozen=True, slots=True)
class By(Node):
    """`by promised`."""

    deadline: Phrase


@dataclass(frozen=True, slots=True)
class Before(Node):
    """`at least 1 day before promised`."""

    length: LengthValue
    deadline: Phrase


@dataclass(frozen=True, slots=True)
class Reach(Node):
    """A milestone, perhaps with a limit.

    `milestone` is None where its words could not be told from the event's before names
    are resolved: in `calls answered within 2m` both words are the sentence's phrase.
    """

    milestone: Phrase | None
    limit: Within | By | Before | None = None
    negated: bool = False


@dataclass(frozen=True, slots=True)
class With(Node):
    """`with wait above 5m`."""

    condition: Comparison | Between
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Step(Node):
    """`then by resolution within 24h`: a later step of a chain."""

    event: Phrase
    limit: Within | None


@dataclass(frozen=True, slots=True)
class Followed(Node):
    """`followed by acknowledgement within 1h then by resolution within 24h`.

    `own` for `followed by its own`; `every` is the pair (column, list) of
    `from every staff_id of staff`.
    """

    event: Phrase
    limit: Within | None
    then: tuple[Step, ...] = ()
    own: bool = False
    every: tuple[Phrase, Phrase] | None = None
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Preceded(Node):
    """`preceded by approval within 7d`."""

    event: Phrase
    limit: Within | None
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Either(Node):
    """`A or B`."""

    outcomes: tuple["Outcome", ...]


@dataclass(frozen=True, slots=True)
class Both(Node):
    """`A and B`."""

    outcomes: tuple["Outcome", ...]


Outcome = Reach | With | Followed | Preceded | Either | Both


# --- metrics ---------------------------------------------------------------------------

StatisticKind = Literal["average", "median", "total", "minimum", "maximum", "percentile"]


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
    """`share of calls answered within 2m`, in percent; `events` as in `Share`."""

    events: Phrase
    outcome: Outcome | None


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


# --- bounds and windows ----------------------------------------------------------------


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
    """`per day on at least 95% of days per month`; `inner` is the day, `outer` the month."""

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


# --- sentences -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Share(Node):
    """`90% of calls answered within 2m`, `every parcel delivered within 3 days`.

    `events` holds the population and, where nothing stands between them, the words of the
    first outcome's milestone. `quantifier` is None with a bound, else `every` or `no`.
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
    """`regions`, or `list regions from column region`; `column` is None for the first."""

    name: Phrase
    column: Word | None = None


@dataclass(frozen=True, slots=True)
class Spread(Node):
    """`gap between regions of average rating of surveys at most 5 points`."""

    groups: ListRef
    metric: Metric
    target: Limit | Band | Relative


Sentence = Share | Count | Measured | Recurrence | Trend | Spread


# --- clauses of a standard -------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Where(Node):
    """`where C`, of a standard, an event or a waiver."""

    condition: Condition


@dataclass(frozen=True, slots=True)
class Excluding(Node):
    """`excluding abandoned within 5s`."""

    outcome: Outcome


@dataclass(frozen=True, slots=True)
class GroupField(Node):
    """One column of `for each`, with its list if it has one."""

    name: Phrase
    members: Phrase | None = None


@dataclass(frozen=True, slots=True)
class ForEach(Node):
    """`for each team, channel of channels and overall`."""

    fields: tuple[GroupField, ...]
    overall: bool = False


@dataclass(frozen=True, slots=True)
class Minimum(Node):
    """`minimum 30 calls`; `number` may name a parameter by the first words of `events`."""

    number: Number | Phrase
    events: Phrase


@dataclass(frozen=True, slots=True)
class Warn(Node):
    """`warn below 92%`."""

    side: Literal["below", "above"]
    value: Value


@dataclass(frozen=True, slots=True)
class Exceeds(Node):
    """`exceeds at 97%`."""

    value: Value


@dataclass(frozen=True, slots=True)
class ExceedsWhen(Node):
    """`exceeds when 50% of installations completed at least 1 day before promised`."""

    share: Share


@dataclass(frozen=True, slots=True)
class UseCalendar(Node):
    """`calendar office`, as a clause."""

    name: Phrase


@dataclass(frozen=True, slots=True)
class Zone(Node):
    """`zone Europe/Stockholm`, in the file head or of a standard."""

    name: str


@dataclass(frozen=True, slots=True)
class Pausing(Node):
    """`pausing while hold`."""

    events: Phrase


@dataclass(frozen=True, slots=True)
class Matching(Node):
    """`matching customer and topic`."""

    keys: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class CountedBy(Node):
    """`counted by resolved`."""

    milestone: Phrase


@dataclass(frozen=True, slots=True)
class CountedOnce(Node):
    """`counted once until reply`."""

    events: Phrase


@dataclass(frozen=True, slots=True)
class DuringCalendar(Node):
    """`during office`."""

    name: Phrase


@dataclass(frozen=True, slots=True)
class LateData(Node):
    """`allowing 2 days for late data`."""

    length: Length


@dataclass(frozen=True, slots=True)
class Rounded(Node):
    """`rounded to 1 decimal`."""

    decimals: int


@dataclass(frozen=True, slots=True)
class Confidence(Node):
    """`with 95% confidence`."""

    level: Percent


@dataclass(frozen=True, slots=True)
class NoData(Node):
    """`if no data met|breached|reported`."""

    verdict: Literal["met", "breached", "reported"]


@dataclass(frozen=True, slots=True)
class WithoutDeadline(Node):
    """`without deadline met|missed|excluded|pending`."""

    state: Literal["met", "missed", "excluded", "pending"]


@dataclass(frozen=True, slots=True)
class Effective(Node):
    """`effective from D until D`; the last day is included."""

    first: Date | None
    last: Date | None


@dataclass(frozen=True, slots=True)
class NamedBand(Node):
    """`good at least 95%`."""

    name: Word
    bound: Limit


@dataclass(frozen=True, slots=True)
class Bands(Node):
    """`bands good at least 95%, adequate at least 90%, else poor`."""

    bands: tuple[NamedBand, ...]
    otherwise: Word


@dataclass(frozen=True, slots=True)
class CarriedOver(Node):
    """`carried over until acknowledged`."""

    milestone: Phrase


@dataclass(frozen=True, slots=True)
class Metadata(Node):
    """`owner "Contact centre"`, `stage consideration`, `label need "short waits"`.

    `key` is owner, because, source, severity, stage, channel or dimension; of a label it is
    `label NAME`.
    """

    key: str
    value: str


StandardClause = (
    Where
    | Excluding
    | ForEach
    | Minimum
    | Warn
    | Exceeds
    | ExceedsWhen
    | UseCalendar
    | Zone
    | Pausing
    | Matching
    | CountedBy
    | CountedOnce
    | DuringCalendar
    | LateData
    | Rounded
    | Confidence
    | NoData
    | WithoutDeadline
    | Effective
    | Bands
    | CarriedOver
    | Metadata
)


# --- clauses of an event ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MomentColumns(Node):
    """`answered_at`, `day + clock in "%d/%m/%Y %H:%M"`: one or two columns, a spelling."""

    columns: tuple[Word, ...]
    spelling: Text | None = None


@dataclass(frozen=True, slots=True)
class From(Node):
    """`from "calls.parquet"`."""

    path: Text


@dataclass(frozen=True, slots=True)
class IdentifiedBy(Node):
    """`identified by call_id`; `unique` when the source guarantees it."""

    columns: tuple[Word, ...]
    unique: bool = False


@dataclass(frozen=True, slots=True)
class About(Node):
    """`about customer customer_id`: a key and its column."""

    key: Word
    column: Word


@dataclass(frozen=True, slots=True)
class OccurringAt(Node):
    """`occurring at queued_at`."""

    moment: MomentColumns


@dataclass(frozen=True, slots=True)
class Milestone(Node):
    """`answered at answered_at`."""

    name: Phrase
    moment: MomentColumns


@dataclass(frozen=True, slots=True)
class Lasting(Node):
    """`during held_from to held_until`: an interval event."""

    start: MomentColumns
    end: MomentColumns


@dataclass(frozen=True, slots=True)
class LastingUntilNext(Node):
    """`lasting until the next`."""


@dataclass(frozen=True, slots=True)
class State(Node):
    """`urgent when priority is "P1"`."""

    name: Phrase
    condition: Condition


@dataclass(frozen=True, slots=True)
class Branch(Node):
    """`4h when priority is "P1"`."""

    value: Expression | WorkingLength
    condition: Condition


@dataclass(frozen=True, slots=True)
class Piecewise(Node):
    """`4h when priority is "P1", 8h when priority is "P2", else 24h`."""

    branches: tuple[Branch, ...]
    otherwise: Expression | WorkingLength | None


@dataclass(frozen=True, slots=True)
class Measure(Node):
    """`wait is answered - queued_at`, `cost is cost_eur in EUR`, `wait is w in "HH:MM:SS"`.

    `unit` is what stands behind `in`: a time unit in the plural (`seconds`, `working hours`),
    a currency code, or the spelling of a length in quotes (then a `Text`).
    """

    name: Phrase
    value: Expression | Piecewise
    unit: Word | Text | None = None


@dataclass(frozen=True, slots=True)
class SourceZone(Node):
    """`source zone Europe/Prague`."""

    name: str


@dataclass(frozen=True, slots=True)
class Empty(Node):
    """`empty is "?", "-"`."""

    texts: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Pick(Node):
    """`latest by updated_at, version` or `first by updated_at`."""

    which: Literal["latest", "first"]
    columns: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class RejectAbove(Node):
    """`reject above 1%`."""

    share: Percent


@dataclass(frozen=True, slots=True)
class CompleteFrom(Node):
    """`complete from 2025-01-01`: nothing is missing from that day on."""

    date: Date


EventClause = (
    From
    | IdentifiedBy
    | About
    | OccurringAt
    | Milestone
    | Lasting
    | LastingUntilNext
    | State
    | Measure
    | SourceZone
    | Empty
    | Pick
    | RejectAbove
    | CompleteFrom
    | Where
)


# --- declarations ----------------------------------------------------------------------


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
    """`list channels "phone", "chat"`, `list staff from "staff.csv" column id since a until b`."""

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
    """`improvement new-ivr for answer-speed started 2026-03-01 "Retrained the voice menu"`."""

    name: Word
    standard: Word
    started: Date
    text: str | None


@dataclass(frozen=True, slots=True)
class Waiver(Node):
    """A waiver of either kind; a part that is None or empty was not written."""

    name: Word
    kind: Literal["excuses", "accepts"] | None
    standards: tuple[Word, ...]
    first: Date | None
    last: Date | None
    condition: Condition | None
    reason: str | None
    approver: str | None
    approved_on: Date | None


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
    elif is_dataclass(node) and not isinstance(node, type) and not isinstance(node, Span):
        for part in fields(node):
            yield from walk(getattr(node, part.name))
