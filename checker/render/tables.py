"""Tables of a report: windows, groups, events that fell short, rows that add up."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from upheld.checker.render.evidence import gap_phrase, remarks
from upheld.checker.render.measures import (
    measure,
    shortfall,
    target_phrase,
)
from upheld.checker.render.numbers import count, show
from upheld.checker.render.svg import SPARKLINE, Chart, chart
from upheld.checker.render.verdicts import tally
from upheld.checker.render.windows import (
    do_not_overlap,
    group_name,
    kept_of_judged,
    measured_range,
    worst_first,
)
from upheld.checker.report import (
    Failures,
    StandardResult,
    Totals,
    Verdict,
    Window,
)

#: A table of windows longer than this is folded away.
UNFOLDED = 40
#: A table of groups shows no more than this, worst first.
GROUPS_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Column:
    """A head and how its cells are set: `text`, `number`, `verdict`, `moment`."""

    head: str
    kind: str = "text"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells; the first cell of a row is its head."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    is_folded: bool = False


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One group beside the others."""

    name: str
    verdicts: tuple[tuple[Verdict, int], ...]
    measured: str
    kept: str
    events: str
    spark: Chart | None


@dataclass(frozen=True, slots=True)
class Groups:
    """The groups of a standard, worst first."""

    caption: str
    rows: tuple[GroupRow, ...]


def windows_table(standard: StandardResult, most: int) -> Table | None:
    """The windows in order of time, or, of more than `most`, the worst of them."""
    windows: Sequence[Window] = standard.windows
    if not windows:
        return None
    shown = windows if len(windows) <= most else worst_first(windows)[:most]
    fields = _fields(standard)
    rows = tuple(tuple(read(window) for _, read in fields) for window in shown)
    columns = tuple(column for column, _ in fields)
    used = [at for at, column in enumerate(columns) if _is_told(column, rows, at)]
    return Table(
        _windows_caption(len(shown), len(windows)),
        tuple(columns[at] for at in used),
        tuple(tuple(row[at] for at in used) for row in rows),
        is_folded=len(shown) > UNFOLDED,
    )


def _windows_caption(shown: int, number: int) -> str:
    if shown == number:
        return f"All windows ({count(number)})"
    return (
        f"{count(shown)} of {count(number)} windows, worst first; JSON holds them all"
    )


_Field = tuple[Column, Callable[[Window], str]]

#: Columns that stand even where all their cells are alike.
_ALWAYS = frozenset({"Window", "Verdict", "Measured", "Target"})


def _is_told(column: Column, rows: Sequence[tuple[str, ...]], at: int) -> bool:
    return column.head in _ALWAYS or any(row[at] not in ("", "0") for row in rows)


def _fields(standard: StandardResult) -> tuple[_Field, ...]:
    marks = standard.marks
    return (
        (Column("Window"), lambda window: window.window),
        (Column("Group"), lambda window: group_name(window.group)),
        (Column("Verdict", "verdict"), lambda window: window.verdict),
        (Column("Measured", "number"), lambda window: measure(window, marks).value),
        (Column("Target", "number"), lambda window: target_phrase(window, marks)),
        (Column("Met", "number"), lambda window: count(window.counts.met)),
        (Column("Missed", "number"), lambda window: count(window.counts.missed)),
        (Column("Used", "number"), lambda window: count(window.counts.used or 0)),
        (
            Column("Without a value", "number"),
            lambda window: count(window.counts.without_value or 0),
        ),
        (Column("Pending", "number"), lambda window: count(window.counts.pending)),
        (Column("Excluded", "number"), lambda window: count(window.counts.excluded)),
        (Column("Invalid", "number"), lambda window: count(window.counts.invalid)),
        (Column("Gap"), gap_phrase),
        (Column("Remarks"), lambda window: "; ".join(remarks(window))),
    )


def groups_table(standard: StandardResult) -> Groups | None:
    """The groups side by side; None with fewer than two."""
    found: dict[str, list[Window]] = {}
    for window in standard.windows:
        found.setdefault(group_name(window.group) or "overall", []).append(window)
    if len(found) < 2:
        return None
    ordered = sorted(found.items(), key=lambda item: _group_rank(item[1]))
    shown = ordered[:GROUPS_SHOWN]
    number = f"{count(len(shown))} of {count(len(ordered))}"
    caption = f"Groups side by side, worst first ({number})"
    rows = tuple(_group_row(name, windows, standard) for name, windows in shown)
    return Groups(caption, rows)


