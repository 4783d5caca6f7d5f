"""Every window and group of an edition, measured and judged."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from typing import overload

from upheld.checker.columns import Place
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
from upheld.checker.measure import Sizes
from upheld.checker.plain import Found, found_in, judged_of, plain_standard
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


#: A plain window: itself, its group by name, and how it came out.
PlainCell = tuple[Slot, dict[str, str], Found]


class CellRows(Sequence[Cell]):
    """The windows and groups of an edition in their order.

    `entries` has plain ones as they were found; they become a `Cell` when one is asked
    for. All plain ones are held against `target`.
    """

    def __init__(
        self,
        edition: model.Edition,
        target: Target | None,
        entries: Sequence[Cell | PlainCell],
    ) -> None:
        self.edition = edition
        self.target = target
        self.entries = entries

    @cached_property
    def _made(self) -> list[Cell]:
        return [self._cell(entry) for entry in self.entries]

    def _cell(self, entry: Cell | PlainCell) -> Cell:
        if isinstance(entry, Cell):
            return entry
        assert self.target is not None
        slot, group, found = entry
        return _cell(self.edition, slot, group, judged_of(found), self.target)

    @overload
    def __getitem__(self, at: int) -> Cell: ...

    @overload
    def __getitem__(self, at: slice) -> list[Cell]: ...

    def __getitem__(self, at: int | slice) -> Cell | list[Cell]:
        return self._made[at]

    def __iter__(self) -> Iterator[Cell]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self.entries)

    def verdicts(self) -> Iterator[tuple[Place, Verdict]]:
        """The key and group of each window, with its verdict."""
        for entry in self.entries:
            if isinstance(entry, Cell):
                yield entry.place, entry.judged.verdict
            else:
                slot, group, found = entry
                yield (slot.key, tuple(group.values())), found[0]


def cells_of(
    edition: model.Edition,
    scope: Scope,
    slots: Sequence[Slot],
    panels: Sequence[Panel],
    histories: Sequence[History],
    told: Counter[Verdict] | None = None,
) -> CellRows:
    """All windows and groups, in order of time, then as the panels have the groups.

    Args:
        histories: one for each panel where earlier windows are asked for, else none.
        told: where only verdicts are wanted, those of plain windows are counted here,
            and no cell is made of them.
    """
    judged_by = without_tiers(edition)
    pasts: Sequence[History | None] = histories or [None] * len(panels)
    fixed = _target_of(edition.bound)
    each = [
        _Each(
            panel,
            past,
            {group: _named(edition, group) for group in panel.groups},
            {} if fixed is None else _plain_in(judged_by, panel),
        )
        for panel, past in zip(panels, pasts, strict=True)
    ]
    entries: list[Cell | PlainCell] = []
    for window in slots:
        for one in each:
            for group, named in one.groups.items():
                cut = (
                    of_members(window, edition, group, scope) if scope.dates else window
                )
                if cut is None:
                    continue
                found = None if cut.is_open else one.plain.get((cut.key, group))
                if found is None:
                    figure = one.panel.figure(window.key, group, is_open=cut.is_open)
                    judged, target = _judged(
                        judged_by, scope, cut, group, figure, one.past, fixed
                    )
                    entries.append(_cell(edition, cut, named, judged, target, figure))
                elif told is None:
                    entries.append((cut, named, found))
                else:
                    told[found[0]] += 1
    return CellRows(edition, fixed, entries)


@dataclass(frozen=True, slots=True)
class _Each:
    """A panel, its groups with their names, and how its plain windows came out."""

    panel: Panel
    past: History | None
    groups: dict[GroupValues, dict[str, str]]
    plain: Mapping[Place, Found | None]


def _plain_in(edition: model.Edition, panel: Panel) -> Mapping[Place, Found | None]:
    """How the plain windows of a panel came out, whether they are open or not."""
    plain = plain_standard(edition, len(panel.counts))
    return {} if plain is None else found_in(plain, [c.cells for c in panel.counts])


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
