"""`check --state` over files that change at random, and over many runs in a row."""

import json
from datetime import timedelta
from pathlib import Path
from random import Random

import pyarrow.parquet as pq
import pytest

from tests.small_days import (
    FIRST,
    Days,
    bytes_of,
    same,
    some_calls,
    tables_used,
    write_calls,
)
from upheld.checker.state import tables


@pytest.mark.parametrize("seed", range(4))
def test_random_changes_of_files_give_what_a_full_run_gives(
    tmp_path: Path, seed: int
) -> None:
    random = Random(seed)
    days = Days(tmp_path, random)
    if seed % 2:
        # A zone whose clock never changes has windows that are told by time alone.
        days.policy = days.policy.replace("Europe/Stockholm", "UTC")
    days.add_all(sorted(random.sample(range(25), 12)))
    same(days)
    for _ in range(4):
        for _ in range(random.randrange(3)):
            change(days, random)
        same(days)


def test_an_empty_file_of_another_writer(tmp_path: Path) -> None:
    """Arrow gives a file without rows a group of none, which has no statistics."""
    days = Days(tmp_path, Random(7))
    days.add_all(range(3))
    rows = pq.read_table(days.path(0))
    pq.write_table(rows.schema.empty_table(), days.path(1))
    assert pq.ParquetFile(days.path(1)).num_row_groups == 1
    same(days)
    # The columns of the others are known as well as before: no row is looked through.
    assert "isfinite" not in bytes_of(days.run(kept=False))


def test_many_runs_one_after_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each run adds a file of what it counted, until they are put together again."""
    monkeypatch.setattr(tables, "MOST_SEGMENTS", 3)
    used = tables_used(monkeypatch)
    random = Random(9)
    days = Days(tmp_path, random)
    days.add_all(range(8))
    number: list[int] = []
    for day in range(8, 18):
        days.add(day)
        change(days, random)
        same(days)
        (parts,) = (tmp_path / "kept").glob("parts-*.json")
        found = json.loads(parts.read_bytes()).values()
        number.append(max(len(one["segments"]) for one in found))
    assert number[:4] == [1, 2, 3, 1]
    assert max(number) == 3
    assert min(used[1:]) >= 1


def change(days: Days, random: Random) -> None:
    """A file more, a file less, or another one in its place."""
    paths = sorted((days.folder / "calls").iterdir())
    match random.randrange(4):
        case 0 if len(paths) > 1:
            random.choice(paths).unlink()
        case 1:
            starts = [FIRST + timedelta(days=random.randrange(20)) for _ in range(3)]
            rows = [row for at in starts for row in some_calls(random, at, 1)]
            write_calls(days.folder / "calls" / f"{random.random()}.parquet", rows)
        case _:
            days.add(random.randrange(30), random.randrange(4), random.choice("ab"))
