"""Row expressions and conditions.

The grammar reads both with the same rules, since `(a)` may open either; here a word
that stands where a condition is needed becomes a `Truth`, and a mixture is refused.
"""

from decimal import Decimal
from typing import Any, get_args

from upheld.dsl import ast
from upheld.dsl.transform_values import OPERATORS, SIGNS, ValueBuilder

_CONDITIONS = get_args(ast.Condition)


class ConditionBuilder(ValueBuilder):
    """Builds what stands behind `where`, `when` and `is`."""

    def condition_of(self, node: Any) -> ast.Condition:
        """A node as a condition: a word alone is a column of truth values."""
        if isinstance(node, ast.Word):
            return ast.Truth(node, span=node.span)
        if not isinstance(node, _CONDITIONS):
            self.refuse(
                "E0001",
                "expected a condition, found a value",
                node.span,
                "compare it with something",
            )
            return ast.Truth(ast.Word("", span=node.span), span=node.span)
        condition: ast.Condition = node
        return condition

    def expression_of(self, node: Any) -> Any:
        """A node as an expression, refused where it is a condition."""
        if isinstance(node, _CONDITIONS):
            self.refuse("E0001", "expected a value, found a condition", node.span)
            return ast.Number(Decimal(0), span=node.span)
        return node

    def any_of(self, parts: list[Any]) -> ast.AnyOf:
        """`a or b or c`, flat."""
        return ast.AnyOf(self._flat(parts, ast.AnyOf), span=self.span(parts))

    def all_of(self, parts: list[Any]) -> ast.AllOf:
        """`a and b and c`, flat."""
        return ast.AllOf(self._flat(parts, ast.AllOf), span=self.span(parts))

    def _flat(self, parts: list[Any], kind: Any) -> tuple[ast.Condition, ...]:
        found: list[ast.Condition] = []
        for part in parts[::2]:
            node = self.condition_of(part)
            found.extend(node.operands if isinstance(node, kind) else (node,))
        return tuple(found)

    def not_condition(self, parts: list[Any]) -> ast.Not:
        """`not reopened`."""
        return ast.Not(self.condition_of(parts[1]), span=self.span(parts))

    def comparison(self, parts: list[Any]) -> ast.Comparison:
        """`wait above 5m`."""
        left, operator, right = parts
        return ast.Comparison(
            self.expression_of(left),
            OPERATORS[operator.type],
            self.expression_of(right),
            span=self.span(parts),
        )

    def between(self, parts: list[Any]) -> ast.Between:
        """`wait between 1m and 5m`."""
        left, _, low, _, high = (
            part if index in (1, 3) else self.expression_of(part)
            for index, part in enumerate(parts)
        )
        return ast.Between(left, low, high, span=self.span(parts))

    def is_value(self, parts: list[Any]) -> ast.Is:
        """`answer is "helpful"`, `priority is not 1`."""
        left, sign, value = parts
        value = self.expression_of(value)
        if isinstance(value, ast.Arithmetic | ast.Negative | ast.Points):
            self.refuse(
                "E0001",
                f"`{sign}` is followed by one value",
                value.span,
                "write `at least`",
            )
        negated = sign.type in ("IS_NOT", "DIFFERS")
        return ast.Is(self.expression_of(left), value, negated, span=self.span(parts))

    def one_of(self, parts: list[Any]) -> ast.OneOf:
        """`tongue is one of "fr", "de"`."""
        left = self.expression_of(parts[0])
        negated = parts[1].type == "IS_NOT_ONE_OF"
        return ast.OneOf(left, tuple(parts[2::2]), negated, span=self.span(parts))

    def known(self, parts: list[Any]) -> ast.Known:
        """`rating is known`."""
        left, sign = parts
        unknown = sign.type == "IS_UNKNOWN"
        return ast.Known(self.expression_of(left), unknown, span=self.span(parts))

    def matches(self, parts: list[Any]) -> ast.Matches:
        """`subject matches "^refund"`."""
        left, _, pattern = parts
        return ast.Matches(self.expression_of(left), pattern, span=self.span(parts))

    def arithmetic(self, parts: list[Any]) -> ast.Arithmetic:
        """`talk_s + hold_s`."""
        left, sign, right = parts
        left, right = self.expression_of(left), self.expression_of(right)
        return ast.Arithmetic(SIGNS[sign], left, right, span=self.span(parts))

    def negative(self, parts: list[Any]) -> ast.Negative:
        """`-5`."""
        return ast.Negative(self.expression_of(parts[1]), span=self.span(parts))

    def in_parens(self, parts: list[Any]) -> Any:
        """Parentheses only group."""
        return parts[1]
