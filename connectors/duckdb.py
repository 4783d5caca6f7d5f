"""DuckDB database files, attached for reading only."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

import duckdb

from upheld.connectors.base import Attached, SourceError, SourceSpec
from upheld.connectors.files import Found, evidence, files_of
from upheld.connectors.options import refuse_unknown, text_option
from upheld.connectors.quoting import identifier, literal
from upheld.connectors.relations import first_line, refuse_repeats
from upheld.dsl.dataclass import dataclass

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True, slots=True)
class _Table:
    """A table or view of the database."""

    schema: str
    name: str
    columns: Mapping[str, str]
    rows: int


class DuckdbConnector:
    """One table of a database: `from "calls.duckdb#calls"`, or option `table`."""

    kind: ClassVar[str] = "duckdb"
    suffixes: ClassVar[tuple[str, ...]] = (".duckdb", ".db")

    def attach(
        self, connection: "DuckDBPyConnection", spec: SourceSpec, relation: str
    ) -> Attached:
        """Makes a view over the table; the file stays readable after the lock.

        Raises:
            SourceError: E4010 to E4014, E4019 to E4021.
        """
        refuse_unknown(spec, self.kind, ("table",))
        plain_spec, wanted = _with_table(spec)
        files = files_of(plain_spec)
        if len(files) != 1:
            raise SourceError("E4019", f"`{spec.name}` means several databases")
        found = files[0]
        proof = evidence(found, spec)
        if proof.bytes == 0:
            raise SourceError("E4011", f"`{found.name}` is an empty file")
        table = _survey(found, wanted)
        _make_view(connection, found, table, relation)
        return Attached(
            kind=self.kind,
            relation=relation,
            columns=table.columns,
            rows=table.rows,
            rejected=0,
            rejected_lines=(),
            files=(proof,),
            paths=(),
            text=False,
        )


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


def _survey(found: Found, wanted: str | None) -> _Table:
    """Looks at the database in a connection of its own that reaches no other file.

    A view in the file could read anything that the user may read; here it fails, and
    the main connection only runs it after the lock.
    """
    try:
        with duckdb.connect(
            str(found.path), read_only=True, config={"enable_external_access": "false"}
        ) as database:
            schema, name = _chosen(found, _tables(database), wanted)
            qualified = f"{identifier(schema)}.{identifier(name)}"
            described = database.execute(f"DESCRIBE {qualified}").fetchall()
            columns = {str(row[0]): str(row[1]) for row in described}
            refuse_repeats([str(row[0]) for row in described], found.name)
            counted = database.execute(f"SELECT count(*) FROM {qualified}").fetchone()
    except duckdb.Error as error:
        raise SourceError(
            "E4012",
            f"`{found.name}` cannot be read as a DuckDB database",
            help=first_line(error),
        ) from error
    return _Table(schema, name, columns, int(counted[0]) if counted else 0)


def _tables(database: "DuckDBPyConnection") -> list[tuple[str, str]]:
    rows = database.execute("""
        SELECT table_schema, table_name
        FROM information_schema.tables
        WHERE table_catalog = current_database()
        ORDER BY table_schema, table_name""").fetchall()
    return [(str(schema), str(name)) for schema, name in rows]


def _chosen(
    found: Found, tables: list[tuple[str, str]], wanted: str | None
) -> tuple[str, str]:
    """The table that is meant; without a name, the only one."""
    shown = {_shown(*one): one for one in tables}
    listed = ", ".join(f"`{name}`" for name in shown) or "none"
    if wanted is None and len(tables) == 1:
        return tables[0]
    if wanted is None:
        raise SourceError(
            "E4020",
            f"which table of `{found.name}` is meant?",
            help=f'write `from "{found.name}#TABLE"`; tables: {listed}',
        )
    if wanted in shown:
        return shown[wanted]
    raise SourceError(
        "E4020",
        f"`{found.name}` has no table `{wanted}`",
        help=f"tables: {listed}",
    )


def _shown(schema: str, name: str) -> str:
    return name if schema == "main" else f"{schema}.{name}"


def _make_view(
    connection: "DuckDBPyConnection", found: Found, table: _Table, relation: str
) -> None:
    """INVARIANT: nothing is read through the view before the lock."""
    alias = identifier(f"database of {relation}")
    path = literal(str(found.path))
    try:
        connection.execute(f"ATTACH {path} AS {alias} (TYPE duckdb, READ_ONLY)")
        connection.execute(f"""
            CREATE VIEW {identifier(relation)} AS
            FROM {alias}.{identifier(table.schema)}.{identifier(table.name)}""")
    except duckdb.Error as error:
        raise SourceError(
            "E4012",
            f"`{found.name}` cannot be attached",
            help=first_line(error),
        ) from error
