"""A query of `special.py`: NAME query|checked|scan OUT TABLE=FILE, more of those."""

import sys

import duckdb

from benchmarks.suite.special import CALENDAR, SEQUENCE, SLIDING, SLIDING_RANK

ALL = {s.name: s for s in (SEQUENCE, SLIDING, SLIDING_RANK, CALENDAR)}


def main(name: str, way: str, out: str, *files: str) -> None:
    """Run the query, write its table; or read the same columns and judge nothing."""
    special = ALL[name]
    named = dict(file.split("=", 1) for file in files)
    connection = duckdb.connect()
    connection.execute("SET enable_progress_bar = false")
    if way == "scan":
        for table, columns in special.tables.items():
            connection.execute(f"SELECT {columns} FROM '{named[table]}'").fetchall()
        return
    text = special.checked if way == "checked" else special.query
    text = text.format(**named)
    connection.execute(f"COPY ({text}) TO '{out}' (FORMAT csv)")


if __name__ == "__main__":
    main(*sys.argv[1:])
