"""Every window and group of an edition, measured and judged."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from upheld.checker.counts import GroupValues
from upheld.checker.figures import Figure, History, Panel, unit_of
from upheld.checker.group_names import shown_group
from upheld.checker.history import (
    goal_of,
    judge_trend,
    kind_of_bound,
    reference_key,
    stored_figure,
)
from upheld.checker.judge import Goal, Judged, has_pending, judge, valued
from upheld.checker.layout import Slot, of_members
from upheld.checker.measure import Numbers, Sizes
from upheld.checker.plain import Plain, plain_standard
from upheld.checker.plan import Scope
from upheld.checker.report import Verdict
from upheld.dsl import model
from upheld.dsl.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Target:
    """What a window is held against, as shown; `low` is None where it is not known."""

    kind: model.BoundKind
    unit: model.Unit
    low: Fraction | None = None
    high: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """One window and group, judged.

    `place` is the key and the group as the tallies have them. `waits` says that an
    obligation it uses is not due yet. `second` are the events of `exceeds when`.
    `inner` names the windows that this one is judged over (`day`), which its sizes then
    count.
    """

    key: int
    label: str
    start: int
    end: int
    group: dict[str, str]
    judged: Judged
    partial: bool
    is_open: bool
    edition: model.Edition
    target: Target
    waits: bool = False
    second: Sizes | None = None
    inner: str | None = None

    @property
    def place(self) -> tuple[int, GroupValues]:
        """Its key and group, as in the counts."""
        return self.key, tuple(self.group.values())


def cells_of(
    edition: model.Edition,
    scope: Scope,
    slots: Sequence[Slot],
    panels: Sequence[Panel],
    histories: Sequence[History],
    told: Counter[Verdict] | None = None,
) -> Iterator[Cell]:
    """All windows and groups, in order of time, then as the panels have the groups.

    Args:
        histories: one for each panel where earlier windows are asked for, else none.
        told: where only verdicts are wanted, those of plain windows are counted here,
            and no cell is made of them.
    """
    judged_by = without_tiers(edition)
    pasts: Sequence[History | None] = histories or [None] * len(panels)
    plain = [plain_standard(judged_by, len(panel.counts)) for panel in panels]
    fixed = _target_of(edition.bound)
    named = {g: _named(edition, g) for panel in panels for g in panel.groups}
    each = _Each(slots, panels, pasts, plain)
    alone = told is not None and fixed is not None and not scope.dates
    places = each.untold(told) if told is not None and alone else each.place()
    for window, panel, past, simple, group in places:
        cut = of_members(window, edition, group, scope)
        if cut is None:
            continue
        if simple is not None and fixed is not None and not cut.is_open:
            numbers = _numbers(panel, cut.key, group)
            judged = None if numbers is None else simple.judged(*numbers)
            if judged is not None:
                yield _cell(edition, cut, named[group], judged, fixed)
                continue
        figure = panel.figure(window.key, group, is_open=cut.is_open)
        judged, target = _judged(judged_by, scope, cut, group, figure, past, fixed)
        yield _cell(edition, cut, named[group], judged, target, figure)


#: A window and group, with what its verdict is found from.
Place = tuple[Slot, Panel, History | None, Plain | None, GroupValues]


@dataclass(frozen=True, slots=True)
class _Each:
    """Every window and group of some panels."""

    slots: Sequence[Slot]
    panels: Sequence[Panel]
    pasts: Sequence[History | None]
    plain: Sequence[Plain | None]

    def place(self) -> Iterator[Place]:
        """All of them, in order of time."""
        for window in self.slots:
            for panel, past, simple in zip(
                self.panels, self.pasts, self.plain, strict=True
            ):
                for group in panel.groups:
                    yield window, panel, past, simple, group

    def untold(self, told: Counter[Verdict]) -> Iterator[Place]:
        """Those that are not plain; the verdicts of the others are counted."""
        for panel, past, simple in zip(
            self.panels, self.pasts, self.plain, strict=True
        ):
            for group in panel.groups:
                for window in self.slots:
                    verdict = None
                    if simple is not None and not window.is_open:
                        numbers = _numbers(panel, window.key, group)
                        verdict = None if numbers is None else simple.verdict(*numbers)
                    if verdict is None:
                        yield window, panel, past, simple, group
                    else:
                        told[verdict] += 1


def _numbers(panel: Panel, key: int, group: GroupValues) -> list[Numbers] | None:
    """What was counted in a window, where all of it was found."""
    place = key, group
    if len(panel.counts) == 1:
        numbers = panel.counts[0].cells.get(place)
        return None if numbers is None else [numbers]
    found = [counts.cells[place] for counts in panel.counts if place in counts.cells]
    return found if len(found) == len(panel.counts) else None


def _target_of(bound: model.Bound | model.Relative | None) -> Target | None:
    """What every window is held against, where that is one bound for all of them."""
    if not isinstance(bound, model.Bound):
        return None
    return Target(bound.kind, bound.unit, bound.low, bound.high)


def without_tiers(edition: model.Edition) -> model.Edition:
    """The edition that inner windows are judged by: tiers belong to the outer bound.

    So does a confidence in their mean.
    """
    if edition.over is None:
        return edition
    confidence = None if edition.over.kind == "average" else edition.confidence
    return replace(
        edition,
        warn=None,
        exceeds=None,
        exceeds_when=None,
        bands=None,
        confidence=confidence,
    )


def is_compared_mean(edition: model.Edition) -> bool:
    """Whether a mean of windows, not each of them, is held against another."""
    is_mean = edition.over is not None and edition.over.kind == "average"
    return is_mean and isinstance(edition.bound, model.Relative)


def _cell(
    edition: model.Edition,
    window: Slot,
    group: dict[str, str],
    judged: Judged,
    target: Target,
    figure: Figure | None = None,
) -> Cell:
    return Cell(
        window.key,
        window.label,
        window.start,
        window.end,
        group,
        judged,
        window.partial,
        window.is_open,
        edition,
        target,
        figure is not None and has_pending(figure.measure),
        None if figure is None or figure.second is None else figure.second.sizes[0],
    )


def _judged(
    edition: model.Edition,
    scope: Scope,
    window: Slot,
    group: GroupValues,
    figure: Figure,
    past: History | None,
    fixed: Target | None,
) -> tuple[Judged, Target]:
    """The verdict of one window, and what it was held against."""
    unit = unit_of(edition)
    if isinstance(edition.subject, model.Trend):
        assert past is not None
        keys = [window.key]
        for _ in range(edition.subject.times):
            keys.insert(0, scope.windows.key(scope.windows.start(keys[0]) - 1))
        figures = [past.figure(key, group) for key in keys[:-1]]
        found = judge_trend(edition, unit, [*figures, figure])
        rising = edition.subject.direction == "rising"
        kind: model.BoundKind = "at_most" if rising else "at_least"
        return found.judged, Target(kind, unit, found.limit)
    goal: Goal
    if is_compared_mean(edition):
        assert isinstance(edition.bound, model.Relative)
        judged = valued(edition, figure.measure, is_open=window.is_open)
        return judged, Target(kind_of_bound(edition.bound), unit)
    if isinstance(edition.bound, model.Relative):
        assert past is not None
        earlier = _earlier(edition, edition.bound, scope, window, group, past)
        goal = goal_of(edition.bound, earlier, unit, edition.rounded)
        kind = kind_of_bound(edition.bound)
    else:
        assert edition.bound is not None
        goal, kind = edition.bound, edition.bound.kind
    judged = judge(
        edition, figure.measure, goal, is_open=window.is_open, second=figure.second
    )
    if fixed is not None:
        return judged, fixed
    if not isinstance(goal, model.Bound):
        return judged, Target(kind, unit)
    return judged, Target(kind, unit, goal.low, goal.high)


def _earlier(
    edition: model.Edition,
    bound: model.Relative,
    scope: Scope,
    window: Slot,
    group: GroupValues,
    past: History,
) -> Figure | None:
    """What a window is compared with: an earlier one, or a stored value."""
    reference = bound.reference
    if reference.kind == "baseline" and scope.stored is not None:
        named = shown_group(edition.groups, _named(edition, group), edition.zone)
        return stored_figure(scope.stored.value(reference.label, named))
    return past.figure(reference_key(scope.windows, window.key, reference), group)


def _named(edition: model.Edition, group: GroupValues) -> dict[str, str]:
    """A group by the names of `for each`; no name where all are together."""
    names = [g.name for g in edition.groups] if group else []
    return dict(zip(names, group, strict=True))
