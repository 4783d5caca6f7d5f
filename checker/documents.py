"""Parts of reports as JSON documents, written and read; reading checks every field."""

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import TypeAdapter

from upheld.checker.part import Part
from upheld.checker.report import Report, StandardResult

P = TypeVar("P", bound=Part)


def written(part: Part) -> str:
    """A part as a document, empty fields too."""
    adapter = _adapter(type(part))
    return adapter.dump_json(_with_windows(part), by_alias=True, indent=2).decode()


def as_data(part: Part, *, lean: bool = False) -> dict[str, Any]:
    """A part as values of JSON; with `lean` without its empty fields."""
    adapter = _adapter(type(part))
    data: dict[str, Any] = adapter.dump_python(
        _with_windows(part), mode="json", by_alias=True, exclude_none=lean
    )
    return data


def read(kind: type[P], text: str | bytes) -> P:
    """The part that a document holds.

    Raises:
        ValueError: it is no JSON, or has other fields than the part
            (pydantic's ValidationError).
    """
    part: P = _adapter(kind).validate_json(text)
    return _with_windows(part)


def part_of(kind: type[P], values: Mapping[str, Any]) -> P:
    """The part that has some values.

    Raises:
        ValueError: they are not those of the part (pydantic's ValidationError).
    """
    part: P = _adapter(kind).validate_python(values)
    return _with_windows(part)


def schema_of(kind: type[Part]) -> dict[str, Any]:
    """The JSON Schema of a part's documents."""
    return _adapter(kind).json_schema(by_alias=True, mode="validation")


def _with_windows(part: P) -> P:
    """The part with its windows as a tuple: pydantic makes lists, and no rows."""
    match part:
        case Report():
            return part.but(standards=tuple(map(_with_windows, part.standards)))
        case StandardResult():
            return part.but(windows=tuple(part.windows))
        case _:
            return part


_ADAPTERS: dict[type, TypeAdapter[Any]] = {}


def _adapter(kind: type[Part]) -> TypeAdapter[Any]:
    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(kind)
    return _ADAPTERS[kind]
