"""What follows from a condition of one row: which others it implies or shuts out.

A condition is a tuple of atoms, all of which must be true. SQL's logic has three
values; here only "true" counts, so `coalesce(x, false)` is as good as `x`, and a
comparison that is true tells that its columns are not empty.

    wait < 0                 implies   wait <= 2m
    answered IS NULL         shuts out wait <= 2m
"""

from collections.abc import Iterable
from decimal import Decimal

from upheld.checker.sql.nodes import (
    FALSE,
    TRUE,
    And,
    Binary,
    BinaryOperator,
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
    Quotient,
)
from upheld.dsl.dataclass import dataclass

Condition = tuple[Expr, ...]

#: What is left of a comparison when its sides change places.
TURNED: dict[str, BinaryOperator] = {
    "<": ">",
    "<=": ">=",
    ">": "<",
    ">=": "<=",
    "=": "=",
    "<>": "<>",
}
COMPARISONS = frozenset(TURNED)


def condition_of(test: Expr) -> Condition:
    """The atoms of a test, without repetition; none of them where it always holds."""
    found: dict[Expr, None] = {}
    for atom in _atoms(test):
        if atom != TRUE:
            found[atom] = None
    return tuple(found)


def _atoms(test: Expr) -> Iterable[Expr]:
    match test:
        case And(operands):
            for operand in operands:
                yield from _atoms(operand)
        case Call("coalesce", (inner, last)) if last == FALSE:
            yield from _atoms(inner)
        case Case(((condition, value),), None):
            yield from _atoms(condition)
            yield from _atoms(value)
        case Not(Or(operands)):
            for operand in operands:
                yield from _atoms(Not(operand))
        case Not(Not(inner)):
            yield from _atoms(inner)
        case Not(IsNull(operand, negated)):
            yield IsNull(operand, not negated)
        case Binary(operator, _, _) if operator in COMPARISONS:
            yield comparison(test)
        case _:
            yield test


def comparison(test: Binary) -> Binary:
    """A comparison with its constant on the right."""
    if isinstance(test.left, Constant) and not isinstance(test.right, Constant):
        return Binary(TURNED[test.operator], test.right, test.left)
    return test


# --- what a true condition tells ------------------------------------------------------


def filled(test: Expr) -> frozenset[Expr]:
    """Operands that cannot be empty where a test is true."""
    match test:
        case And(operands):
            return frozenset[Expr]().union(*(filled(o) for o in operands))
        case Or(operands):
            parts = [filled(o) for o in operands]
            return frozenset.intersection(*parts) if parts else frozenset()
        case Binary():
            return needed(test)
        case Not(operand):
            return needed(operand)
        case IsNull(operand, True):
            return needed(operand) | {operand}
        case In(operand, _):
            return needed(operand)
        case Call("coalesce", (inner, last)) if last == FALSE:
            return filled(inner)
        case Name():
            return frozenset({test})
        case _:
            return frozenset()


def needed(value: Expr) -> frozenset[Expr]:
    """Columns without which a value is empty."""
    match value:
        case Name():
            return frozenset({value})
        case Binary(_, left, right):
            return needed(left) | needed(right)
        case FloorDivide(left, _, _):
            return needed(left)
        case Quotient(left, right):
            return needed(left) | needed(right)
        case Cast(operand, _, _) | In(operand, _) | Not(operand):
            return needed(operand)
        case Case(((_, inner),), None):
            return needed(inner)
        case Call("search" | "full_match" | "round" | "lower", arguments):
            return frozenset[Expr]().union(*(needed(a) for a in arguments))
        case _:
            return frozenset()


End = int | Decimal | str


@dataclass(frozen=True, slots=True)
class Span:
    """The values that a comparison with a constant lets an operand have.

    `low` and `high` are constants of one kind or None; a bound is in the span unless
    `open_low` or `open_high` says that it is not.
    """

    operand: Expr
    low: End | None = None
    high: End | None = None
    open_low: bool = False
    open_high: bool = False


def span_of(atom: Expr) -> Span | None:
    """The span of an atom that is a comparison with a number or a text."""
    if not isinstance(atom, Binary) or not isinstance(atom.right, Constant):
        return None
    value = atom.right.value
    if value is None or isinstance(value, bool):
        return None
    match atom.operator:
        case "=":
            return Span(atom.left, value, value)
        case "<" | "<=":
            return Span(atom.left, None, value, open_high=atom.operator == "<")
        case ">" | ">=":
            return Span(atom.left, value, None, open_low=atom.operator == ">")
        case _:
            return None


