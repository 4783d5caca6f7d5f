"""Every window of a report as one row of a CSV file, for spreadsheets and scripts."""

from operator import itemgetter

from upheld.checker.render.csv_cells import Value, as_csv
from upheld.checker.render.evidence import remarks
from upheld.checker.render.manner import Manner
from upheld.checker.render.windows import group_name
from upheld.checker.report import Report, Window

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


_in_order = itemgetter(*HEAD)


def render(report: Report, _: Manner) -> str:
    """The windows in the order of the report: standards, then time, then groups."""
    rows = (
        _row(standard.id, window)
        for standard in report.standards
        for window in standard.windows or ()
    )
    return as_csv(HEAD, rows)


def _row(standard: str, window: Window) -> tuple[Value, ...]:
    given = vars(window) | vars(window.counts)
    given["standard"] = standard
    given["group"] = group_name(window.group)
    given["remarks"] = "; ".join(remarks(window))
    row: tuple[Value, ...] = _in_order(given)
    return row
