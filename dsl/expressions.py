"""Expressions over one row of an event: names bound, columns read as what they must be.

How a raw column is read follows from what stands beside it: a moment beside a moment, the
unit behind `in`, a text beside a text. `None` as a unit means that nothing is known yet.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import assert_never

from upheld.dsl import ast, model
from upheld.dsl.diagnostics import RefusedError
from upheld.dsl.faults import refused
from upheld.dsl.source import Span
from upheld.dsl.unitalgebra import combined
from upheld.dsl.units import (
    COUNTED,
    are_alike,
    constant,
    currency,
    mismatch,
    time_unit,
    unit_of_plain,
)
from upheld.dsl.vocabulary import EventTerms, Vocabulary


@dataclass(frozen=True, slots=True)
class Reading:
    """What a raw column is read as; `declared` when the policy says so (`in EUR`)."""

    unit: model.Unit
    spelling: str = ""
    declared: bool = False


AS_NUMBER = Reading(model.NUMBER)
AS_TEXT = Reading(model.TEXT)
_AS_MOMENT = Reading(model.MOMENT)
_AS_LENGTH = Reading(model.LENGTH)


def unit_of(expression: model.Expression) -> model.Unit:
    """The unit of a bound expression."""
    return model.MOMENT if isinstance(expression, model.Moment) else expression.unit


class Expressions(ABC):
    """Binds the expressions of one event; conditions inside them are a subclass's work."""

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
        left, right = _beside(node.operator, left, right)
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
                return _counted(node, reading)
            case _:
                return constant(node)

    def term(self, phrase: ast.Phrase, reading: Reading) -> model.Expression:
        """Binds a name of one word or several: a measure, a milestone, a key, a column."""
        if len(phrase.words) > 1 and phrase.text not in self.terms.names():
            raise _unknown_term(self.terms, phrase)
        quoted = len(phrase.words) == 1 and phrase.words[0].quoted
        return self._word(ast.Word(phrase.text, quoted, span=phrase.span), reading)

    def measure(self, name: str, reading: Reading, span: Span) -> model.Measure:
        """Binds a measure; one that is no more than a raw column takes the reading."""
        node = self.terms.measures[name]
        declared = declared_reading(node)
        with self._inside(name, span):
            value = self._measured(node.value, declared, reading)
        unit = unit_of(value)
        if declared is not None and not are_alike(declared.unit, unit):
            raise mismatch(declared.unit, unit, node.value.span)
        ending, starting = _clock(value)
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
            return _column(terms.keys[name].column, reading, word.span)
        if name in terms.aliases:
            return terms.aliases[name]
        value = self.vocabulary.parameters.get(name)
        if value is not None:
            return self.value(_plain(value, word.span), reading)
        if reading.unit == model.MOMENT:
            return terms.column_moment(word)
        return _column(name, reading, word.span)

    def _negative(self, node: ast.Negative, reading: Reading | None) -> model.Expression:
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
        readings = _readings(node.operator, known, reading)
        if reading is None or not reading.declared:
            _declared_beside(node.operator, known, left_node, right_node)
        left = self.value(left_node, readings[0])
        right = self.value(right_node, readings[1])
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


def declared_reading(node: ast.Measure) -> Reading | None:
    """What stands behind `in`: a unit of time, a currency, a spelling (E2011)."""
    match node.unit:
        case None:
            return None
        case ast.Text(text="HH:MM:SS"):
            return Reading(model.LENGTH, "HH:MM:SS", declared=True)
        case ast.Word(text=text):
            name = text.removeprefix("working ")
            unit = time_unit(name)
            if unit is not None:
                return Reading(model.LENGTH, unit, declared=True)
            if currency(text) is not None:
                return Reading(model.Unit("money", text), declared=True)
    raise refused(
        "E2011",
        f"`{node.unit.text}` is no unit of a measure",
        node.unit.span,
        help='write `in seconds`, `in EUR` or `in "HH:MM:SS"`',
    )


def _readings(
    operator: str,
    known: tuple[model.Unit | None, model.Unit | None],
    reading: Reading | None,
) -> tuple[Reading, Reading]:
    """How raw columns on either side of an operator are read."""
    left, right = known
    if operator == "-" and model.MOMENT in known:
        return _AS_MOMENT, _AS_MOMENT
    if operator == "+" and model.MOMENT in known:
        return _AS_LENGTH, _AS_LENGTH
    if operator in "+-":
        both = reading or Reading(left or right or model.NUMBER)
        return both, both
    scaled = reading or AS_NUMBER
    if operator == "*" and left in (model.NUMBER, model.PERCENT):
        return AS_NUMBER, scaled
    return scaled, AS_NUMBER


def _beside(
    operator: str, left: model.Unit | None, right: model.Unit | None
) -> tuple[model.Unit, model.Unit]:
    """The units of both sides once raw columns took theirs from the other side."""
    if operator == "-" and model.MOMENT in (left, right):
        return left or model.MOMENT, right or model.MOMENT
    if operator in "+-":
        other = left or right or model.NUMBER
        return left or other, right or other
    return left or model.NUMBER, right or model.NUMBER


def _declared_beside(
    operator: str,
    known: tuple[model.Unit | None, model.Unit | None],
    left: ast.Expression,
    right: ast.Expression,
) -> None:
    """A raw column added to a length or to money needs its unit declared."""
    if operator not in "+-" or None not in known:
        return
    raw, unit = (left, known[1]) if known[0] is None else (right, known[0])
    lone_length = operator == "+" and unit == model.MOMENT
    if unit is not None and (unit.kind in ("length", "money") or lone_length):
        raise undeclared(raw, model.LENGTH if lone_length else unit, raw.span)


def undeclared(
    raw: ast.Expression, unit: model.Unit, span: Span
) -> RefusedError:
    """A raw column used as money or as a length (E2006)."""
    name = raw.text if isinstance(raw, ast.Word) else "COLUMN"
    kind = f"in {unit.currency}" if unit.kind == "money" else "in seconds"
    return refused(
        "E2006",
        f"nothing says that `{name}` is {_what(unit)}",
        span,
        help=f"declare a measure on the event: `NAME is {name} {kind}`",
    )


def _what(unit: model.Unit) -> str:
    return f"in {unit.currency}" if unit.kind == "money" else "a length of time"


def _column(name: str, reading: Reading, span: Span) -> model.Column:
    unit = reading.unit
    if unit.kind in ("points", "count", "percent"):
        unit = model.NUMBER
    return model.Column(name, unit, reading.spelling, span=span)


def _counted(node: ast.Number, reading: Reading) -> model.Constant:
    """A plain number under `in hours` or `in EUR` is in that unit."""
    if reading.unit != model.LENGTH or not reading.spelling:
        amount = constant(node)
        return replace(amount, unit=reading.unit)
    microseconds = COUNTED.get(reading.spelling, COUNTED["second"])
    value = Fraction(node.value) * microseconds
    return model.Constant(value, model.LENGTH, span=node.span)


def _clock(
    value: model.Expression,
) -> tuple[model.Moment | None, model.Moment | None]:
    """The milestone and the start of a difference of two moments."""
    match value:
        case model.Arithmetic(
            operator="-", left=model.Moment() as left, right=model.Moment() as right
        ) if left.role in ("milestone", "end"):
            return left, right
        case _:
            return None, None


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
        help=f"declare it on the event, or name one column; {', '.join(terms.names())}",
    )
