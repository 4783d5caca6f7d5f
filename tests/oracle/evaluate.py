"""The reference evaluator: LANGUAGE.md in plain Python, with no SQL and no floats.

Raw text rows go in; each row of each population gets one state, the states of a window
and group make a value, and the values that are still possible make the verdict.
Later issue: sequences, recurrences, calendars, pauses, comparisons, trends, spreads,
sliding windows, windows over windows, samples with a confidence, carried over.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from tests.oracle.clean import Cells
from tests.oracle.judge import (
    FOREVER,
    Figures,
    Leaf,
    Table,
    as_metric,
    band_of,
    bound_of,
    current,
    is_total,
    leaves,
    numbers,
    statistic,
    verdict_of,
)
from tests.oracle.membership import (
    Entry,
    Group,
    Lists,
    Run,
    Sorted,
    days_of,
    groups_of,
    sort_rows,
)
from tests.oracle.moments import Window, add_period, instant, window_at
from tests.oracle.rows import (
    Seen,
    before_start,
    holds,
    outcome_state,
    running,
    value_of,
)
from tests.oracle.values import BROKEN, Value
from upheld.dsl import model


@dataclass(frozen=True, slots=True)
class WindowResult:
    """One window and group. `value`: a share of one, microseconds, or as it is."""

    label: str
    start_us: int
    end_us: int
    group: dict[str, str]
    verdict: str
    value: Fraction | None
    partial: bool
    band: str = ""
    met: int = 0
    missed: int = 0
    pending: int = 0
    excluded: int = 0
    invalid: int = 0
    used: int = 0
    without_value: int = 0


@dataclass(frozen=True, slots=True)
class Result:
    """All about one edition; the counts are of the first event, each row once."""

    rows: int
    repeats: int
    outside: int
    not_in_population: int
    windows: tuple[WindowResult, ...]
    met: int = 0
    missed: int = 0
    pending: int = 0
    excluded: int = 0
    invalid: int = 0
    used: int = 0
    without_value: int = 0


def evaluate(
    edition: model.Edition,
    tables: Mapping[str, Sequence[Cells]],
    *,
    as_of: datetime | int,
    first: int | None = None,
    last: int | None = None,
    lists: Lists | None = None,
    waivers: tuple[model.Waiver, ...] = (),
) -> Result:
    """Judge one edition; `tables` holds the raw rows of each source by its name.

    Args:
        first: The first moment of `--from`.
        last: The first moment after `--to`.

    Raises:
        EvaluationError: The standard ends as `error`.
    """
    now = as_of if isinstance(as_of, int) else instant(as_of)
    run = Run(edition, now, first, last, lists or {}, waivers)
    parts = leaves(as_metric(edition.subject))
    rows = {leaf: sort_rows(leaf.population, tables, run) for leaf in parts}
    windows = tuple(
        judged(run, window, group, rows)
        for group in groups_of(run, [rows[leaf] for leaf in parts])
        for window in windows_of(run, [rows[leaf] for leaf in parts])
    )
    return total(run, parts[0], rows[parts[0]], windows)


def total(
    run: Run, leaf: Leaf, rows: Sorted, windows: tuple[WindowResult, ...]
) -> Result:
    """The counts of the first event, which add up to the rows read."""
    counts = figures(run, leaf, rows.entries).counts
    repeats, read = rows.source.repeats, rows.source.read
    outside, others = rows.gone["outside"], rows.gone["not_in_population"]
    assert read == repeats + outside + others + counts.total(), "rows are lost"
    return Result(read, repeats, outside, others, windows, **counts)


# --- windows --------------------------------------------------------------------------


def windows_of(run: Run, rows: Sequence[Sorted]) -> list[Window]:
    """From the window of the first event, or `--from`, to that of the end."""
    anchors = [e.anchor for r in rows for e in r.entries if e.anchor is not None]
    ends = [moment for moment in (run.last, run.ends) if moment is not None]
    # `as of` itself is seen; the first moment after `--to` or an edition is not.
    end = min([run.as_of, *(moment - 1 for moment in ends)])
    start = min(anchors, default=end) if run.first is None else run.first
    start = start if run.begins is None else max(start, run.begins)
    if start > end:
        return []
    if isinstance(run.edition.window, model.Overall):
        return [Window("overall", start, min([run.as_of, *ends]))]
    windows = [window_at(start, run.edition)]
    if run.first is not None and not anchors and windows[0].start == run.as_of:
        return []  # it would begin at the end of the period, and no event lies there
    while (following := window_at(windows[-1].end, run.edition)).start < end or (
        following.start == end in anchors
    ):
        windows.append(following)
    return windows


def judged(
    run: Run, window: Window, group: Group | None, rows: Mapping[Leaf, Sorted]
) -> WindowResult:
    """The result of one window and group."""
    edition = run.edition
    is_overall = isinstance(edition.window, model.Overall)
    cut = window if is_overall else clipped(window, run)
    inside = {
        leaf: [
            entry
            for entry in part.entries
            if entry.anchor is not None
            and (is_overall or window.start <= entry.anchor < window.end)
            and group in (None, entry.group)
        ]
        for leaf, part in rows.items()
    }
    table = {leaf: figures(run, leaf, entries) for leaf, entries in inside.items()}
    named = group_names(run, group)
    first = next(iter(rows))
    late = edition.late_data or model.Period()
    is_open = not is_overall and add_period(cut.end, late, run.zone) > run.as_of
    verdict = verdict_of(
        edition,
        table,
        second_counts(run, inside[first]),
        is_open=is_open,
        listed=any(field.members for field in edition.groups),
    )
    if verdict == "breached" and is_accepted(run, cut, named):
        verdict = "waived"
    value = value_now(run, table, verdict)
    return WindowResult(
        window.label,
        cut.start,
        cut.end,
        named,
        verdict,
        None if value == FOREVER else value,
        cut != window,
        band_of(edition, table, is_open=is_open) if judged_now(verdict) else "",
        **table[first].counts,
    )


def judged_now(verdict: str) -> bool:
    """Whether a verdict rests on a value."""
    return verdict not in ("pending", "insufficient", "no_data")


def value_now(run: Run, table: Table, verdict: str) -> Fraction | None:
    """The value as known; of a list member without rows the total is 0.

    A rank that an event past its limit may yet change, as it runs on, is no value.
    """
    metric = as_metric(run.edition.subject)
    if not all(settled(leaf, table[leaf]) for leaf in leaves(metric)):
        return None
    value = current(metric, table)
    listed = any(field.members for field in run.edition.groups)
    empty = not any(figures.events for figures in table.values())
    if listed and empty and is_total(metric) and verdict != "no_data":
        return Fraction(0)
    return value


def settled(leaf: Leaf, figures: Figures) -> bool:
    """Whether no running event can change a rank."""
    if not isinstance(leaf, model.Statistic) or leaf.kind not in (
        "median",
        "percentile",
    ):
        return True
    known = numbers(figures)
    least = statistic(leaf, [*known, *figures.growing])
    return least == statistic(leaf, [*known, *(FOREVER for _ in figures.growing)])


def clipped(window: Window, run: Run) -> Window:
    """A window cut by `--from`, `--to` and the days of the edition."""
    starts = (window.start, run.first, run.begins)
    ends = (window.end, run.last, run.ends)
    start = max(moment for moment in starts if moment is not None)
    end = min(moment for moment in ends if moment is not None)
    return Window(window.label, start, end)


def group_names(run: Run, group: Group | None) -> dict[str, str]:
    """The group by the names of its parts; the whole has none."""
    if group is None:
        return {}
    return dict(zip((f.name for f in run.edition.groups), group, strict=True))


def is_accepted(run: Run, window: Window, group: dict[str, str]) -> bool:
    """Whether an accepting waiver covers the whole window for this group."""
    for waiver in run.waivers:
        first, end = days_of(waiver, run)
        if waiver.kind == "accepts" and first <= window.start and window.end <= end:
            condition = waiver.condition
            event = run.edition.populations[0].event
            cells: Cells = {**group}
            row = Seen(event, cells, run.as_of, run.zone)
            if condition is None or (cells and holds(condition, row) is True):
                return True
    return False


# --- the states of rows ---------------------------------------------------------------


def figures(run: Run, leaf: Leaf, entries: Sequence[Entry]) -> Figures:
    """The counts of some rows, their values, and what is still running."""
    counts: Counter[str] = Counter()
    values: list[Fraction | str | bool] = []
    growing: list[Fraction] = []
    for entry in entries:
        state, value = state_of(run, leaf, entry)
        counts[state] += 1
        least = None if state == "invalid" or not ranked(leaf) else still(leaf, entry)
        if entry.fate == "in" and least is not None:
            growing.append(least)
        elif state == "used" and value is not None and value is not BROKEN:
            values.append(value)
    return Figures(counts, tuple(values), tuple(growing))


def second_counts(run: Run, entries: Sequence[Entry]) -> Counter[str]:
    """How the outcome of `exceeds when` went for the rows of the population."""
    if run.edition.exceeds_when is None:
        return Counter()
    outcome, _ = run.edition.exceeds_when
    rows = [entry.seen for entry in entries if entry.fate == "in"]
    without = run.edition.without_deadline
    return Counter(outcome_state(outcome, seen, without) for seen in rows)


def ranked(leaf: Leaf) -> bool:
    """Median, maximum and percentiles know that a running event will be longer."""
    return isinstance(leaf, model.Statistic) and leaf.kind in (
        "median",
        "percentile",
        "maximum",
    )


def still(leaf: Leaf, entry: Entry) -> Fraction | None:
    """The least final value of a running event."""
    assert isinstance(leaf, model.Statistic)
    return running(leaf.value, entry.seen)


def state_of(run: Run, leaf: Leaf, entry: Entry) -> tuple[str, Value]:
    """The one state of a row, and its value where the leaf has one."""
    if entry.fate != "in":
        return entry.fate, None
    if isinstance(leaf, model.ShareOf):
        without = run.edition.without_deadline
        return outcome_state(leaf.outcome, entry.seen, without), None
    if isinstance(leaf, model.NumberOf):
        return "used", None
    least = still(leaf, entry) if ranked(leaf) else None
    if least is not None:
        return ("used" if has_passed(run, leaf, least) else "pending"), None
    value = value_of(leaf.value, entry.seen)
    if value is None:
        return "without_value", None
    return ("used" if fits(leaf, value) else "invalid"), value


def fits(leaf: Leaf, value: Value) -> bool:
    """Whether a value can be used: it converts, and is possible."""
    if value is BROKEN:
        return False
    if isinstance(leaf, model.PromoterScore):
        return value in range(11)
    if isinstance(leaf, model.Statistic | model.DifferentOf):
        return not (isinstance(value, Fraction) and before_start(leaf.value, value))
    return True


def has_passed(run: Run, leaf: Leaf, least: Fraction) -> bool:
    """Whether a running event is longer than the limit of the sentence itself."""
    bound = bound_of(run.edition)
    limit = bound.low if bound.high is None else bound.high
    return leaf == run.edition.subject and least > limit
