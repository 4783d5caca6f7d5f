"""S3-compatible stores: a real one, with Parquet, CSV, Delta, and what can fail."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import duckdb
import pytest
import s3fs

from tests.small_project import Upheld
from tests.system.database_project import HEAD, MONTH, STANDARD, Project, windows
from tests.system.store_server import KEY, SECRET, store

pytestmark = pytest.mark.usefixtures("plain")

CALLS = """
SELECT * FROM (VALUES
  (1, TIMESTAMPTZ '2026-03-02 08:00+00', TIMESTAMPTZ '2026-03-02 08:01+00', 'phone'),
  (2, TIMESTAMPTZ '2026-03-02 09:00+00', TIMESTAMPTZ '2026-03-02 09:02+00', 'phone'),
  (3, TIMESTAMPTZ '2026-03-02 10:00+00', NULL, 'chat'),
  (4, TIMESTAMPTZ '2026-03-03 08:00+00', TIMESTAMPTZ '2026-03-03 08:01+00', 'chat'),
  (5, TIMESTAMPTZ '2026-04-01 07:00+00', TIMESTAMPTZ '2026-04-01 07:10+00', 'phone')
) AS calls (id, queued, answered, channel)
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A store with the calls as Parquet in two files, and as CSV."""
    folder = tmp_path_factory.mktemp("files")
    with duckdb.connect() as connection:
        for name, where in (("a", "id < 4"), ("b", "id >= 4")):
            connection.execute(
                f"COPY (FROM ({CALLS}) WHERE {where}) TO '{folder / name}.parquet'"
            )
        connection.execute(f"COPY ({CALLS}) TO '{folder / 'calls.csv.gz'}' (HEADER)")
    with store() as address:
        files = s3fs.S3FileSystem(
            key=KEY,
            secret=SECRET,
            endpoint_url=address,
            config_kwargs={"s3": {"addressing_style": "path"}},
            skip_instance_cache=True,
        )
        files.mkdir("lake")
        files.put_file(str(folder / "a.parquet"), "lake/calls/a.parquet")
        files.put_file(str(folder / "b.parquet"), "lake/calls/b.parquet")
        files.put_file(str(folder / "calls.csv.gz"), "lake/csv/calls.csv.gz")
        files.pipe_file("lake/broken.parquet", b"this is no Parquet")
        yield address


@pytest.fixture
def project(
    tmp_path: Path, upheld: Upheld, monkeypatch: pytest.MonkeyPatch, address: str
) -> "StoreProject":
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    monkeypatch.delenv("AWS_SESSION_TOKEN", raising=False)
    made = StoreProject(tmp_path, upheld, monkeypatch, "s3", (SECRET, "expired!token"))
    made.endpoint = address
    made.lies_at("s3://lake/calls/*.parquet")
    return made


class StoreProject(Project):
    """A project whose calls lie in a store."""

    endpoint = ""

    def lies_at(self, path: str, more: str = "", kind: str = "s3") -> None:
        text = f'[sources.calls]\nkind = "{kind}"\npath = "{path}"\n{more}'
        text += f'[sources.calls.options]\nendpoint = "{self.endpoint}"\n'
        (self.folder / "upheld.toml").write_text(text)


EXPECTED = [("2026-03-02", "breached"), ("2026-03-03", "met")]


@pytest.mark.parametrize(
    "path",
    ["s3://lake/calls/*.parquet", "s3://lake/calls", "s3://lake/csv/calls.csv.gz"],
)
def test_files_are_judged(project: StoreProject, path: str) -> None:
    project.lies_at(path)
    result = project.judged(HEAD + STANDARD)
    # 2 of 3 is less than 90%; 1 of 1.
    assert windows(result)[:2] == EXPECTED
    assert result["sources"][0]["rows"] == 5


def test_a_month_of_parquet_is_read_by_itself(project: StoreProject) -> None:
    result = project.judged(HEAD + STANDARD, *MONTH)
    assert result["sources"][0]["rows"] == 4
    assert result["as_of"] == "2026-04-01T09:10:00+02:00"
    asked = project.sql(HEAD + STANDARD)
    assert asked.startswith('SELECT "id", "queued", "answered"\nFROM s3://lake/')


def test_a_delta_table_is_judged_at_its_version(
    project: StoreProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    import deltalake

    options = {
        "AWS_ACCESS_KEY_ID": KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_ENDPOINT_URL": project.endpoint,
        "AWS_REGION": "us-east-1",
        "AWS_ALLOW_HTTP": "true",
        "AWS_S3_ALLOW_UNSAFE_RENAME": "true",
    }
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        rows = connection.sql(CALLS).to_arrow_table()
        more = connection.sql(
            "SELECT 6 AS id, TIMESTAMPTZ '2026-03-03 09:00+00' AS queued,"
            " NULL::TIMESTAMPTZ AS answered, 'fax' AS channel"
        ).to_arrow_table()
    deltalake.write_deltalake("s3://lake/delta", rows, storage_options=options)
    deltalake.write_deltalake(
        "s3://lake/delta", more, mode="append", storage_options=options
    )
    project.lies_at("s3://lake/delta", kind="delta")
    result = project.judged(HEAD + STANDARD)
    assert windows(result)[1] == ("2026-03-03", "breached")
    settings = project.folder / "upheld.toml"
    settings.write_text(f"{settings.read_text()}version = 0\n")
    result = project.judged(HEAD + STANDARD, *MONTH)
    assert windows(result)[:2] != []
    assert ("2026-03-03", "met") in windows(result)
    assert result["sources"][0]["rows"] == 4
    assert "VERSION 0" in project.sql(HEAD + STANDARD)


def test_a_wrong_key_is_refused(
    project: StoreProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", f"{SECRET}!")
    project.assert_fails("E4025", "renew")


def test_a_missing_key_is_told(
    project: StoreProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    project.assert_fails("E4027", "set AWS_SECRET_ACCESS_KEY")


def test_a_store_that_is_not_there_is_told(project: StoreProject) -> None:
    project.endpoint = "http://127.0.0.1:1"
    project.lies_at("s3://lake/calls/*.parquet")
    project.assert_fails("E4024")


@pytest.mark.parametrize("path", ["s3://lake/cals/*.parquet", "s3://pond/a.parquet"])
def test_a_missing_path_is_told(project: StoreProject, path: str) -> None:
    project.lies_at(path)
    project.assert_fails("E4010", path)


def test_a_file_that_is_no_parquet_is_told(project: StoreProject) -> None:
    project.lies_at("s3://lake/broken.parquet")
    project.assert_fails("E4012", "no Parquet")


def test_an_address_that_a_policy_names_is_refused(project: StoreProject) -> None:
    policy = HEAD.replace('"calls"', '"s3://lake/calls/a.parquet"') + STANDARD
    project.policy(policy)
    status, _, err = project.check()
    assert status == 3
    assert "error[E4015]" in err


EXPIRED = (
    b"<?xml version='1.0'?><Error><Code>ExpiredToken</Code>"
    b"<Message>The provided token has expired.</Message></Error>"
)


@pytest.fixture
def expiring() -> Iterator[str]:
    """A store as one answers whose temporary keys have run out."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(400)
            self.send_header("Content-Type", "application/xml")
            self.send_header("Content-Length", str(len(EXPIRED)))
            self.end_headers()
            self.wfile.write(EXPIRED)

        def log_message(self, format: str, *args: object) -> None:
            del format, args

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_an_expired_token_is_told(
    project: StoreProject, monkeypatch: pytest.MonkeyPatch, expiring: str
) -> None:
    monkeypatch.setenv("AWS_SESSION_TOKEN", "expired!token")
    project.endpoint = expiring
    project.lies_at("s3://lake/calls/*.parquet")
    project.assert_fails("E4025", "renew")


