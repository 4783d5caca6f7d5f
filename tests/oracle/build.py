"""Models and tables built by hand, so that the oracle is tested without the parser."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from typing import Literal

from tests.oracle.clean import Cells
from tests.oracle.evaluate import Result, WindowResult, evaluate
from tests.oracle.moments import instant
from upheld.dsl import model

MINUTE = 60_000_000
ZONE = "Europe/Stockholm"
QUEUED = model.Moment("queued", "start", ("queued",))
ANSWERED = model.Moment("answered", "milestone", ("answered",))
ACKNOWLEDGED = model.Moment("acknowledged", "milestone", ("acknowledged",))
PROMISED = model.Moment("promised", "milestone", ("promised",), promise=True)
WAIT = model.Measure(
    "wait",
    model.Arithmetic("-", ANSWERED, QUEUED, model.LENGTH),
    model.LENGTH,
    ending=ANSWERED,
    starting=QUEUED,
)
TEAM = model.Column("team", model.TEXT)
SCORE = model.Column("score", model.NUMBER)

CALL = model.Event(
    "call",
    ("call", "calls"),
    "calls.csv",
    "case.std",
    QUEUED,
    {"answered": ANSWERED, "acknowledged": ACKNOWLEDGED, "promised": PROMISED},
    identity=("id",),
)
COLUMNS = ("id", "queued", "answered", "acknowledged", "promised", "team", "score")


def table(
    *rows: Mapping[str, str], event: model.Event = CALL
) -> dict[str, list[Cells]]:
    """Rows of one source; ids are numbered, columns not given are empty."""
    empty: Cells = dict.fromkeys(COLUMNS)
    return {event.source: [{**empty, "id": str(n), **r} for n, r in enumerate(rows)]}


def at(text: str) -> int:
    """The microseconds of `2026-03-02T09:00+01:00`."""
    return instant(datetime.fromisoformat(text))


def calls(
    event: model.Event = CALL,
    where: tuple[model.Condition, ...] = (),
    excluding: tuple[model.Outcome, ...] = (),
) -> model.Population:
    """A population of calls."""
    return model.Population(event, where, excluding)


def within(microseconds: int, *, strict: bool = False) -> model.Within:
    """An exact limit."""
    return model.Within(model.Period(microseconds=microseconds), strict)


def answered(
    limit: model.Within | model.ByDeadline | None = None,
    *,
    of: model.Moment = QUEUED,
    negated: bool = False,
) -> model.Reach:
    """The outcome of most tests."""
    return model.Reach(ANSWERED, of, limit, negated)


def percent(number: int, kind: model.BoundKind = "at_least") -> model.Bound:
    """A target in percent."""
    return model.Bound(kind, Fraction(number, 100), model.PERCENT)


def bound(
    kind: model.BoundKind, low: int, unit: model.Unit = model.COUNT, high: int = -1
) -> model.Bound:
    """A target in the amount of its unit."""
    return model.Bound(kind, Fraction(low), unit, None if high < 0 else Fraction(high))


WindowName = Literal["hour", "day", "week", "month", "quarter", "year"]


def edition(
    subject: model.ShareOutcome | model.Metric,
    target: model.Bound,
    per: WindowName | model.SimpleWindow = "day",
    populations: tuple[model.Population, ...] = (),
) -> model.Edition:
    """An edition in Stockholm."""
    window = model.Per(per) if isinstance(per, str) else per
    own = getattr(subject, "population", None)
    own_populations = populations or ((own,) if own else ())
    return model.Edition("", subject, target, window, ZONE, own_populations)


def share(
    outcome: model.Outcome,
    target: model.Bound,
    per: WindowName | model.SimpleWindow = "day",
    population: model.Population | None = None,
) -> model.Edition:
    """A share sentence about calls."""
    subject = model.ShareOutcome(population or calls(), outcome)
    return edition(subject, target, per)


def statistic(
    kind: model.StatisticKind,
    value: model.Expression = WAIT,
    rank: Fraction | None = None,
    unit: model.Unit = model.LENGTH,
) -> model.Statistic:
    """A statistic of calls."""
    return model.Statistic(kind, value, calls(), unit, rank)


def by_team(judged: model.Edition, *members: str) -> model.Edition:
    """For each team, perhaps of a list."""
    listed = model.Members("teams", members) if members else None
    return replace(judged, groups=(model.GroupField("team", TEAM, listed),))


def windows(
    judged: model.Edition, tables: Mapping[str, Sequence[Cells]], as_of: str
) -> tuple[WindowResult, ...]:
    """The windows of an edition."""
    return result(judged, tables, as_of).windows


def result(
    judged: model.Edition, tables: Mapping[str, Sequence[Cells]], as_of: str
) -> Result:
    """All of an edition."""
    return evaluate(judged, tables, as_of=at(as_of))


def verdicts(
    judged: model.Edition, tables: Mapping[str, Sequence[Cells]], as_of: str
) -> list[tuple[str, str]]:
    """Label and verdict of every window."""
    return [(w.label, w.verdict) for w in windows(judged, tables, as_of)]


NEXT_DAY = "2026-03-03T00:00+01:00"
IN_TIME = {"queued": "2026-03-02T09:00+01:00", "answered": "2026-03-02T09:01+01:00"}
LATE = {"queued": "2026-03-02T09:00+01:00", "answered": "2026-03-02T09:09+01:00"}
OPEN = {"queued": "2026-03-02T09:00+01:00"}
TWO_MINUTES = answered(within(2 * MINUTE))


def waited(seconds: int, day: int = 2) -> dict[str, str]:
    """A call of that day of March that was answered after so many seconds."""
    minutes, rest = divmod(seconds, 60)
    return {
        "queued": f"2026-03-{day:02}T09:00:00+01:00",
        "answered": f"2026-03-{day:02}T09:{minutes:02}:{rest:02}+01:00",
    }
