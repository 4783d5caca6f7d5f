"""The auditor's report of 40 standards over a year, and of one with 4,000 windows.

    .venv/bin/python benchmarks/report.py

Limits (issue of the report): less than 5 MB and less than 3 s of CPU for 40 x 365.
Control charts, which a run computes before it renders, are timed too.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.unit.report_builders import many
from upheld.checker.control import control_charts
from upheld.checker.render.html import render_html
from upheld.checker.report import Report

MOST_BYTES, MOST_SECONDS = 5_000_000, 3.0


def charted(report: Report) -> Report:
    """The report with the control charts of its standards."""
    standards = tuple(
        one.but(control=control_charts(one.windows))
        for one in report.standards
    )
    return report.but(standards=standards)


def seconds(work: Callable[[], object]) -> float:
    """The CPU time of some work, the quickest of three."""
    times = []
    for _ in range(3):
        begun = time.process_time()
        work()
        times.append(time.process_time() - begun)
    return min(times)


def main() -> int:
    """Print a row for each size; 1 where a limit is passed."""
    worst = 0
    for standards, windows in ((40, 365), (1, 4000), (1, 31)):
        plain = many(standards, windows)
        report = charted(plain)
        size = len(render_html(report).encode())
        control = seconds(lambda plain=plain: charted(plain))
        rendering = seconds(lambda report=report: render_html(report))
        print(
            f"{standards:3} x {windows:4}: {size / 1e6:5.2f} MB,"
            f" {rendering:5.2f} s rendering, {control:5.2f} s control charts"
        )
        passed = size > MOST_BYTES or rendering + control > MOST_SECONDS
        worst = max(worst, int(passed))
    return worst


if __name__ == "__main__":
    sys.exit(main())
