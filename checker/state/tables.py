"""Tables of counts put together from what is kept and what is counted anew."""

from collections.abc import Iterable, Mapping, Sequence

from upheld.checker.engine import EngineError
from upheld.checker.session import Session
from upheld.checker.sql.duckdb import literal, quoted
from upheld.checker.state.divided import Divided, Piece, Range
from upheld.checker.state.folder import Json
from upheld.checker.state.state import State
from upheld.dsl.dataclass import dataclass

#: What Parquet has no type for, or no short one, and how it is written without loss.
STORED_AS = {"HUGEINT": "DECIMAL(38, 0)", "COUNT": "BIGINT"}

#: Types whose sums depend on their order.
INEXACT = frozenset({"DOUBLE", "FLOAT"})


@dataclass(frozen=True, slots=True)
class Part:
    """A table that an earlier run kept.

    `files` are those it was counted from; of the time in `open` nothing is kept.
    """

    table: str
    names: frozenset[str]
    files: tuple[Piece, ...]
    open: tuple[Range, ...]


def part_of(state: State, key: str, wanted: Iterable[str]) -> Part | None:
    """The kept table of a name, if it has all columns that are wanted."""
    found = state.parts.get(key)
    if found is None or found["table"] not in state.folder.tables:
        return None
    names = frozenset(found["names"])
    if not names.issuperset(wanted):
        return None
    files = tuple((str(h), int(a), int(b)) for h, a, b in found["files"])
    spans = tuple((int(a), int(b)) for a, b in found["open"])
    return Part(found["table"], names, files, spans)


def entry(
    table: str, names: Iterable[str], divided: Divided, open_: Sequence[Range]
) -> Json:
    """What the state remembers of a table."""
    return {
        "table": table,
        "names": sorted(names),
        "files": [list(piece) for piece in divided.pieces],
        "open": [list(span) for span in open_],
    }


def insert(
    session: Session,
    state: State,
    into: str,
    part: Part,
    columns: Mapping[str, str],
    where: str,
) -> None:
    """Rows of a kept table into another one.

    Args:
        columns: SQL for each column that is filled.

    Raises:
        EngineError: what DuckDB could not do.
    """
    outputs = ", ".join(f"{sql} AS {quoted(name)}" for name, sql in columns.items())
    source = literal(state.folder.place(part.table))
    session.execute(
        f"INSERT INTO {quoted(into)} BY NAME"
        f" SELECT {outputs} FROM read_parquet({source}) WHERE {where}"
    )


def copy(
    session: Session,
    state: State,
    table: str,
    columns: Mapping[str, str],
    where: str,
    numbers: frozenset[str] = frozenset(),
) -> str | None:
    """Write rows of a table to the state; the file's name, None where that cannot be.

    Args:
        session: that has the table.
        state: that is written to.
        table: its name.
        columns: the column of the table for each one that is written.
        where: SQL for the rows that are.
        numbers: columns of the table that count rows.
    """
    types = {str(r[0]): str(r[1]) for r in _described(session, table)}
    if any(types[own] in INEXACT for own in columns.values()):
        return None
    name = state.folder.new_table()
    if name is None:
        return None
    outputs = ", ".join(
        f"{_stored(own, 'COUNT' if own in numbers else types[own])} AS {quoted(column)}"
        for column, own in columns.items()
    )
    target = literal(state.folder.place(name))
    try:
        session.execute(
            f"COPY (SELECT {outputs} FROM {quoted(table)} WHERE {where})"
            f" TO {target} (FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false)"
        )
    except EngineError:
        state.folder.kept.discard(name)
        return None
    return name


def _described(session: Session, table: str) -> list[tuple[object, ...]]:
    query = (
        "SELECT column_name, data_type FROM duckdb_columns()"
        f" WHERE table_name = {literal(table)}"
    )
    return session.run(query)


def _stored(column: str, type_: str) -> str:
    wanted = STORED_AS.get(type_)
    return quoted(column) if wanted is None else f"{quoted(column)}::{wanted}"
