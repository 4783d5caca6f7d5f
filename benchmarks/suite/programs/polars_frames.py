"""Polars: WORKLOAD SIZE CALLS OUT. One lazy query per standard, collected together."""

import sys

import polars as pl

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
from benchmarks.suite.workloads import workload

DAY = 86_400_000_000


def frame(calls: str) -> pl.LazyFrame:
    """The calls with measures in whole units."""
    arrived, answered, ended = (
        pl.col(name).dt.epoch("us")
        for name in ("arrived_at", "answered_at", "ended_at")
    )
    return pl.scan_parquet(calls).with_columns(
        a=arrived,
        wait=answered - arrived,
        handle=ended - answered,
        cost=(pl.col("cost") * 100).cast(pl.Int64),
        csat=pl.col("csat").cast(pl.Int64),
    )


def start(window: str) -> pl.Expr:
    """The start of a window, in seconds since 1970."""
    a = pl.col("a")
    match window:
        case "hour":
            return a // 3_600_000_000 * 3600
        case "day":
            return a // DAY * 86400
        case "week":
            return ((a // DAY + 3) // 7 * 7 - 3) * 86400
        case _:
            return pl.col("arrived_at").dt.truncate("1mo").dt.epoch("s")


def passed(test: Test) -> pl.Expr:
    """A test of a row."""
    column = pl.col(test.column)
    match test.operator:
        case "known":
            return column.is_not_null()
        case "true":
            return column
        case "<=":
            return column <= test.value
        case ">=":
            return column >= test.value
        case _:
            return column == pl.lit(test.value)


def number(test: Test) -> pl.Expr:
    """How many rows pass a test."""
    return pl.len() if test == EVERY else passed(test).sum()


def value(standard: Standard) -> tuple[pl.Expr, pl.Expr]:
    """Numerator and denominator."""
    match standard.statistic:
        case Share(good, among):
            return number(good), number(among)
        case Average(measure):
            return pl.col(measure).sum(), pl.col(measure).count()
        case Rank(measure, 100):
            return pl.col(measure).max(), pl.lit(1)
        case Rank(measure, percent):
            ranked = pl.col(measure).quantile(
                percent / 100, interpolation="equiprobable"
            )
            return ranked, pl.lit(1)
        case Number():
            return pl.len(), pl.lit(1)
        case PerAnswered(measure):
            return pl.col(measure).sum(), pl.col("answered_at").count()


def judged(standard: Standard, calls: pl.LazyFrame) -> pl.LazyFrame:
    """The verdicts of one standard."""
    rows = calls if standard.where == EVERY else calls.filter(passed(standard.where))
    keys = [start(standard.window).alias("w")]
    keys += [pl.col("team").alias("g")] if standard.by_team else []
    num, den = value(standard)
    counted = rows.group_by(keys).agg(num=num.cast(pl.Int64), den=den.cast(pl.Int64))
    limit = standard.limit()
    left, right = pl.col("num") * limit.denominator, pl.col("den") * limit.numerator
    group = pl.col("g") if standard.by_team else pl.lit("").alias("g")
    return counted.filter(pl.col("num").is_not_null() & (pl.col("den") > 0)).select(
        pl.lit(standard.name).alias("id"),
        pl.col("w").cast(pl.Int64),
        group,
        "num",
        "den",
        (left >= right if standard.floor else left <= right).alias("ok"),
    )


def main(name: str, size: str, calls: str, out: str) -> None:
    """Judge a workload, write its table."""
    base = frame(calls)
    queries = [judged(standard, base) for standard in workload(name, size)]
    tables = pl.collect_all(queries, engine="streaming")
    pl.concat(tables).write_csv(out)


if __name__ == "__main__":
    main(*sys.argv[1:])
