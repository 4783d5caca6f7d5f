"""Any ADBC driver by its name: Flight SQL, against a real server of it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.small_project import Upheld
from tests.system.database_project import (
    HEAD,
    MONTH,
    PHONE,
    STANDARD,
    Project,
    windows,
)
from tests.system.flight_server import Server, flight

pytestmark = pytest.mark.usefixtures("plain")

SETTINGS = 'table = "{}"\n[sources.calls.options]\ndriver = "adbc_driver_flightsql"'
#: Two of three calls of 2 March in time, all of 3 March; one row of 1 April.
ROWS = (
    (1, "2026-03-02T09:00+01:00", 60, "phone"),
    (2, "2026-03-02T10:00+01:00", 120, "phone"),
    (3, "2026-03-02T11:00+01:00", None, "chat"),
    (4, "2026-03-03T09:00+01:00", 60, "chat"),
    (5, "2026-04-01T09:00+02:00", 600, "phone"),
)
MOMENT = pa.timestamp("us", "UTC")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    path = tmp_path_factory.mktemp("flight") / "calls.parquet"
    began = [datetime.fromisoformat(row[1]) for row in ROWS]
    waits = [None if row[2] is None else timedelta(seconds=row[2]) for row in ROWS]
    pairs = list(zip(began, waits, strict=True))
    answered = [None if wait is None else one + wait for one, wait in pairs]
    columns = {
        "id": pa.array([row[0] for row in ROWS], pa.int64()),
        "queued": pa.array(began, MOMENT),
        "answered": pa.array(answered, MOMENT),
        "channel": pa.array([row[3] for row in ROWS], pa.string()),
    }
    pq.write_table(pa.table(columns), path)
    with flight(calls=path) as running:
        yield running


@pytest.fixture
def project(
    tmp_path: Path, upheld: Upheld, monkeypatch: pytest.MonkeyPatch, server: Server
) -> Project:
    made = Project(tmp_path, upheld, monkeypatch, "adbc", ())
    made.uri(server.uri)
    made.settings(SETTINGS.format("calls"))
    return made


def test_calls_of_a_flight_sql_server_are_judged(project: Project) -> None:
    result = project.judged(HEAD + STANDARD)
    assert windows(result)[:2] == [("2026-03-02", "breached"), ("2026-03-03", "met")]
    assert result["as_of"] == "2026-04-01T09:10:00+02:00"


def test_only_rows_and_columns_in_use_leave_the_server(project: Project) -> None:
    result = project.judged(HEAD + STANDARD, *MONTH)
    assert result["sources"][0]["rows"] == 4
    sql = project.sql(HEAD + PHONE.format("phone"))
    assert sql.endswith("IN ('phone')")
    assert sql.startswith('SELECT "id", "queued", "answered", "channel"\nFROM "calls"')


def test_no_row_is_no_fault(project: Project) -> None:
    """This server sends an empty result without its columns."""
    result = project.judged(HEAD + PHONE.format("fax"))
    assert result["sources"][0]["rows"] == 0
    assert windows(result) == [("overall", "no_data")]


def test_sources_shows_its_columns(project: Project) -> None:
    status, out, _ = project.upheld("sources")
    assert status == 0
    lines = [line.split() for line in out.splitlines()]
    assert ["queued", "timestamp[us,", "tz=UTC]"] in lines


def test_a_missing_table_is_told(project: Project) -> None:
    project.settings(SETTINGS.format("cals"))
    project.assert_fails("E4020", "cals")


def test_a_server_that_is_not_there_is_told(project: Project) -> None:
    project.uri("grpc://127.0.0.1:1")
    project.assert_fails("E4024", "cannot be reached")


def test_a_server_that_goes_away_is_told(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "calls.parquet"
    pq.write_table(pa.table({"id": pa.array([1])}), path)
    with flight(calls=path) as other:
        project.uri(other.uri)
        assert project.upheld("sources")[0] == 0
        other.end()
        project.assert_fails("E4024", "cannot be reached")
