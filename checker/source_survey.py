"""Which connectors there are, and what the configured sources hold.

csv         0.1.0   upheld
postgresql  0.1.0   upheld, adbc-driver-postgresql 1.13.0, pyarrow 26.0.1
odd                 broken: ModuleNotFoundError: No module named 'odd'
"""

from collections.abc import Iterator, Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import cast

from upheld.checker.phrases import Phrase, Told, phrase
from upheld.checker.session import as_diagnostic
from upheld.checker.settings import FILE, Settings, source_spec
from upheld.checker.toml_places import find_places
from upheld.connectors.base import SourceError, SourceSpec, Surveyor, Table
from upheld.connectors.lock import connect
from upheld.connectors.registry import (
    BUILT_IN,
    attach,
    kind_of,
    known_kinds,
    load_connector,
    providers,
)
from upheld.dsl.dataclass import dataclass
from upheld.dsl.diagnostics import Diagnostic
from upheld.dsl.source import NOWHERE, Source, Span


@dataclass(frozen=True, slots=True)
class Installed:
    """One connector: what it comes with, or why it cannot be used."""

    kind: str
    version: str
    comes_with: tuple[str, ...]
    fault: Told = ""


@dataclass(frozen=True, slots=True)
class Surveyed:
    """One configured source: its tables, or why they cannot be read."""

    name: str
    kind: str
    tables: tuple[Table, ...] = ()
    fault: Diagnostic | None = None


def installed() -> Iterator[Installed]:
    """Every connector of this Python, those that are broken too."""
    provided = providers()
    for kind in known_kinds():
        package, version = provided.get(kind, ("upheld", _version("upheld")))
        try:
            connector = load_connector(kind)
        except SourceError as error:
            yield Installed(kind, version, (package,), broken(error.help))
            continue
        needs = cast("Sequence[str]", getattr(connector, "needs", ()))
        lacking = [name for name in needs if not _version(name)]
        extra = getattr(connector, "extra", "") if kind in BUILT_IN else ""
        fault = lack_of(lacking, extra)
        there = [f"{name} {_version(name)}" for name in needs if name not in lacking]
        yield Installed(kind, version, (package, *there), fault)


def broken(why: str) -> Phrase:
    """Why a connector cannot be used, as its own error says."""
    return phrase("broken: {why}", why=why)


def lack_of(names: Sequence[str], extra: str) -> Told:
    """What has to be installed for a connector, if anything."""
    if not names:
        return ""
    needed = ", ".join(names)
    if not extra:
        return phrase("needs {names}", names=needed)
    command = f"pip install 'upheld[{extra}]'"
    return phrase("needs {names}: {command}", names=needed, command=command)


def _version(distribution: str) -> str:
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return ""


def surveyed(
    settings: Settings,
    root: Path,
    names: Sequence[str],
    sources: Mapping[str, Source],
) -> Iterator[Surveyed]:
    """What each source of the settings holds, in their order.

    Args:
        names: only these; all of them if empty.
        sources: the texts of the settings, for the places of what is wrong.
    """
    for name in settings.sources:
        if names and name not in names:
            continue
        spec = source_spec(settings, root, name)
        kind = ""
        try:
            kind = kind_of(spec)
            yield Surveyed(name, kind, tables_of(spec, kind))
        except SourceError as error:
            fault = as_diagnostic(error, place_of(name, sources))
            yield Surveyed(name, kind, fault=fault)


def tables_of(spec: SourceSpec, kind: str) -> tuple[Table, ...]:
    """The tables of one source; of one that cannot tell them, the rows it gives.

    Raises:
        SourceError: it cannot be read.
    """
    connector = load_connector(kind)
    if hasattr(connector, "survey"):
        return cast("Surveyor", connector).survey(spec)
    connection = connect()
    try:
        attached = attach(connection, spec, "source")
    finally:
        connection.close()
    columns = dict.fromkeys(attached.columns, "text") if attached.text else None
    return (Table(spec.name, columns or attached.columns, attached.rows),)


def place_of(name: str, sources: Mapping[str, Source]) -> Span:
    """Where a source stands in the settings file."""
    for file, source in sources.items():
        prefix = () if Path(file).name == FILE else ("tool", "upheld")
        place = find_places(source.text).keys.get((*prefix, "sources", name))
        if place is not None:
            line, column = source.place(place.start)
            end_line, end_column = source.place(place.end)
            return Span(file, line, column, end_line, end_column)
    return NOWHERE
