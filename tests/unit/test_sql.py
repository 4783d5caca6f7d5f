"""The emitter: names and texts cannot leave their quotes, arithmetic is exact."""

from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from upheld.checker.sql.duckdb import emit, expression, literal, quoted
from upheld.checker.sql.nodes import (
    FALSE,
    NULL,
    TRUE,
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
    Join,
    Name,
    Not,
    Or,
    Order,
    Output,
    Over,
    Query,
    Quotient,
    Relation,
    Select,
    Star,
    UnionAll,
    Values,
    any_of,
    both,
    plus,
    text,
    whole,
)

ATTACKS = [
    'a"; DROP TABLE "t',
    "a'; DROP TABLE t; --",
    "a\"\"b''c",
    "-- ",
    "/*",
    "\\",
    "$1 ? {0}",
    "naïve ☃",
    "select",
]


def value(node: Expr) -> Any:
    row = duckdb.connect().execute(f"SELECT {expression(node)}").fetchone()
    assert row is not None
    return row[0]


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_text_stays_a_text(attack: str) -> None:
    assert value(text(attack)) == attack


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_name_stays_a_name(attack: str) -> None:
    rows = Select((Output(whole(7), attack),), Relation("one"))
    one = Values(("x",), ((whole(1),),))
    last = Select((Output(Name(attack), attack),), Relation("rows"))
    query = emit(Query("", (("one", one), ("rows", rows)), last))
    connection = duckdb.connect()
    assert len(connection.extract_statements(query)) == 1
    assert connection.execute(query).fetchall() == [(7,)]


def test_a_title_of_several_lines_stays_a_comment() -> None:
    query = Query("standard: x\nDROP TABLE t", (), Select((Output(TRUE, "a"),), ONE))
    assert emit(query).startswith("-- standard: x\n-- DROP TABLE t\nSELECT")


ONE = Relation("one")


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_any_text_survives_its_quotes(written: str) -> None:
    assert literal(written) == "'" + written.replace("'", "''") + "'"
    assert quoted(written)[1:-1].replace('""', "") == written.replace('"', "")


@pytest.mark.parametrize(
    ("number", "divisor", "quotient"),
    [(7, 2, 3), (-7, 2, -4), (-8, 2, -4), (-1, 86_400, -1), (0, 5, 0), (6, 3, 2)],
)
def test_whole_division_rounds_down_below_zero_too(
    number: int, divisor: int, quotient: int
) -> None:
    assert value(FloorDivide(whole(number), divisor)) == quotient


@pytest.mark.parametrize(
    ("left", "right", "quotient"),
    [
        ("1", "3", "0.333333333333"),
        ("2", "3", "0.666666666667"),
        ("-2", "3", "-0.666666666667"),
        ("2", "-3", "-0.666666666667"),
        ("1", "8", "0.125"),
        # Half of the last place: away from zero.
        ("0.000000000001", "2", "0.000000000001"),
        ("-0.000000000001", "2", "-0.000000000001"),
        ("0", "5", "0"),
    ],
)
def test_a_quotient_has_twelve_places_rounded_half_away_from_zero(
    left: str, right: str, quotient: str
) -> None:
    node = Quotient(
        Cast(Constant(Decimal(left)), "number"),
        Cast(Constant(Decimal(right)), "number"),
    )
    assert value(node) == Decimal(quotient)


def test_a_quotient_by_zero_is_nothing() -> None:
    assert value(Quotient(Cast(whole(1), "number"), Cast(whole(0), "number"))) is None


@pytest.mark.parametrize(
    ("node", "shown"),
    [
        (Binary("-", whole(1), Binary("-", whole(2), whole(3))), 2),
        (Binary("*", Binary("+", whole(1), whole(2)), whole(3)), 9),
        (Not(Or((FALSE, TRUE))), False),
        (And((TRUE, Or((FALSE, TRUE)))), True),
        (IsNull(Case(((FALSE, whole(1)),))), True),
        (IsNull(whole(1), negated=True), True),
        (Case(((FALSE, whole(1)), (TRUE, whole(2))), whole(3)), 2),
        (In(text("b"), (text("a"), text("b"))), True),
        (Cast(text("x"), "integer", attempt=True), None),
        (Call("coalesce", (NULL, whole(4))), 4),
        (Call("full_match", (text("abc"), text("b"))), False),
        (Call("search", (text("abc"), text("b"))), True),
        (Call("extract", (text("a12"), text("([0-9]+)"), whole(1))), "12"),
        (Call("round", (Constant(Decimal("2.5")),)), 3),
        (Call("round", (Constant(Decimal("-2.5")),)), -3),
        (Call("month_number", (whole(0),)), 0),
        (Call("month_number", (whole(-1),)), -1),
        (Call("year_number", (whole(365),)), 1971),
        (Binary("-", whole(-1), whole(-2)), 1),
        (Binary("*", Call("month_number", (whole(31),)), whole(2)), 2),
        (Constant(Decimal("-0.5")), Decimal("-0.5")),
        (Constant(value=True), True),
    ],
)
def test_an_expression_means_what_its_tree_says(node: Expr, shown: object) -> None:
    assert value(node) == shown


def test_one_month_after_31_january_is_the_last_of_february() -> None:
    january = 30 * 86_400_000_000  # 1970-01-31
    assert value(Call("add_months", (whole(january), whole(1)))) == 58 * 86_400_000_000


