"""What a state keeps of a cube: tables of fewer cells, for hours and for teams."""

from collections.abc import Callable
from pathlib import Path
from random import Random

import duckdb
import pytest

from tests.small_days import Days, bytes_of, same, tables_used
from upheld.checker.check import Request, Run
from upheld.checker.fusion.coarse import levels
from upheld.checker.fusion.plan import Cube
from upheld.checker.fusion.run import planned
from upheld.checker.session import Session
from upheld.checker.zones import HOUR
from upheld.dsl.loader import load

POLICY = """\
zone UTC
event call, calls
  from "calls/*.parquet"
  occurring at queued
  answered at answered
  wait is answered - queued

standard fine 80% of calls answered within 2m per hour
standard quick 80% of calls answered within 2m per day
standard monthly average cost of calls at most 5 per month
standard by-team 80% of calls answered within 2m per week for each team
standard urgent 60% of calls answered within 1m per month where team is "red"
"""
BY_TEAM_AND_HOUR = (
    "standard each 80% of calls answered within 2m per hour for each team\n"
)


@pytest.fixture
def days(tmp_path: Path) -> Days:
    """Ten days of calls."""
    found = Days(tmp_path, Random(3), POLICY)
    found.add_all(range(10))
    return found


def cube_of(days: Days) -> Cube:
    """The one cube of a run."""
    texts = {"case.std": days.policy}
    loaded = load([Path("case.std")], texts=texts)
    assert loaded.policy is not None, loaded.diagnostics
    request = Request((Path("case.std"),), days.folder, texts=texts)
    run = Run(request, loaded.policy, loaded.policy.standards, loaded.sources)
    try:
        plan = planned(run.evaluator(run.prepare()), loaded.policy.standards)
    finally:
        run.close()
    (cube,) = plan.cubes
    return cube


def told(cube: Cube) -> dict[str, tuple[list[str], str]]:
    """The values and the buckets of each level, by the standards in it."""
    return {
        " ".join(seat.tally.standard for seat in level.seats): (
            [name for name, _ in level.dimensions],
            level.grain.describe(),
        )
        for level in levels(cube)
    }


def test_hours_of_all_teams_and_days_of_each(days: Days) -> None:
    cube = cube_of(days)
    assert cube.grain.length == HOUR
    assert told(cube) == {
        "fine quick monthly": ([], "1h"),
        "by-team urgent": (["by team"], "24h"),
    }


def test_a_cube_that_one_standard_needs_whole_is_kept_whole(days: Days) -> None:
    days.policy += BY_TEAM_AND_HOUR
    cube = cube_of(days)
    assert levels(cube) == (cube,)


def test_days_of_a_zone_are_kept_as_such(days: Days) -> None:
    days.policy = days.policy.replace("zone UTC", "zone Europe/Stockholm")
    assert told(cube_of(days)) == {
        "fine quick monthly": ([], "1h"),
        "by-team urgent": (["by team"], "day of Europe/Stockholm"),
    }


@pytest.mark.parametrize("zone", ["UTC", "Europe/Stockholm"])
@pytest.mark.parametrize("first", ["2026-03-20", "2026-03-29"])
def test_changes_count_the_same(
    zone: str, first: str, days: Days, monkeypatch: pytest.MonkeyPatch
) -> None:
    days.policy = days.policy.replace("zone UTC", f"zone {zone}")
    changes: list[Callable[[], object]] = [
        lambda: None,
        lambda: days.add(10),
        lambda: days.add(4, 3, "late"),
        lambda: days.path(5).unlink(),
    ]
    used = tables_used(monkeypatch)
    for change in changes:
        change()
        kept, whole = (
            days.run(kept=kept, first=first, as_of="2026-05-01T00:00:00Z")
            for kept in (True, False)
        )
        assert bytes_of(kept) == bytes_of(whole)
    assert used == [0, 1, 1, 1]


def test_of_a_deleted_day_no_other_file_is_opened(
    days: Days, monkeypatch: pytest.MonkeyPatch
) -> None:
    days.run()
    days.path(2).unlink()
    views: list[str] = []
    execute = Session.execute

    def watched(session: Session, sql: str, *more: object) -> object:
        if "VIEW" in sql and "read_parquet" in sql:
            views.append(sql)
        if "CREATE TEMP TABLE" in sql and '"cube 1" AS' in sql:
            made.append(sql)
        return execute(session, sql, *more)

    made: list[str] = []
    monkeypatch.setattr(Session, "execute", watched)
    same(days)
    # The table of a run with a state, and that of one without.
    first, second = (sql.split('FROM "')[1].split('"')[0] for sql in made)
    (view,) = (sql for sql in views if f'"{first} files"' in sql)
    assert view.count(".parquet") == 1
    assert second == "call converted"


def test_sums_that_depend_on_their_order_are_of_the_cube_itself(days: Days) -> None:
    for path in (days.folder / "calls").iterdir():
        duckdb.sql(f"CREATE OR REPLACE TABLE calls AS FROM '{path}'")
        duckdb.sql(
            f"COPY (SELECT * REPLACE (cost::DOUBLE AS cost) FROM calls) TO '{path}'"
        )
    same(days)
    days.add(11)
    same(days)
