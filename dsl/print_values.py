"""Canonical text of words, values, expressions and conditions."""

import re
from decimal import Decimal
from typing import assert_never

from upheld.dsl import ast

_COMPACT = {"second": "s", "minute": "m", "hour": "h", "day": "d", "week": "w"}
_PLAIN_NAME = re.compile(r"[^\W\d]\w*(?:-\w+)*")

#: Bounds of a sentence: `more than 90%`.
BOUNDS: dict[ast.Operator, str] = {
    "at_least": "at least",
    "at_most": "at most",
    "more_than": "more than",
    "less_than": "less than",
}
#: Comparisons of a row: `wait above 5m`.
COMPARISONS: dict[ast.Operator, str] = BOUNDS | {
    "more_than": "above",
    "less_than": "below",
}


def is_plain_name(text: str) -> bool:
    """Whether a text can stand as a name without backticks or quotes."""
    return _PLAIN_NAME.fullmatch(text) is not None


def quoted(text: str) -> str:
    """A text in double quotes; one inside is doubled."""
    return '"' + text.replace('"', '""') + '"'


def decimal(value: Decimal) -> str:
    """A number as written, never with an exponent."""
    return format(value, "f")


def plural(value: Decimal, unit: str) -> str:
    """`1 day`, `3 days`."""
    return f"{decimal(value)} {unit}" + ("" if abs(value) == 1 else "s")


def word(node: ast.Word) -> str:
    """A name, in backticks where it was written so."""
    return f"`{node.text}`" if node.quoted else node.text


def phrase(node: ast.Phrase) -> str:
    """The words of a term, each in backticks where it was written so."""
    return " ".join(map(word, node.words))


def length(node: ast.Length) -> str:
    """`1h30m` or `3 days`, as written; a month has no short form."""
    sign = "-" if any(value < 0 for value, _ in node.parts) else ""
    parts = [(abs(value), unit) for value, unit in node.parts]
    if node.in_words or any(unit not in _COMPACT for _, unit in parts):
        return sign + " ".join(plural(value, unit) for value, unit in parts)
    return sign + "".join(decimal(value) + _COMPACT[unit] for value, unit in parts)


def value(
    node: ast.Value | ast.Percent | ast.WorkingLength | ast.Date,
) -> str:
    """A limit, with its unit."""
    match node:
        case ast.Number():
            return decimal(node.value)
        case ast.Percent():
            return f"{decimal(node.value)}%"
        case ast.Points():
            return f"{plural(node.value, 'point')}"
        case ast.Money():
            return f"{decimal(node.value)} {node.currency}"
        case ast.Length():
            return length(node)
        case ast.WorkingLength():
            return plural(node.value, f"working {node.unit}")
        case ast.Text():
            return quoted(node.text)
        case ast.Date():
            return node.text
        case ast.Phrase():
            return phrase(node)
        case _:
            assert_never(node)


# --- expressions ------------------------------------------------------------------

_TIGHTNESS = {"+": 1, "-": 1, "*": 2, "/": 2}


def tightness(node: object) -> int:
    """How strongly a node holds together: sums 1, products 2, everything else 3."""
    return _TIGHTNESS[node.operator] if isinstance(node, ast.Arithmetic) else 3


def expression(node: ast.Expression | ast.Metric) -> str:
    """`talk_s + hold_s`, with the parentheses that it needs."""
    match node:
        case ast.Word():
            return word(node)
        case ast.Arithmetic():
            own = tightness(node)
            left = _held(node.left, own)
            return f"{left} {node.operator} {_held(node.right, own + 1)}"
        case ast.Negative():
            return f"-{_held(node.operand, 3)}"
        case (
            ast.Number()
            | ast.Percent()
            | ast.Points()
            | ast.Money()
            | ast.Length()
            | ast.Text()
        ):
            return value(node)
        case _:
            raise TypeError(
                f"internal error: {type(node).__name__} in a row expression"
            )


def _held(node: ast.Expression | ast.Metric, least: int) -> str:
    text = expression(node)
    return f"({text})" if tightness(node) < least else text


# --- conditions -------------------------------------------------------------------


def condition(node: ast.Condition) -> str:
    """`segment is "gold" and not (tongue is one of "fr", "de")`."""
    match node:
        case ast.Comparison():
            sign = COMPARISONS[node.operator]
            return f"{expression(node.left)} {sign} {expression(node.right)}"
        case ast.Between():
            ends = f"{expression(node.low)} and {expression(node.high)}"
            return f"{expression(node.left)} between {ends}"
        case ast.Is():
            sign = "is not" if node.negated else "is"
            return f"{expression(node.left)} {sign} {expression(node.value)}"
        case ast.OneOf():
            sign = "is not one of" if node.negated else "is one of"
            return (
                f"{expression(node.left)} {sign} {', '.join(map(value, node.values))}"
            )
        case ast.Known():
            return (
                f"{expression(node.left)} is {'unknown' if node.negated else 'known'}"
            )
        case ast.Matches():
            return f"{expression(node.left)} matches {quoted(node.pattern.text)}"
        case ast.Truth():
            return word(node.name)
        case ast.Not():
            return f"not {_grouped(node.operand, (ast.AllOf, ast.AnyOf))}"
        case ast.AllOf():
            return " and ".join(
                _grouped(one, (ast.AllOf, ast.AnyOf)) for one in node.operands
            )
        case ast.AnyOf():
            return " or ".join(_grouped(one, (ast.AnyOf,)) for one in node.operands)
        case _:
            assert_never(node)


def _grouped(node: ast.Condition, loose: tuple[type, ...]) -> str:
    text = condition(node)
    return f"({text})" if isinstance(node, loose) else text
