"""What a standard of the workloads is: a sentence, and beside it the same as data."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

Window = Literal["hour", "day", "week", "month"]
Measure = Literal["wait", "handle", "csat", "cost"]

SECOND = 1_000_000

#: What one unit of a target is in whole units of the data: µs, cents, points.
UNITS: dict[str, int] = {"wait": SECOND, "handle": SECOND, "csat": 1, "cost": 100}


@dataclass(frozen=True, slots=True)
class Test:
    """A test of a row: `wait <= 120000000`, `csat known`; of no column, always true."""

    column: str = ""
    operator: Literal["<=", ">=", "=", "known", "true"] = "true"
    value: int | str = 0


EVERY = Test()
ANSWERED = Test("answered_at", "known")
ABANDONED = Test("abandoned", "true")
REOPENED = Test("reopened", "true")
RATED = Test("csat", "known")


def within(seconds: int) -> Test:
    """Answered in time."""
    return Test("wait", "<=", seconds * SECOND)


@dataclass(frozen=True, slots=True)
class Share:
    """Rows with `good` among those with `among`."""

    good: Test
    among: Test = EVERY


@dataclass(frozen=True, slots=True)
class Average:
    """Of a measure, where it is known."""

    measure: Measure


@dataclass(frozen=True, slots=True)
class Rank:
    """A percentile by nearest rank, in hundredths; 100 is the maximum."""

    measure: Measure
    percent: int


@dataclass(frozen=True, slots=True)
class Number:
    """Of rows."""


@dataclass(frozen=True, slots=True)
class PerAnswered:
    """The sum of a measure over all rows, for each answered one."""

    measure: Measure


Statistic = Share | Average | Rank | Number | PerAnswered


@dataclass(frozen=True, slots=True)
class Standard:
    """One standard of the workloads.

    Args:
        target: in units of the sentence: a share, seconds, currency, points.
        floor: whether the target is the least (otherwise the most) allowed.
        by_team: whether every team is judged, or all together.
        where: what narrows the rows.
    """

    name: str
    sentence: str
    window: Window
    statistic: Statistic
    target: Decimal
    floor: bool
    by_team: bool = False
    where: Test = EVERY

    def limit(self) -> Fraction:
        """The target in whole units of the data."""
        match self.statistic:
            case Share() | Number():
                return Fraction(self.target)
            case Average(measure) | Rank(measure, _) | PerAnswered(measure):
                return Fraction(self.target) * UNITS[measure]

    def unit(self) -> int:
        """How many whole units of the data one unit of the value is."""
        match self.statistic:
            case Share() | Number():
                return 1
            case Average(measure) | Rank(measure, _) | PerAnswered(measure):
                return UNITS[measure]


#: The words before the standards of calls; `{calls}` is the file.
VOCABULARY = """zone UTC

event call, calls
  from "{calls}"{identity}
  occurring at arrived_at
  answered at answered_at
  ended at ended_at
  wait is answered - arrived_at
  handle is ended - answered

define cost-per-answered as total cost of calls / number of answered calls
"""


def policy(standards: list[Standard], calls: str, identity: str = "") -> str:
    """The text of a policy; `identity` is a clause of the event, or nothing."""
    clause = f"\n  {identity}" if identity else ""
    lines = [f"standard {s.name}\n  {s.sentence}\n" for s in standards]
    return "\n".join([VOCABULARY.format(calls=calls, identity=clause), *lines])


def share(
    name: str,
    window: Window,
    statistic: Share,
    target: str,
    text: str,
    *,
    floor: bool = True,
    by_team: bool = False,
    where: Test = EVERY,
) -> Standard:
    """A share, with the sentence before its window in `text`."""
    return written(
        name,
        window,
        statistic,
        target,
        text,
        floor,
        by_team=by_team,
        where=where,
    )


def written(
    name: str,
    window: Window,
    statistic: Statistic,
    target: str,
    text: str,
    floor: bool,
    *,
    by_team: bool = False,
    where: Test = EVERY,
) -> Standard:
    """A standard; `{t}` in its text is the target, the clauses come behind it."""
    shown = f"{Decimal(target) * 100:f}".rstrip("0").rstrip(".")
    first = text.format(t=target, p=f"{shown}%")
    narrowed = f" where {where.column} is {quoted(where.value)}" if where.column else ""
    teams = " for each team" if by_team else ""
    sentence = f"{first} per {window}{teams}{narrowed}"
    return Standard(
        name, sentence, window, statistic, Decimal(target), floor, by_team, where
    )


def quoted(value: int | str) -> str:
    """A value as the language writes it."""
    return str(value) if isinstance(value, int) else f'"{value}"'


PROMPT = Share(within(120))
LOST = Share(ABANDONED)
IN_TIME = "{p} of calls answered within 2m"
FEW_LOST = "at most {p} of calls where abandoned"


def columns(standards: list[Standard]) -> list[str]:
    """The columns of the calls that standards use, the moment first."""
    found = {"arrived_at", *(["team"] if any(s.by_team for s in standards) else [])}
    for standard in standards:
        found |= used(standard)
    return sorted(found, key=lambda name: (name != "arrived_at", name))


def used(standard: Standard) -> set[str]:
    """The columns of the statistic and the filter of one standard."""
    behind = {"wait": {"answered_at"}, "handle": {"answered_at", "ended_at"}}
    names = {standard.where.column}
    match standard.statistic:
        case Share(good, among):
            names |= {good.column, among.column}
        case Average(measure) | Rank(measure, _):
            names.add(measure)
        case PerAnswered(measure):
            names |= {measure, "answered_at"}
        case Number():
            pass
    return {c for n in names if n for c in behind.get(n, {n})}
