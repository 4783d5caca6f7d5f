"""Standard input as a source, and a file in place of a database."""

import io
import subprocess
import sys
from pathlib import Path

import pytest

from tests.small_project import CALLS, MET, Project, Upheld, check

pytestmark = pytest.mark.usefixtures("plain")

JSON = (
    '{"id": 1, "queued": "2026-03-02T09:00:00Z", "answered": "2026-03-02T09:01:00Z"}\n'
)


@pytest.mark.parametrize(
    ("text", "rows"), [(CALLS, "1 of 2 call"), (JSON, "1 of 1 call")]
)
def test_rows_come_from_standard_input(
    project: Project, text: str, rows: str, tmp_path: Path
) -> None:
    project(MET.replace("per day", "overall"))
    (tmp_path / "calls.csv").unlink()
    command = [sys.executable, "-m", "upheld", "check", "policy.std"]
    ended = subprocess.run(
        [*command, "--source", "calls.csv=-", "--as-of", "2026-03-04T00:00:00Z"],
        input=text,
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert rows in ended.stdout, ended.stderr


def test_nothing_at_all_is_told(
    project: Project, upheld: Upheld, monkeypatch: pytest.MonkeyPatch
) -> None:
    project(MET)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))
    status, _, err = check(upheld, "--source", "calls.csv=-")
    assert status == 3
    assert "error[E4011]: standard input holds nothing" in err


def test_a_file_may_take_the_place_of_a_database(
    project: Project, upheld: Upheld, tmp_path: Path
) -> None:
    policy = project(MET)
    policy.write_text(policy.read_text().replace('"calls.csv"', '"calls"'))
    (tmp_path / "upheld.toml").write_text(
        '[sources.calls]\nkind = "postgresql"\nuri = "NOWHERE"\ntable = "calls"\n'
    )
    status, out, err = check(upheld, "--source", "calls=calls.csv")
    assert (status, err) == (0, "")
    assert "met" in out
