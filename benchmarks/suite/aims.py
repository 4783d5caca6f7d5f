"""What the project aims at, held against what was measured."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from benchmarks.suite.append import FULL
from benchmarks.suite.experiments import CHECKED, FUSED, HAND, SCAN, SINGLE
from benchmarks.suite.measure import median
from benchmarks.suite.results import Results, find, middle, ratios, run_named
from benchmarks.suite.settings import SIZES

UPHELD, BRIEF = "upheld", "upheld, verdicts only"
SODA, DBT, POLARS = "Soda v4", "dbt-duckdb", "Polars collect_all"
TRIVIAL = "upheld check of a trivial source"
BARE = "python with DuckDB, one query"


@dataclass(frozen=True, slots=True)
class Aim:
    """An aim: `most` (or, turned round, `least`) of what was measured, in its unit."""

    text: str
    value: float | None
    limit: float
    unit: str = " times"
    least: bool = False

    def verdict(self) -> str:
        """Kept, missed and by how much, or not measured."""
        if self.value is None:
            return "not measured"
        if (self.value >= self.limit) if self.least else (self.value <= self.limit):
            return "kept"
        far = self.limit / self.value if self.least else self.value / self.limit
        return f"**missed** by a factor of {far:.2f}"


@dataclass(frozen=True, slots=True)
class Held:
    """Measured numbers by name, at the size that aims are about."""

    results: Results
    size: str

    def at(self, name: str) -> str:
        """The size at which something was measured: the one of the aims, if it was."""
        there = [e["size"] for e in self.results["experiments"] if e["name"] == name]
        known = [s for s in SIZES if s in there]
        return self.size if self.size in there or not known else known[-1]

    def said(self, name: str) -> str:
        """The size, where it is not that of the aims."""
        return "" if self.at(name) == self.size else f" (measured at {self.at(name)})"

    def run(self, name: str, label: str, size: str | None = None) -> Any:
        """A run that was timed."""
        where = self.at(name) if size is None else size
        return run_named(find(self.results, name, where), label)

    def ratio(
        self, name: str, label: str, base: str, what: str = "cpu"
    ) -> float | None:
        """A run over another one of the same experiment: the median of its rounds."""
        one, other = self.run(name, label), self.run(name, base)
        return median(ratios(one, other, what)) if one and other else None

    def cpu(self, name: str, label: str, size: str | None = None) -> float | None:
        """Seconds of CPU of a run."""
        run = self.run(name, label, size)
        return middle(run) if run else None

    def peak(self, name: str, label: str, size: str) -> float | None:
        """Peak memory of a run in megabytes."""
        run = self.run(name, label, size)
        return max(run["memory"]) if run else None


def aims(results: Results, size: str) -> list[Aim]:
    """Every aim."""
    held = Held(results, size)
    return [
        *of_workloads(held),
        *of_others(held),
        *of_specials(held),
        *of_growth(held),
        *of_start(held),
    ]


def divided(
    top: float | None, bottom: float | None, change: Callable[[float], float] = float
) -> float | None:
    """One number over another, where both are there."""
    return None if top is None or not bottom else change(top / bottom)


def of_workloads(held: Held) -> Iterator[Aim]:
    """Against queries by hand."""
    hand, bare = held.cpu("W1", SINGLE.name), held.cpu("start-up", BARE, "")
    start = held.cpu("start-up", TRIVIAL, "")
    allowed = None
    if hand is not None and bare is not None and start is not None:
        allowed = 1.15 * max(hand - bare, 0) + start
    yield Aim(
        "W1: at most 1.15 times the query by hand (less the start of its process), plus"
        " upheld's start-up",
        divided(held.cpu("W1", UPHELD), allowed),
        1.0,
        " of what that allows",
    )
    yield Aim(
        "W20, every value: at most the hand-fused SQL with values",
        held.ratio("W20", UPHELD, FUSED.name),
        1.0,
    )
    yield Aim(
        "W20, every value: at most 3 scans", held.ratio("W20", UPHELD, SCAN.name), 3.0
    )
    yield Aim(
        "W20, verdicts only: at most 2 scans",
        held.ratio("W20", BRIEF, SCAN.name),
        2.0,
    )
    yield Aim(
        "W200: at most 2.5 times W20",
        divided(held.cpu("W200", UPHELD), held.cpu("W20", UPHELD)),
        2.5,
    )


def of_others(held: Held) -> Iterator[Aim]:
    """Against other tools: how many times more they cost, for as much.

    Polars has every value; checks of Soda and dbt count the windows that fail.
    """
    for label, own, wanted in (
        (SODA, BRIEF, {"W1": 1.5, "W20": 4, "W200": 20}),
        (DBT, BRIEF, {"W20": 5, "W200": 20}),
        (POLARS, UPHELD, {"W20": 2.5, "W200": 7}),
    ):
        for name, least in wanted.items():
            value = held.ratio(name, label, own)
            text = f"{name}: {label} costs at least {least:g} times as much as {own}"
            yield Aim(text, value, least, least=True)


def of_specials(held: Held) -> Iterator[Aim]:
    """Sequences, sliding windows, calendars, identity."""
    for name, own, base, which in (
        ("WS", UPHELD, CHECKED, ", which fails where the log is another one"),
        ("WS", UPHELD, HAND, ", which is wrong where the log is another one"),
        ("WR", UPHELD, HAND, ""),
        ("WR p90", BRIEF, HAND, ", which has verdicts alone"),
        ("WC", UPHELD, HAND, ""),
    ):
        yield Aim(
            f"{name}: at most 1.5 times the query by hand{which}",
            held.ratio(name, own, base),
            1.5,
        )
    plain = held.cpu("identity", "upheld, no identity")
    for clause, most in (
        ("identified by call_id", 0.5),
        ("identified by call_id, unique", 0.1),
    ):
        looked = held.cpu("identity", f"upheld, {clause}")
        scan = held.cpu("identity", SCAN.name)
        price = None
        if looked is not None and plain is not None and scan:
            price = (looked - plain) / scan
        text = f"`{clause}`: its price in scans{held.said('identity')}" + (
            ", at most a half" if most == 0.5 else ", none (within noise: a tenth)"
        )
        yield Aim(text, price, most, " scans")


def of_growth(held: Held) -> Iterator[Aim]:
    """Rows, memory, one day more."""
    yield Aim(
        "W20: 100 million rows cost at most 10 times 10 million",
        divided(held.cpu("W20", UPHELD, "100M"), held.cpu("W20", UPHELD, "10M")),
        10.0,
    )
    yield Aim(
        "W20 at 100 million rows, every value: peak memory",
        held.peak("W20", UPHELD, "100M"),
        1000,
        " MB",
    )
    yield Aim(
        "W20 at 100 million rows, verdicts only: peak memory",
        held.peak("W20", BRIEF, "100M"),
        300,
        " MB",
    )
    full = held.cpu("append", FULL)
    start = held.cpu("start-up", TRIVIAL, "")
    for label in (
        "one day appended",
        "a late row in a closed month",
        "a corrected row",
        "a deleted file",
    ):
        again = held.cpu("append", label)
        part = None
        if full is not None and start is not None and again is not None:
            part = max(again - start, 0) / (full - start)
        yield Aim(
            f"W20, {label}: of the full check, start-up left out{held.said('append')}",
            part,
            0.15,
            "",
        )


def of_start(held: Held) -> Iterator[Aim]:
    """Start-up."""
    yield Aim(
        "1,000 standards compile", held.cpu("compile", "1,000 standards", ""), 1.0, " s"
    )
    yield Aim("check of a trivial source", held.cpu("start-up", TRIVIAL, ""), 0.5, " s")
    yield Aim("`--help`", held.cpu("start-up", "upheld --help", ""), 0.3, " s")
