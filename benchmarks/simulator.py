"""The simulated contact centre: its faults are found, and how it grows.

    python benchmarks/simulator.py          400 days judged; 1 and 10 million calls
    python benchmarks/simulator.py 100      as many million calls, in a folder given up

Prints seconds of CPU and the largest memory of each process of its own.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

DAYS = 400

#: Calls of 400 days at scale 1.
CALLS = 387_000


def main() -> int:
    """Judge 400 days, then measure; status 1 where a fault was not found."""
    if len(sys.argv) > 1 and sys.argv[1] == "child":
        return child(int(sys.argv[2]), Path(sys.argv[3]), whole=sys.argv[4] == "whole")
    with tempfile.TemporaryDirectory() as folder:
        if len(sys.argv) > 1:
            run(int(sys.argv[1]) * 1_000_000 // CALLS, folder, "calls")
            return 0
        # before this process grows: a child is born with its parent's peak
        for millions in (1, 10):
            run(round(millions * 1_000_000 / CALLS), folder, "calls")
        run(1, folder, "whole")
        wrong = compare(Path(folder))
    return 1 if wrong else 0


def run(scale: int, folder: str, what: str) -> None:
    """One world in a process of its own."""
    arguments = [sys.executable, __file__, "child", str(scale), folder, what]
    subprocess.run(arguments, check=True)


def child(scale: int, folder: Path, *, whole: bool) -> int:
    """Make a world and say what it took."""
    from upheld.checker.simulator.write import make_world
    from upheld.connectors.lock import connect

    begun = time.process_time()
    only = () if whole else ("calls",)
    names = make_world(folder, days=DAYS, scale=scale, only=only)
    spent = time.process_time() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    connection = connect()
    rows = sum(
        connection.execute(f"SELECT count(*) FROM '{folder}/{n}.parquet'").fetchall()[
            0
        ][0]
        for n in names
    )
    size = sum((folder / f"{n}.parquet").stat().st_size for n in names) // 1_000_000
    print(
        f"scale {scale}: {len(names)} tables, {rows:,} rows, {size:,} MB in files, "
        f"{spent:.1f} s CPU, peak {peak} MB, {spent / rows * 1e6:.2f} s a million"
    )
    return 0


def compare(folder: Path) -> int:
    """How many planted faults were not found, or found in vain."""
    from upheld.checker.check import Request, check
    from upheld.checker.settings import load_settings

    settings, root, _, _ = load_settings(folder)
    names = ("simulator.std", "vocabulary.std")
    texts = {name: (folder / name).read_text("utf-8") for name in names}
    begun = time.process_time()
    outcome = check(
        Request((Path("simulator.std"),), root=root, settings=settings, texts=texts)
    )
    assert outcome.report is not None, outcome.diagnostics
    spent = time.process_time() - begun
    found = {
        (s.id, w.window, json.dumps(w.group)): as_data(w.counts)
        for s in outcome.report.standards
        for w in s.windows
        if w.verdict == "breached"
    }
    errors = [s.id for s in outcome.report.standards if s.verdict == "error"]
    truth = json.loads((folder / "truth.json").read_text("utf-8"))["breached"]
    planted = {(t["standard"], t["window"], json.dumps(t["group"])): t for t in truth}
    wrong = [("not planted", *k) for k in found.keys() - planted.keys()]
    wrong += [("not found", *k) for k in planted.keys() - found.keys()]
    wrong += [("error", name) for name in errors]
    for key in planted.keys() & found.keys():
        for count in ("met", "missed", "used"):
            if count in planted[key] and planted[key][count] != found[key][count]:
                wrong.append((f"{count} differs", *key))
    print(
        f"{len(outcome.report.standards)} standards over {DAYS} days in {spent:.1f} s "
        f"CPU: {len(planted)} windows with a fault, {len(found)} breached, "
        f"{len(wrong)} wrong"
    )
    for each in wrong:
        print(" ", *each)
    return len(wrong)


if __name__ == "__main__":
    sys.exit(main())
