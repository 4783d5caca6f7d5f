"""The static site in a real browser, from the disk and from a web server."""

import functools
import http.server
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.small_project import BREACHED, CALLS, MET, Project, Upheld
from tests.system.browser import chromium

pytestmark = pytest.mark.usefixtures("plain")

AXE = Path(os.environ.get("UPHELD_NODE", "")) / "node_modules/axe-core/axe.min.js"


@pytest.fixture
def site(project: Project, upheld: Upheld, tmp_path: Path) -> Path:
    project(BREACHED + MET + "  for each region\n")
    arguments = ("check", "policy.std", "--as-of", "2026-03-04T00:00:00Z")
    upheld(*arguments, "--history", "h.duckdb")
    (tmp_path / "calls.csv").write_text(CALLS.replace("10:05:00Z", "10:01:00Z"))
    upheld(*arguments, "--history", "h.duckdb")
    assert upheld("site", "site", "--history", "h.duckdb")[0] == 0
    return tmp_path / "site"


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The folder on a web server of this machine."""
    handler = functools.partial(
        http.server.SimpleHTTPRequestHandler, directory=str(folder)
    )
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def asked_for(page: Page, address: str) -> list[str]:
    """Everything that a page asks for while it is opened."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    return asked


def test_each_page_is_one_request_and_not_wider_than_a_telephone(site: Path) -> None:
    with chromium() as browser:
        context = browser.new_context(
            java_script_enabled=False, viewport={"width": 360, "height": 700}
        )
        measuring = browser.new_page(viewport={"width": 360, "height": 700})
        for path in (site / "index.html", site / "standards" / "kept-high.html"):
            page = context.new_page()
            assert asked_for(page, path.as_uri()) == [path.as_uri()]
            measuring.goto(path.as_uri())
            width = measuring.evaluate("document.documentElement.scrollWidth")
            assert width == 360


def test_no_page_has_a_barrier_that_axe_knows(site: Path) -> None:
    script = AXE.read_text(encoding="utf-8")
    with chromium() as browser:
        for scheme in ("light", "dark"):
            context = browser.new_context(color_scheme=scheme, bypass_csp=True)
            for name in ("index.html", "standards/kept-low.html"):
                page = context.new_page()
                page.goto((site / name).as_uri())
                page.add_script_tag(content=script)
                found = page.evaluate(
                    "axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']})"
                )
                assert [v["id"] for v in found["violations"]] == [], (scheme, name)


def test_links_lead_from_standard_to_report_on_a_web_server(site: Path) -> None:
    with served(site) as address, chromium() as browser:
        page = browser.new_page()
        page.goto(f"{address}/index.html")
        page.get_by_role("link", name="kept-high").first.click()
        assert page.url == f"{address}/standards/kept-high.html"
        page.get_by_role("link", name="run 2").first.click()
        assert page.url == f"{address}/reports/run-2.html"
        assert page.get_by_text("kept-high").count() > 0
