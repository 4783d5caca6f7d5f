"""Chains over one log read one table of its cases, whatever their limits are."""

from pathlib import Path

import pytest

from tests.unit.test_one_grouping import (
    CHAIN,
    EVENTS,
    ODD,
    ORDERLY,
    assert_same,
    request,
    written,
)
from upheld.checker.check import Request, Run, check
from upheld.checker.engine import EngineError
from upheld.checker.fusion.run import planned
from upheld.checker.session import Session
from upheld.dsl.loader import load

#: The same events within other limits, and without the last one or the pauses.
THREE = (
    CHAIN
    + CHAIN.replace("standard s", "standard t").replace("24h", "2h")
    + """standard u
  50% of complaints followed by reply within 30m per day
  pausing while hold
standard v
  50% of complaints followed by reply within 30m per day
"""
)


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What DuckDB is told to do, but for what it is asked."""
    seen: list[str] = []
    execute = Session.execute

    def watched(session: Session, sql: str, *more: object) -> object:
        seen.append(sql)
        return execute(session, sql, *more)

    monkeypatch.setattr(Session, "execute", watched)
    return seen


def made(statements: list[str]) -> list[str]:
    """The tables that were made and dropped, in order."""
    kept = []
    for sql in statements:
        words = sql.split('"')
        if sql.startswith(("CREATE TEMP TABLE", "DROP TABLE")):
            kept.append(f"{sql.split()[0].lower()} {words[1]}")
    return kept


def test_chains_with_other_limits_read_one_table(
    tmp_path: Path, statements: list[str]
) -> None:
    written(tmp_path, ORDERLY)
    other = CHAIN.replace("standard s", "standard t").replace("24h", "2h")
    asked = request(tmp_path, EVENTS + CHAIN + other)
    report = check(asked).report
    assert report is not None
    assert made(statements) == [
        *("create cases 1", "create cube 1", "drop cube 1"),
        *("create cube 2", "drop cube 2", "drop cases 1"),
    ]
    # 24 hours are enough for the cases that 2 hours are too few for.
    met = [one.windows[0].counts.met for one in report.standards]
    assert met == [5, 3]
    assert_same(asked)


def test_a_log_whose_cases_are_told_is_read_once(
    tmp_path: Path, statements: list[str]
) -> None:
    written(tmp_path, ORDERLY)
    check(request(tmp_path))
    cases, cube = (sql for sql in statements if sql.startswith("CREATE TEMP"))
    assert '"complaint converted"' in cases
    assert "converted" not in cube
    assert "JOIN" not in cube


def test_other_cases_are_joined_from_the_log(
    tmp_path: Path, statements: list[str]
) -> None:
    written(tmp_path, [*ORDERLY, ODD["a third pause"][0]])
    check(request(tmp_path))
    _, cube = (sql for sql in statements if sql.startswith("CREATE TEMP"))
    assert "converted" in cube
    assert "JOIN" in cube


def test_no_table_stays_where_a_scan_fails(
    tmp_path: Path, statements: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path, ORDERLY)
    execute = Session.execute

    def failing(session: Session, sql: str, *more: object) -> object:
        if 'CREATE TEMP TABLE "cube 1"' in sql:
            raise EngineError(MemoryError("no room"))
        return execute(session, sql, *more)

    asked = request(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(Session, "execute", failing)
        report = check(asked).report
    assert report == check(asked).report
    assert made(statements)[:2] == ["create cases 1", "drop cases 1"]


@pytest.mark.parametrize("odd", [None, *ODD])
def test_what_is_shared_counts_as_what_is_not(tmp_path: Path, odd: str | None) -> None:
    rows = ORDERLY if odd is None else [*ORDERLY, ODD[odd][0]]
    written(tmp_path, rows)
    assert_same(request(tmp_path, EVENTS + THREE))


def test_a_plan_knows_which_standards_share_a_table(tmp_path: Path) -> None:
    written(tmp_path, ORDERLY)
    plan = plan_of(request(tmp_path, EVENTS + THREE))
    assert plan == {
        "cases 1": ["s", "t"],
        "cases 2": ["u"],
        "cases 3": ["v"],
    }


def plan_of(asked: Request) -> dict[str, list[str]]:
    """Tables of cases with the standards that they serve."""
    assert asked.texts is not None
    loaded = load([Path("case.std")], texts=dict(asked.texts))
    assert loaded.policy is not None
    run = Run(asked, loaded.policy, loaded.policy.standards, loaded.sources)
    try:
        plan = planned(run.evaluator(run.prepare()), loaded.policy.standards)
    finally:
        run.close()
    return {
        grouped.name: [
            seat.tally.standard
            for cube in plan.cubes
            if cube.cases == grouped.name
            for seat in cube.seats
        ]
        for grouped in plan.groupings
    }
