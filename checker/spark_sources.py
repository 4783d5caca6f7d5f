"""Sources of a cluster: Parquet files on a path that it reads, and tables by name.

    from "calls.parquet"               a file of the project, on storage both can see
    path = "s3a://lake/calls"          an address that the cluster alone reads
    kind = "delta", path = "…"         where the cluster has the library for it
    kind = "spark", table = "lake.calls"    a table of its catalog, of whatever format

Each source becomes a view with one more column: where in the source a row stands.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from upheld.checker.duck import Duck
from upheld.checker.sql.spark import PLACE
from upheld.checker.sql.spark_text import quoted
from upheld.connectors.base import Attached, SourceError, SourceSpec
from upheld.connectors.options import refuse_unknown
from upheld.connectors.parquet import ParquetConnector
from upheld.connectors.registry import kind_of

#: Kinds of sources -> the format that Spark knows them by.
FORMATS = {"parquet": "parquet", "delta": "delta", "iceberg": "iceberg"}

#: Spark's types -> DuckDB's words for them, by which the checker tells them apart.
_TYPES = {
    "string": "VARCHAR",
    "timestamp": "TIMESTAMP WITH TIME ZONE",
    "timestamp_ntz": "TIMESTAMP",
    "date": "DATE",
    "boolean": "BOOLEAN",
    "tinyint": "TINYINT",
    "smallint": "SMALLINT",
    "int": "INTEGER",
    "bigint": "BIGINT",
    "float": "FLOAT",
    "double": "DOUBLE",
}

_PLACES = "struct(_metadata.file_path, _metadata.row_index)"


def attach(session: Any, local: Duck, spec: SourceSpec, relation: str) -> Attached:
    """Makes the view of a source.

    Raises:
        SourceError: E4010 to E4029, as of any source.
    """
    if spec.options.get("kind") == "spark":
        return _table(session, spec, relation)
    if spec.options.get("kind") == "iceberg" and spec.options.get("table"):
        return _table(session, spec, relation)
    kind = _kind(spec)
    if "://" in spec.location or kind != "parquet":
        return _address(session, spec, relation, kind)
    return _files(session, local, spec, relation)


def _kind(spec: SourceSpec) -> str:
    """The kind of a source that Spark reads.

    Raises:
        SourceError: E4015, no other is read there.
    """
    declared = spec.options.get("kind")
    if "://" in spec.location and declared in (None, "s3"):
        return "parquet"
    kind = kind_of(spec)
    if kind in FORMATS:
        return kind
    raise SourceError(
        "E4015",
        f"the engine `spark` reads no source of kind `{kind}`",
        "give it as Parquet, or as a table of the cluster's catalog",
    )


def _files(session: Any, local: Duck, spec: SourceSpec, relation: str) -> Attached:
    """Parquet files of the project: their footers are read here, their rows there."""
    here = ParquetConnector().attach(local.connection, spec, f"{relation} here")
    paths = [_escaped(path.as_uri()) for path in here.paths]
    frame = _read(session, spec, "parquet", paths)
    columns = _columns(frame)
    _view(session, frame, relation)
    return replace(here, relation=relation, columns=columns, paths=(), in_order=False)


def _escaped(uri: str) -> str:
    """An address of exactly one file, whose signs mean no pattern."""
    from urllib.parse import unquote

    plain = unquote(uri)
    return "".join(f"\\{sign}" if sign in "{}[]*?\\" else sign for sign in plain)


def _address(session: Any, spec: SourceSpec, relation: str, kind: str) -> Attached:
    """A folder or file that the cluster alone may see."""
    location = spec.location
    if "://" not in location:
        from upheld.connectors.delta import folder_of

        location = folder_of(spec).as_uri()
    frame = _read(session, spec, FORMATS[kind], [location])
    return _attached(session, spec, relation, frame, kind)


def _table(session: Any, spec: SourceSpec, relation: str) -> Attached:
    """A table of the cluster's catalog."""
    name = spec.options.get("table")
    if not isinstance(name, str) or not name:
        raise SourceError(
            "E4020", f"which table is meant by source `{spec.name}`?", "set `table`"
        )
    if spec.options.get("kind") == "spark":
        refuse_unknown(spec, "spark", ("table",))
    named = ".".join(quoted(part) for part in name.split("."))
    try:
        frame = session.table(named)
        _ = frame.schema
    except Exception as error:
        raise _said(spec, error) from error
    return _attached(session, spec, relation, frame, "spark")


def _attached(
    session: Any, spec: SourceSpec, relation: str, frame: Any, kind: str
) -> Attached:
    try:
        columns = _columns(frame)
        _view(session, frame, relation)
        rows = session.sql(f"SELECT count(*) FROM {quoted(relation)}").toArrow()
        number = int(rows.column(0)[0].as_py())
    except SourceError:
        raise
    except Exception as error:
        raise _said(spec, error) from error
    return Attached(
        kind, relation, columns, number, 0, (), (), (), False, in_order=False
    )


def _read(session: Any, spec: SourceSpec, format_: str, paths: list[str]) -> Any:
    try:
        reader = session.read.format(format_).option("mergeSchema", "true")
        frame = reader.load(paths if len(paths) > 1 else paths[0])
        _ = frame.schema
    except Exception as error:
        raise _said(spec, error) from error
    return frame


def _columns(frame: Any) -> Mapping[str, str]:
    return {f.name: _type(f.dataType.simpleString()) for f in frame.schema.fields}


def _type(name: str) -> str:
    """DuckDB's word for a type; nested ones and the like keep their own."""
    if name.startswith(("char", "varchar")):
        return "VARCHAR"
    return _TYPES.get(name, name.upper())


def _view(session: Any, frame: Any, relation: str) -> None:
    """A view of a source, each row with its place.

    What is read from files has a name and a number there. Elsewhere the place is the
    row itself, and its number among rows that are wholly equal.
    """
    try:
        placed = frame.selectExpr("*", f"{_PLACES} AS {quoted(PLACE)}")
        _ = placed.schema
    except Exception:  # noqa: BLE001 - whatever says that there are no such columns
        every = ", ".join(quoted(name) for name in frame.columns)
        row = f"struct({every})"
        among = f"row_number() OVER (PARTITION BY {row} ORDER BY 1)"
        placed = frame.selectExpr("*", f"struct({row}, {among}) AS {quoted(PLACE)}")
    placed.createOrReplaceTempView(quoted(relation))
    del session


def _said(spec: SourceSpec, error: Exception) -> SourceError:
    """An error of Spark about a source, in our words."""
    words = str(error)
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    note = lines[0][:300] if lines else type(error).__name__
    if "TABLE_OR_VIEW_NOT_FOUND" in words or "SCHEMA_NOT_FOUND" in words:
        table = spec.options.get("table", spec.name)
        return SourceError(
            "E4020",
            f"the cluster has no table `{table}`",
            "name it as `SHOW TABLES` of the cluster does, with catalog and schema",
        )
    if "PATH_NOT_FOUND" in words or "FileNotFound" in words:
        return SourceError(
            "E4010",
            f"`{spec.name}` is not there for the cluster",
            "put it on storage that every worker reads, and name it as they see it",
        )
    if "DATA_SOURCE_NOT_FOUND" in words or "ClassNotFound" in words:
        return SourceError(
            "E4028",
            f"the cluster cannot read the format of `{spec.name}`",
            "start its server with the library of that format: docs/spark.md",
            (note,),
        )
    return SourceError(
        "E4012", f"the cluster cannot read `{spec.name}`", help=note, notes=()
    )
