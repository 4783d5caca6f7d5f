"""What a second check costs that keeps a state, beside a full one: CPU of each.

    python benchmarks/incremental.py CALLS.parquet POLICY.std [WORK]

The calls are split into one file a day (`arrived_at`, UTC), the policy reads
`calls/*.parquet` in their place. A state is made of all days but the last; then that
day is appended, a row comes late to a closed month, a row there is corrected, and a
file there is deleted. After each, a check with the state and one without are run by
turns, each in a process of its own; their JSON must be the same but for `restated`.
The CPU of the command's start (a check of nothing) is taken off both.
"""

import json
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import duckdb

ROUNDS = 3


def main() -> None:
    """Print one line for each change: CPU seconds of both, and the ratio."""
    source, policy = Path(sys.argv[1]), Path(sys.argv[2])
    base = sys.argv[3] if len(sys.argv) > 3 else None
    with tempfile.TemporaryDirectory(dir=base) as folder:
        work = Path(folder)
        split(source, work / "calls")
        text = re.sub(r'from "[^"]+"', 'from "calls/*.parquet"', policy.read_text())
        (work / "policy.std").write_text(text)
        (work / "upheld.toml").write_text("")
        start = started(work)
        print(
            f"{'change':24} {'full':>7} {'state':>7} {'ratio':>6}   (start {start:.2f})"
        )
        for name in changes(work):
            report(name, work, start)


def report(name: str, work: Path, start: float) -> None:
    """The medians of some rounds; before each, the state is what it was."""
    shutil.copytree(work / "state", work / "before")
    full, kept = [], []
    for _ in range(ROUNDS):
        shutil.rmtree(work / "state")
        shutil.copytree(work / "before", work / "state")
        kept.append(checked(work, "--state", "state", out="kept.json") - start)
        full.append(checked(work, out="full.json") - start)
        same(work)
    shutil.rmtree(work / "before")
    one, other = sorted(full)[ROUNDS // 2], sorted(kept)[ROUNDS // 2]
    print(f"{name:24} {one:7.2f} {other:7.2f} {other / one:6.2f}")


def changes(work: Path) -> Iterator[str]:
    """Makes one change after another, each named when it is made."""
    calls = work / "calls"
    days = sorted(calls.iterdir())
    aside = work / days[-1].name
    days[-1].rename(aside)
    settle()
    checked(work, "--state", "state", out="kept.json")
    aside.rename(days[-1])
    settle()
    yield "a day appended"
    late = calls / f"{days[40].stem}-late.parquet"
    rewritten(days[40], late, "LIMIT 1")
    settle()
    yield "a late row"
    rewritten(days[41], aside, "ORDER BY arrived_at", "answered_at + INTERVAL 1 HOUR")
    aside.rename(days[41])
    settle()
    yield "a corrected row"
    days[42].unlink()
    yield "a deleted file"


def settle() -> None:
    """Files that were written this very moment would be read again by the next run."""
    time.sleep(3)


def split(source: Path, target: Path) -> None:
    """One file a day."""
    target.mkdir()
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(
            f"COPY (SELECT *, arrived_at::DATE::VARCHAR AS day FROM '{source}'"
            f" ORDER BY arrived_at) TO '{target}' (FORMAT parquet,"
            " PARTITION_BY (day), COMPRESSION zstd, OVERWRITE_OR_IGNORE)"
        )
    for folder in sorted(target.iterdir()):
        (file,) = folder.iterdir()
        file.rename(target / f"{folder.name.removeprefix('day=')}.parquet")
        folder.rmdir()


def rewritten(path: Path, to: Path, rest: str, first_answer: str = "") -> None:
    """The rows of a file in another one, the first with another answer."""
    changed = ""
    if first_answer:
        first = f"(SELECT min(call_id) FROM '{path}')"
        changed = (
            f" REPLACE (CASE WHEN call_id = {first} THEN {first_answer}"
            " ELSE answered_at END AS answered_at)"
        )
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(
            f"COPY (SELECT *{changed} FROM '{path}' {rest})"
            f" TO '{to}' (FORMAT parquet, COMPRESSION zstd)"
        )


def checked(work: Path, *options: str, out: str) -> float:
    """CPU seconds of one check, whose JSON is written to a file."""
    with (work / out).open("wb") as file:
        return cpu(
            ["-m", "upheld", "check", "policy.std", "--format", "json", *options],
            work,
            file,
        )


def started(work: Path) -> float:
    """CPU seconds of a check of one row."""
    small = work / "small"
    small.mkdir()
    (small / "rows.csv").write_text("came\n2026-01-01T00:00:00Z\n")
    (small / "policy.std").write_text(
        'zone UTC\nevent row, rows\n  from "rows.csv"\n  occurring at came\n'
        "standard s at least 1 row per day\n"
    )
    (small / "upheld.toml").write_text("")
    return min(checked(small, out="out.json") for _ in range(ROUNDS))


def cpu(arguments: list[str], folder: Path, out: IO[bytes]) -> float:
    """CPU seconds of a process of Python."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *arguments], cwd=folder, stdout=out, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def same(work: Path) -> None:
    """Both reports are the same, restatements apart."""
    kept = json.loads((work / "kept.json").read_text())
    full = json.loads((work / "full.json").read_text())
    kept.pop("restated", None)
    assert json.dumps(kept) == json.dumps(full)


if __name__ == "__main__":
    main()
