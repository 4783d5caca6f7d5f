"""A report as one HTML file."""

import re
from collections.abc import Callable
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.unit.report_builders import day, many, report, share_window, standard
from tests.unit.report_samples import answer_speed, by_team, everything, failed
from upheld.checker.render.html import render_html
from upheld.checker.render.verdicts import GLYPHS
from upheld.checker.report import FailedEvent, Failures, Report, StandardResult, Window

VOID = {"meta", "path", "br", "img", "link", "input", "hr"}
Attributes = dict[str, str | None]


class Page(HTMLParser):
    """The elements of a page, and the text of each kind of element."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, Attributes]] = []
        self.texts: dict[str, list[str]] = {}
        self._current = ""
        self.feed(text)
        for found in self.texts.values():
            found[:] = [text.strip("\n") for text in found]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self._current = tag
            self.texts.setdefault(tag, []).append("")

    def handle_data(self, data: str) -> None:
        if self._current:
            self.texts[self._current][-1] += data

    def all(self, tag: str) -> list[Attributes]:
        return [attributes for name, attributes in self.elements if name == tag]


def page(of: Report) -> Page:
    return Page(render_html(of))


@pytest.fixture(scope="module")
def whole() -> Page:
    return page(everything())


def test_page_asks_for_nothing_and_runs_nothing(whole: Page) -> None:
    tags = {tag for tag, _ in whole.elements}
    assert not tags & {"script", "link", "img", "iframe", "object", "base", "form"}
    for _, attributes in whole.elements:
        assert not [name for name in attributes if name.startswith("on")]
        assert "src" not in attributes
        assert (attributes.get("href") or "#").startswith("#")
    assert "http" not in re.sub(r'http-equiv="[^"]*"', "", render_html(everything()))


def test_policy_of_the_page_forbids_what_it_does_not_need(whole: Page) -> None:
    policies = [m["content"] for m in whole.all("meta") if "http-equiv" in m]
    allowed = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    assert policies == [allowed]


def test_links_lead_to_places_that_exist_once(whole: Page) -> None:
    ids = [a["id"] for _, a in whole.elements if "id" in a]
    assert len(ids) == len(set(ids))
    assert {(a["href"] or "")[1:] for a in whole.all("a")} <= set(ids)


def test_page_has_a_language_a_title_and_one_head(whole: Page) -> None:
    assert whole.all("html")[0]["lang"] == "en"
    assert whole.texts["title"][0].startswith("Service standards: measurement report")
    assert len(whole.all("h1")) == 1


def test_every_table_has_a_caption_and_every_head_a_scope(whole: Page) -> None:
    assert len(whole.all("table")) == len(whole.all("caption"))
    assert all(text.strip() for text in whole.texts["caption"])
    assert {th.get("scope") for th in whole.all("th")} == {"row", "col"}


def test_every_scrolling_area_is_focusable_and_named(whole: Page) -> None:
    areas = [a for _, a in whole.elements if a.get("class") == "scroll"]
    assert areas
    assert all(a["tabindex"] == "0" and a["aria-label"] for a in areas)


def test_every_drawing_has_a_role_a_title_and_a_description(whole: Page) -> None:
    drawings = whole.all("svg")
    assert drawings
    for drawing in drawings:
        assert drawing["role"] == "img"
        named = (drawing["aria-labelledby"] or "").split()
        ids = {a.get("id") for tag, a in whole.elements if tag in ("title", "desc")}
        assert set(named) <= ids
        assert len(named) == 2


def test_verdict_is_said_first_and_names_every_standard(whole: Page) -> None:
    said = " ".join("".join(whole.texts[tag]) for tag in ("b", "p"))
    assert "3 of 12 standards were breached." in said
    assert "1 fell short under a waiver. 1 could not be evaluated." in said
    assert "1 had too few events. 1 had no data. 1 is not decided yet." in said


def test_report_without_a_breach_does_not_say_that_all_is_met() -> None:
    sample = report(standard("empty", "no calls abandoned per week", "no_data"))
    assert "The only standard had no data." in page(sample).texts["b"]


def test_every_verdict_stands_with_its_word_and_glyph(whole: Page) -> None:
    text = render_html(everything())
    for verdict, glyph in GLYPHS.items():
        shown = glyph.replace("<", "&lt;")
        assert f"<i>{shown}</i> {verdict}" in text


def test_texts_of_the_policy_are_escaped_everywhere() -> None:
    evil = '<script>alert("x")</script>'
    window = share_window(
        day(date(2026, 10, 1)), 1, 9, "breached", group={evil: evil}, note=evil
    )
    other = share_window(day(date(2026, 10, 2)), 9, 1, "met", group={evil: "b"})
    missed = FailedEvent(
        window="2026-10-01", identity=evil, start=None, state="missed", reason="late"
    )
    sample = standard(
        evil,
        evil,
        "breached",
        window,
        other,
        title=evil,
        reading=(evil,),
        clauses=(evil,),
        metadata={evil: evil},
        failures=Failures(shown=(missed,), total=1),
        sql=(evil,),
        nouns=evil,
    )
    found = page(report(sample, parameters={evil: evil}))
    assert not found.all("script")
    assert evil in found.texts["pre"][0]
    assert evil in "".join(found.texts["a"])


def test_numbers_add_up_to_the_rows_read() -> None:
    text = render_html(report(answer_speed()))
    start = text.index("Every row read, counted once")
    table = text[text.index("<tbody>", start) : text.index("</tbody>", start)]
    cells = re.findall(r"<td class=r>([\d,]+)", table)
    numbers = [int(cell.replace(",", "")) for cell in cells]
    assert sum(numbers[:-1]) == numbers[-1]
    assert numbers[-1] == 3087


def test_days_are_a_calendar_with_a_glyph_and_a_title_in_each_square() -> None:
    text = render_html(report(answer_speed()))
    assert '<td class=b title="2026-10-24: breached, 87.0% &lt; 90%">✗' in text
    assert '<td class=d title="2026-10-11: no_data">\N{EN DASH}' in text


def hours(days: int) -> tuple[Window, ...]:
    """Ten o'clock of so many days, the first of them missed."""
    return tuple(
        share_window(
            {**label, "window": f"{label['window']}T10"},
            9 if at else 1,
            1 if at else 9,
            "met" if at else "breached",
        )
        for at in range(days)
        for label in (day(date(2026, 10, 5), at),)
    )


