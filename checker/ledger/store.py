"""The file of a history: a DuckDB database that anybody may query.

ledger     version of the tables
runs       one row a run; `report` is its JSON, compressed by zlib
standards  one row a run and standard
windows    one row a run, standard, window and group; shares as in the JSON document

A run that is there already is not appended again. Rows are never changed.
"""

import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from time import sleep
from typing import Any

import duckdb

from upheld.checker.documents import as_data, read
from upheld.checker.evidence.canonical import canonical, digest
from upheld.checker.inputs import Input
from upheld.checker.ledger.entries import Entry, History, Run, Standing
from upheld.checker.render.document import render_json
from upheld.checker.render.first_events import shortened
from upheld.checker.report import Counts, Report, StandardResult, Window
from upheld.dsl.diagnostics import Diagnostic, RefusedError
from upheld.dsl.source import NOWHERE

VERSION = 1

#: Another process may be appending its run: so often it is tried again, so many seconds
#: apart.
_ATTEMPTS, _PAUSE = 100, 0.1

Connection = duckdb.DuckDBPyConnection
Config = dict[str, str | bool | int | float | list[str]]

_TABLES = """
CREATE TABLE ledger (version INTEGER);
INSERT INTO ledger VALUES (1);
CREATE TABLE runs (
  run INTEGER PRIMARY KEY, sha256 VARCHAR UNIQUE, as_of VARCHAR, recorded VARCHAR,
  verdict VARCHAR, policies VARCHAR, data VARCHAR, "commit" VARCHAR, version VARCHAR,
  report BLOB);
CREATE TABLE standards (
  run INTEGER, standard VARCHAR, title VARCHAR, sentence VARCHAR, verdict VARCHAR);
CREATE TABLE windows (
  run INTEGER, standard VARCHAR, "window" VARCHAR, start VARCHAR, "end" VARCHAR,
  "group" VARCHAR, verdict VARCHAR, is_open BOOLEAN, is_partial BOOLEAN,
  value DOUBLE, exact VARCHAR, unit VARCHAR, currency VARCHAR, bound VARCHAR,
  target DOUBLE, target_exact VARCHAR, target_high DOUBLE, target_high_exact VARCHAR,
  met BIGINT, missed BIGINT, pending BIGINT, excluded BIGINT, invalid BIGINT,
  used BIGINT, without_value BIGINT);
"""

_RUN = 'run, sha256, as_of, recorded, verdict, policies, data, "commit", version'


def append(
    path: Path, report: Report, inputs: Iterable[Input], commit: str = ""
) -> Run:
    """Add a run to a history, which is made where there is none.

    Returns:
        The run as it is kept; an earlier one where it was there already.

    Raises:
        RefusedError: E0052, the file is no history, or cannot be written.
    """
    files = tuple(inputs)
    policies = _policies(report, files)
    data = _fingerprint(files, ("data",))
    with _opened(path, read_only=False) as connection:
        _prepare(connection, path)
        sha256 = identity(report, policies, data)
        query = f"SELECT {_RUN} FROM runs WHERE sha256 = ?"
        if known := connection.execute(query, [sha256]).fetchone():
            return Run(*known)
        number = connection.execute("SELECT coalesce(max(run), 0) + 1 FROM runs")
        run = Run(
            int(_one(number)),
            sha256,
            report.as_of,
            datetime.now(UTC).isoformat(timespec="seconds"),
            report.verdict,
            policies,
            data,
            commit,
            report.versions.get("upheld", ""),
        )
        _insert(connection, run, report)
    return run


def identity(report: Report, policies: str, data: str) -> str:
    """SHA-256 of what a run judged and found; the same for the same run again.

    Versions of programs are no part of it, nor where files lie.
    """
    return digest(
        canonical(
            {
                "as_of": report.as_of,
                "from": report.period_from,
                "to": report.period_to,
                "parameters": report.parameters,
                "policies": policies,
                "data": data,
                "standards": [
                    [
                        one.id,
                        one.sentence,
                        one.verdict,
                        [_of_window(window) for window in one.windows],
                    ]
                    for one in report.standards
                ],
            }
        )
    )


