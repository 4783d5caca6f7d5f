"""Expressions of rows in one form, so that equal things are seen to be equal.

answered <= start + 2m           ->   answered - start <= 2m
start + 2m > 12:00               ->   start > 11:58
answered - start IS NULL         ->   answered IS NULL       start is never empty
start > 11:58, all begun before  ->   false
"""

from collections.abc import Mapping
from dataclasses import field

from upheld.checker.fusion.conditions import (
    COMPARISONS,
    Span,
    apart,
    comparison,
    inside,
    never_null,
    span_of,
)
from upheld.checker.fusion.substitute import with_parts
from upheld.checker.rows import Prepared
from upheld.checker.sql.nodes import (
    FALSE,
    NULL,
    TRUE,
    And,
    Binary,
    BinaryOperator,
    Call,
    Case,
    Constant,
    Expr,
    IsNull,
    Name,
    Not,
    Or,
    any_of,
    both,
    length_of,
    moment_at,
)
from upheld.dsl import model
from upheld.dsl.dataclass import dataclass

#: The comparison that is true where another one is false.
OPPOSITE: Mapping[str, BinaryOperator] = {
    "=": "<>",
    "<>": "=",
    "<": ">=",
    ">=": "<",
    "<=": ">",
    ">": "<=",
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of every row of a relation.

    `sure` are columns that are never empty; `spans` the least and greatest moment of
    each column of moments, None where it has none.
    """

    sure: frozenset[str] = frozenset()
    spans: Mapping[str, tuple[int, int] | None] = field(default_factory=dict)

    def normal(self, node: Expr) -> Expr:
        """The same value, for every row that there is, in the one form."""
        changed = with_parts(node, self.normal)
        match changed:
            case And(operands):
                return both(*operands) if FALSE not in operands else FALSE
            case Or(operands):
                return any_of(*operands) if TRUE not in operands else TRUE
            case Not(operand) if operand in (TRUE, FALSE):
                return FALSE if operand == TRUE else TRUE
            case Not(Binary(operator, left, right)) if operator in OPPOSITE:
                return self.normal(Binary(OPPOSITE[operator], left, right))
            case Call("coalesce", (first, *_)) if never_null(first, self.sure):
                return first
            case Case(branches, otherwise):
                return _open_branches(branches, otherwise)
            case IsNull(operand, negated):
                return self._presence(operand, negated)
            case Binary(operator) if operator in COMPARISONS:
                return self._known(self._moved(comparison(changed)))
            case _:
                return changed

    def _presence(self, operand: Expr, negated: bool) -> Expr:
        """A value is empty where one of the columns that it is made of is."""
        if never_null(operand, self.sure):
            return TRUE if negated else FALSE
        columns = _made_of(operand)
        if columns is None or columns == [operand]:
            return IsNull(operand, negated)
        tests = [IsNull(c, negated) for c in columns if not never_null(c, self.sure)]
        return both(*tests) if negated else any_of(*tests)

    def _moved(self, test: Binary) -> Binary:
        """A comparison of moments: a difference with a length, or one with a moment."""
        left, right = test.left, test.right
        if isinstance(right, Constant):
            return self._folded(test)
        base: Expr = right
        shift = 0
        if isinstance(base, Binary) and base.operator in ("+", "-"):
            length = base.right
            if not isinstance(length, Constant) or not isinstance(length.value, int):
                return test
            shift = length.value if base.operator == "+" else -length.value
            base = base.left
        if self._is_moment(left) and self._is_moment(base):
            return Binary(test.operator, Binary("-", left, base), length_of(shift))
        return test

    def _folded(self, test: Binary) -> Binary:
        """`start + 2m > T` as `start > T - 2m`, and `T - start > 2m` likewise."""
        assert isinstance(test.right, Constant)
        at = test.right.value
        match test.left:
            case Binary("+" | "-" as sign, inner, Constant(int() as length)) if (
                self._is_moment(inner) and isinstance(at, int)
            ):
                moved = at - length if sign == "+" else at + length
                return Binary(test.operator, inner, moment_at(moved))
            case Binary("-", now, inner) if self._is_moment(inner) and isinstance(
                at, int
            ):
                moment = _number(now)
                if moment is None:
                    return test
                turned = comparison(Binary(test.operator, Constant(moment - at), inner))
                assert isinstance(turned.right, Constant)
                assert isinstance(turned.right.value, int)
                return Binary(turned.operator, inner, moment_at(turned.right.value))
            case _:
                return test

    def _known(self, test: Binary) -> Expr:
        """A comparison that holds, or does not, for every moment that there is."""
        span = span_of(test)
        if span is None or not isinstance(test.left, Name):
            return test
        known = self.spans.get(test.left.column)
        if known is None:
            return test
        every = Span(test.left, *known)
        if apart(every, span):
            # Of an empty moment the test is not true either, but it may be unknown.
            return FALSE if never_null(test.left, self.sure) else test
        if inside(every, span) and never_null(test.left, self.sure):
            return TRUE
        return test

    def _is_moment(self, node: Expr) -> bool:
        return isinstance(node, Name) and node.column in self.spans


def _open_branches(
    branches: tuple[tuple[Expr, Expr], ...], otherwise: Expr | None
) -> Expr:
    """A choice without the branches that are never taken."""
    kept = tuple((test, value) for test, value in branches if test != FALSE)
    if kept and kept[0][0] == TRUE:
        return kept[0][1]
    if not kept:
        return NULL if otherwise is None else otherwise
    return Case(kept, otherwise)


def _number(node: Expr) -> int | None:
    """The value of a sum of constants."""
    match node:
        case Constant(int() as value):
            return value
        case Binary("+", left, right):
            first, second = _number(left), _number(right)
            return None if first is None or second is None else first + second
        case _:
            return None


def _made_of(value: Expr) -> list[Expr] | None:
    """The columns of a sum, difference or product; None of anything else."""
    match value:
        case Name():
            return [value]
        case Constant(None):
            return None
        case Constant():
            return []
        case Binary("+" | "-" | "*", left, right):
            first, second = _made_of(left), _made_of(right)
            if first is None or second is None:
                return None
            return list(dict.fromkeys([*first, *second]))
        case _:
            return None


def facts_of(prepared: Prepared) -> Facts:
    """What is known of a prepared event."""
    spans: dict[str, tuple[int, int] | None] = {}
    for reading, name in prepared.values.items():
        if not isinstance(reading, model.Moment):
            continue
        first, last = prepared.earliest.get(name), prepared.latest.get(name)
        spans[name] = None if first is None or last is None else (first, last)
    return Facts(prepared.sure, spans)
