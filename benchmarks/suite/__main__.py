"""Measure, keep what was measured, write the page.

python -m benchmarks.suite --only W1,W20,start-up --sizes 1M,10M --rounds 3
python -m benchmarks.suite --report     only writes the page
"""

import argparse
import os
from collections.abc import Callable, Iterator
from functools import partial

from benchmarks.suite import experiments, results
from benchmarks.suite.append import append_experiment
from benchmarks.suite.measure import Experiment, interleaved
from benchmarks.suite.page import quote_all, write_page

SPECIALS = {s.name: s for s in experiments.SPECIALS}


def main() -> None:
    """Measure what is asked for, keep it, write the page."""
    parser = argparse.ArgumentParser(
        prog="benchmarks.suite", description="Measure upheld beside other tools."
    )
    parser.add_argument("--only", default="", help="names of experiments, with commas")
    sizes = os.environ.get("BENCH_ROWS", "1M,10M")
    parser.add_argument("--sizes", default=sizes, help="rows: 1M,10M,100M")
    rounds = int(os.environ.get("BENCH_ROUNDS", "3"))
    parser.add_argument("--rounds", type=int, default=rounds)
    parser.add_argument("--report", action="store_true", help="only write the page")
    asked = parser.parse_args()
    if not asked.report:
        only = set(filter(None, asked.only.split(",")))
        missing = experiments.missing(experiments.CONTENDERS)
        if missing:
            print("not there (make bench-tools):", ", ".join(missing), flush=True)
        for make in wanted(only, asked.sizes.split(",")):
            experiment = make()
            kept = partial(results.keep, experiment, missing)
            interleaved(experiment, asked.rounds, say, kept)
    print(write_page())
    quote_all()


def say(text: str) -> None:
    """A line for whoever waits."""
    print(text, flush=True)


def wanted(only: set[str], sizes: list[str]) -> Iterator[Callable[[], Experiment]]:
    """The experiments that were asked for, made one at a time."""
    if not only or "start-up" in only:
        yield experiments.start_up_experiment
    if not only or "compile" in only:
        yield experiments.compile_experiment
    for size in sizes:
        for name in experiments.WORKLOADS:
            if not only or name in only:
                yield partial(experiments.workload_experiment, name, size)
        for name, special in SPECIALS.items():
            if not only or name in only:
                yield partial(experiments.special_experiment, special, size)
        if not only or "identity" in only:
            yield partial(experiments.identity_experiment, size)
        if not only or "append" in only:
            yield partial(append_experiment, size)


if __name__ == "__main__":
    main()