def iceberg_table(folder: Path, **properties: str) -> Any:
    """The calls as a table of a catalogue in a SQLite file, in two snapshots."""
    from pyiceberg.catalog import load_catalog

    catalog = load_catalog(
        "made", uri=f"sqlite:///{folder / 'catalogue.db'}", **properties
    )
    catalog.create_namespace("support")
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        first = connection.sql(f"FROM ({CALLS}) WHERE id < 5").to_arrow_table()
        second = connection.sql(f"FROM ({CALLS}) WHERE id = 5").to_arrow_table()
    table = catalog.create_table("support.calls", schema=first.schema)
    table.append(first)
    table.append(second)
    return table


def test_an_iceberg_table_is_judged(
    project: StoreProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = project.folder
    table = iceberg_table(
        folder,
        warehouse="s3://lake/iceberg",
        **{
            "s3.endpoint": project.endpoint,
            "s3.access-key-id": KEY,
            "s3.secret-access-key": SECRET,
            "s3.region": "us-east-1",
            "py-io-impl": "pyiceberg.io.fsspec.FsspecFileIO",
        },
    )
    monkeypatch.setenv("CATALOGUE", f"sqlite:///{folder / 'catalogue.db'}")
    options = f'[sources.calls.options]\nendpoint = "{project.endpoint}"\n'
    options += 'catalog = "made"\n'
    head = '[sources.calls]\nkind = "iceberg"\nuri = "CATALOGUE"\n'
    settings = folder / "upheld.toml"
    settings.write_text(f'{head}table = "support.calls"\n{options}')
    assert windows(project.judged(HEAD + STANDARD))[:2] == EXPECTED
    result = project.judged(HEAD + STANDARD, *MONTH)
    assert result["sources"][0]["rows"] == 4
    assert result["as_of"] == "2026-04-01T09:10:00+02:00"
    first = table.metadata.snapshots[0].snapshot_id
    settings.write_text(f'{head}table = "support.calls"\n{options}snapshot = {first}\n')
    assert project.judged(HEAD + STANDARD)["sources"][0]["rows"] == 4
    settings.write_text(f'{head}table = "support.cals"\n{options}')
    project.assert_fails("E4020", "NAMESPACE.NAME")
