"""From a source as asked for to the connector that reads it."""

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, cast

from upheld.connectors.base import Attached, Connector, SourceError, SourceSpec
from upheld.connectors.files import files_of, suffix_of

if TYPE_CHECKING:
    import duckdb

#: The group of entry points; a stranger's connector is found there by its kind.
GROUP = "upheld.connectors"

#: Kind -> where it lives. The same names are entry points of upheld's own package.
BUILT_IN: Mapping[str, str] = {
    "adbc": "upheld.connectors.adbc:AdbcConnector",
    "csv": "upheld.connectors.csv:CsvConnector",
    "delta": "upheld.connectors.delta:DeltaConnector",
    "duckdb": "upheld.connectors.duckdb:DuckdbConnector",
    "excel": "upheld.connectors.excel:ExcelConnector",
    "http": "upheld.connectors.http:HttpConnector",
    "iceberg": "upheld.connectors.iceberg:IcebergConnector",
    "json": "upheld.connectors.json:JsonConnector",
    "mysql": "upheld.connectors.mysql:MysqlConnector",
    "ocel": "upheld.connectors.ocel:OcelConnector",
    "parquet": "upheld.connectors.parquet:ParquetConnector",
    "postgresql": "upheld.connectors.postgresql:PostgresqlConnector",
    "s3": "upheld.connectors.s3:S3Connector",
    "sqlite": "upheld.connectors.sqlite:SqliteConnector",
    "stdin": "upheld.connectors.stdin:StdinConnector",
    "xes": "upheld.connectors.xes:XesConnector",
}

#: Suffix -> kind. Written out, so that choosing a connector imports none.
SUFFIXES: Mapping[str, str] = {
    ".csv": "csv",
    ".csv.gz": "csv",
    ".csv.zst": "csv",
    ".tsv": "csv",
    ".tsv.gz": "csv",
    ".tsv.zst": "csv",
    ".parquet": "parquet",
    ".pq": "parquet",
    ".json": "json",
    ".ndjson": "json",
    ".jsonl": "json",
    ".json.gz": "json",
    ".ndjson.gz": "json",
    ".jsonl.gz": "json",
    ".duckdb": "duckdb",
    ".db": "duckdb",
    ".sqlite": "sqlite",
    ".sqlite3": "sqlite",
    ".xlsx": "excel",
    ".xlsm": "excel",
    ".xes": "xes",
    ".xes.gz": "xes",
    ".jsonocel": "ocel",
    ".xmlocel": "ocel",
    ".sqliteocel": "ocel",
}

#: What stands for standard input on the command line.
STANDARD_INPUT = "-"


def attach(
    connection: "duckdb.DuckDBPyConnection", spec: SourceSpec, relation: str
) -> Attached:
    """Makes the relation of a source through the connector of its kind.

    Raises:
        SourceError: E4010 to E4029.
    """
    kind = kind_of(spec)
    connector = load_connector(kind)
    try:
        return connector.attach(connection, spec, relation)
    except SourceError:
        raise
    except Exception as error:
        if kind in BUILT_IN:
            raise
        raise SourceError(
            "E4023",
            f"the connector `{kind}` failed",
            help=f"tell its authors: {type(error).__name__}: {error}",
        ) from error


def kind_of(spec: SourceSpec) -> str:
    """The kind of a source: declared, or told by the suffix of its files.

    Raises:
        SourceError: E4015 where nothing tells, E4018 for a folder of several kinds.
    """
    declared = spec.options.get("kind")
    if spec.location == STANDARD_INPUT:
        return "stdin"
    if declared == "spark":
        raise SourceError(
            "E4015",
            f"`{spec.name}` is a table of a Spark cluster",
            help="judge it there: `--engine spark --spark-remote sc://host:15002`",
        )
    if isinstance(declared, str):
        return declared
    if "://" in spec.location:
        raise SourceError(
            "E4015",
            f"`{spec.name}` is an address, and upheld reads files",
            help=f"set `kind` for the source in upheld.toml; known: {_listed()}",
        )
    suffix = suffix_of(spec.location.partition("#")[0], SUFFIXES)
    if suffix in SUFFIXES and not (spec.root / spec.location).is_dir():
        return SUFFIXES[suffix]
    return _kind_of_files(spec)


def known_kinds() -> tuple[str, ...]:
    """Built-in kinds and those of installed packages, sorted."""
    from importlib.metadata import entry_points

    return tuple(sorted({*BUILT_IN, *(one.name for one in entry_points(group=GROUP))}))


def providers() -> dict[str, tuple[str, str]]:
    """Kind -> name and version of the installed package that registers it."""
    from importlib.metadata import entry_points

    return {
        one.name: (one.dist.name, one.dist.version)
        for one in entry_points(group=GROUP)
        if one.dist is not None
    }


def load_connector(kind: str) -> Connector:
    """The connector of a kind; no other one is imported.

    Raises:
        SourceError: E4015 unknown kind, E4023 a connector that does not load.
    """
    if kind in BUILT_IN:
        module, _, name = BUILT_IN[kind].partition(":")
        return cast("Connector", getattr(import_module(module), name)())
    from importlib.metadata import entry_points

    found = entry_points(group=GROUP, name=kind)
    if not found:
        raise SourceError(
            "E4015", f"unknown kind of source `{kind}`", help=f"known: {_listed()}"
        )
    try:
        return cast("Connector", next(iter(found)).load()())
    except Exception as error:  # a stranger's code may raise anything
        raise SourceError(
            "E4023",
            f"the connector `{kind}` does not load",
            help=f"{type(error).__name__}: {error}",
        ) from error


def _kind_of_files(spec: SourceSpec) -> str:
    """The one kind of the files of a folder or glob, or of an unknown suffix."""
    names = [found.name for found in files_of(spec)]
    suffixes = {suffix_of(name, SUFFIXES) for name in names}
    kinds = {SUFFIXES.get(one, one.removeprefix(".")) for one in suffixes}
    if len(kinds) > 1:
        raise SourceError(
            "E4018",
            f"`{spec.name}` holds files of several kinds",
            help="name those that are meant, as `calls/*.csv`",
            notes=(f"suffixes there: {', '.join(sorted(suffixes))}",),
        )
    kind = kinds.pop()
    if kind in known_kinds():
        return kind
    what = f"suffix `.{kind}`" if kind else "no suffix"
    raise SourceError(
        "E4015",
        f"`{spec.name}` has {what}, and that tells no kind of source",
        help=f"set `kind` for the source in upheld.toml; known: {_listed()}",
    )


def _listed() -> str:
    return ", ".join(f"`{kind}`" for kind in known_kinds())
