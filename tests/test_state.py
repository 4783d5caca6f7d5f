"""`check --state`: the same bytes as a full run, from less work."""

import json
import os
import threading
from pathlib import Path
from random import Random
from shutil import copytree

import duckdb
import pytest

from tests.small_days import (
    FIRST,
    Call,
    Days,
    bytes_of,
    report_of,
    same,
    tables_used,
    write_calls,
)
from upheld.checker.phrases import Told
from upheld.checker.session import Session
from upheld.checker.state import state as states
from upheld.checker.state.folder import Folder
from upheld.checker.state.state import State
from upheld.checker.wording import ENGLISH
from upheld.connectors import known, parquet_files
from upheld.connectors.base import FileEvidence, SourceSpec
from upheld.connectors.files import Found, evidence

#: Days of March and April; the last one is left out at first.
ALL = range(20)


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Days:
    """Nineteen days of calls, checked once with a state."""
    found = Days(tmp_path_factory.mktemp("checked"), Random(4))
    found.add_all(ALL[:-1])
    assert bytes_of(found.run()) == bytes_of(found.run(kept=False))
    return found


@pytest.fixture
def days(tmp_path: Path, checked: Days) -> Days:
    """The same in a folder of the test's own."""
    copytree(checked.folder, tmp_path, dirs_exist_ok=True)
    return Days(tmp_path, Random(5))


