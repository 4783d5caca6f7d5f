"""Waivers: what each of them covers, and its state. One place for all outputs.

The state, first line that fits:

    its first day is still to come                       future
    it covers no window and no event of the data         orphaned
    its last day is over                                 expired
    its last day ends within 30 days                     ending_soon
    otherwise                                            in_force

An accepting waiver covers every window wholly inside its days that its condition fits,
also one that was not breached; an excusing one every window that loses an event to it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, assert_never

from upheld.checker.cells import Cell
from upheld.checker.counts import total_sizes
from upheld.checker.report import WaiverResult, WaiverState
from upheld.checker.scope import days_of
from upheld.checker.tally import UNKNOWN
from upheld.checker.zones import DAY
from upheld.dsl import model
from upheld.dsl.dataclass import dataclass

if TYPE_CHECKING:
    from upheld.checker.evaluate import Evaluated

#: A waiver that ends so soon is to be looked at again.
SOON = 30 * DAY


@dataclass(frozen=True, slots=True)
class Accepted:
    """The waiver that covers a window, and its last day."""

    waiver: str
    last: str


@dataclass(frozen=True, slots=True)
class Covered:
    """What a waiver covers of one standard."""

    windows: int = 0
    waived: int = 0
    events: int = 0

    def plus(self, other: "Covered") -> "Covered":
        """Both together."""
        return Covered(
            self.windows + other.windows,
            self.waived + other.waived,
            self.events + other.events,
        )


# --- state ----------------------------------------------------------------------------


def state_of(first: int, end: int, as_of: int, *, covers: bool) -> WaiverState:
    """The state of a waiver.

    Args:
        first: the first moment of its first day; `end` the first after its last.
        covers: whether any window or event of the data falls under it.
    """
    if as_of < first:
        return "future"
    if not covers:
        return "orphaned"
    if as_of >= end:
        return "expired"
    return "ending_soon" if end - as_of <= SOON else "in_force"


def waiver_results(
    waivers: Iterable[model.Waiver],
    standards: Sequence[model.Standard],
    covered: Mapping[tuple[str, str], Covered],
    as_of: int,
) -> tuple[WaiverResult, ...]:
    """Every waiver of the standards of a run, in the order of the policy.

    Args:
        covered: what each covers, by its name and the id of the standard.
    """
    zones = {standard.id: standard.editions[-1].zone for standard in standards}
    found = []
    for waiver in waivers:
        ids = [name for name in waiver.standards if name in zones]
        if ids:
            found.append(_result(waiver, ids, zones[ids[0]], covered, as_of))
    return tuple(found)


def _result(
    waiver: model.Waiver,
    ids: Sequence[str],
    zone: str,
    covered: Mapping[tuple[str, str], Covered],
    as_of: int,
) -> WaiverResult:
    first, end = days_of(waiver.first, waiver.last, zone)
    assert first is not None
    assert end is not None
    total = Covered()
    for name in ids:
        total = total.plus(covered.get((waiver.name, name), Covered()))
    covers = bool(total.windows or total.events)
    return WaiverResult(
        name=waiver.name,
        kind=waiver.kind,
        standards=tuple(ids),
        first=waiver.first,
        last=waiver.last,
        reason=waiver.reason,
        approver=waiver.approver,
        approved_on=waiver.approved_on,
        state=state_of(first, end, as_of, covers=covers),
        windows=total.windows,
        windows_waived=total.waived,
        events_excused=total.events,
    )


# --- what is covered ------------------------------------------------------------------


def covered_of(
    waiver: model.Waiver, standard: model.Standard, evaluated: Iterable["Evaluated"]
) -> Covered:
    """What a waiver covers of a standard that was evaluated."""
    total = Covered()
    if standard.id not in waiver.standards:
        return total
    for one in evaluated:
        if waiver.kind == "excuses":
            total = total.plus(_excused(waiver, one))
        else:
            total = total.plus(_accepted(waiver, standard, one))
    return total


def _excused(waiver: model.Waiver, one: "Evaluated") -> Covered:
    counts = one.excused.get(waiver.name)
    if counts is None or one.raw is None:
        return Covered()
    places = newly_excluded(counts.cells, one.raw.counts[0].cells)
    events = total_sizes(counts)[0].get("excluded", 0)
    events -= total_sizes(one.raw.counts[0])[0].get("excluded", 0)
    return Covered(windows=len(places), events=events)


def newly_excluded(
    cells: Mapping[tuple[int, tuple[str, ...]], Mapping[str, object]],
    before: Mapping[tuple[int, tuple[str, ...]], Mapping[str, object]],
) -> dict[tuple[int, tuple[str, ...]], int]:
    """Events of each window and group that only the first of two counts leaves out."""
    found = {}
    for place, numbers in cells.items():
        was = before.get(place, {}).get("excluded") or 0
        now = numbers.get("excluded") or 0
        assert isinstance(was, int)
        assert isinstance(now, int)
        if now > was:
            found[place] = now - was
    return found


def _accepted(
    waiver: model.Waiver, standard: model.Standard, one: "Evaluated"
) -> Covered:
    inside = [cell for cell in one.cells if covers(waiver, standard, cell)]
    waived = sum(cell.judged.verdict == "breached" for cell in inside)
    return Covered(windows=len(inside), waived=waived)


def accepted_by(
    cell: Cell, standard: model.Standard, waivers: Iterable[model.Waiver]
) -> Accepted | None:
    """The first accepting waiver that a breached window lies wholly inside."""
    if cell.judged.verdict != "breached":
        return None
    for waiver in waivers:
        if waiver.kind == "accepts" and covers(waiver, standard, cell):
            return Accepted(waiver.name, waiver.last)
    return None


def covers(waiver: model.Waiver, standard: model.Standard, cell: Cell) -> bool:
    """Whether a window lies wholly inside the days of an accepting waiver."""
    if standard.id not in waiver.standards:
        return False
    first, end = days_of(waiver.first, waiver.last, cell.edition.zone)
    assert first is not None
    assert end is not None
    inside = first <= cell.start and cell.end <= end
    return inside and (waiver.condition is None or holds(waiver.condition, cell.group))


def holds(condition: model.Condition, group: Mapping[str, str]) -> bool:
    """A condition over the columns of `for each`; a missing group is unknown."""
    match condition:
        case model.OneOf(left, values, negated):
            value = _value(left, group)
            found = value is not None and value in {str(v.value) for v in values}
            return value is not None and found != negated
        case model.Known(left, negated):
            return (_value(left, group) is None) == negated
        case model.Matches(left, pattern):
            value = _value(left, group)
            return value is not None and re.search(pattern, value) is not None
        case model.IsTrue(column):
            return (_value(column, group) or "").lower() in ("true", "1")
        case model.Not(operand):
            return not holds(operand, group)
        case model.AllOf(operands):
            return all(holds(o, group) for o in operands)
        case model.AnyOf(operands):
            return any(holds(o, group) for o in operands)
        case model.InState() | model.Came() | model.Compare():
            return False
        case _:
            assert_never(condition)


def _value(expression: model.Expression, group: Mapping[str, str]) -> str | None:
    if not isinstance(expression, model.Column):
        return None
    value = group.get(expression.name)
    return None if value in (None, UNKNOWN) else value
