"""Conditions over one row of an event."""

import re
import warnings
from collections.abc import Sequence
from typing import assert_never

from upheld.dsl import ast, model
from upheld.dsl.expressions import Expressions
from upheld.dsl.faults import refused
from upheld.dsl.readings import AS_NUMBER, AS_TEXT, Reading, undeclared, unit_of
from upheld.dsl.units import are_alike, constant, mismatch
from upheld.dsl.vocabulary import ParameterValue

Test = tuple[model.CompareOperator, model.Expression]

OPERATORS: dict[ast.Operator, model.CompareOperator] = {
    "at_least": ">=",
    "at_most": "<=",
    "more_than": ">",
    "less_than": "<",
}
#: What RE2 leaves out: looking around, and referring back to a group.
_NOT_IN_RE2 = re.compile(r"\(\?(?:=|!|<=|<!|P=|\()|(?<!\\)(?:\\\\)*\\[1-9]")
#: RE2 has these, Python's `re` does not; both mean one sign or a place.
_ONLY_IN_RE2 = re.compile(r"\\[pP](?:\{\^?\w+\}|\w)|\\[zCQE]|\[:\^?\w+:\]")


class Rows(Expressions):
    """Binds expressions and conditions over the rows of one event."""

    def condition(self, node: ast.Condition) -> model.Condition:
        """Binds a condition."""
        match node:
            case ast.Comparison() | ast.Between():
                return self._comparison(node)
            case ast.Is():
                return self._is(node)
            case ast.OneOf():
                return self._one_of(node.left, node.values, node.negated, node)
            case ast.Known():
                left = _of_row(self.value(node.left, AS_TEXT), node.left)
                return model.Known(left, node.negated, span=node.span)
            case ast.Matches():
                return self._matches(node)
            case ast.Truth():
                return self.truth(node.name)
            case ast.Not():
                return model.Not(self.condition(node.operand), span=node.span)
            case ast.AllOf():
                return model.AllOf(self._conditions(node.operands), span=node.span)
            case ast.AnyOf():
                return model.AnyOf(self._conditions(node.operands), span=node.span)
            case _:
                assert_never(node)

    def narrowing(self, phrase: ast.Phrase) -> model.Condition:
        """A milestone or a state by its name, as a condition."""
        name = phrase.text
        if name in self.terms.milestones:
            return model.Came(self.terms.milestones[name], span=phrase.span)
        return self.state(name, phrase.span)

    def truth(self, word: ast.Word) -> model.Condition:
        """A state, a milestone or a column of truth values alone."""
        name, terms = word.text, self.terms
        if name in terms.milestones or (
            name in terms.states and not self._is_own(name)
        ):
            return self.narrowing(ast.Phrase((word,), span=word.span))
        if name in terms.measures and not self._is_own(name):
            raise refused(
                "E2009",
                f"`{name}` is a measure, and a condition needs a comparison",
                word.span,
                help=f"write what it is compared with: `{name} above 5`",
            )
        if name in terms.aliases:
            return model.Came(terms.aliases[name], span=word.span)
        column = terms.keys[name].column if name in terms.keys else name
        return model.IsTrue(
            model.Column(column, model.TRUTH, span=word.span), span=word.span
        )

    def tested(
        self, node: ast.Comparison | ast.Between
    ) -> tuple[model.Expression, tuple[Test, ...]]:
        """The value of a comparison, and what it is held against."""
        if isinstance(node, ast.Comparison):
            left, right = self.side_by_side(node.left, node.right)
            return left, ((OPERATORS[node.operator], right),)
        left, low = self.side_by_side(node.left, node.low)
        _, high = self.side_by_side(node.left, node.high)
        return left, ((">=", low), ("<=", high))

    def side_by_side(
        self, left: ast.Expression, right: ast.Expression
    ) -> tuple[model.Expression, model.Expression]:
        """Both sides of a comparison, a raw column read like the other side."""
        known = self.natural(left), self.natural(right)
        for unit, other, place in (
            (known[0], known[1], left),
            (known[1], known[0], right),
        ):
            if unit is not None and unit.kind in ("text", "truth"):
                raise mismatch(other or model.NUMBER, unit, place.span)
        readings = (
            _reading(known[1], left, right) if _takes(known[0], known[1]) else None,
            _reading(known[0], right, right) if _takes(known[1], known[0]) else None,
        )
        first, second = self.value(left, readings[0]), self.value(right, readings[1])
        if not are_alike(unit_of(first), unit_of(second)):
            raise mismatch(unit_of(first), unit_of(second), right.span)
        if isinstance(second, model.Constant):
            _of_row(first, left)
        return first, second

    def _conditions(
        self, nodes: Sequence[ast.Condition]
    ) -> tuple[model.Condition, ...]:
        return tuple(self.condition(node) for node in nodes)

    def _comparison(self, node: ast.Comparison | ast.Between) -> model.Condition:
        left, tests = self.tested(node)
        parts = tuple(
            model.Compare(operator, left, right, span=node.span)
            for operator, right in tests
        )
        return parts[0] if len(parts) == 1 else model.AllOf(parts, span=node.span)

    def _is(self, node: ast.Is) -> model.Condition:
        if not isinstance(node.value, ast.Word):
            return self._one_of(node.left, (node.value,), node.negated, node)
        phrase = ast.Phrase((node.value,), span=node.value.span)
        value = _not_working(self.vocabulary.known_parameter(phrase))
        return self._one_of(node.left, (value,), node.negated, node)

    def _one_of(
        self,
        left: ast.Expression,
        values: Sequence[
            ast.Number | ast.Percent | ast.Points | ast.Money | ast.Length | ast.Text
        ],
        negated: bool,
        node: ast.Is | ast.OneOf,
    ) -> model.OneOf:
        constants = tuple(constant(value) for value in values)
        raw = self.natural(left) is None
        reading = _reading(constants[0].unit, left, values[0]) if raw else None
        bound = _of_row(self.value(left, reading), left)
        for each in constants:
            if not are_alike(unit_of(bound), each.unit):
                raise mismatch(unit_of(bound), each.unit, each.span)
        return model.OneOf(bound, constants, negated, span=node.span)

    def _matches(self, node: ast.Matches) -> model.Matches:
        _check_pattern(node.pattern)
        left = _of_row(self.value(node.left, AS_TEXT), node.left)
        if unit_of(left) != model.TEXT:
            raise mismatch(model.TEXT, unit_of(left), node.left.span)
        return model.Matches(left, node.pattern.text, span=node.span)


