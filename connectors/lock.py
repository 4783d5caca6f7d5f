"""The locked connection: policies and data that nobody vetted reach nothing else."""

import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from secrets import token_hex
from typing import Any

import duckdb

from upheld.connectors.quoting import literal, plain_pattern

#: Words that begin a change, also inside WITH: DuckDB calls
#: `WITH x AS (INSERT …) FROM x` and `WITH x AS (COPY …) FROM x` selects, and COPY with
#: `use_tmp_file false` may write over a file of `allowed_paths`.
_CHANGING = frozenset(
    {
        "attach",
        "copy",
        "create",
        "delete",
        "detach",
        "drop",
        "export",
        "import",
        "insert",
        "install",
        "load",
        "merge",
        "truncate",
        "update",
    }
)


class RefusedStatementError(Exception):
    """SQL that is not exactly one SELECT: an internal error, never a user's mistake."""


def connect(
    *,
    memory_limit: str | None = None,
    threads: int | None = None,
    spill: Path | None = None,
) -> duckdb.DuckDBPyConnection:
    """A connection in memory that loads no extension and keeps no secret.

    Args:
        memory_limit: as `2GB`; None for six tenths of the machine's.
        threads: None leaves DuckDB's own.
        spill: a folder for what does not fit in memory; None for one of the system's,
            which DuckDB makes when it is needed and removes.
    """
    folder = spill or Path(tempfile.gettempdir()) / f"upheld-{token_hex(8)}"
    config: dict[str, str] = {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "allow_community_extensions": "false",
        "allow_persistent_secrets": "false",
        "python_enable_replacements": "false",
        "temp_directory": str(folder),
        "max_temp_directory_size": "5GB",
    }
    limit = memory_limit or most_of_memory()
    if limit is not None:
        config["memory_limit"] = limit
    if threads is not None:
        config["threads"] = str(threads)
    connection = duckdb.connect(config=dict(config))
    # Loading, too, must not depend on the zone of the machine.
    connection.execute("SET GLOBAL TimeZone = 'UTC'")
    return connection


def most_of_memory() -> str | None:
    """Six tenths of the machine's memory; None where it does not tell."""
    try:
        pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):
        return None
    return f"{pages * 6 // 10 >> 20}MiB" if pages > 0 else None


def lock(
    connection: duckdb.DuckDBPyConnection,
    readable: Sequence[Path] = (),
    *,
    time_limit: int | None = None,
) -> None:
    """Closes the connection to files, extensions and settings, for good.

    Args:
        connection: one of `connect`, with all sources attached.
        readable: real paths of files that views go on reading. These files, not their
            folders: an allowed folder could be written to.
        time_limit: milliseconds that one statement may take.
    """
    connection.execute("SET GLOBAL TimeZone = 'UTC'")
    if time_limit is not None:
        connection.execute(f"SET GLOBAL max_execution_time = {int(time_limit)}")
    if readable:
        # A name with the signs of a glob is checked as pattern and as path.
        names = dict.fromkeys(
            name for path in readable for name in (str(path), plain_pattern(str(path)))
        )
        listed = ", ".join(literal(name) for name in names)
        connection.execute(f"SET allowed_paths = [{listed}]")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")


def select(
    connection: duckdb.DuckDBPyConnection,
    sql: str,
    parameters: Sequence[object] | Mapping[str, object] = (),
) -> list[tuple[Any, ...]]:
    """Rows of exactly one SELECT.

    Raises:
        RefusedStatementError: for anything else, before it runs.
    """
    statements = connection.extract_statements(sql)
    if len(statements) != 1 or statements[0].type.name != "SELECT":
        kinds = ", ".join(one.type.name for one in statements) or "nothing"
        raise RefusedStatementError(f"internal error: one SELECT expected, got {kinds}")
    _refuse_changes(sql)
    return connection.execute(statements[0], parameters or None).fetchall()


def _refuse_changes(sql: str) -> None:
    """Looks at bare words only; a quoted name or text may be anything."""
    source = sql.encode()
    tokens = duckdb.tokenize(sql)
    ends = [*(offset for offset, _ in tokens[1:]), len(source)]
    for (offset, kind), end in zip(tokens, ends, strict=True):
        word = source[offset:end].decode(errors="replace").strip().lower()
        if kind.name == "keyword" and word in _CHANGING:
            raise RefusedStatementError(f"internal error: `{word}` in a SELECT")
