"""`check --dry-run`: what would be judged, without a look at the data."""

from pathlib import Path

import pytest

from tests.small_project import BREACHED, MET, WRONG, Project, Upheld

pytestmark = pytest.mark.usefixtures("plain")


def test_dry_run_names_the_standards_and_touches_nothing(
    project: Project, upheld: Upheld, tmp_path: Path
) -> None:
    project(BREACHED + MET)
    (tmp_path / "calls.csv").unlink()
    status, out, err = upheld(
        *("check", "policy.std", "--dry-run", "--output", "report.html"),
        *("--history", "h.duckdb", "--select", "kept-h*"),
    )
    assert (status, err) == (0, "")
    assert out.splitlines() == [
        "1 standard would be judged; no data was read",
        "kept-high  90% of calls answered within 2m per day",
        "  share over `calls`, per day: calls.csv",
        "would write report.html",
        "would write h.duckdb",
    ]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["policy.std"]


@pytest.mark.parametrize("asked", [(), ("--select", "nothing"), ("--as-of", "soon")])
def test_dry_run_finds_what_is_wrong_before_the_data(
    project: Project, upheld: Upheld, asked: tuple[str, ...]
) -> None:
    project(BREACHED if asked else WRONG)
    status, out, err = upheld("check", "policy.std", "--dry-run", *asked)
    assert (status, out) == (2, "")
    assert err.startswith("error[E")


def test_dry_run_is_told_in_the_language_asked_for(
    project: Project, upheld: Upheld
) -> None:
    project(BREACHED + MET)
    out = upheld("check", "policy.std", "--dry-run", "--lang", "cs")[1]
    assert out.splitlines()[0] == (
        "hodnotily by se 2 standardy; žádná data nebyla přečtena"
    )
