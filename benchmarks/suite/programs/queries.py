"""DuckDB alone: WAY WORKLOAD SIZE CALLS OUT.

`single` asks one query per standard, `fused` shares scans and gives every value,
`fused-verdicts` gives verdicts alone, `fused-distinct` looks for repeats of `call_id`
as well, `scan` reads the same columns and judges nothing.
"""

import sys

import duckdb

from benchmarks.suite.fused import statements
from benchmarks.suite.sql import query
from benchmarks.suite.standards import (
    Standard,
    columns,
)
from benchmarks.suite.workloads import workload


def main(way: str, name: str, size: str, calls: str, out: str) -> None:
    """Run one way, write its table of verdicts."""
    standards = workload(name, size)
    source = f"read_parquet('{calls}')"
    connection = duckdb.connect()
    connection.execute("SET enable_progress_bar = false")
    if way == "scan":
        connection.execute(scan(standards, source)).fetchall()
        return
    if way == "single":
        connection.execute(
            "CREATE TEMP TABLE judged (id VARCHAR, w BIGINT, g VARCHAR, num HUGEINT,"
            " den HUGEINT, ok BOOLEAN)"
        )
        for standard in standards:
            connection.execute(f"INSERT INTO judged {query(standard, source)}")
    else:
        values = way != "fused-verdicts"
        first, last = statements(standards, source, values=values)
        if way == "fused-distinct":
            first.append(repeats(source))
        for statement in first:
            connection.execute(statement)
        connection.execute(f"CREATE TEMP TABLE judged AS {last}")
    connection.execute(f"COPY judged TO '{out}' (FORMAT csv)")


def repeats(source: str) -> str:
    """Looks for rows with the same identity: an error where there is one."""
    return (
        "SELECT CASE WHEN count(DISTINCT call_id) < count(*)"
        f" THEN error('repeats') END FROM {source}"
    )


def scan(standards: list[Standard], source: str) -> str:
    """The least query that decodes the columns in use."""
    texts = []
    for column in columns(standards):
        if column.endswith("_at"):
            texts.append(f"bit_xor(epoch_us({column}))")
        elif column in ("abandoned", "reopened"):
            texts.append(f"count_if({column})")
        else:
            texts.append(f"max({column})")
    return f"SELECT {', '.join(texts)} FROM {source}"


if __name__ == "__main__":
    main(*sys.argv[1:])
