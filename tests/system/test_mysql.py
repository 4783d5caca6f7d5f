"""MySQL and MariaDB: a real MariaDB server, from rows to verdicts, and its faults."""

from collections.abc import Iterator
from pathlib import Path

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
from tests.system.mariadb_server import PASSWORD, Server, mariadb

pytestmark = pytest.mark.usefixtures("plain")

#: TIMESTAMP is a moment in UTC, DATETIME what a clock on the wall shows.
TABLE = """
CREATE TABLE calls (id INT PRIMARY KEY, queued TIMESTAMP(6) NULL,
  answered TIMESTAMP(6) NULL, shown DATETIME NULL, channel VARCHAR(20),
  cost DECIMAL(10, 2), note BLOB)
"""
#: In Stockholm 09:00 of 2 March is 08:00 UTC; of 1 April it is 07:00.
ROWS = """
INSERT INTO calls VALUES
 (1, '2026-03-02 08:00', '2026-03-02 08:01', '2026-03-02 09:00', 'phone', 12.50, x'00'),
 (2, '2026-03-02 09:00', '2026-03-02 09:02', '2026-03-02 10:00', 'phone', 1.25, NULL),
 (3, '2026-03-02 10:00', NULL, '2026-03-02 11:00', 'chat', 3, NULL),
 (4, '2026-03-03 08:00', '2026-03-03 08:01', '2026-03-03 09:00', 'chat', 4, NULL),
 (5, '2026-04-01 07:00', '2026-04-01 07:10', '2026-04-01 09:00', 'phone', 5, NULL)
"""


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    with mariadb() as server:
        yield server


@pytest.fixture
def server(running: Server) -> Server:
    running.run(
        "DROP DATABASE support",
        "CREATE DATABASE support",
        "USE support",
        "SET time_zone = '+00:00'",
        TABLE,
        ROWS,
        "GRANT SELECT ON support.* TO reader@'127.0.0.1'",
    )
    return running


@pytest.fixture
def project(
    tmp_path: Path, upheld: Upheld, monkeypatch: pytest.MonkeyPatch, server: Server
) -> Project:
    secrets = ("s3cr3t", "of@the", "server!", "%40")
    made = Project(tmp_path, upheld, monkeypatch, "mysql", secrets)
    made.uri(server.uri_of("reader", PASSWORD))
    return made


def test_rows_of_a_table_are_judged(project: Project) -> None:
    found = windows(project.judged(HEAD + STANDARD))
    # 2 of 3 is less than 90%; 1 of 1; and at the end 10 minutes are more than 2.
    assert found[:2] == [("2026-03-02", "breached"), ("2026-03-03", "met")]
    assert found[-1] == ("2026-04-01", "pending")


def test_a_filter_on_a_month_reads_that_month(project: Project) -> None:
    result = project.judged(HEAD + STANDARD, *MONTH)
    assert result["sources"][0]["rows"] == 4
    assert result["as_of"] == "2026-04-01T09:10:00+02:00"
    assert windows(result)[-1] == ("2026-03-31", "no_data")


def test_local_times_are_read_in_the_zone_of_the_source(project: Project) -> None:
    policy = HEAD.replace("queued", "shown").replace("  answered at answered\n", "")
    policy += "  source zone Europe/Stockholm\n"
    policy += "standard s\n  number of calls at most 2 per day\n"
    found = windows(project.judged(policy))
    assert found[:2] == [("2026-03-02", "breached"), ("2026-03-03", "met")]
    result = project.judged(policy, *MONTH)
    # Two days wider than March, as the database does not know the zone: row 5 is of
    # 1 April and comes along, and is left out by what is counted.
    assert result["sources"][0]["rows"] == 5
    assert result["as_of"] == "2026-04-01T09:00:00+02:00"


def test_simple_conditions_and_columns_are_asked_of_the_database(
    project: Project,
) -> None:
    asked = project.sql(HEAD + PHONE.format("phone"))
    assert asked.endswith("WHERE \"channel\" IN ('phone')")
    assert "cost" not in asked
    assert project.judged(HEAD + PHONE.format("phone"))["sources"][0]["rows"] == 3


def test_signs_of_sql_in_a_text_are_signs(project: Project, server: Server) -> None:
    server.run("USE support", "UPDATE calls SET channel = 'a\\\\''b' WHERE id = 1")
    result = project.judged(HEAD + PHONE.format("a\\'b"))
    assert result["sources"][0]["rows"] == 1


