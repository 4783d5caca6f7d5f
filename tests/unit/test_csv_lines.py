"""CSV sources: archives, encodings, options, several files, places."""

import codecs
import hashlib
import os
import tempfile
from pathlib import Path

import duckdb
import pytest

from tests.unit.csv_folder import FEW, Folder, connection, folder, rejects
from upheld.connectors.base import SourceSpec
from upheld.connectors.registry import attach

__all__ = ("connection", "folder")


@pytest.mark.parametrize("name", ["a.csv.gz", "a.csv.zst"])
def test_a_damaged_archive_is_an_error(folder: Folder, name: str) -> None:
    folder.write(name, b"not packed at all")
    assert folder.refused(name).code == "E4012"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (codecs.BOM_UTF8 + "id\nŽluť".encode(), None),
        ("id\nŽluť".encode("utf-16"), None),
        ("id\nŽluť".encode("utf-16-le"), "utf-16-le"),
        ("id\nŽluť".encode("cp1250"), "cp1250"),
        ("id\nŽluť".encode("iso8859-2"), "iso8859-2"),
    ],
)
def test_encodings_are_found_or_declared(
    folder: Folder, data: bytes, encoding: str | None
) -> None:
    folder.write("a.csv", data)
    assert list(folder.attach("a.csv", encoding=encoding).columns) == ["id"]
    assert folder.rows() == [("Žluť",)]


def test_bad_utf8_is_an_error_that_names_the_line(folder: Folder) -> None:
    folder.write("a.csv", b"a,b\n1,2\nK\xf6ln,4\n")
    error = folder.refused("a.csv")
    assert error.code == "E4016"
    assert error.message == "`a.csv` is not UTF-8: byte 0xf6 in line 3"
    assert "cp1252" in error.help


def test_an_unknown_encoding_is_an_error(folder: Folder) -> None:
    folder.write("a.csv", "a\n")
    assert folder.refused("a.csv", encoding="klingon").code == "E4016"
    assert folder.refused("a.csv", encoding="hex").code == "E4016"


def test_a_nul_byte_is_an_error_that_names_the_line(folder: Folder) -> None:
    folder.write("a.csv", b"a,b\n1,2\n3\x00,4\n")
    error = folder.refused("a.csv")
    assert (error.code, error.message) == (
        "E4017",
        "`a.csv` holds a NUL byte in line 3",
    )


@pytest.mark.parametrize("data", [b"", codecs.BOM_UTF8, b"\n\n"])
def test_a_file_without_a_header_is_empty(folder: Folder, data: bytes) -> None:
    folder.write("a.csv", data)
    assert folder.refused("a.csv").code == "E4011"


@pytest.mark.parametrize("data", ["a,b", "a,b\n", "a,b\r\n"])
def test_a_header_alone_is_a_table_without_rows(folder: Folder, data: str) -> None:
    folder.write("a.csv", data)
    attached = folder.attach("a.csv")
    assert (list(attached.columns), attached.rows) == (["a", "b"], 0)


def test_a_repeated_name_is_refused_also_in_other_capitals(folder: Folder) -> None:
    folder.write("a.csv", "id,queued,ID\n1,2,3\n")
    error = folder.refused("a.csv")
    assert error.code == "E4014"
    assert "`ID`" in error.message
    assert "columns 1 and 3" in error.help


def test_a_nameless_column_is_named_after_its_place(folder: Folder) -> None:
    folder.write("a.csv", ",b,\n1,2,3\n")
    assert list(folder.attach("a.csv").columns) == ["column_1", "b", "column_3"]


def test_a_header_over_two_lines_is_read_once(folder: Folder) -> None:
    folder.write("a.csv", '\n"a\nx", b\n1,2\n3\n')
    attached = folder.attach("a.csv")
    assert list(attached.columns) == ["a\nx", "b"]
    assert folder.rows() == [("1", "2")]
    assert rejects(attached) == [(5, FEW, "3")]


def test_columns_without_a_header_are_declared(folder: Folder) -> None:
    folder.write("a.csv", "1,2\n3\n")
    attached = folder.attach("a.csv", header=False, columns=["id", "n"])
    assert folder.rows() == [("1", "2")]
    assert rejects(attached) == [(2, FEW, "3")]


@pytest.mark.parametrize(
    "options",
    [
        {"header": False},
        {"columns": ["a"]},
        {"header": "no"},
        {"table": "t"},
        {"delimiter": ",,"},
        {"delimiter": '"'},
        {"header": False, "columns": []},
    ],
)
def test_options_that_mean_nothing_are_refused(
    folder: Folder, options: dict[str, object]
) -> None:
    folder.write("a.csv", "a\n1\n")
    assert folder.refused("a.csv", **options).code == "E4019"


def test_files_of_a_glob_are_bound_by_name_in_the_order_of_their_names(
    folder: Folder,
) -> None:
    folder.write("m/2.csv", "b;a\n4;3\n5\n")
    folder.write("m/1.csv", "a,b\n1,2\n")
    attached = folder.attach("m/*.csv")
    assert folder.rows() == [("1", "2"), ("3", "4")]
    assert [one.name for one in attached.files] == ["m/1.csv", "m/2.csv"]
    assert [(one.file, one.line) for one in attached.rejected_lines] == [("m/2.csv", 3)]


