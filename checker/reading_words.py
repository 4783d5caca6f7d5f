"""Words for parts of the model, for the reading of a standard."""

from fractions import Fraction
from typing import assert_never

from upheld.checker.lengths import amount_in_words, length_in_words, plain_number
from upheld.dsl import model

COMPARED: dict[str, str] = {
    "<": "below",
    "<=": "at most",
    ">": "above",
    ">=": "at least",
}

BOUNDS: dict[model.BoundKind, str] = {
    "at_least": "at least",
    "at_most": "at most",
    "more_than": "more than",
    "less_than": "less than",
    "between": "between",
}


def plural(number: int, unit: str) -> str:
    """`1 day`, `3 days`."""
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


def period(length: model.Period) -> str:
    """`2 months and 3 days`, `1h 30m`."""
    parts = []
    if length.months % 12 == 0 and length.months:
        parts.append(plural(length.months // 12, "year"))
    elif length.months:
        parts.append(plural(length.months, "month"))
    if length.days:
        weeks = length.days // 7
        whole = length.days % 7 == 0
        parts.append(plural(weeks, "week") if whole else plural(length.days, "day"))
    if length.microseconds or not parts:
        parts.append(length_in_words(length.microseconds))
    return " and ".join(parts)


def limit_length(length: model.LimitLength) -> str:
    """A limit in words; one that differs by row by its name."""
    match length:
        case model.Period():
            return period(length)
        case model.WorkingTime(microseconds, calendar):
            return f"{length_in_words(microseconds)} of open time of `{calendar}`"
        case model.WorkingDays(days, calendar):
            return f"{plural(days, 'working day')} of `{calendar}`"
        case model.RowLength(_, name):
            return f"its own `{name}`" if name else "its own limit"
        case _:
            assert_never(length)


def amount(value: Fraction, unit: model.Unit) -> str:
    """A target in its unit."""
    if unit.kind == "points":
        return f"{plain_number(value)} points"
    shown: Fraction | int = int(value) if value.denominator == 1 else value
    return amount_in_words(shown, unit) or ""


def bound(node: model.Bound) -> str:
    """`at least 90%`, `between 3m and 8m`."""
    low = amount(node.low, node.unit)
    if node.high is None:
        return f"{BOUNDS[node.kind]} {low}"
    return f"between {low} and {amount(node.high, node.unit)}"


def expression(node: model.Expression) -> str:
    """An expression by its names."""
    match node:
        case model.Moment():
            return f"`{node.name or ' + '.join(node.columns)}`"
        case model.Column(name) | model.Measure(name):
            return f"`{name}`"
        case model.Constant(value, unit):
            return _constant(value, unit)
        case model.Arithmetic(operator, left, right):
            return f"{expression(left)} {operator} {expression(right)}"
        case model.Choose():
            return "a value chosen by row"
        case _:
            assert_never(node)


def _constant(value: Fraction | str | bool, unit: model.Unit) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f'"{value}"' if isinstance(value, str) else amount(value, unit)


def condition(node: model.Condition) -> str:
    """A condition as a clause: `priority` is "P1" and `wait` is above 5m."""
    match node:
        case model.Compare(operator, left, right):
            return f"{expression(left)} is {COMPARED[operator]} {expression(right)}"
        case model.OneOf(left, values, negated):
            return _one_of(left, values, negated)
        case model.Known(left, negated):
            return f"{expression(left)} is {'unknown' if negated else 'known'}"
        case model.Matches(left, pattern):
            return f'{expression(left)} matches "{pattern}"'
        case model.IsTrue(column):
            return f"{expression(column)} is true"
        case model.Came(milestone):
            return f"{expression(milestone)} has come"
        case model.InState(name):
            return f"the event is {name}"
        case model.Not(operand):
            return f"not ({condition(operand)})"
        case model.AllOf(operands):
            return " and ".join(_grouped(o) for o in operands)
        case model.AnyOf(operands):
            return " or ".join(_grouped(o) for o in operands)
        case _:
            assert_never(node)


def _grouped(node: model.Condition) -> str:
    several = isinstance(node, model.AllOf | model.AnyOf) and len(node.operands) > 1
    return f"({condition(node)})" if several else condition(node)


def _one_of(
    left: model.Expression, values: tuple[model.Constant, ...], negated: bool
) -> str:
    shown = [expression(value) for value in values]
    name = expression(left)
    if not negated:
        return f"{name} is {' or '.join(shown)}"
    if len(shown) == 1:
        return f"{name} is not {shown[0]}"
    return f"{name} is neither {' nor '.join(shown)}"


def with_article(noun: str) -> str:
    """`a call`, `an order`."""
    return f"an {noun}" if noun[:1].lower() in "aeiou" else f"a {noun}"


def capital(sentence: str) -> str:
    """A sentence with a capital at its head; a name in backticks stays as it is."""
    return sentence[:1].upper() + sentence[1:]
