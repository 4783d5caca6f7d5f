"""`upheld explain --plan`: the scans, and the standards that each one serves."""

from pathlib import Path

import duckdb
import pytest

from tests.oracle.test_fusion import CALLS, FILTERED
from upheld.checker.cli import run


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    duckdb.sql(CALLS.format(path=tmp_path / "calls.parquet"))
    path = tmp_path / "case.std"
    path.write_text(FILTERED)
    return path


def test_thirteen_standards_are_served_by_few_scans(
    policy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["explain", str(policy), "--plan"]) == 0
    told = capsys.readouterr().out
    scans = [line for line in told.splitlines() if line.startswith("cube ")]
    # The half-hour change of Lord Howe's clock needs buckets of 30 minutes, too many
    # for all teams and channels: what is by the hour has a scan of its own.
    assert len(scans) == 2
    served = [
        set(line.removeprefix("  serves: ").split(", "))
        for line in told.splitlines()
        if line.startswith("  serves: ")
    ]
    others = ["a1", "a2", "a3", "a4", "a5", "p1", "p2", "p4", "q", "r", "s"]
    assert served[:2] == [{"p3", "t"}, set(others)]
    assert "ranks: one more scan\n  serves: " in told
    assert "alone:" not in told


def test_a_scan_reads_only_the_columns_in_use(
    policy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    policy.write_text(FILTERED.split("waiver w")[0] + "standard s at most 9 calls\n")
    assert run(["explain", str(policy), "--plan"]) == 0
    told = capsys.readouterr().out
    assert '"start"' in told
    assert '"answered"' not in told
    assert '"team"' not in told


def test_a_column_of_many_filters_is_kept_apart_though_it_is_never_empty(
    policy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Then a row is not in the population where the column is another value."""
    standards = "".join(
        f'standard {name} at most 9 calls per day where channel is "{name}"\n'
        for name in ("phone", "chat", "email")
    )
    policy.write_text(FILTERED.split("waiver w")[0] + standards)
    assert run(["explain", str(policy), "--plan"]) == 0
    told = capsys.readouterr().out
    assert "2 measures for 3 tallies\n  kept apart: 1h, channel\n" in told


def test_a_file_is_read_by_the_row_groups_of_the_period(
    tmp_path: Path, policy: Path
) -> None:
    """The start as stored can be compared with, so row groups can be left out."""
    from upheld.checker.check import Request, Run
    from upheld.checker.fusion.queries import cube_query
    from upheld.checker.fusion.run import planned
    from upheld.checker.sql.duckdb import emit
    from upheld.dsl.loader import load

    loaded = load([policy])
    assert loaded.policy is not None
    request = Request(
        (policy,), tmp_path, first="2025-02-10", last="2025-02-12", texts=None
    )
    chosen = [s for s in loaded.policy.standards if s.id in ("a2", "p2")]
    session = Run(request, loaded.policy, chosen, loaded.sources)
    try:
        plan = planned(session.evaluator(session.prepare()), chosen)
        (cube,) = plan.cubes
        query = emit(cube_query(cube))
        # 2025-02-10 in Stockholm begins at 23:00 UTC of the day before.
        assert '"start as stored" >= make_timestamptz(1739142000000000' in query
        assert '"start as stored" < make_timestamptz(1739401200000000' in query
        (rows,) = session.session.run(
            'SELECT count(*) FROM "call converted"'
            ' WHERE "start as stored" >= make_timestamptz(1739142000000000)'
            ' AND "start as stored" < make_timestamptz(1739401200000000)'
        )
        explained = session.session.connection.execute(f"EXPLAIN {query}").fetchall()
        # Three days of one call in 1,404 seconds.
        assert rows[0] in range(180, 190)
        assert "arrived_at >=" in "".join(str(line) for line in explained)
    finally:
        session.close()
