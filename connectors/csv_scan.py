"""One CSV file into a table: DuckDB first, the slow exact reading where it must be."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from upheld.connectors.base import KEPT_REJECTS, RejectedLine, SourceError
from upheld.connectors.dialect import Dialect
from upheld.connectors.quoting import identifier, plain_pattern
from upheld.connectors.relations import first_line
from upheld.connectors.sift import sift, wrong_width
from upheld.connectors.text import (
    LONGEST_LINE,
    Plain,
    line_numbers,
    with_one_newline,
)

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_REJECTS = "upheld_rejects"
_SCANS = "upheld_scans"
_STAGE = "upheld_stage"
_WIDE = "upheld_wide"
_WIDE_SCANS = "upheld_wide_scans"
_BLOCK = 1 << 20
#: Signs of a rejected line that are kept.
_SHOWN = 500

#: Rejects that DuckDB reports exactly; any other sends the file through `sift`.
_EXACT = ("MISSING COLUMNS", "TOO MANY COLUMNS")


def scan(
    connection: "DuckDBPyConnection",
    plain: Plain,
    dialect: Dialect,
    relation: str,
    scratch: Path,
) -> tuple[int, list[RejectedLine]]:
    """Adds a file's rows to the relation, which the first file makes.

    Returns:
        How many lines have no row, and the first of them.

    Raises:
        SourceError: E4012 where even the slow reading does not help.
    """
    try:
        if _stage(connection, plain, dialect) and not _hides_width(
            connection, plain, dialect
        ):
            _move(connection, relation)
            return _rejected(connection, plain, len(dialect.columns))
    except duckdb.Error:
        # Lines that end now this way, now that: DuckDB does not read on.
        plain = with_one_newline(plain, scratch)
    finally:
        _clear(connection)
    return _scan_sifted(connection, plain, dialect, relation, scratch)


def _scan_sifted(
    connection: "DuckDBPyConnection",
    plain: Plain,
    dialect: Dialect,
    relation: str,
    scratch: Path,
) -> tuple[int, list[RejectedLine]]:
    clean, rejected = sift(plain, dialect, scratch)
    bare = Dialect(dialect.delimiter, dialect.quote, dialect.columns, 0)
    try:
        exact = _stage(connection, clean, bare)
        # INVARIANT: `sift` leaves only records as wide as the header.
        if not exact or _count(connection, f"SELECT count(*) FROM {_q(_REJECTS)}"):
            raise SourceError("E4012", f"`{plain.name}` cannot be read as CSV")
        _move(connection, relation)
    except duckdb.Error as error:
        raise SourceError(
            "E4012", f"`{plain.name}` cannot be read as CSV", help=first_line(error)
        ) from error
    finally:
        _clear(connection)
    shown = [_shortened(one) for one in rejected[:KEPT_REJECTS]]
    return len(rejected), shown


def _stage(connection: "DuckDBPyConnection", plain: Plain, dialect: Dialect) -> bool:
    """Reads the file into the stage; true where its rejects can be taken as is."""
    query = f"""
        CREATE TABLE {_q(_STAGE)} AS
        FROM read_csv($path, columns = $columns, skip = {dialect.skipped},
          {_reading(dialect)}, nullstr = '', allow_quoted_nulls = false,
          store_rejects = true, rejects_table = '{_REJECTS}',
          rejects_scan = '{_SCANS}')"""
    connection.execute(query, _values(plain, dialect.columns))
    if len(dialect.columns) == 1:
        # A blank line is no row; DuckDB skips it where there are several columns.
        name = _q(dialect.columns[0])
        connection.execute(f"DELETE FROM {_q(_STAGE)} WHERE {name} IS NULL")
    others = f"""
        SELECT count(*) FROM {_q(_REJECTS)}
        WHERE error_type::VARCHAR NOT IN {_EXACT}"""
    return _count(connection, others) == 0


def _hides_width(
    connection: "DuckDBPyConnection", plain: Plain, dialect: Dialect
) -> bool:
    """True where a line is wider than the header and DuckDB would not say so.

    It forgives empty values at the end. Under `id,name,note` the line `1,Smith, Ann,`
    would become a row with its values in the wrong columns. With padding it forgives
    none: the lines that are wider there must be those that were rejected before.
    """
    if not _ends_with(plain, dialect.delimiter):
        return False
    extra = "\x01 more"
    query = f"""
        SELECT count({_q(extra)})
        FROM read_csv($path, columns = $columns, skip = {dialect.skipped},
          {_reading(dialect)}, nullstr = chr(1), null_padding = true,
          parallel = false, store_rejects = true, rejects_table = '{_WIDE}',
          rejects_scan = '{_WIDE_SCANS}')"""
    by_one = _count(connection, query, _values(plain, (*dialect.columns, extra)))
    by_more = _count(connection, f"SELECT count(DISTINCT line) FROM {_WIDE}")
    known = f"""
        SELECT count(DISTINCT line) FROM {_REJECTS}
        WHERE error_type::VARCHAR = 'TOO MANY COLUMNS'"""
    return by_one + by_more != _count(connection, known)


def _ends_with(plain: Plain, delimiter: str) -> bool:
    """True where some line ends with the delimiter, as far as bytes can tell."""
    sign = delimiter.encode()
    ends = (sign + b"\n", sign + b"\r")
    tail = b""
    with plain.path.open("rb") as file:
        while block := file.read(_BLOCK):
            joined = tail + block
            if any(end in joined for end in ends):
                return True
            tail = joined[-len(sign) :]
    return tail == sign


def _reading(dialect: Dialect) -> str:
    """The options of every reading; signs are quoted as SQL, values are bound."""
    quote = "''''" if dialect.quote == "'" else f"'{dialect.quote}'"
    sign = "''''" if dialect.delimiter == "'" else f"'{dialect.delimiter}'"
    return (
        f"auto_detect = false, header = false, delim = {sign}, quote = {quote}, "
        f"escape = {quote}, max_line_size = {LONGEST_LINE}"
    )


def _values(plain: Plain, columns: tuple[str, ...]) -> Mapping[str, object]:
    return {
        "path": plain_pattern(str(plain.path)),
        "columns": dict.fromkeys(columns, "VARCHAR"),
    }


def _move(connection: "DuckDBPyConnection", relation: str) -> None:
    """From the stage to the relation, by name: files may order their columns apart."""
    if _is_table(connection, relation):
        connection.execute(f"INSERT INTO {_q(relation)} BY NAME FROM {_q(_STAGE)}")
    else:
        connection.execute(f"ALTER TABLE {_q(_STAGE)} RENAME TO {_q(relation)}")


def _is_table(connection: "DuckDBPyConnection", relation: str) -> bool:
    query = "SELECT count(*) FROM duckdb_tables() WHERE table_name = $name"
    return _count(connection, query, {"name": relation}) > 0


def _rejected(
    connection: "DuckDBPyConnection", plain: Plain, width: int
) -> tuple[int, list[RejectedLine]]:
    """Rejects with their place; DuckDB's own line number counts records, not lines."""
    count = _count(connection, f"SELECT count(DISTINCT line) FROM {_q(_REJECTS)}")
    rows = connection.execute(f"""
        SELECT min(line_byte_position), any_value(csv_line), min(error_message)
        FROM {_q(_REJECTS)}
        GROUP BY line
        ORDER BY line
        LIMIT {KEPT_REJECTS}""").fetchall()
    # Positions count from 1; between lines that end with \r\n they name the \n.
    offsets = [int(row[0]) - 1 for row in rows]
    numbers = line_numbers(plain, offsets)
    rejected = []
    for offset, (_, text, message) in zip(offsets, rows, strict=True):
        inner = str(text).lstrip("\r\n")
        line = numbers[offset] + str(text)[: len(text) - len(inner)].count("\n")
        found = int(str(message).rsplit(":", 1)[-1])
        reason = wrong_width(found, width)
        rejected.append(_shortened(RejectedLine(plain.name, line, reason, inner)))
    return count, rejected


def _shortened(one: RejectedLine) -> RejectedLine:
    if len(one.text) <= _SHOWN:
        return one
    return RejectedLine(one.file, one.line, one.reason, one.text[:_SHOWN] + "…")


def _count(
    connection: "DuckDBPyConnection",
    query: str,
    values: Mapping[str, object] | None = None,
) -> int:
    # All rows are fetched: the table of rejects is there once a query has ended.
    ((count,),) = connection.execute(query, values or {}).fetchall()
    return int(count)


def _clear(connection: "DuckDBPyConnection") -> None:
    for name in (_STAGE, _REJECTS, _SCANS, _WIDE, _WIDE_SCANS):
        connection.execute(f"DROP TABLE IF EXISTS {_q(name)}")


def _q(name: str) -> str:
    return identifier(name)
