"""The reference evaluator for the whole language: obligations, windows, verdicts.

What `evaluate` judges by one window and its rows is judged the same way here; this adds
obligations that are not rows, rows in several windows, and windows held against each
other. Nothing of the checker is used.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from tests.oracle.board import Board, board_of, fits, history_of
from tests.oracle.clean import Cells
from tests.oracle.duties import duties_of, totals
from tests.oracle.evaluate import (
    Result,
    WindowResult,
    clipped,
    group_names,
    is_accepted,
    judged_now,
    value_now,
)
from tests.oracle.history import (
    KEPT,
    View,
    compared_verdict,
    gap_of,
    over_value,
    sampled_verdict,
    trend_verdict,
    unjudged,
)
from tests.oracle.judge import (
    FOREVER,
    as_metric,
    band_at,
    band_of,
    tier,
    unit_of,
    verdict_of,
)
from tests.oracle.layout import all_windows, earlier_window
from tests.oracle.means import Within, goal_from, inner_edition, over_verdict
from tests.oracle.membership import Group, Run, groups_of
from tests.oracle.moments import Window, add_period
from tests.oracle.world import World
from upheld.dsl import model

#: All data seen, and its windows.
Past = tuple[Board, list[Window]] | None


def evaluate_whole(
    edition: model.Edition,
    tables: Mapping[str, Sequence[Cells]],
    policy: model.Policy,
    *,
    as_of: int,
    first: int | None = None,
    last: int | None = None,
    waivers: tuple[model.Waiver, ...] = (),
) -> Result:
    """Judge one edition of any form; as `evaluate` for the rest."""
    placed = replace(edition, groups=placed_groups(edition))
    if isinstance(edition.bound, model.Relative):
        # No limit of the sentence itself tells when a running event is long enough.
        subject = as_metric(edition.subject)
        wrapped = model.Defined("value", subject, unit_of(subject))
        placed = replace(placed, bound=None, subject=wrapped)
    run = Run(placed, as_of, first, last, {}, waivers)
    world = World(run, tables, policy.calendars, as_of)
    members = [g.members for g in placed.groups if g.members is not None]
    lists = {m.name: unique(each.name for each in world.members(m)) for m in members}
    world = replace(world, run=replace(run, lists=lists))
    board = board_of(edition, world)
    results = cells(board, edition)
    leaf = next(iter(board.rows))
    # Of a recurrence the rows themselves are counted; carried over, each row once.
    everything = board.world
    counts = totals(board.duties[leaf], world.run, leaf)
    if isinstance(edition.subject, model.Recurrence) or edition.carried_until:
        number = model.NumberOf(leaf.population)
        counts = totals(duties_of(number, everything), world.run, number)
    rows = board.rows[leaf]
    read, repeats = rows.source.read, rows.source.repeats
    outside, others = rows.gone["outside"], rows.gone["not_in_population"]
    assert read == repeats + outside + others + counts.total(), "rows are lost"
    return Result(read, repeats, outside, others, tuple(results), **counts)


def unique(names: Iterable[str]) -> list[str]:
    """Each name once, in order."""
    return list(dict.fromkeys(names))


def placed_groups(edition: model.Edition) -> tuple[model.GroupField, ...]:
    """What rows are grouped by: a gap lies between groups of its own."""
    if isinstance(edition.subject, model.Spread):
        return (*edition.groups, edition.subject.column)
    return edition.groups


# --- windows --------------------------------------------------------------------------


def cells(board: Board, edition: model.Edition) -> list[WindowResult]:
    """Every window and group."""
    if edition.over is not None:
        return cells_over(board, edition)
    past = past_of(board, edition)
    return [
        cell(board, edition, window, group, past)
        for window in board.windows()
        for group in groups_judged(board, edition)
        if board.cut(window, group) is not None
    ]


def groups_judged(board: Board, edition: model.Edition) -> list[Group | None]:
    """The groups of `for each`, and of a recurrence its series."""
    subject = edition.subject
    if isinstance(subject, model.Recurrence) and subject.scope is not None:
        (duties,) = board.duties.values()
        return list(dict.fromkeys(sorted(duty.group for duty in duties)))
    if not edition.groups:
        return [None]
    full = groups_of(board.run, list(board.rows.values()))
    width = len(edition.groups)
    return list(dict.fromkeys(g if g is None else g[:width] for g in full))


def named(board: Board, edition: model.Edition, group: Group | None) -> dict[str, str]:
    """A group by the names of its parts."""
    subject = edition.subject
    if isinstance(subject, model.Recurrence) and subject.scope is not None and group:
        return {subject.scope.event.name: group[0]}
    run = replace(board.run, edition=edition)
    return group_names(run, group)


def cell(
    board: Board,
    edition: model.Edition,
    window: Window,
    group: Group | None,
    past: Past,
) -> WindowResult:
    """One window and group, judged."""
    cut = board.cut(window, group)
    assert cut is not None
    view = board.view(window, group)
    verdict, value = verdict_and_value(board, edition, window, group, view, past)
    names = named(board, edition, group)
    if verdict == "breached" and is_accepted(board.run, cut, names):
        verdict = "waived"
    first = next(iter(view.table.values()))
    return WindowResult(
        window.label,
        cut.start,
        cut.end,
        names,
        verdict,
        None if value == FOREVER else value,
        cut != window,
        named_band(board, edition, view, verdict),
        **first.counts,
    )


def named_band(board: Board, edition: model.Edition, view: View, verdict: str) -> str:
    """The band of a window that was judged."""
    if edition.bands is None or not judged_now(verdict):
        return ""
    return band_of(board.edition, view.table, is_open=view.is_open)


def verdict_and_value(
    board: Board,
    edition: model.Edition,
    window: Window,
    group: Group | None,
    view: View,
    past: Past,
) -> tuple[str, Fraction | None]:
    """The verdict of a window before accepting waivers, and the value beside it."""
    judged = board.edition
    metric = as_metric(judged.subject)
    match edition.subject:
        case model.Spread():
            return spread_of(board, edition, window, group, view)
        case model.Trend(_, _, times):
            views = views_before(past, window, group, times)
            verdict = trend_verdict(judged, edition.subject, [*views, view])
            return verdict, view.value(metric)
        case _:
            pass
    if isinstance(edition.bound, model.Relative):
        earlier = view_compared(past, edition, window, group)
        return compared_verdict(judged, view, earlier), view.value(metric)
    if edition.confidence is not None:
        return sampled_verdict(judged, view), view.value(metric)
    early = unjudged(judged, view, view.value(metric)) if judged.minimum else None
    if early is not None and not view.is_open:
        return early, view.value(metric)
    listed = any(field.members for field in edition.groups)
    verdict = verdict_of(
        judged,
        view.table,
        board.second_view(window, group),
        is_open=view.is_open,
        listed=listed,
    )
    run = replace(board.run, edition=judged)
    return verdict, value_now(run, view.table, verdict)


# --- other windows --------------------------------------------------------------------


def past_of(board: Board, edition: model.Edition) -> Past:
    """Where windows are held against earlier ones, all data seen."""
    trend = isinstance(edition.subject, model.Trend)
    if not trend and not isinstance(edition.bound, model.Relative):
        return None
    every = history_of(board, edition)
    return every, every.windows()


def view_compared(
    past: Past, edition: model.Edition, window: Window, group: Group | None
) -> View | None:
    """The window that a comparison is made with."""
    assert isinstance(edition.bound, model.Relative)
    assert past is not None
    every, windows = past
    earlier = earlier_window(window, edition.bound.reference, windows)
    return None if earlier is None else every.view(earlier, group)


def views_before(
    past: Past, window: Window, group: Group | None, times: int
) -> list[View | None]:
    """So many windows before one, the oldest first."""
    assert past is not None
    every, windows = past
    previous = model.Reference("previous")
    found: list[View | None] = []
    at: Window | None = window
    for _ in range(times):
        at = None if at is None else earlier_window(at, previous, windows)
        found.insert(0, None if at is None else every.view(at, group))
    return found


def spread_of(
    board: Board,
    edition: model.Edition,
    window: Window,
    group: Group | None,
    view: View,
) -> tuple[str, Fraction | None]:
    """The verdict of a gap: pending while a value may still change."""
    width = len(edition.groups)
    parts = {
        ((None,) * width if group is None else group) + g[width:]
        for g in groups_of(board.run, list(board.rows.values()))
        if g is not None and fits(group, g)
    }
    views = [board.view(window, part) for part in parts]
    gap = gap_of(views, as_metric(board.edition.subject))
    found = unjudged(board.edition, view, gap)
    if found is not None:
        return found, gap
    if view.is_open or view.pending:
        return "pending", gap
    if gap is None:
        return "no_data", gap
    return tier(edition, gap, False), gap


def cells_over(board: Board, edition: model.Edition) -> list[WindowResult]:
    """Outer windows from the inner windows that begin in them."""
    bare = inner_edition(edition)
    inner = board_of(bare, replace(board.world, run=board.run))
    every = history_of(board, bare) if bare.bound != edition.bound else inner
    known = outer_windows(every, edition)
    return [
        cell_over((inner, every), bare, edition, window, group, known)
        for window in outer_windows(board, edition)
        for group in groups_judged(board, edition)
    ]


def outer_windows(board: Board, edition: model.Edition) -> list[Window]:
    """The windows that others are judged over."""
    assert edition.over is not None
    placed = replace(board.run.edition, window=edition.over.outer)
    return all_windows(replace(board.run, edition=placed), list(board.rows.values()))


def within_of(
    inner: Board,
    bare: model.Edition,
    edition: model.Edition,
    window: Window,
    group: Group | None,
) -> Within:
    """The inner windows that begin in an outer one."""
    assert edition.over is not None
    run, past = inner.run, past_of(inner, bare)
    is_overall = isinstance(edition.over.outer, model.Overall)
    cut = window if is_overall else clipped(window, run)
    late = edition.late_data or model.Period()
    is_open = not is_overall and add_period(cut.end, late, run.zone) > run.as_of
    inside = [
        w
        for w in inner.windows()
        if is_overall or window.start <= clipped(w, run).start < window.end
    ]
    views = [inner.view(w, group) for w in inside]
    parts = [
        verdict_and_value(inner, bare, w, group, view, past)
        for w, view in zip(inside, views, strict=True)
    ]
    if isinstance(edition.bound, model.Relative) and edition.over.kind == "average":
        # Nothing is asked of the value of a day, but it has to be known for good.
        parts = [
            ("pending" if verdict == "met" and unsure(view) else verdict, value)
            for (verdict, value), view in zip(parts, views, strict=True)
        ]
    return Within(parts, views, is_open)


def unsure(view: View) -> bool:
    """Whether the value of a window may still change."""
    return view.is_open or view.pending > 0


def cell_over(
    boards: tuple[Board, Board],
    bare: model.Edition,
    edition: model.Edition,
    window: Window,
    group: Group | None,
    known: list[Window],
) -> WindowResult:
    """One outer window and group; the second board, with its windows, has all data."""
    assert edition.over is not None
    inner, every = boards
    run = inner.run
    cut = (
        window
        if isinstance(edition.over.outer, model.Overall)
        else clipped(window, run)
    )
    within, earlier = within_of(inner, bare, edition, window, group), None
    if isinstance(edition.bound, model.Relative) and every is not inner:
        before = earlier_window(window, edition.bound.reference, known)
        if before is not None:
            earlier = within_of(every, bare, edition, before, group)
    value = over_value(edition.over.kind, within.parts)
    verdict = over_verdict(edition, within, value, goal_from(edition, earlier))
    names = named(inner, edition, group)
    if verdict == "breached" and is_accepted(run, cut, names):
        verdict = "waived"
    counts = Counter(state_of_window(verdict) for verdict, _ in within.parts)
    return WindowResult(
        window.label,
        cut.start,
        cut.end,
        names,
        verdict,
        value,
        cut != window,
        outer_band(edition, value, verdict),
        met=counts["met"],
        missed=counts["missed"],
        pending=counts["pending"],
    )


def outer_band(edition: model.Edition, value: Fraction | None, verdict: str) -> str:
    """The band of an outer window's own value."""
    if edition.bands is None or value is None or not judged_now(verdict):
        return ""
    return band_at(edition, edition.bands, value)


def state_of_window(verdict: str) -> str:
    """An inner window counts as an event does."""
    return "met" if verdict in KEPT else {"breached": "missed"}.get(verdict, verdict)
