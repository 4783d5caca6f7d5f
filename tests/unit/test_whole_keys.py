"""Keys are compared as whole numbers where every source has them so, else as text."""

import re
from pathlib import Path

import duckdb
import pytest

import upheld

POLICY = """zone UTC
event call, calls
  from "calls.parquet"
  about case ref
  occurring at happened
event reply, replies
  from "replies.parquet"
  about case ref{more}
  occurring at happened
standard s 90% of calls followed by reply within 1h overall
"""

CALLS = (
    "(1, TIMESTAMPTZ '2025-01-01 09:00:00Z'), (2, TIMESTAMPTZ '2025-01-01 09:00:00Z')"
)
REPLIES = CALLS.replace("09:00", "09:30")


def judged(
    folder: Path, calls: str, replies: str, more: str = ""
) -> tuple[int, int, int, str]:
    """Met, missed and invalid calls, and the SQL, with keys of two types."""
    for name, kind, rows in ("calls", calls, CALLS), ("replies", replies, REPLIES):
        table = f"(VALUES {rows}) AS t(ref, happened)"
        duckdb.sql(
            f"COPY (SELECT ref::{kind} AS ref, happened FROM {table})"
            f" TO '{folder / name}.parquet' (FORMAT parquet)"
        )
    (folder / "case.std").write_text(POLICY.format(more=more))
    report = upheld.check(folder / "case.std", as_of="2025-02-01T00:00:00Z")
    (standard,) = report.standards
    assert not standard.messages
    counts = standard.windows[0].counts
    return counts.met, counts.missed, counts.invalid, "\n".join(standard.sql)


@pytest.mark.parametrize(
    ("calls", "replies"),
    [("BIGINT", "BIGINT"), ("INTEGER", "BIGINT"), ("UTINYINT", "INTEGER")],
)
def test_whole_numbers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, calls: str, replies: str
) -> None:
    monkeypatch.chdir(tmp_path)
    made = made_relations(monkeypatch)
    assert judged(tmp_path, calls, replies)[:3] == (2, 0, 0)
    assert 'cast("ref" AS BIGINT) AS "ref"' in made[0]


@pytest.mark.parametrize(
    ("calls", "replies"), [("VARCHAR", "BIGINT"), ("BIGINT", "VARCHAR")]
)
def test_a_number_beside_a_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, calls: str, replies: str
) -> None:
    monkeypatch.chdir(tmp_path)
    made = made_relations(monkeypatch)
    assert judged(tmp_path, calls, replies)[:3] == (2, 0, 0)
    assert "BIGINT" not in "".join(made)


def test_a_number_that_stands_for_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A key that means `none` joins nothing, so it is read as the text that says so."""
    monkeypatch.chdir(tmp_path)
    more = '\n  empty is "2"'
    assert judged(tmp_path, "BIGINT", "BIGINT", more)[:3] == (1, 1, 0)


def test_zeros_in_front_are_part_of_a_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`01` is not the key `1`: only columns of numbers are compared as numbers."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(
        f"{__name__}.REPLIES", REPLIES.replace("(1,", "('01',").replace("(2,", "('2',")
    )
    assert judged(tmp_path, "BIGINT", "VARCHAR")[:3] == (1, 1, 0)


def made_relations(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The statements that make relations, as they come."""
    from upheld.checker.duck import Duck

    made: list[str] = []
    real = Duck.execute

    def execute(engine: Duck, sql: str) -> None:
        made.append(sql)
        real(engine, sql)

    monkeypatch.setattr(Duck, "execute", execute)
    return made


def test_key_that_is_also_read_as_text_is_one_column(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    made = made_relations(monkeypatch)
    more = '\n  where ref is "1"'
    assert judged(tmp_path, "VARCHAR", "VARCHAR", more)[:3] == (1, 1, 0)
    views = [sql for sql in made if ' converted" AS' in sql]
    columns = [re.findall(r'^  .*"ref"', view, re.MULTILINE) for view in views]
    assert [len(read) for read in columns] == [1, 1]
