"""What becomes of units when amounts are added, multiplied and divided."""

from typing import Literal, assert_never

from upheld.dsl import model
from upheld.dsl.diagnostics import RefusedError
from upheld.dsl.faults import refused
from upheld.dsl.source import Span
from upheld.dsl.units import are_alike, described, mismatch

Operator = Literal["+", "-", "*", "/"]

_PLAIN = ("number", "count", "percent")
_AMOUNTS = ("length", "money", "number", "count", "points", "percent")


def combined(
    operator: Operator, left: model.Unit, right: model.Unit, span: Span
) -> model.Unit:
    """The unit of `left operator right`; E2008 where it makes no sense.

    Moments give lengths, like units divided give a plain number, and two percentages
    subtracted give points.
    """
    match operator:
        case "+":
            return _sum(left, right, span)
        case "-":
            return _difference(left, right, span)
        case "*":
            return _product(left, right, span)
        case "/":
            return _quotient(left, right, span)
        case _:
            assert_never(operator)


def _sum(left: model.Unit, right: model.Unit, span: Span) -> model.Unit:
    if {left.kind, right.kind} == {"moment", "length"}:
        return model.MOMENT
    return _same(left, right, span)


def _difference(left: model.Unit, right: model.Unit, span: Span) -> model.Unit:
    if left == right == model.MOMENT:
        return model.LENGTH
    if left == model.MOMENT and right == model.LENGTH:
        return model.MOMENT
    if left == right == model.PERCENT:
        return model.POINTS
    return _same(left, right, span)


def _same(left: model.Unit, right: model.Unit, span: Span) -> model.Unit:
    if left.kind not in _AMOUNTS:
        raise _senseless(left, right, span)
    if not are_alike(left, right):
        raise mismatch(left, right, span)
    return left if left == right else model.NUMBER


def _product(left: model.Unit, right: model.Unit, span: Span) -> model.Unit:
    if right.kind in _PLAIN and left.kind in _AMOUNTS:
        return _scaled(left)
    if left.kind in _PLAIN and right.kind in _AMOUNTS:
        return _scaled(right)
    raise _senseless(left, right, span)


def _quotient(left: model.Unit, right: model.Unit, span: Span) -> model.Unit:
    if left.kind not in _AMOUNTS:
        raise _senseless(left, right, span)
    if are_alike(left, right):
        return model.NUMBER
    if right.kind in _PLAIN:
        return _scaled(left)
    raise _senseless(left, right, span)


def _scaled(unit: model.Unit) -> model.Unit:
    return model.NUMBER if unit.kind == "count" else unit


def _senseless(left: model.Unit, right: model.Unit, span: Span) -> RefusedError:
    message = f"{described(left)} and {described(right)} cannot be calculated together"
    return refused("E2008", message, span)
