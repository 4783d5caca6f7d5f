"""`upheld handbook`: policies for people who read no `.std` file."""

from pathlib import Path

import pytest

from tests.plain_policies import CALENDAR, FACTS, HEAD, SPEED, documents, points
from tests.small_project import Upheld
from upheld.checker.handbook.entries import handbook
from upheld.checker.handbook.html import as_html
from upheld.checker.handbook.markdown import as_markdown, plain
from upheld.checker.handbook.page import Heading
from upheld.checker.wording import LANGUAGES, Language, wording_of
from upheld.dsl.loader import load

pytestmark = pytest.mark.usefixtures("plain")

ROOT = Path(__file__).parent.parent


def book(policy: str, language: Language = "en") -> str:
    return as_markdown(handbook(documents(policy), wording_of(language)))


# --- the handbook ---------------------------------------------------------------------


def test_standard_is_told_with_sentence_meaning_owner_and_reason() -> None:
    assert book(SPEED + FACTS) == (
        "# Service standards\n\n"
        "1 standard. The sentence set apart is what counts; the rest explains it."
        " What nobody answered, or never came, counts as too late.\n\n"
        '<a id="answer-speed"></a>\n\n'
        "## Calls are answered in two minutes\n\n"
        "> 90% of calls answered within 2m per day.\n\n"
        "- Out of 100, at least 90 have to keep it.\n"
        "- 2m exactly is still in time.\n\n"
        "- **Owner:** Contact centre\n"
        "- **Why:** Callers give up\n"
        "- **Known as:** answer-speed\n"
    )


@pytest.mark.parametrize(
    ("sentence", "meaning"),
    [
        ("every call answered within 2m per day", "Every single one has to keep it."),
        ("no calls answered per day", "There may not be a single one."),
        ("at most 5% of calls answered per day", "Out of 100, there may be 5 at most."),
        (
            "less than 5% of calls answered per day",
            "Out of 100, there have to be fewer than 5.",
        ),
        # 99.5% is 995 of a thousand
        (
            "more than 99.5% of calls answered within 2m per day",
            "Out of 1,000, more than 995 have to keep it.",
        ),
        ("90% of calls answered in less than 2m per day", "2m exactly is too late."),
        (
            "calls at least every 7 days",
            "No more than 7 days may pass from one to the next.",
        ),
        (
            "number of calls not rising for 3 months",
            "A rise 3 times in a row breaks it.",
        ),
        (
            "average wait of calls not falling for 2 weeks",
            "A fall 2 times in a row breaks it.",
        ),
        (
            "90% of calls answered by due per day",
            "Each has a deadline of its own: due.",
        ),
        ("90% of calls answered within 2m", "All the time there is counts as one."),
        (
            "90% of calls answered within 2m per day\n  for each team and overall",
            "Judged by itself: each team.",
        ),
        (
            "90% of calls answered within 2m per day\n  for each team and overall",
            "All together are judged too.",
        ),
        (
            "90% of calls answered within 2m per day\n  minimum 30 calls",
            "Fewer than 30 are not judged: calls.",
        ),
        (
            "90% of calls answered within 2m per day\n  warn below 92%",
            "Below 92% there is a warning.",
        ),
        (
            "at most 5% of calls answered per day\n  warn above 3%",
            "Above 3% there is a warning.",
        ),
        (
            "90% of calls answered within 2m per day\n  exceeds at 97%",
            "From 97% on it is more than kept.",
        ),
        (
            "90% of calls answered within 2m per day\n  excluding answered within 5s",
            "Not counted: answered within 5s.",
        ),
        (
            "90% of calls answered within 4 working hours per day\n  calendar office",
            "Working time is that of the calendar office.",
        ),
        (
            "90% of calls answered within 2m per day\n  during office",
            "Only what begins while office is open counts.",
        ),
        (
            "90% of calls answered within 2m per day\n  counted by answered",
            "What decides the time it is counted in: answered.",
        ),
        (
            "90% of calls answered within 2m per day\n  rounded to 1 decimal",
            "Rounded to 1 decimal.",
        ),
    ],
)
def test_part_of_a_standard_is_put_into_plain_language(
    sentence: str, meaning: str
) -> None:
    page = handbook(
        documents(f"{CALENDAR}standard s\n  {sentence}\n"), wording_of("en")
    )
    assert meaning in points(page)


def test_parameter_is_told_by_its_value() -> None:
    policy = "parameter goal = 90%\nparameter few = 5\n"
    policy += (
        "standard s\n  goal of calls answered within 2m per day\n  minimum few calls\n"
    )
    policy += "standard t\n  at most few calls per day\n"
    text = book(policy)
    assert "> 90% of calls answered within 2m per day." in text
    assert "- Fewer than 5 are not judged: calls." in text
    assert "> At most 5 calls per day." in text
    overridden = handbook(documents(policy, goal="95%"), wording_of("en"))
    assert "Out of 100, at least 95 have to keep it." in points(overridden)


