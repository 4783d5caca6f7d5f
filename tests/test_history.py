"""The history of verdicts: runs appended once, standards over time, restatements."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.small_project import BREACHED, CALLS, MET, Project, Upheld
from upheld.checker.ledger import store

pytestmark = pytest.mark.usefixtures("plain")

#: Both calls of the Monday in time.
REPAIRED = CALLS.replace("10:05:00Z", "10:01:00Z")

#: A third call on the Monday, late.
LATE = CALLS + "3,2026-03-02T11:00:00Z,2026-03-02T11:09:00Z,north\n"

OVERALL = "standard in-all\n  90% of calls answered within 2m overall\n"


def run(upheld: Upheld, day: int = 4, *arguments: str) -> int:
    """Judge as of the beginning of a day of March 2026, and keep the verdicts."""
    as_of = f"2026-03-{day:02}T00:00:00Z"
    status, _, _ = upheld(
        "check", "policy.std", "--as-of", as_of, "--history", "h.duckdb", *arguments
    )
    return status


def document(upheld: Upheld, *arguments: str) -> dict[str, Any]:
    status, out, err = upheld("history", "h.duckdb", "--format", "json", *arguments)
    assert (status, err) == (0, "")
    found: dict[str, Any] = json.loads(out)
    return found


def restatements(upheld: Upheld) -> list[tuple[str, str, str, str]]:
    """Window, verdict before, verdict after, and cause of each restatement."""
    return [
        (
            one["after"]["window"],
            one["before"]["verdict"],
            one["after"]["verdict"],
            one["cause"],
        )
        for standard in document(upheld)["standards"]
        for one in standard["restatements"]
    ]


def test_same_run_is_kept_once(project: Project, upheld: Upheld) -> None:
    project(BREACHED)
    run(upheld)
    before = document(upheld)
    run(upheld)
    assert document(upheld) == before
    assert [one["run"] for one in before["runs"]] == [1]


def test_keeping_verdicts_does_not_change_the_exit_status(
    project: Project, upheld: Upheld
) -> None:
    project(BREACHED)
    assert [run(upheld), run(upheld)] == [1, 1]


def test_run_without_a_judged_standard_is_not_kept(
    project: Project, upheld: Upheld, tmp_path: Path
) -> None:
    project("standard s\n  90% of nothings answered per day\n")
    assert run(upheld) == 2
    assert not (tmp_path / "h.duckdb").exists()


def test_standard_over_time_has_a_verdict_of_each_run(
    project: Project, upheld: Upheld, tmp_path: Path
) -> None:
    project(BREACHED + MET)
    run(upheld)
    (tmp_path / "calls.csv").write_text(REPAIRED)
    run(upheld)
    high, low = document(upheld)["standards"]
    assert [one["verdict"] for one in high["verdicts"]] == ["breached", "met"]
    assert [one["verdict"] for one in low["verdicts"]] == ["met", "met"]
    assert (high["id"], high["verdict"]) == ("kept-high", "met")


def test_final_window_that_late_data_change_is_restated_with_both_values(
    project: Project, upheld: Upheld, tmp_path: Path
) -> None:
    project(BREACHED)
    run(upheld)
    (tmp_path / "calls.csv").write_text(LATE)
    run(upheld)
    # 1 of 2 calls in time is 50%, 1 of 3 is 33.3%: breached both times.
    assert restatements(upheld) == [("2026-03-02", "breached", "breached", "data")]
    _, out, _ = upheld("history", "h.duckdb")
    assert (
        "restated: kept-high 2026-03-02 was breached 50.0% < 90%, is breached "
        "33.3% < 90% (run 1, then run 2; the data changed)"
    ) in out


def test_window_that_was_open_is_judged_later_and_not_restated(
    project: Project, upheld: Upheld
) -> None:
    project(BREACHED)
    upheld(
        *("check", "policy.std", "--as-of", "2026-03-02T09:30:00Z"),
        *("--history", "h.duckdb"),
    )
    (first,) = document(upheld)["standards"]
    run(upheld)
    (second,) = document(upheld)["standards"]
    # At half past nine one call had been met, and the day was not over.
    assert (first["windows"][0]["counts"]["met"], first["windows"][0]["open"]) == (
        1,
        True,
    )
    assert second["windows"][0]["verdict"] == "breached"
    assert restatements(upheld) == []


def test_standard_over_the_whole_period_grows_and_is_never_restated(
    project: Project, upheld: Upheld, tmp_path: Path
) -> None:
    project(OVERALL)
    run(upheld)
    (tmp_path / "calls.csv").write_text(LATE)
    run(upheld, 5)
    (standard,) = document(upheld)["standards"]
    assert [one["run"] for one in standard["windows"]] == [2]
    assert restatements(upheld) == []


def test_changed_target_is_the_cause_of_a_restatement(
    project: Project, upheld: Upheld
) -> None:
    policy = project(BREACHED)
    run(upheld)
    policy.write_text(policy.read_text().replace("90%", "40%"))
    run(upheld)
    assert restatements(upheld) == [("2026-03-02", "breached", "met", "standard")]


def test_changed_declaration_is_the_cause_of_a_restatement(
    project: Project, upheld: Upheld
) -> None:
    policy = project(BREACHED)
    run(upheld)
    # The late call of the north falls out of what an event is.
    text = policy.read_text().replace(
        "  answered at answered\n", '  answered at answered\n  where id is "1"\n'
    )
    policy.write_text(text)
    run(upheld)
    assert restatements(upheld) == [("2026-03-02", "breached", "met", "policies")]


def test_changed_parameter_is_told_as_a_change_of_the_standard(
    project: Project, upheld: Upheld
) -> None:
    project(
        "parameter target = 90%\n"
        "standard s\n  target of calls answered within 2m per day\n"
    )
    run(upheld)
    run(upheld, 4, "--set", "target=50%")
    ((window, before, after, _),) = restatements(upheld)
    assert (window, before, after) == ("2026-03-02", "breached", "met")


def test_groups_are_kept_apart(project: Project, upheld: Upheld) -> None:
    project(f"{MET}  for each region\n")
    run(upheld)
    (standard,) = document(upheld)["standards"]
    assert [one["group"] for one in standard["windows"]] == [{"region": "north"}] * 2


def test_one_standard_is_shown_with_all_its_windows(
    project: Project, upheld: Upheld
) -> None:
    project(BREACHED + MET)
    run(upheld)
    status, out, _ = upheld("history", "h.duckdb", "kept-high")
    assert status == 0
    assert "kept-low" not in out
    assert "    2026-03-02    breached  50.0% < 90%  run 1\n" in out
    assert "    2026-03-03    no_data                run 1\n" in out


def test_unknown_standard_is_told_with_one_that_is_close(
    project: Project, upheld: Upheld
) -> None:
    project(BREACHED)
    run(upheld)
    status, _, err = upheld("history", "h.duckdb", "kept-hih")
    assert status == 2
    assert "E0030" in err
    assert "did you mean `kept-high`?" in err


def test_settings_name_the_history_from_the_root(
    project: Project, upheld: Upheld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project(MET)
    (tmp_path / "upheld.toml").write_text('history = "h.duckdb"\n')
    (tmp_path / "below").mkdir()
    monkeypatch.chdir(tmp_path / "below")
    assert upheld("check", "../policy.std")[0] in (0, 4)
    assert (tmp_path / "h.duckdb").is_file()


def test_tables_can_be_queried_by_anybody(
    project: Project, upheld: Upheld, tmp_path: Path
) -> None:
    project(BREACHED)
    run(upheld)
    with duckdb.connect(str(tmp_path / "h.duckdb"), read_only=True) as connection:
        found = connection.execute(
            'SELECT standard, "window", met, missed, exact FROM windows '
            "WHERE verdict = 'breached'"
        ).fetchall()
    assert found == [("kept-high", "2026-03-02", 1, 1, "1/2")]


def test_database_of_something_else_is_left_alone(
    project: Project, upheld: Upheld, tmp_path: Path
) -> None:
    project(MET)
    with duckdb.connect(str(tmp_path / "h.duckdb")) as connection:
        connection.execute("CREATE TABLE runs (i INTEGER)")
    assert run(upheld) == 2
    with duckdb.connect(str(tmp_path / "h.duckdb")) as connection:
        tables = connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()
    assert tables == [("runs",)]


def test_history_of_a_later_version_is_refused(
    project: Project, upheld: Upheld, tmp_path: Path
) -> None:
    project(MET)
    run(upheld)
    with duckdb.connect(str(tmp_path / "h.duckdb")) as connection:
        connection.execute("UPDATE ledger SET version = 7")
    status, _, err = upheld("history", "h.duckdb")
    assert status == 2
    assert "is a history of version 7, and this upheld knows 1" in err


def test_view_that_would_read_a_file_reads_none(
    project: Project, upheld: Upheld, tmp_path: Path
) -> None:
    # A history may come from somebody else.
    project(MET)
    run(upheld)
    (tmp_path / "secret.csv").write_text("a\n1\n")
    with duckdb.connect(str(tmp_path / "h.duckdb")) as connection:
        connection.execute("DROP TABLE windows")
        connection.execute(
            f"CREATE VIEW windows AS SELECT * FROM '{tmp_path}/secret.csv'"
        )
    status, out, err = upheld("history", "h.duckdb")
    assert (status, out) == (2, "")
    assert "E0052" in err


def test_missing_history_is_told(upheld: Upheld) -> None:
    status, _, err = upheld("history", "nothing.duckdb")
    assert status == 2
    assert "error[E0052]: `nothing.duckdb` is not there" in err


HOLDER = """
import duckdb, sys
connection = duckdb.connect(sys.argv[1])
print("open", flush=True)
sys.stdin.read()
"""


@contextmanager
def held(path: Path) -> Iterator["subprocess.Popen[str]"]:
    """Another process that has the history open until its input ends."""
    command = [sys.executable, "-c", HOLDER, str(path)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        yield process
        process.communicate()


def test_history_that_another_process_writes_is_waited_for(
    project: Project, upheld: Upheld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project(MET)
    run(upheld)
    with held(tmp_path / "h.duckdb") as process:
        # The other process ends while this one waits.
        monkeypatch.setattr(store, "sleep", lambda _: process.communicate())
        assert run(upheld, 5) == 0
    assert len(document(upheld)["runs"]) == 2


def test_history_that_stays_in_use_is_told(
    project: Project, upheld: Upheld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project(MET)
    run(upheld)
    monkeypatch.setattr(store, "_ATTEMPTS", 1)
    with held(tmp_path / "h.duckdb"):
        status, _, err = upheld("history", "h.duckdb")
    assert status == 2
    assert "error[E0052]: `h.duckdb` is in use by another process" in err
