"""The Python interface."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

import upheld
from tests.small_project import BREACHED, HEAD, MET, WRONG, Project

ROOT = Path(__file__).parent.parent
WEDNESDAY = datetime(2026, 3, 4, tzinfo=UTC)


def test_check_gives_the_report(project: Project) -> None:
    report = upheld.check(project(BREACHED), as_of=WEDNESDAY)
    assert isinstance(report, upheld.Report)
    assert report.verdict == "breached"


def test_verdicts_alone_come_without_windows(project: Project) -> None:
    report = upheld.check(project(BREACHED), as_of=WEDNESDAY, values=False)
    (standard,) = report.standards
    assert (standard.verdict, standard.windows) == ("breached", ())
    assert standard.verdicts == {"breached": 1, "no_data": 1}
    assert report.exit_status == 1


def test_several_paths_and_texts_of_paths_are_taken(project: Project) -> None:
    report = upheld.check([str(project(MET))], as_of="2026-03-04T00:00:00Z")
    assert report.verdict == "met"


def test_wrong_policy_raises_with_what_the_command_would_print(
    project: Project,
) -> None:
    with pytest.raises(upheld.PolicyError) as raised:
        upheld.check(project(WRONG))
    assert "did you mean `answered`?" in str(raised.value)
    (diagnostic,) = raised.value.diagnostics
    assert (diagnostic.span.line, diagnostic.span.column) == (8, 16)


def test_data_frame_stands_for_a_source(project: Project) -> None:
    import polars as pl

    frame = pl.DataFrame(
        {
            "id": [1, 2],
            "queued": [datetime(2026, 3, 2, 9, tzinfo=UTC)] * 2,
            "answered": [datetime(2026, 3, 2, 9, 1, tzinfo=UTC), None],
        }
    )
    report = upheld.check(
        project(BREACHED), sources={"calls.csv": frame}, as_of=WEDNESDAY
    )
    (monday, _) = report.standards[0].windows
    assert (monday.counts.met, monday.counts.missed) == (1, 1)


def test_parse_gives_the_tree() -> None:
    assert len(upheld.parse(HEAD + MET).declarations) == 3


def test_parse_refuses_what_is_not_in_the_language() -> None:
    with pytest.raises(upheld.PolicyError) as raised:
        upheld.parse("standard s\n  90% ofcalls answered\n", name="mine.std")
    assert "mine.std:2:7" in str(raised.value)


def test_unknown_name_of_the_package_is_told() -> None:
    with pytest.raises(AttributeError, match="no attribute `chekc`"):
        _ = upheld.chekc


def test_module_runs_as_a_command() -> None:
    command = [sys.executable, "-m", "upheld", "--version"]
    ended = subprocess.run(
        command, capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert ended.stdout == f"upheld {upheld.__version__}\n"