@pytest.fixture
def used(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many tables of each run were put together from kept ones."""
    return tables_used(monkeypatch)


def test_nothing_changed(days: Days, used: list[int]) -> None:
    same(days)
    # One cube or more, and the ranks: of these the ones that are by month and week.
    assert used[0] >= 1


def test_a_day_is_appended(days: Days, used: list[int]) -> None:
    days.add(ALL[-1])
    same(days)
    assert used[0] >= 1


def test_a_late_row_of_a_closed_month(days: Days, used: list[int]) -> None:
    days.add(2, 1, part="-late")
    same(days)
    assert used[0] >= 1


def test_a_corrected_row_of_a_closed_month(days: Days, used: list[int]) -> None:
    days.add(3)
    same(days)
    assert used[0] >= 1


def test_a_deleted_file_of_a_closed_month(days: Days, used: list[int]) -> None:
    days.path(3).unlink()
    same(days)
    assert used[0] >= 1


def test_the_first_and_the_last_file_are_deleted(days: Days) -> None:
    days.path(0).unlink()
    days.path(ALL[-2]).unlink()
    same(days)


def test_a_renamed_file_is_no_change_of_numbers(days: Days, used: list[int]) -> None:
    days.path(3).rename(days.path(3, "-again"))
    same(days)
    assert used[0] >= 1


def test_the_same_file_twice_counts_twice(days: Days) -> None:
    days.path(3, "-again").write_bytes(days.path(3).read_bytes())
    same(days)


@pytest.mark.parametrize(
    "columns", ["team, cost, answered, queued", "*, 7 AS more", "* EXCLUDE cost"]
)
def test_a_file_with_other_columns(columns: str, days: Days, used: list[int]) -> None:
    """Columns go together by name, also where only one file of many has others."""
    days.add(ALL[-1])
    path, other = days.path(ALL[-1]), days.path(ALL[-1], "-other")
    with duckdb.connect() as connection:
        connection.execute(f"COPY (SELECT {columns} FROM '{path}') TO '{other}'")
    path.unlink()
    same(days)
    days.add(3)
    same(days)
    assert used[-1] >= 1


def test_columns_that_may_be_empty_in_one_file_alone(days: Days) -> None:
    """The first file says that no column is ever empty; others have empty ones."""
    path = days.path(0)
    with duckdb.connect() as connection:
        connection.execute(
            f"CREATE TABLE calls AS SELECT * FROM '{path}'"
            " WHERE answered IS NOT NULL AND team IS NOT NULL AND cost IS NOT NULL"
        )
        for column in "queued", "answered", "team", "cost":
            connection.execute(f"ALTER TABLE calls ALTER {column} SET NOT NULL")
        connection.execute(f"COPY calls TO '{path}' (FORMAT parquet)")
        schema = f"SELECT DISTINCT repetition_type FROM parquet_schema('{path}')"
        assert connection.execute(schema).fetchall() == [("REQUIRED",)]
    same(days)
    days.add(ALL[-1])
    same(days)


def test_a_file_under_two_names_counts_twice(days: Days, used: list[int]) -> None:
    days.path(3, "-link").symlink_to(days.path(3))
    same(days)
    days.add(3)
    same(days)
    assert used[-1] >= 1


def test_a_file_without_rows(days: Days) -> None:
    days.add(3, 0)
    same(days)
    days.add(5, 0, part="-late")
    same(days)


def test_a_changed_standard(days: Days) -> None:
    days.policy = days.policy.replace("quick 80%", "quick 81%").replace("2m", "3m")
    same(days)


def test_another_filter_of_the_event_itself(days: Days) -> None:
    own = '"calls/*.parquet"\n  where team is "red"\n'
    days.policy = days.policy.replace('"calls/*.parquet"\n', own)
    same(days)
    same(days)


def test_another_zone(days: Days) -> None:
    days.policy = days.policy.replace("Europe/Stockholm", "America/New_York")
    same(days)


def test_an_earlier_and_a_later_as_of(days: Days) -> None:
    for at in ("2026-04-20T00:00:00Z", "2026-06-01T00:00:00Z", "2026-04-03T12:00:00Z"):
        kept = bytes_of(days.run(as_of=at))
        assert kept == bytes_of(days.run(kept=False, as_of=at))


def test_a_part_of_the_time(days: Days) -> None:
    kept = bytes_of(days.run(first="2026-04-01", last="2026-04-09"))
    whole = days.run(kept=False, first="2026-04-01", last="2026-04-09")
    assert kept == bytes_of(whole)
    same(days)


def test_calls_that_wait_for_their_answer_at_the_end(days: Days) -> None:
    """Two minutes before the end, a call may yet be answered in time."""
    end = FIRST.replace(month=4, day=17)
    for minutes in (3, 2, 1):
        at = end.replace(hour=10, minute=minutes)
        write_calls(
            days.folder / "calls" / f"z{minutes}.parquet", [(at, None, "red", 1)]
        )
        same(days)
        asked = f"2026-04-17T10:0{minutes}:30Z"
        assert bytes_of(days.run(as_of=asked)) == bytes_of(
            days.run(kept=False, as_of=asked)
        )


def test_identities_are_looked_at_over_all_files(days: Days) -> None:
    """A call that stands again in a new file makes repeats, which are not divided."""
    days.policy = days.policy.replace(
        "  occurring", "  identified by queued\n  occurring"
    )
    same(days)
    days.path(9, "-again").write_bytes(days.path(9).read_bytes())
    same(days)


def test_files_that_have_not_changed_are_not_read_again(
    days: Days, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file counts as known by its dates; one written over is read, date or no."""
    monkeypatch.setattr(known, "SETTLED", -1)
    days.run()
    read: list[str] = []
    real = evidence

    def noted(found: Found, spec: SourceSpec) -> FileEvidence:
        read.append(found.path.name)
        return real(found, spec)

    monkeypatch.setattr(parquet_files, "evidence", noted)
    same(days)
    assert read == []
    times = days.path(3).stat()
    days.add(3)
    os.utime(days.path(3), ns=(times.st_atime_ns, times.st_mtime_ns))
    same(days)
    assert read == [days.path(3).name]


def test_a_file_that_changes_while_it_is_read_leaves_no_counts(
    days: Days, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hashed with one content and counted with another, then put back as it was."""
    path = days.path(3)
    before = path.read_bytes()
    real = Session.lock

    def changing(self: Session) -> None:
        days.add(3)
        real(self)

    monkeypatch.setattr(Session, "lock", changing)
    outcome = days.run()
    monkeypatch.undo()
    (note,) = outcome.notes
    assert ENGLISH.tell(note) == f"`{path.name}` changed during the run"
    path.write_bytes(before)
    same(days)


# --- what cannot be used --------------------------------------------------------------


def test_another_version_of_upheld(
    days: Days, used: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = states.open_state

    def other(path: Path, versions: dict[str, str]) -> tuple[State | None, Told]:
        return real(path, {**versions, "upheld": "99"})

    monkeypatch.setattr(states, "open_state", other)
    outcome = days.run()
    monkeypatch.undo()
    assert used[0] == 0
    assert "another version" in ENGLISH.tell(outcome.notes[0])
    assert bytes_of(outcome) == bytes_of(days.run(kept=False))


@pytest.mark.parametrize("suffix", ["parquet", "json"])
@pytest.mark.parametrize("damage", ["cut", "gone", "flipped"])
def test_a_damaged_state(days: Days, used: list[int], suffix: str, damage: str) -> None:
    # The largest: a list of nothing is two bytes, which have no ninth to flip.
    path = max(
        (days.folder / "kept").glob(f"*-*.{suffix}"),
        key=lambda file: file.stat().st_size,
    )
    data = path.read_bytes()
    if damage == "gone":
        path.unlink()
    elif damage == "cut":
        path.write_bytes(data[: len(data) // 2])
    else:
        path.write_bytes(data[:9] + bytes([data[9] ^ 1]) + data[10:])
    outcome = days.run()
    assert used[0] == 0
    assert tuple(map(ENGLISH.tell, outcome.notes)) == (
        "the state is not used: it is damaged; all is counted anew",
    )
    assert bytes_of(outcome) == bytes_of(days.run(kept=False))
    assert not days.run().notes


@pytest.mark.parametrize("manifest", ["", "{}", "[]", '{"schema": 1, "files": 3}'])
def test_a_manifest_that_is_none(days: Days, manifest: str) -> None:
    (days.folder / "kept" / "manifest.json").write_text(manifest, encoding="utf-8")
    outcome = days.run()
    assert "damaged" in ENGLISH.tell(outcome.notes[0])
    assert bytes_of(outcome) == bytes_of(days.run(kept=False))


def test_a_manifest_reaches_no_file_outside(days: Days) -> None:
    path = days.folder / "kept" / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest["files"]["../calls/2026-03-27.parquet"] = "0"
    path.write_text(json.dumps(manifest), encoding="utf-8")
    assert "damaged" in ENGLISH.tell(days.run().notes[0])


def test_a_second_run_at_once_counts_all_and_keeps_nothing(days: Days) -> None:
    first = Folder(days.folder / "kept", {})
    assert first.open()
    before = sorted(p.name for p in first.path.iterdir())
    outcome = days.run()
    assert "another run" in ENGLISH.tell(outcome.notes[0])
    assert bytes_of(outcome) == bytes_of(days.run(kept=False))
    assert sorted(p.name for p in first.path.iterdir()) == before
    first.close()
    assert not days.run().notes


def test_runs_in_threads_leave_a_state_that_can_be_read(days: Days) -> None:
    runs = [threading.Thread(target=days.run) for _ in range(3)]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    outcome = days.run()
    assert not outcome.notes
    assert bytes_of(outcome) == bytes_of(days.run(kept=False))


def test_nothing_but_files_of_the_state_is_removed(days: Days) -> None:
    other = days.folder / "kept" / "notes.json"
    other.write_text("{}", encoding="utf-8")
    days.add(ALL[-1])
    days.run()
    days.run()
    names = {p.name.split("-")[0] for p in (days.folder / "kept").iterdir()}
    assert names == {"lock", "manifest.json", "files", "parts", "finals", "table"} | {
        "notes.json"
    }
    assert len(list((days.folder / "kept").glob("files-*.json"))) == 1


# --- restatements ---------------------------------------------------------------------


def test_a_corrected_day_restates_its_windows_with_both_values(tmp_path: Path) -> None:
    """Ten calls, eight in time; then one of these eight is corrected to ten minutes."""
    days = Days(tmp_path, Random(1))
    days.policy = "".join(days.policy.partition("standard quick")[:1]) + (
        "standard quick 80% of calls answered within 2m per day\n"
    )
    rows: list[Call] = [(FIRST.replace(hour=h), 60, "red", 1) for h in range(8, 16)]
    rows += [(FIRST.replace(hour=h), 600, "red", 1) for h in (16, 17)]
    write_calls(days.path(0), rows)
    days.add(1)
    assert report_of(days.run()).restated is None
    write_calls(days.path(0), [answered_late(rows[0]), *rows[1:]])
    outcome = days.run()
    (restated,) = report_of(outcome).restated or ()
    assert (restated.standard, restated.window) == ("quick", "2026-03-27")
    assert (restated.was.verdict, restated.was.exact) == ("met", "4/5")
    assert (restated.is_now.verdict, restated.is_now.exact) == ("breached", "7/10")
    assert restated.cause == "data"
    assert outcome.exit_status == days.run(kept=False).exit_status
    assert report_of(days.run()).restated is None


def answered_late(row: Call) -> Call:
    """The call answered after ten minutes."""
    return row[0], 600, row[2], row[3]


def test_another_target_restates_with_the_standard_as_cause(days: Days) -> None:
    days.policy = days.policy.replace("quick 80%", "quick 99%")
    restated = report_of(days.run()).restated or ()
    assert {one.standard for one in restated} == {"quick"}
    assert {one.cause for one in restated} == {"standard"}
    assert restated[0].was.target_exact == "4/5"
    assert restated[0].is_now.target_exact == "99/100"


def test_open_windows_are_not_restated(days: Days) -> None:
    """The last day was open; with another day's calls it is closed, as it was."""
    days.add(ALL[-1])
    restated = report_of(days.run()).restated
    assert restated is None


def test_a_standard_left_out_of_one_run_is_remembered(days: Days) -> None:
    days.run(select=("many",))
    days.add(3)
    names = {one.standard for one in report_of(days.run()).restated or ()}
    assert "quick" in names
