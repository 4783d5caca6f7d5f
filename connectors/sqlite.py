"""SQLite files through ADBC, opened for reading only; every column as its text.

A column of SQLite may hold values of any type. As text each of them keeps its own
spelling, and one that does not convert is counted as invalid, with its value.
"""

import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import quote

from upheld.connectors.adbc_session import Session, said
from upheld.connectors.base import Attached, SourceError, SourceSpec, Table
from upheld.connectors.database import Field, FieldKind, origin_of, read
from upheld.connectors.files import Found, evidence, files_of
from upheld.connectors.options import refuse_unknown, text_option
from upheld.connectors.packages import needed
from upheld.connectors.quoting import identifier, literal
from upheld.connectors.wanted import MARGIN, Test, number_test, shifted, text_test
from upheld.dsl.dataclass import dataclass

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

OPTIONS = ("table", "query")

#: What an ISO 8601 moment begins with, as SQLite's own pattern.
_ISO = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]*"

_TEXTUAL = re.compile("CHAR|CLOB|TEXT", re.IGNORECASE)
_WHOLE = re.compile("INT", re.IGNORECASE)

#: What every SQLite file begins with; an empty one is a database without tables.
_MAGIC = b"SQLite format 3\x00"


class SqliteConnector:
    """A table, view or query of a file: `from "calls.sqlite#calls"`."""

    kind: ClassVar[str] = "sqlite"
    suffixes: ClassVar[tuple[str, ...]] = (".sqlite", ".sqlite3")
    extra: ClassVar[str] = "sqlite"
    needs: ClassVar[tuple[str, ...]] = ("adbc-driver-sqlite", "pyarrow")

    def attach(
        self, connection: "DuckDBPyConnection", spec: SourceSpec, relation: str
    ) -> Attached:
        """Makes a table of the columns and rows wanted, every value as text.

        Raises:
            SourceError: E4010 to E4014, E4019 to E4021, E4026, E4028, E4029.
        """
        refuse_unknown(spec, self.kind, OPTIONS)
        bare, table = _with_table(spec)
        found = _file_of(bare)
        proof = evidence(found, spec)
        with opened(spec, found) as session:
            table = table or _only_table(spec, session)
            origin = origin_of(spec, None if table is None else identifier(table))
            reader = SqliteReader(session, origin, table)
            made = read(connection, spec, relation, reader)
        return replace(made, files=(proof,))

    def survey(self, spec: SourceSpec) -> tuple[Table, ...]:
        """The table or query that is set, or else all tables."""
        refuse_unknown(spec, self.kind, OPTIONS)
        bare, table = _with_table(spec)
        with opened(spec, _file_of(bare)) as session:
            if text_option(spec, "query"):
                fields = SqliteReader(session, origin_of(spec, None), None).fields()
                return (Table("query", {f.name: f.type for f in fields}),)
            names = [table] if table is not None else _tables(session)
            return tuple(_surveyed(session, name) for name in names)


@contextmanager
def opened(spec: SourceSpec, found: Found) -> Iterator[Session]:
    """A connection that cannot write, on one snapshot of the file."""
    driver = needed("adbc_driver_sqlite.dbapi", "sqlite", "sqlite")
    needed("pyarrow", "sqlite", "sqlite")
    with found.path.open("rb") as file:
        if file.read(len(_MAGIC)) != _MAGIC:
            raise SourceError("E4012", f"`{found.name}` is no SQLite database")
    try:
        connection = driver.connect(f"file:{quote(str(found.path))}?mode=ro")
    except Exception as error:
        raise said(error, spec.name, frozenset(), "E4029") from error
    try:
        session = Session(spec.name, connection, frozenset())
        session.run("PRAGMA query_only = ON")
        ((mode,),) = session.rows("PRAGMA query_only")
        if int(mode) != 1:
            raise SourceError("E4029", f"source `{spec.name}` is not read-only")
        yield session
    finally:
        connection.close()


