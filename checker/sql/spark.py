"""Spark's text for the trees of `upheld.checker.sql.nodes`: the same answers, or none.

What Spark would answer differently without saying so is written another way here, and
what cannot be written is refused by name (`OutsideError`) before anything runs. The
settings of `spark_settings` are part of the meaning of the text.

    whole numbers     with an L, so that none is cut to 32 bits
    sums              of DECIMAL, as DuckDB's are of HUGEINT
    nearest_rank      by row_number: Spark's percentile_disc counts in DOUBLE
    QUALIFY           a step around it
    ASOF              each row of the right side with the next one's key, then a join
    places of rows    file and row of the source, which Spark does not number itself
"""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import assert_never

from upheld.checker.sql.layout import (
    branches_text,
    indented,
    values_text,
    window_text,
    with_steps,
)
from upheld.checker.sql.nodes import (
    Aggregate,
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
    Type,
    UnionAll,
    Values,
)
from upheld.checker.sql.spark_functions import call, quotient
from upheld.checker.sql.spark_text import OutsideError, literal, quoted

TYPES: dict[Type, str] = {
    "text": "STRING",
    "small": "INT",
    "integer": "BIGINT",
    "huge": "DECIMAL(38, 0)",
    "number": "DECIMAL(38, 12)",
    "truth": "BOOLEAN",
    "date": "DATE",
    "naive": "TIMESTAMP_NTZ",
}

#: The column of every source that says where in it a row stands.
PLACE = "place in source"

#: A column of ours around a step, which no policy can name: a term holds no two spaces.
_KEEP, _NEXT = "kept  row", "next  row"


def emit(query: Query) -> str:
    """The whole query: the steps, the last step.

    Raises:
        OutsideError: a construct that Spark is not asked for.
    """
    steps = with_steps(query.steps, _step, quoted)
    return steps + select(query.last)


def with_places(query: Query) -> Query:
    """A query that chooses rows of one source, with where in it they stand."""
    place = Output(Name(PLACE), PLACE)

    def placed(step: Select | UnionAll | Values) -> Select | UnionAll | Values:
        if not isinstance(step, Select) or step.group or step.distinct:
            raise OutsideError("a source that is not read row by row")
        return replace(step, outputs=(*step.outputs, place))

    steps = tuple((name, placed(step)) for name, step in query.steps)
    last = placed(query.last)
    assert isinstance(last, Select)
    return replace(query, steps=steps, last=last)


def _step(step: Select | UnionAll | Values) -> str:
    match step:
        case Select():
            return select(step)
        case UnionAll(parts):
            return "\nUNION ALL\n".join(f"({select(part)})" for part in parts)
        case Values():
            return values_text(step, expression, quoted)
        case _:
            assert_never(step)


def select(node: Select) -> str:
    """One SELECT, a clause a line."""
    if node.keep is not None:
        return _kept(node, node.keep)
    ranks = [o.value for o in node.outputs if _is_rank(o.value)]
    body = _ranked(node) if ranks else _clauses(node)
    if node.order:
        body += "\nORDER BY " + ", ".join(_order(o) for o in node.order)
    return body if node.limit is None else f"{body}\nLIMIT {node.limit}"


def _clauses(node: Select) -> str:
    outputs = ",\n  ".join(map(_output, node.outputs))
    lines = [f"SELECT{' DISTINCT' if node.distinct else ''}\n  {outputs or '*'}"]
    lines.append(f"FROM {relation(node.source)}")
    if node.where is not None:
        lines.append(f"WHERE {expression(node.where)}")
    if node.group:
        lines.append("GROUP BY " + ", ".join(expression(g) for g in node.group))
    return "\n".join(lines)


def _output(output: Output) -> str:
    text = expression(output.value)
    plain = output.value == Name(output.name) or isinstance(output.value, Star)
    return text if plain else f"{text} AS {quoted(output.name)}"


def _kept(node: Select, keep: Expr) -> str:
    """`QUALIFY`, for every version of Spark: a column around which rows are chosen."""
    if node.group or node.order or node.limit is not None or node.distinct:
        raise OutsideError("QUALIFY beside a group, an order or a limit")
    outputs = (*node.outputs, Output(keep, _KEEP))
    inside = indented(_clauses(Select(outputs, node.source, node.where)))
    names = ", ".join(quoted(o.name) for o in node.outputs)
    return f"SELECT {names}\nFROM (\n{inside}\n)\nWHERE {quoted(_KEEP)}"


