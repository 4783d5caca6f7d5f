"""What the parts of a report have in common, its verdicts and its units."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict

Verdict = Literal[
    "met",
    "exceeded",
    "warned",
    "breached",
    "pending",
    "insufficient",
    "no_data",
    "waived",
    "error",
]

#: What a value is held against its target by.
Bound = Literal["at_least", "at_most", "more_than", "less_than", "between"]

ValueUnit = Literal["share", "seconds", "count", "number", "points", "money"]


class Part(BaseModel):
    """A part of the report: frozen, and strict about its fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    @classmethod
    def trusted(cls, fields: Mapping[str, Any]) -> Self:
        """A part of values of the right types, every field given, in order.

        Nothing is checked: a report can have a hundred thousand windows, and checking
        what has just been computed costs more than computing it. Tests check them.
        """
        part = cls.__new__(cls)
        _put(part, "__dict__", fields)
        _put(part, "__pydantic_fields_set__", _names(cls))
        _put(part, "__pydantic_extra__", None)
        _put(part, "__pydantic_private__", None)
        return part


_put = object.__setattr__


@cache
def _names(part: type[Part]) -> set[str]:
    """The fields of a part: what pydantic takes for those that were given."""
    return set(part.model_fields)
