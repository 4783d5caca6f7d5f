"""PostgreSQL through ADBC: one read-only transaction, rows as Arrow batches."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, ClassVar

from upheld.connectors.adbc_session import Session, said
from upheld.connectors.base import Attached, SourceError, SourceSpec, Table
from upheld.connectors.database import (
    Field,
    FieldKind,
    origin_of,
    read,
    time_limit_of,
)
from upheld.connectors.options import refuse_unknown, text_option
from upheld.connectors.packages import needed
from upheld.connectors.quoting import identifier, literal
from upheld.connectors.secrets import from_environment, secrets_in
from upheld.connectors.wanted import MARGIN, Test, number_test, shifted, text_test
from upheld.dsl.dataclass import dataclass

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

#: Type -> how it may be tested. Every other type is read as its text.
KINDS: dict[str, FieldKind] = {
    "int2": "whole",
    "int4": "whole",
    "int8": "whole",
    "float4": "other",
    "float8": "other",
    "bool": "other",
    "date": "other",
    "timestamp": "naive",
    "timestamptz": "zoned",
    "text": "text",
    "varchar": "text",
    "numeric": "other",
}

#: ADBC moves `infinity` past the end of 64 bits. No moment of PostgreSQL lies before
#: 4714 BC, so what does was infinite, and is so again (and then counts as unreadable).
_FINITE = "CASE WHEN {0} < {1} '4714-11-24 (BC)' THEN {1} 'infinity' ELSE {0} END"
LOADS = {"timestamptz": "TIMESTAMPTZ", "timestamp": "TIMESTAMP", "date": "DATE"}

OPTIONS = ("uri", "table", "query", "time_limit")


class PostgresqlConnector:
    """A table, view or query; the address stands in the environment."""

    kind: ClassVar[str] = "postgresql"
    suffixes: ClassVar[tuple[str, ...]] = ()
    extra: ClassVar[str] = "pg"
    needs: ClassVar[tuple[str, ...]] = ("adbc-driver-postgresql", "pyarrow")

    def attach(
        self, connection: "DuckDBPyConnection", spec: SourceSpec, relation: str
    ) -> Attached:
        """Makes a table of the columns and rows wanted.

        Raises:
            SourceError: E4014, E4019 to E4021, E4024 to E4029.
        """
        refuse_unknown(spec, self.kind, OPTIONS)
        origin = origin_of(spec, _table_of(spec))
        with opened(spec) as session:
            reader = PostgresqlReader(session, origin, text_option(spec, "table"))
            return read(connection, spec, relation, reader)

    def survey(self, spec: SourceSpec) -> tuple[Table, ...]:
        """The table or query that is set, or else all tables that can be seen."""
        refuse_unknown(spec, self.kind, OPTIONS)
        with opened(spec) as session:
            if text_option(spec, "table") or text_option(spec, "query"):
                origin = origin_of(spec, _table_of(spec))
                fields = PostgresqlReader(session, origin, None).fields()
                name = text_option(spec, "table") or "query"
                return (Table(name, {f.name: f.type for f in fields}),)
            return _tables(session)


@contextmanager
def opened(spec: SourceSpec) -> Iterator[Session]:
    """A transaction that is known to be read-only, on one snapshot of the data."""
    driver = needed("adbc_driver_postgresql.dbapi", "postgresql", "pg")
    needed("pyarrow", "postgresql", "pg")
    uri = from_environment(spec, "uri")
    secrets = secrets_in(uri)
    try:
        connection = driver.connect(uri)
    except Exception as error:
        raise said(error, spec.name, secrets, "E4024") from error
    milliseconds = int(time_limit_of(spec).total_seconds() * 1000)
    try:
        session = Session(spec.name, connection, secrets)
        session.run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        session.run(f"SET LOCAL statement_timeout = {milliseconds}")
        session.run("SET LOCAL standard_conforming_strings = on")
        ((mode,),) = session.rows("SELECT current_setting('transaction_read_only')")
        if mode != "on":
            raise SourceError(
                "E4029", f"the transaction for source `{spec.name}` is not read-only"
            )
        yield session
    finally:
        _closed(connection)


def _closed(connection: Any) -> None:
    """Rolls back and closes; a connection that is gone is closed already."""
    with suppress(Exception):  # the error that matters was raised before
        connection.close()


@dataclass(frozen=True, slots=True)
class PostgresqlReader:
    """Reads one table or query; see `upheld.connectors.database`."""

    session: Session
    origin: str
    table: str | None
    kind: str = "postgresql"
    is_text: bool = False

    def quoted(self, name: str) -> str:
        """A name in double quotes."""
        return identifier(name)

    def fields(self) -> tuple[Field, ...]:
        """The columns, by the types that the driver tells of an empty result."""
        schema = self.session.schema(f"SELECT * FROM {self.origin} LIMIT 0")
        return tuple(_field(one) for one in schema)

    def compiled(self, test: Test, field: Field) -> str | None:
        """Tests of texts, whole numbers and moments; infinite moments are kept."""
        name = identifier(field.name)
        match field.kind:
            case "text" if not test.moment:
                return text_test(test, name, literal)
            case "whole" if not test.moment:
                return number_test(test, name)
            case "zoned" | "naive" if test.moment:
                margin = 0 if field.kind == "zoned" else MARGIN
                moment = f"{_moment(shifted(test, margin))}::{field.type}"
                kept = "'infinity', '-infinity'"
                either = f"{name} {test.operator} {moment} OR {name} IN ({kept})"
                null = f" OR {name} IS NULL" if test.or_missing else ""
                return f"({either}{null})"
            case _:
                return None

    def unique(self) -> list[Collection[str]]:
        """The columns of each unique index over columns that are never empty."""
        if self.table is None:
            return []
        rows = self.session.rows(f"""
            SELECT i.indexrelid::bigint, a.attname::text, a.attnotnull
            FROM pg_catalog.pg_index AS i
            JOIN pg_catalog.pg_attribute AS a
              ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
            WHERE i.indrelid = to_regclass({literal(self.origin)})
              AND i.indisunique AND i.indisvalid AND i.indimmediate
              AND i.indpred IS NULL AND i.indexprs IS NULL
              AND i.indnkeyatts = i.indnatts""")
        keys: dict[int, set[str]] = {}
        partial = {index for index, _, filled in rows if not filled}
        for index, column, _ in rows:
            keys.setdefault(index, set()).add(column)
        return [columns for index, columns in keys.items() if index not in partial]

    def span(self, field: Field) -> str | None:
        """Two look-ups that an index answers at once."""
        if field.kind not in ("zoned", "naive"):
            return None
        name = identifier(field.name)
        parts = [
            f"(SELECT (extract(epoch FROM {function}({name})) * 1000000)::bigint"
            f" FROM {self.origin} WHERE {name} > '-infinity' AND {name} < 'infinity')"
            for function in ("min", "max")
        ]
        return f"SELECT {parts[0]} AS first, {parts[1]} AS last"

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """A few rows."""
        return self.session.rows(sql)

    def stream(self, sql: str) -> Any:
        """Many rows."""
        return self.session.stream(sql)

    def broken(self, error: Exception) -> SourceError:
        """The server went away, or the time was over."""
        return said(error, self.session.name, self.session.secrets, "E4026")


def _moment(micros: int) -> str:
    """Microseconds as a text that PostgreSQL reads, in UTC."""
    from datetime import UTC, datetime, timedelta

    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros)
    return literal(moment.isoformat(sep=" "))


def _field(one: Any) -> Field:
    """A column of an Arrow schema, with PostgreSQL's name of its type."""
    metadata = {k.decode(): v.decode() for k, v in (one.metadata or {}).items()}
    kind = metadata.get("POSTGRESQL:type", "")
    name = identifier(one.name)
    # An array carries the metadata of its members in its own field, not here.
    if kind not in KINDS or str(one.type).startswith(("list", "extension")):
        return Field(one.name, kind or str(one.type), "other", f"{name}::text")
    load = _FINITE.format(name, LOADS[kind]) if kind in LOADS else ""
    return Field(one.name, kind, KINDS[kind], name, load)


def _table_of(spec: SourceSpec) -> str | None:
    """`support.calls` -> `"support"."calls"`."""
    table = text_option(spec, "table")
    return None if table is None else ".".join(map(identifier, table.split(".")))


def _tables(session: Session) -> tuple[Table, ...]:
    rows = session.rows("""
        SELECT table_schema::text, table_name::text, column_name::text, udt_name::text
        FROM information_schema.columns
        WHERE table_schema NOT IN ('pg_catalog', 'information_schema')
        ORDER BY table_schema, table_name, ordinal_position""")
    found: dict[str, dict[str, str]] = {}
    for schema, table, column, kind in rows:
        name = table if schema == "public" else f"{schema}.{table}"
        found.setdefault(name, {})[column] = kind
    return tuple(Table(name, columns) for name, columns in found.items())