def test_a_folder_means_its_files(folder: Folder) -> None:
    folder.write("m/1.csv", "a\n1\n")
    folder.write("m/2.csv", "a\n2\n")
    folder.write("m/.hidden", "x")
    assert folder.attach("m").rows == 2


def test_a_folder_of_several_kinds_is_refused(folder: Folder) -> None:
    folder.write("m/1.csv", "a\n1\n")
    folder.write("m/2.json", "{}")
    error = folder.refused("m")
    assert error.code == "E4018"
    assert error.notes == ("suffixes there: .csv, .json",)


def test_an_empty_folder_is_refused(folder: Folder) -> None:
    (folder.path / "m").mkdir()
    assert folder.refused("m").code == "E4018"


def test_files_with_other_columns_are_refused_and_leave_no_table(
    folder: Folder,
) -> None:
    folder.write("m/1.csv", "a,b\n1,2\n")
    folder.write("m/2.csv", "a,c\n3,4\n")
    error = folder.refused("m/*.csv")
    assert error.code == "E4022"
    assert error.notes == ("lacks: `b`", "has besides: `c`")
    assert folder.connection.execute("SHOW TABLES").fetchall() == []


def test_no_working_table_is_left_behind(folder: Folder) -> None:
    folder.write("a.csv", 'a,b\n1\n"2,3\n')
    folder.attach("a.csv")
    assert folder.connection.execute("SHOW TABLES").fetchall() == [("calls",)]


def test_the_evidence_is_the_hash_of_the_file_itself(folder: Folder) -> None:
    data = codecs.BOM_UTF8 + b"a,b\r\n1,2\r\n"
    folder.write("in/a.csv", data)
    (proof,) = folder.attach("in/a.csv").files
    assert (proof.name, proof.bytes) == ("in/a.csv", 13)
    assert proof.sha256 == hashlib.sha256(data).hexdigest()


def test_a_missing_file_is_an_error_that_shows_what_is_there(folder: Folder) -> None:
    folder.write("calls.csv", "a\n")
    error = folder.refused("call.csv")
    assert (error.code, error.notes) == ("E4010", ("files there: calls.csv",))
    assert folder.refused("x/*.csv").code == "E4010"


def test_a_path_outside_is_refused_whether_it_exists_or_not(folder: Folder) -> None:
    for path in ("/etc/passwd.csv", "../x.csv", "/etc/*.conf"):
        assert folder.refused(path, kind="csv").code == "E4013"


def test_a_link_does_not_lead_outside(folder: Folder) -> None:
    (folder.path / "a.csv").symlink_to("/etc/passwd")
    assert folder.refused("a.csv").code == "E4013"


def test_outside_may_be_allowed(folder: Folder, tmp_path: Path) -> None:
    folder.write("a.csv", "a\n1\n")
    (tmp_path / "inner").mkdir()
    spec = SourceSpec("x", "../a.csv", tmp_path / "inner", {}, None)
    attached = attach(folder.connection, spec, "calls")
    assert (attached.rows, attached.files[0].name) == (1, "../a.csv")


def test_a_pipe_is_refused_and_does_not_block(folder: Folder) -> None:
    os.mkfifo(folder.path / "a.csv")
    assert folder.refused("a.csv").code == "E4012"


def test_a_name_with_the_signs_of_a_glob_is_a_name_where_it_exists(
    folder: Folder,
) -> None:
    folder.write("a[1]*.csv", "a\n1\n")
    folder.write("a1x.csv", "a\n2\n")
    folder.attach("a[1]*.csv")
    assert folder.rows() == [("1",)]


def test_a_file_without_permission_is_an_error_of_its_own() -> None:
    # Root may read everything, so the test reads as another user where it is root.
    own = os.geteuid()
    with tempfile.TemporaryDirectory() as name, duckdb.connect() as connection:
        path = Path(name)
        path.chmod(0o755)
        (path / "a.csv").write_text("a\n1\n")
        (path / "a.csv").chmod(0o000)
        folder = Folder(path, connection)
        try:
            if own == 0:
                os.seteuid(65534)
            error = folder.refused("a.csv")
        finally:
            os.seteuid(own)
    assert error.code == "E4021"


def test_the_kind_may_be_declared(folder: Folder) -> None:
    folder.write("calls.log", "a,b\n1,2\n")
    assert folder.refused("calls.log").code == "E4015"
    assert folder.attach("calls.log", kind="csv").rows == 1


def test_an_unknown_kind_lists_the_known_ones(folder: Folder) -> None:
    error = folder.refused("a.csv", kind="cvs")
    assert error.code == "E4015"
    for kind in ("csv", "duckdb", "json", "parquet"):
        assert f"`{kind}`" in error.help


def test_an_address_is_refused(folder: Folder) -> None:
    assert folder.refused("s3://lake/a.csv").code == "E4015"
