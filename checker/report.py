"""The result of a run as one object; text, JSON and HTML are renderings of it.

Amounts stand twice: `value` is a number for show (a share as a fraction of one, a
length in seconds), `exact` is the same as a fraction `numerator/denominator`, from
which everything shown is computed. Fields may be added; none changes its meaning under
one `schema`.
"""

from collections.abc import Sequence
from dataclasses import field
from typing import Literal

from upheld.checker import part
from upheld.checker.charts import (
    CalendarResult,
    ControlChart,
    Distribution,
    EditionText,
    Funnel,
    Revision,
)
from upheld.checker.coverage import Coverage
from upheld.checker.phrases import Phrase
from upheld.checker.restated import Restated
from upheld.checker.standing import Standing

SCHEMA = "upheld/report/1"

Part = part.Part
ValueUnit = part.ValueUnit

Verdict = part.Verdict

#: The order of verdicts in every list, worst first (REPORTS, section 3).
ORDER: tuple[Verdict, ...] = (
    "error",
    "breached",
    "waived",
    "warned",
    "insufficient",
    "no_data",
    "pending",
    "met",
    "exceeded",
)

#: Verdicts of a window that was judged.
JUDGED: frozenset[Verdict] = frozenset(
    {"met", "exceeded", "warned", "breached", "waived"}
)

#: `upheld.checker.waivers` says when each of them holds.
WaiverState = Literal["in_force", "ending_soon", "future", "expired", "orphaned"]


class Counts(Part):
    """Events of a window (or of a whole standard) by state.

    Statistics use `used` and `without_value` in place of met and missed, which are
    then 0. `events` is what a count counts. `numerator` and `denominator` belong to
    rates.
    """

    met: int = 0
    missed: int = 0
    pending: int = 0
    excluded: int = 0
    invalid: int = 0
    used: int | None = None
    without_value: int | None = None


class Totals(Part):
    """Every row of the first event once; `read` is the sum of all the others."""

    read: int
    repeats: int
    outside_period: int
    not_in_population: int
    met: int = 0
    missed: int = 0
    pending: int = 0
    excluded: int = 0
    invalid: int = 0
    used: int | None = None
    without_value: int | None = None


class Window(Part):
    """The verdict of one window and group.

    `start` and `end` are ISO 8601 moments with offset in the standard's zone (`end`
    exclusive). `value` is as it was judged: rounded, where the standard rounds.
    `target_high` only for a band (`bound` is `between`). `gap` is how many
    events more were needed (share floors) or how many were too many (ceilings, counts),
    `headroom` how many more may be missed, `repair` how many further events would
    bring an open window back to its target (`upheld.checker.headroom` has their exact
    meaning). Where windows are judged over windows, `inner` names those and `counts`
    counts them. `waiver` names what changed the result; the fields that end in
    `without_waiver` say what it would be without any.
    """

    window: str
    start: str
    end: str
    group: dict[str, str] = field(default_factory=dict)
    verdict: Verdict
    value: float | None = None
    exact: str | None = None
    unit: ValueUnit
    currency: str | None = None
    bound: Literal["at_least", "at_most", "more_than", "less_than", "between"]
    target: float | None = None
    target_exact: str | None = None
    target_high: float | None = None
    target_high_exact: str | None = None
    counts: Counts
    band: str | None = None
    gap: int | None = None
    headroom: int | None = None
    repair: int | None = None
    inner: str | None = None
    partial: bool = False
    open: bool = False
    edition: str | None = None
    waiver: str | None = None
    verdict_without_waiver: Verdict | None = None
    value_without_waiver: float | None = None
    exact_without_waiver: str | None = None
    note: str | None = None


class FailedEvent(Part):
    """An event behind a verdict. Moments are ISO 8601 in the standard's zone.

    `measured` is in words (`3m 20s`); `reason` says why: late, never, missing,
    condition. The messages are the same with their parts apart, for other languages;
    a reason of a single word has none.
    """

    window: str | None
    group: dict[str, str] = field(default_factory=dict)
    identity: str
    start: str | None
    deadline: str | None = None
    outcome: str | None = None
    measured: str | None = None
    measured_message: Phrase | None = None
    state: Literal["missed", "invalid", "met"]
    reason: str
    reason_message: Phrase | None = None


class Failures(Part):
    """The first events that fell short, and how many there are in all."""

    shown: tuple[FailedEvent, ...] = ()
    total: int = 0


class Place(Part):
    """Where something stands in a file; lines and columns from 1, the end exclusive."""

    file: str
    line: int
    column: int
    end_line: int | None = None
    end_column: int | None = None


class Message(Part):
    """A diagnostic as data; `text` is its drawing with the caret."""

    code: str
    message: str
    place: Place
    help: str = ""
    text: str = ""


class Definition(Part):
    """A defined metric that a standard uses, and its formula as written."""

    name: str
    formula: str


class Side(Part):
    """What was measured before a change, or since; `end` is exclusive."""

    start: str
    end: str
    value: float | None = None
    exact: str | None = None
    counts: Counts


