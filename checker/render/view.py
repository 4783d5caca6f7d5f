"""What the templates of the HTML report are filled with, as it is shown."""

from collections import Counter
from collections.abc import Iterator, Mapping

from upheld.checker.charts import EditionText
from upheld.checker.render.cover import Fact, facts, fingerprint
from upheld.checker.render.matrix import Covering, Matrix, matrices, missing_members
from upheld.checker.render.opinion import opinion
from upheld.checker.render.page import Page, Room, page
from upheld.checker.render.runchart import MOST_POINTS
from upheld.checker.render.standing import Section, sections
from upheld.checker.render.verdicts import RANK, tally
from upheld.checker.report import JUDGED, ORDER, Report, StandardResult, Verdict
from upheld.checker.wording import ENGLISH, Wording
from upheld.dsl.dataclass import dataclass

#: All tables of windows together hold about so many rows, which keeps a file small.
_ROWS_OF_A_REPORT = 16_000


@dataclass(frozen=True, slots=True)
class View:
    """A whole report as shown."""

    report: Report
    title: str
    opinion: tuple[str, ...]
    boxes: tuple[tuple[Verdict, int], ...]
    facts: tuple[Fact, ...]
    pages: tuple[Page, ...]
    coverage: tuple[Matrix, ...]
    missing: tuple[tuple[str, str], ...]
    standing: tuple[Section, ...]
    not_judged: tuple[StandardResult, ...]
    data_fingerprint: str
    changed: tuple[tuple[str, EditionText], ...]
    empty: Mapping[str, int]


def view(report: Report, wording: Wording = ENGLISH, *, apart: bool = False) -> View:
    """The report with everything computed that its page shows.

    Args:
        apart: each standard has a file of its own, so there is room for all of it.
    """
    ordered = sorted(report.standards, key=lambda standard: RANK[standard.verdict])
    room = Room(_ROWS_OF_A_REPORT, MOST_POINTS) if apart else room_of(ordered)
    counted = dict(tally(standard.verdict for standard in ordered))
    pages = tuple(page(n, one, room, wording) for n, one in enumerate(ordered, 1))
    covering = {
        one.overview.standard.id: Covering(
            one.overview.standard.id,
            one.overview.anchor,
            one.overview.standard.verdict,
        )
        for one in pages
    }
    return View(
        report,
        report.title or wording.say("Service standards"),
        opinion(report, wording),
        tuple((verdict, counted.get(verdict, 0)) for verdict in ORDER),
        facts(report, wording),
        pages,
        matrices(report.coverage, covering, wording),
        missing_members(report.coverage),
        sections(report.standing, wording),
        tuple(one for one in ordered if one.verdict not in JUDGED),
        fingerprint((f.name, f.sha256) for s in report.sources for f in s.files),
        tuple(changed_standards(report)),
        empty_windows(report),
    )


def changed_standards(report: Report) -> Iterator[tuple[str, EditionText]]:
    """The editions that came into force after the first day that was judged."""
    starts = [s.period_start[:10] for s in report.standards if s.period_start]
    begun = min(starts, default="")
    for standard in report.standards:
        for edition in standard.editions or ():
            if edition.first and edition.first > begun:
                yield standard.id, edition


def empty_windows(report: Report) -> Counter[str]:
    """How many windows of its standards had no data, for each event."""
    found: Counter[str] = Counter()
    for standard in report.standards:
        empty = sum(window.verdict == "no_data" for window in standard.windows)
        found.update(dict.fromkeys(standard.sources, empty))
    return found


def room_of(standards: list[StandardResult]) -> Room:
    """How much of each standard there is room for."""
    total = sum(len(standard.windows) for standard in standards)
    if total <= _ROWS_OF_A_REPORT:
        return Room(total, MOST_POINTS)
    share = _ROWS_OF_A_REPORT // max(len(standards), 1)
    return Room(max(40, share), min(max(60, share), MOST_POINTS), is_brief=True)
