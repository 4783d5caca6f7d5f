"""CSV sources: every value as written, every bad line counted with its place."""

import gzip
import hashlib

import pyarrow as pa
import pytest

from tests.unit.csv_folder import FEW, MANY, Folder, connection, folder, rejects

__all__ = ("connection", "folder")


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
    folder.write("a.csv.gz", gzip.compress(text, mtime=0))
    packed = pa.compress(text, codec="zstd", asbytes=True)
    folder.write("b.csv.zst", packed)
    first = folder.attach("a.csv.gz")
    assert rejects(first) == [(6, FEW, "4")]
    assert folder.rows() == [("1", "2"), ("x\r\ny", "3")]
    assert (
        first.files[0].sha256
        == hashlib.sha256(gzip.compress(text, mtime=0)).hexdigest()
    )
    folder.connection.execute("DROP TABLE calls")
    assert rejects(folder.attach("b.csv.zst")) == [(6, FEW, "4")]
    assert folder.rows() == [("1", "2"), ("x\ny", "3")]
