"""Clauses of a standard as written."""

from typing import Literal

from upheld.dsl.ast.expressions import Condition
from upheld.dsl.ast.outcomes import Outcome
from upheld.dsl.ast.sentences import Share
from upheld.dsl.ast.values import (
    Date,
    Length,
    Node,
    Number,
    Percent,
    Phrase,
    Value,
    Word,
)
from upheld.dsl.ast.windows import Limit
from upheld.dsl.dataclass import dataclass


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
    """`minimum 30 calls`; a parameter's name stands in the first words of `events`."""

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

    `key` is owner, because, source, severity, stage, channel or dimension; of a label
    it is `label NAME`.
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