# --- nearest rank ---------------------------------------------------------------------


def _is_rank(value: Expr) -> bool:
    return isinstance(value, Aggregate) and value.function == "nearest_rank"


def _ranked(node: Select) -> str:
    """Ranks of a group: its values numbered in order, then the one at the rank.

    The step inside numbers them; outside it is an aggregate like the others.
    """
    if node.distinct or any(not isinstance(g, Name) for g in node.group):
        raise OutsideError("a rank of groups that are no columns")
    by = ", ".join(expression(g) for g in node.group)
    partition = f"PARTITION BY {by} " if by else ""
    more: list[str] = []
    outputs: list[str] = []
    for output in node.outputs:
        value = output.value
        if not (isinstance(value, Aggregate) and value.function == "nearest_rank"):
            outputs.append(_output(output))
            continue
        at = f"rank  {len(more)}"
        assert value.argument is not None
        ranked = expression(value.argument)
        more.append(f"{ranked} AS {quoted(f'{at} value')}")
        more.append(
            f"row_number() OVER ({partition}ORDER BY {ranked} ASC NULLS LAST)"
            f" AS {quoted(f'{at} place')}"
        )
        more.append(
            f"count({ranked}) OVER ({partition.strip()}) AS {quoted(f'{at} of')}"
        )
        rank = Fraction(value.rank or Decimal(0))
        up = f"{rank.numerator}L * {quoted(f'{at} of')} + {rank.denominator - 1}L"
        place = f"greatest(({up}) div {rank.denominator}L, 1L)"
        outputs.append(
            f"max(CASE WHEN {quoted(f'{at} place')} = {place}"
            f" THEN {quoted(f'{at} value')} END) AS {quoted(output.name)}"
        )
    where = "" if node.where is None else f"\nWHERE {expression(node.where)}"
    inside = f"SELECT\n  *,\n  {', '.join(more)}\nFROM {relation(node.source)}{where}"
    body = f"SELECT\n  {', '.join(outputs)}\nFROM (\n{indented(inside)}\n)"
    return body + (f"\nGROUP BY {by}" if by else "")


# --- relations ------------------------------------------------------------------------


def relation(node: Relation | Join) -> str:
    """A relation behind FROM."""
    match node:
        case Relation(name, alias):
            return quoted(name) + (f" AS {quoted(alias)}" if alias else "")
        case Join("asof" | "asof left"):
            return _asof(node)
        case Join(kind, left, right, on):
            tail = "" if on is None else f"\n  ON {expression(on)}"
            return f"{relation(left)}\n{kind.upper()} JOIN {relation(right)}{tail}"
        case _:
            assert_never(node)


#: Of rows in order of the compared column: the side where the next one's key lies, and
#: how the left side is held against it.
_AWAY: dict[BinaryOperator, tuple[str, str]] = {
    ">=": ("lead", "<"),
    ">": ("lead", "<="),
    "<=": ("lag", ">"),
    "<": ("lag", ">="),
}


def _asof(node: Join) -> str:
    """The nearest row of the right side: the one whose neighbour lies beyond the left.

    INVARIANT: in `on` the right operand of each comparison is the right relation's.
    """
    tests = node.on.operands if isinstance(node.on, And) else (node.on,)
    same: list[str] = []
    near: Binary | None = None
    for test in tests:
        if not isinstance(test, Binary):
            raise OutsideError("an ASOF join by something other than comparisons")
        if test.operator == "=":
            same.append(_bare(test.right))
        elif near is None and test.operator in _AWAY:
            near = test
        else:
            raise OutsideError("an ASOF join by two comparisons")
    if near is None:
        raise OutsideError("an ASOF join without a comparison")
    step, alias = quoted(node.right.name), quoted(node.right.alias or node.right.name)
    side, beyond = _AWAY[near.operator]
    key = _bare(near.right)
    by = f"PARTITION BY {', '.join(same)} " if same else ""
    neighbour = f"{side}({key}) OVER ({by}ORDER BY {key} ASC NULLS LAST)"
    known = " AND ".join(f"{column} IS NOT NULL" for column in (key, *same))
    right = f"SELECT *, {neighbour} AS {quoted(_NEXT)} FROM {step} WHERE {known}"
    next_one = f"{alias}.{quoted(_NEXT)}"
    on = " AND ".join(inner(test) for test in tests if test is not None)
    until = f"({next_one} IS NULL OR {inner(near.left)} {beyond} {next_one})"
    word = "LEFT" if node.kind == "asof left" else "INNER"
    joined = f"{word} JOIN ({right}) AS {alias}\n  ON {on} AND {until}"
    return f"{relation(node.left)}\n{joined}"