def test_exception_is_told_with_its_days_reason_and_approver() -> None:
    waiver = (
        "waiver storm\n  excuses answer-speed\n  from 2026-01-10 until 2026-01-12\n"
        '  where team is "north"\n  because "Roads closed."\n'
        '  approved by "Head of logistics" on 2026-01-13\n'
    )
    assert (
        '- Exception 10 January 2026 until 12 January 2026, team is "north":'
        " Roads closed. Approved by Head of logistics." in book(SPEED + waiver)
    )


def test_editions_are_told_each_with_its_days() -> None:
    later = SPEED.replace("90%", "92%")
    text = book(
        f"{SPEED}  effective until 2026-06-30\n{later}  effective from 2026-07-01\n"
    )
    assert "- **In force:** until 30 June 2026\n" in text
    assert "- **In force:** from 1 July 2026\n" in text
    assert text.count('<a id="answer-speed">') == 1


def test_formulas_and_opening_hours_stand_at_the_end() -> None:
    define = "define cost as total wait of calls / number of calls\n"
    text = book(f"{CALENDAR}{define}{SPEED}")
    assert "## What is measured\n\n- **cost:** total wait of calls / number" in text
    assert "## Opening hours\n\n- **office:** Mon-Fri 08:00-18:00\n" in text


@pytest.mark.parametrize(
    ("language", "rule", "meaning"),
    [
        (
            "sv",
            "90% av calls answered inom 2m per dag.",
            "Av 100 måste minst 90 hålla den.",
        ),
        (
            "pl",
            "90% calls answered w ciągu 2m w każdym dniu.",
            "Na 100 musi go dotrzymać co najmniej 90.",
        ),
        (
            "cs",
            "90% calls answered do 2m za den.",
            "Ze 100 jej musí dodržet alespoň 90.",
        ),
    ],
)
def test_handbook_is_in_the_language_asked_for(
    language: Language, rule: str, meaning: str
) -> None:
    text = book(SPEED, language)
    assert f"> {rule}\n" in text
    assert f"- {meaning}\n" in text


def test_markdown_reads_nothing_of_a_text_as_a_mark() -> None:
    assert plain("2 * 3 <b> [x](y) `z`") == r"2 \* 3 \<b\> \[x\](y) \`z\`"
    assert plain("- a\nb") == r"\- a b"
    assert plain("1. of May") == r"1\. of May"


def test_html_is_a_page_whose_texts_are_escaped() -> None:
    page = handbook(
        documents(SPEED.replace("two minutes", "<b>2</b> & more")), wording_of("sv")
    )
    text = as_html(page)
    assert text.startswith('<!DOCTYPE html>\n<html lang="sv">')
    assert "<b>2</b>" not in text
    assert "&lt;b&gt;2&lt;/b&gt; &amp; more</h2>" in text
    assert '<a href="#answer-speed">' in text


def test_chapters_are_linked_where_several_files_have_standards() -> None:
    several = {
        **documents(SPEED, "first-part.std"),
        "second.std": documents(SPEED.replace("answer-speed", "other"))["a.std"],
    }
    page = handbook(several, wording_of("en"), "Ours")
    headings = [(b.text, b.level) for b in page.blocks if isinstance(b, Heading)]
    assert headings[:2] == [("Ours", 1), ("First part", 2)]
    text = as_html(page)
    assert '<a href="#chapter-1">First part</a>' in text
    assert '<a href="#other">' not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_shipped_standard_can_be_told_in_every_language(
    language: Language,
) -> None:
    loaded = load([ROOT / "policies" / "service"])
    assert loaded.policy is not None
    page = handbook(loaded.documents, wording_of(language))
    assert len(page.blocks) > 3 * len(loaded.policy.standards)


def test_command_writes_the_format_of_the_suffix(
    upheld: Upheld, tmp_path: Path
) -> None:
    (tmp_path / "a.std").write_text(HEAD + SPEED, encoding="utf-8")
    assert upheld("handbook", "a.std", "--output", "b.html")[0] == 0
    assert (tmp_path / "b.html").read_text(encoding="utf-8").startswith("<!DOCTYPE")
    assert upheld("handbook", "a.std", "--output", "b.md", "--title", "Ours")[0] == 0
    assert (tmp_path / "b.md").read_text(encoding="utf-8").startswith("# Ours\n")
    assert upheld("handbook", "a.std")[1].startswith("# Service standards\n")
