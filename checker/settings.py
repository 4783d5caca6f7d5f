"""What `upheld.toml` (or `[tool.upheld]` of pyproject.toml) and `UPHELD_*` say.

policies = ["standards/*.std"]
memory_limit = "2GB"
[sources.calls]
path = "exports/calls-*.csv"
delimiter = ";"
"""

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import field
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, NewType

from upheld.checker.part import Part
from upheld.checker.settings_lengths import MEMORY
from upheld.checker.settings_mistakes import (
    Layer,
    Shape,
    mistakes,
    syntax_mistake,
    unreadable,
)
from upheld.connectors.base import SourceSpec
from upheld.dsl.dataclass import dataclass
from upheld.dsl.diagnostics import Diagnostic
from upheld.dsl.source import Source

FILE = "upheld.toml"
PREFIX = "UPHELD_"
_TRUTHS = {"true": True, "1": True, "false": False, "0": False}

#: A text that may be written as a number: `target = 5` needs no quotes.
Written = NewType("Written", str)


def _setting(default: object, description: str, **limits: object) -> Any:
    """A field with what it must be, in words, and the limits that pydantic holds it to.

    Args:
        default: the value where none is given; a class is called for one.
        description: the words of a mistake, after `must be`.
        limits: as of `pydantic.Field`.
    """
    metadata = {"description": description, **limits}
    if isinstance(default, type):
        return field(default_factory=default, metadata=metadata)
    return field(default=default, metadata=metadata)


class SourceSettings(Part):
    """One `[sources.NAME]`: where it lies, and how it is written."""

    path: str | None = _setting(
        None, "a path, a glob, a folder or an address", min_length=1
    )
    uri: str | None = _setting(
        None, "the name of an environment variable that holds an address", min_length=1
    )
    kind: str | None = _setting(None, "a text, as `csv`")
    delimiter: str | None = _setting(None, "one sign", min_length=1, max_length=1)
    quote: str | None = _setting(None, "one sign, or empty", max_length=1)
    encoding: str | None = _setting(None, "a text, as `cp1250`")
    header: bool | None = _setting(None, "true or false")
    columns: tuple[str, ...] | None = _setting(None, "a list of names")
    table: str | None = _setting(None, "a text")
    query: str | None = _setting(None, "a text: one SELECT", min_length=1)
    time_limit: timedelta | None = _setting(
        None, 'a length of time, as `"90s"`', gt=timedelta(0)
    )
    options: dict[str, object] = _setting(
        dict, "a table of options that only some connectors have"
    )

    @property
    def lies_somewhere(self) -> bool:
        """Whether it says where its rows are."""
        in_catalog = self.kind == "spark" and self.table is not None
        return self.path is not None or self.uri is not None or in_catalog

    @property
    def location(self) -> str:
        """The path, or nothing where an address is taken from the environment."""
        return self.path or ""

    def given(self) -> Mapping[str, object]:
        """The options that are set, as a connector takes them."""
        named = {
            name: value
            for name, value in vars(self).items()
            if value is not None and name not in ("path", "options")
        }
        return MappingProxyType({**self.options, **named})


class NotifySettings(Part):
    """`[notify]`: that a webhook is told, and in whose form.

    Its address and the key of its signature stand in the environment alone.
    """

    shape: Literal["slack", "teams"] = _setting("slack", "one of `slack`, `teams`")


class Settings(Part):
    """The settings of a project; paths are taken from its root."""

    policies: tuple[str, ...] = _setting(
        ("*.std", "policies/**/*.std"), "a list of paths or globs"
    )
    sources: dict[str, SourceSettings] = _setting(dict, "a table of sources")
    memory_limit: str | None = _setting(None, 'a size, as `"2GB"`', pattern=MEMORY)
    threads: int | None = _setting(None, "a whole number from 1", ge=1, le=1024)
    time_limit: timedelta | None = _setting(
        None, 'a length of time, as `"90s"` or `"5m"`, or seconds', gt=timedelta(0)
    )
    fail_on: Literal["breached", "warned", "never"] = _setting(
        "breached", "one of `breached`, `warned`, `never`"
    )
    no_data: Literal["fail", "warn", "strict"] = _setting(
        "fail", "one of `fail`, `warn`, `strict`"
    )
    lang: Literal["en", "sv", "pl", "cs"] = _setting(
        "en", "one of `en`, `sv`, `pl`, `cs`"
    )
    parameters: dict[str, Written] = _setting(
        dict, 'texts by name, as `target = "92%"`'
    )
    baseline: str | None = _setting(
        None, "the path of a result, as `2025.json`", min_length=1
    )
    outside: bool = _setting(False, "true or false")
    history: str | None = _setting(None, 'a path, as `"history.duckdb"`', min_length=1)
    notify: NotifySettings | None = _setting(None, "a table, as `[notify]`")
    organisation: str | None = _setting(None, "a text, for the head of reports")
    personal: tuple[str, ...] = _setting((), "a list of columns that tell of people")
    show_personal: bool = _setting(False, "true or false")
    title: str | None = _setting(None, "a text, for the head of reports")


