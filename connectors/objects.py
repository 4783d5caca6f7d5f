"""Tables of a Python program (pandas, Polars, Arrow) as a relation, without a file."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import duckdb

from upheld.connectors.base import Attached, SourceError
from upheld.connectors.quoting import identifier
from upheld.connectors.relations import (
    columns_of,
    first_line,
    refuse_repeats,
    rows_of,
)

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_GUEST = "upheld_guest"


def attach_object(
    connection: "DuckDBPyConnection", obj: object, relation: str
) -> Attached:
    """Copies a data frame or Arrow table, so that later changes to it do not matter.

    Args:
        connection: not locked yet.
        obj: a pandas DataFrame, Polars DataFrame or LazyFrame, Arrow table, batch or
            reader, or whatever else exports an Arrow stream. A reader is used up.
        relation: the name of the table to make.

    Raises:
        SourceError: E4014 for repeated names, E4015 for an object that is no table.
    """
    table = _collected(obj)
    refuse_repeats(_names(table), "the object")
    try:
        connection.register(_GUEST, table)
    except duckdb.Error as error:
        raise SourceError(
            "E4015",
            f"an object of type `{type(obj).__name__}` is no table",
            help="pass a pandas, Polars or Arrow table",
        ) from error
    try:
        connection.execute(f"CREATE TABLE {identifier(relation)} AS FROM {_GUEST}")
    except Exception as error:  # a foreign library may raise anything here
        raise SourceError(
            "E4012", "the object cannot be read as a table", help=first_line(error)
        ) from error
    finally:
        connection.unregister(_GUEST)
    return Attached(
        kind="object",
        relation=relation,
        columns=columns_of(connection, relation),
        rows=rows_of(connection, relation),
        rejected=0,
        rejected_lines=(),
        files=(),
        paths=(),
        text=False,
    )


def _names(obj: object) -> list[str]:
    """Column names as the object gives them; DuckDB would rename repeated ones.

    Arrow calls them `schema.names`, pandas and Polars `columns`.
    """
    names = getattr(getattr(obj, "schema", None), "names", None)
    if names is None or callable(names):
        names = getattr(obj, "columns", ())
    return [str(name) for name in names] if isinstance(names, Iterable) else []


def _collected(obj: object) -> object:
    """A lazy frame as the frame it stands for; anything else as it is."""
    collect = getattr(obj, "collect", None)
    return collect() if callable(collect) else obj
