"""What was read of a help desk, kept between runs by dlt, and written as files.

The folder holds `.fetch/`: a DuckDB file with every row of every run, and how far each
feed came. Rows and place are committed together, so a run that breaks off loses at most
the answers of one package, and reads them again.
"""

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

import duckdb

from upheld.connectors.helpdesk.desk import Desk, Feed, Page, Place, Table
from upheld.connectors.helpdesk.web import UnreadableError, Web
from upheld.connectors.quoting import identifier, literal

#: Answers that are committed together.
PACKAGE = 50

#: Of dlt: no telemetry, no talk, no settings but these.
SETTINGS = {
    "RUNTIME__DLTHUB_TELEMETRY": "false",
    "RUNTIME__LOG_LEVEL": "CRITICAL",
}

DATASET = "kept"

Format = Literal["csv", "parquet", "json"]


def fetch(desk: Desk, web: Web, folder: Path) -> None:
    """Read what is new since the last run.

    Raises:
        UnreadableError: the help desk could not be read; what came before is kept.
    """
    pipeline = _pipeline(_kept(desk, web), folder)
    for feed in desk.feeds:
        while not _package(pipeline, desk, feed, web):
            pass


def _kept(desk: Desk, web: Web) -> str:
    """What the rows of one help desk are kept under: another host is another one."""
    return f"{desk.name}_{re.sub('[^a-z0-9]', '_', web.host.lower())}"


def _pipeline(name: str, folder: Path) -> Any:
    """The pipeline of dlt that keeps one help desk in a folder."""
    state = (folder / ".fetch").resolve()
    state.mkdir(parents=True, exist_ok=True)
    places = {"DLT_DATA_DIR": str(state), "DLT_PROJECT_DIR": str(state)}
    os.environ.update({**SETTINGS, **places})
    import dlt

    return dlt.pipeline(
        name,
        pipelines_dir=str(state),
        destination=dlt.destinations.duckdb(str(state / f"{name}.duckdb")),
        dataset_name=DATASET,
    )


def _package(pipeline: Any, desk: Desk, feed: Feed, web: Web) -> bool:
    """Read and commit some answers of a feed; whether it is at its end."""
    import dlt
    from dlt.pipeline.exceptions import PipelineStepFailed

    ended = []

    def answers() -> Iterator[Any]:
        place = dlt.current.resource_state(feed.name)
        for _ in range(PACKAGE):
            page = _page(feed, web, dict(place))
            for name, rows in page.rows.items():
                if rows:
                    yield dlt.mark.with_hints(
                        list(rows), _hints(name, desk.tables[name])
                    )
            place.clear()
            place.update(page.place)
            if page.is_last:
                ended.append(True)
                return

    try:
        pipeline.run(dlt.resource(answers, name=feed.name))
    except PipelineStepFailed as error:
        raise _cause(error) from None
    return bool(ended)


def _page(feed: Feed, web: Web, place: Place) -> Page:
    """One answer of a feed.

    Raises:
        UnreadableError: it could not be had, or has another shape than documented.
    """
    try:
        return feed.page(web, place)
    except (AttributeError, KeyError, TypeError, ValueError):
        message = f"an answer about {feed.name} is not as documented"
        help = "is that the address of the help desk itself?"
        raise UnreadableError(message, help) from None


def _hints(name: str, table: Table) -> Any:
    """How dlt keeps a table: text in every column, one row for each key."""
    import dlt

    return dlt.mark.make_hints(
        table_name=name,
        write_disposition="merge",
        primary_key=table.key,
        columns={column: {"data_type": "text"} for column in table.columns},
    )


def _cause(error: BaseException) -> BaseException:
    """What made a run of dlt fail: ours if it was the help desk, else dlt's own."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, UnreadableError):
            return seen
        seen = seen.__cause__ or seen.__context__
    return error


# --- files ----------------------------------------------------------------------------


def write_files(
    desk: Desk, web: Web, folder: Path, format: Format
) -> Mapping[Path, int]:
    """Write everything that is kept; how many rows each file has."""
    kept = (folder / ".fetch" / f"{_kept(desk, web)}.duckdb").resolve()
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH {literal(str(kept))} AS store (READ_ONLY)")
        for name, table in desk.tables.items():
            connection.execute(_view(connection, name, table))
        return {
            path: _write(connection, query, path, format)
            for path, query in (
                (folder / f"{name}.{format}", query)
                for name, query in desk.files.items()
            )
        }


def _view(connection: duckdb.DuckDBPyConnection, name: str, table: Table) -> str:
    """A table as the queries of the files see it, also one without a row so far."""
    found = connection.execute(
        "SELECT count(*) FROM duckdb_tables() WHERE database_name = 'store'"
        " AND schema_name = ? AND table_name = ?",
        [DATASET, name],
    ).fetchone()
    columns = ", ".join(map(identifier, table.columns))
    if found == (0,):
        empty = ", ".join(f"{identifier(c)} VARCHAR" for c in table.columns)
        return f"CREATE TABLE {identifier(name)} ({empty})"
    source = f"store.{DATASET}.{identifier(name)}"
    return f"CREATE VIEW {identifier(name)} AS SELECT {columns} FROM {source}"


def _write(
    connection: duckdb.DuckDBPyConnection, query: str, path: Path, format: Format
) -> int:
    """Write one file in place of the one before; the number of its rows."""
    beside = path.with_name(f".{path.name}.part")
    options = {"csv": "FORMAT csv, HEADER", "parquet": "FORMAT parquet"}
    how = options.get(format, "FORMAT json")
    connection.execute(f"COPY ({query}) TO {literal(str(beside))} ({how})")
    beside.replace(path)
    counted = connection.execute(f"SELECT count(*) FROM ({query})").fetchone()
    return int(counted[0]) if counted else 0
