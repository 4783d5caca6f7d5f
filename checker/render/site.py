"""A history as a static site: pages without a script that open from any disk.

index.html               all standards, what was restated, all runs
standards/NAME.html      one standard: every window as last judged, verdicts by run
reports/run-N.html       the report of a run
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from hashlib import sha256
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from upheld.checker.ledger.entries import Entry, History, Run
from upheld.checker.ledger.timeline import Restatement, Timeline, timelines
from upheld.checker.render.formats import render
from upheld.checker.render.history import cause_of, result_of, runs_in_words
from upheld.checker.render.html import CLASSES
from upheld.checker.render.kinds import window_name
from upheld.checker.render.manner import Manner
from upheld.checker.render.measures import measure
from upheld.checker.render.verdicts import GLYPHS, RANK
from upheld.checker.render.windows import group_name, summary
from upheld.checker.report import Report, Verdict
from upheld.checker.wording import Wording
from upheld.dsl.dataclass import dataclass

_TEMPLATES = Path(__file__).parent.parent / "templates"

#: How many restatements, and how many verdicts of a standard, the first page shows.
RESTATEMENTS_SHOWN, VERDICTS_SHOWN = 50, 30

_PLAIN_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,80}")


@dataclass(frozen=True, slots=True)
class Cell:
    """A window as a mark: its verdict, and what it measured in words."""

    verdict: Verdict
    text: str


@dataclass(frozen=True, slots=True)
class Strip:
    """Windows of one group that follow each other, by the month or year they are of."""

    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A window in the table of all windows."""

    window: str
    group: str
    verdict: Verdict
    measured: str
    run: int
    is_final: bool


@dataclass(frozen=True, slots=True)
class Change:
    """A restatement as a row of a table."""

    standard: str
    page: str
    window: str
    group: str
    old: str
    new: str
    before: int
    after: int
    cause: str


@dataclass(frozen=True, slots=True)
class Page:
    """A standard: where its page lies and what stands on it."""

    path: str
    line: Timeline
    summary: str
    strips: Mapping[str, tuple[Strip, ...]]
    rows: tuple[Row, ...]
    changes: tuple[Change, ...]


def site(
    history: History, reports: Iterable[tuple[int, Report]], manner: Manner
) -> Iterator[tuple[str, str]]:
    """The pages of a site by their path; the same history gives the same bytes."""
    wording = manner.wording
    lines = timelines(history)
    paths = _paths([line.standard for line in lines])
    pages = [_page(line, paths[line.standard], wording) for line in lines]
    pages.sort(key=lambda page: (RANK[page.line.now.verdict], page.line.standard))
    yield "index.html", _index(history, pages, wording)
    runs = {run.number: run for run in history.runs}
    for page in pages:
        yield page.path, _filled("site-standard.html.j2", wording, page=page, runs=runs)
    for number, report in reports:
        yield report_path(number), str(render(report, "html", manner))


def report_path(run: int) -> str:
    """Where the report of a run lies."""
    return f"reports/run-{run}.html"


def _index(history: History, pages: Sequence[Page], wording: Wording) -> str:
    changes = [change for page in pages for change in page.changes]
    changes.sort(key=lambda change: -change.after)
    return _filled(
        "site-index.html.j2",
        wording,
        pages=pages,
        told=runs_in_words(history, wording),
        runs=tuple(reversed(history.runs)),
        changes=changes[:RESTATEMENTS_SHOWN],
        total=len(changes),
        most=VERDICTS_SHOWN,
    )


def _page(line: Timeline, path: str, wording: Wording) -> Page:
    windows = [entry.window for entry in line.latest]
    return Page(
        path,
        line,
        summary(windows, wording),
        _strips(line.latest, wording),
        tuple(_row(entry, wording) for entry in reversed(line.latest)),
        tuple(_change(one, path, wording) for one in reversed(line.restatements)),
    )


def _strips(entries: Sequence[Entry], wording: Wording) -> dict[str, tuple[Strip, ...]]:
    """The windows of each group in order of time, a line for each month or year."""
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(group_name(entry.window.group), []).append(entry)
    return {
        name: tuple(
            Strip(label, tuple(_cell(entry, wording) for entry in found))
            for label, found in groupby(groups[name], key=_stretch)
        )
        for name in sorted(groups)
    }


def _stretch(entry: Entry) -> str:
    """The month that a day or hour is of, the year of a longer window."""
    label = entry.window.window
    days = re.match(r"(\d{4}-\d\d)-\d\d", label)
    years = re.match(r"\d{4}", label)
    return days[1] if days else years[0] if years else ""


def _cell(entry: Entry, wording: Wording) -> Cell:
    label = window_name(entry.window.window, wording)
    return Cell(entry.window.verdict, f"{label}: {result_of(entry, wording)}")


def _row(entry: Entry, wording: Wording) -> Row:
    one = entry.window
    return Row(
        window_name(one.window, wording),
        group_name(one.group),
        one.verdict,
        str(measure(one, (), wording)),
        entry.run,
        entry.is_final,
    )


def _change(one: Restatement, path: str, wording: Wording) -> Change:
    after = one.after.window
    return Change(
        one.after.standard,
        path,
        window_name(after.window, wording),
        group_name(after.group),
        result_of(one.before, wording, one.after),
        result_of(one.after, wording, one.before),
        one.before.run,
        one.after.run,
        cause_of(one.cause, wording),
    )


def _paths(standards: Sequence[str]) -> dict[str, str]:
    """A file name for each standard that every file system takes, and no two share."""
    return {name: f"standards/{_file_name(name)}.html" for name in standards}


def _file_name(standard: str) -> str:
    if _PLAIN_NAME.fullmatch(standard):
        return standard
    return f"s-{sha256(standard.encode()).hexdigest()[:16]}"


def _filled(template: str, wording: Wording, **values: object) -> str:
    return (
        _environment()
        .get_template(template)
        .render(t=wording, report_path=report_path, short=_short, **values)
    )


def _short(run: Run) -> str:
    """The beginning of a commit, as git shows it."""
    return run.commit[:12]


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals.update(glyphs=GLYPHS, classes=CLASSES)
    return environment
