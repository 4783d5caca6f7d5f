"""Every window of a report as one row of a CSV file, for spreadsheets and scripts."""

from collections.abc import Iterator
from itertools import chain
from operator import itemgetter

from upheld.checker.render.csv_cells import (
    Value,
    guarded,
    guarded_cells,
    of_guarded,
)
from upheld.checker.render.evidence import remarks
from upheld.checker.render.manner import Manner
from upheld.checker.render.windows import group_name
from upheld.checker.report import Report, StandardResult, Window

#: The columns: `value` and `target` in their unit, a share as a fraction of one, a
#: length in seconds; `exact` and `target_exact` are the same as fractions.
HEAD = (
    "standard",
    "window",
    "group",
    "start",
    "end",
    "verdict",
    "value",
    "bound",
    "target",
    "target_high",
    "unit",
    "currency",
    "exact",
    "target_exact",
    "target_high_exact",
    "met",
    "missed",
    "pending",
    "excluded",
    "invalid",
    "used",
    "without_value",
    "gap",
    "headroom",
    "waiver",
    "verdict_without_waiver",
    "edition",
    "remarks",
)


#: What is the same in all windows that are held against one target.
_target = itemgetter(*HEAD[7:12], *HEAD[13:15])
_sizes = itemgetter(*HEAD[15:22])
_own = itemgetter("window", "value", "exact")
_remarkable = itemgetter("waiver", "band", "edition", "open", "partial", "note")


def render(report: Report, _: Manner) -> str:
    """The windows in the order of the report: standards, then time, then groups."""
    return of_guarded(HEAD, chain.from_iterable(map(_rows, report.standards)))


def _rows(standard: StandardResult) -> Iterator[tuple[Value, ...]]:
    """The windows of a standard, in cells that a spreadsheet obeys nothing of."""
    name = guarded(standard.id)
    groups: dict[int, Value] = {}
    held: tuple[Value, ...] = ()
    kept: list[Value] = []
    for window in standard.windows or ():
        given = vars(window)
        target = _target(given)
        if target != held:
            held, kept = target, guarded_cells(target)
        # Windows of a group share it, so it is written once.
        group = groups.get(id(window.group))
        if group is None:
            group = groups[id(window.group)] = guarded(group_name(window.group))
        label, value, exact = guarded_cells(_own(given))
        # Most windows have nothing beside their numbers.
        said = _said(window) if any(_remarkable(given)) else _NOTHING
        yield (
            name,
            label,
            group,
            window.start,
            window.end,
            window.verdict,
            value,
            *kept[:5],
            exact,
            *kept[5:],
            *_sizes(vars(window.counts)),
            window.gap,
            window.headroom,
            *said,
        )


def _said(window: Window) -> list[Value]:
    """What was waived, by which edition it was judged, and what else is to be known."""
    return guarded_cells(
        (
            window.waiver,
            window.verdict_without_waiver,
            window.edition,
            "; ".join(remarks(window)),
        )
    )


_NOTHING: list[Value] = [None, None, None, ""]
