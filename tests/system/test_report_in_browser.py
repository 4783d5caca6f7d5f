"""The HTML report in a real browser."""

import subprocess
import sys
from pathlib import Path

from tests.system.browser import chromium


def starter_report(folder: Path) -> Path:
    """The report of the starter project."""
    page = folder / "report.html"
    command = [sys.executable, "-m", "upheld"]
    subprocess.run([*command, "init", str(folder)], check=True)
    check = subprocess.run(
        [*command, "check", "--output", page.name], cwd=folder, check=False
    )
    assert check.returncode == 1
    return page


def test_the_report_needs_no_script_and_asks_for_nothing(tmp_path: Path) -> None:
    page_file = starter_report(tmp_path / "project")
    with chromium() as browser:
        page = browser.new_context(java_script_enabled=False).new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(page_file.as_uri())
        assert asked == [page_file.as_uri()]
        assert page.get_by_text("answer-speed").count() > 0
