"""An expression with some of its parts put in place of others."""

from collections.abc import Callable, Iterable, Mapping

from upheld.checker.sql.nodes import (
    Aggregate,
    And,
    Binary,
    Call,
    Case,
    Cast,
    Constant,
    Expr,
    FloorDivide,
    In,
    IsNull,
    Name,
    Not,
    Or,
    Order,
    Over,
    Quotient,
    Star,
)


def with_parts(node: Expr, change: Callable[[Expr], Expr]) -> Expr:
    """The same node over changed operands."""
    match node:
        case Name() | Star() | Constant():
            return node
        case Binary(operator, left, right):
            return Binary(operator, change(left), change(right))
        case FloorDivide(left, divisor, positive):
            return FloorDivide(change(left), divisor, positive)
        case Quotient(left, right):
            return Quotient(change(left), change(right))
        case And(operands):
            return And(tuple(map(change, operands)))
        case Or(operands):
            return Or(tuple(map(change, operands)))
        case Not(operand):
            return Not(change(operand))
        case IsNull(operand, negated):
            return IsNull(change(operand), negated)
        case In(operand, values):
            return In(change(operand), tuple(map(change, values)))
        case Cast(operand, type_, attempt):
            return Cast(change(operand), type_, attempt)
        case Call(function, arguments):
            return Call(function, tuple(map(change, arguments)))
        case Case(branches, otherwise):
            last = None if otherwise is None else change(otherwise)
            return Case(tuple((change(c), change(v)) for c, v in branches), last)
        case Aggregate(function, argument, rank):
            inner = None if argument is None else change(argument)
            return Aggregate(function, inner, rank)
        case Over(function, argument, partition, order, preceding_only):
            inner = None if argument is None else change(argument)
            sorted_ = tuple(Order(change(o.operand), o.descending) for o in order)
            parts = tuple(map(change, partition))
            return Over(function, inner, parts, sorted_, preceding_only)


def substituted(node: Expr, mapping: Mapping[Expr, Expr]) -> Expr:
    """Every part that the mapping knows, replaced from the outside in."""
    if not mapping:
        return node
    found = mapping.get(node)
    if found is not None:
        return found
    return with_parts(node, lambda part: substituted(part, mapping))


def parts_of(node: Expr) -> Iterable[Expr]:
    """A node and everything below it."""
    found: list[Expr] = []

    def visit(part: Expr) -> Expr:
        found.append(part)
        with_parts(part, visit)
        return part

    visit(node)
    return found
