"""What is wrong with settings, as diagnostics with their place in the file."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import fields
from typing import TYPE_CHECKING

from upheld.checker.part import Part
from upheld.checker.toml_places import Place, Places, find_places
from upheld.dsl.dataclass import dataclass
from upheld.dsl.diagnostics import Diagnostic, suggestion
from upheld.dsl.source import Source, Span

if TYPE_CHECKING:
    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

#: Code -> meaning.
SETTINGS_CODES: dict[str, str] = {
    "E0101": "a key of the settings that is not known",
    "E0102": "a setting of the wrong type or value, or a missing one",
    "E0103": "settings that are not TOML",
    "E0104": "an environment variable `UPHELD_*` with a wrong value",
    "E0105": "a settings file that cannot be read",
}

#: The kind of error for a source that lies nowhere.
PLACELESS = "placeless"

_AT = re.compile(r" \(at (?:line ([0-9]+), column ([0-9]+)|end of document)\)$")
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Layer:
    """A settings file and the table in it that is ours."""

    source: Source
    prefix: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """What settings are read into: the whole, one source, other tables."""

    whole: type[Part]
    source: type[Part]
    tables: Mapping[str, type[Part]]

    def known(self, path: tuple[str | int, ...]) -> dict[str, str]:
        """The keys of the table at a path, with what each must be."""
        kind: type = self._kind(path)
        return {one.name: one.metadata["description"] for one in fields(kind)}

    def _kind(self, path: tuple[str | int, ...]) -> type[Part]:
        """What the table at a path is read into."""
        match path:
            case ("sources", _, *_):
                return self.source
            case (str() as name, *_) if name in self.tables:
                return self.tables[name]
            case _:
                return self.whole

    def expected(self, path: tuple[str | int, ...]) -> str:
        """What the value at a path must be, in words."""
        match path:
            case ("sources", _):
                return "a table with a `path`"
            case ("sources", _, str() as name, *_):
                return self.known(path[:2]).get(name, "")
            case (str() as table, str() as name, *_) if table in self.tables:
                return self.known((table,)).get(name, "")
            case (str() as name, *_):
                return self.known(()).get(name, "")
            case _:
                return "a table"


def mistakes(
    error: "ValidationError",
    shape: Shape,
    *,
    layer: Layer | None,
    variables: Mapping[str, Source],
) -> tuple[Diagnostic, ...]:
    """One diagnostic for each mistake, in the order of the file.

    Args:
        error: what pydantic found.
        shape: the models it was read into.
        layer: the file, or None where there is none.
        variables: the environment's settings by key; they go before the file's.
    """
    places = find_places(layer.source.text) if layer else Places({}, {})
    found: dict[tuple[str, Span], Diagnostic] = {}
    for detail in error.errors(include_url=False, include_context=False):
        path = _path(detail)
        if path and path[0] in variables:
            one = _wrong_variable(variables[str(path[0])], path, shape)
        elif layer is not None:
            one = _wrong_key(layer, places, path, detail, shape)
        else:
            raise AssertionError("internal error: the default settings are refused")
        found.setdefault((one.code, one.span), one)
    order = sorted(found.values(), key=lambda one: (one.span.line, one.span.column))
    return tuple(order)


def syntax_mistake(source: Source, error: tomllib.TOMLDecodeError) -> Diagnostic:
    """The diagnostic for a file that is not TOML; `tomllib` says where in words."""
    message = str(error)
    at = _AT.search(message)
    if at and at[1]:
        line, column = int(at[1]), int(at[2])
    else:
        line, column = source.place(len(source.text))
    reason = message[: at.start()] if at else message
    span = Span(source.name, line, column, line, column + 1)
    return Diagnostic("E0103", f"not TOML: {_lowered(reason)}", span)


def unreadable(source: Source, error: Exception) -> Diagnostic:
    """The diagnostic for a file that cannot be read, or is not UTF-8."""
    span = Span(source.name, 1, 1, 1, 1)
    if isinstance(error, UnicodeDecodeError):
        return Diagnostic("E0105", "the settings are not UTF-8 text", span)
    return Diagnostic("E0105", f"the settings cannot be read: {error}", span)


def _path(detail: "ErrorDetails") -> tuple[str | int, ...]:
    return tuple(part for part in detail["loc"] if part != "[key]")


def _wrong_variable(
    source: Source, path: tuple[str | int, ...], shape: Shape
) -> Diagnostic:
    span = Span(source.name, 1, 1, 1, len(source.text) + 1)
    return Diagnostic(
        "E0104",
        f"`{source.name}` must be {shape.expected(path)}, found `{source.text}`",
        span,
    )


def _wrong_key(
    layer: Layer,
    places: Places,
    path: tuple[str | int, ...],
    detail: "ErrorDetails",
    shape: Shape,
) -> Diagnostic:
    whole = (*layer.prefix, *path)
    match detail["type"]:
        case "extra_forbidden":
            span = _span(layer.source, places.key(whole))
            return _unknown(str(path[-1]), shape.known(path[:-1]), span)
        case kind if kind == PLACELESS:
            span = _span(layer.source, places.key(whole))
            return Diagnostic(
                "E0102",
                f"source `{path[-1]}` has no `path`",
                span,
                "write `path = …`, or for a database `uri = …`, the name of an "
                "environment variable",
            )
        case _:
            place = places.value(whole)
            written = _shortened(layer.source.text[place.start : place.end])
            key = ".".join(str(part) for part in path if isinstance(part, str))
            name = f"`{key}`" if key else f"`[{'.'.join(layer.prefix)}]`"
            return Diagnostic(
                "E0102",
                f"{name} must be {shape.expected(path)}, found `{written}`",
                _span(layer.source, place),
            )


def _unknown(name: str, known: Mapping[str, str], span: Span) -> Diagnostic:
    listed = ", ".join(f"`{one}`" for one in sorted(known))
    close = suggestion(name, known)
    return Diagnostic(
        "E0101",
        f"unknown key `{name}`",
        span,
        close if close.startswith("did you mean") else "",
        (f"known keys: {listed}",),
    )


def _span(source: Source, place: Place) -> Span:
    line, column = source.place(place.start)
    end_line, end_column = source.place(place.end)
    return Span(source.name, line, column, end_line, end_column)


def _shortened(text: str) -> str:
    first = text.splitlines()[0] if text else ""
    return first if first == text and len(text) <= _SHOWN else f"{first[:_SHOWN]}…"


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]
