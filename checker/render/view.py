"""What the templates of the HTML report are filled with, as it is shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from upheld.checker.render.heatmap import Heatmap, heatmap
from upheld.checker.render.measures import measure, target_phrase
from upheld.checker.render.numbers import count
from upheld.checker.render.svg import RUN_CHART, Chart, chart
from upheld.checker.render.tables import (
    Groups,
    Table,
    addition,
    failures_table,
    groups_table,
    share_in_all,
    windows_table,
)
from upheld.checker.render.verdicts import RANK, in_words, tally
from upheld.checker.render.windows import (
    group_name,
    kept_of_judged,
    measured_range,
    summary,
    worst_first,
)
from upheld.checker.report import ORDER, Report, StandardResult, Verdict

#: All tables of windows together hold about so many rows, which keeps a file small.
_ROWS_OF_A_REPORT = 16_000


@dataclass(frozen=True, slots=True)
class Overview:
    """A standard as one row of the table of all standards."""

    anchor: str
    standard: StandardResult
    measured: str
    target: str
    kept: str
    worst: str


@dataclass(frozen=True, slots=True)
class Page:
    """A standard on its own page."""

    overview: Overview
    summary: str
    addition: Table | None
    share: str
    heatmap: Heatmap | None
    chart: Chart | None
    groups: Groups | None
    windows: Table | None
    failures: Table | None


@dataclass(frozen=True, slots=True)
class View:
    """A whole report as shown."""

    report: Report
    opinion: tuple[str, ...]
    boxes: tuple[tuple[Verdict, int], ...]
    windows: str
    period: str
    data_fingerprint: str
    policy_fingerprint: str
    pages: tuple[Page, ...]


def view(report: Report) -> View:
    """The report with everything computed that its page shows."""
    ordered = sorted(report.standards, key=lambda standard: RANK[standard.verdict])
    most = max(40, _ROWS_OF_A_REPORT // max(len(ordered), 1))
    total = sum(len(standard.windows) for standard in ordered)
    most = total if total <= _ROWS_OF_A_REPORT else most
    counted = dict(tally(standard.verdict for standard in ordered))
    return View(
        report,
        opinion(report),
        tuple((verdict, counted.get(verdict, 0)) for verdict in ORDER),
        in_words(tally(w.verdict for one in ordered for w in one.windows)),
        _period(report),
        _fingerprint((f.name, f.sha256) for s in report.sources for f in s.files),
        _fingerprint((policy.name, policy.sha256) for policy in report.policies),
        tuple(_page(number, one, most) for number, one in enumerate(ordered, 1)),
    )


def _page(number: int, standard: StandardResult, most: int) -> Page:
    groups = groups_table(standard)
    whole = chart(standard.windows, standard.id, RUN_CHART, standard.marks)
    return Page(
        _overview(number, standard),
        summary(standard.windows),
        addition(standard),
        share_in_all(standard),
        heatmap(standard),
        whole if groups is None else None,
        groups,
        windows_table(standard, most),
        failures_table(standard.failures),
    )


def _overview(number: int, standard: StandardResult) -> Overview:
    return Overview(
        f"s{number}",
        standard,
        measured_range(standard.windows, standard.marks),
        _target(standard),
        _kept(standard),
        _worst(standard),
    )


def _kept(standard: StandardResult) -> str:
    kept, judged = kept_of_judged(standard.windows)
    if not judged:
        return "none judged" if standard.windows else ""
    return f"{count(kept)} of {count(judged)}"


def _target(standard: StandardResult) -> str:
    """The target of the windows, where they have one and the same."""
    found = {target_phrase(window, standard.marks) for window in standard.windows}
    return found.pop() if len(found) == 1 else "varies" if found else ""


def _worst(standard: StandardResult) -> str:
    """The worst of several windows and what it measured."""
    if len(standard.windows) < 2:
        return ""
    worst = worst_first(standard.windows)[0]
    parts = (
        worst.window,
        group_name(worst.group),
        measure(worst, standard.marks).value,
    )
    return " ".join(part for part in parts if part)


#: What is said of one standard and of several; every verdict has its own sentence.
_SENTENCES: dict[Verdict, tuple[str, str]] = {
    "breached": ("was breached", "were breached"),
    "waived": ("fell short under a waiver", "fell short under a waiver"),
    "error": ("could not be evaluated", "could not be evaluated"),
    "warned": ("was met with a warning", "were met with a warning"),
    "insufficient": ("had too few events", "had too few events"),
    "no_data": ("had no data", "had no data"),
    "pending": ("is not decided yet", "are not decided yet"),
    "met": ("was met", "were met"),
    "exceeded": ("exceeded its target", "exceeded their targets"),
}


def opinion(report: Report) -> tuple[str, ...]:
    """The outcome in sentences; together they name every standard once."""
    if not report.standards:
        return ("There was no standard to judge.",)
    counted = dict(tally(standard.verdict for standard in report.standards))
    told = (
        _sentence(counted[verdict], forms)
        for verdict, forms in _SENTENCES.items()
        if verdict in counted
    )
    first, *rest = told
    total = len(report.standards)
    noun = "standard" if total == 1 else "standards"
    number, _, said = first.partition(" ")
    return (f"{number} of {count(total)} {noun} {said}", *rest)


def _sentence(number: int, forms: tuple[str, str]) -> str:
    return f"{count(number)} {forms[number != 1]}."


def _period(report: Report) -> str:
    """The period asked for, or the one that the standards span."""
    starts = [s.period_start for s in report.standards if s.period_start]
    ends = [s.period_end for s in report.standards if s.period_end]
    first = report.period_from or min(starts, default="")
    last = report.period_to or max(ends, default="")
    if not first and not last:
        return ""
    return f"{first or 'the first event'} to {last or 'as of'}"


def _fingerprint(files: Iterable[tuple[str, str]]) -> str:
    """One SHA-256 over the names and hashes of all files, in the order of names."""
    lines = "".join(f"{digest}  {name}\n" for name, digest in sorted(set(files)))
    return sha256(lines.encode()).hexdigest() if lines else ""
