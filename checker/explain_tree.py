"""Trees of nodes as indented lines that people can read.

share
  bound: at least 90%
  population: calls
"""

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from fractions import Fraction

from upheld.dsl import ast, model

#: Parts that say where a thing stands, not what it is.
PLACES = frozenset({"span", "source_span", "identity_spans"})

INDENT = "  "


def tree(node: object) -> str:
    """A node and everything below it, one part a line."""
    return "\n".join(_lines("", node))


def _lines(label: str, node: object) -> Iterable[str]:
    head = f"{label}: " if label else ""
    short = in_short(node)
    if short is not None:
        yield f"{head}{short}"
    elif isinstance(node, tuple):
        yield f"{label}:" if label else "-"
        for part in node:
            yield from _below("", part)
    elif isinstance(node, Mapping):
        yield f"{label}:"
        for name, part in node.items():
            yield from _below(str(name), part)
    else:
        yield f"{head}{type(node).__name__}"
        for name, part in _parts(node):
            yield from _below(name, part)


def _below(label: str, node: object) -> Iterable[str]:
    for line in _lines(label, node):
        yield INDENT + line


def _parts(node: object) -> Iterable[tuple[str, object]]:
    """The fields that say something; what was left out stays out."""
    assert is_dataclass(node)
    for field in fields(node):
        value = getattr(node, field.name)
        said = value is not None and value is not False and value not in ((), "", {})
        if field.name not in PLACES and said:
            yield field.name, value


def in_short(node: object) -> str | None:
    """What fits behind a label: names, numbers, values; None for a tree."""
    match node:
        case ast.Word(text=text) | ast.Phrase(text=text):
            return text
        case model.Event(name=name):
            return f"event {name}"
        case model.Unit(kind=kind, currency=currency):
            return f"{kind} {currency}".strip()
        case model.Moment(name=name, role=role, columns=columns):
            return f"{role} {name} = moment in {' + '.join(columns)}"
        case str():
            return f'"{node}"'
        case bool():
            return "yes" if node else "no"
        case int() | Decimal() | Fraction():
            return str(node)
        case None:
            return "none"
        case _:
            return None
