"""W1, W20 and W200: each standard as a sentence, and as data.

The sentence is what upheld reads. The data, written beside it by hand and not derived
from it, is what queries and programs of the other contenders are made from. If the two
did not mean the same, tables of verdicts would differ and no time would be kept.
"""

from decimal import Decimal

from benchmarks.suite.settings import SIZES
from benchmarks.suite.standards import (
    ANSWERED,
    FEW_LOST,
    IN_TIME,
    LOST,
    PROMPT,
    RATED,
    REOPENED,
    Average,
    Number,
    PerAnswered,
    Rank,
    Share,
    Standard,
    Test,
    share,
    within,
    written,
)
from benchmarks.suite.w200 import w200


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


def workload(name: str, size: str) -> list[Standard]:
    """A workload by its name."""
    match name:
        case "W1":
            return w1()
        case "W20":
            return w20(size)
        case _:
            return w200()
