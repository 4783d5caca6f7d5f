"""Windows judged over windows: a share of the inner ones, or the mean of their values.

An inner window belongs to the outer one that it begins in. The outer one is judged
once it has ended and none of its inner windows is pending, never before.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction

from upheld.checker.cells import Cell, Target
from upheld.checker.judge import Judged, judge
from upheld.checker.layout import Slot, keys_between, slot
from upheld.checker.measure import Measure, Sizes, share_measure
from upheld.checker.plan import Scope
from upheld.checker.report import Verdict
from upheld.dsl import model

#: An inner window with one of these was judged and kept its target.
KEPT: frozenset[Verdict] = frozenset({"met", "exceeded", "warned"})

Group = tuple[tuple[str, str], ...]


def cells_over(
    edition: model.Edition, scope: Scope, inner: Sequence[Cell], period: tuple[int, int]
) -> list[Cell]:
    """The outer windows in order of time, the groups in the order of the inner ones."""
    assert edition.over is not None
    windows = replace(scope.windows, window=edition.over.outer)
    keys = {windows.key(cell.start) for cell in inner}
    if isinstance(edition.over.outer, model.Overall):
        keys = {0}
    elif inner:
        keys |= set(keys_between(windows, *period))
    groups = list(dict.fromkeys(tuple(cell.group.items()) for cell in inner))
    found: dict[tuple[int, Group], list[Cell]] = {}
    for cell in inner:
        place = windows.key(cell.start), tuple(cell.group.items())
        found.setdefault(place, []).append(cell)
    outer = edition_over(edition)
    return [
        cell_over(
            outer, slot(windows, key, scope, period, edition.late_data), parts, group
        )
        for key in sorted(keys)
        for group in groups
        for parts in [found.get((key, group), [])]
    ]


def edition_over(edition: model.Edition) -> model.Edition:
    """The edition as the outer windows are judged: its tiers, and the outer bound.

    What is said of events (a minimum, empty windows, a confidence) belongs to the inner
    windows.
    """
    assert edition.over is not None
    return replace(
        edition,
        bound=edition.over.bound or edition.bound,
        minimum=None,
        if_no_data=None,
        confidence=None,
    )


def cell_over(
    edition: model.Edition, window: Slot, inner: Sequence[Cell], group: Group
) -> Cell:
    """One outer window and group."""
    assert edition.over is not None
    assert isinstance(edition.bound, model.Bound)
    judged = [c for c in inner if c.judged.verdict in KEPT | {"breached"}]
    pending = sum(c.judged.verdict == "pending" for c in inner)
    kept = sum(c.judged.verdict in KEPT for c in judged)
    sizes = Sizes(met=kept, missed=len(judged) - kept, pending=pending)
    value = _value(edition.over.kind, judged, kept)
    waiting = window.is_open or pending > 0
    measured = Measure.known(value, (sizes,), waiting=waiting)
    bound = edition.bound
    return Cell(
        window.key,
        window.label,
        window.start,
        window.end,
        dict(group),
        _judged(edition, measured, inner, waiting=waiting),
        window.partial,
        window.is_open,
        edition,
        Target(bound.kind, bound.unit, bound.low, bound.high),
        inner=inner_name(edition.window),
    )


def _value(kind: str, judged: Sequence[Cell], kept: int) -> Fraction | None:
    """The share of windows that kept their target, or the mean of their values."""
    if kind == "share":
        return Fraction(kept, len(judged)) if judged else None
    values = [c.judged.value for c in judged if c.judged.value is not None]
    return sum(values, Fraction(0)) / len(values) if values else None


def _judged(
    edition: model.Edition, measured: Measure, inner: Iterable[Cell], *, waiting: bool
) -> Judged:
    if waiting:
        return Judged("pending", measured.value, measured.sizes[0])
    assert edition.over is not None
    assert isinstance(edition.bound, model.Bound)
    second = _second(inner)
    judged = judge(edition, measured, edition.bound, is_open=False, second=second)
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
