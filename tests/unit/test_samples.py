"""The made-up contact centre: the same bytes on every machine and Python."""

import csv
import hashlib
from pathlib import Path

import pytest

from upheld.checker.samples import write_contact_centre


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sample")
    write_contact_centre(path)
    return path


@pytest.mark.parametrize(
    ("name", "digest"),
    [
        (
            "calls.csv",
            "33e02d4e30e72ea503eea7afc504829f3b0cbe6f6c676c9285fab34481614499",
        ),
        (
            "tickets.csv",
            "aa46c50436755b7f7bdf1ba6840594f50f7c42053d0b7866b8fcb7a44ddd4a97",
        ),
    ],
)
def test_table_has_the_bytes_that_the_verdicts_were_worked_out_on(
    folder: Path, name: str, digest: str
) -> None:
    assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest


def test_another_seed_gives_another_table(folder: Path, tmp_path: Path) -> None:
    write_contact_centre(tmp_path, seed=1)
    assert (tmp_path / "calls.csv").read_bytes() != (folder / "calls.csv").read_bytes()


def test_call_is_answered_or_abandoned_and_never_both(folder: Path) -> None:
    calls = rows(folder / "calls.csv")
    assert all(bool(c["answered_at"]) != bool(c["abandoned_at"]) for c in calls)


def test_offset_changes_on_the_sunday_of_summer_time(folder: Path) -> None:
    moments = [c["queued_at"] for c in rows(folder / "calls.csv")]
    assert {m[-6:] for m in moments if m < "2026-03-29T02"} == {"+01:00"}
    assert {m[-6:] for m in moments if m >= "2026-03-29T03"} == {"+02:00"}
    assert not [m for m in moments if m.startswith("2026-03-29T02")]


def test_nobody_calls_on_easter_sunday(folder: Path) -> None:
    moments = [c["queued_at"] for c in rows(folder / "calls.csv")]
    assert not [m for m in moments if m.startswith("2026-04-05")]
    assert [m for m in moments if m.startswith("2026-04-04")]
