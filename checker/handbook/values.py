"""Parameters written out: `answer-target of calls` as `90% of calls`."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from typing import TypeVar

from upheld.dsl import ast
from upheld.dsl.parser import parse
from upheld.dsl.source import Source

Values = Mapping[str, ast.Node]

N = TypeVar("N")

#: Fields in which the name of a parameter may stand for a value.
_PLACES = frozenset({"value", "amount", "length", "low", "high", "level"})


def with_values(
    documents: Mapping[str, ast.Document], given: Mapping[str, str]
) -> dict[str, ast.Document]:
    """The files with each parameter's name replaced by its value.

    Args:
        given: Values from the settings, in the notation of the language.
    """
    values = dict(_declared(documents))
    for name, text in given.items():
        document, _ = parse(Source("", f"parameter x = {text}\n"))
        for declaration in document.declarations:
            if isinstance(declaration, ast.Parameter):
                values[name] = declaration.value
    return {name: filled(document, values) for name, document in documents.items()}


def _declared(
    documents: Mapping[str, ast.Document],
) -> Iterator[tuple[str, ast.Node]]:
    for document in documents.values():
        for declaration in document.declarations:
            if isinstance(declaration, ast.Parameter):
                yield declaration.name.text, declaration.value


def filled(node: N, values: Values) -> N:
    """A node with the values of parameters in it, its places as they were."""
    if isinstance(node, tuple):
        # A tuple of nodes gives one of the same nodes.
        return tuple(filled(part, values) for part in node)  # type: ignore[return-value]
    if not isinstance(node, ast.Node) or isinstance(node, ast.Phrase | ast.Parameter):
        return node
    node = _leading(node, values)
    changed = {}
    for part in fields(node):
        old = getattr(node, part.name)
        new = filled(old, values)
        if isinstance(old, ast.Phrase) and part.name in _PLACES:
            new = values.get(old.text, old)
        if new is not old and new != old:
            changed[part.name] = new
    return replace(node, **changed) if changed else node


def _leading(node: N, values: Values) -> N:
    """A count or minimum whose parameter's name leads the words of its events."""
    match node:
        case ast.Count(bound=ast.Limit(value=ast.Phrase(words=())) as bound):
            value, events = _split(node.events, values)
            if value is not None:
                # The value of a parameter of numbers is a number.
                bound = replace(bound, value=value)  # type: ignore[arg-type]
                return replace(node, bound=bound, events=events)
        case ast.Minimum(number=ast.Phrase(words=())):
            value, events = _split(node.events, values)
            if isinstance(value, ast.Number):
                return replace(node, number=value, events=events)
        case _:
            pass
    return node


def _split(events: ast.Phrase, values: Values) -> tuple[ast.Node | None, ast.Phrase]:
    """The value that the first words name, the longest name first; and the rest."""
    for size in range(len(events.words) - 1, 0, -1):
        name = " ".join(word.text for word in events.words[:size])
        if name in values:
            return values[name], replace(events, words=events.words[size:])
    return None, events
