"""Standards of the workloads as SQL for DuckDB, as somebody who knows it would write.

Time is whole microseconds since 1970 (arithmetic on TIMESTAMPTZ costs eight times as
much), windows are integer divisions, and verdicts compare whole numbers: a value is
`num / den`, held against a target without a division. Every query gives

    id, w (start of the window, seconds since 1970), g (team or ''), num, den, ok
"""

from fractions import Fraction

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

ARRIVED = "epoch_us(arrived_at)"
MEASURES = {
    "wait": f"(epoch_us(answered_at) - {ARRIVED})",
    "handle": "(epoch_us(ended_at) - epoch_us(answered_at))",
    "csat": "csat",
    "cost": "cost",
}
#: A measure that is not whole in the data, and what makes its sum whole.
WHOLE = {"cost": "({} * 100)::BIGINT"}

MONTH = "epoch_us(date_trunc('month', make_timestamp({})))"
WINDOWS = {
    "hour": f"{ARRIVED} // 3600000000 * 3600",
    "day": f"{ARRIVED} // 86400000000 * 86400",
    "week": f"(({ARRIVED} // 86400000000 + 3) // 7 * 7 - 3) * 86400",
    "month": f"{MONTH.format(ARRIVED)} // 1000000",
}


def literal(value: int | str) -> str:
    """A value as SQL writes it."""
    return str(value) if isinstance(value, int) else f"'{value}'"


def condition(test: Test) -> str:
    """A test of a row."""
    column = MEASURES.get(test.column, test.column)
    match test.operator:
        case "known":
            return f"{column} IS NOT NULL"
        case "true":
            return column or "true"
        case _:
            return f"{column} {test.operator} {literal(test.value)}"


def number(test: Test) -> str:
    """How many rows pass a test."""
    if test == EVERY:
        return "count(*)"
    if test.operator == "known":
        return f"count({test.column})"
    # over nothing but unknown conditions `count_if` is null, not 0
    return f"coalesce(count_if({condition(test)}), 0)"


def total(measure: str) -> str:
    """The sum of a measure in whole units."""
    return WHOLE.get(measure, "{}").format(f"sum({MEASURES[measure]})")


def rank(measure: str, percent: int) -> str:
    """A percentile by nearest rank."""
    if percent == 100:
        return f"max({MEASURES[measure]})"
    return f"quantile_disc({MEASURES[measure]}, {percent / 100})"


def value(standard: Standard) -> tuple[str, str]:
    """The value of a standard as a numerator and a denominator."""
    match standard.statistic:
        case Share(good, among):
            return number(good), number(among)
        case Average(measure):
            known = {"wait": "answered_at", "handle": "answered_at"}
            return total(measure), f"count({known.get(measure, measure)})"
        case Rank(measure, percent):
            return rank(measure, percent), "1"
        case Number():
            return "count(*)", "1"
        case PerAnswered(measure):
            return total(measure), "count(answered_at)"


def verdict(limit: Fraction, floor: bool, num: str = "num", den: str = "den") -> str:
    """Whether a value keeps its target, in whole numbers."""
    sign = ">=" if floor else "<="
    return f"{num} * {limit.denominator} {sign} {den} * {limit.numerator}"


def query(standard: Standard, calls: str) -> str:
    """One query of its own for a standard; windows without a value are left out."""
    num, den = value(standard)
    narrowed = "" if standard.where == EVERY else f" WHERE {condition(standard.where)}"
    group = "team" if standard.by_team else "''"
    keys = f"{WINDOWS[standard.window]}{', team' if standard.by_team else ''}"
    return (
        f"SELECT '{standard.name}' AS id, w, g, num, den,"
        f" {verdict(standard.limit(), standard.floor)} AS ok"
        f" FROM (SELECT {WINDOWS[standard.window]} AS w, {group} AS g,"
        f" {num} AS num, {den} AS den"
        f" FROM {calls}{narrowed} GROUP BY {keys}) AS counted"
        f" WHERE num IS NOT NULL AND den > 0"
    )


def failing(standard: Standard, calls: str) -> str:
    """The windows that break a standard, as checks of other tools want them."""
    return f"SELECT * FROM ({query(standard, calls)}) AS judged WHERE NOT ok"
