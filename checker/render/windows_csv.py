"""Every window of a report as one row of a CSV file, for spreadsheets and scripts."""

from collections.abc import Iterator
from itertools import chain
from operator import itemgetter

from upheld.checker.render.csv_cells import Value, as_lines, as_text, cell_text
from upheld.checker.render.evidence import remarks
from upheld.checker.render.manner import Manner
from upheld.checker.render.windows import group_name
from upheld.checker.report import Report, StandardResult, Window
from upheld.checker.window_rows import blocks_of, window_of

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
_remarkable = itemgetter("waiver", "band", "edition", "open", "partial", "note")


def render(report: Report, _: Manner) -> str:
    """The windows in the order of the report: standards, then time, then groups."""
    lines = chain.from_iterable(map(_lines, report.standards))
    return as_lines([as_text(HEAD), *lines])


def _lines(standard: StandardResult) -> Iterator[str]:
    """The windows of a standard, in cells that a spreadsheet obeys nothing of."""
    groups: dict[int, str] = {}
    name = as_text([standard.id])
    for block in blocks_of(standard.windows):
        alike = block.alike
        held = _target(alike) if alike else ()
        target, limits = as_text(held[:5]), as_text(held[5:])
        before, which, when = None, "", ""
        for entry in block.entries:
            if isinstance(entry, Window):
                yield as_text(_row(standard.id, entry))
                continue
            head, group, verdict, value, exact, sizes, gap, headroom = entry
            if head is not before:
                # Many groups share a window, and many windows a group.
                label, start, end, partial = before = head
                which, when = f"{name},{cell_text(label)}", f"{start},{end}"
            if partial or alike["edition"]:
                yield as_text(_row(standard.id, window_of(alike, entry)))
                continue
            met, missed, excluded, invalid, used, without = sizes
            if exact is None or exact[0] == "-":
                exact = cell_text(exact or "")
            shown: float | str = "" if value is None else value
            if value is not None and value.is_integer():
                shown = int(value)
            of_group = groups.get(id(group))
            if of_group is None:
                of_group = groups[id(group)] = cell_text(group_name(group))
            yield (
                f"{which},{of_group},{when},{verdict},"
                f"{shown},{target},{exact},{limits},"
                f"{met},{missed},0,{excluded},{invalid},"
                f"{'' if used is None else used},"
                f"{'' if without is None else without},"
                f"{'' if gap is None else gap},"
                f"{'' if headroom is None else headroom},,,,"
            )


def _row(standard: str, window: Window) -> tuple[Value, ...]:
    """Any window."""
    given = vars(window)
    held = _target(given)
    # Most windows have nothing beside their numbers.
    said = "; ".join(remarks(window)) if any(_remarkable(given)) else ""
    return (
        standard,
        window.window,
        group_name(window.group),
        window.start,
        window.end,
        window.verdict,
        window.value,
        *held[:5],
        window.exact,
        *held[5:],
        *_sizes(vars(window.counts)),
        window.gap,
        window.headroom,
        window.waiver,
        window.verdict_without_waiver,
        window.edition,
        said,
    )
