"""A workload as a few statements that share scans: the plan that an expert writes.

One scan fills a cube by hour or day and by the columns that groups and filters use,
with every count and sum once; windows are put together from its cells. Values of
percentiles need a second scan, of narrow columns kept once for all their groupings.
Where only verdicts are wanted there is none: "p90 at most T" is
`count_if(x <= T) >= 0.9 n`, exactly so for the nearest rank.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from benchmarks.suite.sql import ARRIVED, MEASURES, MONTH, condition, literal, verdict
from benchmarks.suite.standards import (
    EVERY,
    Average,
    Number,
    PerAnswered,
    Rank,
    Share,
    Standard,
    Test,
)

#: The rows of every scan: each measure computed once.
BASE = (
    f"(SELECT {ARRIVED} AS a, {MEASURES['wait']} AS wait,"
    f" {MEASURES['handle']} AS handle, answered_at, team, channel, priority, abandoned,"
    " reopened, csat, cost FROM {calls})"
)

GRAINS = {"hour": 3_600_000_000, "day": 86_400_000_000}
#: Starts of windows from the number of a day.
BY_DAY = {
    "day": "{d} * 86400",
    "week": "(({d} + 3) // 7 * 7 - 3) * 86400",
    "month": MONTH.format("{d} * 86400000000") + " // 1000000",
}

#: With this many different filters on a column, it becomes a dimension of the cube.
FILTERS = 3


def dimensions(standards: Sequence[Standard]) -> tuple[str, ...]:
    """The columns that cells of a cube are kept apart by."""
    values: dict[str, set[int | str]] = {}
    for standard in standards:
        if standard.where != EVERY:
            values.setdefault(standard.where.column, set()).add(standard.where.value)
    grouped = {"team"} if any(s.by_team for s in standards) else set()
    return tuple(sorted({c for c, v in values.items() if len(v) >= FILTERS} | grouped))


def plain(test: Test) -> str:
    """A test over `BASE`, where measures are columns."""
    return (
        f"{test.column} {test.operator} {literal(test.value)}"
        if (test.column in MEASURES and test.operator in ("<=", ">=", "="))
        else condition(test)
    )


@dataclass(slots=True)
class Cube:
    """One scan: partial counts and sums by grain and dimensions."""

    name: str
    grain: str
    keys: tuple[str, ...]
    partials: dict[str, str] = field(default_factory=dict)

    def partial(self, text: str) -> str:
        """The name of a partial; the same expression is counted once."""
        return self.partials.setdefault(text, f"m{len(self.partials)}")

    def inside(self, standard: Standard) -> str:
        """A filter that is no dimension, as a condition on rows."""
        where = standard.where
        return "" if where == EVERY or where.column in self.keys else plain(where)

    def count(self, test: Test, standard: Standard) -> str:
        """The partial that counts rows with a test."""
        narrowed = self.inside(standard)
        if test == EVERY:
            return self.partial(
                f"coalesce(count_if({narrowed}), 0)" if narrowed else "count(*)"
            )
        if narrowed:
            return self.partial(f"coalesce(count_if({narrowed} AND {plain(test)}), 0)")
        known = test.operator == "known"
        return self.partial(
            f"count({test.column})"
            if known
            else f"coalesce(count_if({plain(test)}), 0)"
        )

    def fold(self, name: str, measure: str, standard: Standard) -> str:
        """The partial of an aggregate over a measure."""
        narrowed = self.inside(standard)
        if name == "count" and measure in ("wait", "handle") and not narrowed:
            return self.partial("count(answered_at)")
        text = f"CASE WHEN {narrowed} THEN {measure} END" if narrowed else measure
        return self.partial(f"{name}({text})")

    def scan(self, calls: str) -> str:
        """The statement that fills the cube."""
        outputs = [f"a // {GRAINS[self.grain]} AS b", *self.keys]
        outputs += [f"{text} AS {name}" for text, name in self.partials.items()]
        return (
            f"CREATE TEMP TABLE {self.name} AS SELECT {', '.join(outputs)}"
            f" FROM {BASE.format(calls=calls)} GROUP BY ALL"
        )

    def value(self, standard: Standard) -> tuple[str, str]:
        """Numerator and denominator, from cells."""
        total = "sum({})".format
        match standard.statistic:
            case Share(good, among):
                return (
                    total(self.count(good, standard)),
                    total(self.count(among, standard)),
                )
            case Average(measure):
                known = self.fold("count", measure, standard)
                return self.sum(measure, standard), total(known)
            case Number():
                return total(self.count(EVERY, standard)), "1"
            case PerAnswered(measure):
                answered = self.count(Test("answered_at", "known"), standard)
                return self.sum(measure, standard), total(answered)
            case Rank(measure, 100):
                return f"max({self.fold('max', measure, standard)})", "1"
            case Rank(measure, _):
                most = int(standard.limit())
                good = self.count(Test(measure, "<=", most), standard)
                return total(good), total(self.fold("count", measure, standard))

    def sum(self, measure: str, standard: Standard) -> str:
        """The sum of a measure in whole units."""
        text = f"sum({self.fold('sum', measure, standard)})"
        return f"({text} * 100)::BIGINT" if measure == "cost" else text

    def day(self) -> str:
        """The day of a cell."""
        return "b // 24" if self.grain == "hour" else "b"

    def start(self, window: str) -> str:
        """The start of the window of a cell."""
        if window == "hour":
            return "b * 3600"
        return BY_DAY[window].format(d=self.day())


def keys_of(standard: Standard, dims: Iterable[str]) -> tuple[str, ...]:
    """What windows of a standard are put together by, besides time."""
    keys = ["team"] if standard.by_team else []
    if standard.where.column in dims and standard.where.column not in keys:
        keys.append(standard.where.column)
    return tuple(keys)


def kept_target(standard: Standard) -> tuple[Fraction, bool]:
    """Target and direction of the counted value: of a rank, its share of rows."""
    match standard.statistic:
        case Rank(_, percent) if percent < 100:
            return Fraction(percent, 100), True
        case _:
            return standard.limit(), standard.floor


def chosen(standard: Standard, source: str, num: str, den: str, narrowed: bool) -> str:
    """The rows of one standard from a rolled-up table."""
    limit, floor = kept_target(standard)
    where = standard.where
    only = f" AND {where.column} = {literal(where.value)}" if narrowed else ""
    group = "team" if standard.by_team else "''"
    return (
        f"SELECT '{standard.name}' AS id, w, {group} AS g, {num} AS num, {den} AS den,"
        f" {verdict(limit, floor, num, den)} AS ok FROM {source}"
        f" WHERE {num} IS NOT NULL AND {den} > 0{only}"
    )


def rolled(cube: Cube, standards: Sequence[Standard]) -> tuple[list[str], list[str]]:
    """Statements that put windows together, and what picks each standard's rows."""
    classes: dict[tuple[str, tuple[str, ...]], list[Standard]] = {}
    for standard in standards:
        keys = keys_of(standard, cube.keys)
        classes.setdefault((standard.window, keys), []).append(standard)
    statements, selects = [], []
    for number, ((window, keys), members) in enumerate(classes.items()):
        name, outputs = f"{cube.name}_{number}", {}
        for standard in members:
            num, den = (
                outputs.setdefault(text, f"v{len(outputs)}")
                for text in cube.value(standard)
            )
            narrowed = standard.where.column in keys
            selects.append(chosen(standard, name, num, den, narrowed))
        columns = ", ".join(
            [f"{cube.start(window)} AS w", *keys]
            + [f"{text} AS {short}" for text, short in outputs.items()]
        )
        statements.append(
            f"CREATE TEMP TABLE {name} AS SELECT {columns}"
            f" FROM {cube.name} GROUP BY ALL"
        )
    return statements, selects


