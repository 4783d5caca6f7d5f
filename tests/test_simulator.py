"""The simulated contact centre: what is planted is found, and nothing else."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.small_project import Upheld
from upheld.checker.check import Request, check
from upheld.checker.documents import as_data
from upheld.checker.report import Report
from upheld.checker.settings import load_settings
from upheld.checker.simulator.draws import even, hashed
from upheld.checker.simulator.write import make_world

#: Short enough for every run of the suite; `benchmarks/simulator.py` takes 400 days.
DAYS = 60

#: Columns of the workloads that engines are compared on.
WORKLOAD = (
    *("call_id", "team", "channel", "agent_id", "queue", "arrived_at", "answered_at"),
    *("ended_at", "abandoned", "priority", "csat", "cost", "reopened"),
)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("world")
    make_world(folder, days=DAYS)
    return folder


@pytest.fixture(scope="module")
def report(world: Path) -> Report:
    settings, root, _, _ = load_settings(world)
    outcome = check(
        Request(
            policies=(Path("simulator.std"),),
            root=root,
            settings=settings,
            texts={
                name: (world / name).read_text(encoding="utf-8")
                for name in ("simulator.std", "vocabulary.std")
            },
        )
    )
    assert outcome.report is not None, outcome.diagnostics
    return outcome.report


def rows(sql: str) -> list[tuple[Any, ...]]:
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'Europe/Stockholm'")
    return connection.execute(sql).fetchall()


def breached(report: Report) -> Iterator[tuple[str, str, str]]:
    for standard in report.standards:
        for window in standard.windows:
            if window.verdict == "breached":
                yield standard.id, window.window, json.dumps(window.group)


def test_every_planted_fault_is_found_and_nothing_else(
    world: Path, report: Report
) -> None:
    truth = json.loads((world / "truth.json").read_text(encoding="utf-8"))
    planted = [
        (t["standard"], t["window"], json.dumps(t["group"])) for t in truth["breached"]
    ]
    assert len(planted) >= 10
    assert sorted(breached(report)) == sorted(planted)
    assert not [s.id for s in report.standards if s.verdict == "error"]


def test_planted_faults_are_found_with_their_exact_counts(
    world: Path, report: Report
) -> None:
    truth = json.loads((world / "truth.json").read_text(encoding="utf-8"))
    found = {
        (standard.id, window.window, json.dumps(window.group)): window.counts
        for standard in report.standards
        for window in standard.windows
    }
    for planted in truth["breached"]:
        key = (planted["standard"], planted["window"], json.dumps(planted["group"]))
        counts = as_data(found[key])
        wanted = {k: planted[k] for k in ("met", "missed", "used") if k in planted}
        assert {k: counts[k] for k in wanted} == wanted, key


def test_numbers_of_rows_are_those_worked_out_by_hand(world: Path) -> None:
    # 1000 a day, a Monday 118%, March 100%: 1180. Sunday 30 March, on which an hour is
    # skipped: 60%, 600. Mondays in April: 1180 less 4%, 1132 (the fraction is cut off).
    counted = rows(
        "SELECT strftime(arrived_at, '%Y-%m-%d'), count(*) "
        f"FROM '{world}/calls.parquet' GROUP BY ALL"
    )
    found = dict(counted)
    assert found["2025-03-03"] == 1180
    assert found["2025-03-30"] == 600
    assert found["2025-04-07"] == 1132
    assert len(found) == DAYS


def test_calls_serve_the_workloads(world: Path) -> None:
    path = world / "calls.parquet"
    names = [name for (name, *_) in rows(f"DESCRIBE FROM '{path}'")]
    assert set(WORKLOAD) <= set(names)
    ((count, teams, channels, last_agent),) = rows(
        "SELECT count(*), count(DISTINCT team), count(DISTINCT channel), max(agent_id) "
        f"FROM '{path}'"
    )
    assert (teams, channels, last_agent) == (20, 5, 500)
    ((late,),) = rows(
        "SELECT count(*) FROM (SELECT arrived_at, lag(arrived_at) OVER () AS before "
        f"FROM '{path}') WHERE arrived_at < before"
    )
    assert late == 0
    groups = rows(
        "SELECT DISTINCT row_group_num_rows, compression "
        f"FROM parquet_metadata('{path}')"
    )
    assert groups == [(count, "ZSTD")]


def test_abandoned_calls_were_not_answered(world: Path) -> None:
    ((wrong,),) = rows(
        f"SELECT count(*) FROM '{world}/calls.parquet' "
        "WHERE abandoned = (answered_at IS NOT NULL)"
    )
    assert wrong == 0


def test_one_table_alone_has_the_same_rows(world: Path, tmp_path: Path) -> None:
    written = make_world(tmp_path, days=DAYS, only=("assignments",))
    assert written == ("assignments",)
    assert [path.name for path in tmp_path.iterdir()] == ["assignments.parquet"]
    name = "assignments.parquet"
    assert (tmp_path / name).read_bytes() == (world / name).read_bytes()


def test_another_seed_makes_other_events(world: Path, tmp_path: Path) -> None:
    make_world(tmp_path, days=DAYS, seed=2, only=("complaints",))
    name = "complaints.parquet"
    assert (tmp_path / name).read_bytes() != (world / name).read_bytes()


def test_scale_multiplies_the_rows(world: Path, tmp_path: Path) -> None:
    make_world(tmp_path, days=DAYS, scale=3, only=("complaints",))
    ((one,),) = rows(f"SELECT count(*) FROM '{world}/complaints.parquet'")
    ((three,),) = rows(f"SELECT count(*) FROM '{tmp_path}/complaints.parquet'")
    # two complaints a day, whatever the day
    assert (one, three) == (120, 360)


def test_draws_hang_on_the_number_of_the_row_alone() -> None:
    salts = {"a": 7, "b": 900}
    for draws in (hashed, even):
        every = rows(draws("SELECT i FROM range(10) t(i)", salts))
        some = rows(draws("SELECT i FROM range(5, 10) t(i)", salts))
        assert every[5:] == some


def test_hashed_draw_is_the_one_worked_out_in_plain_python() -> None:
    mask = 2**32 - 1
    x = (41 * 2654435761 + 99) & mask
    x = ((x ^ x >> 16) * 0x21F0AAAD) & mask
    x = ((x ^ x >> 15) * 0x735A2D97) & mask
    x = (x ^ x >> 15) >> 1
    assert rows(hashed("SELECT 41 AS i", {"a": 99})) == [(41, x)]


def test_even_draw_gives_every_stretch_its_share() -> None:
    # 300 in ten thousand of any 1000 rows in a row: 30, give or take two
    query = even("SELECT i FROM range(50000) t(i)", {"a": 12345})
    counted = rows(
        f"SELECT i // 1000, count_if(a * 10000 >> 31 < 300) FROM ({query}) GROUP BY 1"
    )
    assert all(28 <= number <= 32 for _, number in counted)


@pytest.mark.usefixtures("plain")
def test_demo_makes_a_world_that_can_be_checked(
    upheld: Upheld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    status, out, _ = upheld("demo", "--make", "world", "--days", "3")
    assert status == 0
    assert "next: cd world && upheld check" in out
    monkeypatch.chdir(tmp_path / "world")
    status, out, err = upheld("check", "--select", "on-hold", "--no-data", "warn")
    assert (status, err) == (0, "")


@pytest.mark.usefixtures("plain")
@pytest.mark.parametrize("name", ["upheld.toml", "parcels.parquet"])
def test_file_of_somebody_else_is_not_written_over(
    upheld: Upheld, tmp_path: Path, name: str
) -> None:
    (tmp_path / name).write_text("mine", encoding="utf-8")
    status, out, err = upheld("demo", "--make", ".", "--days", "1")
    assert (status, out) == (2, "")
    assert f"`{name}` is already there; nothing was written" in err
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.usefixtures("plain")
def test_unknown_table_is_refused_with_the_nearest_name(upheld: Upheld) -> None:
    status, out, err = upheld("demo", "--make", "world", "--table", "cals")
    assert (status, out) == (2, "")
    assert "no table `cals` is simulated: did you mean `calls`?" in err
    assert not Path("world").exists()
