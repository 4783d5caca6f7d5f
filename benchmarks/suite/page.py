"""The page of results: tables and plots from the JSON, and nothing else."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.suite.aims import UPHELD, aims
from benchmarks.suite.experiments import CONTENDERS, SCAN, WORKLOADS
from benchmarks.suite.measure import median
from benchmarks.suite.plots import lines
from benchmarks.suite.results import (
    Results,
    find,
    load,
    middle,
    ratios,
    run_named,
)
from benchmarks.suite.settings import RESULTS, ROOT, SIZES

PAGE = RESULTS / "results.md"

NUMBERS = {"W1": 1, "W20": 20, "W200": 200}

HEAD = """# Benchmark results

Written by `make bench` from [results.json](results.json); the prose about it is in
[docs/performance.md](../../docs/performance.md). CPU seconds are user and system time
of whole processes, start-up included: median, then least and most of the rounds. Ratios
are taken round by round, contenders taking turns, and their median is shown. A
contender whose table of verdicts was another one has no time.
"""

SPECIALS = {
    "WS": "WS: a chain with pauses",
    "WR": "WR: a share over any 28 days, by team",
    "WR p90": "WR: a percentile over any 28 days (by hand: the verdict alone)",
    "WC": "WC: working hours, holidays and pauses",
    "identity": "The price of looking for repeats (W20)",
    "append": "One day more (W20 over a file for each day)",
}


def write_page(folder: Path = RESULTS) -> Path:
    """Write the page and its plots; the page's path."""
    results = load(folder / "results.json")
    for name, text in plots(results).items():
        (folder / name).write_text(text, encoding="utf-8")
    page = folder / "results.md"
    page.write_text("\n".join(sections(results)), encoding="utf-8")
    return page


def quote(path: Path, name: str, rows: Iterable[str]) -> None:
    """Put rows between the marks of a page that quotes the results."""
    text = path.read_text(encoding="utf-8")
    before, begin, rest = text.partition(f"<!-- {name} -->\n")
    _, end, after = rest.partition(f"<!-- end of {name} -->")
    if end:
        quoted = "".join(f"{row}\n" for row in rows)
        path.write_text(before + begin + quoted + end + after, encoding="utf-8")


def quote_all(root: Path = ROOT) -> None:
    """The quotes of the README and of docs/performance.md."""
    results = load()
    size = main_size(results)
    quote(root / "README.md", "benchmarks", costs(results, size))
    performance = root / "docs" / "performance.md"
    quote(performance, "benchmarks", costs(results, size))
    quote(performance, "aims", aim_rows(results, size))


def costs(results: Results, size: str) -> Iterator[str]:
    """CPU seconds of everybody over the three workloads."""
    experiments = {name: find(results, name, size) for name in WORKLOADS}
    heads = " | ".join(
        f"{name}, {NUMBERS[name]} standard{'s' * (name != 'W1')}" for name in WORKLOADS
    )
    yield f"| CPU seconds, {size} rows | {heads} |"
    yield "|---|---|---|---|"
    for contender in CONTENDERS:
        cells = [
            f"{middle(run):.2f}" if run else ""
            for run in (run_named(e, contender.name) for e in experiments.values())
        ]
        name = f"**{contender.name}**" if contender.name == UPHELD else contender.name
        yield f"| {name} | {' | '.join(cells)} |"


def sizes(results: Results, name: str) -> list[str]:
    """The sizes at which something was measured, the smallest first."""
    there = [s for s in SIZES if find(results, name, s)]
    return sorted(there, key=SIZES.__getitem__)


def main_size(results: Results) -> str:
    """The size that aims are about, or the one nearest to it that was measured."""
    there = sizes(results, "W20") or ["1M"]
    return "10M" if "10M" in there else there[-1]