def _of_window(window: Window) -> dict[str, object]:
    return as_data(window, lean=True)


def read_history(path: Path) -> History:
    """All runs of a history.

    Raises:
        RefusedError: E0052, there is no file, or it is no history.
    """
    if not path.is_file():
        raise no_history(path, "is not there")
    with _opened(path, read_only=True) as connection:
        _check(connection, path)
        runs = connection.execute(f"SELECT {_RUN} FROM runs ORDER BY run").fetchall()
        standings = connection.execute(
            "SELECT run, standard, title, sentence, verdict FROM standards "
            "ORDER BY run, standard"
        ).fetchall()
        entries = connection.execute(
            'SELECT * FROM windows ORDER BY run, standard, start, "end", "group"'
        ).fetchall()
    return History(
        tuple(Run(*row) for row in runs),
        tuple(Standing(*row) for row in standings),
        tuple(map(_entry, entries)),
    )


def read_reports(path: Path) -> Iterator[tuple[int, Report]]:
    """The report of every run, one after the other.

    Raises:
        RefusedError: E0052, the file is no history.
    """
    with _opened(path, read_only=True) as connection:
        _check(connection, path)
        numbers = connection.execute("SELECT run FROM runs ORDER BY run").fetchall()
        for (number,) in numbers:
            found = connection.execute(
                "SELECT report FROM runs WHERE run = ?", [number]
            )
            text = zlib.decompress(_one(found))
            yield number, read(Report, text)


# --- writing --------------------------------------------------------------------------


def _insert(connection: duckdb.DuckDBPyConnection, run: Run, report: Report) -> None:
    """One run with all that belongs to it, or nothing."""
    blob = zlib.compress(render_json(shortened(report)).encode(), 9)
    connection.begin()
    connection.execute(
        "INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            run.number,
            run.sha256,
            run.as_of,
            run.recorded,
            run.verdict,
            run.policies,
            run.data,
            run.commit,
            run.version,
            blob,
        ],
    )
    for one in report.standards:
        connection.execute(
            "INSERT INTO standards VALUES (?, ?, ?, ?, ?)",
            [run.number, one.id, one.title, one.sentence, one.verdict],
        )
    _insert_windows(connection, run.number, report.standards)
    connection.commit()


def _insert_windows(
    connection: duckdb.DuckDBPyConnection,
    number: int,
    standards: Iterable[StandardResult],
) -> None:
    rows = [_row(number, one.id, w) for one in standards for w in one.windows]
    if not rows:
        return
    # A list for each column: a row at a time is a hundred times as slow.
    columns = [list(column) for column in zip(*rows, strict=True)]
    lists = ", ".join("unnest(?)" for _ in columns)
    connection.execute(f"INSERT INTO windows SELECT {lists}", columns)


def _row(number: int, standard: str, one: Window) -> Sequence[object]:
    counts = one.counts
    return (
        number,
        standard,
        one.window,
        one.start,
        one.end,
        canonical(one.group).decode(),
        one.verdict,
        one.open,
        one.partial,
        one.value,
        one.exact,
        one.unit,
        one.currency,
        one.bound,
        one.target,
        one.target_exact,
        one.target_high,
        one.target_high_exact,
        counts.met,
        counts.missed,
        counts.pending,
        counts.excluded,
        counts.invalid,
        counts.used,
        counts.without_value,
    )


def _policies(report: Report, inputs: Sequence[Input]) -> str:
    """One SHA-256 over policies, lists and closed dates, wherever they lie."""
    lists = _fingerprint(inputs, ("list", "closed dates"))
    return digest(canonical([sorted(one.sha256 for one in report.policies), lists]))


