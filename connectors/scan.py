"""Lake tables and remote Parquet: read by DuckDB, only what is wanted of them.

The steps are those of `upheld.connectors.database`, with DuckDB in place of a server:
each pass opens the source anew and reads only the columns it asks for.
"""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Protocol

import duckdb

from upheld.connectors.base import Attached, Reach, SourceError, SourceSpec
from upheld.connectors.quoting import identifier
from upheld.connectors.relations import columns_of, first_line, refuse_repeats, rows_of
from upheld.connectors.wanted import Every, duckdb_tests, where_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

ZONED = "TIMESTAMP WITH TIME ZONE"
MOMENTS = (ZONED, "TIMESTAMP")


class Scan(Protocol):
    """Something that DuckDB can read several times."""

    @property
    def kind(self) -> str:
        """The kind of source."""

    @property
    def shown(self) -> str:
        """What stands behind FROM, for people."""

    def open(
        self, columns: Sequence[str] | None, rows: tuple[Every, ...]
    ) -> AbstractContextManager[str]:
        """What DuckDB reads from in one pass, with at least these columns and rows."""

    def broken(self, error: Exception) -> SourceError:
        """What to say of a pass that broke off."""


def read_scan(
    connection: "DuckDBPyConnection", spec: SourceSpec, relation: str, scan: Scan
) -> Attached:
    """Makes a table of what is wanted.

    Raises:
        SourceError: E4012, E4014, and what the scan raises.
    """
    run = Passes(connection, scan)
    types = run.types()
    refuse_repeats(list(types), spec.name)
    known = all(set(ids) <= set(types) for ids in spec.wanted.identities)
    rows = _rows(spec, types) if known else ()
    if rows and run.repeats(spec.wanted.identities):
        rows, known = (), False
    columns = _columns(spec, types) if known else list(types)
    where = where_of(rows, duckdb_tests(types))
    run.load(relation, columns, rows, where)
    if len(columns) < len(types) and _repeats(connection, spec, relation):
        connection.execute(f"DROP TABLE {identifier(relation)}")
        columns = list(types)
        run.load(relation, columns, rows, where)
    return Attached(
        kind=scan.kind,
        relation=relation,
        columns=columns_of(connection, relation),
        rows=rows_of(connection, relation),
        rejected=0,
        rejected_lines=(),
        files=(),
        paths=(),
        text=False,
        sent=(_select(columns, scan.shown, where),),
        left=tuple(name for name in types if name not in columns),
        spans={} if where is None else run.spans(spec.wanted.spans, types),
    )


class Passes:
    """The passes over one scan."""

    def __init__(self, connection: "DuckDBPyConnection", scan: Scan) -> None:
        self.connection, self.scan = connection, scan

    def _ask(
        self, sql: str, columns: Sequence[str] | None, rows: tuple[Every, ...] = ()
    ) -> list[tuple[Any, ...]]:
        """Runs a statement in which `{scan}` stands for the source."""
        try:
            with self.scan.open(columns, rows) as opened:
                return self.connection.execute(sql.replace("{scan}", opened)).fetchall()
        except SourceError:
            raise
        except duckdb.OutOfMemoryException as error:
            raise SourceError(
                "E4012", "the rows do not fit into memory", help=first_line(error)
            ) from error
        except Exception as error:  # a foreign library may raise anything here
            raise self.scan.broken(error) from error

    def types(self) -> dict[str, str]:
        """Column -> DuckDB type."""
        described = self._ask("DESCRIBE SELECT * FROM {scan}", None)
        return {str(row[0]): str(row[1]) for row in described}

    def repeats(self, identities: Collection[tuple[str, ...]]) -> bool:
        """Whether any identity stands twice among all rows."""
        return any(self._ask(_twice("{scan}", ids), ids) for ids in identities)

    def load(
        self,
        relation: str,
        columns: Sequence[str],
        rows: tuple[Every, ...],
        where: str | None,
    ) -> None:
        """Makes the table."""
        select = _select(columns, "{scan}", where)
        sql = f"CREATE TABLE {identifier(relation)} AS\n{select}"
        self._ask(sql, columns, rows if where is not None else ())

    def spans(
        self, names: Collection[str], types: Mapping[str, str]
    ) -> dict[str, Reach]:
        """First and last moments over all rows."""
        found = {}
        for name in sorted(names):
            column = identifier(name)
            sql = (
                f"SELECT epoch_us(min({column})), epoch_us(max({column})) FROM {{scan}}"
                f" WHERE isfinite({column})"
            )
            ((first, last),) = self._ask(sql, (name,))
            found[name] = Reach(first, last, types[name].upper() == ZONED)
        return found


def _rows(spec: SourceSpec, types: Mapping[str, str]) -> tuple[Every, ...]:
    """The rows wanted; all of them where a span could not be told."""
    spanned = all(types.get(n, "").upper() in MOMENTS for n in spec.wanted.spans)
    return spec.wanted.rows if spanned else ()


def _columns(spec: SourceSpec, types: Mapping[str, str]) -> list[str]:
    wanted = spec.wanted.columns
    if wanted is None:
        return list(types)
    return [name for name in types if name in wanted] or list(types)[:1]


def _select(columns: Sequence[str], origin: str, where: str | None) -> str:
    lines = [f"SELECT {', '.join(map(identifier, columns))}", f"FROM {origin}"]
    return "\n".join([*lines, *([] if where is None else [f"WHERE {where}"])])


def _twice(origin: str, names: Sequence[str]) -> str:
    listed = ", ".join(map(identifier, names))
    return f"SELECT 1 FROM {origin} GROUP BY {listed} HAVING count(*) > 1 LIMIT 1"


def _repeats(connection: "DuckDBPyConnection", spec: SourceSpec, relation: str) -> bool:
    return any(
        connection.execute(_twice(identifier(relation), ids)).fetchall()
        for ids in spec.wanted.identities
    )
