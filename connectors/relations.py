"""What a relation of the connection looks like."""

from typing import TYPE_CHECKING

from upheld.connectors.base import SourceError
from upheld.connectors.quoting import identifier

if TYPE_CHECKING:
    import duckdb


def columns_of(
    connection: "duckdb.DuckDBPyConnection", relation: str
) -> dict[str, str]:
    """Column -> DuckDB type, in order."""
    found = connection.execute(f"DESCRIBE {identifier(relation)}").fetchall()
    return {str(row[0]): str(row[1]) for row in found}


def rows_of(connection: "duckdb.DuckDBPyConnection", relation: str) -> int:
    """How many rows the relation has."""
    query = f"SELECT count(*) FROM {identifier(relation)}"
    # To its end: an unfinished result would refuse the next table of a program.
    ((count,),) = connection.execute(query).fetchall()
    return int(count)


def first_line(error: Exception) -> str:
    """The first line of an engine's message, without its class in front."""
    text = (str(error).strip() or type(error).__name__).splitlines()[0]
    return text.split("Error: ", 1)[-1]


def refuse_repeats(names: list[str], where: str) -> None:
    """Refuses column names that DuckDB cannot tell apart.

    Raises:
        SourceError: E4014; DuckDB takes `ID` and `id` for one name.
    """
    seen: dict[str, int] = {}
    for place, name in enumerate(names, 1):
        first = seen.setdefault(name.casefold(), place)
        if first != place:
            raise SourceError(
                "E4014",
                f"column `{name}` stands twice in `{where}`",
                help=f"columns {first} and {place} need different names "
                "(capitals make no difference)",
            )