def _fingerprint(inputs: Iterable[Input], roles: Sequence[str]) -> str:
    """One SHA-256 over the files of some roles, wherever they lie."""
    files = (file for one in inputs if one.role in roles for file in one.files)
    return digest(canonical(sorted({file.sha256 for file in files})))


# --- reading --------------------------------------------------------------------------


def _entry(row: Sequence[Any]) -> Entry:
    run, standard, window, start, end, group, verdict, is_open, is_partial = row[:9]
    value, exact, unit, currency, bound = row[9:14]
    target, target_exact, high, high_exact = row[14:18]
    met, missed, pending, excluded, invalid, used, without = row[18:]
    return Entry(
        run,
        standard,
        Window(
            window=window,
            start=start,
            end=end,
            group=json.loads(group),
            verdict=verdict,
            open=is_open,
            partial=is_partial,
            value=value,
            exact=exact,
            unit=unit,
            currency=currency,
            bound=bound,
            target=target,
            target_exact=target_exact,
            target_high=high,
            target_high_exact=high_exact,
            counts=Counts(
                met=met,
                missed=missed,
                pending=pending,
                excluded=excluded,
                invalid=invalid,
                used=used,
                without_value=without,
            ),
        ),
    )


@contextmanager
def _opened(path: Path, *, read_only: bool) -> Iterator[duckdb.DuckDBPyConnection]:
    """The database of a history, which can reach no other file.

    Raises:
        RefusedError: E0052, DuckDB cannot open, read or write it.
    """
    if _is_other(path):
        raise no_history(path, "is no DuckDB file")
    config: Config = {
        "enable_external_access": "false",
        "lock_configuration": "true",
    }
    connection = _connected(path, read_only, config)
    try:
        yield connection
    except duckdb.Error as error:
        raise no_history(path, _why(error)) from None
    finally:
        connection.close()


def _connected(path: Path, read_only: bool, config: Config) -> Connection:
    """A connection; another process that is writing is waited for."""
    for attempt in range(_ATTEMPTS):
        try:
            return duckdb.connect(str(path), read_only=read_only, config=config)
        except duckdb.Error as error:
            if not _is_lock(error):
                raise no_history(path, _why(error)) from None
        if attempt + 1 < _ATTEMPTS:
            sleep(_PAUSE)
    raise no_history(
        path, "is in use by another process", "try again when it has ended"
    )


def _is_lock(error: duckdb.Error) -> bool:
    return "Could not set lock" in str(error) or "Conflicting lock" in str(error)


def _is_other(path: Path) -> bool:
    """Whether a file is there that DuckDB did not write (bytes 8 to 11 tell)."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(12)[8:] != b"DUCK"


def _why(error: duckdb.Error) -> str:
    said = " ".join(str(error).split())
    return f"cannot be used: {said[:200]}"


def _prepare(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """The tables of a new history; an old one is checked."""
    found = connection.execute("SELECT count(*) FROM duckdb_tables()")
    if _one(found):
        _check(connection, path)
        return
    connection.begin()
    for statement in filter(None, map(str.strip, _TABLES.split(";"))):
        connection.execute(statement)
    connection.commit()


def _check(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Refuse another database, and one that a later version of upheld wrote."""
    names = connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()
    if not {("ledger",), ("runs",), ("standards",), ("windows",)} <= {*names}:
        raise no_history(path, "is a database of something else")
    version = _one(connection.execute("SELECT max(version) FROM ledger"))
    if version != VERSION:
        why = f"is a history of version {version}, and this upheld knows {VERSION}"
        raise no_history(path, why)


def _one(result: duckdb.DuckDBPyConnection) -> Any:
    row = result.fetchone()
    assert row is not None
    return row[0]


_WRITES_ONE = "`upheld check --history history.duckdb` writes one"


def no_history(path: Path, why: str, help: str = _WRITES_ONE) -> RefusedError:
    """The error for a file that is no history, or cannot be used as one."""
    message = f"`{path.as_posix()}` {why}"
    return RefusedError(Diagnostic("E0052", message, NOWHERE, help))
