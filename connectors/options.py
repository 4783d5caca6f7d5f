"""Options of a source, taken with their type."""

from collections.abc import Collection

from upheld.connectors.base import SourceError, SourceSpec

#: Options that the registry takes, whatever the kind.
_COMMON = frozenset({"kind", "path"})


def refuse_unknown(spec: SourceSpec, kind: str, known: Collection[str]) -> None:
    """Refuses options that mean nothing for a kind.

    Raises:
        SourceError: E4019, with the options that do.
    """
    for name in sorted(set(spec.options) - set(known) - _COMMON):
        if spec.options[name] is None:
            continue
        listed = ", ".join(f"`{one}`" for one in sorted(known)) or "none"
        raise SourceError(
            "E4019",
            f"option `{name}` means nothing for a source of kind `{kind}`",
            help=f"options of `{kind}`: {listed}",
        )


def text_option(spec: SourceSpec, name: str) -> str | None:
    """An option that is a text, None where it is not given."""
    value = spec.options.get(name)
    if value is None or isinstance(value, str):
        return value
    raise _wrong(spec, name, "a text")


def truth_option(spec: SourceSpec, name: str, *, default: bool) -> bool:
    """An option that is true or false."""
    value = spec.options.get(name)
    if value is None:
        return default
    if isinstance(value, bool):
        return value
    raise _wrong(spec, name, "true or false")


def names_option(spec: SourceSpec, name: str) -> tuple[str, ...] | None:
    """An option that is a list of names."""
    value = spec.options.get(name)
    if value is None:
        return None
    if isinstance(value, list | tuple):
        names = tuple(one for one in value if isinstance(one, str) and one)
        if names and len(names) == len(value):
            return names
    raise _wrong(spec, name, "a list of names")


def sign_option(spec: SourceSpec, name: str) -> str | None:
    """An option that is one sign, as a delimiter is."""
    value = text_option(spec, name)
    if value is not None and len(value) != 1:
        raise _wrong(spec, name, "one sign")
    return value


def _wrong(spec: SourceSpec, name: str, expected: str) -> SourceError:
    found = spec.options[name]
    return SourceError(
        "E4019",
        f"option `{name}` of source `{spec.name}` must be {expected}, found `{found}`",
    )
