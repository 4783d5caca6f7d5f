"""What one row adds to a cube, and numbers as sums of such measures.

Many numbers of many tallies are few measures: `missed` is what is left of all rows when
the others are taken away, and `wait <= 2m` that began too late is `wait < 0`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import field
from typing import Literal

from upheld.checker.fusion.conditions import (
    Condition,
    condition_of,
    excludes,
    implies,
    simplest,
)
from upheld.checker.sql.nodes import (
    FALSE,
    TRUE,
    Aggregate,
    And,
    Call,
    Case,
    Expr,
    IsNull,
    Not,
    Or,
    both,
)
from upheld.dsl.dataclass import dataclass

MeasureKind = Literal["count", "sum", "min", "max", "list"]


@dataclass(frozen=True, slots=True)
class Measure:
    """One aggregate over the rows of a cell of the cube."""

    kind: MeasureKind
    condition: Condition = ()
    value: Expr | None = None

    @property
    def aggregate(self) -> Expr:
        """The aggregate over rows."""
        match self.kind, self.condition:
            case "count", ():
                return Aggregate("count")
            case "count", (IsNull(operand, True),):
                return Aggregate("count", operand)
            case "count", condition:
                return Aggregate("count_if", both(*condition))
            case kind, ():
                return Aggregate(kind, self.value)
            case kind, condition:
                assert self.value is not None
                return Aggregate(kind, Case(((both(*condition), self.value),)))


ROWS = Measure("count")

#: Measures with how often each is added (or, below 0, taken away).
Terms = Mapping[Measure, int]


def total(parts: Iterable[tuple[Terms, int]]) -> dict[Measure, int]:
    """Terms added up, each some times."""
    found: dict[Measure, int] = {}
    for terms, times in parts:
        for measure, factor in terms.items():
            found[measure] = found.get(measure, 0) + factor * times
    return {measure: factor for measure, factor in found.items() if factor}


def rows_where(condition: Condition) -> dict[Measure, int]:
    """How many rows a condition is true of."""
    condition = simplest(condition)
    if excludes(condition, condition):
        return {}
    match condition:
        case ():
            return {ROWS: 1}
        case (IsNull(operand, False),):
            return total([({ROWS: 1}, 1), (rows_where((IsNull(operand, True),)), -1)])
        case (Not(Call("coalesce", (inner, last))),) if last == FALSE:
            return total([({ROWS: 1}, 1), (rows_where(condition_of(inner)), -1)])
        case _:
            return taken_away(condition) or {Measure("count", condition): 1}


def taken_away(condition: Condition) -> dict[Measure, int] | None:
    """`a and b, and not c` as the rows of `a and b` less those of `b and c`.

    Only where `c` implies `a`, so that the second number serves every `a` of its kind;
    None where no part of the condition is like that.
    """
    for atom in condition:
        match atom:
            case Not(Call("coalesce", (inner, last))) if last == FALSE:
                rest = tuple(a for a in condition if a != atom)
                less = condition_of(inner)
                if any(implies(less, (a,)) for a in rest):
                    inside = rows_where(condition_of(both(*less, *rest)))
                    return total([(rows_where(rest), 1), (inside, -1)])
            case _:
                continue
    return None


# --- the first branch that fits -------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Branch:
    """A condition and the state of the rows whose first fitting branch it is."""

    condition: Condition
    state: str


@dataclass(frozen=True, slots=True)
class Branches:
    """The states of a row as a list of branches; the last one has no condition."""

    branches: tuple[Branch, ...]
    normal: Callable[[Expr], Expr] = field(compare=False, repr=False)
    _cache: dict[int, dict[Measure, int]] = field(
        default_factory=dict, compare=False, repr=False
    )

    def rows_in(self, state: str, also: Condition = ()) -> dict[Measure, int]:
        """How many rows are in a state, and meet a further condition."""
        places = [i for i, b in enumerate(self.branches) if b.state == state]
        return total((self._first(i, also), 1) for i in places)

    def _first(self, index: int, also: Condition = ()) -> dict[Measure, int]:
        """How many rows a branch is the first to fit, and a condition is true of."""
        if also:
            return self._count(index, (*self.branches[index].condition, *also))
        if index not in self._cache:
            self._cache[index] = self._count(index, self.branches[index].condition)
        return self._cache[index]

    def _count(self, index: int, condition: Condition) -> dict[Measure, int]:
        inner: list[int] = []
        guards: list[Expr] = []
        for place, earlier in enumerate(self.branches[:index]):
            if excludes(earlier.condition, condition):
                continue
            if implies(earlier.condition, condition):
                inner.append(place)
            else:
                guards.append(self.untrue(earlier))
        if guards:
            # Where some rows are kept out by a guard, those taken by an inner branch
            # are counted by the guard's side too: keep all of them out row by row.
            guards += [self.untrue(self.branches[i]) for i in inner]
            return rows_where(condition_of(both(*condition, *guards)))
        taken = ((self._first(i), -1) for i in inner)
        return total([(rows_where(condition), 1), *taken])

    def only(self, state: str, value: Expr) -> Condition:
        """What must be true of a row with a value for it to be in a state.

        INVARIANT: the state has one branch, or none where no row can be in it; a row
        without the value adds nothing.
        """
        found = [i for i, b in enumerate(self.branches) if b.state == state]
        if not found:
            return (FALSE,)
        (index,) = found
        there = (*self.branches[index].condition, IsNull(value, negated=True))
        guards = [
            self.untrue(earlier)
            for earlier in self.branches[:index]
            if not excludes(earlier.condition, there)
        ]
        known = condition_of(both(*self.branches[index].condition, *guards))
        return tuple(a for a in simplest(known) if not implies(there[-1:], (a,)))

    def without(self, absent: frozenset[Condition]) -> "Branches":
        """The same, given conditions that hold of no row."""
        kept = tuple(b for b in self.branches if b.condition not in absent)
        return Branches(kept, self.normal)

    def outside(self, *states: str) -> Condition:
        """What must be true of a row for it to be in none of some states.

        INVARIANT: these states come first.
        """
        return condition_of(
            both(*(self.untrue(b) for b in self.branches if b.state in states))
        )

    def untrue(self, branch: Branch) -> Expr:
        """That the condition of a branch is not true: false, or empty."""
        return self.normal(untrue(branch.condition))


def untrue(condition: Condition) -> Expr:
    """That a condition is not true: false, or empty."""
    match condition:
        case (Not(Call("coalesce", (inner, last))),) if last == FALSE:
            return Call("coalesce", (inner, FALSE))
        case (IsNull(operand, negated),):
            return IsNull(operand, not negated)
        case _:
            return Not(Call("coalesce", (both(*condition), FALSE)))


def branches_of(state: Expr, normal: Callable[[Expr], Expr]) -> Branches | None:
    """The branches of a state expression; None where it is of another form.

    Args:
        normal: gives an expression its one form.
    """
    found: list[Branch] = []
    while isinstance(state, Case):
        for test, value in state.branches:
            label = getattr(value, "value", None)
            if not isinstance(label, str):
                return None
            found += [Branch(c, label) for c in alternatives(test)]
            if found and found[-1].condition == () and found[-1].state == label:
                return Branches(tuple(found), normal)
        if state.otherwise is None:
            return None
        state = state.otherwise
    label = getattr(state, "value", None)
    if not isinstance(label, str):
        return None
    return Branches((*found, Branch((), label)), normal)


def alternatives(test: Expr) -> list[Condition]:
    """Conditions of which one is true wherever a test is; none for what never is."""
    match test:
        case Or(operands):
            return [c for o in operands for c in alternatives(o)]
        case Not(And(operands)):
            return [c for o in operands for c in alternatives(Not(o))]
        case _ if test == FALSE or test == Not(TRUE):
            return []
        case _:
            return [condition_of(test)]
