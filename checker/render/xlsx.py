"""A report as a workbook: standards, windows, exceptions and waivers on four sheets."""

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field
from datetime import UTC, datetime
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from upheld.checker.render.evidence import evidence, remarks
from upheld.checker.render.kinds import window_name
from upheld.checker.render.manner import Manner
from upheld.checker.render.measures import measure, target_phrase, value_of
from upheld.checker.render.reasons import measured_in_words, reason_in_words
from upheld.checker.render.reasons import state_in_words as event_state
from upheld.checker.render.verdicts import GLYPHS, RANK
from upheld.checker.render.waivers import covered_in_words, state_in_words
from upheld.checker.render.windows import group_name, summary
from upheld.checker.report import Report, StandardResult, Verdict, Window
from upheld.checker.wording import Wording
from upheld.dsl.dataclass import dataclass

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook

#: A sheet has so many rows at most.
MOST_ROWS = 1_048_576

_WIDEST = 60


@dataclass(frozen=True, slots=True)
class Number:
    """A number that is calculated with, and how it is shown."""

    value: Fraction | int
    format: str = "#,##0"


Cell = str | Number | None
Row = Sequence[Cell]
Table = tuple[tuple[str, ...], Iterator[Row]]


def render(report: Report, manner: Manner) -> bytes:
    """The workbook; the same report gives the same bytes."""
    from xlsxwriter import Workbook

    data = io.BytesIO()
    safe = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    workbook = Workbook(data, safe)
    workbook.set_properties({"title": "upheld", "created": _moment(report)})
    sheets = Sheets(workbook, manner.wording)
    sheets.add(sheets.wording.say("Standards"), *_standards(report, manner.wording))
    sheets.add(sheets.wording.say("Windows"), *_windows(report, manner.wording))
    sheets.add(sheets.wording.say("Exceptions"), *_exceptions(report, manner.wording))
    sheets.add(sheets.wording.say("Waivers"), *_waivers(report, manner.wording))
    workbook.close()
    return data.getvalue()


@dataclass(slots=True)
class Sheets:
    """Writes tables as sheets with a fixed head and filters."""

    workbook: "Workbook"
    wording: Wording
    formats: dict[str, "Format"] = field(default_factory=dict)

    def add(self, name: str, head: Sequence[str], rows: Iterable[Row]) -> None:
        """A sheet; rows past the last one that a sheet has are counted in the last."""
        sheet = self.workbook.add_worksheet(name)
        sheet.write_row(0, 0, head, self.workbook.add_format({"bold": True}))
        sheet.freeze_panes(1, 1)
        widths = [len(text) for text in head]
        number = 0
        for number, row in enumerate(rows, 1):
            if number == MOST_ROWS - 1:
                sheet.write_string(number, 0, "…")
                break
            for column, cell in enumerate(row):
                self._write(sheet, number, column, cell)
                shown = len(cell) if isinstance(cell, str) else 10
                widths[column] = max(widths[column], shown)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, min(width + 2, _WIDEST))
        sheet.autofilter(0, 0, max(number, 1), len(head) - 1)

    def _write(self, sheet: Any, row: int, column: int, cell: Cell) -> None:
        match cell:
            case str():
                sheet.write_string(row, column, cell)
            case Number(value, format):
                number = value.numerator / value.denominator
                sheet.write_number(row, column, number, self._format(format))
            case None:
                return

    def _format(self, text: str) -> "Format":
        if text not in self.formats:
            self.formats[text] = self.workbook.add_format({"num_format": text})
        return self.formats[text]


def _moment(report: Report) -> datetime:
    return datetime.fromisoformat(report.as_of).astimezone(UTC).replace(tzinfo=None)


def _verdict(verdict: Verdict, wording: Wording) -> str:
    return f"{GLYPHS[verdict]} {wording.verdict(verdict)}"


