"""What follows from what, held against every row that there can be.

Two columns of small numbers, each perhaps empty, make 36 rows: enough to try whatever
`conditions`, `normal` and `measures` claim on all of them, in SQL's three values.
"""

from collections.abc import Callable
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from upheld.checker.fusion.conditions import condition_of, excludes, implies
from upheld.checker.fusion.measures import Branches, Measure, branches_of
from upheld.checker.fusion.normal import Facts
from upheld.checker.sql.nodes import (
    FALSE,
    And,
    Binary,
    Call,
    Case,
    Constant,
    Expr,
    In,
    IsNull,
    Name,
    Not,
    Or,
    text,
)

Row = dict[str, int | None]
Value = int | bool | str | None

#: 2 columns of 5 numbers or nothing.
ROWS: list[Row] = [
    {"a": a, "b": b} for a, b in product((None, 0, 1, 2, 3, 4), repeat=2)
]

OPERATORS: dict[str, Callable[[int, int], bool]] = {
    "=": lambda x, y: x == y,
    "<>": lambda x, y: x != y,
    "<": lambda x, y: x < y,
    "<=": lambda x, y: x <= y,
    ">": lambda x, y: x > y,
    ">=": lambda x, y: x >= y,
}


def value(node: Expr, row: Row) -> Value:
    """What SQL makes of an expression for a row; None is its NULL."""
    match node:
        case Name(column):
            return row[column]
        case Constant(found):
            assert found is None or isinstance(found, int | bool | str)
            return found
        case Binary(operator, left, right):
            x, y = value(left, row), value(right, row)
            if x is None or y is None:
                return None
            assert isinstance(x, int)
            assert isinstance(y, int)
            if operator in OPERATORS:
                return OPERATORS[operator](x, y)
            return x - y if operator == "-" else x + y
        case And(operands):
            found_all = [value(o, row) for o in operands]
            if False in found_all:
                return False
            return None if None in found_all else True
        case Or(operands):
            found_any = [value(o, row) for o in operands]
            if True in found_any:
                return True
            return None if None in found_any else False
        case Not(operand):
            inner = value(operand, row)
            return None if inner is None else not inner
        case IsNull(operand, negated):
            return (value(operand, row) is None) != negated
        case In(operand, values):
            inner = value(operand, row)
            return None if inner is None else inner in [value(v, row) for v in values]
        case Call("coalesce", arguments):
            return next(
                (v for a in arguments if (v := value(a, row)) is not None), None
            )
        case Case(branches, otherwise):
            for test, then in branches:
                if value(test, row) is True:
                    return value(then, row)
            return None if otherwise is None else value(otherwise, row)
        case _:
            raise AssertionError(node)


columns = st.sampled_from([Name("a"), Name("b")])
numbers = st.integers(-1, 5).map(Constant)
operands = st.one_of(
    columns,
    st.builds(Binary, st.just("-"), columns, columns),
    st.builds(Binary, st.sampled_from(["+", "-"]), columns, numbers),
)
comparisons = st.builds(
    Binary, st.sampled_from(sorted(OPERATORS)), operands, st.one_of(numbers, operands)
)
atoms = st.one_of(
    comparisons,
    st.builds(IsNull, operands, st.booleans()),
    st.builds(In, columns, st.tuples(numbers, numbers)),
)


def grown(inner: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    """Tests made of tests."""
    return st.one_of(
        st.builds(And, st.tuples(inner, inner)),
        st.builds(Or, st.tuples(inner, inner)),
        st.builds(Not, inner),
        st.builds(lambda x: Call("coalesce", (x, FALSE)), inner),
        st.builds(lambda c, v: Case(((c, v),)), inner, inner),
    )


tests: st.SearchStrategy[Expr] = st.recursive(atoms, grown, max_leaves=4)
MANY = settings(max_examples=150, deadline=None)


@MANY
@given(tests)
def test_a_condition_is_true_where_its_test_is(test: Expr) -> None:
    for row in ROWS:
        atoms_true = all(value(a, row) is True for a in condition_of(test))
        assert atoms_true == (value(test, row) is True)


@MANY
@given(tests, tests)
def test_what_is_implied_or_excluded_is_so_in_every_row(one: Expr, other: Expr) -> None:
    first, second = condition_of(one), condition_of(other)
    both_true = [r for r in ROWS if value(one, r) is True and value(other, r) is True]
    if implies(first, second):
        assert both_true == [r for r in ROWS if value(one, r) is True]
    if excludes(first, second):
        assert both_true == []


@MANY
@given(tests, st.booleans(), st.integers(0, 4), st.integers(0, 4))
def test_the_normal_form_is_the_same_for_every_row_that_there_is(
    test: Expr, sure: bool, low: int, high: int
) -> None:
    """`a` is never empty, if so said, and lies between two numbers."""
    facts = Facts(
        frozenset({"a"} if sure else ()),
        {"a": (low, high) if low <= high else None, "b": None},
    )
    normal = facts.normal(test)
    for row in ROWS:
        if row["a"] is None and sure:
            continue
        if row["a"] is not None and low <= high and not low <= row["a"] <= high:
            continue
        assert value(test, row) is value(normal, row)


STATES = ("outside", "not in population", "invalid", "met", "pending")


@MANY
@given(st.lists(tests, min_size=1, max_size=5), tests)
def test_rows_of_a_state_are_those_whose_first_fitting_branch_it_is(
    conditions: list[Expr], also: Expr
) -> None:
    branches = tuple(
        (test, text(STATES[n % len(STATES)])) for n, test in enumerate(conditions)
    )
    state = Case(branches, text("missed"))
    made = branches_of(state, Facts().normal)
    assert isinstance(made, Branches)
    for name in (*STATES, "missed"):
        expected = sum(value(state, row) == name for row in ROWS)
        assert counted(made.rows_in(name)) == expected
        further = sum(
            value(state, row) == name and value(also, row) is True for row in ROWS
        )
        assert counted(made.rows_in(name, condition_of(also))) == further


def counted(terms: dict[Measure, int]) -> int:
    """The sum that measures come to over all rows."""
    return sum(
        factor
        * sum(all(value(a, row) is True for a in measure.condition) for row in ROWS)
        for measure, factor in terms.items()
    )
