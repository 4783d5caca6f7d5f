"""How every database is read: one transaction that cannot write, streamed in batches.

    fields -> columns and tests in use -> is an identity repeated? -> stream -> spans

Repeats need the whole row to be told apart (E4030, E4031), so where an identity stands
twice, every column and row is read. What the database is asked stands in
`Attached.sent`.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal, Protocol

import duckdb

from upheld.connectors.base import Attached, Reach, SourceError, SourceSpec
from upheld.connectors.options import text_option
from upheld.connectors.quoting import identifier
from upheld.connectors.relations import (
    columns_of,
    first_line,
    refuse_repeats,
    rows_of,
)
from upheld.connectors.wanted import Compile, Test, where_of
from upheld.dsl.dataclass import dataclass

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

#: How long one statement may take where a source does not say.
TIME_LIMIT = timedelta(minutes=10)

#: What a field can be tested for inside the database.
FieldKind = Literal["text", "whole", "zoned", "naive", "written moment", "other"]

_GUEST = "upheld_stream"


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a table or query.

    Args:
        type: in the database's own words.
        select: what is asked for, without its name.
        load: DuckDB's expression over the name, where it is more than the name.
    """

    name: str
    type: str
    kind: FieldKind
    select: str
    load: str = ""


class Reader(Protocol):
    """An open transaction that can only read, on one table or query."""

    @property
    def kind(self) -> str:
        """The kind of source."""

    @property
    def origin(self) -> str:
        """What stands behind FROM."""

    @property
    def is_text(self) -> bool:
        """Whether every column arrives as text."""

    def quoted(self, name: str) -> str:
        """A name as the database takes it."""

    def fields(self) -> tuple[Field, ...]:
        """The columns; raises SourceError E4020 without such a table."""

    def compiled(self, test: Test, field: Field) -> str | None:
        """The SQL of a test that keeps at least the rows wanted; None if unsure."""

    def unique(self) -> Iterable[Collection[str]]:
        """Sets of columns that no two rows share, none of them empty."""

    def span(self, field: Field) -> str | None:
        """SQL for the first and last moment of a column, in microseconds."""

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """A few rows; raises SourceError."""

    def stream(self, sql: str) -> AbstractContextManager[object]:
        """An Arrow stream of many rows; raises SourceError."""

    def broken(self, error: Exception) -> SourceError:
        """What to say of a stream that broke off."""


def time_limit_of(spec: SourceSpec) -> timedelta:
    """The option `time_limit`, or ten minutes."""
    value = spec.options.get("time_limit")
    return value if isinstance(value, timedelta) else TIME_LIMIT


def origin_of(spec: SourceSpec, quoted: str | None) -> str:
    """What stands behind FROM: the table, or the query in parentheses.

    Args:
        quoted: the table's name as the database takes it, None without one.

    Raises:
        SourceError: E4019 for both, E4020 for neither.
    """
    query = text_option(spec, "query")
    if query is not None and quoted is not None:
        raise SourceError("E4019", f"source `{spec.name}` has a `table` and a `query`")
    if query is not None:
        return f"(\n{query.strip().rstrip(';')}\n) AS asked"
    if quoted is None:
        raise SourceError(
            "E4020",
            f"which table is meant by source `{spec.name}`?",
            help="set `table` or `query`; `upheld sources` lists the tables",
        )
    return quoted


def read(
    connection: "DuckDBPyConnection", spec: SourceSpec, relation: str, reader: Reader
) -> Attached:
    """Makes a table of what is wanted of a source.

    Raises:
        SourceError: E4014 repeated names, E4020 to E4029.
    """
    fields = reader.fields()
    refuse_repeats([field.name for field in fields], spec.name)
    where = _where(spec, reader, fields)
    unique = _unique(spec, reader)
    chosen = _chosen(spec, fields) if _told_apart(spec, fields) else fields
    if where is not None and _repeated_there(spec, reader, unique):
        where, chosen = None, fields
    sql = select_of(reader, chosen, where)
    _load(connection, reader, relation, chosen, sql)
    if len(chosen) < len(fields) and _repeated_here(connection, spec, relation, unique):
        connection.execute(f"DROP TABLE {identifier(relation)}")
        chosen, sql = fields, select_of(reader, fields, where)
        _load(connection, reader, relation, chosen, sql)
    read_names = {field.name for field in chosen}
    return Attached(
        kind=reader.kind,
        relation=relation,
        columns=columns_of(connection, relation),
        rows=rows_of(connection, relation),
        rejected=0,
        rejected_lines=(),
        files=(),
        paths=(),
        text=reader.is_text,
        sent=(sql,),
        unique=unique,
        left=tuple(f.name for f in fields if f.name not in read_names),
        spans={} if where is None else _spans(spec, reader, fields),
    )


