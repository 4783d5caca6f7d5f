"""Parquet files as a view: nothing is copied, each query reads the columns it needs."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import duckdb

from upheld.connectors.base import (
    Attached,
    ColumnStatistics,
    FileEvidence,
    SourceError,
    SourceSpec,
)
from upheld.connectors.files import Found, evidence, files_of
from upheld.connectors.known import together
from upheld.connectors.options import refuse_unknown
from upheld.connectors.parquet_files import facts_of
from upheld.connectors.quoting import identifier, literal, plain_pattern
from upheld.connectors.relations import columns_of, first_line, refuse_repeats

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


ZONED = "TIMESTAMP WITH TIME ZONE"


class ParquetConnector:
    """Parquet, in one file or several; columns of several are joined by name."""

    kind: ClassVar[str] = "parquet"
    suffixes: ClassVar[tuple[str, ...]] = (".parquet", ".pq")

    def attach(
        self, connection: "DuckDBPyConnection", spec: SourceSpec, relation: str
    ) -> Attached:
        """Makes a view over exactly these files.

        A column that one of several files lacks is empty for its rows. Folders named
        `month=2026-03` add no column.

        Raises:
            SourceError: E4010 to E4014, E4019, E4021.
        """
        refuse_unknown(spec, self.kind, ())
        files = files_of(spec)
        if spec.known is not None:
            return _attached_by_file(connection, spec, relation, files)
        proofs = tuple(evidence(found, spec) for found in files)
        for found, proof in zip(files, proofs, strict=True):
            _refuse_bad(connection, found, proof)
        listed = _listed(found.path for found in files)
        _create(connection, spec, relation, listed)
        columns = columns_of(connection, relation)
        return Attached(
            kind=self.kind,
            relation=relation,
            columns=columns,
            rows=_rows(connection, listed),
            rejected=0,
            rejected_lines=(),
            files=proofs,
            paths=tuple(found.path for found in files),
            text=False,
            statistics=_statistics(connection, listed, columns),
        )


def _attached_by_file(
    connection: "DuckDBPyConnection",
    spec: SourceSpec,
    relation: str,
    files: Sequence[Found],
) -> Attached:
    """The same relation, of files of which only the changed ones are looked into."""
    assert spec.known is not None
    facts = facts_of(connection, files, spec, spec.known, _refuse_bad)
    listed = _listed(found.path for found in files)
    # To put columns together by name takes the footer of every file, each time.
    differ = len({one.schema for one in facts}) > 1
    _create(connection, spec, relation, listed, by_name=differ)
    columns = columns_of(connection, relation)
    zoned = frozenset(name for name, type_ in columns.items() if type_ == ZONED)
    statistics = together(facts, zoned)
    return Attached(
        kind=ParquetConnector.kind,
        relation=relation,
        columns=columns,
        rows=sum(one.rows for one in facts),
        rejected=0,
        rejected_lines=(),
        files=tuple(
            FileEvidence(found.name, one.bytes, one.sha256)
            for found, one in zip(files, facts, strict=True)
        ),
        paths=tuple(found.path for found in files),
        text=False,
        statistics={n: s for n, s in statistics.items() if n in columns},
        by_file=facts,
    )


def _refuse_bad(
    connection: "DuckDBPyConnection", found: Found, proof: FileEvidence
) -> None:
    if proof.bytes == 0:
        raise SourceError("E4011", f"`{found.name}` is an empty file")
    _refuse_unreadable(connection, found)


def _create(
    connection: "DuckDBPyConnection",
    spec: SourceSpec,
    relation: str,
    listed: str,
    *,
    by_name: bool = True,
) -> None:
    # Every statement over a view of many files would read all their footers anew.
    connection.execute("SET parquet_metadata_cache = true")
    try:
        connection.execute(f"""
            CREATE VIEW {identifier(relation)} AS
            FROM read_parquet({listed}, union_by_name = {str(by_name).lower()},
              hive_partitioning = false)""")
    except duckdb.Error as error:
        raise SourceError(
            "E4022",
            f"the files of `{spec.name}` do not go together",
            help=first_line(error),
        ) from error


def _listed(paths: Iterable[Path]) -> str:
    """A list of paths as SQL; a view takes no bound values."""
    return f"[{', '.join(literal(plain_pattern(str(path))) for path in paths)}]"


def _refuse_unreadable(connection: "DuckDBPyConnection", found: Found) -> None:
    try:
        names = _column_names(connection, found)
    except duckdb.Error as error:
        raise SourceError(
            "E4012",
            f"`{found.name}` is not a readable Parquet file",
            help=first_line(error),
        ) from error
    # DuckDB would call the second of two equal names `id_1` and say nothing.
    refuse_repeats(names, found.name)


def _column_names(connection: "DuckDBPyConnection", found: Found) -> list[str]:
    """Columns of the file's own schema, without the parts of nested ones."""
    query = f"""
        SELECT name, coalesce(num_children, 0)
        FROM parquet_schema({_listed([found.path])})
        ORDER BY column_id"""
    names: list[str] = []
    inner = 0
    for name, children in connection.execute(query).fetchall()[1:]:
        if inner == 0:
            names.append(str(name))
        inner = max(inner - 1, 0) + int(children)
    return names


def _rows(connection: "DuckDBPyConnection", listed: str) -> int:
    query = f"SELECT sum(num_rows) FROM parquet_file_metadata({listed})"
    ((count,),) = connection.execute(query).fetchall()
    return int(count or 0)


def _statistics(
    connection: "DuckDBPyConnection", listed: str, columns: Mapping[str, str]
) -> dict[str, ColumnStatistics]:
    """Statistics of the columns that every row group with rows has them of.

    The least and greatest moment are those of the file's own footer. Infinite moments
    have no microseconds: such a column has no statistics here, and its rows are read.
    """
    zoned = [name for name, type_ in columns.items() if type_ == ZONED]
    query = f"""
        WITH "chunks" AS (
          SELECT column_id, path_in_schema AS name, num_values AS number,
            stats_null_count AS empty, stats_min_value AS least,
            path_in_schema IN ({_texts(zoned)}) AS zoned,
            epoch_us(try_cast(stats_min_value AS TIMESTAMPTZ)) AS low,
            epoch_us(try_cast(stats_max_value AS TIMESTAMPTZ)) AS high
          FROM parquet_metadata({listed})
          WHERE row_group_num_rows > 0)
        SELECT name, sum(empty), min(low), max(high),
          bool_or(coalesce(least, '') = '' AND empty < number)
        FROM "chunks"
        GROUP BY name
        HAVING count(*) = count(empty)
          AND bool_and(NOT zoned OR empty = number
            OR (low IS NOT NULL AND high IS NOT NULL))
          AND count(*) = (SELECT count(*) FROM "chunks" WHERE column_id = 0)"""
    return {
        str(name): ColumnStatistics(
            int(empty),
            low if name in zoned else None,
            high if name in zoned else None,
            bool(blank),
        )
        for name, empty, low, high, blank in connection.execute(query).fetchall()
        if name in columns
    }


def _texts(names: Iterable[str]) -> str:
    return ", ".join(literal(name) for name in ("", *names))
