"""What the parts of a report have in common, its verdicts and its units."""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, field, fields
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self, dataclass_transform

from upheld.dsl.dataclass import dataclass

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


def key_of(name: str) -> str:
    """The key of a field in a document: `schema_` is called `schema` there."""
    return name.removesuffix("_")


@dataclass_transform(
    frozen_default=True, kw_only_default=True, field_specifiers=(field,)
)
class Part:
    """A part of the report: a frozen data class whose fields are given by name.

    What makes parts is checked by mypy. What is read from a document is checked by
    pydantic (`upheld.checker.documents`), which is strict about its fields; a run that
    reads and writes none does not import it.
    """

    #: What makes each field that is not given; for one without default, an error.
    defaults: ClassVar[Mapping[str, Callable[[], Any]]] = {}

    __pydantic_config__: ClassVar[Mapping[str, Any]] = {
        "extra": "forbid",
        "populate_by_name": True,
        "alias_generator": key_of,
    }

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        dataclass(cls, frozen=True, kw_only=True, init=False)
        cls.defaults = {one.name: _default(cls, one) for one in _own_fields(cls)}

    if not TYPE_CHECKING:
        # One for all, where a data class compiles its own: most kinds of parts are
        # made a few times in a run, or never.
        def __init__(self, **given: Any) -> None:
            defaults = self.defaults
            if not defaults.keys() >= given.keys():
                raise TypeError(
                    f"{type(self).__name__} has no {set(given) - set(defaults)}"
                )
            made = {
                name: given[name] if name in given else default()
                for name, default in defaults.items()
            }
            _put(self, "__dict__", made)

    @classmethod
    def trusted(cls, fields: Mapping[str, Any]) -> Self:
        """A part of every field, given in order.

        Nothing is looked at: a report can have a hundred thousand windows.
        """
        part = cls.__new__(cls)
        _put(part, "__dict__", fields)
        return part

    def but(self, **fields: object) -> Self:
        """The same part with other values of some fields.

        Raises:
            TypeError: it has no field of a name.
        """
        given = vars(self)
        if not given.keys() >= fields.keys():
            raise TypeError(f"{type(self).__name__} has no {set(fields) - set(given)}")
        return self.trusted({**given, **fields})


_put = object.__setattr__


def _default(kind: type[Part], one: Field[Any]) -> Callable[[], Any]:
    if one.default is not MISSING:
        return lambda: one.default
    if one.default_factory is not MISSING:
        return one.default_factory

    def missing() -> Any:
        raise TypeError(f"{kind.__name__} lacks `{one.name}`")

    return missing


def fields_of(kind: type[Part]) -> dict[str, bool]:
    """The fields of a part in their order, and whether each may be left out."""
    return {
        one.name: one.default is not MISSING or one.default_factory is not MISSING
        for one in _own_fields(kind)
    }


def _own_fields(kind: type) -> tuple[Field[Any], ...]:
    return fields(kind)
