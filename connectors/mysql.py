"""MySQL and MariaDB through PyMySQL: one read-only transaction, values as texts.

PyMySQL is written in Python alone, is kept up, and talks to both servers; no ADBC
driver for them can be installed from a package index. Rows are streamed from a cursor
that the server keeps, and handed over as Arrow batches of texts.
"""

import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import parse_qs, unquote, urlsplit

from upheld.connectors.base import Attached, SourceError, SourceSpec, Table
from upheld.connectors.database import (
    Field,
    FieldKind,
    origin_of,
    read,
    time_limit_of,
)
from upheld.connectors.failures import failure
from upheld.connectors.options import refuse_unknown, text_option
from upheld.connectors.packages import needed
from upheld.connectors.quoting import identifier, literal
from upheld.connectors.relations import first_line
from upheld.connectors.secrets import from_environment, secrets_in
from upheld.connectors.wanted import MARGIN, Test, number_test, shifted, text_test
from upheld.dsl.dataclass import dataclass

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

OPTIONS = ("uri", "table", "query", "time_limit")

#: Rows of one batch.
BATCH = 20_000

#: Numbers of the servers' errors -> code; all others are E4029.
ERRORS: dict[int, str] = {
    1044: "E4021",
    1142: "E4021",
    1143: "E4021",
    1045: "E4025",
    1698: "E4025",
    1820: "E4025",
    1862: "E4025",
    1049: "E4020",
    1146: "E4020",
    2002: "E4024",
    2003: "E4024",
    2005: "E4024",
    2006: "E4026",
    2013: "E4026",
    2055: "E4026",
    1317: "E4026",
    1927: "E4026",
    1969: "E4026",
    3024: "E4026",
}
TOO_LONG = (1969, 3024)

KINDS: dict[str, FieldKind] = {
    "tinyint": "whole",
    "smallint": "whole",
    "mediumint": "whole",
    "int": "whole",
    "bigint": "whole",
    "char": "text",
    "varchar": "text",
    "tinytext": "text",
    "text": "text",
    "mediumtext": "text",
    "longtext": "text",
    "enum": "text",
    "timestamp": "zoned",
    "datetime": "naive",
}
_BINARY = ("binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob")

#: Types of the protocol -> their names, for queries; texts and blobs share theirs.
PROTOCOL = {
    1: "tinyint",
    2: "smallint",
    3: "int",
    7: "timestamp",
    8: "bigint",
    9: "mediumint",
    12: "datetime",
}


class MysqlConnector:
    """A table, view or query; the address `mysql://…` stands in the environment."""

    kind: ClassVar[str] = "mysql"
    suffixes: ClassVar[tuple[str, ...]] = ()
    extra: ClassVar[str] = "mysql"
    needs: ClassVar[tuple[str, ...]] = ("pymysql", "pyarrow")

    def attach(
        self, connection: "DuckDBPyConnection", spec: SourceSpec, relation: str
    ) -> Attached:
        """Makes a table of the columns and rows wanted, every value as text.

        Raises:
            SourceError: E4014, E4019 to E4021, E4024 to E4029.
        """
        refuse_unknown(spec, self.kind, OPTIONS)
        origin = origin_of(spec, _table_of(spec))
        with opened(spec) as reader:
            reader.origin, reader.table = origin, text_option(spec, "table")
            return read(connection, spec, relation, reader)

    def survey(self, spec: SourceSpec) -> tuple[Table, ...]:
        """The table or query that is set, or else all tables that can be seen."""
        refuse_unknown(spec, self.kind, OPTIONS)
        with opened(spec) as reader:
            if text_option(spec, "table") or text_option(spec, "query"):
                reader.origin = origin_of(spec, _table_of(spec))
                reader.table = text_option(spec, "table")
                types = {f.name: f.type for f in reader.fields()}
                return (Table(reader.table or "query", types),)
            return _tables(reader)


@contextmanager
def opened(spec: SourceSpec) -> Iterator["MysqlReader"]:
    """A transaction that is known to be read-only, on one snapshot of the data."""
    driver = needed("pymysql", "mysql", "mysql")
    needed("pyarrow", "mysql", "mysql")
    uri = from_environment(spec, "uri")
    reader = MysqlReader(spec.name, None, secrets_in(uri))
    try:
        # No decoders: every value arrives as the text that the server sent.
        encoders = dict(driver.converters.encoders)
        reader.connection = driver.connect(**arguments_of(spec, uri), conv=encoders)
    except Exception as error:
        if isinstance(error, SourceError):
            raise
        raise reader.said(error, "E4024") from error
    try:
        reader.begin(time_limit_of(spec))
        yield reader
    finally:
        with suppress(Exception):  # the error that matters was raised before
            reader.connection.close()


