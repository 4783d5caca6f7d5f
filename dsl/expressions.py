"""Expressions over one row of an event: names bound, columns read as what they must be.

How a raw column is read follows from what stands beside it: a moment beside a moment,
the unit behind `in`, a text beside a text. `None` as a unit says that nothing is known.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from fractions import Fraction
from typing import assert_never

from upheld.dsl import ast, model
from upheld.dsl.diagnostics import RefusedError, suggestion
from upheld.dsl.faults import refused
from upheld.dsl.readings import (
    AS_NUMBER,
    Reading,
    beside,
    check_declared,
    clock,
    column,
    counted,
    declared_reading,
    readings,
    unit_of,
)
from upheld.dsl.source import Span
from upheld.dsl.unitalgebra import combined
from upheld.dsl.units import (
    are_alike,
    constant,
    mismatch,
    unit_of_plain,
)
from upheld.dsl.vocabulary import EventTerms, Vocabulary


class Expressions(ABC):
    """Binds the expressions of one event; conditions in them are a subclass's work."""

    def __init__(self, terms: EventTerms, vocabulary: Vocabulary) -> None:
        self.terms = terms
        self.vocabulary = vocabulary
        self._open: list[str] = []

    @abstractmethod
    def condition(self, node: ast.Condition) -> model.Condition:
        """Binds a condition over the same row."""

    # --- what is known before binding ----------------------------------------------

    def natural(self, node: ast.Expression) -> model.Unit | None:
        """The unit that an expression has by itself, None for a raw column."""
        match node:
            case ast.Word():
                return self._natural_word(node)
            case ast.Negative():
                return self.natural(node.operand) or model.NUMBER
            case ast.Arithmetic():
                return self._natural_arithmetic(node)
            case _:
                return unit_of_plain(node)

    def _natural_word(self, word: ast.Word) -> model.Unit | None:
        name = word.text
        if name in self.terms.milestones:
            return model.MOMENT
        if name in self.terms.measures and not self._is_own(name):
            return self._natural_measure(name, word.span)
        if name in self.terms.keys:
            return None
        value = self.vocabulary.parameters.get(name)
        if value is not None and name not in self.terms.aliases:
            length = isinstance(value, ast.WorkingLength)
            return model.LENGTH if length else unit_of_plain(_plain(value, word.span))
        return model.MOMENT if name in self.terms.aliases else None

    def _natural_measure(self, name: str, span: Span) -> model.Unit | None:
        node = self.terms.measures[name]
        reading = declared_reading(node)
        if reading is not None:
            return reading.unit
        with self._inside(name, span):
            if isinstance(node.value, ast.Piecewise):
                return self._natural_piecewise(node.value)
            return self.natural(node.value)

    def _natural_piecewise(self, node: ast.Piecewise) -> model.Unit:
        for value in (*(branch.value for branch in node.branches), node.otherwise):
            if isinstance(value, ast.WorkingLength):
                return model.LENGTH
            unit = None if value is None else self.natural(value)
            if unit is not None:
                return unit
        return model.NUMBER

    def _natural_arithmetic(self, node: ast.Arithmetic) -> model.Unit:
        left, right = self.natural(_row(node.left)), self.natural(_row(node.right))
        left, right = beside(node.operator, left, right)
        try:
            return combined(node.operator, left, right, node.span)
        except RefusedError:
            return model.NUMBER

    # --- binding -------------------------------------------------------------------

    def value(
        self, node: ast.Expression, reading: Reading | None = None
    ) -> model.Expression:
        """Binds an expression; raw columns are read as `reading`, else as numbers."""
        match node:
            case ast.Word():
                return self._word(node, reading or AS_NUMBER)
            case ast.Negative():
                return self._negative(node, reading)
            case ast.Arithmetic():
                return self._arithmetic(node, reading)
            case ast.Number() if reading is not None and reading.declared:
                return counted(node, reading)
            case _:
                return constant(node)

    def term(self, phrase: ast.Phrase, reading: Reading) -> model.Expression:
        """Binds a name of one word or several: measure, milestone, key or column."""
        if len(phrase.words) > 1 and phrase.text not in self.terms.names():
            raise _unknown_term(self.terms, phrase)
        quoted = len(phrase.words) == 1 and phrase.words[0].quoted
        word = ast.Word(phrase.text, quoted, span=phrase.span)
        value = self._word(word, reading)
        if isinstance(value, model.Constant):
            message = f"`{phrase.text}` is a parameter, the same for every row"
            raise refused("E2009", message, phrase.span)
        return value

    def measure(self, name: str, reading: Reading, span: Span) -> model.Measure:
        """Binds a measure; one that is no more than a raw column takes the reading."""
        node = self.terms.measures[name]
        declared = declared_reading(node)
        with self._inside(name, span):
            value = self._measured(node.value, declared, reading)
        unit = unit_of(value)
        if declared is not None and not are_alike(declared.unit, unit):
            raise mismatch(declared.unit, unit, node.value.span)
        ending, starting = clock(value)
        return model.Measure(name, value, unit, ending, starting, span=span)

    def _measured(
        self,
        node: ast.Expression | ast.Piecewise,
        declared: Reading | None,
        reading: Reading,
    ) -> model.Expression:
        if isinstance(node, ast.Piecewise):
            return self._choose(node, declared)
        is_raw = self.natural(node) is None
        return self.value(node, declared or (reading if is_raw else None))

    def state(self, name: str, span: Span) -> model.InState:
        """Binds a state to its condition."""
        with self._inside(name, span):
            condition = self.condition(self.terms.states[name].condition)
        return model.InState(name, condition, span=span)

    def _word(self, word: ast.Word, reading: Reading) -> model.Expression:
        name, terms = word.text, self.terms
        if name in terms.milestones:
            return terms.milestones[name]
        if name in terms.measures and not self._is_own(name):
            return self.measure(name, reading, word.span)
        if name in terms.states and not self._is_own(name):
            raise _no_value(word)
        if name in terms.keys:
            return column(terms.keys[name].column, reading, word.span)
        if name in terms.aliases:
            return terms.aliases[name]
        value = self.vocabulary.parameters.get(name)
        if value is not None:
            return self.value(_plain(value, word.span), reading)
        if reading.unit == model.MOMENT:
            return terms.column_moment(word)
        return column(name, reading, word.span)

    def _negative(
        self, node: ast.Negative, reading: Reading | None
    ) -> model.Expression:
        operand = self.value(node.operand, reading)
        unit = unit_of(operand)
        if unit.kind not in ("number", "length", "money", "points", "percent"):
            raise mismatch(model.NUMBER, unit, node.operand.span)
        zero = model.Constant(Fraction(0), unit, span=node.span)
        return model.Arithmetic("-", zero, operand, unit, span=node.span)

    def _arithmetic(
        self, node: ast.Arithmetic, reading: Reading | None
    ) -> model.Expression:
        left_node, right_node = _row(node.left), _row(node.right)
        known = self.natural(left_node), self.natural(right_node)
        if reading is not None and reading.unit == model.MOMENT:
            known = known[0] or model.MOMENT, known[1] or model.MOMENT
        sides = readings(node.operator, known, reading)
        if reading is None or not reading.declared:
            check_declared(node.operator, known, left_node, right_node)
        left = self.value(left_node, sides[0])
        right = self.value(right_node, sides[1])
        unit = combined(node.operator, unit_of(left), unit_of(right), right_node.span)
        return model.Arithmetic(node.operator, left, right, unit, span=node.span)

    def _choose(self, node: ast.Piecewise, declared: Reading | None) -> model.Choose:
        unit = declared.unit if declared else self._natural_piecewise(node)
        reading = declared or Reading(unit)
        branches = tuple(
            (self.condition(each.condition), self._branch(each.value, reading))
            for each in node.branches
        )
        last = None if node.otherwise is None else self._branch(node.otherwise, reading)
        return model.Choose(branches, last, unit, span=node.span)

    def _branch(
        self, node: ast.Expression | ast.WorkingLength, reading: Reading
    ) -> model.Expression:
        if isinstance(node, ast.WorkingLength):
            raise refused(
                "E2004",
                "working time can be a limit, but it cannot be compared",
                node.span,
                help="write hours: `4h`",
            )
        value = self.value(node, reading)
        if not are_alike(reading.unit, unit_of(value)):
            raise mismatch(reading.unit, unit_of(value), node.span)
        return value

    # --- names that are being bound ------------------------------------------------

    def _is_own(self, name: str) -> bool:
        """Inside `cost is cost in EUR` the second `cost` is the column."""
        return bool(self._open) and self._open[-1] == name

    @contextmanager
    def _inside(self, name: str, span: Span) -> Iterator[None]:
        if name in self._open:
            circle = " → ".join((*self._open[self._open.index(name) :], name))
            raise refused("E1012", f"`{name}` is defined by itself: {circle}", span)
        self._open.append(name)
        try:
            yield
        finally:
            self._open.pop()