def test_hours_are_laid_out_by_day() -> None:
    text = render_html(report(standard("s", "per hour", "breached", *hours(7))))
    assert 'title="2026-10-05T10: breached, 10.0% &lt; 90%">✗' in text


def test_hours_of_many_days_are_summed_up_by_weekday() -> None:
    # 42 days from a Monday: six Mondays, of which the first fell short.
    text = render_html(report(standard("s", "per hour", "breached", *hours(42))))
    assert 'title="Mon 10: 1 breached, 5 met">✗1' in text
    assert 'title="Tue 10: 6 met">✓' in text


def test_both_passes_of_a_repeated_hour_share_a_square() -> None:
    labels = ("2026-10-25T01", "2026-10-25T02", "2026-10-25T02+01:00")
    windows = tuple(
        share_window({**day(date(2026, 10, 25)), "window": label}, 9, 1, "met")
        for label in labels
    )
    text = render_html(report(standard("s", "per hour", "met", *windows)))
    assert 'title="2026-10-25T02: 2 met">✓' in text


def test_many_short_windows_become_a_calendar_of_days() -> None:
    # Quarters of an hour: 96 on the 5th, all met, and 25 on the 6th, the last missed.
    windows = tuple(
        share_window(
            {
                **day(date(2026, 10, 5), at // 96),
                "window": f"2026-10-{5 + at // 96:02d}"
                f"T{at % 96 // 4:02d}:{at % 4 * 15:02d}",
            },
            9 if at < 120 else 1,
            1 if at < 120 else 9,
            "met" if at < 120 else "breached",
        )
        for at in range(121)
    )
    text = render_html(report(standard("s", "per 15m", "breached", *windows)))
    assert 'title="2026-10-05: 96 met">✓' in text
    assert 'title="2026-10-06: 1 breached, 24 met">✗' in text


def test_groups_stand_side_by_side_with_their_events() -> None:
    # South: 4,500 + 4,530 + 4,560 + 4,590 + 4,620 of five times 5,000.
    text = render_html(report(by_team()))
    assert "22,800 of 25,000" in text
    # South is nearer to its target in its worst week, so it stands first.
    south = text.index('<th scope="row">team=south</th>')
    assert south < text.index('<th scope="row">team=north</th>')


def test_long_table_of_windows_is_folded_and_holds_them_all() -> None:
    text = render_html(many(1, 365))
    assert "<summary>All windows (365)</summary>" in text
    assert len(re.findall(r"<tr><th scope=row>\d{4}-\d\d-\d\d<", text)) == 365


def test_more_windows_than_a_page_holds_are_counted() -> None:
    text = render_html(many(20, 1000))
    assert "800 of 1,000 windows, worst first; JSON holds them all" in text


def test_exceptions_are_counted_against_all() -> None:
    text = render_html(report(answer_speed()))
    assert "Events that fell short (25 of 411)" in text


def test_message_of_a_standard_is_shown_as_drawn() -> None:
    assert "  --&gt; policies/contact-centre.std:31:21" in render_html(report(failed()))


def test_rejected_values_stand_with_line_and_value() -> None:
    text = render_html(everything())
    assert "Rejected by calls.csv (2 of 5)" in text
    assert '<td class="r">12</td><td>queued_at</td><td>yesterday</td>' in text


def test_report_calls_itself_managements_own() -> None:
    text = render_html(everything())
    assert "management&#39;s own measurement report" in text or (
        "management's own measurement report" in text
    )
    assert not re.search(r"\bindependent|\bassurance", text, re.IGNORECASE)


def test_standard_without_a_zone_still_shows_its_period() -> None:
    sample = StandardResult(
        id="s", sentence="every call answered", verdict="no_data", period_start="2026"
    )
    shown = "2026 to 2026-11-01T00:00:00+01:00</dd>"
    assert shown in render_html(report(sample))


def test_same_report_gives_the_same_bytes() -> None:
    assert render_html(everything()) == render_html(everything())


@pytest.mark.parametrize("build", [lambda: many(40, 365), lambda: many(1, 4000)])
def test_large_report_is_small(build: Callable[[], Report]) -> None:
    text = render_html(build())
    assert len(text.encode()) < 5_000_000


CSS = Path(__file__).parents[2] / "checker" / "templates" / "report.css"
PAIRS = [
    *((name, "page") for name in ("ink", "soft", "met", "breached", "error")),
    *((name, "page") for name in ("warned", "waived", "idle")),
    *((name, f"{name}-tint") for name in ("met", "warned", "waived", "idle")),
    ("breached-ink", "breached"),
    ("error-ink", "error"),
    ("soft", "panel"),
    ("ink", "panel"),
]


def colours(dark: bool) -> dict[str, str]:
    """The colours of the light or the dark page by name."""
    blocks = re.findall(r":root \{([^}]*)\}", CSS.read_text(encoding="utf-8"))
    return dict(re.findall(r"--([\w-]+): (#\w{6})", blocks[dark]))


def luminance(colour: str) -> float:
    """Relative luminance. Source: WCAG 2.2, definition of relative luminance."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize(("text", "behind"), PAIRS)
def test_text_stands_out_from_what_is_behind_it(
    text: str, behind: str, *, dark: bool
) -> None:
    found = colours(dark)
    low, high = sorted((luminance(found[text]), luminance(found[behind])))
    assert (high + 0.05) / (low + 0.05) >= 4.5