def _standards(report: Report, w: Wording) -> Table:
    head = (
        w.say("Standard"),
        w.say("Verdict"),
        w.say("Windows"),
        w.say("Sentence"),
        w.say("Title"),
        w.say("Owner"),
    )
    ordered = sorted(report.standards, key=lambda one: RANK[one.verdict])
    rows = (
        (
            one.id,
            _verdict(one.verdict, w),
            summary(one.windows, w),
            one.sentence,
            one.title,
            one.metadata.get("owner", ""),
        )
        for one in ordered
    )
    return head, rows


def _windows(report: Report, w: Wording) -> Table:
    head = (
        w.say("Standard"),
        w.say("Window"),
        w.say("Group"),
        w.say("Verdict"),
        w.say("Measured"),
        w.say("Value"),
        w.say("Target"),
        w.say("Met"),
        w.say("Missed"),
        w.say("Pending"),
        w.say("Excluded"),
        w.say("Invalid"),
        w.say("Counts"),
        w.say("Remarks"),
        w.say("Start"),
        w.say("End"),
    )
    return head, (_window(one, x, w) for one in report.standards for x in one.windows)


def _window(standard: StandardResult, window: Window, w: Wording) -> Row:
    counts, marks = window.counts, standard.marks
    return (
        standard.id,
        window_name(window.window, w),
        group_name(window.group),
        _verdict(window.verdict, w),
        measure(window, marks, w).value,
        _value(window, marks),
        target_phrase(window, marks, w),
        Number(counts.met),
        Number(counts.missed),
        Number(counts.pending),
        Number(counts.excluded),
        Number(counts.invalid),
        evidence(window, standard, w),
        "; ".join(remarks(window, w)),
        window.start,
        window.end,
    )


def _value(window: Window, marks: tuple[str, ...]) -> Number | None:
    """The value with as many decimals as its text has: 89.95% stays below 90%."""
    value = value_of(window)
    if value is None:
        return None
    text = measure(window, marks).value
    decimals = len(text.partition(".")[2].rstrip("%")) if window.unit == "share" else 0
    if window.unit == "share":
        return Number(value, f"0.{'0' * decimals}%" if decimals else "0%")
    return Number(value, "#,##0" if value.denominator == 1 else "#,##0.0#####")


def _exceptions(report: Report, w: Wording) -> Table:
    head = (
        w.say("Standard"),
        w.say("Window"),
        w.say("Group"),
        w.say("Event"),
        w.say("Start"),
        w.say("Deadline"),
        w.say("Outcome"),
        w.say("Measured"),
        w.say("State"),
        w.say("Reason"),
    )
    return head, (row for one in report.standards for row in _events(one, w))


def _events(standard: StandardResult, w: Wording) -> Iterator[Row]:
    for event in standard.failures.shown:
        yield (
            standard.id,
            window_name(event.window or "", w),
            group_name(event.group),
            event.identity,
            event.start,
            event.deadline,
            event.outcome,
            measured_in_words(event, w) or None,
            event_state(event.state, w),
            reason_in_words(event, w),
        )
    shown, total = len(standard.failures.shown), standard.failures.total
    if shown < total:
        told = w.say("{shown} of {total} shown", shown=shown, total=total)
        yield (standard.id, None, None, told)


def _waivers(report: Report, w: Wording) -> Table:
    head = (
        w.say("Waiver"),
        w.say("Standards"),
        w.say("State"),
        w.say("First day"),
        w.say("Last day"),
        w.say("Reason"),
        w.say("Approved by"),
        w.say("Approved on"),
        w.say("Covers"),
    )
    rows = (
        (
            waiver.name,
            ", ".join(waiver.standards),
            state_in_words(waiver, w),
            waiver.first,
            waiver.last,
            waiver.reason,
            waiver.approver,
            waiver.approved_on,
            covered_in_words(waiver, w),
        )
        for waiver in report.waivers
    )
    return head, rows