@dataclass(frozen=True, slots=True)
class SqliteReader:
    """Reads one table or query; see `upheld.connectors.database`."""

    session: Session
    origin: str
    table: str | None
    kind: str = "sqlite"
    is_text: bool = True

    def quoted(self, name: str) -> str:
        """A name in double quotes."""
        return identifier(name)

    def fields(self) -> tuple[Field, ...]:
        """The columns, each as text; a blob as its hexadecimal digits."""
        schema = self.session.schema(f"SELECT * FROM {self.origin} LIMIT 0")
        declared = {} if self.table is None else self._declared()
        return tuple(_field(name, declared.get(name, "")) for name in schema.names)

    def _declared(self) -> dict[str, str]:
        rows = self.session.rows(
            f"SELECT name, type FROM pragma_table_xinfo({literal(self.table or '')})"
        )
        return {str(name): str(type_ or "") for name, type_ in rows}

    def compiled(self, test: Test, field: Field) -> str | None:
        """Tests of texts, whole numbers, and of moments by their date as written."""
        name = identifier(field.name)
        match field.kind:
            case "written moment" if test.moment:
                return _moment_test(test, name)
            case "written moment":
                return text_test(test, name, literal)
            case "whole" if not test.moment:
                sql = number_test(test, name)
                odd = f"typeof({name}) IN ('text', 'blob', 'real')"
                return None if sql is None else f"({sql} OR {odd})"
            case _:
                return None

    def unique(self) -> list[Collection[str]]:
        """The primary key where it is never empty, and such unique indexes."""
        if self.table is None:
            return []
        table = literal(self.table)
        columns = self.session.rows(
            f'SELECT name, type, "notnull", pk FROM pragma_table_info({table})'
        )
        filled = {str(name) for name, _, notnull, _ in columns if notnull}
        key = [(str(n), str(t).upper()) for n, t, _, pk in columns if pk]
        keys: list[Collection[str]] = []
        if len(key) == 1 and key[0][1] == "INTEGER":
            keys.append({key[0][0]})
        rows = self.session.rows(f"""
            SELECT i.name, c.name FROM pragma_index_list({table}) AS i,
              pragma_index_info(i.name) AS c WHERE i."unique" AND NOT i.partial""")
        indexes: dict[str, set[str]] = {}
        for index, column in rows:
            indexes.setdefault(str(index), set()).add(str(column))
        return [*keys, *(one for one in indexes.values() if one <= filled)]

    def span(self, field: Field) -> str | None:
        """None: moments are texts here, and their order is not that of texts."""
        del field
        return None

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """A few rows."""
        return self.session.rows(sql)

    def stream(self, sql: str) -> Any:
        """Many rows."""
        return self.session.stream(sql)

    def broken(self, error: Exception) -> SourceError:
        """The file changed or is damaged."""
        return said(error, self.session.name, frozenset(), "E4026")


def _field(name: str, type_: str) -> Field:
    quoted = identifier(name)
    kind: FieldKind = "other"
    if _WHOLE.search(type_):
        kind = "whole"
    elif _TEXTUAL.search(type_):
        kind = "written moment"
    # The driver takes the type of a column from its first rows, and a column without
    # any value for whole numbers: so every value is a text, an empty one for nothing.
    text = f"coalesce(CAST({quoted} AS TEXT), '')"
    select = f"CASE typeof({quoted}) WHEN 'blob' THEN hex({quoted}) ELSE {text} END"
    load = f"nullif(CAST({quoted} AS VARCHAR), '')"
    return Field(name, type_.lower() or "any", kind, select, load)


def _moment_test(test: Test, name: str) -> str:
    """By the date as text, two days wider; what does not look like a date is kept."""
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(
        microseconds=shifted(test, MARGIN)
    )
    either = f"{name} {test.operator} '{moment:%Y-%m-%d}' OR {name} NOT GLOB '{_ISO}'"
    return f"({either} OR {name} IS NULL)" if test.or_missing else f"({either})"


def _with_table(spec: SourceSpec) -> tuple[SourceSpec, str | None]:
    """The spec without `#table` at its end, and the table's name."""
    location, sign, written = spec.location.rpartition("#")
    option = text_option(spec, "table")
    if not sign:
        return spec, option
    if option is not None and option != written:
        raise SourceError(
            "E4019",
            f"two tables for one source: `{written}` behind `#`, option `{option}`",
        )
    return replace(spec, location=location), written


def _file_of(spec: SourceSpec) -> Found:
    files = files_of(spec)
    if len(files) != 1:
        raise SourceError("E4019", f"`{spec.name}` means several databases")
    if files[0].path.stat().st_size == 0:
        raise SourceError("E4011", f"`{files[0].name}` is an empty file")
    return files[0]


def _tables(session: Session) -> list[str]:
    rows = session.rows("""
        SELECT name FROM sqlite_schema
        WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
        ORDER BY name""")
    return [str(name) for (name,) in rows]


def _only_table(spec: SourceSpec, session: Session) -> str | None:
    """The one table of a file that has no other; None where a query is set."""
    if text_option(spec, "query"):
        return None
    names = _tables(session)
    if len(names) == 1:
        return names[0]
    listed = ", ".join(f"`{name}`" for name in names) or "none"
    raise SourceError(
        "E4020",
        f"which table of `{spec.name}` is meant?",
        help=f'set `table`, or write `from "FILE#TABLE"`; tables: {listed}',
    )


def _surveyed(session: Session, name: str) -> Table:
    fields = SqliteReader(session, identifier(name), name).fields()
    return Table(name, {field.name: field.type for field in fields})
