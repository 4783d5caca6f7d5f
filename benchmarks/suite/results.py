"""Results as JSON: kept by experiment, so that a part can be measured again."""

import json
import os
import platform
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.suite.measure import Experiment, Measured, median
from benchmarks.suite.settings import RESULTS

PATH = RESULTS / "results.json"

Results = dict[str, Any]


def load(path: Path = PATH) -> Results:
    """What was measured before."""
    if path.exists():
        found: Results = json.loads(path.read_text(encoding="utf-8"))
        return found
    return {"schema": "upheld/benchmarks/1", "experiments": []}


def keep(
    experiment: Experiment,
    missing: list[str],
    measured: list[Measured],
    path: Path = PATH,
) -> None:
    """Put an experiment in place of an earlier one of its name and size."""
    results = load(path)
    others = [
        e
        for e in results["experiments"]
        if (e["name"], e["size"]) != (experiment.name, experiment.size)
    ]
    new = {
        "name": experiment.name,
        "size": experiment.size,
        "base": experiment.base,
        "measured_on": datetime.now(UTC).date().isoformat(),
        "machine": machine(),
        "load": round(os.getloadavg()[0], 1),
        "versions": experiment.versions,
        "missing": missing,
        "runs": [asdict(m) for m in measured],
    }
    results["experiments"] = sorted(
        [*others, new], key=lambda e: (e["name"], len(e["size"]), e["size"])
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


def machine() -> str:
    """Cores, system and Python; no name of a host."""
    python = platform.python_version()
    return f"{os.cpu_count()} cores, {platform.system()}, Python {python}"


def find(results: Results, name: str, size: str) -> dict[str, Any] | None:
    """One experiment."""
    experiments: list[dict[str, Any]] = results["experiments"]
    for experiment in experiments:
        if (experiment["name"], experiment["size"]) == (name, size):
            return experiment
    return None


def run_named(experiment: dict[str, Any] | None, label: str) -> dict[str, Any] | None:
    """A run of an experiment that was timed."""
    runs: list[dict[str, Any]] = experiment["runs"] if experiment else []
    for run in runs:
        if run["label"] == label and run["cpu"]:
            return run
    return None


def ratios(run: dict[str, Any], base: dict[str, Any], what: str = "cpu") -> list[float]:
    """A run over another one, round by round."""
    return [a / b for a, b in zip(run[what], base[what], strict=False) if b]


def middle(run: dict[str, Any], what: str = "cpu") -> float:
    """The median of a run."""
    return median(run[what])