def select_of(reader: Reader, fields: Sequence[Field], where: str | None) -> str:
    """The one SELECT that is sent for the rows, laid out for people."""
    columns = []
    for field in fields:
        name = reader.quoted(field.name)
        alias = "" if field.select == name else f" AS {name}"
        columns.append(f"{field.select}{alias}")
    lines = [f"SELECT {', '.join(columns)}", f"FROM {reader.origin}"]
    return "\n".join([*lines, *([] if where is None else [f"WHERE {where}"])])


# --- what is wanted -------------------------------------------------------------------


def _chosen(spec: SourceSpec, fields: tuple[Field, ...]) -> tuple[Field, ...]:
    wanted = spec.wanted.columns
    if wanted is None:
        return fields
    return tuple(f for f in fields if f.name in wanted) or fields[:1]


def _told_apart(spec: SourceSpec, fields: Sequence[Field]) -> bool:
    """Whether every identity is there; where one is not, it is the checker's to say."""
    known = {field.name for field in fields}
    return all(known.issuperset(ids) for ids in spec.wanted.identities)


def _where(spec: SourceSpec, reader: Reader, fields: Sequence[Field]) -> str | None:
    """The condition that is sent; None where it would hide what must be known."""
    by_name = {field.name: field for field in fields}
    spanned = [by_name.get(name) for name in spec.wanted.spans]
    if any(field is None or reader.span(field) is None for field in spanned):
        return None
    if not _told_apart(spec, fields):
        return None
    return where_of(spec.wanted.rows, _compile(reader, by_name))


def _compile(reader: Reader, by_name: Mapping[str, Field]) -> Compile:
    def compiled(test: Test) -> str | None:
        field = by_name.get(test.column)
        return None if field is None else reader.compiled(test, field)

    return compiled


def _unique(spec: SourceSpec, reader: Reader) -> tuple[frozenset[str], ...]:
    """The keys of the database, where an identity makes them matter."""
    return tuple(map(frozenset, reader.unique())) if spec.wanted.identities else ()


def _doubtful(
    spec: SourceSpec, unique: Sequence[frozenset[str]]
) -> list[tuple[str, ...]]:
    """Identities that no key keeps from standing twice."""
    return [
        ids
        for ids in spec.wanted.identities
        if not any(key <= set(ids) for key in unique)
    ]


def _repeated_there(
    spec: SourceSpec, reader: Reader, unique: Sequence[frozenset[str]]
) -> bool:
    """Whether an identity stands twice, asked of the database."""
    return any(
        reader.rows(_twice(reader.origin, [reader.quoted(name) for name in ids]))
        for ids in _doubtful(spec, unique)
    )


def _repeated_here(
    connection: "DuckDBPyConnection",
    spec: SourceSpec,
    relation: str,
    unique: Sequence[frozenset[str]],
) -> bool:
    """The same, asked of the rows that were read."""
    return any(
        connection.execute(
            _twice(identifier(relation), [identifier(name) for name in ids])
        ).fetchall()
        for ids in _doubtful(spec, unique)
    )


def _twice(origin: str, names: Sequence[str]) -> str:
    listed = ", ".join(names)
    return (
        f"SELECT 1 AS twice FROM {origin} GROUP BY {listed} HAVING count(*) > 1 LIMIT 1"
    )


def _spans(
    spec: SourceSpec, reader: Reader, fields: Sequence[Field]
) -> dict[str, Reach]:
    """First and last moments over all rows, those left out too."""
    found: dict[str, Reach] = {}
    for field in fields:
        sql = reader.span(field) if field.name in spec.wanted.spans else None
        if sql is not None:
            first, last = (
                None if one is None else int(one) for one in reader.rows(sql)[0]
            )
            found[field.name] = Reach(first, last, field.kind == "zoned")
    return found


# --- reading --------------------------------------------------------------------------


def _load(
    connection: "DuckDBPyConnection",
    reader: Reader,
    relation: str,
    fields: Sequence[Field],
    sql: str,
) -> None:
    """Pours the stream into a table; DuckDB holds one batch beside what it keeps."""
    columns = ", ".join(
        f"{field.load} AS {identifier(field.name)}"
        if field.load
        else identifier(field.name)
        for field in fields
    )
    with reader.stream(sql) as stream, guest(connection, stream) as name:
        try:
            connection.execute(
                f"CREATE TABLE {identifier(relation)} AS SELECT {columns} FROM {name}"
            )
        except duckdb.OutOfMemoryException as error:
            raise SourceError(
                "E4012", "the rows do not fit into memory", help=first_line(error)
            ) from error
        except Exception as error:  # a driver's own errors come through the stream
            raise reader.broken(error) from error


@contextmanager
def guest(connection: "DuckDBPyConnection", stream: object) -> Iterator[str]:
    """An Arrow stream as a relation, as long as it is read."""
    connection.register(_GUEST, stream)
    try:
        yield _GUEST
    finally:
        connection.unregister(_GUEST)
