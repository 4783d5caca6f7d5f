"""`--format verdicts`: verdicts and exit status alone, for a job that acts on them."""

import json
from pathlib import Path

import pytest

from tests.small_project import (
    BREACHED,
    FAULTY,
    NOT_JUDGED,
    WARNED,
    Project,
    Upheld,
    check,
)

pytestmark = pytest.mark.usefixtures("plain")


def test_verdicts_alone_are_a_line_for_each_standard(
    project: Project, upheld: Upheld
) -> None:
    project(BREACHED + WARNED + FAULTY + NOT_JUDGED)
    status, out, err = check(upheld, "--format", "verdicts")
    assert status == check(upheld)[0] == 3
    assert "has no column `wiat`" in err
    lines = out.splitlines()
    assert lines[0] == "? unknown-column  error"
    assert "✗ kept-high  breached  1 breached, 1 no_data" in lines
    assert "! kept-low  warned  1 warned, 1 no_data" in lines
    assert lines[-1].endswith("(exit 3)")
    assert "90% of calls" not in out.replace("90% of calls where wiat", "")


@pytest.mark.parametrize(
    "more", [(), ("--output", "json=r.json"), ("--no-data", "strict")]
)
def test_verdicts_are_the_same_whatever_stands_beside_them(
    project: Project, upheld: Upheld, tmp_path: Path, more: tuple[str, ...]
) -> None:
    """A file that shows values gets them."""
    project(BREACHED + "standard mid\n  median wait of calls at most 3m per day\n")
    wait = "  wait is answered - queued\n"
    policy = tmp_path / "policy.std"
    text = policy.read_text(encoding="utf-8")
    policy.write_text(text.replace("standard kept", f"{wait}standard kept", 1))
    status, out, _ = check(upheld, "--format", "verdicts", *more)
    assert status == 1
    assert "✓ mid  met  1 no_data, 1 met" in out.splitlines()
    if (tmp_path / "r.json").exists():
        document = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
        assert document["standards"][1]["windows"][0]["value"] == 60
