"""The sources of a run as SQL that can be run by hand in the DuckDB shell.

CREATE TABLE "source calls.csv 0" AS
FROM read_csv('/data/calls.csv', header = true, columns = {'id': 'VARCHAR'}, …);
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from upheld.checker.prepare import EventData
from upheld.checker.session import Session
from upheld.checker.source_files import delimiter_of, paths_of
from upheld.checker.sql.duckdb import literal, quoted
from upheld.connectors.base import Attached


def statements(session: Session, events: Sequence[EventData]) -> Iterable[str]:
    """Everything that must be run before the queries of a standard, in order."""
    yield "SET TimeZone = 'UTC';"
    seen: set[str] = set()
    for data in events:
        if data.attached.relation not in seen:
            seen.add(data.attached.relation)
            yield source_statement(session, data)
    for data in events:
        for statement in data.sql:
            yield f"{statement};"
    for name, columns in session.kept.items():
        yield _kept(name, columns)


def _kept(name: str, columns: Mapping[str, Sequence[int | None]]) -> str:
    """A table of moments that upheld worked out, such as the hours of a calendar."""
    lists = []
    for column, values in columns.items():
        numbers = ", ".join("NULL" if v is None else str(v) for v in values)
        lists.append(f"unnest([{numbers}]::BIGINT[]) AS {quoted(column)}")
    body = ",\n  ".join(lists)
    return f"CREATE TABLE {quoted(name)} AS\nSELECT\n  {body};"


def source_statement(session: Session, data: EventData) -> str:
    """The statement that reads one source as upheld has read it."""
    attached = data.attached
    paths = paths_of(session, data)
    relation = quoted(attached.relation)
    match attached.kind:
        case "parquet":
            return (
                f"CREATE VIEW {relation} AS\nFROM read_parquet({_listed(paths)},"
                " union_by_name = true, hive_partitioning = false);"
            )
        case "csv":
            return (
                f"CREATE TABLE {relation} AS\nFROM read_csv({_listed(paths)},"
                f" {_csv_options(attached, paths)});"
            )
        case "json":
            return (
                f"CREATE TABLE {relation} AS\nFROM read_json({_listed(paths)},"
                f" columns = {_columns(attached)});"
            )
        case "duckdb" if paths:
            return _database(session, attached, paths[0])
        case _ if attached.sent:
            asked = "\n".join(f"-- {line}" for line in _lines(attached.sent))
            return f"-- {relation}: what `{attached.kind}` was asked\n{asked}"
        case _:
            return f"-- {relation}: given by a program, not by a file"


def _lines(texts: Sequence[str]) -> list[str]:
    return "\n".join(texts).splitlines()


def _listed(paths: Iterable[Path]) -> str:
    return f"[{', '.join(literal(str(path)) for path in paths)}]"


def _columns(attached: Attached) -> str:
    named = (f"{literal(name)}: 'VARCHAR'" for name in attached.columns)
    return "{" + ", ".join(named) + "}"


def _csv_options(attached: Attached, paths: Sequence[Path]) -> str:
    """Every column as text; lines that are no row are left out, as upheld does."""
    delimiter = delimiter_of(attached, paths)
    parts = [
        "auto_detect = false",
        f"header = {'false' if delimiter is None else 'true'}",
        f"delim = {literal(delimiter or ',')}",
        "quote = '\"'",
        "escape = '\"'",
        "nullstr = ''",
        "allow_quoted_nulls = false",
        "store_rejects = true",
        f"columns = {_columns(attached)}",
    ]
    return "\n  " + ",\n  ".join(parts)


def _database(session: Session, attached: Attached, path: Path) -> str:
    """The database attached again, and the view upheld made of its table."""
    alias = quoted(f"database of {attached.relation}")
    views = session.run(
        f"SELECT sql FROM duckdb_views() WHERE view_name = {literal(attached.relation)}"
    )
    opened = f"ATTACH {literal(str(path))} AS {alias} (TYPE duckdb, READ_ONLY);"
    return "\n".join([opened, *(str(sql) for (sql,) in views)])
