"""How many of the events that fell short a run lists, and a report cut to the first."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from upheld.checker.report import Report

#: For each standard: what reports list, and what files have.
EVENTS_SHOWN = 25
ALL_EVENTS = 1_000_000
#: What files beside a report hold at most.
EVENTS_BESIDE = 100_000


def shortened(report: "Report") -> "Report":
    """The report with the first events of each standard, as if no more were asked."""
    if all(len(one.failures.shown) <= EVENTS_SHOWN for one in report.standards):
        return report
    standards = []
    for one in report.standards:
        first = one.failures.shown[:EVENTS_SHOWN]
        failures = one.failures.but(shown=first)
        standards.append(one.but(failures=failures))
    return report.but(standards=tuple(standards))
