"""Expressions and conditions of one row, over an event's prepared columns.

A value that is missing is SQL's NULL. A value that did not convert is known by its
flag; in a condition it makes NULL ("broken"), so SQL's own three-valued AND, OR and
NOT decide whether the rest of the condition settles the matter all the same.
"""

from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from decimal import Decimal
from fractions import Fraction
from typing import Protocol, assert_never

from upheld.checker.shapes import Reading
from upheld.checker.sql.nodes import (
    FALSE,
    NULL,
    TRUE,
    And,
    Binary,
    BinaryOperator,
    Call,
    Case,
    Cast,
    Constant,
    Expr,
    In,
    IsNull,
    Name,
    Not,
    Or,
    Quotient,
    any_of,
    both,
    moment_at,
    text,
    whole,
)
from upheld.dsl import model
from upheld.dsl.dataclass import dataclass
from upheld.dsl.diagnostics import Diagnostic, RefusedError


@dataclass(frozen=True, slots=True)
class Prepared:
    """An event ready to be judged: a relation with a column for each reading.

    `flags` names the flag of a reading where its conversion has failed for some row,
    `sure` the columns that have a value in every row. `latest` is the
    greatest moment of each column in the data; one that is not after `as of` needs no
    hiding. `stored` names, beside a value, the same as the source stores it, which is
    empty in the same rows.
    """

    event: model.Event
    relation: str
    values: Mapping[Reading, str]
    flags: Mapping[Reading, str]
    latest: Mapping[str, int | None]
    broken_where: str | None = None
    errors: Mapping[Reading, Diagnostic] = field(default_factory=dict)
    sure: frozenset[str] = frozenset()
    earliest: Mapping[str, int | None] = field(default_factory=dict)
    stored: Mapping[str, str] = field(default_factory=dict)

    def between(self, first: int | None, end: int | None) -> Expr | None:
        """That an event begins from one moment to before another, to skip files by.

        None where the source has no start that it could leave out rows by.
        """
        stored = self.stored.get(self.values.get(plain(self.event.start), ""))
        if stored is None:
            return None
        start = Name(stored)
        ends: tuple[tuple[BinaryOperator, int | None], ...]
        ends = ((">=", first), ("<", end))
        tests = [
            Binary(operator, start, Call("zoned_moment", (moment_at(at),)))
            for operator, at in ends
            if at is not None
        ]
        return both(*tests) if tests else None


def plain(reading: Reading) -> Reading:
    """A reading without what does not change how the column is read."""
    if isinstance(reading, model.Moment):
        return model.Moment(
            "", "column", reading.columns, reading.spelling, reading.zone
        )
    return model.Column(reading.name, reading.unit, reading.spelling)


def readings(node: object) -> Iterable[Reading]:
    """Every column that an expression, condition or outcome reads, steps apart."""
    match node:
        case model.Moment() | model.Column():
            yield node
        case model.Population() | model.Step() | model.Event() | model.Members():
            return
        case tuple():
            for part in node:
                yield from readings(part)
        case _ if hasattr(node, "__dataclass_fields__"):
            for name in node.__dataclass_fields__:
                yield from readings(getattr(node, name))
        case _:
            return


class Stops(Protocol):
    """What pauses make of a measure that is the time from one moment to another."""

    def between(self, row: "Row", measure: model.Measure) -> Expr | None:
        """The time that its clock ran, or None where nothing stops it."""

    def unclear(self) -> list[Expr]:
        """Tests that it is not known how long the clock of a row stood still."""


