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
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    StrictStr,
    ValidationError,
    model_validator,
)
from pydantic_core import PydanticCustomError

from upheld.checker.settings_lengths import MEMORY, length_of_time
from upheld.checker.settings_mistakes import (
    PLACELESS,
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


def _written(value: object) -> object:
    """A whole number as its text, so that `target = 5` needs no quotes."""
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return str(value) if is_number else value


class SourceSettings(BaseModel):
    """One `[sources.NAME]`: where it lies, and how it is written."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    path: StrictStr | None = Field(
        default=None, min_length=1, description="a path, a glob, a folder or an address"
    )
    uri: StrictStr | None = Field(
        default=None,
        min_length=1,
        description="the name of an environment variable that holds an address",
    )
    kind: StrictStr | None = Field(default=None, description="a text, as `csv`")
    delimiter: StrictStr | None = Field(
        default=None, min_length=1, max_length=1, description="one sign"
    )
    quote: StrictStr | None = Field(
        default=None, max_length=1, description="one sign, or empty"
    )
    encoding: StrictStr | None = Field(default=None, description="a text, as `cp1250`")
    header: StrictBool | None = Field(default=None, description="true or false")
    columns: tuple[StrictStr, ...] | None = Field(
        default=None, description="a list of names"
    )
    table: StrictStr | None = Field(default=None, description="a text")
    query: StrictStr | None = Field(
        default=None, min_length=1, description="a text: one SELECT"
    )
    time_limit: Annotated[timedelta, BeforeValidator(length_of_time)] | None = Field(
        default=None, gt=timedelta(0), description='a length of time, as `"90s"`'
    )
    options: dict[str, object] = Field(
        default_factory=dict,
        description="a table of options that only some connectors have",
    )

    @model_validator(mode="after")
    def _lies_somewhere(self) -> Self:
        in_catalog = self.kind == "spark" and self.table is not None
        if self.path is None and self.uri is None and not in_catalog:
            raise PydanticCustomError(PLACELESS, "neither `path` nor `uri`")
        return self

    @property
    def location(self) -> str:
        """The path, or nothing where an address is taken from the environment."""
        return self.path or ""

    def given(self) -> Mapping[str, object]:
        """The options that are set, as a connector takes them."""
        named = self.model_dump(exclude={"path", "options"}, exclude_none=True)
        return MappingProxyType({**self.options, **named})


class NotifySettings(BaseModel):
    """`[notify]`: that a webhook is told, and in whose form.

    Its address and the key of its signature stand in the environment alone.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    shape: Literal["slack", "teams"] = Field(
        default="slack", description="one of `slack`, `teams`"
    )


class Settings(BaseModel):
    """The settings of a project; paths are taken from its root."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    policies: tuple[StrictStr, ...] = Field(
        default=("*.std", "policies/**/*.std"), description="a list of paths or globs"
    )
    sources: dict[str, SourceSettings] = Field(
        default_factory=dict, description="a table of sources"
    )
    memory_limit: StrictStr | None = Field(
        default=None,
        pattern=MEMORY,
        description='a size, as `"2GB"`',
    )
    threads: StrictInt | None = Field(
        default=None, ge=1, le=1024, description="a whole number from 1"
    )
    time_limit: Annotated[timedelta, BeforeValidator(length_of_time)] | None = Field(
        default=None,
        gt=timedelta(0),
        description='a length of time, as `"90s"` or `"5m"`, or seconds',
    )
    fail_on: Literal["breached", "warned", "never"] = Field(
        default="breached", description="one of `breached`, `warned`, `never`"
    )
    no_data: Literal["fail", "warn", "strict"] = Field(
        default="fail", description="one of `fail`, `warn`, `strict`"
    )
    lang: Literal["en", "sv", "pl", "cs"] = Field(
        default="en", description="one of `en`, `sv`, `pl`, `cs`"
    )
    parameters: dict[str, Annotated[StrictStr, BeforeValidator(_written)]] = Field(
        default_factory=dict, description='texts by name, as `target = "92%"`'
    )
    baseline: StrictStr | None = Field(
        default=None, min_length=1, description="the path of a result, as `2025.json`"
    )
    outside: StrictBool = Field(default=False, description="true or false")
    history: StrictStr | None = Field(
        default=None, min_length=1, description='a path, as `"history.duckdb"`'
    )
    notify: NotifySettings | None = Field(
        default=None, description="a table, as `[notify]`"
    )
    organisation: StrictStr | None = Field(
        default=None, description="a text, for the head of reports"
    )
    personal: tuple[StrictStr, ...] = Field(
        default=(), description="a list of columns that tell of people"
    )
    show_personal: StrictBool = Field(default=False, description="true or false")
    title: StrictStr | None = Field(
        default=None, description="a text, for the head of reports"
    )


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
    try:
        return Settings.model_validate(merged), (), sources
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
