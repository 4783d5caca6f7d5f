"""Thirty bad files (REPORTS, section 10): each an error of its own, or invalid rows.

Never a traceback, and the standard that reads another file is judged all the same.
"""

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from tests.small_project import Upheld

pytestmark = pytest.mark.usefixtures("plain")

POLICY = """\
zone Europe/Stockholm
event call, calls
  from "{source}"
  identified by id
  occurring at queued
  answered at answered
event visit, visits
  from "visits.csv"
  occurring at came
standard s
  90% of calls answered within 2m overall
standard other
  at least 1 visits overall
"""
HEADER = "id,queued,answered\n"
GOOD = "1,2026-03-02T09:00:00+01:00,2026-03-02T09:01:00+01:00\n"
MOMENTS = "TIMESTAMPTZ '2026-03-02 09:00:00+01'"

Writer = Callable[[Path], object]


def of_text(text: str) -> Writer:
    return lambda path: path.write_bytes(text.encode())


def of_bytes(data: bytes) -> Writer:
    return lambda path: path.write_bytes(data)


def of_query(query: str) -> Writer:
    def write(path: Path) -> None:
        duckdb.connect().execute(f"COPY ({query}) TO '{path}' (FORMAT parquet)")

    return write


def cut(writer: Writer, keep: float) -> Writer:
    """The first part of what another writes."""

    def write(path: Path) -> None:
        writer(path)
        data = path.read_bytes()
        path.write_bytes(data[: int(len(data) * keep)])

    return write


def spoilt_page(path: Path) -> None:
    """A Parquet file whose footer is right and whose pages are not."""
    rows = f"SELECT i::VARCHAR AS id, {MOMENTS} + to_seconds(i) AS queued, queued AS"
    of_query(f"{rows} answered FROM range(5000) AS t(i)")(path)
    data = bytearray(path.read_bytes())
    data[100:2100] = b"\xff" * 2000
    path.write_bytes(bytes(data))


def nothing(path: Path) -> None:
    """No file at all."""
    assert not path.exists()


PARQUET = of_query(f"SELECT '1' AS id, {MOMENTS} AS queued, {MOMENTS} AS answered")
GZIP = of_bytes(gzip.compress((HEADER + GOOD * 500).encode()))
MANY = HEADER + "".join(
    f"{n},2026-03-02T09:00:00+01:00,2026-03-02T09:01:00+01:00\n" for n in range(31_842)
)

BAD: dict[str, tuple[str, Writer, str]] = {
    "no file": ("calls.csv", nothing, "E4010"),
    "no file for a pattern": ("calls-*.csv", nothing, "E4010"),
    "an empty file": ("calls.csv", of_text(""), "E4011"),
    "blank lines only": ("calls.csv", of_text("\n\n\n"), "E4011"),
    "an empty Parquet file": ("calls.parquet", of_text(""), "E4011"),
    "an empty JSON file": ("calls.ndjson", of_text(""), "E4011"),
    "text called Parquet": ("calls.parquet", of_text("hello\n" * 9), "E4012"),
    "half a Parquet file": ("calls.parquet", cut(PARQUET, 0.5), "E4012"),
    "a spoilt page of Parquet": ("calls.parquet", spoilt_page, "E4090"),
    "half a compressed file": ("calls.csv.gz", cut(GZIP, 0.5), "E4012"),
    "text called compressed": ("calls.csv.gz", of_text(HEADER + GOOD), "E4012"),
    "text called a database": ("calls.duckdb", of_text("hello"), "E4012"),
    "text called JSON": ("calls.ndjson", of_text("hello\n"), "E4012"),
    "half a JSON record": ("calls.ndjson", of_text('{"id": 1, "que'), "E4012"),
    "a path outside": ("../calls.csv", nothing, "E4013"),
    "one name twice": ("calls.csv", of_text("id,queued,queued\n"), "E4014"),
    "an unknown suffix": ("calls.xyz", of_text(HEADER), "E4015"),
    "an address": ("https://example.org/calls.csv", nothing, "E4015"),
    "another encoding": (
        "calls.csv",
        of_bytes((HEADER + GOOD + "ř,,\n").encode("cp1250")),
        "E4016",
    ),
    "half a UTF-16 sign": (
        "calls.csv",
        of_bytes((HEADER + GOOD).encode("utf-16")[:-1]),
        "E4016",
    ),
    "NUL bytes": ("calls.csv", of_text(HEADER + GOOD + "2,\x00,\n"), "E4017"),
    "a missing column": ("calls.csv", of_text("id,queued\n1,\n"), "E4001"),
    "a missing identity": ("calls.csv", of_text("queued,answered\n,\n"), "E4001"),
    "another delimiter than any": (
        "calls.csv",
        of_text("id/queued/answered\n1/2/3\n"),
        "E4001",
    ),
    "moments without an offset": (
        "calls.csv",
        of_text(HEADER + "1,2026-03-02T09:00:00,\n"),
        "E4002",
    ),
    "a column of the wrong type": (
        "calls.parquet",
        of_query(f"SELECT '1' AS id, true AS queued, {MOMENTS} AS answered"),
        "E4003",
    ),
    "a list for a moment": (
        "calls.parquet",
        of_query(f"SELECT '1' AS id, [1, 2] AS queued, {MOMENTS} AS answered"),
        "E4003",
    ),
    "one identity, two truths": (
        "calls.csv",
        of_text(HEADER + GOOD + "1,2026-03-02T10:00:00+01:00,\n"),
        "E4030",
    ),
}


