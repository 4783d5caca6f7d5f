"""A report as Markdown, CSV and a workbook, at their edges."""

import csv
import io
import re
from datetime import date
from fractions import Fraction
from html import unescape
from typing import Any

import cmarkgfm  # type: ignore[import-untyped]
import openpyxl  # type: ignore[import-untyped]
import pytest

from tests.unit.report_builders import day, many, report, share_window, standard
from tests.unit.report_samples import answer_speed, everything
from upheld.checker.render import exceptions, markdown, windows_csv, xlsx
from upheld.checker.render.csv_cells import as_csv, guarded
from upheld.checker.render.manner import Manner
from upheld.checker.report import FailedEvent, Failures
from upheld.checker.wording import ENGLISH, wording_of

PLAIN = Manner()
MONDAY = date(2026, 10, 5)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@sum(A1)", "\t=1", "\r=1"])
def test_cell_that_a_spreadsheet_would_run_is_guarded(text: str) -> None:
    assert guarded(text) == f"'{text}"


def test_numbers_are_not_guarded_and_whole_ones_have_no_decimals() -> None:
    assert as_csv(("a", "b", "c", "d"), [(-5, -1.5, 7.0, None)]) == (
        "a,b,c,d\n-5,-1.5,7,\n"
    )


def test_windows_are_one_row_each_with_exact_values() -> None:
    rows = list(csv.DictReader(io.StringIO(windows_csv.render(everything(), PLAIN))))
    # 31 days, 5 weeks of 2 teams, 3 weeks, and 9 standards of one window; the one
    # that could not be evaluated has none.
    assert len(rows) == 31 + 10 + 3 + 8
    second = rows[1]
    assert (second["window"], second["verdict"]) == ("2026-10-02", "warned")
    assert (second["value"], second["exact"], second["target_exact"]) == (
        "0.91",
        "91/100",
        "9/10",
    )


def test_names_of_files_are_safe_and_differ() -> None:
    names = exceptions.file_names(["a/b", "a_b", "A_b", "..", "ärende"])
    assert names == {
        "a/b": "a_b.csv",
        "a_b": "a_b-2.csv",
        "A_b": "A_b-3.csv",
        "..": "_.csv",
        "ärende": "ärende.csv",
    }


def test_exception_has_the_waiver_of_its_window() -> None:
    window = share_window(day(MONDAY), 80, 20, "waived", waiver="storm")
    event = FailedEvent(
        window="2026-10-05",
        identity="@x",
        start="2026-10-05T09:00:00+02:00",
        state="missed",
        reason="late",
    )
    sample = standard(
        "s", "90%", "waived", window, failures=Failures(shown=(event,), total=1)
    )
    (text,) = exceptions.render(report(sample), PLAIN).values()
    assert text.splitlines()[1] == (
        "s,2026-10-05,,'@x,2026-10-05T09:00:00+02:00,,,,missed,late,storm"
    )


def test_list_of_exceptions_that_is_cut_says_so() -> None:
    text = exceptions.render(report(answer_speed()), PLAIN)["answer-speed.csv"]
    assert text.splitlines()[-1] == "answer-speed,,,,,,,,,25 of 411 shown,"


def test_markdown_says_what_a_policy_says_and_obeys_none_of_it() -> None:
    sample = standard("s|x", "<b>90%</b> `of` @team [a](b) | *x*\n# y", "met")
    text = markdown.render(report(sample), PLAIN)
    assert "s\\|x" in text
    assert (
        "\\<b\\>90%\\</b\\> \\`of\\` @\u200bteam \\[a\\](b) \\| \\*x\\* \\# y" in text
    )


def test_markdown_is_in_the_language_of_its_reader() -> None:
    text = markdown.render(everything(), Manner(wording_of("cs")))
    assert "| ✗ nesplněno | answer-speed |" in text
    assert "calls: 43 z 100; chybí 47" in text