def _group_rank(windows: Sequence[Window]) -> tuple[Fraction, Fraction, str]:
    """By the share of windows that kept the target, then by the worst window."""
    kept, judged = kept_of_judged(windows)
    share = Fraction(kept, judged) if judged else Fraction(2)
    worst = max(shortfall(window) for window in windows)
    return share, -worst, group_name(windows[0].group)


def _group_row(
    name: str, windows: Sequence[Window], standard: StandardResult
) -> GroupRow:
    kept, judged = kept_of_judged(windows)
    return GroupRow(
        name,
        tally(window.verdict for window in windows),
        measured_range(windows, standard.marks),
        f"{count(kept)} of {count(judged)}",
        _summed(windows),
        chart(windows, name, SPARKLINE, standard.marks),
    )


def _summed(windows: Sequence[Window]) -> str:
    """Events met of those judged in all windows, where they may be added up."""
    met = sum(window.counts.met for window in windows)
    judged = met + sum(window.counts.missed for window in windows)
    shares = all(window.unit == "share" for window in windows)
    if not judged or not shares or not do_not_overlap(windows):
        return ""
    return f"{count(met)} of {count(judged)}"


def failures_table(failures: Failures) -> Table | None:
    """The first events that fell short, with their number in all."""
    if not failures.total and not failures.shown:
        return None
    columns = ("Event", "Window", "Group", "State", "Why", "Start", "Deadline")
    heads = (*columns, "Outcome", "Measured")
    rows = tuple(
        (
            event.identity,
            event.window or "",
            group_name(event.group),
            event.state,
            event.reason,
            event.start or "",
            event.deadline or "",
            event.outcome or "",
            event.measured or "",
        )
        for event in failures.shown
    )
    used = [at for at in range(len(heads)) if at == 0 or any(row[at] for row in rows)]
    return Table(
        f"Events that fell short ({count(len(rows))} of {count(failures.total)})",
        tuple(Column(heads[at], _kind(heads[at])) for at in used),
        tuple(tuple(row[at] for at in used) for row in rows),
    )


def _kind(head: str) -> str:
    return "moment" if head in ("Window", "Start", "Deadline", "Outcome") else "text"


def addition(standard: StandardResult) -> Table | None:
    """Rows read and what became of each, one column for each event of the sentence."""
    if standard.totals is None:
        return None
    all_totals = {standard.nouns: standard.totals, **standard.other_totals}
    heads = [Column(name, "number") for name in all_totals]
    lines = [
        (label, *(count(read(totals)) for totals in all_totals.values()))
        for label, read in _states(all_totals.values())
    ]
    total = ("Rows read", *(count(totals.read) for totals in all_totals.values()))
    caption = "Every row read, counted once"
    return Table(caption, (Column("State"), *heads), (*lines, total))


_State = tuple[str, Callable[[Totals], int]]


def _states(totals: Iterable[Totals]) -> tuple[_State, ...]:
    totals = tuple(totals)
    judged: tuple[_State, ...] = ()
    if any(one.used is None for one in totals):
        judged += (("Met", lambda one: one.met), ("Missed", lambda one: one.missed))
    if any(one.used is not None for one in totals):
        judged += (
            ("Used", lambda one: one.used or 0),
            ("Without a value", lambda one: one.without_value or 0),
        )
    return (
        *judged,
        ("Pending", lambda one: one.pending),
        ("Excluded", lambda one: one.excluded),
        ("Invalid", lambda one: one.invalid),
        ("Not in the population", lambda one: one.not_in_population),
        ("Outside the period", lambda one: one.outside_period),
        ("Repeats", lambda one: one.repeats),
    )


def share_in_all(standard: StandardResult) -> str:
    """Met of met and missed over the whole period, for a standard that is a share."""
    totals = standard.totals
    if totals is None or totals.used is not None:
        return ""
    judged = totals.met + totals.missed
    if not judged or any(window.unit != "share" for window in standard.windows):
        return ""
    value = show(Fraction(totals.met, judged), None, "share")
    return (
        f"{count(totals.met)} of {count(judged)} {standard.nouns} judged were met:"
        f" {value} over the whole period. The verdict is given window by window."
    )