def _bare(node: Expr) -> str:
    """A column of the right side by its name alone."""
    if not isinstance(node, Name):
        raise OutsideError("an ASOF join by something other than a column")
    return quoted(node.column)


# --- expressions ----------------------------------------------------------------------


def _order(order: Order) -> str:
    way = "DESC" if order.descending else "ASC"
    return f"{expression(order.operand)} {way} NULLS LAST"


def expression(node: Expr) -> str:
    """The text of an expression; operators below others stand in parentheses.

    Raises:
        OutsideError: a construct that Spark is not asked for.
    """
    match node:
        case Name(column, owner):
            return f"{quoted(owner)}.{quoted(column)}" if owner else quoted(column)
        case Star(owner):
            return f"{quoted(owner)}.*" if owner else "*"
        case Constant(value):
            return literal(value)
        case Binary("||", left, right):
            return f"concat({expression(left)}, {expression(right)})"
        case Binary(operator, left, right):
            return f"{inner(left)} {operator} {inner(right)}"
        case FloorDivide(left, divisor):
            body = inner(left)
            return f"({body} - pmod({body}, {divisor}L)) div {divisor}L"
        case Quotient(left, right):
            return quotient(expression(left), expression(right))
        case And(operands):
            return " AND ".join(inner(o) for o in operands)
        case Or(operands):
            return " OR ".join(inner(o) for o in operands)
        case Not(operand):
            return f"NOT {inner(operand)}"
        case IsNull(operand, negated):
            return f"{inner(operand)} IS {'NOT ' if negated else ''}NULL"
        case Case():
            return _case(node)
        case In(operand, values):
            return f"{inner(operand)} IN ({', '.join(expression(v) for v in values)})"
        case Cast(operand, type_, attempt):
            word = "try_cast" if attempt else "cast"
            return f"{word}({expression(operand)} AS {TYPES[type_]})"
        case Call(function, arguments):
            return call(function, arguments, tuple(map(expression, arguments)))
        case Aggregate():
            return _aggregate(node)
        case Over():
            return _over(node)
        case _:
            assert_never(node)


def inner(node: Expr) -> str:
    """The text of an operand: in parentheses where it is an operation itself."""
    body = expression(node)
    simple = isinstance(node, Name | Constant | Cast | Case | Over | Aggregate)
    return body if simple else f"({body})"


def _case(node: Case) -> str:
    branches = branches_text(node, expression)
    return f"CASE {' '.join(branches)} END"


def _aggregate(node: Aggregate) -> str:
    argument = "*" if node.argument is None else expression(node.argument)
    match node.function:
        case "sum":
            return _sum(argument)
        case "count" | "count_if" | "min" | "max":
            return f"{node.function}({argument})"
        case "count_distinct":
            return f"count(DISTINCT {argument})"
        case "nearest_rank":
            raise OutsideError("a rank inside another expression")
        case "list":
            raise OutsideError("a list of values")
        case _:
            assert_never(node.function)


def _sum(argument: str) -> str:
    """Adding a decimal zero makes whole numbers decimals, and changes no decimal."""
    return f"sum(({argument}) + 0BD)"


def _over(node: Over) -> str:
    if node.function == "row_number" and not node.order:
        if node.partition:
            raise OutsideError("numbers of rows without an order")
        return quoted(PLACE)
    if node.function in ("lead", "lag", "rank") and not node.order:
        raise OutsideError(f"`{node.function}` without an order")
    argument = "" if node.argument is None else expression(node.argument)
    named = _sum(argument) if node.function == "sum" else f"{node.function}({argument})"
    return f"{named} OVER {window_text(node, expression, _order)}"