@dataclass(frozen=True, slots=True)
class Row:
    """Compiles what a sentence says about one row of a prepared event."""

    prepared: Prepared
    as_of: int
    promises: frozenset[tuple[str, ...]] = frozenset()
    owner: str = ""
    now_column: str = ""
    stops: Stops | None = None

    # --- readings ---------------------------------------------------------------------

    def column(self, reading: Reading) -> Expr:
        """A prepared value, seen as it stands.

        Raises:
            RefusedError: E4001 to E4003, where the column cannot be read.
        """
        error = self.prepared.errors.get(plain(reading))
        if error is not None:
            place = reading.span if reading.span.line else error.span
            raise RefusedError(replace(error, span=place))
        return Name(self.prepared.values[plain(reading)], self.owner)

    def flag(self, reading: Reading) -> Expr | None:
        """Whether a reading did not convert; None where it always does."""
        name = self.prepared.flags.get(plain(reading))
        if name is None:
            return None
        marks = (text("unreadable"), text("no offset"))
        return Call("coalesce", (In(Name(name, self.owner), marks), FALSE))

    def moment(self, moment: model.Moment) -> Expr:
        """A moment in microseconds, hidden after `as of` unless it is a promise."""
        value = self.column(moment)
        promised = moment.promise or moment.columns in self.promises
        latest = self.prepared.latest.get(self.prepared.values[plain(moment)])
        hidden = latest is None or latest > self.as_of or bool(self.now_column)
        if promised or not hidden:
            return value
        return Case(((Binary("<=", value, self.now()), value),))

    def now(self) -> Expr:
        """`as of`; of a row judged inside a window, not later than the window's end."""
        return Name(self.now_column) if self.now_column else moment_at(self.as_of)

    # --- values -----------------------------------------------------------------------

    def value(self, node: model.Expression) -> Expr:
        """The value of an expression, NULL where it is missing or did not convert."""
        match node:
            case model.Moment():
                return self.moment(node)
            case model.Column():
                return self.column(node)
            case model.Constant(value, _):
                return constant(value, node.unit)
            case model.Measure():
                ran = None if self.stops is None else self.stops.between(self, node)
                return self.value(node.value) if ran is None else ran
            case model.Arithmetic():
                return self._arithmetic(node)
            case model.Choose(branches, otherwise):
                last = NULL if otherwise is None else self.value(otherwise)
                return Case(
                    tuple((self.condition(c), self.value(v)) for c, v in branches), last
                )
            case _:
                assert_never(node)

    def presence(self, node: model.Expression) -> Expr:
        """Something that is empty where a value is, read with as little as can be."""
        if isinstance(node, model.Column) and not self.now_column:
            stored = self.prepared.stored.get(self.prepared.values.get(plain(node), ""))
            if stored is not None and plain(node) not in self.prepared.errors:
                return Name(stored, self.owner)
        return self.value(node)

    def broken(self, node: model.Expression) -> Expr:
        """Whether something that the value rests on did not convert."""
        match node:
            case model.Moment() | model.Column():
                return self.flag(node) or FALSE
            case model.Constant():
                return FALSE
            case model.Measure():
                broken = self.broken(node.value)
                if self.stops is None or self.stops.between(self, node) is None:
                    return broken
                return any_of(broken, *self.stops.unclear())
            case model.Arithmetic():
                return any_of(self.broken(node.left), self.broken(node.right))
            case model.Choose(branches, otherwise):
                steps: list[tuple[Expr, Expr]] = []
                for condition, value in branches:
                    test = self.condition(condition)
                    steps.append((IsNull(test), TRUE))
                    steps.append((test, self.broken(value)))
                last = FALSE if otherwise is None else self.broken(otherwise)
                return Case(tuple(steps), last)
            case _:
                assert_never(node)

    def _arithmetic(self, node: model.Arithmetic) -> Expr:
        left, right = self.value(node.left), self.value(node.right)
        length = node.unit.kind == "length"
        match node.operator:
            case "+" | "-":
                return Binary(node.operator, left, right)
            case "*" if length:
                product = Binary(
                    "*", _factor(node.left, left), _factor(node.right, right)
                )
                return Call("round", (product,))
            case "*":
                return Cast(Binary("*", _number(left), _number(right)), "number")
            case "/" if length:
                return Call("round", (Quotient(_number(left), _number(right)),))
            case "/":
                return Quotient(_number(left), _number(right))
            case _:
                assert_never(node.operator)

    # --- conditions -------------------------------------------------------------------

    def condition(self, node: model.Condition) -> Expr:
        """True, false, or NULL where a value that did not convert leaves it open."""
        match node:
            case model.Compare(operator, left, right):
                compared = Binary(operator, self.value(left), self.value(right))
                return self._settled(compared, left, right)
            case model.OneOf(left, values, negated):
                return self._one_of(left, values, negated)
            case model.Known(left, negated):
                there = IsNull(self.presence(left), negated=not negated)
                return self._unless_broken(there, self.broken(left))
            case model.Matches(left, pattern):
                found = Call("search", (self.value(left), text(pattern)))
                return self._settled(found, left)
            case model.IsTrue(column):
                return self._settled(self.value(column), column)
            case model.Came(milestone):
                came = IsNull(self.moment(milestone), negated=True)
                return self._unless_broken(came, self.broken(milestone))
            case model.InState():
                return self.condition(node.condition)
            case model.Not(operand):
                return Not(self.condition(operand))
            case model.AllOf(operands):
                return And(tuple(self.condition(o) for o in operands))
            case model.AnyOf(operands):
                return Or(tuple(self.condition(o) for o in operands))
            case _:
                assert_never(node)

    def _one_of(
        self, left: model.Expression, values: tuple[model.Constant, ...], negated: bool
    ) -> Expr:
        constants = tuple(constant(v.value, v.unit) for v in values)
        value = self.value(left)
        test: Expr = (
            Binary("=", value, constants[0])
            if len(constants) == 1
            else In(value, constants)
        )
        return self._settled(Not(test) if negated else test, left)

    def _settled(self, test: Expr, *parts: model.Expression) -> Expr:
        """A missing value makes the test false; one that did not convert breaks it."""
        closed = Call("coalesce", (test, FALSE))
        return self._unless_broken(closed, any_of(*(self.broken(p) for p in parts)))

    def _unless_broken(self, test: Expr, broken: Expr) -> Expr:
        return test if broken == FALSE else Case(((Not(broken), test),))


def constant(value: Fraction | str | bool, unit: model.Unit) -> Expr:
    """A constant of the policy; lengths are whole microseconds."""
    if isinstance(value, str | bool):
        return Constant(value)
    if unit.kind == "length":
        return whole(int(value))
    if value.denominator == 1:
        return whole(value.numerator)
    return Constant(exact_decimal(value))


def exact_decimal(value: Fraction) -> Decimal:
    """A fraction that was written as a decimal, as that decimal."""
    digits = 0
    scaled = value
    while scaled.denominator != 1 and digits < 30:
        digits += 1
        scaled = value * 10**digits
    return Decimal(int(scaled)).scaleb(-digits)


def _number(operand: Expr) -> Expr:
    return Cast(operand, "number")


def _factor(node: model.Expression, operand: Expr) -> Expr:
    """A factor of a length; whole microseconds stay whole, as digits add up."""
    whole_number = not isinstance(node, model.Moment) and node.unit.kind == "length"
    return operand if whole_number else _number(operand)
