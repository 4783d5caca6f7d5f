"""W1, W20 and W200: each standard as a sentence, and as data.

The sentence is what upheld reads. The data, written beside it by hand and not derived
from it, is what queries and programs of the other contenders are made from. If the two
did not mean the same, tables of verdicts would differ and no time would be kept.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from benchmarks.suite.settings import SIZES

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


def w1() -> list[Standard]:
    """One share for each day."""
    return [share("s01", "day", PROMPT, "0.87", IN_TIME)]


def w20(size: str) -> list[Standard]:
    """Twenty standards: every kind of statistic, four windows, five by team.

    Where a column is tested besides its target, `where` in the sentence says so; the
    number of calls asked for grows with the size.
    """
    volume = str(12_000 * SIZES[size] // 10_000_000)
    first = Test("priority", "=", 1)
    return [
        *w1(),
        share(
            "s02",
            "hour",
            Share(within(20), ANSWERED),
            "0.2",
            "{p} of answered calls answered within 20s",
        ),
        share("s03", "day", LOST, "0.058", FEW_LOST, floor=False),
        written(
            "s04",
            "day",
            Average("wait"),
            "52",
            "average wait of calls at most {t}s",
            floor=False,
        ),
        written(
            "s05",
            "day",
            Rank("wait", 90),
            "110",
            "p90 of wait of answered calls at most {t}s",
            floor=False,
        ),
        written(
            "s06",
            "week",
            Rank("handle", 50),
            "237",
            "median handle of answered calls at most {t}s",
            floor=False,
        ),
        written("s07", "day", Number(), volume, "at least {t} calls", floor=True),
        written(
            "s08",
            "week",
            Average("csat"),
            "3.782",
            "average csat of calls at least {t}",
            floor=True,
        ),
        share(
            "s09",
            "month",
            Share(REOPENED),
            "0.039",
            "at most {p} of calls where reopened",
            floor=False,
        ),
        written(
            "s10",
            "month",
            Average("cost"),
            "3.845",
            "average cost of calls at most {t}",
            floor=False,
        ),
        written(
            "s11",
            "month",
            Rank("wait", 95),
            "148",
            "p95 of wait of answered calls at most {t}s",
            floor=False,
        ),
        share(
            "s12",
            "day",
            Share(within(30)),
            "0.45",
            "{p} of calls answered within 30s",
            where=first,
        ),
        Standard(
            "s13",
            "60% of calls with csat at least 4 per month where csat is known",
            "month",
            Share(Test("csat", ">=", 4), RATED),
            Decimal("0.6"),
            floor=True,
        ),
        written(
            "s14",
            "week",
            PerAnswered("cost"),
            "4.07",
            "cost-per-answered at most {t}",
            floor=False,
        ),
        written(
            "s15",
            "day",
            Rank("wait", 100),
            "1200",
            "maximum wait of answered calls at most {t}s",
            floor=False,
        ),
        share("s16", "day", PROMPT, "0.86", IN_TIME, by_team=True),
        share("s17", "week", LOST, "0.06", FEW_LOST, floor=False, by_team=True),
        written(
            "s18",
            "month",
            Average("handle"),
            "310",
            "average handle of calls at most {t}s",
            floor=False,
            by_team=True,
        ),
        written(
            "s19",
            "week",
            Rank("wait", 90),
            "115",
            "p90 of wait of answered calls at most {t}s",
            floor=False,
            by_team=True,
        ),
        written(
            "s20",
            "month",
            Average("csat"),
            "3.75",
            "average csat of calls at least {t}",
            floor=True,
            by_team=True,
        ),
    ]


TEAMS = [f"team_{n:02d}" for n in range(1, 21)]
CHANNELS = ["phone", "chat", "email", "social", "callback"]
LONG: list[Window] = ["day", "week", "month"]


class Series:
    """Names standards one after the other."""

    def __init__(self) -> None:
        self.standards: list[Standard] = []

    def share(
        self,
        window: Window,
        statistic: Share,
        target: str,
        text: str,
        **more: bool | Test,
    ) -> None:
        """One more share, at least its target."""
        self.add(window, statistic, target, text, True, **more)

    def add(
        self,
        window: Window,
        statistic: Statistic,
        target: str,
        text: str,
        floor: bool,
        **more: bool | Test,
    ) -> None:
        """One more standard."""
        name = f"p{len(self.standards) + 1:03d}"
        one = written(name, window, statistic, target, text, floor, **more)  # type: ignore[arg-type]
        self.standards.append(one)


def w200() -> list[Standard]:
    """Two hundred: by team, channel and priority, with thresholds of their own."""
    series = Series()
    of_teams(series)
    of_channels(series)
    of_windows(series)
    of_each_team(series)
    of_priorities(series)
    of_few_teams(series)
    return series.standards


def of_teams(series: Series) -> None:
    """60: each team has thresholds of its own."""
    for i, name in enumerate(TEAMS):
        team = Test("team", "=", name)
        limit = 60 + 10 * (i % 7)
        series.share(
            "day",
            Share(within(limit)),
            f"0.{70 + i % 5}",
            f"{{p}} of calls answered within {limit}s",
            where=team,
        )
        series.add("week", LOST, f"0.0{55 + i % 5}", FEW_LOST, False, where=team)
        series.add(
            "week",
            Average("handle"),
            str(290 + 5 * (i % 5)),
            "average handle of calls at most {t}s",
            False,
            where=team,
        )


def of_channels(series: Series) -> None:
    """40: answers, ratings and costs by channel."""
    for name in CHANNELS:
        channel = Test("channel", "=", name)
        for limit, target in (30, "0.4"), (60, "0.66"), (120, "0.87"), (300, "0.93"):
            series.share(
                "day",
                Share(within(limit)),
                target,
                f"{{p}} of calls answered within {limit}s",
                where=channel,
            )
        for window in LONG[1:]:
            series.add(
                window,
                Average("csat"),
                "3.78",
                "average csat of calls at least {t}",
                True,
                where=channel,
            )
            series.add(
                window,
                Average("cost"),
                "3.85",
                "average cost of calls at most {t}",
                False,
                where=channel,
            )


def of_windows(series: Series) -> None:
    """44: the same by hour, day, week and month; percentiles."""
    hourly: list[Window] = ["hour", *LONG]
    for window in hourly:
        for limit, target in (
            (20, "0.24"),
            (45, "0.61"),
            (90, "0.85"),
            (120, "0.92"),
            (180, "0.96"),
        ):
            series.share(
                window,
                Share(within(limit), ANSWERED),
                target,
                f"{{p}} of answered calls answered within {limit}s",
            )
    ranks: list[tuple[Measure, dict[int, str]]] = [
        ("wait", {50: "34", 80: "74", 90: "107", 95: "147"}),
        ("handle", {50: "240", 80: "435", 90: "590", 95: "765"}),
    ]
    for window in LONG:
        for measure, limits in ranks:
            for percent, most in limits.items():
                series.add(
                    window,
                    Rank(measure, percent),
                    most,
                    f"p{percent} of {measure} of answered calls at most {{t}}s",
                    False,
                )


def of_each_team(series: Series) -> None:
    """18: six kinds in three windows, every team judged."""
    for window in LONG:
        series.share(window, PROMPT, "0.86", IN_TIME, by_team=True)
        series.add(window, LOST, "0.06", FEW_LOST, False, by_team=True)
        series.add(
            window,
            Average("wait"),
            "55",
            "average wait of calls at most {t}s",
            False,
            by_team=True,
        )
        series.add(
            window,
            Average("csat"),
            "3.7",
            "average csat of calls at least {t}",
            True,
            by_team=True,
        )
        series.add(
            window,
            PerAnswered("cost"),
            "4.3",
            "cost-per-answered at most {t}",
            False,
            by_team=True,
        )
        series.add(
            window,
            Share(REOPENED),
            "0.05",
            "at most {p} of calls where reopened",
            False,
            by_team=True,
        )


def of_priorities(series: Series) -> None:
    """24: answers and waits of the four priorities."""
    for number in (1, 2, 3, 4):
        priority = Test("priority", "=", number)
        for window in LONG:
            series.share(
                window,
                Share(within(60)),
                "0.66",
                "{p} of calls answered within 1m",
                where=priority,
            )
            series.add(
                window,
                Average("wait"),
                "49",
                "average wait of calls at most {t}s",
                False,
                where=priority,
            )


def of_few_teams(series: Series) -> None:
    """14: percentiles of eight teams, numbers of calls of six."""
    for i in range(14):
        team = Test("team", "=", TEAMS[i])
        if i < 8:
            series.add(
                "week",
                Rank("wait", 90),
                str(105 + i),
                "p90 of wait of answered calls at most {t}s",
                False,
                where=team,
            )
        else:
            series.add(
                "day",
                Number(),
                str(300 + 20 * i),
                "at least {t} calls",
                True,
                where=team,
            )


def workload(name: str, size: str) -> list[Standard]:
    """A workload by its name."""
    match name:
        case "W1":
            return w1()
        case "W20":
            return w20(size)
        case _:
            return w200()


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
