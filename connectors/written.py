"""Rows that Python reads, as a table of texts: columns are known only at the end."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from upheld.connectors.base import Attached, FileEvidence
from upheld.connectors.quoting import identifier
from upheld.connectors.relations import refuse_repeats

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

#: Rows that are held before they are written.
BATCH = 20_000

Written = Mapping[str, str | None]


def table_of_texts(
    connection: "DuckDBPyConnection",
    relation: str,
    rows: Iterable[Written],
    *,
    kind: str,
    columns: Iterable[str],
    files: tuple[FileEvidence, ...],
) -> Attached:
    """Writes rows batch by batch; a new column is empty in the rows before it.

    Args:
        columns: those that are there whether a row has them or not, in order.

    Raises:
        SourceError: E4014 for names that differ in capitals alone.
    """
    names = list(columns)
    refuse_repeats(names, relation)
    listed = ", ".join(f"{identifier(name)} VARCHAR" for name in names)
    connection.execute(f"CREATE TABLE {identifier(relation)} ({listed})")
    count = 0
    for batch in _batches(rows):
        for name in dict.fromkeys(name for row in batch for name in row):
            if name not in names:
                names.append(name)
                refuse_repeats(names, relation)
                connection.execute(
                    f"ALTER TABLE {identifier(relation)}"
                    f" ADD COLUMN {identifier(name)} VARCHAR"
                )
        taken = ", ".join("unnest(?::VARCHAR[])" for _ in names)
        connection.execute(
            f"INSERT INTO {identifier(relation)} SELECT {taken}",
            [[row.get(name) for row in batch] for name in names],
        )
        count += len(batch)
    return Attached(
        kind=kind,
        relation=relation,
        columns=dict.fromkeys(names, "VARCHAR"),
        rows=count,
        rejected=0,
        rejected_lines=(),
        files=files,
        paths=(),
        text=True,
        sent=tuple(f"every row of {file.name}" for file in files),
    )


def _batches(rows: Iterable[Written]) -> Iterator[list[Written]]:
    batch: list[Written] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