class ImprovementResult(Part):
    """A change that was made, and the value of its standard before and after it.

    `change` is after less before, of percentages in points; `better` says whether it
    went the way that the standard wants, and is left out where it did not move.
    """

    name: str
    started: str
    text: str = ""
    before: Side
    after: Side
    unit: ValueUnit
    currency: str | None = None
    change: float | None = None
    change_exact: str | None = None
    change_unit: ValueUnit
    better: bool | None = None


class WaiverResult(Part):
    """A waiver, and what it covers of the standards of this run.

    `windows` counts the windows it covers, `windows_waived` those of them whose breach
    it accepts, `events_excused` the events it takes out of the population.
    """

    name: str
    kind: Literal["excuses", "accepts"]
    standards: tuple[str, ...]
    first: str
    last: str
    reason: str
    approver: str
    approved_on: str
    state: WaiverState
    windows: int = 0
    windows_waived: int = 0
    events_excused: int = 0


class StandardResult(Part):
    """One standard: its words, its verdict, its windows in order of time, then group.

    `noun` and `nouns` name what is counted (`call`, `calls`). `marks` are the exact
    limits of tiers and bands: a displayed value stays on its side of each of them.
    `reading_messages` are the lines of `reading` with their parts apart, to be said in
    other languages.
    `verdict_without_waivers` stands where a waiver covers something. `place` is that of
    the id, `sentence_place` that of the sentence in force last. `editions` and what
    charts are drawn from are only there where they were asked for; `not_drawn` says
    which of them the engine could not give, and why.
    """

    id: str
    title: str = ""
    sentence: str
    verdict: Verdict
    verdict_without_waivers: Verdict | None = None
    verdicts: dict[Verdict, int] = field(default_factory=dict)
    windows: Sequence[Window] = ()
    improvements: tuple[ImprovementResult, ...] = ()
    totals: Totals | None = None
    other_totals: dict[str, Totals] = field(default_factory=dict)
    metadata: dict[str, str] = field(default_factory=dict)
    reading: tuple[str, ...] = ()
    reading_messages: tuple[Phrase, ...] = ()
    definitions: tuple[Definition, ...] = ()
    failures: Failures = Failures()
    sql: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    zone: str = ""
    period_start: str | None = None
    period_end: str | None = None
    place: Place | None = None
    sentence_place: Place | None = None
    messages: tuple[Message, ...] = ()
    clauses: tuple[str, ...] = ()
    noun: str = "event"
    nouns: str = "events"
    marks: tuple[str, ...] = ()
    editions: tuple[EditionText, ...] | None = None
    control: tuple[ControlChart, ...] | None = None
    distribution: Distribution | None = None
    funnel: Funnel | None = None
    not_drawn: tuple[str, ...] | None = None


class SourceFile(Part):
    """One file that was read; `name` is relative to the project.

    `sha256` is empty where no format that was asked for shows it.
    """

    name: str
    bytes: int
    sha256: str


class Rejected(Part):
    """A line without a row, or a value that does not convert (with its column)."""

    file: str
    line: int | None
    column: str | None = None
    value: str | None = None
    reason: str


class SourceResult(Part):
    """Where rows came from and what became of them."""

    name: str
    event: str
    kind: str
    files: tuple[SourceFile, ...]
    rows: int
    rejected: int = 0
    repeats: int = 0
    repeats_sought: Literal["in every row", "in the first rows"] | None = None
    doubtful_moments: int = 0
    first: str | None = None
    last: str | None = None
    rejects: tuple[Rejected, ...] = ()
    sql: str = ""


class BaselineFile(Part):
    """The stored result that comparisons with a baseline took their reference from."""

    name: str
    bytes: int
    sha256: str
    as_of: str


class PolicyFile(Part):
    """A `.std` file that was read."""

    name: str
    sha256: str


class Report(Part):
    """One run.

    `organisation` and `title` come from the settings; `revision` is the project's state
    in git, where there is one and it was asked for, as the calendars and the `standing`
    are, which puts the standards side by side.
    `fail_on` and `no_data` are what the run was asked to end with a status of 1 and 4
    for (`upheld.checker.exit_status`). `coverage` is what its standards are there for.
    `restated` are final windows that a kept state has otherwise, where there are any.
    """

    schema_: str = SCHEMA
    as_of: str
    as_of_given: bool = False
    verdict: Verdict
    exit_status: int = 0
    fail_on: Literal["breached", "warned", "never"] = "breached"
    no_data: Literal["fail", "warn", "strict"] = "fail"
    standards: tuple[StandardResult, ...]
    verdicts: dict[Verdict, int] = field(default_factory=dict)
    window_verdicts: dict[Verdict, int] = field(default_factory=dict)
    period_from: str | None = None
    period_to: str | None = None
    waivers: tuple[WaiverResult, ...] = ()
    parameters: dict[str, str] = field(default_factory=dict)
    sources: tuple[SourceResult, ...] = ()
    policies: tuple[PolicyFile, ...] = ()
    baseline: BaselineFile | None = None
    zone: str = "UTC"
    engine: str = "duckdb"
    versions: dict[str, str] = field(default_factory=dict)
    organisation: str | None = None
    title: str | None = None
    revision: Revision | None = None
    calendars: tuple[CalendarResult, ...] | None = None
    restated: tuple[Restated, ...] | None = None
    coverage: Coverage = Coverage()
    standing: Standing | None = None
