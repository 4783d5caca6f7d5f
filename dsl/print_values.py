"""Canonical text of words, values, expressions and conditions."""

import re
from decimal import Decimal
from typing import assert_never

from upheld.dsl import ast
from upheld.dsl.table import Table

_COMPACT = {"second": "s", "minute": "m", "hour": "h", "day": "d", "week": "w"}
_PLAIN_NAME = re.compile(r"[^\W\d]\w*(?:-\w+)*")
_TIGHTNESS = {"+": 1, "-": 1, "*": 2, "/": 2}

#: Bounds of a sentence: `more than 90%`.
_BOUNDS: dict[ast.Operator, str] = {
    "at_least": "AT_LEAST",
    "at_most": "AT_MOST",
    "more_than": "MORE_THAN",
    "less_than": "LESS_THAN",
}
#: Comparisons of a row: `wait above 5m`.
_COMPARISONS: dict[ast.Operator, str] = _BOUNDS | {
    "more_than": "ABOVE",
    "less_than": "BELOW",
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


def tightness(node: object) -> int:
    """How strongly a node holds together: sums 1, products 2, everything else 3."""
    return _TIGHTNESS[node.operator] if isinstance(node, ast.Arithmetic) else 3


class ValuePrinter:
    """Prints words, values and conditions with the words of one language.

    `guarded` are names that the language would read as keywords: they are put in
    backticks, also where they were not written so.
    """

    def __init__(self, table: Table, guarded: frozenset[str] = frozenset()) -> None:
        self.table = table
        self.guarded = guarded
        self.key = table.word

    # --- words --------------------------------------------------------------------

    def said(self, node: ast.Node, terminal: str) -> str:
        """A keyword as the author inflected it, else in its canonical form."""
        if node.said in self.table.keywords[terminal]:
            return node.said
        return self.key(terminal)

    def word(self, node: ast.Word) -> str:
        """A name, in backticks where it was written so or could not stand without."""
        if node.quoted or node.text in self.guarded:
            return f"`{node.text}`"
        return node.text

    def phrase(self, node: ast.Phrase) -> str:
        """The words of a term, each in backticks where it was written so."""
        return " ".join(map(self.word, node.words))

    def name_or_text(self, text: str) -> str:
        """A word as it is where it can stand as a name, else in double quotes."""
        is_name = is_plain_name(text) and text not in self.guarded
        return text if is_name else quoted(text)

    # --- values -------------------------------------------------------------------

    def counted(self, value: Decimal, noun: str, behind: str = "") -> str:
        """`1 day`, `3 days`."""
        return f"{decimal(value)} {self.table.count(value, noun, behind)}"

    def length(self, node: ast.Length, behind: str = "") -> str:
        """`1h30m` or `3 days`, as written; a month has no short form."""
        sign = "-" if any(value < 0 for value, _ in node.parts) else ""
        parts = [(abs(value), unit) for value, unit in node.parts]
        if node.in_words or any(unit not in _COMPACT for _, unit in parts):
            return sign + " ".join(self.counted(*part, behind) for part in parts)
        return sign + "".join(decimal(value) + _COMPACT[unit] for value, unit in parts)

    def value(
        self,
        node: ast.Value | ast.Percent | ast.WorkingLength | ast.Date,
        behind: str = "",
    ) -> str:
        """A limit, with its unit, behind some terminal."""
        match node:
            case ast.Number():
                return decimal(node.value)
            case ast.Percent():
                return f"{decimal(node.value)}%"
            case ast.Points():
                return self.counted(node.value, "point", behind)
            case ast.Money():
                return f"{decimal(node.value)} {node.currency}"
            case ast.Length():
                return self.length(node, behind)
            case ast.WorkingLength():
                return self.counted(node.value, f"working {node.unit}", behind)
            case ast.Text():
                return quoted(node.text)
            case ast.Date():
                return node.text
            case ast.Phrase():
                return self.phrase(node)
            case _:
                assert_never(node)

    # --- expressions --------------------------------------------------------------

    def expression(self, node: ast.Expression | ast.Metric) -> str:
        """`talk_s + hold_s`, with the parentheses that it needs."""
        match node:
            case ast.Word():
                return self.word(node)
            case ast.Arithmetic():
                own = tightness(node)
                left = self._held(node.left, own)
                return f"{left} {node.operator} {self._held(node.right, own + 1)}"
            case ast.Negative():
                return f"-{self._held(node.operand, 3)}"
            case (
                ast.Number()
                | ast.Percent()
                | ast.Points()
                | ast.Money()
                | ast.Length()
                | ast.Text()
            ):
                return self.value(node)
            case _:
                kind = type(node).__name__
                raise TypeError(f"internal error: {kind} in a row expression")

    def _held(self, node: ast.Expression | ast.Metric, least: int) -> str:
        text = self.expression(node)
        return f"({text})" if tightness(node) < least else text

    # --- conditions ---------------------------------------------------------------

    def condition(self, node: ast.Condition) -> str:
        """`segment is "gold" and not (tongue is one of "fr", "de")`."""
        match node:
            case ast.Comparison() | ast.Between() | ast.Is() | ast.OneOf():
                return f"{self.expression(node.left)} {self._compared(node)}"
            case ast.Known():
                sign = self.key("IS_UNKNOWN" if node.negated else "IS_KNOWN")
                return f"{self.expression(node.left)} {sign}"
            case ast.Matches():
                pattern = quoted(node.pattern.text)
                return f"{self.expression(node.left)} {self.key('MATCHES')} {pattern}"
            case ast.Truth():
                return self.word(node.name)
            case ast.Not():
                inner = self._grouped(node.operand, (ast.AllOf, ast.AnyOf))
                return f"{self.key('NOT')} {inner}"
            case ast.AllOf():
                loose = (ast.AllOf, ast.AnyOf)
                return f" {self.key('AND')} ".join(
                    self._grouped(one, loose) for one in node.operands
                )
            case ast.AnyOf():
                return f" {self.key('OR')} ".join(
                    self._grouped(one, (ast.AnyOf,)) for one in node.operands
                )
            case _:
                assert_never(node)

    def _compared(self, node: ast.Comparison | ast.Between | ast.Is | ast.OneOf) -> str:
        """What an expression is compared with: `above 5m`, `is one of "fr", "de"`."""
        match node:
            case ast.Comparison():
                sign = _COMPARISONS[node.operator]
                return f"{self.key(sign)} {self.expression(node.right)}"
            case ast.Between():
                return self.between(self._end(node.low), self._end(node.high))
            case ast.Is():
                sign = self.key("IS_NOT" if node.negated else "IS")
                return f"{sign} {self.expression(node.value)}"
            case ast.OneOf():
                sign = self.key("IS_NOT_ONE_OF" if node.negated else "IS_ONE_OF")
                return f"{sign} {', '.join(map(self.value, node.values))}"
            case _:
                assert_never(node)

    def _end(self, node: ast.Expression) -> str:
        """One end of `between 3 minutes and 8 minutes`, in the case it stands in."""
        if isinstance(node, ast.Length | ast.Points):
            return self.value(node, "BETWEEN")
        return self.expression(node)

    def between(self, low: str, high: str) -> str:
        """`between 3m and 8m`."""
        return f"{self.key('BETWEEN')} {low} {self.key('AND', 'between')} {high}"

    def _grouped(self, node: ast.Condition, loose: tuple[type, ...]) -> str:
        text = self.condition(node)
        return f"({text})" if isinstance(node, loose) else text

    # --- bounds -------------------------------------------------------------------

    def bound(self, node: ast.Limit) -> str:
        """`at most 40s`; a bare percentage stays bare."""
        if not node.written:
            return self.value(node.value)
        return self.limited(node.operator, node.value)

    def limited(self, operator: ast.Operator, value: ast.Value) -> str:
        """`at most 40s`."""
        sign = _BOUNDS[operator]
        return f"{self.key(sign)} {self.value(value, sign)}"