def cubes_of(standards: Sequence[Standard]) -> list[tuple[str, list[Standard]]]:
    """Which standards share a scan: hours apart where days have many dimensions."""
    hourly = [s for s in standards if s.window == "hour"]
    longer = [s for s in standards if s.window != "hour"]
    if hourly and longer and len(dimensions(longer)) > 1:
        return [("hour", hourly), ("day", longer)]
    return [("hour" if hourly else "day", list(standards))] if standards else []


def ranked(standards: Sequence[Standard], calls: str) -> tuple[list[str], list[str]]:
    """The values of percentiles: narrow columns kept once, one grouping for a class."""
    classes: dict[tuple[str, str], list[Standard]] = {}
    for standard in standards:
        key = "team" if standard.by_team else standard.where.column
        classes.setdefault((standard.window, key), []).append(standard)
    keys = sorted({key for _, key in classes if key})
    ranks = [s.statistic for s in standards if isinstance(s.statistic, Rank)]
    measures = sorted({rank.measure for rank in ranks})
    groupings, selects = [], []
    for number, ((window, key), members) in enumerate(classes.items()):
        groupings.append(grouping(number, window, key, members, measures))
        selects += [picked(s, number, members) for s in members]
    narrow = ", ".join(["(a // 86400000000)::INT AS d", *keys, *measures])
    return [
        (
            f"CREATE TEMP TABLE ranks AS WITH narrow AS MATERIALIZED (SELECT {narrow}"
            f" FROM {BASE.format(calls=calls)}) {' UNION ALL '.join(groupings)}"
        )
    ], selects


