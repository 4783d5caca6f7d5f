"""A report as one JSON document, and the JSON Schema it keeps to."""

import json
from collections.abc import Mapping
from math import isfinite
from pathlib import Path

from pydantic_core import PydanticSerializationError, to_json

from upheld.checker.documents import schema_of
from upheld.checker.part import fields_of, key_of
from upheld.checker.render.manner import Manner
from upheld.checker.render.verdicts import RANK
from upheld.checker.report import SCHEMA, Part, Report, Window
from upheld.checker.window_rows import WindowRows

#: The schema as shipped; a test holds it to what `json_schema` answers.
SCHEMA_FILE = Path(__file__).parent.parent / "templates" / "report-1.schema.json"

#: Fields of a window that a reader finds even where they are null or empty.
_ALWAYS_THERE = ("group", "value", "target", "counts")

#: Fields that count verdicts; their keys stand worst first.
_BY_VERDICT = frozenset({"verdicts", "window_verdicts"})

#: Kinds of values that stand in JSON as they are.
_PLAIN = frozenset({str, int, bool})


def render(report: Report, _: Manner) -> str:
    """The report as one JSON document, in any language."""
    return render_json(report)


def render_json(report: Report) -> str:
    """The report as JSON: the same report gives the same bytes.

    Raises:
        ValueError: An amount is not a number, which is an internal error.
    """
    document = part_as_json(report)
    try:
        text = to_json(document, indent=1).decode()
    except PydanticSerializationError:
        # A text with half a character, as names of files may have.
        text = json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1)
    return text + "\n"


def json_schema() -> dict[str, object]:
    """The JSON Schema of `render_json`; fields not named in it may be added later."""
    schema = schema_of(Report)
    parts = schema["$defs"]
    for part in (schema, *parts.values()):
        part.pop("additionalProperties", None)
    schema["properties"]["schema"] = {"const": SCHEMA}
    schema["required"] = ["schema", *schema["required"]]
    window = parts["Window"]
    window["required"] += [
        name for name in _ALWAYS_THERE if name not in window["required"]
    ]
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": SCHEMA}
    return {**head, **schema, "title": "upheld report"}


def write_schema(path: Path = SCHEMA_FILE) -> None:
    """Writes the schema that is shipped."""
    text = json.dumps(json_schema(), ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")


def part_as_json(part: Part) -> dict[str, object]:
    """The fields of a part in their order, empty optional ones left out."""
    found: dict[str, object] = {}
    for name, key, may_lack, by_verdict in _fields(type(part)):
        value = getattr(part, name)
        if value is None:
            if not may_lack:
                found[key] = None
        elif value.__class__ in _PLAIN:
            found[key] = value
        else:
            found[key] = _of_value(value, by_verdict=by_verdict)
    return found


Fields = tuple[tuple[str, str, bool, bool], ...]
_FIELDS: dict[type, Fields] = {}


def _fields(kind: type[Part]) -> Fields:
    """Each field: name, key, whether it may be left out, whether it counts verdicts."""
    known = _FIELDS.get(kind)
    if known is not None:
        return known
    always = _ALWAYS_THERE if issubclass(kind, Window) else ()
    found = tuple(
        (
            name,
            key_of(name),
            name not in always and has_default,
            name in _BY_VERDICT,
        )
        for name, has_default in fields_of(kind).items()
    )
    _FIELDS[kind] = found
    return found


def _of_value(value: object, *, by_verdict: bool = False) -> object:
    match value:
        case Part():
            return part_as_json(value)
        case tuple() | list() | WindowRows():
            return [_of_value(item) for item in value]
        case Mapping():
            keys = sorted(value, key=RANK.__getitem__) if by_verdict else list(value)
            return {key: _of_value(value[key]) for key in keys}
        case float() if not isfinite(value):
            raise ValueError(f"internal error: JSON has no amount {value}")
        case _:
            return value