def judged(
    tmp_path: Path, upheld: Upheld, source: str, write: Writer
) -> tuple[int, dict[str, str], str, dict[str, int]]:
    """Exit status, verdicts, what was said, and the totals of the first standard."""
    (tmp_path / "case.std").write_text(POLICY.format(source=source), encoding="utf-8")
    visits = "came\n2026-03-02T09:00:00+01:00\n"
    (tmp_path / "visits.csv").write_text(visits, encoding="utf-8")
    write(tmp_path / source)
    status, out, err = upheld("check", "case.std", "--format", "json")
    assert "Traceback" not in out + err
    standards = json.loads(out)["standards"]
    verdicts = {each["id"]: each["verdict"] for each in standards}
    return status, verdicts, err, standards[0].get("totals") or {}


@pytest.mark.parametrize("name", BAD)
def test_bad_file_spoils_only_the_standard_that_reads_it(
    name: str, tmp_path: Path, upheld: Upheld
) -> None:
    source, write, code = BAD[name]
    status, verdicts, said, _ = judged(tmp_path, upheld, source, write)
    assert verdicts == {"s": "error", "other": "met"}
    assert status == 3
    assert said.startswith(f"error[{code}]: ")
    assert "--> case.std:" in said


def test_a_header_only_is_no_data(tmp_path: Path, upheld: Upheld) -> None:
    status, verdicts, said, _ = judged(tmp_path, upheld, "c.csv", of_text(HEADER))
    assert (status, verdicts["s"], said) == (4, "no_data", "")


def test_a_bad_value_in_row_31843_is_one_invalid_row(
    tmp_path: Path, upheld: Upheld
) -> None:
    text = MANY + "bad,2026-03-02T09:00:00+01:00,24 s\n"
    status, verdicts, _, totals = judged(tmp_path, upheld, "c.csv", of_text(text))
    assert (status, verdicts["s"]) == (0, "met")
    assert (totals["read"], totals["met"], totals["invalid"]) == (31_843, 31_842, 1)


@pytest.mark.parametrize("line", ["2,2026-03-02T09:00:00+01:00\n", "2,,,\n", '"2\n'])
def test_a_line_that_is_no_row_is_one_invalid_row(
    line: str, tmp_path: Path, upheld: Upheld
) -> None:
    write = of_text(HEADER + GOOD + line)
    status, verdicts, _, totals = judged(tmp_path, upheld, "c.csv", write)
    assert (status, verdicts["s"]) == (0, "met")
    assert (totals["read"], totals["met"], totals["invalid"]) == (2, 1, 1)
