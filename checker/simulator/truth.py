"""What the policy must find, counted from what was meant to happen."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from upheld.checker.simulator.faults import Broken, Fault, label, touched
from upheld.checker.simulator.streams import Stream

Run = Callable[[str], Sequence[tuple[Any, ...]]]


def planted(
    stream: Stream, fault: Fault, last: date, run: Run
) -> Iterator[dict[str, object]]:
    """The breached windows of a fault, with their counts.

    Args:
        last: The last day simulated; a window that ends behind it is left out.
        run: Gives the rows of a query in which the plan is `plan_NAME`.
    """
    for broken in fault.breaks:
        for first, behind in touched(fault, broken.unit):
            if (behind - last).days + broken.lag <= 1:
                yield found(stream, fault, broken, first, behind, run)


def found(
    stream: Stream, fault: Fault, broken: Broken, first: date, behind: date, run: Run
) -> dict[str, object]:
    """One window that must be breached."""
    return {
        "standard": broken.standard,
        "window": label(first + timedelta(days=broken.lag), broken.unit),
        "group": {broken.group: broken.member} if broken.group else {},
        "verdict": "breached",
        **counts(stream, fault, broken, first, behind, run),
        "fault": fault.name,
    }


def counts(
    stream: Stream, fault: Fault, broken: Broken, first: date, behind: date, run: Run
) -> dict[str, int]:
    """What is counted in a window."""
    if broken.missed or not (broken.met or broken.state or broken.whole_days):
        return {"missed": broken.missed} if broken.missed else {}
    if broken.whole_days:
        days = (
            min(fault.last + timedelta(days=1), behind) - max(fault.first, first)
        ).days
        return {"met": (behind - first).days - days, "missed": days}
    inside = (
        f"day >= DATE '{first}' AND day < DATE '{behind}' AND ({broken.population})"
    )
    if broken.group:
        inside += f" AND {broken.group} = '{broken.member}'"
    ((total, kept),) = run(
        f"SELECT count(*), count_if({broken.met or 'true'}) FROM plan_{stream.name}"
        f" WHERE {inside}"
    )
    if broken.met:
        return {"met": kept, "missed": total - kept}
    return {broken.state: total}
