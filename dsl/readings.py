"""How the columns of a row are read: as texts, numbers, lengths, money or moments."""

from dataclasses import replace
from fractions import Fraction

from upheld.dsl import ast, model
from upheld.dsl.dataclass import dataclass
from upheld.dsl.diagnostics import RefusedError
from upheld.dsl.faults import refused
from upheld.dsl.source import Span
from upheld.dsl.units import COUNTED, constant, currency, time_unit


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


def readings(
    operator: str,
    known: tuple[model.Unit | None, model.Unit | None],
    reading: Reading | None,
) -> tuple[Reading, Reading]:
    """How raw columns on either side of an operator are read."""
    left, right = known
    if operator == "-" and model.MOMENT in known:
        return _AS_MOMENT, _AS_MOMENT
    if operator == "+" and model.MOMENT in known:
        return (
            _AS_MOMENT if left == model.MOMENT else _AS_LENGTH,
            _AS_MOMENT if right == model.MOMENT else _AS_LENGTH,
        )
    if operator in "+-":
        both = reading or Reading(left or right or model.NUMBER)
        return both, both
    scaled = reading or AS_NUMBER
    if operator == "*" and left in (model.NUMBER, model.PERCENT):
        return AS_NUMBER, scaled
    return scaled, AS_NUMBER


def beside(
    operator: str, left: model.Unit | None, right: model.Unit | None
) -> tuple[model.Unit, model.Unit]:
    """The units of both sides once raw columns took theirs from the other side."""
    if operator == "-" and model.MOMENT in (left, right):
        return left or model.MOMENT, right or model.MOMENT
    if operator in "+-":
        other = left or right or model.NUMBER
        return left or other, right or other
    return left or model.NUMBER, right or model.NUMBER


def check_declared(
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


def undeclared(raw: ast.Expression, unit: model.Unit, span: Span) -> RefusedError:
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


def column(name: str, reading: Reading, span: Span) -> model.Column:
    """A raw column as it is read; points, counts and percentages are numbers."""
    unit = reading.unit
    if unit.kind in ("points", "count", "percent"):
        unit = model.NUMBER
    return model.Column(name, unit, reading.spelling, span=span)


def counted(node: ast.Number, reading: Reading) -> model.Constant:
    """A plain number under `in hours` or `in EUR` is in that unit."""
    if reading.unit != model.LENGTH or not reading.spelling:
        amount = constant(node)
        return replace(amount, unit=reading.unit)
    microseconds = COUNTED.get(reading.spelling, COUNTED["second"])
    value = Fraction(node.value) * microseconds
    return model.Constant(value, model.LENGTH, span=node.span)


def clock(
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
