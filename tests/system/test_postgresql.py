"""PostgreSQL: a real server, from rows to verdicts, and all that can go wrong."""

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
from tests.system.postgres_server import (
    PASSWORD,
    Server,
    demand_passwords,
    postgres,
)

pytestmark = pytest.mark.usefixtures("plain")

#: Two of three calls of 2 March in time, all of 3 March; one row of 1 April.
ROWS = """
INSERT INTO calls VALUES
 (1, '2026-03-02 09:00+01', '2026-03-02 09:01+01', 'phone', 12.50),
 (2, '2026-03-02 10:00+01', '2026-03-02 10:02+01', 'phone', 1.25),
 (3, '2026-03-02 11:00+01', NULL, 'chat', 3),
 (4, '2026-03-03 09:00+01', '2026-03-03 09:01+01', 'chat', 4),
 (5, '2026-04-01 09:00+02', '2026-04-01 09:10+02', 'phone', 5)
"""
TABLE = """
CREATE TABLE calls (id int PRIMARY KEY, queued timestamptz, answered timestamptz,
  channel text, cost numeric(10, 2))
"""


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    with postgres() as server:
        demand_passwords(server)
        yield server


@pytest.fixture
def server(running: Server) -> Server:
    running.run("DROP SCHEMA public CASCADE", "CREATE SCHEMA public", TABLE, ROWS)
    running.run(
        "GRANT USAGE ON SCHEMA public TO reader", "GRANT SELECT ON calls TO reader"
    )
    return running


@pytest.fixture
def project(
    tmp_path: Path, upheld: Upheld, monkeypatch: pytest.MonkeyPatch, server: Server
) -> Project:
    secrets = ("s3cr3t", "of@the", "server!", "%40")
    made = Project(tmp_path, upheld, monkeypatch, "postgresql", secrets)
    made.uri(server.uri)
    return made


def test_rows_of_a_table_are_judged(project: Project) -> None:
    found = windows(project.judged(HEAD + STANDARD))
    # 2 of 3 is less than 90%; 1 of 1; and at the end 10 minutes are more than 2.
    assert found[:2] == [("2026-03-02", "breached"), ("2026-03-03", "met")]
    assert found[-1] == ("2026-04-01", "pending")


def test_only_the_columns_in_use_are_asked_for(project: Project) -> None:
    asked = project.sql(HEAD + STANDARD)
    assert asked == 'SELECT "id", "queued", "answered"\nFROM "calls"'


def test_a_filter_on_a_month_reads_that_month(project: Project) -> None:
    result = project.judged(HEAD + STANDARD, *MONTH)
    assert result["sources"][0]["rows"] == 4
    # Without `--as-of` it is seen as of the latest moment of all rows, not of March.
    assert result["as_of"] == "2026-04-01T09:10:00+02:00"
    assert windows(result)[-1] == ("2026-03-31", "no_data")
    # Midnight in Stockholm is 23:00 UTC in winter and 22:00 UTC in summer. Rows that
    # no day has (no moment, or an infinite one) are counted as invalid, so they come.
    odd = "OR \"queued\" IN ('infinity', '-infinity') OR \"queued\" IS NULL"
    assert project.sql(HEAD + STANDARD, *MONTH).splitlines()[2] == (
        f"WHERE (\"queued\" >= '2026-02-28 23:00:00+00:00'::timestamptz {odd})"
        f" AND (\"queued\" < '2026-03-31 22:00:00+00:00'::timestamptz {odd})"
    )


def test_simple_conditions_are_asked_of_the_database(project: Project) -> None:
    policy = HEAD + PHONE.format("phone")
    assert project.sql(policy).endswith("WHERE \"channel\" IN ('phone')")
    result = project.judged(policy)
    # Calls 1, 2 and 5 by phone; two of them in time.
    assert result["sources"][0]["rows"] == 3
    assert windows(result) == [("overall", "met")]


def test_a_text_with_a_quote_is_quoted(project: Project, server: Server) -> None:
    server.run("UPDATE calls SET channel = 'o''clock' WHERE id = 1")
    policy = HEAD + PHONE.format("o'clock")
    assert project.sql(policy).endswith("IN ('o''clock')")
    assert project.judged(policy)["sources"][0]["rows"] == 1


def test_a_query_is_a_source_too(project: Project) -> None:
    project.settings('query = "SELECT * FROM calls WHERE cost > 3;"')
    assert project.judged(HEAD + STANDARD)["sources"][0]["rows"] == 3


def test_numbers_are_exact(project: Project) -> None:
    policy = (
        HEAD
        + """\
  price is cost in EUR
standard s
  total price of calls at most 25.75 EUR overall
"""
    )
    # 12.50 + 1.25 + 3 + 4 + 5
    result = project.judged(policy)
    assert windows(result) == [("overall", "met")]
    assert result["standards"][0]["windows"][0]["exact"] == "103/4"


def test_infinite_moments_are_invalid(project: Project, server: Server) -> None:
    server.run("UPDATE calls SET answered = 'infinity' WHERE id = 4")
    result = project.judged(HEAD + STANDARD)
    second = result["standards"][0]["windows"][1]
    assert (second["verdict"], second["counts"]["invalid"]) == ("no_data", 1)


def test_rows_that_differ_in_an_unused_column_are_no_repeats(
    project: Project, server: Server
) -> None:
    server.run(
        "ALTER TABLE calls DROP CONSTRAINT calls_pkey",
        "INSERT INTO calls SELECT id, queued, answered, 'fax', cost FROM calls",
    )
    for more in ((), MONTH):
        project.policy(HEAD + STANDARD)
        status, _, err = project.check(*more)
        assert status == 3
        assert "error[E4030]" in err


