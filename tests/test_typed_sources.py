"""Sources with typed columns: what pandas, Arrow and Parquet write is read alike."""

import gzip
from datetime import UTC, date, datetime, time
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import upheld

POLICY = """
zone UTC
parameter limit = 2m
event call, calls
  from "calls"
  identified by id
  occurring at queued
  answered at answered
standard s
  50% of calls answered within limit overall
"""

#: 2 March, 09:00: one call answered after 2 minutes, one never.
START = datetime(2026, 3, 2, 9, tzinfo=UTC)
ANSWER = datetime(2026, 3, 2, 9, 2, tzinfo=UTC)


def judged(folder: Path, source: object, **options: dict[str, str]) -> tuple[str, int]:
    """The verdict of the policy over a source, and how many calls met it."""
    (folder / "calls.std").write_text(POLICY)
    report = upheld.check(
        folder / "calls.std",
        sources={"calls": source},
        outside=True,
        parameters=options.get("parameters", {}),
    )
    counts = report.standards[0].windows[0].counts
    return report.standards[0].verdict, counts.met


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_arrow_moments_of_every_precision_are_moments(
    tmp_path: Path, unit: str
) -> None:
    moment = pa.timestamp(unit, "UTC")
    table = pa.table(
        {
            "id": [1, 2],
            "queued": pa.array([START, START], moment),
            "answered": pa.array([ANSWER, None], moment),
        }
    )
    assert judged(tmp_path, table) == ("met", 1)


@pytest.mark.parametrize("unit", ["ms", "us", "ns"])
def test_parquet_moments_of_every_precision_are_moments(
    tmp_path: Path, unit: str
) -> None:
    moment = pa.timestamp(unit, "Europe/Prague")
    table = pa.table(
        {
            "id": [1, 2],
            "queued": pa.array([START, START], moment),
            "answered": pa.array([ANSWER, None], moment),
        }
    )
    pq.write_table(table, tmp_path / "calls.parquet")
    assert judged(tmp_path, tmp_path / "calls.parquet") == ("met", 1)


def test_a_frame_of_pandas_in_another_zone_keeps_its_moments(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "id": ["1", "2"],
            "queued": pd.to_datetime([START, START]).tz_convert("Asia/Tokyo"),
            "answered": pd.to_datetime([ANSWER, None]).tz_convert("Asia/Tokyo"),
        }
    )
    assert judged(tmp_path, frame) == ("met", 1)


def test_a_compressed_table_of_text_is_read(tmp_path: Path) -> None:
    text = (
        "id,queued,answered\n1,2026-03-02T09:00:00Z,2026-03-02T09:02:00Z\n"
        "2,2026-03-02T09:00:00Z,\n"
    )
    (tmp_path / "calls.csv.gz").write_bytes(gzip.compress(text.encode()))
    assert judged(tmp_path, tmp_path / "calls.csv.gz") == ("met", 1)


def test_another_limit_may_be_set(tmp_path: Path) -> None:
    frame = pd.DataFrame({"id": [1], "queued": [START], "answered": [ANSWER]})
    assert judged(tmp_path, frame, parameters={"limit": "119s"}) == ("breached", 0)


def test_a_typed_day_and_a_typed_clock_make_a_moment(tmp_path: Path) -> None:
    policy = POLICY.replace("at queued", "at day + clock\n  source zone UTC")
    (tmp_path / "calls.std").write_text(policy)
    table = pa.table(
        {
            "id": [1, 2],
            "day": [date(2026, 3, 2), date(2026, 3, 2)],
            "clock": [time(9), time(9, 0, 0, 1)],
            "answered": pa.array([ANSWER, ANSWER], pa.timestamp("ns", "UTC")),
        }
    )
    report = upheld.check(tmp_path / "calls.std", sources={"calls": table})
    assert report.standards[0].windows[0].counts.met == 2


def test_a_policy_reads_two_tables_of_a_program(tmp_path: Path) -> None:
    # One call, one order: each standard counts its own event, "at most 0" is broken.
    events = "".join(
        f"""
event {name}, {name}s
  from "{name}s"
  occurring at began
standard few-{name}s
  at most 0 {name}s overall
"""
        for name in ("call", "order")
    )
    (tmp_path / "two.std").write_text(f"zone UTC\n{events}")
    table = pa.table({"began": pa.array([START], pa.timestamp("us", "UTC"))})
    report = upheld.check(
        tmp_path / "two.std", sources={"calls": table, "orders": table}
    )
    assert [standard.verdict for standard in report.standards] == ["breached"] * 2


def test_whole_numbers_are_unix_seconds_where_they_are_declared_so(
    tmp_path: Path,
) -> None:
    (tmp_path / "calls.std").write_text(
        POLICY.replace("at queued", 'at queued in "%s"').replace(
            "at answered", 'at answered in "%s"'
        )
    )
    # 09:00 and 09:02 of 2 March 2026, UTC.
    seconds = pa.table(
        {
            "id": [1, 2],
            "queued": pa.array([1772442000, 1772442000]),
            "answered": pa.array([1772442120, None]),
        }
    )
    report = upheld.check(
        tmp_path / "calls.std", sources={"calls": seconds}, outside=True
    )
    (window,) = report.standards[0].windows
    assert (window.counts.met, window.counts.missed) == (1, 1)
