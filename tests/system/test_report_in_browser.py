"""The HTML report in a real browser: alone, accessible, narrow, and on paper."""

import os
import subprocess
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from pypdf import PdfReader

from tests.system.browser import chromium
from tests.system.pages import UPHELD, real_report, whole_report
from upheld.checker.render.html import divided, render_html
from upheld.checker.render.manner import PLAIN
from upheld.checker.report import Report
from upheld.checker.seal import stated_seal
from upheld.checker.wording import LANGUAGES, Language

#: Installed by `.ci/system`, outside the checkout.
AXE = Path(os.environ.get("UPHELD_NODE", "")) / "node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

NARROW = 360
#: The width inside the margins of an A4 page, 178 mm, at 96 pixels an inch.
A4 = 673


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    whole = folder / "whole.html"
    whole.write_text(render_html(whole_report()), encoding="utf-8")
    (real,) = real_report(folder / "project", ".html")
    parts = divided(whole_report(), PLAIN, "first-standards", "../first.html")
    first = folder / "first.html"
    first.write_text(parts.first, encoding="utf-8")
    (folder / "first-standards").mkdir()
    for name, text in parts.files.items():
        (folder / "first-standards" / name).write_text(text, encoding="utf-8")
    longest = max(parts.files, key=lambda name: len(parts.files[name]))
    one = folder / "first-standards" / longest
    return {"real": real, "whole": whole, "first": first, "one": one}


@pytest.mark.parametrize("name", ["real", "whole"])
def test_the_report_needs_no_script_and_asks_for_nothing(
    browser: Browser, pages: dict[str, Path], name: str
) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(pages[name].as_uri())
    assert asked == [pages[name].as_uri()]
    assert page.locator("section.standard").count() >= 9


def test_pages_of_a_divided_report_lead_to_each_other(
    browser: Browser, pages: dict[str, Path]
) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(pages["first"].as_uri())
    assert page.locator("section.standard").count() == 0
    page.locator(f".overview a[href$='{pages['one'].name}']").click()
    assert page.url == pages["one"].as_uri()
    assert page.locator("section.standard").count() == 1
    page.locator("nav a").click()
    assert page.url == pages["first"].as_uri()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["real", "whole", "first", "one"])
def test_the_report_violates_no_rule_of_accessibility(
    browser: Browser, pages: dict[str, Path], name: str, scheme: str
) -> None:
    context = browser.new_context(
        bypass_csp=True, color_scheme="dark" if scheme == "dark" else "light"
    )
    page = context.new_page()
    page.goto(pages[name].as_uri())
    page.add_script_tag(content=AXE.read_text(encoding="utf-8"))
    found = page.evaluate("rules => axe.run({runOnly: rules})", RULES)
    assert found["passes"]
    assert [(v["id"], v["nodes"][0]["html"]) for v in found["violations"]] == []


def wider_than(page: Page, width: int) -> list[str]:
    """What reaches beyond the page, but for what lies in an area that scrolls."""
    return list(
        page.evaluate(
            """width => [...document.body.querySelectorAll('*')]
              .filter(e => e.getBoundingClientRect().right > width + 1)
              .filter(e => !e.closest('.scroll, pre') || e.matches('.scroll, pre'))
              .map(e => e.outerHTML.slice(0, 120))""",
            width,
        )
    )


@pytest.mark.parametrize("name", ["real", "whole", "first", "one"])
def test_nothing_is_wider_than_a_telephone(
    browser: Browser, pages: dict[str, Path], name: str
) -> None:
    page = browser.new_page(viewport={"width": NARROW, "height": 800})
    page.goto(pages[name].as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") == NARROW
    assert wider_than(page, NARROW) == []


@pytest.mark.parametrize("name", ["real", "whole", "first", "one"])
def test_nothing_is_wider_than_a_sheet_of_paper(
    browser: Browser, pages: dict[str, Path], name: str
) -> None:
    page = browser.new_page(viewport={"width": A4, "height": 1000})
    page.emulate_media(media="print")
    page.goto(pages[name].as_uri())
    # On paper nothing scrolls, so what lies in an area that scrolls counts too.
    beyond = page.evaluate(
        """width => [...document.body.querySelectorAll('*')]
          .filter(e => e.getBoundingClientRect().right > width + 1)
          .map(e => e.outerHTML.slice(0, 120))""",
        A4,
    )
    assert beyond == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_demo_fits_on_paper_in_every_language(
    browser: Browser, tmp_path: Path, language: Language
) -> None:
    """Its charts have names and units of every kind, which differ in length."""
    arguments = ["demo", "--output", "demo.html", "--lang", language]
    subprocess.run([*UPHELD, *arguments], cwd=tmp_path, check=True, capture_output=True)
    page = browser.new_page(viewport={"width": A4, "height": 1000})
    page.emulate_media(media="print")
    page.goto((tmp_path / "demo.html").as_uri())
    beyond = page.evaluate(
        """width => [...document.body.querySelectorAll('*')]
          .filter(e => e.getBoundingClientRect().right > width + 1
            || e.matches('text') && e.getBoundingClientRect().left < -1)
          .map(e => e.outerHTML.slice(0, 120))""",
        A4,
    )
    assert beyond == []


# --- on paper -------------------------------------------------------------------------


def text_of(pdf: Path) -> str:
    """The text of a PDF without blanks, which lines and columns break anywhere."""
    text = "".join(page.extract_text() for page in PdfReader(pdf).pages)
    return squeezed(text)


def squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def missing_in(text: str, report: Report, seal: str) -> list[str]:
    """What a paper does not hold of a report's standards, exceptions and hashes."""
    wanted = [seal, report.as_of]
    for one in report.standards:
        wanted += [one.id, one.sentence, one.verdict]
        wanted += [event.identity for event in one.failures.shown]
        wanted += [window.window for window in one.windows]
        # A page may end, and tell its number, inside a query.
        wanted += [line for query in one.sql for line in query.splitlines()]
    wanted += [policy.sha256 for policy in report.policies]
    wanted += [file.sha256 for source in report.sources for file in source.files]
    wanted += [waiver.reason for waiver in report.waivers]
    return [words for words in wanted if squeezed(words) not in text]


def test_printed_report_holds_what_is_folded_on_the_screen(
    browser: Browser, pages: dict[str, Path], tmp_path: Path
) -> None:
    page = browser.new_page()
    page.goto(pages["whole"].as_uri())
    assert page.locator("details").count() > 0
    paper = tmp_path / "printed.pdf"
    page.pdf(path=paper, prefer_css_page_size=True, tagged=True)
    seal = stated_seal(pages["whole"].read_text(encoding="utf-8")) or ""
    assert missing_in(text_of(paper), whole_report(), seal) == []
