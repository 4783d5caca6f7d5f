"""Parts of the report that its charts are drawn from, all of them exact.

Amounts are fractions as texts, as in `upheld.checker.report`: a share of one, a length
in seconds. A renderer draws and words them; what lies outside a limit, and how many
events lie past a target, was decided before.
"""

from typing import Literal

from upheld.checker.part import Part, ValueUnit

#: Why a value is more than chance: see `upheld.checker.control`.
Signal = Literal["outside", "side", "trend"]


class ControlPoint(Part):
    """A window on a control chart.

    Of a share `lower` and `upper` are the fewest and the most events met that lie
    inside the limits of its own number of events; else the chart's own limits hold.
    """

    window: str
    start: str
    lower: int | None = None
    upper: int | None = None
    signals: tuple[Signal, ...] = ()


class ControlChart(Part):
    """The closed windows of one group, with what the process itself would give.

    `kind` is `share` (limits by the number of events) or `individuals` (limits from the
    moving range, `lower_exact` and `upper_exact`).
    """

    group: dict[str, str]
    kind: Literal["share", "individuals"]
    centre_exact: str
    lower_exact: str | None = None
    upper_exact: str | None = None
    points: tuple[ControlPoint, ...]


class Bin(Part):
    """How many events have a value between two others; None is no end.

    A value that equals an end is in the bin on the side that it is judged to be on.
    """

    low: str | None
    high: str | None
    number: int


class Distribution(Part):
    """How the values of single events are spread, beside the limit they are held to.

    `of` says what a value is: the time an outcome took, how much later than its own
    deadline it came (negative: earlier), or a value of the event. Percentiles are
    nearest-rank, of the `number` events that have a value; `without` have none. `past`
    of them lie on the side of the limit that is not asked for.
    """

    of: Literal["took", "after_deadline", "value"]
    name: str
    unit: ValueUnit
    currency: str | None = None
    number: int
    without: int
    limit_exact: str
    limit_high_exact: str | None = None
    wanted: Literal["below", "above", "between"]
    past: int
    minimum: str
    p50: str
    p90: str
    p95: str
    maximum: str
    bins: tuple[Bin, ...]
    edition: str | None = None


class FunnelStep(Part):
    """How many events came this far in time.

    `median` is the median of the seconds since the step before, nearest-rank.
    """

    name: str
    number: int
    median: str | None = None


class Funnel(Part):
    """The steps of a sequence; the first is every event that was judged."""

    steps: tuple[FunnelStep, ...]
    edition: str | None = None


class EditionText(Part):
    """The text of a standard as adopted, and the days on which it is in force."""

    name: str | None
    sentence: str
    clauses: tuple[str, ...] = ()
    first: str | None = None
    last: str | None = None


class DatesFile(Part):
    """A file of closed dates."""

    name: str
    sha256: str


class CalendarResult(Part):
    """A calendar as it was counted: open hours from Monday on, and closed dates."""

    name: str
    hours: tuple[str, ...]
    closed: tuple[str, ...] = ()
    files: tuple[DatesFile, ...] = ()


class Revision(Part):
    """The state of the project in git.

    `clean` says whether everything that git tracks, and every policy, is as committed;
    `changed` names what is not. Without a commit there is nothing to compare with.
    `waivers` names the commit that each waiver came with, of those that are committed.
    """

    commit: str | None = None
    clean: bool | None = None
    changed: tuple[str, ...] = ()
    waivers: dict[str, str] | None = None