# With 20,000 signs all 100 rows fit, and some of the 98 standards with a breach.
@pytest.mark.parametrize(("most", "of"), [(2_000, 100), (20_000, 98)])
def test_markdown_that_is_cut_says_how_much_it_shows(most: int, of: int) -> None:
    text = markdown.markdown(many(100, 12), ENGLISH, most, len)
    assert most - 1_000 < len(text) <= most
    assert re.search(rf"^[0-9]+ of {of} shown$", text, re.MULTILINE)
    assert text.rstrip().endswith("1,200 windows, exit 0")


def test_step_summary_stays_below_the_limit_of_the_runner() -> None:
    # 300 sentences of 4,000 two-byte letters are 2.4 MB; GitHub takes 1,024 KB.
    standards = [standard(f"s{n}", "å" * 4_000, "met") for n in range(300)]
    text = markdown.step_summary(report(*standards), ENGLISH)
    assert 890_000 < len(text.encode()) <= 900_000
    # A row is its 8,000 bytes and about 30 more: 112 of them fit.
    assert "of 300 shown" in text


def workbook(of: Any, manner: Manner = PLAIN) -> Any:
    return openpyxl.load_workbook(io.BytesIO(xlsx.render(of, manner)))


def test_value_in_a_workbook_stays_on_its_side_of_the_target() -> None:
    # 1,799 of 2,000 are 89.95%; with one decimal they would read as 90%.
    window = share_window(day(MONDAY), 1799, 201, "breached", Fraction(9, 10))
    row = list(workbook(report(standard("s", "90%", "breached", window)))["Windows"])[1]
    assert row[4].value == "89.95%"
    assert (row[5].value, row[5].number_format) == (0.8995, "0.00%")


def test_text_in_a_workbook_is_no_formula() -> None:
    sample = standard("s", "=cmd()", "met", title="http://example.org")
    cells = list(workbook(report(sample))["Standards"])[1]
    assert [cell.data_type for cell in cells] == ["s"] * len(cells)
    assert cells[4].hyperlink is None


def test_workbook_has_heads_in_the_language_of_its_reader() -> None:
    book = workbook(report(answer_speed()), Manner(wording_of("sv")))
    assert book.sheetnames == ["Standarder", "Perioder", "Avvikelser", "Undantag"]
    assert book["Perioder"]["D1"].value == "Bedömning"
    # 25 of its 411 events were given to the report, and are listed.
    assert book["Avvikelser"].max_row == 27
    assert book["Avvikelser"]["D27"].value == "25 av 411 visas"


def rendered(text: str) -> str:
    """The HTML that GitHub makes of Markdown."""
    return str(cmarkgfm.github_flavored_markdown_to_html(text))


def test_markdown_is_one_table_with_a_row_for_each_standard() -> None:
    html = rendered(markdown.render(everything(), PLAIN))
    assert html.count("<table>") == 1
    assert html.count("<tr>") == 1 + len(everything().standards)
    assert html.count("<td>") == 4 * len(everything().standards)


@pytest.mark.parametrize(
    "hostile",
    [
        "<img src=x onerror=alert(1)>",
        "a | b | c | d | e",
        "![x](http://example.org/x.png)",
        "**bold** _it_ ~~gone~~ `code` $x$",
        "\\| \\` \\<b\\>",
        "# head\n\n- item\n> quote\n```\nfence",
        "<!-- comment -->&lt;&amp;",
    ],
)
def test_text_of_a_policy_is_shown_by_github_as_it_is(hostile: str) -> None:
    window = share_window(
        day(MONDAY), 87, 13, "breached", gap=3, group={"team": hostile}
    )
    sample = standard("s", hostile, "breached", window)
    html = rendered(markdown.render(report(sample), PLAIN))
    assert html.count("<td>") == 4
    for tag in ("<img", "<strong", "<em", "<del", "<code", "<b>", "<!--"):
        assert tag not in html
    # An address may become a link, but only one that shows where it leads.
    links = re.findall(r'<a href="([^"]*)">([^<]*)</a>', html)
    assert all(target == shown for target, shown in links)
    words = unescape(re.sub("<[^>]*>", "", html)).split()
    assert " ".join(words).count(" ".join(hostile.split())) == 3
