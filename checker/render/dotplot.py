"""Groups side by side: a dot for each, the reach of its windows, the target line."""

from collections.abc import Sequence
from dataclasses import replace

from upheld.checker.render.groups import Group, groups_of, value_of_group
from upheld.checker.render.measures import value_of
from upheld.checker.render.numbers import show
from upheld.checker.render.runchart import target_rules
from upheld.checker.render.scales import Axis, Frame, Rule, ticks
from upheld.checker.report import StandardResult
from upheld.checker.wording import ENGLISH, Wording
from upheld.dsl.dataclass import dataclass

#: Groups drawn, worst first; the table beside it holds more.
DRAWN = 30
ROW = 22

_FRAME = Frame(1000, 0, 30, 150, 26, 240)
_LONGEST = 30


@dataclass(frozen=True, slots=True)
class DotRow:
    """A group at its height: a line from the least to the greatest value, and a dot."""

    name: str
    y: float
    low: float | None
    high: float | None
    dot: float | None
    is_short: bool
    value: str


@dataclass(frozen=True, slots=True)
class DotPlot:
    """The rows of a dot plot and its axis, ready to be written as SVG."""

    frame: Frame
    title: str
    description: str
    rows: tuple[DotRow, ...]
    targets: tuple[Rule, ...]
    levels: tuple[Rule, ...]


def dotplot(standard: StandardResult, wording: Wording = ENGLISH) -> DotPlot | None:
    """The groups of a standard; None with fewer than two that have a value."""
    groups = [g for g in groups_of(standard)[:DRAWN] if not g.is_small]
    valued = [g for g in groups if any(value_of(w) is not None for w in g.windows)]
    if len(valued) < 2:
        return None
    frame = replace(_FRAME, height=_FRAME.top + _FRAME.bottom + ROW * len(valued))
    axis = _axis(valued, frame)
    window = valued[0].windows[0]
    return DotPlot(
        frame,
        wording.say("Groups of {name} side by side", name=standard.id),
        _described(valued, wording),
        tuple(_row(at, one, axis, wording) for at, one in enumerate(valued)),
        target_rules(axis, window, standard.marks, wording),
        ticks(axis, window.unit, currency=window.currency, wording=wording),
    )


def _axis(groups: Sequence[Group], frame: Frame) -> Axis:
    amounts = [
        amount
        for group in groups
        for window in group.windows
        for amount in (window.value, window.target, window.target_high)
        if amount is not None
    ]
    low, high = min(amounts), max(amounts)
    room = (high - low) * 0.04 or 0.5
    return Axis(low - room, high + room, frame.left, frame.left + frame.inner_width)


def _row(at: int, group: Group, axis: Axis, wording: Wording) -> DotRow:
    values = [float(v) for w in group.windows if (v := value_of(w)) is not None]
    value = value_of_group(group)
    several = len(values) > 1
    return DotRow(
        _short(group.name or wording.say("all together")),
        _FRAME.top + ROW * at + ROW / 2,
        axis.at(min(values)) if several else None,
        axis.at(max(values)) if several else None,
        None if value is None else axis.at(float(value)),
        not group.kept,
        _shown(group, wording),
    )


def _short(name: str) -> str:
    """A name that fits beside the drawing; the table has it whole."""
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"


def _shown(group: Group, wording: Wording) -> str:
    value, window = value_of_group(group), group.windows[0]
    if value is None:
        return ""
    currency = window.currency
    return show(value, None, window.unit, currency=currency, wording=wording)


def _described(groups: Sequence[Group], wording: Wording) -> str:
    """The groups in order, with their values."""
    told = (
        f"{group.name or wording.say('all together')} {_shown(group, wording)}".strip()
        for group in groups
    )
    return wording.say(
        "Worst first: {groups}. The table below has the numbers.",
        groups=", ".join(told),
    )
