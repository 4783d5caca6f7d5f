"""What a run is asked for: wrong options, runs of several kinds, and their status."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.small_project import (
    BREACHED,
    FAULTY,
    MET,
    NOT_JUDGED,
    WARNED,
    WRONG,
    Project,
    Upheld,
    check,
)

pytestmark = pytest.mark.usefixtures("plain")


def test_every_pattern_of_a_selection_must_match(
    project: Project, upheld: Upheld
) -> None:
    project(MET)
    status, out, err = check(upheld, "--select", "kept-low", "--select", "kept-lwo")
    assert (status, out) == (2, "")
    assert "no standard is called `kept-lwo`" in err
    assert "did you mean `kept-low`?" in err


def test_period_that_ends_before_it_begins_is_refused(
    project: Project, upheld: Upheld
) -> None:
    project(MET)
    status, out, err = check(upheld, "--from", "2026-03-03", "--to", "2026-03-02")
    assert (status, out) == (2, "")
    assert "error[E0032]" in err


def test_period_of_one_day_is_judged(project: Project, upheld: Upheld) -> None:
    project(MET)
    assert check(upheld, "--from", "2026-03-02", "--to", "2026-03-02")[0] == 0


def test_source_that_nothing_reads_is_refused(project: Project, upheld: Upheld) -> None:
    project(MET)
    status, out, err = check(upheld, "--source", "cals.csv=calls.csv")
    assert (status, out) == (2, "")
    assert "did you mean `calls.csv`?" in err


@pytest.mark.parametrize(
    ("standards", "arguments", "wanted"),
    [
        (FAULTY + WRONG, (), 2),
        (FAULTY + BREACHED + NOT_JUDGED, (), 3),
        (BREACHED + NOT_JUDGED, (), 1),
        (BREACHED + NOT_JUDGED, ("--fail-on", "never"), 4),
        (WARNED + NOT_JUDGED, ("--fail-on", "warned"), 1),
        (WARNED + NOT_JUDGED, ("--fail-on", "warned", "--no-data", "warn"), 1),
        (FAULTY, ("--fail-on", "never", "--no-data", "warn"), 3),
    ],
)
def test_first_of_several_kinds_gives_the_status(
    project: Project,
    upheld: Upheld,
    standards: str,
    arguments: tuple[str, ...],
    wanted: int,
) -> None:
    project(standards)
    assert check(upheld, *arguments)[0] == wanted


def test_zone_of_the_machine_changes_no_byte(project: Project) -> None:
    folder = project(BREACHED + MET).parent
    runs = {_json_in(folder, zone) for zone in ("UTC", "America/New_York")}
    (text,) = runs
    document = json.loads(text)
    assert document["schema"] == "upheld/report/1"
    assert document["standards"][0]["windows"][0]["counts"] == {
        "met": 1,
        "missed": 1,
        "pending": 0,
        "excluded": 0,
        "invalid": 0,
    }


def _json_in(folder: Path, zone: str) -> bytes:
    root = Path(__file__).parent.parent
    command = ["check", "policy.std", "--as-of", "2026-03-04T00:00:00Z"]
    done = subprocess.run(
        [sys.executable, "-m", "upheld", *command, "--format", "json"],
        cwd=folder,
        env={**os.environ, "TZ": zone, "PYTHONPATH": str(root)},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1
    return done.stdout
