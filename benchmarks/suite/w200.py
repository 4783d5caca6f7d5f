"""W200: two hundred standards by team, channel, priority, threshold and window."""

from benchmarks.suite.standards import (
    ANSWERED,
    FEW_LOST,
    IN_TIME,
    LOST,
    PROMPT,
    REOPENED,
    Average,
    Measure,
    Number,
    PerAnswered,
    Rank,
    Share,
    Standard,
    Statistic,
    Test,
    Window,
    within,
    written,
)

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
        # `more` are named as the parameters are.
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