def _takes(own: model.Unit | None, other: model.Unit | None) -> bool:
    """Whether a side is read like the other: a raw column, `due + 1h` by a moment."""
    return own is None or (own == model.LENGTH and other == model.MOMENT)


def _reading(
    unit: model.Unit | None, raw: ast.Expression, place: ast.Expression
) -> Reading:
    """How a raw column is read beside a value of a unit (E2001, E2006)."""
    if unit is None:
        return AS_NUMBER
    if unit.kind in ("length", "money"):
        raise undeclared(raw, unit, raw.span)
    if unit.kind in ("percent", "points"):
        raise mismatch(model.NUMBER, unit, place.span)
    return Reading(unit)


def _of_row(value: model.Expression, node: ast.Expression) -> model.Expression:
    """The value, if a row can change it: a parameter hides a column of its name."""
    if not isinstance(value, model.Constant):
        return value
    name = node.text if isinstance(node, ast.Word | ast.Text) else "this"
    raise refused(
        "E2009",
        f"`{name}` is the same for every row",
        node.span,
        help="if a column is meant, give the parameter of that name another one",
    )


def _not_working(
    value: ParameterValue,
) -> ast.Number | ast.Percent | ast.Points | ast.Money | ast.Length | ast.Text:
    if isinstance(value, ast.WorkingLength):
        raise refused(
            "E2004",
            "working time can be a limit, but it cannot be compared",
            value.span,
        )
    return value


def _check_pattern(pattern: ast.Text) -> None:
    """Refuses what DuckDB's RE2 cannot run (E2010)."""
    if _NOT_IN_RE2.search(pattern.text):
        raise refused(
            "E2010",
            "a pattern cannot look around or refer back to a group",
            pattern.span,
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            re.compile(_ONLY_IN_RE2.sub("a", pattern.text))
    except re.error as error:
        raise refused(
            "E2010", f"the pattern is wrong: {error.msg}", pattern.span
        ) from error