def test_a_read_is_refused_where_it_would_write(
    project: Project, server: Server
) -> None:
    server.run(
        "CREATE FUNCTION spoil() RETURNS int LANGUAGE sql AS"
        " 'DELETE FROM calls RETURNING 1'"
    )
    project.settings('query = "SELECT *, spoil() AS x FROM calls"')
    project.assert_fails("E4029", "read-only")
    assert server.run("SELECT count(*) FROM calls") == [(5,)]


# --- what can go wrong ----------------------------------------------------------------


def test_a_password_lets_the_reader_in(project: Project, server: Server) -> None:
    project.uri(server.uri_of("reader", PASSWORD))
    assert project.judged(HEAD + STANDARD)["sources"][0]["rows"] == 5


def test_a_wrong_password_is_refused(project: Project, server: Server) -> None:
    project.uri(server.uri_of("reader", f"{PASSWORD}!"))
    project.assert_fails("E4025", "password authentication failed", "renew the")


def test_an_expired_password_is_refused(project: Project, server: Server) -> None:
    server.run("ALTER ROLE reader VALID UNTIL '2020-01-01'")
    project.uri(server.uri_of("reader", PASSWORD))
    try:
        project.assert_fails("E4025", "renew the password")
    finally:
        server.run("ALTER ROLE reader VALID UNTIL 'infinity'")


def test_an_address_put_together_wrongly_shows_no_part_of_it(
    project: Project,
) -> None:
    project.uri(f"postgresql://reader:{PASSWORD}@127.0.0.1:1/postgres")
    project.assert_fails("E4024")


def test_an_unknown_host_is_told(project: Project) -> None:
    project.uri("postgresql://reader:s3cr3t@no-such-host.invalid/postgres")
    project.assert_fails("E4024", "no-such-host.invalid", "host and port")


def test_a_missing_table_is_told(project: Project) -> None:
    project.settings('table = "cals"')
    project.assert_fails("E4020", '"cals" does not exist', "upheld sources calls")


def test_a_table_without_the_right_is_told(project: Project, server: Server) -> None:
    server.run("REVOKE SELECT ON calls FROM reader")
    project.uri(server.uri_of("reader", PASSWORD))
    project.assert_fails("E4021", "grant SELECT")


def test_a_missing_variable_is_told(project: Project) -> None:
    project.patch.delenv("CALLS_URI")
    project.assert_fails("E4027", "set CALLS_URI")


def test_an_address_in_the_settings_is_refused(project: Project) -> None:
    project.settings('table = "calls"', "postgresql://a:s3cr3t@host/db")
    project.assert_fails("E4019", "no file holds a secret")


def test_a_read_beyond_its_time_is_stopped(project: Project) -> None:
    project.settings(
        'query = "SELECT calls.*, pg_sleep(5) FROM calls"\ntime_limit = "1s"'
    )
    project.assert_fails("E4026", "took longer", "time_limit")


#: Ends its own connection in the midst of the rows, as a server does that goes down.
ENDS_IN_THE_MIDST = """
CREATE FUNCTION ends(n bigint) RETURNS text LANGUAGE plpgsql AS $$ BEGIN
  IF n = 150000 THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF;
  RETURN repeat('x', 200); END $$
"""


def test_a_connection_dropped_in_the_midst_of_a_read_is_told(
    project: Project, server: Server
) -> None:
    server.run(ENDS_IN_THE_MIDST)
    project.settings(
        'query = "SELECT n::int AS id, now() AS queued, now() AS answered,'
        ' ends(n) AS channel FROM generate_series(1, 200000) AS n"'
    )
    project.assert_fails(
        "E4026",
        "reading source `calls` broke off",
        "terminating connection",
        policy=PHONE.format("phone"),
    )


def test_a_column_whose_type_changed_since_the_last_run_is_told(
    project: Project, server: Server
) -> None:
    project.judged(HEAD + STANDARD)
    server.run("ALTER TABLE calls ALTER answered TYPE int USING 1")
    project.assert_fails("E4003", "`answered` of `calls` is INTEGER")


def test_sources_shows_tables_columns_and_types(project: Project) -> None:
    status, out, _ = project.upheld("sources")
    assert status == 0
    assert "calls (postgresql)" in out
    lines = [line.split() for line in out.splitlines()]
    for row in (["id", "int4"], ["queued", "timestamptz"], ["cost", "numeric"]):
        assert row in lines


def test_any_adbc_driver_is_read_by_its_name(project: Project) -> None:
    project.kind = "adbc"
    project.settings(
        'table = "calls"\n[sources.calls.options]\ndriver = "adbc_driver_postgresql"'
    )
    assert windows(project.judged(HEAD + STANDARD))[:2] == [
        ("2026-03-02", "breached"),
        ("2026-03-03", "met"),
    ]
    result = project.judged(HEAD + STANDARD, *MONTH)
    assert result["sources"][0]["rows"] == 4
    assert result["as_of"] == "2026-04-01T09:10:00+02:00"
    assert project.sql(HEAD + PHONE.format("phone")).endswith("IN ('phone')")
    project.settings(
        'table = "cals"\n[sources.calls.options]\ndriver = "adbc_driver_postgresql"'
    )
    project.assert_fails("E4020", '"cals" does not exist')