def percents(members: Iterable[Standard], measure: str) -> list[int]:
    """The percentiles of a measure that some standards ask for."""
    ranks = [s.statistic for s in members if isinstance(s.statistic, Rank)]
    return sorted({rank.percent for rank in ranks if rank.measure == measure})


def grouping(
    number: int,
    window: str,
    key: str,
    members: Sequence[Standard],
    measures: Sequence[str],
) -> str:
    """One grouping: the percentiles of every measure as a list."""
    start = BY_DAY[window].format(d="d::BIGINT")
    lists = []
    for measure in measures:
        wanted = [p / 100 for p in percents(members, measure)]
        text = f"quantile_disc({measure}, {wanted})" if wanted else "NULL"
        lists.append(f"{text} AS q_{measure}")
    names = sorted({s.where.value for s in members if s.where.column == key and key})
    narrowed = f" WHERE {key} IN ({', '.join(map(literal, names))})" if names else ""
    return (
        f"SELECT {number} AS class, {start} AS w, {key or chr(39) * 2} AS g,"
        f" {', '.join(lists)} FROM narrow{narrowed} GROUP BY {start}"
        + (f", {key}" if key else "")
    )


def picked(standard: Standard, number: int, members: Sequence[Standard]) -> str:
    """The rows of one percentile."""
    rank = standard.statistic
    assert isinstance(rank, Rank)
    place = percents(members, rank.measure).index(rank.percent) + 1
    value = f"q_{rank.measure}[{place}]"
    narrowed = (
        "" if standard.where == EVERY else (f" AND g = {literal(standard.where.value)}")
    )
    group = "g" if standard.by_team else "''"
    return (
        f"SELECT '{standard.name}' AS id, w, {group} AS g, {value} AS num, 1 AS den,"
        f" {verdict(standard.limit(), standard.floor, value, '1')} AS ok FROM ranks"
        f" WHERE class = {number} AND {value} IS NOT NULL{narrowed}"
    )


def statements(
    standards: Sequence[Standard], calls: str, *, values: bool
) -> tuple[list[str], str]:
    """What fills tables, and the query that gives the table of verdicts."""
    shown = [
        s
        for s in standards
        if values and isinstance(s.statistic, Rank) and s.statistic.percent < 100
    ]
    counted = [s for s in standards if s not in shown]
    run: list[str] = []
    selects: list[str] = []
    for grain, members in cubes_of(counted):
        cube = Cube(f"cube_{grain}", grain, dimensions(members))
        rollups, chosen_rows = rolled(cube, members)
        run += [cube.scan(calls), *rollups]
        selects += chosen_rows
    if shown:
        ranks, chosen_rows = ranked(shown, calls)
        run += ranks
        selects += chosen_rows
    return run, " UNION ALL ".join(selects)
