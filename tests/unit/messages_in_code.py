"""Every message that code and templates say, found by reading them."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from jinja2 import Environment, nodes

from upheld.checker.report import ORDER

CHECKER = Path(__file__).parent.parent.parent / "checker"

#: Context, English text, and the English plural (empty where there is none).
Found = tuple[str, str, str]

#: Methods of a `Wording`, and functions that mark what one will say.
_METHODS = ("say", "count", "term")
_ONE = ("say", "message", "phrase")
_TWO = ("count", "plural", "numbered")


@cache
def messages_in_code() -> frozenset[Found]:
    """The messages of all modules and templates, and the words of verdicts."""
    found: set[Found] = {("verdict", verdict, "") for verdict in ORDER}
    for path in CHECKER.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
        for call in calls:
            found |= set(_of_call(_name(call.func), [_text(a) for a in call.args]))
    for path in (CHECKER / "templates").glob("*.j2"):
        source = Environment(autoescape=True).parse(path.read_text(encoding="utf-8"))
        for node in source.find_all(nodes.Call):
            texts = [a.value if isinstance(a, nodes.Const) else None for a in node.args]
            found |= set(_of_call(_template_name(node.node), texts))
    return frozenset(found)


def _of_call(name: str, texts: list[object]) -> Iterator[Found]:
    first, second = (*texts, None, None)[:2]
    if name in _ONE and isinstance(first, str):
        yield "", first, ""
    elif name in _TWO and isinstance(first, str) and isinstance(second, str):
        yield "", first, second
    elif name == "term" and isinstance(first, str) and isinstance(second, str):
        yield first, second, ""


def _name(function: ast.expr) -> str:
    match function:
        case ast.Attribute(attr=name):
            return name
        case ast.Name(id=name) if name not in _METHODS:
            return name
        case _:
            return ""


def _text(argument: ast.expr) -> object:
    return argument.value if isinstance(argument, ast.Constant) else None


def _template_name(function: nodes.Expr) -> str:
    match function:
        case nodes.Getattr(attr=name) | nodes.Name(name=name):
            return str(name)
        case _:
            return ""
