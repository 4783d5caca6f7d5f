"""Run the programs of docs/orchestration.md in the real Airflow and Dagster.

    python benchmarks/orchestration.py dagster [FOLDER]
    python benchmarks/orchestration.py airflow [FOLDER]

Makes a virtual environment in FOLDER (default: a temporary one), installs the scheduler
and this checkout, and runs what the page shows, in one process: over data in which the
standard is kept, and in which it is breached. Ends with 1 where either goes otherwise.
"""

import os
import re
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "orchestration.md"

PACKAGES = {"dagster": ["dagster"], "airflow": ["apache-airflow"]}

POLICY = """zone UTC
event call, calls
  from "calls.csv"
  identified by id
  occurring at queued
  answered at answered
standard answer-speed
  90% of calls answered within 2m per day
"""

#: One call of 2 March, answered after a minute, or after an hour.
DATA = {
    "kept": "id,queued,answered\n1,2026-03-02T09:00:00Z,2026-03-02T09:01:00Z\n",
    "breached": "id,queued,answered\n1,2026-03-02T09:00:00Z,2026-03-02T10:00:00Z\n",
}

#: What runs the program of the page in the scheduler; it prints `kept` or `breached`
#: of the function, and then of the command.
DRIVERS = {
    "dagster": """
import dagster as dg
from dagster_standards import calls, nightly, standards
run = dg.materialize([calls, standards], raise_on_error=False)
checks = run.get_asset_check_evaluations()
print("function", "kept" if all(c.passed for c in checks) and checks else "breached")
done = nightly.execute_in_process(raise_on_error=False)
print("command", "kept" if done.success else "breached")
""",
    "airflow": """
import pendulum
from airflow_standards import standards
run = standards().test(logical_date=pendulum.datetime(2026, 3, 3))
states = {each.task_id: each for each in run.get_task_instances()}
found = states["breached"].xcom_pull(task_ids="breached")
print("function", "breached" if found else "kept")
print("command", "kept" if states["judge"].state == "success" else "breached")
""",
}


def program(name: str) -> str:
    """A block of the page."""
    found = re.search(
        rf"^```python {name}\n(.*?)^```$", PAGE.read_text(), re.MULTILINE | re.DOTALL
    )
    assert found, name
    return found[1]


def installed(scheduler: str, folder: Path) -> Path:
    """The Python of a virtual environment with the scheduler and this checkout."""
    python = folder / scheduler / "bin" / "python"
    if not python.exists():
        venv.create(folder / scheduler, with_pip=True)
    packages = [*PACKAGES[scheduler], str(ROOT)]
    subprocess.run([python, "-m", "pip", "install", "-q", *packages], check=True)
    return python


def run(scheduler: str, python: Path, folder: Path, data: str) -> list[str]:
    """What the function and the command found in some data."""
    project = folder / f"{scheduler}-{data}"
    project.mkdir(parents=True, exist_ok=True)
    (project / "service.std").write_text(POLICY)
    (project / "upheld.toml").write_text('policies = ["service.std"]\n')
    (project / "calls.csv").write_text(DATA[data])
    text = program(f"{scheduler}_standards.py").replace("/srv/standards", str(project))
    (project / f"{scheduler}_standards.py").write_text(text)
    (project / "drive.py").write_text(DRIVERS[scheduler])
    done = subprocess.run(
        [python, "drive.py"],
        cwd=project,
        env=environment(python, project),
        capture_output=True,
        text=True,
        check=False,
    )
    lines = re.findall(
        r"^(?:function|command) (?:kept|breached)$", done.stdout, re.MULTILINE
    )
    if len(lines) != 2:
        print(done.stdout[-3000:], done.stderr[-3000:], sep="\n")
    return lines


def environment(python: Path, project: Path) -> dict[str, str]:
    """That of this process, with the scheduler's own state in the project."""
    mine = {
        "PATH": f"{python.parent}{os.pathsep}{os.environ['PATH']}",
        "AIRFLOW_HOME": str(project / "airflow"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__DAGS_FOLDER": str(project),
        "DAGSTER_HOME": "",
        "DAGSTER_DISABLE_TELEMETRY": "1",
    }
    if (python.parent / "airflow").exists():
        subprocess.run(
            [python.parent / "airflow", "db", "migrate"],
            env={**os.environ, **mine},
            check=True,
            capture_output=True,
        )
    return {**os.environ, **mine}


def main() -> int:
    """Try one scheduler; 1 where it does not find what is so."""
    scheduler = sys.argv[1]
    folder = Path(sys.argv[2] if len(sys.argv) > 2 else tempfile.mkdtemp()).resolve()
    python = installed(scheduler, folder)
    listed = subprocess.run(
        [python, "-m", "pip", "list", "--format", "freeze"],
        capture_output=True,
        text=True,
        check=True,
    )
    wanted = PACKAGES[scheduler][0]
    print(*(x for x in listed.stdout.splitlines() if x.startswith(f"{wanted}==")))
    wrong = 0
    for data in DATA:
        found = run(scheduler, python, folder, data)
        print(f"{data}: {', '.join(found)}")
        wrong += found != [f"function {data}", f"command {data}"]
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
