"""Tables of a report: windows, events that fell short, rows that add up, a funnel."""

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction

from upheld.checker.charts import Funnel
from upheld.checker.render.evidence import gap_phrase, remarks
from upheld.checker.render.groups import FEWEST_SHOWN, small_groups
from upheld.checker.render.kinds import window_name
from upheld.checker.render.measures import measure, target_phrase
from upheld.checker.render.numbers import count, show
from upheld.checker.render.reasons import (
    measured_in_words,
    reason_in_words,
    state_in_words,
)
from upheld.checker.render.windows import group_name, worst_first
from upheld.checker.report import Counts, Failures, StandardResult, Totals, Window
from upheld.checker.wording import ENGLISH, Wording, message
from upheld.dsl.dataclass import dataclass

#: A table of windows longer than this is folded away.
UNFOLDED = 40


@dataclass(frozen=True, slots=True)
class Column:
    """A head and how its cells are set: `text`, `number`, `verdict`, `moment`."""

    head: str
    kind: str = "text"
    always: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells; the first cell of a row is its head."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    is_folded: bool = False


# --- windows --------------------------------------------------------------------------

_Field = tuple[Column, Callable[[Window], str]]


def windows_table(
    standard: StandardResult, most: int, wording: Wording = ENGLISH
) -> Table | None:
    """The windows in order of time, or, of more than `most`, the worst of them."""
    windows: Sequence[Window] = standard.windows
    if not windows:
        return None
    shown = windows if len(windows) <= most else worst_first(windows)[:most]
    fields = _Fields(standard, wording, small_groups(standard)).all()
    rows = tuple(tuple(read(window) for _, read in fields) for window in shown)
    columns = tuple(column for column, _ in fields)
    used = [at for at, column in enumerate(columns) if _is_told(column, rows, at)]
    return Table(
        _windows_caption(len(shown), len(windows), wording),
        tuple(columns[at] for at in used),
        tuple(tuple(row[at] for at in used) for row in rows),
        is_folded=len(shown) > UNFOLDED,
    )


def _windows_caption(shown: int, number: int, wording: Wording) -> str:
    if shown == number:
        return wording.say("All windows ({n})", n=number)
    return wording.say(
        "{shown} of {n} windows, worst first; JSON holds them all",
        shown=shown,
        n=number,
    )


def _is_told(column: Column, rows: Sequence[tuple[str, ...]], at: int) -> bool:
    return column.always or any(row[at] not in ("", "0") for row in rows)


_STATES: tuple[tuple[str, Callable[[Counts], int]], ...] = (
    (message("Met"), lambda c: c.met),
    (message("Missed"), lambda c: c.missed),
    (message("Used"), lambda c: c.used or 0),
    (message("Without a value"), lambda c: c.without_value or 0),
    (message("Pending"), lambda c: c.pending),
    (message("Excluded"), lambda c: c.excluded),
    (message("Invalid"), lambda c: c.invalid),
)


@dataclass(frozen=True, slots=True)
class _Fields:
    """The columns of a table of windows; numbers of small groups stay out of it."""

    standard: StandardResult
    wording: Wording
    small: frozenset[str]

    def all(self) -> tuple[_Field, ...]:
        wording = self.wording
        marks = self.standard.marks
        return (
            (
                Column(wording.say("Window"), "moment", always=True),
                lambda window: window_name(window.window, wording),
            ),
            (Column(wording.say("Group")), lambda window: group_name(window.group)),
            (
                Column(wording.say("Verdict"), "verdict", always=True),
                lambda window: window.verdict,
            ),
            (
                Column(wording.say("Measured"), "number", always=True),
                self.unless_small(lambda w: measure(w, marks, wording).value),
            ),
            (
                Column(wording.say("Target"), "number", always=True),
                lambda window: target_phrase(window, marks, wording),
            ),
            *(self.state(name, read) for name, read in _STATES),
            (
                Column(wording.say("Gap")),
                self.unless_small(lambda w: gap_phrase(w, wording)),
            ),
            (
                Column(wording.say("Headroom"), "number"),
                self.unless_small(self.headroom),
            ),
            (
                Column(wording.say("Remarks")),
                lambda window: "; ".join(self.remarks(window)),
            ),
        )

    def state(self, name: str, read: Callable[[Counts], int]) -> _Field:
        """How many events are in a state."""
        column = Column(self.wording.say(name), "number")
        return column, self.unless_small(lambda w: count(read(w.counts), self.wording))

    def headroom(self, window: Window) -> str:
        """How many more events a closed window could have missed."""
        if window.headroom is None or window.open:
            return ""
        return self.wording.number(window.headroom)

    def is_small(self, window: Window) -> bool:
        return bool(self.small) and group_name(window.group) in self.small

    def unless_small(self, read: Callable[[Window], str]) -> Callable[[Window], str]:
        if not self.small:
            return read
        return lambda window: "" if self.is_small(window) else read(window)

    def remarks(self, window: Window) -> Iterable[str]:
        if self.is_small(window):
            yield self.wording.say("fewer than {n}", n=FEWEST_SHOWN)
        yield from remarks(window, self.wording)


