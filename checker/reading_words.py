"""Phrases for parts of the model, for the reading of a standard."""

from collections.abc import Iterable
from fractions import Fraction
from functools import reduce
from typing import assert_never

from upheld.checker.lengths import amount_in_words, length_in_words, plain_number
from upheld.checker.phrases import Phrase, Told, numbered, phrase
from upheld.checker.phrases import amount as written
from upheld.dsl import model


def both(parts: Iterable[Told]) -> Told:
    """`a and b and c`; nothing for no parts."""
    joined = list(parts)
    if not joined:
        return ""
    return reduce(lambda a, b: phrase("{left} and {right}", left=a, right=b), joined)


def either(parts: Iterable[Told]) -> Told:
    """`a or b or c`."""
    return reduce(lambda a, b: phrase("{left} or {right}", left=a, right=b), parts)


def period(length: model.Period) -> Told:
    """`2 months and 3 days`, `1h 30m`."""
    parts: list[Told] = []
    if length.months % 12 == 0 and length.months:
        parts.append(numbered("{n} year", "{n} years", length.months // 12))
    elif length.months:
        parts.append(numbered("{n} month", "{n} months", length.months))
    weeks, rest = divmod(length.days, 7)
    if length.days and rest:
        parts.append(numbered("{n} day", "{n} days", length.days))
    elif length.days:
        parts.append(numbered("{n} week", "{n} weeks", weeks))
    if length.microseconds or not parts:
        parts.append(written(length_in_words(length.microseconds)))
    return both(parts)


def limit_length(length: model.LimitLength) -> Told:
    """A limit in words; one that differs by row by its name."""
    match length:
        case model.Period():
            return period(length)
        case model.WorkingTime(microseconds, calendar):
            return phrase(
                "{length} of open time of `{calendar}`",
                length=written(length_in_words(microseconds)),
                calendar=calendar,
            )
        case model.WorkingDays(days, calendar):
            return numbered(
                "{n} working day of `{calendar}`",
                "{n} working days of `{calendar}`",
                days,
                calendar=calendar,
            )
        case model.RowLength(_, name):
            if not name:
                return phrase("its own limit")
            return phrase("its own `{name}`", name=name)
        case _:
            assert_never(length)


def amount(value: Fraction, unit: model.Unit) -> Phrase:
    """A target in its unit."""
    if unit.kind == "points":
        number = plain_number(value)
        return numbered("{n} points", "{n} points", number)
    shown: Fraction | int = int(value) if value.denominator == 1 else value
    return written(amount_in_words(shown, unit) or "")


def number(value: int | Fraction) -> Phrase:
    """A number of things that are named behind it."""
    return written(str(value))


def bound(node: model.Bound) -> Phrase:
    """`at least 90%`, `between 3m and 8m`."""
    low = amount(node.low, node.unit)
    match node.kind:
        case "at_least":
            return phrase("at least {limit}", limit=low)
        case "at_most":
            return phrase("at most {limit}", limit=low)
        case "more_than":
            return phrase("more than {limit}", limit=low)
        case "less_than":
            return phrase("less than {limit}", limit=low)
        case "between":
            assert node.high is not None
            high = amount(node.high, node.unit)
            return phrase("between {low} and {high}", low=low, high=high)
        case _:
            assert_never(node.kind)


def compared(operator: model.CompareOperator, limit: Told) -> Phrase:
    """What a value is compared with: `above 5m`."""
    match operator:
        case "<":
            return phrase("below {limit}", limit=limit)
        case "<=":
            return phrase("at most {limit}", limit=limit)
        case ">":
            return phrase("above {limit}", limit=limit)
        case ">=":
            return phrase("at least {limit}", limit=limit)
        case _:
            assert_never(operator)


def expression(node: model.Expression) -> Told:
    """An expression by its names."""
    match node:
        case model.Moment():
            return f"`{node.name or ' + '.join(node.columns)}`"
        case model.Column(name) | model.Measure(name):
            return f"`{name}`"
        case model.Constant(value, unit):
            return _constant(value, unit)
        case model.Arithmetic(operator, left, right):
            return phrase(
                "{left} {sign} {right}",
                left=expression(left),
                sign=operator,
                right=expression(right),
            )
        case model.Choose():
            return phrase("a value chosen by row")
        case _:
            assert_never(node)


def _constant(value: Fraction | str | bool, unit: model.Unit) -> Told:
    if isinstance(value, bool):
        return phrase("true") if value else phrase("false")
    return f'"{value}"' if isinstance(value, str) else amount(value, unit)


def condition(node: model.Condition) -> Told:
    """A condition as a clause: `priority` is "P1" and `wait` is above 5m."""
    match node:
        case model.Compare(operator, left, right):
            test = compared(operator, expression(right))
            return phrase("{value} is {test}", value=expression(left), test=test)
        case model.OneOf(left, values, negated):
            return _one_of(expression(left), [expression(v) for v in values], negated)
        case model.Known(left, negated):
            if negated:
                return phrase("{value} is unknown", value=expression(left))
            return phrase("{value} is known", value=expression(left))
        case model.Matches(left, pattern):
            value = expression(left)
            return phrase('{value} matches "{pattern}"', value=value, pattern=pattern)
        case model.IsTrue(column):
            return phrase("{value} is true", value=expression(column))
        case model.Came(milestone):
            return phrase("{moment} has come", moment=expression(milestone))
        case model.InState(name):
            return phrase("the event is {state}", state=name)
        case model.Not(operand):
            return phrase("not ({condition})", condition=condition(operand))
        case model.AllOf(operands):
            return both(_grouped(o) for o in operands)
        case model.AnyOf(operands):
            return either(_grouped(o) for o in operands)
        case _:
            assert_never(node)


def _grouped(node: model.Condition) -> Told:
    several = isinstance(node, model.AllOf | model.AnyOf) and len(node.operands) > 1
    inner = condition(node)
    return phrase("({condition})", condition=inner) if several else inner


def _one_of(value: Told, others: list[Told], negated: bool) -> Told:
    if not negated:
        return phrase("{value} is {other}", value=value, other=either(others))
    if len(others) == 1:
        return phrase("{value} is not {other}", value=value, other=others[0])
    *firsts, last = others
    return phrase(
        "{value} is neither {others} nor {last}",
        value=value,
        others=reduce(
            lambda a, b: phrase("{left} nor {right}", left=a, right=b), firsts
        ),
        last=last,
    )


def with_article(noun: str) -> Phrase:
    """`a call`, `an order`: the noun alone where a language cannot know its gender."""
    if noun[:1].lower() in "aeiou":
        return phrase("an {noun}", noun=noun)
    return phrase("a {noun}", noun=noun)
