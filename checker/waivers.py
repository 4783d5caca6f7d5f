"""Accepting waivers: whether one covers a breached window. One place for all outputs."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import assert_never

from upheld.checker.evaluate import Cell
from upheld.checker.scope import days_of
from upheld.checker.tally import UNKNOWN
from upheld.dsl import model


@dataclass(frozen=True, slots=True)
class Accepted:
    """The waiver that covers a window, and its last day."""

    waiver: str
    last: str


def accepted_by(
    cell: Cell, standard: model.Standard, waivers: Iterable[model.Waiver]
) -> Accepted | None:
    """The first accepting waiver that a breached window lies wholly inside."""
    if cell.judged.verdict != "breached":
        return None
    for waiver in waivers:
        if waiver.kind != "accepts" or standard.id not in waiver.standards:
            continue
        first, end = days_of(waiver.first, waiver.last, cell.edition.zone)
        assert first is not None and end is not None
        inside = first <= cell.start and cell.end <= end
        if inside and (waiver.condition is None or holds(waiver.condition, cell.group)):
            return Accepted(waiver.name, waiver.last)
    return None


def holds(condition: model.Condition, group: Mapping[str, str]) -> bool:
    """A condition over the columns of `for each`; a group that is missing is unknown."""
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