def arguments_of(spec: SourceSpec, uri: str) -> dict[str, Any]:
    """`mysql://user:password@host:3306/database?ssl_ca=FILE` as PyMySQL takes it.

    Raises:
        SourceError: E4019 for what is no such address.
    """
    wrong = SourceError(
        "E4019",
        f"the address of source `{spec.name}` cannot be read",
        "write mysql://USER:PASSWORD@HOST:PORT/DATABASE; signs of the password that "
        "are no letters or digits written as percent codes",
    )
    try:
        parts = urlsplit(uri)
        port = parts.port or 3306
    except ValueError:
        raise wrong from None
    if parts.scheme not in ("mysql", "mariadb") or not (parts.hostname or parts.query):
        raise wrong
    options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    arguments: dict[str, Any] = {
        "host": parts.hostname or "localhost",
        "port": port,
        "user": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "database": unquote(parts.path.removeprefix("/")) or None,
        "charset": "utf8mb4",
        "connect_timeout": 20,
    }
    if "unix_socket" in options:
        arguments["unix_socket"] = options["unix_socket"]
    if "ssl_ca" in options:
        arguments["ssl"] = {"ca": options["ssl_ca"]}
    return arguments


@dataclass(slots=True)
class MysqlReader:
    """Reads one table or query; see `upheld.connectors.database`."""

    name: str
    connection: Any
    secrets: frozenset[str]
    origin: str = ""
    table: str | None = None
    kind: str = "mysql"
    is_text: bool = True
    failed: Exception | None = field(default=None)

    def begin(self, limit: timedelta) -> None:
        """Starts the transaction, and makes sure that it cannot write."""
        # Then names stand in double quotes and a backslash is a sign like others.
        self.rows("SET SESSION sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES'")
        self.rows("SET SESSION time_zone = '+00:00'")
        ((version,),) = self.rows("SELECT version()")
        is_mariadb = "mariadb" in str(version).lower()
        seconds = limit.total_seconds()
        if is_mariadb:
            self.rows(f"SET SESSION max_statement_time = {seconds:.3f}")
        else:
            self.rows(f"SET SESSION max_execution_time = {int(seconds * 1000)}")
        self.rows("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        self.rows("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY")
        variable = "tx_read_only" if is_mariadb else "transaction_read_only"
        ((mode,),) = self.rows(f"SELECT @@session.{variable}")
        if str(mode) != "1":
            raise SourceError(
                "E4029", f"the transaction for source `{self.name}` is not read-only"
            )

    def quoted(self, name: str) -> str:
        """A name in double quotes."""
        return identifier(name)

    def fields(self) -> tuple[Field, ...]:
        """The columns; of a table with the types it was declared with."""
        with self._cursor(f"SELECT * FROM {self.origin} LIMIT 0") as cursor:
            described = [
                (str(one[0]), PROTOCOL.get(one[1], "")) for one in cursor.description
            ]
        if self.table is None:
            return tuple(_field(name, type_ or "text") for name, type_ in described)
        schema, _, table = self.table.rpartition(".")
        where = f"= {literal(schema)}" if schema else "= database()"
        types = {
            str(name): str(type_).lower()
            for name, type_ in self.rows(
                "SELECT column_name, data_type FROM information_schema.columns"
                f" WHERE table_schema {where} AND table_name = {literal(table)}"
            )
        }
        return tuple(_field(name, types.get(name, "text")) for name, _ in described)

    def compiled(self, test: Test, field: Field) -> str | None:
        """Tests of texts, whole numbers and moments; impossible moments are kept."""
        name = identifier(field.name)
        match field.kind:
            case "text" if not test.moment:
                return text_test(test, name, literal)
            case "whole" if not test.moment:
                return number_test(test, name)
            case "zoned" | "naive" if test.moment:
                margin = 0 if field.kind == "zoned" else MARGIN
                moment = _moment(shifted(test, margin))
                odd = f"MONTH({name}) = 0 OR DAY({name}) = 0"
                null = f" OR {name} IS NULL" if test.or_missing else ""
                return f"({name} {test.operator} {moment} OR {odd}{null})"
            case _:
                return None

    def unique(self) -> list[Collection[str]]:
        """The columns of each unique index over columns that are never empty."""
        if self.table is None:
            return []
        schema, _, table = self.table.rpartition(".")
        where = f"= {literal(schema)}" if schema else "= database()"
        rows = self.rows(
            "SELECT index_name, column_name, nullable, sub_part"
            " FROM information_schema.statistics"
            f" WHERE table_schema {where} AND table_name = {literal(table)}"
            " AND non_unique = 0"
        )
        keys: dict[str, set[str]] = {}
        partial = {i for i, _, nullable, part in rows if nullable == "YES" or part}
        for index, column, _, _ in rows:
            keys.setdefault(str(index), set()).add(str(column))
        return [columns for index, columns in keys.items() if index not in partial]

    def span(self, field: Field) -> str | None:
        """Moments that a calendar has, in microseconds of what is written."""
        if field.kind not in ("zoned", "naive"):
            return None
        name = identifier(field.name)
        first, last = (
            f"TIMESTAMPDIFF(MICROSECOND, '1970-01-01', {function}({name}))"
            for function in ("MIN", "MAX")
        )
        return (
            f"SELECT CAST({first} AS CHAR), CAST({last} AS CHAR) FROM {self.origin}"
            f" WHERE {name} >= '1000-01-01' AND MONTH({name}) > 0 AND DAY({name}) > 0"
        )

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """A few rows, numbers as texts."""
        with self._cursor(sql) as cursor:
            return [tuple(row) for row in cursor.fetchall()]

    @contextmanager
    def _cursor(self, sql: str) -> Iterator[Any]:
        cursor = self.connection.cursor()
        try:
            cursor.execute(sql)
            yield cursor
        except Exception as error:
            if isinstance(error, SourceError):
                raise
            raise self.said(error, "E4029") from error
        finally:
            with suppress(Exception):
                cursor.close()

    @contextmanager
    def stream(self, sql: str) -> Iterator[object]:
        """Many rows, batch by batch, from a cursor that the server keeps."""
        import pyarrow as pa
        from pymysql.cursors import SSCursor

        cursor = self.connection.cursor(SSCursor)
        try:
            cursor.execute(sql)
        except Exception as error:
            raise self.said(error, "E4029") from error
        names = [str(one[0]) for one in cursor.description]
        schema = pa.schema([(name, pa.string()) for name in names])
        try:
            yield pa.RecordBatchReader.from_batches(
                schema, self._batches(cursor, schema)
            )
        finally:
            with suppress(Exception):
                cursor.close()

    def _batches(self, cursor: Any, schema: Any) -> Iterator[Any]:
        import pyarrow as pa

        try:
            while rows := cursor.fetchmany(BATCH):
                columns = [pa.array(c, pa.string()) for c in zip(*rows, strict=True)]
                yield pa.record_batch(columns, schema=schema)
        except Exception as error:
            # What DuckDB says of it holds its text alone.
            self.failed = error
            raise

    def broken(self, error: Exception) -> SourceError:
        """The server went away, or the time was over."""
        return self.said(self.failed or error, "E4026")

    def said(self, error: Exception, usual: str) -> SourceError:
        """An error of the driver as one of ours."""
        found = re.search(r"\(([0-9]{4}),", str(error))
        number = int(found[1]) if found else 0
        code = ERRORS.get(number, "E4029" if found else usual)
        text = first_line(error)
        return failure(code, self.name, text, self.secrets, too_long=number in TOO_LONG)


def _field(name: str, type_: str) -> Field:
    quoted = identifier(name)
    kind = KINDS.get(type_, "other")
    select = f"CAST({quoted} AS CHAR)"
    if type_ in _BINARY:
        select = f"HEX({quoted})"
    elif type_ == "bit":
        select = f"CAST({quoted} + 0 AS CHAR)"
    elif kind == "zoned":
        select = f"CONCAT(CAST({quoted} AS CHAR), '+00:00')"
    return Field(name, type_, kind, select)


def _moment(micros: int) -> str:
    """Microseconds as a text that MySQL reads, in UTC."""
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros)
    return f"'{moment:%Y-%m-%d %H:%M:%S.%f}'"


def _table_of(spec: SourceSpec) -> str | None:
    table = text_option(spec, "table")
    return None if table is None else ".".join(map(identifier, table.split(".")))


def _tables(reader: MysqlReader) -> tuple[Table, ...]:
    rows = reader.rows("""
        SELECT table_name, column_name, data_type FROM information_schema.columns
        WHERE table_schema = database() ORDER BY table_name, ordinal_position""")
    found: dict[str, dict[str, str]] = {}
    for table, column, type_ in rows:
        found.setdefault(str(table), {})[str(column)] = str(type_)
    return tuple(Table(name, columns) for name, columns in found.items())
