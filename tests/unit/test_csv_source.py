"""CSV sources: every value as written, every bad line counted with its place."""

import codecs
import gzip
import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from upheld.connectors.base import Attached, SourceError, SourceSpec
from upheld.connectors.registry import attach

Rows = list[tuple[object, ...]]


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        yield opened


class Folder:
    """A folder of data and a connection that reads from it."""

    def __init__(self, path: Path, connection: duckdb.DuckDBPyConnection) -> None:
        self.path = path
        self.connection = connection

    def write(self, name: str, data: str | bytes) -> None:
        target = self.path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data.encode() if isinstance(data, str) else data)

    def attach(self, location: str, **options: object) -> Attached:
        spec = SourceSpec(location, location, self.path, options, self.path)
        return attach(self.connection, spec, "calls")

    def rows(self) -> Rows:
        return self.connection.execute("FROM calls").fetchall()

    def refused(self, location: str, **options: object) -> SourceError:
        with pytest.raises(SourceError) as caught:
            self.attach(location, **options)
        return caught.value


@pytest.fixture
def folder(tmp_path: Path, connection: duckdb.DuckDBPyConnection) -> Folder:
    return Folder(tmp_path, connection)


def rejects(attached: Attached) -> list[tuple[int, str, str]]:
    return [(one.line, one.reason, one.text) for one in attached.rejected_lines]


FEW = "too few columns: 1, expected 2"
MANY = "too many columns: more than 2"


def test_every_value_is_kept_as_it_is_written(folder: Folder) -> None:
    folder.write("a.csv", "id,n,t\nNA,007,2026-03-02\n null ,1e3,\n")
    attached = folder.attach("a.csv")
    assert folder.rows() == [("NA", "007", "2026-03-02"), (" null ", "1e3", None)]
    assert dict(attached.columns) == {"id": "VARCHAR", "n": "VARCHAR", "t": "VARCHAR"}
    assert attached.text
    assert (attached.rows, attached.rejected, attached.kind) == (2, 0, "csv")


def test_quoted_nothing_is_an_empty_text_and_unquoted_nothing_is_null(
    folder: Folder,
) -> None:
    folder.write("a.csv", 'a,b\n"",1\n,2\n')
    folder.attach("a.csv")
    assert folder.rows() == [("", "1"), (None, "2")]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_ragged_lines_are_rejected_with_their_line_whatever_ends_it(
    folder: Folder, end: str
) -> None:
    # Lines: 1 header, 2 row, 3 short, 4 long, 5-6 a row over two lines, 7 short, 8 row
    lines = ["a,b", "1,2", "3", "4,5,6", '"q', 'q",7', "8", "9,10", ""]
    folder.write("a.csv", end.join(lines))
    attached = folder.attach("a.csv")
    assert rejects(attached) == [(3, FEW, "3"), (4, MANY, "4,5,6"), (7, FEW, "8")]
    assert folder.rows() == [("1", "2"), (f"q{end}q", "7"), ("9", "10")]
    assert (attached.rows, attached.rejected) == (3, 3)


def test_line_numbers_stay_right_far_into_a_large_file(folder: Folder) -> None:
    # Every 1000th record spans two lines; record 150,001 stands behind the header
    # and 150,000 records with 150 further lines: line 1 + 150,000 + 150 + 1.
    records = ['"x\ny",1' if n % 1000 == 0 else f"{n},1" for n in range(150_000)]
    folder.write("a.csv", "\n".join(["a,b", *records, "alone", "1,2"]) + "\n")
    attached = folder.attach("a.csv")
    assert rejects(attached) == [(150_152, FEW, "alone")]
    assert attached.rows == 150_001


def test_lines_that_end_now_this_way_now_that_are_all_read(folder: Folder) -> None:
    folder.write("a.csv", "a,b\r\n1,2\n3,4\r\n5\n")
    attached = folder.attach("a.csv")
    assert folder.rows() == [("1", "2"), ("3", "4")]
    assert rejects(attached) == [(4, FEW, "5")]


def test_a_value_with_a_bare_comma_does_not_move_into_the_next_column(
    folder: Folder,
) -> None:
    # DuckDB alone makes ('1', 'Smith', ' Ann') of line 2: its last value is empty.
    folder.write("a.csv", "id,name,note\n1,Smith, Ann,\n2,Bo,\n")
    attached = folder.attach("a.csv")
    assert folder.rows() == [("2", "Bo", None)]
    assert rejects(attached) == [(2, "too many columns: more than 3", "1,Smith, Ann,")]