def inside(inner: Span, outer: Span) -> bool:
    """Whether every value of one span is in another of the same operand."""
    if inner.operand != outer.operand or not _comparable(inner, outer):
        return False
    low = outer.low is None or (
        inner.low is not None
        and _at_least(inner.low, outer.low, outer.open_low and not inner.open_low)
    )
    high = outer.high is None or (
        inner.high is not None
        and _at_least(outer.high, inner.high, outer.open_high and not inner.open_high)
    )
    return low and high


def apart(one: Span, other: Span) -> bool:
    """Whether two spans of the same operand have no value in common."""
    if one.operand != other.operand or not _comparable(one, other):
        return False
    return _below(one, other) or _below(other, one)


def _below(one: Span, other: Span) -> bool:
    if one.high is None or other.low is None:
        return False
    touching = not (one.open_high or other.open_low)
    return not _at_least(one.high, other.low, strict=not touching)


def _at_least(left: End, right: End, strict: bool) -> bool:
    if isinstance(left, str) or isinstance(right, str):
        # INVARIANT: texts are compared with texts, and only to tell them apart.
        left, right = str(left), str(right)
        return left > right if strict else left >= right
    return left > right if strict else left >= right


def _comparable(one: Span, other: Span) -> bool:
    """Numbers with numbers; texts by equality only, for engines order them apart."""
    ends = [e for e in (one.low, one.high, other.low, other.high) if e is not None]
    texts = [e for e in ends if isinstance(e, str)]
    if not texts:
        return True
    return len(texts) == len(ends) and one.low == one.high and other.low == other.high


# --- conditions against each other ----------------------------------------------------


def implied(atom: Expr, known: Condition) -> bool:
    """Whether an atom is true wherever a condition is."""
    if atom in known:
        return True
    if isinstance(atom, IsNull) and atom.negated:
        told = frozenset[Expr]().union(*(filled(k) for k in known))
        return atom.operand in told or (
            bool(needed(atom.operand)) and _only_needs(atom.operand, told)
        )
    match atom:
        case Not(Call("coalesce", (inner, last))) if last == FALSE:
            return excludes(condition_of(inner), known)
        case _:
            span = span_of(atom)
    if span is None:
        return False
    spans = (span_of(k) for k in known)
    return any(s is not None and inside(s, span) for s in spans)


def _only_needs(value: Expr, told: frozenset[Expr]) -> bool:
    """Whether a value is there wherever some columns are."""
    match value:
        case Name():
            return value in told
        case Constant():
            return value.value is not None
        case Binary("+" | "-" | "*", left, right):
            return _only_needs(left, told) and _only_needs(right, told)
        case _:
            return False


def implies(one: Condition, other: Condition) -> bool:
    """Whether a condition is true wherever another one is."""
    return all(implied(atom, one) for atom in other)


def excludes(one: Condition, other: Condition) -> bool:
    """Whether two conditions are never true of the same row."""
    return any(_clash(a, other) for a in one) or any(_clash(b, one) for b in other)


def _clash(atom: Expr, other: Condition) -> bool:
    """Whether an atom of one condition cannot be true with all of another."""
    match atom:
        case IsNull(operand, False):
            told = frozenset[Expr]().union(*(filled(k) for k in other))
            return operand in told or _only_needs(operand, told)
        case Not(Call("coalesce", (inner, last))) if last == FALSE:
            return implies(other, condition_of(inner))
        case Not(operand):
            return implies(other, condition_of(operand))
    span = span_of(atom)
    if span is None:
        return False
    spans = (span_of(b) for b in other)
    return any(s is not None and apart(span, s) for s in spans)


def simplest(condition: Condition) -> Condition:
    """A condition without atoms that follow from the rest of it."""
    kept = list(condition)
    for atom in condition:
        rest = tuple(a for a in kept if a is not atom)
        if len(rest) < len(kept) and rest and implied(atom, rest):
            kept = list(rest)
    return tuple(kept)


# --- what is never empty --------------------------------------------------------------


def never_null(value: Expr, sure: frozenset[str]) -> bool:
    """Whether a value is always there, given columns that are never empty."""
    match value:
        case Constant():
            return value.value is not None
        case Name(column):
            return column in sure
        case IsNull():
            return True
        case Call("coalesce", arguments):
            return any(never_null(a, sure) for a in arguments)
        case And(operands) | Or(operands):
            return all(never_null(o, sure) for o in operands)
        case Not(operand) | Cast(operand, _, False):
            return never_null(operand, sure)
        case Binary(_, left, right):
            return never_null(left, sure) and never_null(right, sure)
        case FloorDivide(left, _, _):
            return never_null(left, sure)
        case In(operand, values):
            return never_null(operand, sure) and all(
                never_null(v, sure) for v in values
            )
        case _:
            return False