#: Settings that the environment may give: those of one value.
SCALARS = (
    "memory_limit",
    "threads",
    "time_limit",
    "fail_on",
    "no_data",
    "lang",
    "baseline",
    "outside",
    "history",
    "organisation",
    "show_personal",
    "title",
)


@dataclass(frozen=True, slots=True)
class _File:
    """The settings file that was found."""

    path: Path
    prefix: tuple[str, ...]


def load_settings(
    start: Path, *, environment: Mapping[str, str] | None = None
) -> tuple[Settings, Path, tuple[Diagnostic, ...], Mapping[str, Source]]:
    """The settings that hold in a folder.

    Args:
        start: a folder, or a file in it; settings are searched from there upward, and
            in one folder `upheld.toml` goes before pyproject.toml.
        environment: in place of the process's own; `UPHELD_THREADS=2` goes before the
            file.

    Returns:
        The settings (the defaults where something is wrong), the folder that relative
        paths are taken from, what is wrong, and the texts that the places belong to.
    """
    folder = (start.parent if start.is_file() else start).resolve()
    found = _search(folder)
    if found is None:
        settings, wrong, sources = _settings({}, None, environment)
        return settings, folder, wrong, sources
    name = Path(os.path.relpath(found.path, folder)).as_posix()
    root = found.path.parent
    try:
        text = found.path.read_bytes().decode("utf-8").replace("\r\n", "\n")
        data: object = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        source = Source(name, text)
        return Settings(), root, (syntax_mistake(source, error),), {name: source}
    except (UnicodeDecodeError, OSError) as error:
        source = Source(name, "")
        return Settings(), root, (unreadable(source, error),), {name: source}
    for key in found.prefix:
        data = data.get(key, {}) if isinstance(data, dict) else {}
    layer = Layer(Source(name, text), found.prefix)
    settings, wrong, sources = _settings(data, layer, environment)
    return settings, root, wrong, sources


def source_spec(settings: Settings, root: Path, name: str) -> SourceSpec:
    """What a policy means by `from "NAME"`: a source of the settings, or a path."""
    inside = None if settings.outside else root
    source = settings.sources.get(name)
    if source is None:
        return SourceSpec(name, name, root, MappingProxyType({}), inside)
    return SourceSpec(name, source.location, root, source.given(), inside)


def _search(folder: Path) -> _File | None:
    for here in (folder, *folder.parents):
        if (here / FILE).is_file():
            return _File(here / FILE, ())
        if _has_table(here / "pyproject.toml"):
            return _File(here / "pyproject.toml", ("tool", "upheld"))
    return None


def _has_table(path: Path) -> bool:
    """True for a pyproject.toml with our table, also one that does not parse."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return False
    try:
        return "upheld" in tomllib.loads(text).get("tool", {})
    except tomllib.TOMLDecodeError:
        return "[tool.upheld" in text


def _settings(
    data: object,
    layer: Layer | None,
    environment: Mapping[str, str] | None,
) -> tuple[Settings, tuple[Diagnostic, ...], Mapping[str, Source]]:
    """Settings of a file's data under those of the environment."""
    given = _given(os.environ if environment is None else environment)
    values = {name: _read(name, text) for name, text in given.items()}
    merged = {**data, **values} if isinstance(data, dict) else data
    variables = {
        name: Source(f"{PREFIX}{name.upper()}", text) for name, text in given.items()
    }
    sources = {source.name: source for source in variables.values()}
    if layer is not None:
        sources[layer.source.name] = layer.source
    if not merged:
        return Settings(), (), sources
    from upheld.checker.settings_values import ValidationError, checked

    try:
        return checked(Settings, merged), (), sources
    except ValidationError as error:
        shape = Shape(Settings, SourceSettings, {"notify": NotifySettings})
        wrong = mistakes(error, shape, layer=layer, variables=variables)
        return Settings(), wrong, sources


def _given(environment: Mapping[str, str]) -> dict[str, str]:
    """Scalar settings of the environment; an empty variable is none."""
    named = {name: environment.get(f"{PREFIX}{name.upper()}", "") for name in SCALARS}
    return {name: text for name, text in named.items() if text}


def _read(name: str, text: str) -> object:
    """A variable's text as the value that TOML would have had."""
    if name == "outside":
        return _TRUTHS.get(text.lower(), text)
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else text
