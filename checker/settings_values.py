"""Settings as they are written, checked by pydantic and made into what a run takes.

What is checked is told by the fields of the settings themselves: their types, which are
taken strictly (a number is no text), and their limits.
"""

from dataclasses import MISSING, fields
from datetime import timedelta
from functools import reduce
from operator import or_
from types import UnionType
from typing import (
    Annotated,
    Any,
    Literal,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    StrictStr,
    ValidationError,
    create_model,
)
from pydantic_core import PydanticCustomError

from upheld.checker.part import Part
from upheld.checker.settings import SourceSettings, Written
from upheld.checker.settings_lengths import length_of_time
from upheld.checker.settings_mistakes import PLACELESS

__all__ = ["ValidationError", "checked"]

P = TypeVar("P", bound=Part)


def checked(kind: type[P], values: object) -> P:
    """The settings that some values are.

    Raises:
        ValidationError: what is wrong, with its path.
    """
    return _made(kind, _model(kind).model_validate(values))


def _made(kind: type[P], model: BaseModel) -> P:
    return kind(**{name: getattr(model, name) for name in type(model).model_fields})


def _written(value: object) -> object:
    """A whole number as its text."""
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return str(value) if is_number else value


_STRICT: dict[object, object] = {
    str: StrictStr,
    bool: StrictBool,
    int: StrictInt,
    timedelta: Annotated[timedelta, BeforeValidator(length_of_time)],
    Written: Annotated[StrictStr, BeforeValidator(_written)],
}


_MODELS: dict[type, type[BaseModel]] = {}


def _model(kind: type) -> type[BaseModel]:
    """What pydantic checks settings by."""
    if kind not in _MODELS:
        _MODELS[kind] = _new_model(kind)
    return _MODELS[kind]


def _new_model(kind: type) -> type[BaseModel]:
    hints = get_type_hints(kind)
    found: dict[str, Any] = {}
    for one in fields(kind):
        limits: dict[str, Any] = dict(one.metadata)
        if one.default is MISSING:
            limits["default_factory"] = one.default_factory
        else:
            limits["default"] = one.default
        found[one.name] = _strict(hints[one.name]), Field(**limits)
    config = ConfigDict(extra="forbid", frozen=True)
    model: type[BaseModel] = create_model(kind.__name__, __config__=config, **found)
    return model


def _strict(hint: object) -> Any:
    """A type as pydantic takes it strictly, settings within settings too."""
    if hint in _STRICT:
        return _STRICT[hint]
    if isinstance(hint, type) and issubclass(hint, Part):
        return Annotated[_model(hint), AfterValidator(lambda found: _part(hint, found))]
    origin, arguments = get_origin(hint), get_args(hint)
    if not arguments or origin is Literal:
        return hint
    strict = tuple(one if one is Ellipsis else _strict(one) for one in arguments)
    if origin in (Union, UnionType):
        return reduce(or_, strict)
    generic: Any = origin
    return generic[strict]


def _part(kind: type[Part], model: BaseModel) -> Part:
    part = _made(kind, model)
    if isinstance(part, SourceSettings) and not part.lies_somewhere:
        raise PydanticCustomError(PLACELESS, "neither `path` nor `uri`")
    return part