# --- exceptions -----------------------------------------------------------------------


def failures_table(
    failures: Failures, most: int, wording: Wording = ENGLISH
) -> Table | None:
    """The first events that fell short, with their number in all."""
    if not failures.total and not failures.shown:
        return None
    columns = (
        Column(wording.say("Event"), always=True),
        Column(wording.say("Window"), "moment"),
        Column(wording.say("Group")),
        Column(wording.say("State")),
        Column(wording.say("Why")),
        Column(wording.say("Start"), "moment"),
        Column(wording.say("Deadline"), "moment"),
        Column(wording.say("Outcome"), "moment"),
        Column(wording.say("Measured")),
    )
    rows = tuple(
        (
            event.identity,
            window_name(event.window, wording) if event.window else "",
            group_name(event.group),
            state_in_words(event.state, wording),
            reason_in_words(event, wording),
            event.start or "",
            event.deadline or "",
            event.outcome or "",
            measured_in_words(event, wording),
        )
        for event in failures.shown[:most]
    )
    used = [at for at, column in enumerate(columns) if _is_told(column, rows, at)]
    return Table(
        wording.say(
            "Events that fell short ({shown} of {all})",
            shown=len(rows),
            all=failures.total,
        ),
        tuple(columns[at] for at in used),
        tuple(tuple(row[at] for at in used) for row in rows),
    )


# --- rows that add up -----------------------------------------------------------------


def addition(standard: StandardResult, wording: Wording = ENGLISH) -> Table | None:
    """Rows read and what became of each, one column for each event of the sentence."""
    if standard.totals is None:
        return None
    all_totals = {standard.nouns: standard.totals, **standard.other_totals}
    heads = [Column(name, "number") for name in all_totals]
    lines = [
        (label, *(count(read(totals), wording) for totals in all_totals.values()))
        for label, read in _states(all_totals.values(), wording)
    ]
    read_in_all = [count(totals.read, wording) for totals in all_totals.values()]
    return Table(
        wording.say("Every row read, counted once"),
        (Column(wording.say("State")), *heads),
        (*lines, (wording.say("Rows read"), *read_in_all)),
    )


_Row = tuple[str, Callable[[Totals], int]]


def _states(totals: Iterable[Totals], wording: Wording) -> tuple[_Row, ...]:
    totals = tuple(totals)
    judged: tuple[_Row, ...] = ()
    if any(one.used is None for one in totals):
        judged += (
            (wording.say("Met"), lambda one: one.met),
            (wording.say("Missed"), lambda one: one.missed),
        )
    if any(one.used is not None for one in totals):
        judged += (
            (wording.say("Used"), lambda one: one.used or 0),
            (wording.say("Without a value"), lambda one: one.without_value or 0),
        )
    return (
        *judged,
        (wording.say("Pending"), lambda one: one.pending),
        (wording.say("Excluded"), lambda one: one.excluded),
        (wording.say("Invalid"), lambda one: one.invalid),
        (wording.say("Not in the population"), lambda one: one.not_in_population),
        (wording.say("Outside the period"), lambda one: one.outside_period),
        (wording.say("Repeats"), lambda one: one.repeats),
    )


def share_in_all(standard: StandardResult, wording: Wording = ENGLISH) -> str:
    """Met of met and missed over the whole period, for a standard that is a share."""
    totals = standard.totals
    if totals is None or totals.used is not None:
        return ""
    judged = totals.met + totals.missed
    if not judged or any(window.unit != "share" for window in standard.windows):
        return ""
    value = show(Fraction(totals.met, judged), None, "share", wording=wording)
    return wording.say(
        "{met} of {judged} {noun} judged were met: {value} over the whole period. The"
        " verdict is given window by window.",
        met=totals.met,
        judged=judged,
        noun=standard.nouns,
        value=value,
    )


# --- a chain --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FunnelRow:
    """A step of a chain; `width` is its share of the first step in thousandths."""

    name: str
    number: str
    width: int
    share: str
    lost: str
    median: str


def funnel_rows(
    funnel: Funnel | None, wording: Wording = ENGLISH
) -> tuple[FunnelRow, ...]:
    """The steps of a chain, each with its loss and the median of its time."""
    if funnel is None or not funnel.steps or not funnel.steps[0].number:
        return ()
    every = funnel.steps[0].number
    before = (every, *(step.number for step in funnel.steps))
    return tuple(
        FunnelRow(
            step.name,
            count(step.number, wording),
            1000 * step.number // every,
            show(Fraction(step.number, every), None, "share", wording=wording),
            count(last - step.number, wording) if at else "",
            _length(step.median, wording),
        )
        for at, (step, last) in enumerate(zip(funnel.steps, before, strict=False))
    )


def _length(exact: str | None, wording: Wording) -> str:
    if exact is None:
        return ""
    return show(Fraction(exact), None, "seconds", wording=wording)
