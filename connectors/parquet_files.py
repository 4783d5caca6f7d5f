"""What each Parquet file of a source says by itself, read from its own footer."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from upheld.connectors.base import ColumnStatistics, FileEvidence, SourceSpec
from upheld.connectors.files import Found, evidence
from upheld.connectors.known import FileFacts, KnownFiles, Stamp, stamp_of
from upheld.connectors.quoting import literal, plain_pattern

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

#: Refuses a file that cannot be used.
Refuse = Callable[["DuckDBPyConnection", Found, FileEvidence], None]


def facts_of(
    connection: "DuckDBPyConnection",
    files: Sequence[Found],
    spec: SourceSpec,
    known: KnownFiles,
    refuse: Refuse,
) -> tuple[FileFacts, ...]:
    """The facts of each file, in their order; those of known files are not read again.

    Raises:
        SourceError: as `refuse` does.
    """
    proofs: dict[Found, tuple[Stamp, FileEvidence]] = {}
    for found in files:
        if known.same(found.path) is None:
            stamp = stamp_of(found.path)
            proof = evidence(found, spec)
            refuse(connection, found, proof)
            proofs[found] = stamp, proof
    for found, facts in _read(connection, proofs).items():
        known.learn(found.path, facts)
    return tuple(known.met[str(found.path)] for found in files)


def _read(
    connection: "DuckDBPyConnection",
    proofs: dict[Found, tuple[Stamp, FileEvidence]],
) -> dict[Found, FileFacts]:
    """What the footers of some files say."""
    if not proofs:
        return {}
    # Two names may lead to one file.
    paths = list(dict.fromkeys(str(found.path) for found in proofs))
    listed = f"[{', '.join(literal(plain_pattern(path)) for path in paths)}]"
    rows = connection.execute(
        f"SELECT file_name, num_rows FROM parquet_file_metadata({listed})"
    ).fetchall()
    sizes = {str(name): int(number) for name, number in rows}
    columns: dict[str, dict[str, ColumnStatistics]] = {path: {} for path in paths}
    unbounded: dict[str, set[str]] = {path: set() for path in paths}
    for file, name, empty, low, high, blank, bounded in connection.execute(
        _statistics(listed)
    ).fetchall():
        one = ColumnStatistics(int(empty), low, high, bool(blank))
        columns[str(file)][str(name)] = one
        if not bounded:
            unbounded[str(file)].add(str(name))
    schemas = connection.execute(_schemas(listed)).fetchall()
    alike = {str(name): str(schema) for name, schema in schemas}
    return {
        found: FileFacts(
            stamp,
            proof.sha256,
            sizes[path],
            columns[path],
            frozenset(unbounded[path]),
            alike[path],
        )
        for found, (stamp, proof) in proofs.items()
        for path in [str(found.path)]
    }


def _statistics(listed: str) -> str:
    """Statistics of each file and column that all its row groups have them of.

    Of those with rows: some writers give an empty file a group without any.
    """
    return f"""
        WITH "chunks" AS (
          SELECT file_name, path_in_schema AS name, num_values AS number,
            stats_null_count AS empty, stats_min_value AS least,
            epoch_us(try_cast(stats_min_value AS TIMESTAMPTZ)) AS low,
            epoch_us(try_cast(stats_max_value AS TIMESTAMPTZ)) AS high
          FROM parquet_metadata({listed})
          WHERE row_group_num_rows > 0),
        "groups" AS (
          SELECT file_name, count(*) AS number_of_groups
          FROM parquet_metadata({listed})
          WHERE row_group_num_rows > 0 AND column_id = 0
          GROUP BY file_name)
        SELECT file_name, name, sum(empty), min(low), max(high),
          bool_or(coalesce(least, '') = '' AND empty < number),
          bool_and(empty = number OR (low IS NOT NULL AND high IS NOT NULL))
        FROM "chunks" JOIN "groups" USING (file_name)
        GROUP BY file_name, name
        HAVING count(*) = count(empty) AND count(*) = any_value(number_of_groups)"""


def _schemas(listed: str) -> str:
    """A hash of all columns of each file, nested ones too, in their order.

    Whether a column may be empty is no difference: it is read alike.
    """
    told = (
        "name, type, type_length, replace(repetition_type, 'REQUIRED', 'OPTIONAL'),"
        " num_children, converted_type, scale, precision, field_id, logical_type"
    )
    return f"""
        SELECT file_name, md5(string_agg(row({told})::VARCHAR, chr(10)
          ORDER BY column_id))
        FROM parquet_schema({listed})
        GROUP BY file_name"""
