"""Windows judged over windows: a share of the inner ones, or the mean of their values.

An inner window belongs to the outer one that it begins in. The outer one is judged
once it has ended and none of its inner windows, nor an obligation of theirs, is
pending, never before.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from upheld.checker.cells import Cell, Target, cells_of, is_compared_mean
from upheld.checker.figures import Figure, History, unit_of
from upheld.checker.group_names import shown_group
from upheld.checker.history import goal_of, kind_of_bound, reference_key, stored_figure
from upheld.checker.judge import Goal, Judged, judge, sample_of, sampled
from upheld.checker.layout import Slot, find_period, keys_between, slots_of
from upheld.checker.measure import Measure, Sizes, share_measure
from upheld.checker.plan import Scope
from upheld.checker.report import Verdict
from upheld.checker.wilson import mean_of
from upheld.checker.windows import Windows
from upheld.dsl import model
from upheld.dsl.dataclass import dataclass

if TYPE_CHECKING:
    from upheld.checker.baseline import Stored

#: An inner window with one of these was judged and kept its target.
KEPT: frozenset[Verdict] = frozenset({"met", "exceeded", "warned"})

Group = tuple[tuple[str, str], ...]

#: Means of outer windows, also of those before the period, by key and group.
Past = Mapping[tuple[int, Group], Figure]


@dataclass(frozen=True, slots=True)
class Outer:
    """One outer window and group, and the inner windows in it."""

    window: Slot
    group: Group
    inner: tuple[Cell, ...]

    def judged(self) -> list[Cell]:
        """The inner windows that were judged."""
        return [c for c in self.inner if c.judged.verdict in KEPT | {"breached"}]

    def sizes(self) -> Sizes:
        """The inner windows by what became of them."""
        judged = self.judged()
        kept = sum(c.judged.verdict in KEPT for c in judged)
        pending = sum(c.judged.verdict == "pending" for c in self.inner)
        return Sizes(met=kept, missed=len(judged) - kept, pending=pending)

    def is_waiting(self) -> bool:
        """Whether the window, one in it, or an obligation of those may still change."""
        unsettled = any(cell.waits for cell in self.inner)
        return self.window.is_open or self.sizes().pending > 0 or unsettled

    def measure(self, kind: str) -> Measure:
        """The share of windows that kept their target, or the mean of their values."""
        sizes = self.sizes()
        total = sizes.met + sizes.missed
        value: Fraction | None
        if kind == "share":
            value = Fraction(sizes.met, total) if total else None
        else:
            judged = (c.judged.value for c in self.judged())
            values = [v for v in judged if v is not None]
            value = sum(values, Fraction(0)) / len(values) if values else None
        return Measure.known(value, (sizes,), waiting=self.is_waiting())


def cells_over(
    edition: model.Edition,
    scope: Scope,
    inner: Sequence[Cell],
    period: tuple[int, int],
    past: Past,
) -> list[Cell]:
    """The outer windows in order of time, the groups in the order of the inner ones."""
    outer = edition_over(edition)
    windows = windows_over(edition, scope)
    return [
        cell_over(outer, windows, each, past, scope.stored)
        for each in outers_of(edition, scope, inner, period)
    ]


def windows_over(edition: model.Edition, scope: Scope) -> Windows:
    """The outer windows."""
    assert edition.over is not None
    return replace(scope.windows, window=edition.over.outer)


def outers_of(
    edition: model.Edition, scope: Scope, inner: Sequence[Cell], period: tuple[int, int]
) -> Iterable[Outer]:
    """Every outer window and group, with the inner windows that begin in it."""
    windows = windows_over(edition, scope)
    keys = {windows.key(cell.start) for cell in inner}
    if isinstance(windows.window, model.Overall):
        keys = {0}
    elif inner:
        keys |= set(keys_between(windows, *period))
    groups = list(dict.fromkeys(tuple(cell.group.items()) for cell in inner))
    found: dict[tuple[int, Group], list[Cell]] = {}
    for cell in inner:
        place = windows.key(cell.start), tuple(cell.group.items())
        found.setdefault(place, []).append(cell)
    for window in slots_of(windows, sorted(keys), scope, period, edition.late_data):
        for group in groups:
            yield Outer(window, group, tuple(found.get((window.key, group), ())))


def past_of(edition: model.Edition, scope: Scope, histories: Sequence[History]) -> Past:
    """The means of all data seen; empty where the mean is not compared."""
    if not is_compared_mean(edition):
        return {}
    every = replace(scope, first=None, end=None, in_force=(None, None))
    found: dict[tuple[int, Group], Figure] = {}
    for history in histories:
        slots = tuple(history.slots.values())
        inner = cells_of(edition, every, slots, [history.panel], [])
        period = find_period(history.panel.counts, every)
        for each in outers_of(edition, every, inner, period):
            place = each.window.key, each.group
            mean = each.measure("average")
            found[place] = Figure(mean, None, each.window.is_open)
    return found


def edition_over(edition: model.Edition) -> model.Edition:
    """The edition as the outer windows are judged: its tiers, and the outer bound.

    What is said of events (a minimum, empty windows, of a share of windows also a
    confidence) belongs to the inner windows.
    """
    assert edition.over is not None
    is_mean = edition.over.kind == "average"
    return replace(
        edition,
        bound=edition.over.bound or edition.bound,
        minimum=None,
        if_no_data=None,
        confidence=edition.confidence if is_mean else None,
    )


def cell_over(
    edition: model.Edition,
    windows: Windows,
    outer: Outer,
    past: Past,
    stored: "Stored | None",
) -> Cell:
    """One outer window and group."""
    assert edition.over is not None
    window = outer.window
    goal, target = _target(edition, windows, outer, past, stored)
    return Cell(
        window.key,
        window.label,
        window.start,
        window.end,
        dict(outer.group),
        _judged(edition, outer, outer.measure(edition.over.kind), goal),
        window.partial,
        window.is_open,
        edition,
        target,
        inner=inner_name(edition.window),
    )


def _target(
    edition: model.Edition,
    windows: Windows,
    outer: Outer,
    past: Past,
    stored: "Stored | None",
) -> tuple[Goal, Target]:
    """What an outer window is held against, and how that is shown."""
    bound, unit = edition.bound, unit_of(edition)
    if isinstance(bound, model.Bound):
        return bound, Target(bound.kind, bound.unit, bound.low, bound.high)
    assert bound is not None
    reference = bound.reference
    if reference.kind == "baseline" and stored is not None:
        group = shown_group(edition.groups, dict(outer.group), edition.zone)
        value = stored.value(reference.label, group)
        earlier = stored_figure(value)
    else:
        key = reference_key(windows, outer.window.key, reference)
        earlier = None if key is None else past.get((key, outer.group))
    goal = goal_of(bound, earlier, unit, edition.rounded)
    low = goal.low if isinstance(goal, model.Bound) else None
    return goal, Target(kind_of_bound(bound), unit, low)


def _judged(
    edition: model.Edition, outer: Outer, measured: Measure, goal: Goal
) -> Judged:
    assert edition.over is not None
    if outer.is_waiting() and goal not in ("missing", "zero"):
        return Judged("pending", measured.value, measured.sizes[0])
    second = _second(outer.inner)
    if edition.confidence is not None and isinstance(goal, model.Bound):
        parts = [(c.judged.sizes.met, c.judged.sizes.missed) for c in outer.judged()]
        mean = mean_of([(met, met + missed) for met, missed in parts if met + missed])
        if mean is not None:
            sample = sample_of(edition, measured.sizes[0], goal, mean)
            return sampled(
                edition, measured, goal, sample, is_open=False, second=second
            )
    judged = judge(edition, measured, goal, is_open=False, second=second)
    if edition.over.kind == "average":
        return replace(judged, gap=None, headroom=None, repair=None)
    return judged


def _second(inner: Iterable[Cell]) -> Measure | None:
    """The share of `exceeds when` over all events of the inner windows."""
    parts = [cell.second for cell in inner if cell.second is not None]
    if not parts:
        return None
    added = Sizes(
        met=sum(s.met for s in parts),
        missed=sum(s.missed for s in parts),
        pending=sum(s.pending for s in parts),
    )
    return share_measure(added, False)


def inner_name(window: model.SimpleWindow) -> str:
    """What the inner windows are called: `day`, `week`, else `window`."""
    return window.unit if isinstance(window, model.Per) else "window"
