"""DuckDB's text for the trees of `upheld.checker.sql.nodes`, laid out for people.

Doctrine: every name is quoted, every constant is a node, one clause stands on a line,
and nothing is emitted that ENGINES lists as a construct with wrong answers.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
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

TYPES: dict[Type, str] = {
    "text": "VARCHAR",
    "small": "INTEGER",
    "integer": "BIGINT",
    "huge": "HUGEINT",
    "number": "DECIMAL(38, 12)",
    "truth": "BOOLEAN",
    "date": "DATE",
    "naive": "TIMESTAMP",
}

#: Functions whose DuckDB name differs from ours, with their arguments in place.
TEMPLATES: dict[str, str] = {
    "full_match": "regexp_full_match({0}, {1})",
    "search": "regexp_matches({0}, {1})",
    "extract": "regexp_extract({0}, {1}, {2})",
    "parse_moment": "try_strptime({0}, {1})",
    "parse_moment_zoned": "epoch_us(try_strptime({0}, {1}))",
    "micros_of_zoned": "epoch_us(CASE WHEN isfinite({0}) THEN {0} END)",
    "micros_of_finite": "epoch_us({0})",
    "micros_of_naive": "epoch_us(CASE WHEN isfinite({0}) THEN {0}::TIMESTAMP END)",
    "zoned": "try_cast({0} AS TIMESTAMPTZ)",
    "zoned_moment": "make_timestamptz({0})",
    "is_finite": "isfinite({0})",
    "to_microseconds": "{0}::TIMESTAMPTZ",
    "add_months": "epoch_us(make_timestamp({0}) + to_months({1}))",
    "month_number": (
        "(year(DATE '1970-01-01' + ({0})::INTEGER) - 1970) * 12"
        " + month(DATE '1970-01-01' + ({0})::INTEGER) - 1"
    ),
    "year_number": "year(DATE '1970-01-01' + ({0})::INTEGER)",
    "round": "round({0}, 0)::BIGINT",
    "text_of_zoned": "cast({0} AS VARCHAR)",
    "text_of_float": "cast({0} AS VARCHAR)",
    "text_of_other": "cast({0} AS VARCHAR)",
    "number_of_float": "try_cast({0} AS DECIMAL(38, 12))",
    "repeated": "unnest(repeat([{0}], {1}))",
    "each": "unnest({0})",
}


def quoted(name: str) -> str:
    """An identifier in double quotes."""
    return '"' + name.replace('"', '""') + '"'


def emit(query: Query) -> str:
    """The whole query: a head with its title, the steps, the last step."""
    head = "".join(f"-- {line}\n" for line in query.title.splitlines())
    steps = with_steps(query.steps, _step, quoted)
    return head + steps + select(query.last)


def _step(step: Select | UnionAll | Values) -> str:
    match step:
        case Select():
            return select(step)
        case UnionAll(parts):
            return "\nUNION ALL\n".join(select(part) for part in parts)
        case Values():
            return values_text(step, expression, quoted)
        case _:
            assert_never(step)


def select(node: Select) -> str:
    """One SELECT, a clause a line, a column a line."""
    shared = _shared_ranks(node)
    outputs = ",\n  ".join(
        expression(o.value)
        if o.value == Name(o.name) or isinstance(o.value, Star)
        else f"{_output(o.value, shared)} AS {quoted(o.name)}"
        for o in node.outputs
    )
    lines = [f"SELECT{' DISTINCT' if node.distinct else ''}\n  {outputs or '*'}"]
    lines.append(f"FROM {relation(node.source)}")
    if node.where is not None:
        lines.append(f"WHERE {expression(node.where)}")
    if node.group:
        lines.append("GROUP BY " + ", ".join(expression(g) for g in node.group))
    if node.keep is not None:
        lines.append(f"QUALIFY {expression(node.keep)}")
    if node.order:
        lines.append("ORDER BY " + ", ".join(_order(o) for o in node.order))
    if node.limit is not None:
        lines.append(f"LIMIT {node.limit}")
    return "\n".join(lines)


Ranks = Mapping[Expr | None, Sequence[Decimal]]


def _shared_ranks(node: Select) -> Ranks:
    """The ranks of each value of which several are asked for.

    They are found in one go: the same values for each rank would be kept as often.
    """
    found: dict[Expr | None, dict[Decimal, None]] = {}
    for output in node.outputs:
        value = output.value
        if isinstance(value, Aggregate) and value.rank is not None:
            found.setdefault(value.argument, {})[value.rank] = None
    return {value: tuple(ranks) for value, ranks in found.items() if len(ranks) > 1}


def _output(value: Expr, shared: Ranks) -> str:
    """A column; one of several ranks as a member of their list."""
    if not (isinstance(value, Aggregate) and value.rank is not None):
        return expression(value)
    ranks = shared.get(value.argument)
    if ranks is None or value.argument is None:
        return expression(value)
    listed = ", ".join(literal(rank) for rank in ranks)
    place = ranks.index(value.rank) + 1
    return f"quantile_disc({expression(value.argument)}, [{listed}])[{place}]"


def relation(node: Relation | Join) -> str:
    """A relation behind FROM."""
    match node:
        case Relation(name, alias):
            return quoted(name) + (f" AS {quoted(alias)}" if alias else "")
        case Join(kind, left, right, on):
            word = {"asof left": "ASOF LEFT", "asof": "ASOF"}.get(kind, kind.upper())
            tail = "" if on is None else f"\n  ON {expression(on)}"
            return f"{relation(left)}\n{word} JOIN {relation(right)}{tail}"
        case _:
            assert_never(node)


def _order(order: Order) -> str:
    way = " DESC" if order.descending else ""
    return f"{expression(order.operand)}{way} NULLS LAST"


def literal(value: str | int | Decimal | bool | None) -> str:
    """A constant."""
    match value:
        case None:
            return "NULL"
        case bool():
            return "true" if value else "false"
        case str():
            return "'" + value.replace("'", "''") + "'"
        case int():
            return str(value) if value >= 0 else f"({value})"
        case Decimal():
            return format(value, "f") if value >= 0 else f"({format(value, 'f')})"
        case _:
            assert_never(value)


def expression(node: Expr) -> str:
    """The text of an expression; operators below others stand in parentheses."""
    match node:
        case Name(column, owner):
            return f"{quoted(owner)}.{quoted(column)}" if owner else quoted(column)
        case Star(owner):
            return f"{quoted(owner)}.*" if owner else "*"
        case Constant(value, note):
            return f"{literal(value)} /* {note} */" if note else literal(value)
        case Binary(operator, left, right):
            return f"{inner(left)} {operator} {inner(right)}"
        case FloorDivide(left, divisor, positive):
            return _floor_divide(inner(left), divisor, positive)
        case Quotient(left, right):
            return _quotient(expression(left), expression(right))
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
            return _call(function, tuple(expression(a) for a in arguments))
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
    named = isinstance(node, Call) and node.function != "month_number"
    return body if simple or named else f"({body})"


def _case(node: Case) -> str:
    branches = branches_text(node, expression)
    if len(branches) == 1 or sum(map(len, branches)) < 60:
        return f"CASE {' '.join(branches)} END"
    body = "\n".join(indented(indented(branch)) for branch in branches)
    return f"CASE\n{body}\n  END"


def _call(function: str, arguments: tuple[str, ...]) -> str:
    if function == "row_text":
        return f"cast(row({', '.join(arguments)}) AS VARCHAR)"
    template = TEMPLATES.get(function)
    if template is None:
        return f"{function}({', '.join(arguments)})"
    return template.format(*arguments)


def _floor_divide(operand: str, divisor: int, positive: bool) -> str:
    """`//` cuts towards zero, so the remainder is first made positive."""
    if positive:
        return f"{operand} // {divisor}"
    remainder = f"(({operand} % {divisor}) + {divisor}) % {divisor}"
    return f"({operand} - {remainder}) // {divisor}"


def _quotient(left: str, right: str) -> str:
    """Whole-number division of the 12-decimal forms, rounded half away from zero."""
    a = f"cast(({left}) * 1000000000000 AS HUGEINT)"
    b = f"cast(({right}) * 1000000000000 AS HUGEINT)"
    sign = f"(CASE WHEN ({left} < 0) = ({right} < 0) THEN 1 ELSE -1 END)"
    whole = f"(2 * abs({a}) * 1000000000000 + abs({b})) // (2 * nullif(abs({b}), 0))"
    scaled = f"cast({sign} * ({whole}) AS DECIMAL(38, 0))"
    return f"cast({scaled} * 0.000000000001 AS DECIMAL(38, 12))"


def _aggregate(node: Aggregate) -> str:
    argument = "*" if node.argument is None else expression(node.argument)
    match node.function:
        case "count_if":
            # Of no rows, or of unknowns only, DuckDB 2.0 counts NULL.
            return f"coalesce(count_if({argument}), 0)"
        case "count" | "sum" | "min" | "max":
            return f"{node.function}({argument})"
        case "count_distinct":
            return f"count(DISTINCT {argument})"
        case "list":
            return f"list({argument}) FILTER (WHERE {argument} IS NOT NULL)"
        case "nearest_rank":
            return f"quantile_disc({argument}, {format(node.rank or Decimal(0), 'f')})"
        case _:
            assert_never(node.function)


def _over(node: Over) -> str:
    argument = "" if node.argument is None else expression(node.argument)
    over = window_text(node, expression, _order)
    return f"{node.function}({argument}) OVER {over}"