def _row(node: ast.Expression | ast.Metric) -> ast.Expression:
    """A side of row arithmetic; a metric can stand only in a `define`."""
    match node:
        case (
            ast.Word()
            | ast.Number()
            | ast.Percent()
            | ast.Points()
            | ast.Money()
            | ast.Length()
            | ast.Text()
            | ast.Arithmetic()
            | ast.Negative()
        ):
            return node
        case (
            ast.Statistic()
            | ast.NumberOf()
            | ast.DifferentOf()
            | ast.ShareOf()
            | ast.PromoterScore()
            | ast.MetricName()
        ):
            raise AssertionError("internal error: a metric inside a row expression")
        case _:
            assert_never(node)


def _plain(
    value: ast.WorkingLength
    | ast.Number
    | ast.Percent
    | ast.Points
    | ast.Money
    | ast.Length
    | ast.Text,
    span: Span,
) -> ast.Number | ast.Percent | ast.Points | ast.Money | ast.Length | ast.Text:
    """A parameter's value where it is used; working time is only a limit (E2004)."""
    if isinstance(value, ast.WorkingLength):
        raise refused(
            "E2004", "working time can be a limit, but it cannot be compared", span
        )
    return replace(value, span=span)


def _no_value(word: ast.Word) -> RefusedError:
    return refused(
        "E2009",
        f"`{word.text}` is a state, not a value",
        word.span,
        help=f"write it alone: `where {word.text}`",
    )


def _unknown_term(terms: EventTerms, phrase: ast.Phrase) -> RefusedError:
    return refused(
        "E1011",
        f"unknown measure `{phrase.text}` of `{terms.name}`",
        phrase.span,
        help=suggestion(phrase.text, terms.names()),
    )