def sections(results: Results) -> Iterator[str]:
    """The page, part by part."""
    size = main_size(results)
    yield HEAD
    yield f"## Aims, at {size} rows unless said\n"
    yield from aim_rows(results, size)
    for picture, text in PICTURES.items():
        if picture in plots(results):
            yield f"\n![{text}]({picture})"
    for name in WORKLOADS:
        for each in reversed(sizes(results, name)):
            yield f"\n## {name}, {each} rows\n"
            yield from table(find(results, name, each))
    for name, title in SPECIALS.items():
        for each in reversed(sizes(results, name)):
            yield f"\n## {title}, {each}\n"
            yield from table(find(results, name, each))
    for name, title in ("start-up", "Start-up"), ("compile", "Reading many standards"):
        if find(results, name, ""):
            yield f"\n## {title}\n"
            yield from table(find(results, name, ""))
    yield ""


def aim_rows(results: Results, size: str) -> Iterator[str]:
    """The table of aims."""
    yield "| aim | limit | measured | |"
    yield "|---|---|---|---|"
    for aim in aims(results, size):
        shown = "" if aim.value is None else f"{aim.value:.3g}{aim.unit}"
        bound = "at least" if aim.least else "at most"
        yield f"| {aim.text} | {bound} {aim.limit:g} | {shown} | {aim.verdict()} |"


def table(experiment: dict[str, Any] | None) -> Iterator[str]:
    """The runs of an experiment, the cheapest first."""
    if experiment is None:
        return
    base = run_named(experiment, experiment["base"])
    scan = run_named(experiment, SCAN.name)
    short = experiment["base"]
    yield f"| run | CPU s | over {short} | over scan | wall s | peak MB |"
    yield "|---|---|---|---|---|---|"
    timed = [r for r in experiment["runs"] if r["cpu"] and not r["problem"]]
    for run in sorted(timed, key=middle):
        over = f"{median(ratios(run, base)):.2f}" if base else ""
        scans = f"{median(ratios(run, scan)):.2f}" if scan else ""
        cpu = f"{middle(run):.2f} [{min(run['cpu']):.2f} to {max(run['cpu']):.2f}]"
        name = f"**{run['label']}**" if run["label"] == UPHELD else run["label"]
        yield (
            f"| {name} | {cpu} | {over} | {scans} | {middle(run, 'wall'):.1f}"
            f" | {max(run['memory'])} |"
        )
    yield ""
    yield from below(experiment)


def below(experiment: dict[str, Any]) -> Iterator[str]:
    """What has no time, who is missing, and where it was measured."""
    for run in experiment["runs"]:
        if run["problem"]:
            yield f"- not timed: {run['label']}: {' '.join(run['problem'].split())}"
    if experiment["missing"] and experiment["name"] in WORKLOADS:
        yield f"- not there: {', '.join(experiment['missing'])}"
    rounds = max((len(r["cpu"]) for r in experiment["runs"]), default=0)
    versions = "; ".join(sorted(set(experiment["versions"].values())))
    yield (
        f"- {rounds} rounds on {experiment['measured_on']}, {experiment['machine']},"
        f" load {experiment['load']} at the end" + (f"; {versions}" if versions else "")
    )


PICTURES = {
    "standards.svg": "Cost against the number of standards",
    "rows.svg": "Cost of W20 against rows",
    "memory.svg": "Peak memory of W20 against rows",
}


def plots(results: Results) -> dict[str, str]:
    """The plots for which there are numbers."""
    size = main_size(results)
    labels = [c.name for c in CONTENDERS]
    standards, rows, memory = {}, {}, {}
    for label in labels:
        points = [
            (NUMBERS[name], middle(run))
            for name in WORKLOADS
            if (run := run_named(find(results, name, size), label))
        ]
        by_rows = [
            (SIZES[each], run)
            for each in sizes(results, "W20")
            if (run := run_named(find(results, "W20", each), label))
        ]
        if len(points) > 1:
            standards[label] = points
        if len(by_rows) > 1:
            rows[label] = [(n, middle(run)) for n, run in by_rows]
            memory[label] = [(n, max(run["memory"])) for n, run in by_rows]
    made = {}
    if standards:
        made["standards.svg"] = lines(
            f"CPU seconds, {size} rows", "standards", "CPU s", standards
        )
    if rows:
        made["rows.svg"] = lines("CPU seconds of W20", "rows", "CPU s", rows)
        made["memory.svg"] = lines("Peak memory of W20", "rows", "MB", memory)
    return made