def test_a_database_that_ignores_capitals_makes_no_difference(
    project: Project,
) -> None:
    # To the server `PHONE` is `phone`, to a policy it is not: no call is left.
    result = project.judged(HEAD + PHONE.format("PHONE"))
    assert result["sources"][0]["rows"] == 3
    assert windows(result) == [("overall", "no_data")]


def test_an_impossible_date_is_invalid(project: Project, server: Server) -> None:
    server.run(
        "USE support",
        "SET sql_mode = ''",
        "UPDATE calls SET answered = '0000-00-00' WHERE id = 4",
    )
    result = project.judged(HEAD + STANDARD)
    assert result["standards"][0]["windows"][1]["counts"]["invalid"] == 1


def test_a_read_is_refused_where_it_would_write(
    project: Project, server: Server
) -> None:
    server.run(
        "USE support",
        "GRANT ALL ON support.* TO reader@'127.0.0.1'",
        "CREATE FUNCTION spoil() RETURNS INT MODIFIES SQL DATA BEGIN"
        " DELETE FROM calls; RETURN 1; END",
    )
    project.settings('query = "SELECT calls.*, spoil() AS x FROM calls"')
    project.assert_fails("E4029", "READ ONLY transaction")
    assert server.run("SELECT count(*) FROM support.calls") == [(5,)]
    server.run("REVOKE ALL ON support.* FROM reader@'127.0.0.1'")


def test_a_wrong_password_is_refused(project: Project, server: Server) -> None:
    project.uri(server.uri_of("reader", f"{PASSWORD}!"))
    project.assert_fails("E4025", "Access denied", "renew the password")


def test_an_expired_password_is_refused(project: Project, server: Server) -> None:
    server.run("ALTER USER reader@'127.0.0.1' PASSWORD EXPIRE")
    try:
        project.assert_fails("E4025", "renew the password")
    finally:
        server.run("ALTER USER reader@'127.0.0.1' PASSWORD EXPIRE NEVER")
        quoted = PASSWORD.replace("'", "''")
        server.run(f"ALTER USER reader@'127.0.0.1' IDENTIFIED BY '{quoted}'")


def test_an_unknown_host_is_told(project: Project) -> None:
    project.uri("mysql://reader:s3cr3t@no-such-host.invalid/support")
    project.assert_fails("E4024", "no-such-host.invalid")


def test_an_address_put_together_wrongly_is_told(project: Project) -> None:
    project.uri("mysql://reader:s3cr3t:of@the/server@127.0.0.1:1/support")
    project.assert_fails("E4024")
    project.uri("mysql://reader:s3cr3t/of@the@127.0.0.1:1/support")
    project.assert_fails("E4019", "cannot be read")


def test_a_missing_table_is_told(project: Project) -> None:
    project.settings('table = "cals"')
    project.assert_fails("E4020", "doesn't exist")


def test_a_read_beyond_its_time_is_stopped(project: Project) -> None:
    project.settings(
        'query = "SELECT * FROM calls WHERE sleep(5) = 0"\ntime_limit = "1s"'
    )
    project.assert_fails("E4026", "took longer")


def test_a_connection_dropped_in_the_midst_of_a_read_is_told(
    project: Project, server: Server
) -> None:
    # A function that ends its own connection, as a server does that goes down.
    server.run(
        "USE support",
        "GRANT EXECUTE ON support.* TO reader@'127.0.0.1'",
        "CREATE FUNCTION ends(n INT) RETURNS TEXT DETERMINISTIC BEGIN"
        " IF n = 60000 THEN KILL CONNECTION_ID(); END IF;"
        " RETURN repeat('x', 200); END",
    )
    project.settings(
        'query = "SELECT seq AS id, now() AS queued, now() AS answered,'
        ' ends(seq) AS channel FROM seq_1_to_80000"'
    )
    project.assert_fails("E4026", "broke off", policy=PHONE.format("phone"))


def test_a_column_whose_type_changed_since_the_last_run_is_told(
    project: Project, server: Server
) -> None:
    project.judged(HEAD + STANDARD)
    server.run("USE support", "ALTER TABLE calls MODIFY answered DATETIME")
    project.assert_fails("E4002", "`answered` carry no offset")


def test_sources_shows_tables_columns_and_types(project: Project) -> None:
    status, out, _ = project.upheld("sources")
    assert status == 0
    lines = [line.split() for line in out.splitlines()]
    for row in (["id", "int"], ["queued", "timestamp"], ["cost", "decimal"]):
        assert row in lines
