"""Tables of verdicts, and whether two of them say the same."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from pathlib import Path

from benchmarks.suite.data import START
from benchmarks.suite.standards import (
    Rank,
    Standard,
)

#: Standard, start of the window in seconds since 1970, group.
Key = tuple[str, int, str]


@dataclass(frozen=True, slots=True)
class Judged:
    """A window: its value in whole units of the data, or None, and its verdict."""

    value: Fraction | None
    verdict: str


@dataclass(frozen=True, slots=True)
class Windows:
    """Verdicts of windows; those without a value are left out."""

    rows: Mapping[Key, Judged]

    def failing(self) -> dict[str, int]:
        """How many windows of each standard are breached."""
        found: dict[str, int] = {}
        for (name, _, _), row in self.rows.items():
            found[name] = found.get(name, 0) + (row.verdict == "breached")
        return found


@dataclass(frozen=True, slots=True)
class Failing:
    """What tools tell that only run checks: how many windows break each standard."""

    counts: Mapping[str, int]


Table = Windows | Failing


def read_windows(
    path: Path, *, without: frozenset[str] = frozenset(), begins: int = START
) -> Windows:
    """A table of `id, w, g, num, den, ok`; `without` are standards without a value.

    The first week begins before the year: it is named by the year's start, as the
    period of upheld's run cuts it.
    """
    with path.open(newline="", encoding="utf-8") as file:
        return Windows(
            {
                (row["id"], max(int(row["w"]), begins), row["g"]): Judged(
                    None
                    if row["id"] in without
                    else Fraction(int(float(row["num"])), int(float(row["den"]))),
                    "met" if row["ok"].lower() == "true" else "breached",
                )
                for row in csv.DictReader(file)
            }
        )


def ranks(standards: list[Standard]) -> frozenset[str]:
    """The standards whose values a run for verdicts alone does not have."""
    return frozenset(
        s.name
        for s in standards
        if isinstance(s.statistic, Rank) and s.statistic.percent < 100
    )


def read_upheld(path: Path, units: Mapping[str, int], moment: str = "start") -> Windows:
    """The table that `check --format csv` prints.

    Args:
        units: what one unit of each standard's value is in whole units of the data.
        moment: what windows are named by; sliding ones by their `end`.
    """
    with path.open(newline="", encoding="utf-8") as file:
        return Windows(
            {
                (
                    row["standard"],
                    round(datetime.fromisoformat(row[moment]).timestamp()),
                    row["group"].partition("=")[2],
                ): Judged(
                    Fraction(row["exact"]) * units[row["standard"]], row["verdict"]
                )
                for row in csv.DictReader(file)
                if row["verdict"] != "no_data"
            }
        )


def difference(reference: Windows, other: Table) -> str:
    """What differs, in words; nothing where both say the same."""
    if isinstance(other, Failing):
        wanted = reference.failing()
        wrong = [n for n in wanted if wanted[n] != other.counts.get(n)]
        return f"{len(wrong)} standards differ, {wrong[0]} first" if wrong else ""
    missing = reference.rows.keys() - other.rows.keys()
    extra = other.rows.keys() - reference.rows.keys()
    both = reference.rows.keys() & other.rows.keys()
    verdicts = [k for k in both if reference.rows[k].verdict != other.rows[k].verdict]
    values = [
        k
        for k in both
        if None not in (reference.rows[k].value, other.rows[k].value)
        and reference.rows[k].value != other.rows[k].value
    ]
    found = {
        "missing": missing,
        "not expected": extra,
        "verdicts differ": verdicts,
        "values differ": values,
    }
    return "; ".join(
        f"{len(keys)} {what}, as {min(keys)}" for what, keys in found.items() if keys
    )
