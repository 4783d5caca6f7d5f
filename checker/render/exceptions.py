"""The events that fell short or could not be judged: a CSV file for each standard."""

import re
from collections.abc import Iterable, Iterator, Mapping

from upheld.checker.render.csv_cells import Value, as_csv
from upheld.checker.render.manner import Manner
from upheld.checker.render.windows import group_name
from upheld.checker.report import FailedEvent, Report, StandardResult

HEAD = (
    "standard",
    "window",
    "group",
    "event",
    "start",
    "deadline",
    "outcome",
    "measured",
    "state",
    "reason",
    "waiver",
)


def render(report: Report, _: Manner) -> Mapping[str, str]:
    """The files by their names; a standard without such events has a head alone."""
    names = file_names(standard.id for standard in report.standards)
    return {
        names[standard.id]: as_csv(HEAD, _rows(standard))
        for standard in report.standards
        if standard.verdict != "error"
    }


def file_names(ids: Iterable[str], suffix: str = ".csv") -> dict[str, str]:
    """A file name for each id, of signs that every system allows, none twice."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for name_of_it in ids:
        plain = re.sub(r"[^\w.-]", "_", name_of_it).strip(".") or "_"
        name, number = plain, 2
        while name.casefold() in taken:
            name, number = f"{plain}-{number}", number + 1
        taken.add(name.casefold())
        names[name_of_it] = f"{name}{suffix}"
    return names


def _rows(standard: StandardResult) -> Iterator[tuple[Value, ...]]:
    waivers = {
        (window.window, group_name(window.group)): window.waiver
        for window in standard.windows
    }
    for event in standard.failures.shown:
        yield _row(standard.id, event, waivers)
    shown, total = len(standard.failures.shown), standard.failures.total
    if shown < total:
        cut = f"{shown} of {total} shown"
        yield (standard.id, *(None for _ in HEAD[2:-1]), cut, None)


def _row(
    standard: str,
    event: FailedEvent,
    waivers: Mapping[tuple[str, str], str | None],
) -> tuple[Value, ...]:
    group = group_name(event.group)
    return (
        standard,
        event.window,
        group,
        event.identity,
        event.start,
        event.deadline,
        event.outcome,
        event.measured,
        event.state,
        event.reason,
        waivers.get((event.window or "", group)),
    )