@pytest.mark.parametrize("ends", [",", ",,", ",,,,", ',""', ',"",'])
def test_empty_values_behind_the_last_column_reject_the_line(
    folder: Folder, ends: str
) -> None:
    folder.write("a.csv", f"a,b\n1,2{ends}\n\n3\n4,5,6\n7,\n")
    assert [one.line for one in folder.attach("a.csv").rejected_lines] == [2, 4, 5]
    assert folder.rows() == [("7", None)]


def test_a_quote_that_never_closes_costs_one_line_and_not_the_file(
    folder: Folder,
) -> None:
    folder.write("a.csv", 'a,b\n1,2\n"3,4\n5,6\n7\n')
    attached = folder.attach("a.csv")
    assert folder.rows() == [("1", "2"), ("5", "6")]
    reason = "a quote that does not close where a value ends"
    assert rejects(attached) == [(3, reason, '"3,4'), (5, FEW, "7")]


def test_text_behind_a_closing_quote_rejects_the_line(folder: Folder) -> None:
    folder.write("a.csv", 'a,b\n"3"x,4\n5,6\n')
    assert folder.attach("a.csv").rejected == 1
    assert folder.rows() == [("5", "6")]


def test_a_value_of_three_megabytes_is_a_value(folder: Folder) -> None:
    folder.write("a.csv", "a,b\n1," + "x" * 3_000_000 + "\n")
    assert folder.attach("a.csv").rows == 1
    assert folder.connection.execute("SELECT length(b) FROM calls").fetchall() == [
        (3_000_000,)
    ]


def test_all_rejects_are_counted_and_a_hundred_are_kept(folder: Folder) -> None:
    folder.write("a.csv", "a,b\n" + "1\n" * 250)
    attached = folder.attach("a.csv")
    assert (attached.rejected, len(attached.rejected_lines)) == (250, 100)
    assert attached.rejected_lines[-1].line == 101


def test_blank_lines_are_no_rows_in_a_file_of_one_column_either(
    folder: Folder,
) -> None:
    folder.write("a.csv", '\n\na\n1\n\n""\n2\n\n')
    assert folder.attach("a.csv").rows == 3
    assert folder.rows() == [("1",), ("",), ("2",)]


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(folder: Folder, sign: str) -> None:
    lines = [["id", "note"], ["1", '"a, b; c | d\te"'], ["2", "1"]]
    folder.write("a.csv", "\n".join(sign.join(one) for one in lines))
    folder.attach("a.csv")
    assert folder.rows() == [("1", "a, b; c | d\te"), ("2", "1")]


def test_decimal_commas_do_not_hide_a_semicolon(folder: Folder) -> None:
    folder.write("a.csv", "id;cost;tax\n1;4,50;0,90\n2;5,00;1,00\n")
    folder.attach("a.csv")
    assert folder.rows() == [("1", "4,50", "0,90"), ("2", "5,00", "1,00")]


def test_a_declared_delimiter_and_quote_are_taken(folder: Folder) -> None:
    folder.write("a.csv", "a:b\n'x:y':2\n")
    folder.attach("a.csv", delimiter=":", quote="'")
    assert folder.rows() == [("x:y", "2")]


def test_a_tsv_has_tabs_even_where_commas_fit(folder: Folder) -> None:
    folder.write("a.tsv", "a,x\tb,y\n1,5\t2,5\n")
    assert list(folder.attach("a.tsv").columns) == ["a,x", "b,y"]


def test_gzip_and_zstd_are_unpacked(folder: Folder) -> None:
    text = b'a,b\r\n1,2\r\n\r\n"x\r\ny",3\r\n4\r\n'
    folder.write("a.csv.gz", gzip.compress(text))
    packed = pa.compress(text, codec="zstd", asbytes=True)
    folder.write("b.csv.zst", packed)
    first = folder.attach("a.csv.gz")
    assert rejects(first) == [(6, FEW, "4")]
    assert folder.rows() == [("1", "2"), ("x\r\ny", "3")]
    assert first.files[0].sha256 == hashlib.sha256(gzip.compress(text)).hexdigest()
    folder.connection.execute("DROP TABLE calls")
    assert rejects(folder.attach("b.csv.zst")) == [(6, FEW, "4")]
    assert folder.rows() == [("1", "2"), ("x\ny", "3")]


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
