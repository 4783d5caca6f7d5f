"""SQLite files: every value as its text, read-only, and only what is in use."""

import sqlite3
from contextlib import closing
from pathlib import Path

import duckdb
import pytest

from upheld.connectors.base import Attached, SourceError, SourceSpec, Table
from upheld.connectors.sqlite import SqliteConnector
from upheld.connectors.wanted import EVERYTHING, Test, Wanted

TABLE = """
CREATE TABLE calls (
  id INTEGER PRIMARY KEY, queued TEXT, channel VARCHAR(10), wait INT, extra);
INSERT INTO calls VALUES
  (1, '2026-03-02T09:00:00Z', 'phone', 30, NULL),
  (2, '2026-03-02T10:00:00Z', 'chat', 90, 1.5),
  (3, NULL, 'phone', 'soon', x'00ff'),
  (4, '2026-05-02T10:00:00Z', 'phone', 700, '');
"""


class File:
    """A SQLite file, and the relation made of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.connection = duckdb.connect()

    def make(self, sql: str, name: str = "calls.sqlite") -> None:
        with closing(sqlite3.connect(self.folder / name)) as database:
            database.executescript(sql)

    def spec(
        self, location: str, wanted: Wanted = EVERYTHING, **options: str
    ) -> SourceSpec:
        folder = self.folder
        return SourceSpec(location, location, folder, options, folder, wanted)

    def attach(
        self,
        wanted: Wanted = EVERYTHING,
        location: str = "calls.sqlite",
        **options: str,
    ) -> Attached:
        self.connection.execute("DROP TABLE IF EXISTS calls")
        spec = self.spec(location, wanted, **options)
        return SqliteConnector().attach(self.connection, spec, "calls")

    def rows(self) -> list[tuple[object, ...]]:
        return self.connection.execute("FROM calls").fetchall()


@pytest.fixture
def file(tmp_path: Path) -> File:
    made = File(tmp_path)
    made.make(TABLE)
    return made


def test_every_value_is_its_text(file: File) -> None:
    attached = file.attach()
    assert set(attached.columns.values()) == {"VARCHAR"}
    assert attached.text
    assert file.rows()[1] == ("2", "2026-03-02T10:00:00Z", "chat", "90", "1.5")
    # A blob is its digits, a text in a column of numbers stays, nothing is nothing.
    assert file.rows()[2] == ("3", None, "phone", "soon", "00FF")
    assert file.rows()[3][4] is None


def test_a_column_without_any_value_is_text_too(file: File) -> None:
    file.make("DELETE FROM calls")
    assert set(file.attach().columns.values()) == {"VARCHAR"}


def test_the_file_is_evidence(file: File) -> None:
    (proof,) = file.attach().files
    assert proof.name == "calls.sqlite"
    assert proof.bytes == (file.folder / "calls.sqlite").stat().st_size


def test_only_the_columns_wanted_are_read(file: File) -> None:
    attached = file.attach(Wanted(columns=frozenset({"id", "queued"})))
    assert list(attached.columns) == ["id", "queued"]
    assert attached.left == ("channel", "wait", "extra")


def rows_of(file: File, *tests: Test) -> list[object]:
    file.attach(Wanted(rows=(tests,)))
    return [row[0] for row in file.rows()]


def test_texts_are_filtered(file: File) -> None:
    assert rows_of(file, Test("channel", "in", ("chat",))) == ["2"]


def test_numbers_are_filtered_and_what_is_none_is_kept(file: File) -> None:
    # 30 is below 60; `soon` is no number and counts as invalid, so it has to come.
    assert rows_of(file, Test("wait", "<", (60,))) == ["1", "3"]


def test_moments_are_filtered_by_their_date_two_days_wider(file: File) -> None:
    # 1 March 2026 is day 20,513; row 3 has no moment and cannot be placed.
    march = Test("queued", ">=", (20_513 * 86_400_000_000,), True, True)
    april = Test("queued", "<", (20_544 * 86_400_000_000,), True, True)
    assert rows_of(file, march, april) == ["1", "2", "3"]


def test_rows_are_not_filtered_where_their_span_must_be_known(file: File) -> None:
    tests = ((Test("channel", "in", ("chat",)),),)
    attached = file.attach(Wanted(rows=tests, spans=frozenset({"queued"})))
    assert attached.rows == 4


def test_a_key_that_repeats_needs_every_column_and_row(file: File) -> None:
    tests = ((Test("channel", "in", ("chat",)),),)
    wanted = Wanted(frozenset({"channel"}), tests, (("channel",),))
    attached = file.attach(wanted)
    assert (len(attached.columns), attached.rows) == (5, 4)
    wanted = Wanted(frozenset({"id"}), tests, (("id",),))
    attached = file.attach(wanted)
    assert (len(attached.columns), attached.rows) == (1, 1)


def test_a_table_may_stand_behind_the_path(file: File) -> None:
    file.make("CREATE TABLE other (a)")
    assert file.attach(location="calls.sqlite#calls").rows == 4


def test_a_query_is_a_source(file: File) -> None:
    attached = file.attach(query="SELECT id FROM calls WHERE wait > 60;")
    assert attached.sent[0].startswith("SELECT CASE typeof")
    assert file.rows() == [("2",), ("3",), ("4",)]


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        ({"table": "cals"}, "E4020", "no such table"),
        ({"query": "DELETE FROM calls RETURNING *"}, "E4029", "syntax error"),
        ({"query": "SELECT 1", "table": "calls"}, "E4019", "`table` and a `query`"),
        ({"uri": "CALLS"}, "E4019", "`uri` means nothing"),
    ],
)
def test_what_cannot_be_read_is_told(
    file: File, options: dict[str, str], code: str, said: str
) -> None:
    with pytest.raises(SourceError) as caught:
        SqliteConnector().attach(
            file.connection, file.spec("calls.sqlite", EVERYTHING, **options), "calls"
        )
    error = caught.value
    assert error.code == code
    assert said in f"{error.message} {error.help} {error.notes}"


def test_which_of_several_tables_is_asked(file: File) -> None:
    file.make("CREATE TABLE other (a)")
    with pytest.raises(SourceError, match="E4020") as caught:
        file.attach()
    assert "tables: `calls`, `other`" in caught.value.help


def test_a_file_that_is_no_database_is_refused(file: File) -> None:
    (file.folder / "text.sqlite").write_text("id,queued\n")
    with pytest.raises(SourceError, match="E4012"):
        file.attach(location="text.sqlite")


def test_a_file_of_the_name_of_an_address_is_taken_as_it_is(file: File) -> None:
    name = "50% of ?mode=rwc #1.sqlite"
    file.make("CREATE TABLE calls (id); INSERT INTO calls VALUES (1)", name)
    before = {path.name for path in file.folder.iterdir()}
    spec = file.spec(name, table="calls")
    # `#` parts the table from the path, so the path alone cannot be written so.
    with pytest.raises(SourceError, match="E4019"):
        SqliteConnector().attach(file.connection, spec, "odd")
    assert {path.name for path in file.folder.iterdir()} == before


def test_the_survey_lists_tables_with_the_declared_types(file: File) -> None:
    file.make("CREATE VIEW late AS SELECT id FROM calls")
    found = SqliteConnector().survey(file.spec("calls.sqlite"))
    types = {
        "id": "integer",
        "queued": "text",
        "channel": "varchar(10)",
        "wait": "int",
        "extra": "any",
    }
    assert found[0] == Table("calls", types)
    assert found[1].name == "late"
