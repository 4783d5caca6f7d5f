"""Data classes that are cheaper to make than those of the standard library.

`dataclasses` writes up to six methods of a frozen class as text and compiles each. A
run makes four hundred classes and objects of less than half of them: that took a fourth
of all the time of a small one. Here `__init__` alone is compiled, when the first object
is made; `==`, `hash` and `repr` go through the names of the fields, and mean the same.
That nothing is changed after it was made is left to the type checker, which sees the
standard decorator. (docs/decisions/0006)
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    import dataclasses
    from collections.abc import Callable
    from operator import attrgetter
    from reprlib import recursive_repr
    from typing import Any

    Method = Callable[..., Any]

    def dataclass(
        cls: type | None = None,
        /,
        *,
        frozen: bool = False,
        eq: bool = True,
        **asked: bool,
    ) -> Any:
        """`dataclasses.dataclass`, with the options that are used here."""

        def made(plain: type) -> type:
            if asked.get("order"):
                return dataclasses.dataclass(plain, frozen=frozen, eq=eq, **asked)
            options = {**asked, "init": False}
            own = dataclasses.dataclass(plain, eq=False, repr=False, **options)
            if asked.get("init", True) and "__init__" not in vars(plain):
                own.__init__ = _init_when_used(own)
            for name, method in _methods(dataclasses.fields(own), frozen, eq).items():
                # A method that the class has of its own goes first, as there.
                if vars(plain).get(name) is None:
                    setattr(own, name, method)
            return own

        return made if cls is None else made(cls)

    def _init_when_used(own: type) -> Method:
        """An `__init__` that compiles the real one and puts it in its own place."""

        def init(self: object, *given: object, **named: object) -> None:
            own.__init__ = compiled = _init(own)
            compiled(self, *given, **named)

        return init

    def _init(own: type) -> Method:
        """`__init__` as the standard library writes it, for fields as they are here."""
        known: dict[str, Any] = {"MISSING": dataclasses.MISSING}
        positional, named, body = [], [], []
        for one in dataclasses.fields(own):
            name, value, default = one.name, one.name, ""
            if one.default is not dataclasses.MISSING:
                known[f"default_{name}"], default = one.default, f"=default_{name}"
            elif one.default_factory is not dataclasses.MISSING:
                known[f"make_{name}"], default = one.default_factory, "=MISSING"
                value = f"make_{name}() if {name} is MISSING else {name}"
            if one.init:
                (named if one.kw_only else positional).append(name + default)
            elif default:
                value = default[1:] if value == name else f"make_{name}()"
            else:
                continue
            body.append(f" self.{name} = {value}")
        if hasattr(own, "__post_init__"):
            body.append(" self.__post_init__()")
        parameters = ["self", *positional, *(["*", *named] if named else [])]
        head = f"def init({', '.join(parameters)}):"
        # Names of fields are all that is written into it.
        exec("\n".join([head, *(body or [" pass"])]), known)  # noqa: S102
        init: Method = known["init"]
        return init

    def _methods(
        fields: tuple[dataclasses.Field, ...], frozen: bool, eq: bool
    ) -> dict[str, Method | None]:
        methods = {"__repr__": _repr([f.name for f in fields if f.repr])}
        if not eq:
            return methods
        methods["__eq__"] = _eq(_values([f.name for f in fields if f.compare]))
        hashed = [f for f in fields if (f.compare if f.hash is None else f.hash)]
        names = [field.name for field in hashed]
        methods["__hash__"] = _hash(_values(names)) if frozen else None
        return methods

    def _values(names: list[str]) -> Method:
        """From an object to the tuple of its fields."""
        if len(names) > 1:
            return attrgetter(*names)
        return lambda one: tuple(getattr(one, name) for name in names)

    def _eq(values: Method) -> Method:
        def equal(self: object, other: object) -> bool:
            if other.__class__ is not self.__class__:
                return NotImplemented
            return self is other or values(self) == values(other)

        return equal

    def _hash(values: Method) -> Method:
        def hashed(self: object) -> int:
            return hash(values(self))

        return hashed

    def _repr(names: list[str]) -> Method:
        @recursive_repr()
        def shown(self: object) -> str:
            told = ", ".join(f"{name}={getattr(self, name)!r}" for name in names)
            return f"{self.__class__.__qualname__}({told})"

        return shown


__all__ = ["dataclass"]
