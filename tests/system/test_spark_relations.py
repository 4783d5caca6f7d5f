"""Steps, joins, aggregates and windows of rows answer on Spark as on DuckDB."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.system.test_spark_nodes import plain
from upheld.checker.engine import Engine
from upheld.checker.sql.nodes import (
    FALSE,
    NULL,
    Aggregate,
    And,
    Binary,
    BinaryOperator,
    Cast,
    Expr,
    Join,
    Name,
    Order,
    Output,
    Over,
    Query,
    Relation,
    Select,
    Star,
    UnionAll,
    Values,
    text,
    whole,
)

ROWS = Values(
    ("k", "t", "v"),
    tuple(
        (text(k) if k else Cast(NULL, "text"), at, v)
        for k, at, v in (
            ("a", whole(1), whole(10)),
            ("a", whole(3), whole(2**62)),
            ("a", whole(5), whole(2**62)),
            ("a", whole(5), whole(-3)),
            ("b", whole(2), Cast(NULL, "integer")),
            ("b", whole(4), whole(7)),
            ("", whole(9), whole(1)),
            ("c", Cast(NULL, "integer"), whole(2)),
        )
    ),
)
K, T, V = Name("k"), Name("t"), Name("v")


def rows_of(engine: Engine, last: Select, *steps: tuple[str, Select | UnionAll]) -> Any:
    """The rows of a query over the table, in an order of their text."""
    found = engine.rows(Query("", (("rows", ROWS), *steps), last))
    return sorted(([plain(v) for v in row] for row in found), key=str)


def same(engines: tuple[Engine, Engine], last: Select, *steps: Any) -> None:
    ours = rows_of(engines[0], last, *steps)
    assert ours
    assert ours == rows_of(engines[1], last, *steps)


def test_aggregates(engines: tuple[Engine, Engine]) -> None:
    above = Binary(">", V, whole(5))
    outputs = (
        Output(K, "k"),
        Output(Aggregate("count"), "rows"),
        Output(Aggregate("count", V), "values"),
        Output(Aggregate("count_if", above), "above"),
        Output(Aggregate("count_distinct", V), "different"),
        # More than 64 bits.
        Output(Aggregate("sum", V), "sum"),
        Output(Aggregate("min", V), "least"),
        Output(Aggregate("max", V), "most"),
    )
    same(engines, Select(outputs, Relation("rows"), group=(K,)))
    none = Select(outputs[1:], Relation("rows"), where=FALSE)
    same(engines, none)


@pytest.mark.parametrize(
    "rank", ["0", "0.1", "0.25", "0.5", "0.75", "0.9", "0.995", "1"]
)
def test_ranks(engines: tuple[Engine, Engine], rank: str) -> None:
    value = Output(Aggregate("nearest_rank", V, Decimal(rank)), "value")
    number_ = Output(Aggregate("count"), "rows")
    grouped = Select((Output(K, "k"), value, number_), Relation("rows"), group=(K,))
    same(engines, grouped)
    same(engines, Select((value,), Relation("rows"), where=Binary(">", T, whole(1))))


def test_windows_of_rows(engines: tuple[Engine, Engine]) -> None:
    order = (Order(T), Order(V, descending=True))
    functions: tuple[Any, ...] = ("lead", "lag", "min", "max", "sum", "count")
    outputs = [Output(Over(f, V, (K,), order), f"{f} of v") for f in functions]
    outputs += [
        Output(Over("row_number", None, (K,), order), "number"),
        Output(Over("rank", None, (K,), (Order(T),)), "rank"),
        Output(Over("max", V, (K,), order, preceding_only=True), "earlier"),
    ]
    every = tuple(Output(n, n.column) for n in (K, T, V))
    same(engines, Select((*every, *outputs), Relation("rows")))


def test_rows_chosen_by_a_window(engines: tuple[Engine, Engine]) -> None:
    first = Over("row_number", None, (K,), (Order(T), Order(V)))
    every = tuple(Output(n, n.column) for n in (K, T, V))
    chosen = Select(every, Relation("rows"), keep=Binary("=", first, whole(1)))
    same(engines, chosen)


def test_orders_and_limits(engines: tuple[Engine, Engine]) -> None:
    every = tuple(Output(n, n.column) for n in (K, T, V))
    for down in (False, True):
        order = (Order(V, descending=down), Order(T), Order(K, descending=down))
        query = Query(
            "", (("rows", ROWS),), Select(every, Relation("rows"), order=order)
        )
        ours = engines[0].rows(query)
        assert ours == engines[1].rows(query)
        few = replace(query, last=replace(query.last, limit=3))
        assert engines[1].rows(few) == ours[:3]
    same(engines, Select((Output(K, "k"),), Relation("rows"), distinct=True))


@pytest.mark.parametrize("operator", [">=", ">", "<=", "<"])
@pytest.mark.parametrize("keyed", [True, False])
def test_nearest_rows(
    engines: tuple[Engine, Engine], operator: BinaryOperator, keyed: bool
) -> None:
    grouped = Select(
        (
            *([Output(K, "answer k")] if keyed else []),
            Output(T, "answered at"),
            Output(Aggregate("count"), "answers"),
        ),
        Relation("rows"),
        group=(K, T) if keyed else (T,),
    )
    near = Binary(operator, Name("t", "rows"), Name("answered at"))
    on: Expr = near
    if keyed:
        on = And((Binary("=", Name("k", "rows"), Name("answer k")), near))
    outputs = (
        Output(Star("rows"), ""),
        Output(Name("answered at", "answers"), "answered at"),
        Output(Name("answers", "answers"), "answers"),
    )
    join = Join("asof left", Relation("rows"), Relation("answers"), on)
    same(engines, Select(outputs, join), ("answers", grouped))


def test_joins_and_unions(engines: tuple[Engine, Engine]) -> None:
    others = Select((Output(K, "other k"), Output(V, "other v")), Relation("rows"))
    on = Binary("=", Name("k", "rows"), Name("other k", "others"))
    outputs = (
        Output(Star("rows"), ""),
        Output(Name("other v", "others"), "other v"),
    )
    for kind in ("inner", "left"):
        join = Join(kind, Relation("rows"), Relation("others"), on)
        same(engines, Select(outputs, join), ("others", others))
    across = Join("cross", Relation("rows"), Relation("others"))
    same(engines, Select(outputs, across), ("others", others))
    named = Select((Output(K, "k"), Output(T, "at")), Relation("rows"))
    both = UnionAll((named, named))
    counted = (Output(Name("k"), "k"), Output(Aggregate("count"), "rows"))
    last = Select(counted, Relation("twice"), group=(Name("k"),))
    same(engines, last, ("twice", both))


def test_empty_rows_of_constants(engines: tuple[Engine, Engine]) -> None:
    empty = Values(("a", "b"), ())
    last = Select((Output(Aggregate("count"), "rows"),), Relation("none"))
    for engine in engines:
        assert engine.rows(Query("", (("none", empty),), last)) == [(0,)]


def test_kept_tables(engines: tuple[Engine, Engine]) -> None:
    for engine in engines:
        engine.keep("calendar office", {"opens": [None, 2**62], "number": [1, 2]})
        every = (Output(Name("opens"), "opens"), Output(Name("number"), "number"))
        source = Relation("calendar office")
        order = (Order(Name("number")),)
        found = engine.rows(Query("", (), Select(every, source, order=order)))
        assert found == [(None, 1), (2**62, 2)]
