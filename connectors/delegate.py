"""Files that are fetched first, and then read by the connector of their suffix."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from upheld.connectors.base import Attached, SourceError, SourceSpec
from upheld.connectors.files import suffix_of
from upheld.connectors.options import text_option
from upheld.connectors.quoting import identifier
from upheld.connectors.registry import SUFFIXES, load_connector

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

#: Kinds of files that can be fetched.
FORMATS = ("csv", "json", "parquet")


def format_of(spec: SourceSpec, name: str) -> str:
    """The kind of a fetched file: the option `format`, or its suffix.

    Raises:
        SourceError: E4015 where neither tells.
    """
    given = text_option(spec, "format")
    kind = given or SUFFIXES.get(suffix_of(name, SUFFIXES), "")
    if kind in FORMATS:
        return kind
    listed = ", ".join(f"`{one}`" for one in FORMATS)
    raise SourceError(
        "E4015",
        f"`{spec.name}` has no suffix that tells how it is written",
        help=f"set `format` in its options; known: {listed}",
    )


def suffix_for(name: str, kind: str) -> str:
    """The suffix that a fetched copy needs, so that it is unpacked too."""
    suffix = suffix_of(name, SUFFIXES)
    return suffix if SUFFIXES.get(suffix) == kind else f".{kind}"


def attach_copies(
    connection: "DuckDBPyConnection",
    spec: SourceSpec,
    relation: str,
    kind: str,
    folder: Path,
    own: Sequence[str],
) -> Attached:
    """Makes a table of fetched files, so that they are needed no more.

    Args:
        kind: of the files; `own` are options that are not the files' connector's.
        folder: a private folder with the copies and nothing else.
    """
    options = {k: v for k, v in spec.options.items() if k not in (*own, "kind")}
    options |= {"kind": kind}
    copies = replace(
        spec,
        location=str(folder),
        root=folder,
        options=MappingProxyType[str, object](options),
        inside=None,
    )
    loader = load_connector(kind)
    made = loader.attach(connection, _named(copies), f"{relation} fetched")
    connection.execute(
        f"CREATE TABLE {identifier(relation)} AS FROM {identifier(made.relation)}"
    )
    drop(connection, made.relation)
    return replace(made, relation=relation, files=(), paths=())


def _named(spec: SourceSpec) -> SourceSpec:
    """The one copy by itself, so that messages speak of a file."""
    files = sorted(Path(spec.location).iterdir())
    return replace(spec, location=str(files[0])) if len(files) == 1 else spec


def drop(connection: "DuckDBPyConnection", relation: str) -> None:
    """Removes a table or view."""
    found: Mapping[str, str] = dict(
        connection.execute(
            "SELECT table_name, table_type FROM information_schema.tables"
        ).fetchall()
    )
    kind = "VIEW" if found.get(relation) == "VIEW" else "TABLE"
    connection.execute(f"DROP {kind} {identifier(relation)}")
