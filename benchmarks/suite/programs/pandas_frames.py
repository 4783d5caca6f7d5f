"""pandas: WORKLOAD SIZE CALLS OUT. The columns in use are read once."""

import sys
from collections.abc import Callable

import numpy as np
import pandas as pd

from benchmarks.suite.standards import (
    EVERY,
    Average,
    Number,
    PerAnswered,
    Rank,
    Share,
    Standard,
    Test,
    columns,
)
from benchmarks.suite.workloads import workload

DAY = 86_400_000_000


def read(standards: list[Standard], calls: str) -> pd.DataFrame:
    """The columns in use, with measures in whole units and the starts of windows."""
    wanted = columns(standards)
    frame = pd.read_parquet(calls, columns=wanted)
    arrived = micros(frame["arrived_at"])
    if "answered_at" in wanted:
        frame["wait"] = length(frame["answered_at"], frame["arrived_at"])
    if "ended_at" in wanted:
        frame["handle"] = length(frame["ended_at"], frame["answered_at"])
    if "cost" in wanted:
        frame["cost"] = (frame["cost"].astype("float64") * 100).round().astype("int64")
    for name in {"team", "channel"} & set(wanted):
        frame[name] = frame[name].astype("category")
    add_windows(frame, arrived, {s.window for s in standards})
    return frame


def micros(moments: pd.Series) -> np.ndarray:
    """Moments as microseconds since 1970."""
    whole = moments.dt.tz_localize(None).astype("datetime64[us]")
    return whole.to_numpy().astype("int64")


def length(later: pd.Series, earlier: pd.Series) -> pd.Series:
    """The time between two moments in microseconds; a float, since some are missing."""
    return (later - earlier) / pd.Timedelta(1, "us")


def add_windows(frame: pd.DataFrame, arrived: np.ndarray, windows: set[str]) -> None:
    """A column with the start of each kind of window in use."""
    days = arrived // DAY
    if "hour" in windows:
        frame["hour"] = arrived // 3_600_000_000 * 3600
    if "day" in windows:
        frame["day"] = days * 86400
    if "week" in windows:
        frame["week"] = ((days + 3) // 7 * 7 - 3) * 86400
    if "month" in windows:
        months = arrived.astype("datetime64[us]").astype("datetime64[M]")
        frame["month"] = months.astype("datetime64[s]").astype("int64")


def passed(frame: pd.DataFrame, test: Test) -> pd.Series:
    """A test of rows."""
    column = frame[test.column]
    match test.operator:
        case "known":
            return column.notna()
        case "true":
            return column
        case "<=":
            return column <= test.value
        case ">=":
            return column >= test.value
        case _:
            return column == test.value


def nearest(
    rows: pd.DataFrame, keys: list[str], measure: str, percent: int
) -> pd.Series:
    """A percentile by nearest rank: sorted by group and value, then picked."""
    known = rows.loc[rows[measure].notna(), [*keys, measure]]
    ordered = known.sort_values([*keys, measure])
    sizes = ordered.groupby(keys, observed=True, sort=True).size()
    first = np.concatenate([[0], sizes.to_numpy().cumsum()[:-1]])
    place = first + -(-sizes.to_numpy() * percent // 100) - 1
    return pd.Series(ordered[measure].to_numpy()[place], index=sizes.index)


def value(rows: pd.DataFrame, standard: Standard, keys: list[str]) -> pd.DataFrame:
    """Numerator and denominator by window and group."""

    def grouped(series: pd.Series) -> Callable[[], pd.Series]:
        return series.groupby([rows[k] for k in keys], observed=True, sort=False)

    def number(test: Test) -> pd.Series:
        if test == EVERY:
            return rows.groupby(keys, observed=True, sort=False).size()
        return grouped(passed(rows, test).astype("int64")).sum()

    match standard.statistic:
        case Share(good, among):
            num, den = number(good), number(among)
        case Average(measure):
            num, den = grouped(rows[measure]).sum(), grouped(rows[measure]).count()
        case Rank(measure, 100):
            num, den = grouped(rows[measure]).max(), 1
        case Rank(measure, percent):
            num, den = nearest(rows, keys, measure, percent), 1
        case Number():
            num, den = number(EVERY), 1
        case PerAnswered(measure):
            num = grouped(rows[measure]).sum()
            den = number(Test("answered_at", "known"))
    return pd.DataFrame({"num": num, "den": den})


def judged(frame: pd.DataFrame, standard: Standard) -> pd.DataFrame:
    """The verdicts of one standard."""
    narrowed = standard.where != EVERY
    rows = frame[passed(frame, standard.where)] if narrowed else frame
    keys = [standard.window, *(["team"] if standard.by_team else [])]
    counted = value(rows, standard, keys).reset_index()
    counted = counted[counted["num"].notna() & (counted["den"] > 0)]
    num, den = counted["num"].astype("int64"), counted["den"].astype("int64")
    limit = standard.limit()
    left, right = num * limit.denominator, den * limit.numerator
    return pd.DataFrame(
        {
            "id": standard.name,
            "w": counted[standard.window],
            "g": counted["team"].astype(str) if standard.by_team else "",
            "num": num,
            "den": den,
            "ok": left >= right if standard.floor else left <= right,
        }
    )


def main(name: str, size: str, calls: str, out: str) -> None:
    """Judge a workload, write its table."""
    standards = workload(name, size)
    frame = read(standards, calls)
    pd.concat([judged(frame, s) for s in standards]).to_csv(out, index=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