@pytest.mark.parametrize(
    ("aggregate", "shown"),
    [
        (Aggregate("count"), 4),
        (Aggregate("count_if", Binary(">", Name("x"), whole(1))), 2),
        (Aggregate("count_if", Binary(">", Name("x"), NULL)), 0),
        (Aggregate("count_distinct", Name("x")), 3),
        (Aggregate("sum", Name("x")), 6),
        (Aggregate("min", Name("x")), 1),
        (Aggregate("max", Name("x")), 3),
        (Aggregate("nearest_rank", Name("x"), Decimal("0.5")), 2),
    ],
)
def test_an_aggregate_of_1_2_3_and_nothing(aggregate: Aggregate, shown: int) -> None:
    rows = Values(("x",), tuple((v,) for v in (whole(1), whole(2), whole(3), NULL)))
    last = Select((Output(aggregate, "a"),), Relation("rows"))
    query = emit(Query("", (("rows", rows),), last))
    assert duckdb.connect().execute(query).fetchall() == [(shown,)]


@pytest.mark.parametrize("size", [1, 3, 100, 1000])
def test_several_ranks_of_a_value_are_the_nearest_ones(size: int) -> None:
    """Of 100, 0.07 in floating point would be the eighth."""
    texts = ("0.07", "0.5", "0.29", "0.999", "1", "0.5", "0.001")
    ranks = [Decimal(text) for text in texts]
    rows = Values(("x",), tuple((whole(n + 1),) for n in range(size)))
    outputs = [
        Output(Aggregate("nearest_rank", Name("x"), rank), f"r{n}")
        for n, rank in enumerate(ranks)
    ]
    query = emit(Query("", (("rows", rows),), Select(tuple(outputs), Relation("rows"))))
    assert query.count("[0.07, 0.5, 0.29, 0.999, 1, 0.001]") == len(ranks)
    expected = tuple(ceil(Fraction(rank) * size) for rank in ranks)
    assert duckdb.connect().execute(query).fetchall() == [expected]


def test_ranks_of_different_values_stand_apart() -> None:
    rows = Values(("x", "y"), ((whole(1), whole(5)), (whole(2), NULL)))
    aggregates = [
        Aggregate("nearest_rank", Name("x"), Decimal("0.5")),
        Aggregate("nearest_rank", Name("y"), Decimal("0.5")),
        Aggregate("nearest_rank", Name("x"), Decimal("0.9")),
        Aggregate("nearest_rank", NULL, Decimal("0.9")),
    ]
    outputs = tuple(Output(one, f"r{n}") for n, one in enumerate(aggregates))
    query = emit(Query("", (("rows", rows),), Select(outputs, Relation("rows"))))
    assert duckdb.connect().execute(query).fetchall() == [(1, 5, 2, None)]


def test_a_query_has_one_clause_a_line() -> None:
    both_ways = (Order(Name("x"), descending=True), Order(Name("y")))
    ranked = Over("row_number", None, (Name("x"),), both_ways)
    before = Over("max", Name("y"), (), both_ways, preceding_only=True)
    one = Select((Output(Star("a"), ""), Output(before, "m")), Relation("t", "a"))
    join = Join(
        "left", Relation("one"), Relation("u"), Binary("=", Name("x"), Name("y"))
    )
    last = Select(
        (Output(Name("x"), "x"), Output(whole(1), "n")),
        join,
        where=IsNull(Name("x")),
        group=(Name("x"),),
        keep=Binary("=", ranked, whole(1)),
        order=both_ways,
        limit=3,
        distinct=True,
    )
    assert emit(Query("t", (("one", UnionAll((one, one))),), last)).splitlines() == [
        "-- t",
        'WITH "one" AS (',
        "  SELECT",
        '    "a".*,',
        (
            '    max("y") OVER (ORDER BY "x" DESC NULLS LAST, "y" NULLS LAST'
            ' ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS "m"'
        ),
        '  FROM "t" AS "a"',
        "  UNION ALL",
        "  SELECT",
        '    "a".*,',
        (
            '    max("y") OVER (ORDER BY "x" DESC NULLS LAST, "y" NULLS LAST'
            ' ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS "m"'
        ),
        '  FROM "t" AS "a"',
        ")",
        "SELECT DISTINCT",
        '  "x",',
        '  1 AS "n"',
        'FROM "one"',
        'LEFT JOIN "u"',
        '  ON "x" = "y"',
        'WHERE "x" IS NULL',
        'GROUP BY "x"',
        (
            'QUALIFY row_number() OVER (PARTITION BY "x" ORDER BY "x" DESC NULLS LAST,'
            ' "y" NULLS LAST) = 1'
        ),
        'ORDER BY "x" DESC NULLS LAST, "y" NULLS LAST',
        "LIMIT 3",
    ]


def test_trivial_parts_are_left_out() -> None:
    x = Name("x")
    assert both(None, TRUE) == TRUE
    assert both(TRUE, x) == x
    assert any_of(FALSE, None) == FALSE
    assert any_of(x, FALSE) == x
    assert plus(x, 0) == x
    assert plus(x, -2) == Binary("-", x, whole(2))


def test_one_month_and_thirty_days_are_never_merged() -> None:
    # ENGINES, section 3: as intervals in one query they give one value.
    at = Name("us")
    query = (
        f"SELECT {expression(plus(at, 30 * 86_400_000_000))},"
        f" {expression(Call('add_months', (at, whole(1))))}"
        ' FROM (SELECT 31 * 86400000000 AS "us")'
    )
    # From 1 February 1970: 3 March, and 1 March.
    days = [
        us // 86_400_000_000 for us in duckdb.connect().execute(query).fetchall()[0]
    ]
    assert days == [61, 59]
