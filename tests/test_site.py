"""The static site of a history."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.small_project import BREACHED, CALLS, HEAD, MET, Project, Upheld

pytestmark = pytest.mark.usefixtures("plain")


class Links(HTMLParser):
    """What a page points to, and what it would run or fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.targets += [v or "" for k, v in attrs if k in ("href", "src")]


def links(page: Path) -> Links:
    found = Links()
    found.feed(page.read_text(encoding="utf-8"))
    return found


@pytest.fixture
def site(project: Project, upheld: Upheld, tmp_path: Path) -> Path:
    """Two runs: one breached, then the late call of the Monday corrected."""
    project(BREACHED + MET)
    arguments = ("check", "policy.std", "--as-of", "2026-03-04T00:00:00Z")
    upheld(*arguments, "--history", "h.duckdb")
    (tmp_path / "calls.csv").write_text(CALLS.replace("10:05:00Z", "10:01:00Z"))
    upheld(*arguments, "--history", "h.duckdb")
    assert upheld("site", "site", "--history", "h.duckdb")[0] == 0
    return tmp_path / "site"


def test_site_has_a_page_of_each_standard_and_of_each_run(site: Path) -> None:
    found = sorted(p.relative_to(site).as_posix() for p in site.rglob("*.html"))
    assert found == [
        "index.html",
        "reports/run-1.html",
        "reports/run-2.html",
        "standards/kept-high.html",
        "standards/kept-low.html",
    ]


def test_every_link_leads_to_a_page_of_the_site(site: Path) -> None:
    for page in site.rglob("*.html"):
        for target in links(page).targets:
            path = target.partition("#")[0]
            assert not path or (page.parent / path).is_file(), (page, target)


def test_pages_run_no_script_and_allow_none(site: Path) -> None:
    for page in (site / "index.html", *(site / "standards").iterdir()):
        assert not {"script", "link", "img", "iframe"} & links(page).tags
        assert "default-src 'none'" in page.read_text(encoding="utf-8")


def test_first_page_shows_what_was_restated_with_both_values(site: Path) -> None:
    text = re.sub(r"<[^>]+>", " ", (site / "index.html").read_text(encoding="utf-8"))
    words = " ".join(text.split())
    # 1 of 2 calls in time, then 2 of 2.
    assert "breached 50.0% &lt; 90% run 1 met 100.0% ≥ 90% run 2" in words
    assert "the data changed" in words


def test_same_history_gives_the_same_bytes(
    site: Path, upheld: Upheld, tmp_path: Path
) -> None:
    upheld("site", "again", "--history", "h.duckdb")
    for page in site.rglob("*.html"):
        twin = tmp_path / "again" / page.relative_to(site)
        assert twin.read_bytes() == page.read_bytes()


def test_older_site_is_replaced_and_pages_that_are_no_more_are_gone(
    site: Path, upheld: Upheld, project: Project, tmp_path: Path
) -> None:
    project(MET)
    (tmp_path / "h.duckdb").unlink()
    upheld("check", "policy.std", "--history", "h.duckdb")
    assert upheld("site", "site", "--history", "h.duckdb")[0] == 0
    assert [p.name for p in (site / "standards").iterdir()] == ["kept-low.html"]


def test_folder_of_somebody_else_is_left_alone(
    site: Path, upheld: Upheld, tmp_path: Path
) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "index.html").write_text("<p>my own page</p>")
    status, _, err = upheld("site", "mine", "--history", "h.duckdb")
    assert status == 2
    assert "is no site to replace" in err
    assert (tmp_path / "mine" / "index.html").read_text() == "<p>my own page</p>"


def test_site_needs_a_history(upheld: Upheld, tmp_path: Path) -> None:
    assert upheld("site", "site")[0] == 2
    assert upheld("site", "site", "--history", "no.duckdb")[0] == 2
    assert not (tmp_path / "site").exists()


def test_history_of_the_settings_is_used(
    project: Project, upheld: Upheld, tmp_path: Path
) -> None:
    project(MET)
    (tmp_path / "upheld.toml").write_text('history = "h.duckdb"\nlang = "sv"\n')
    upheld("check", "policy.std")
    assert upheld("site", "site")[0] == 0
    text = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    assert '<html lang="sv">' in text


def test_names_and_texts_of_a_policy_are_escaped(
    upheld: Upheld, tmp_path: Path
) -> None:
    (tmp_path / "calls.csv").write_text(CALLS.replace("north", "<script>alert(1)"))
    title = '"<img src=x onerror=alert(1)>"'
    (tmp_path / "policy.std").write_text(
        f"{HEAD}standard åäö {title}\n"
        "  90% of calls answered within 2m per day\n  for each region\n"
    )
    upheld("check", "policy.std", "--history", "h.duckdb")
    upheld("site", "site", "--history", "h.duckdb")
    pages = [tmp_path / "site/index.html", *(tmp_path / "site/standards").iterdir()]
    for page in pages:
        assert not {"script", "img"} & links(page).tags
    # A name beyond plain letters gets a file name that every system takes.
    assert re.fullmatch(r"s-[0-9a-f]{16}\.html", pages[1].name)
