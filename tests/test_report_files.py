"""What `check --output report.html` puts beside the report."""

import hashlib
import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.small_project import HEAD, Project, Upheld, check
from upheld.checker.render import html

pytestmark = pytest.mark.usefixtures("plain")

STANDARD = "standard kept-high\n  90% of calls answered within 2m per day\n"


def many_late_calls(folder: Path, number: int) -> None:
    """So many calls of one day, each answered after five minutes."""
    rows = "".join(
        f"{n},2026-03-02T09:{n:02d}:00Z,2026-03-02T09:{n + 5:02d}:00Z,north\n"
        for n in range(number)
    )
    (folder / "calls.csv").write_text(f"id,queued,answered,region\n{rows}")


def test_exceptions_without_room_lie_beside_the_report_with_their_hash(
    project: Project, upheld: Upheld, tmp_path: Path
) -> None:
    project(STANDARD)
    many_late_calls(tmp_path, 30)
    assert check(upheld, "--output", "report.html")[0] == 1
    beside = tmp_path / "report-exceptions" / "kept-high.csv"
    # A head and thirty calls.
    assert len(beside.read_text().splitlines()) == 31
    digest = hashlib.sha256(beside.read_bytes()).hexdigest()
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "Events that fell short (25 of 30)" in page
    said = "The file report-exceptions/kept-high.csv holds 30 of 30; its SHA-256 is"
    assert f"{said} {digest}." in page


def test_exceptions_that_fit_need_no_file(
    project: Project, upheld: Upheld, tmp_path: Path
) -> None:
    project(STANDARD)
    many_late_calls(tmp_path, 25)
    check(upheld, "--output", "report.html")
    assert not (tmp_path / "report-exceptions").exists()


def test_folder_of_exceptions_that_is_asked_for_is_the_one_named(
    project: Project, upheld: Upheld, tmp_path: Path
) -> None:
    project(STANDARD)
    many_late_calls(tmp_path, 30)
    check(upheld, "--output", "report.html", "--output", "exceptions=all")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    digest = hashlib.sha256((tmp_path / "all" / "kept-high.csv").read_bytes())
    assert "The file all/kept-high.csv holds 30 of 30" in page
    assert digest.hexdigest() in page
    assert not (tmp_path / "report-exceptions").exists()


def test_report_on_standard_output_says_how_to_get_them(
    project: Project, upheld: Upheld, tmp_path: Path
) -> None:
    project(STANDARD)
    many_late_calls(tmp_path, 30)
    _, page, _ = check(upheld, "--format", "html")
    assert "<code>check --output exceptions=FOLDER</code> writes all of them." in page


def test_personal_columns_are_shown_when_asked_for(
    project: Project, upheld: Upheld, tmp_path: Path
) -> None:
    policy = project(STANDARD)
    policy.write_text(
        HEAD.replace("identified by id", "identified by email") + STANDARD
    )
    rows = "email,queued,answered\na@example.org,2026-03-02T09:00:00Z,\n"
    (tmp_path / "calls.csv").write_text(rows)
    _, masked, _ = check(upheld, "--format", "json")
    _, shown, _ = check(upheld, "--format", "json", "--show-personal")
    assert ("a@example.org" in masked, "a@example.org" in shown) == (False, True)


def test_report_that_would_be_too_large_has_a_file_for_each_standard(
    project: Project, upheld: Upheld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project(f"{STANDARD}standard `öppet!`\n  50% of calls answered within 9m overall\n")
    assert check(upheld, "--output", "whole.html")[0] == 1
    assert not (tmp_path / "whole-standards").exists()
    monkeypatch.setattr(html, "LARGEST", 2_000)
    assert check(upheld, "--output", "report.html")[0] == 1
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "the page of each standard is a file of its own" in page
    assert '<section class="standard"' not in page
    linked = re.findall(r'<a href="(report-standards/[^"]+)">', page)
    assert linked == [
        "report-standards/kept-high.html",
        "report-standards/%C3%B6ppet_.html",
    ]
    for link in linked:
        file = tmp_path / unquote(link)
        text = file.read_text(encoding="utf-8")
        assert text.count('<section class="standard"') == 1
        assert '<a href="../report.html">' in text
        assert hashlib.sha256(file.read_bytes()).hexdigest() in page
        assert upheld("verify", str(file))[0] == 0
    assert upheld("verify", "report.html")[0] == 0


def test_divided_report_has_the_same_bytes_each_time(
    project: Project, upheld: Upheld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project(STANDARD)
    monkeypatch.setattr(html, "LARGEST", 2_000)
    found = []
    for _ in range(2):
        check(upheld, "--output", "report.html")
        files = [tmp_path / "report.html", *(tmp_path / "report-standards").iterdir()]
        found.append([file.read_bytes() for file in files])
    assert found[0] == found[1]
