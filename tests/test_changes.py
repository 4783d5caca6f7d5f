"""`upheld changes`: what differs between two versions, in sentences."""

import subprocess
from pathlib import Path

import pytest

from tests.plain_policies import CALENDAR, FACTS, HEAD, SPEED, documents, points
from tests.small_project import Upheld
from upheld.checker.handbook.differences import changes
from upheld.checker.handbook.markdown import as_markdown
from upheld.checker.wording import Language, wording_of
from upheld.dsl.formatter import format_source
from upheld.dsl.loader import load
from upheld.dsl.source import Source

pytestmark = pytest.mark.usefixtures("plain")

N = "\N{NO-BREAK SPACE}"


def told(old: str, new: str) -> list[str]:
    """The sentences about what differs."""
    return points(changes(documents(old), documents(new), wording_of("en")))


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("90%", "92%", "90% becomes 92%: this asks for more."),
        ("90%", "85.5%", "90% becomes 85.5%: this asks for less."),
        ("2m", "90s", "2m becomes 90s: this asks for more."),
        ("2m", "3m", "2m becomes 3m: this asks for less."),
        # a day is no fixed length: 25 hours in autumn
        ("2m", "1 month", "2m becomes 1 month."),
        (
            "90% of calls answered within 2m",
            "every call answered within 2m",
            "It was: 90% of calls answered within 2m per day.",
        ),
        (
            "per day",
            "per week",
            "The time it is judged over was: per day. It is: per week.",
        ),
        (
            " per day",
            "",
            "The time it is judged over was: per day. It is: all the time there is.",
        ),
        (
            "Calls are answered in",
            "We answer in",
            (
                "Its title was: Calls are answered in two minutes."
                " It is: We answer in two minutes."
            ),
        ),
    ],
)
def test_change_of_a_standard_is_told_in_a_sentence(
    old: str, new: str, sentence: str
) -> None:
    assert told(SPEED, SPEED.replace(old, new)) == [sentence]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        # a ceiling that falls asks for more, and so does a shorter gap
        (
            "at most 5% of calls answered",
            "at most 3% of calls answered",
            "5% becomes 3%: this asks for more.",
        ),
        ("at most 5 calls", "at most 8 calls", "5 becomes 8: this asks for less."),
        (
            "average wait of answered calls at most 40s",
            "average wait of answered calls at most 30s",
            "40s becomes 30s: this asks for more.",
        ),
        # each one within a shorter time
        (
            "every call answered within 3m",
            "every call answered within 2m",
            "3m becomes 2m: this asks for more.",
        ),
        (
            "90% of calls answered within 4 working hours",
            "90% of calls answered within 2 working hours",
            "4 working hours becomes 2 working hours: this asks for more.",
        ),
        (
            "gap between teams of average wait of calls at most 2m",
            "gap between teams of average wait of calls at most 1m",
            "2m becomes 1m: this asks for more.",
        ),
        # working time is not time by the clock: neither is shorter
        (
            "90% of calls answered within 4 working hours",
            "90% of calls answered within 4h",
            "4 working hours becomes 4h.",
        ),
        # of a band, either end
        (
            "average wait of answered calls between 1m and 3m",
            "average wait of answered calls between 1m and 2m",
            "3m becomes 2m.",
        ),
        # two values at once: the sentence as it was
        (
            "90% of calls answered within 2m",
            "95% of calls answered within 3m",
            "It was: 90% of calls answered within 2m per day.",
        ),
        # of a ceiling, a longer limit may let more in or keep more out
        (
            "at most 5% of calls answered within 2m",
            "at most 5% of calls answered within 3m",
            "2m becomes 3m.",
        ),
    ],
)
def test_whether_more_is_asked_for_hangs_on_the_bound(
    old: str, new: str, sentence: str
) -> None:
    policy = CALENDAR + 'list teams "north", "south"\nstandard s\n  {} per day\n'
    assert told(policy.format(old), policy.format(new)) == [sentence]


def test_clauses_that_come_go_and_change_are_told() -> None:
    old = SPEED + "  minimum 30 calls\n  warn below 92%\n" + FACTS
    new = SPEED + '  minimum 50 calls\n  for each team\n  owner "Front desk"\n'
    assert told(old, new) == [
        (
            "Before: Fewer than 30 are not judged: calls."
            " Now: Fewer than 50 are not judged: calls."
        ),
        "New: Judged by itself: each team.",
        "Before: Owner: Contact centre. Now: Owner: Front desk.",
        "No longer: Below 92% there is a warning.",
        "No longer: Why: Callers give up.",
    ]


def test_new_edition_is_told_beside_the_end_of_the_old() -> None:
    later = SPEED.replace("90%", "92%") + "  effective from 2026-07-01\n"
    old, new = SPEED, f"{SPEED}  effective until 2026-06-30\n{later}"
    page = changes(documents(old), documents(new), wording_of("en"))
    text = as_markdown(page)
    assert "- New: In force until 30 June 2026.\n" in text
    assert "> 92% of calls answered within 2m per day.\n" in text
    assert "- **In force:** from 1 July 2026\n" in text


def test_standards_that_come_and_go_are_told_with_their_sentences() -> None:
    fresh = 'standard t "Few calls"\n  at most 5 calls per day\n'
    text = as_markdown(changes(documents(SPEED), documents(fresh), wording_of("en")))
    assert "## New\n\n### Few calls\n\n> At most 5 calls per day.\n" in text
    assert (
        "## No longer in force\n\n- Calls are answered in two minutes (answer-speed):"
        " 90% of calls answered within 2m per day.\n" in text
    )


def test_standard_with_another_name_is_known_again() -> None:
    assert told(SPEED, SPEED.replace("answer-speed", "speed")) == [
        "It was known as answer-speed, and is now speed."
    ]


def test_parameter_that_moves_is_told_as_the_target_it_is() -> None:
    policy = "parameter goal = {}\n" + SPEED.replace("90%", "goal")
    assert told(policy.format("90%"), policy.format("95%")) == [
        "90% becomes 95%: this asks for more."
    ]


def test_what_standards_rest_on_is_told_with_the_standards_it_touches() -> None:
    working = "standard w\n  90% of calls answered within 4 working hours per day\n"
    old = CALENDAR + SPEED + working
    assert told(old, old.replace("18:00", "17:00")) == [
        (
            "Before: calendar office Mon-Fri 08:00-18:00."
            " Now: calendar office Mon-Fri 08:00-17:00. It affects: w."
        )
    ]
    define = "define n as number of calls\nstandard d\n  n at most 5 per day\n"
    assert told(define, define.replace("number of", "number of answered")) == [
        (
            "Before: define n as number of calls."
            " Now: define n as number of answered calls. It affects: d."
        )
    ]


def test_calendar_and_zone_that_come_and_go_are_told() -> None:
    during = SPEED + "  during office\n"
    assert told(SPEED, CALENDAR + during) == [
        "New: Only what begins while office is open counts.",
        "New: calendar office Mon-Fri 08:00-18:00. It affects: answer-speed.",
    ]
    assert told(CALENDAR + during, SPEED)[1:] == [
        "No longer: calendar office Mon-Fri 08:00-18:00. It affects: answer-speed."
    ]
    # one that no standard uses is nobody's concern
    assert told(SPEED, CALENDAR + SPEED) == []
    prague = load(
        [Path("a.std")],
        texts={"a.std": HEAD.replace("Stockholm", "Prague") + SPEED},
    )
    page = changes(documents(SPEED), prague.documents, wording_of("en"))
    assert points(page) == [
        (
            "Before: zone Europe/Stockholm. Now: zone Europe/Prague."
            " It affects: answer-speed."
        )
    ]


def test_changed_waiver_is_told_before_and_after() -> None:
    waiver = (
        "waiver storm\n  excuses answer-speed\n  from 2026-01-10 until {}\n"
        '  because "Roads closed"\n  approved by "Head" on 2026-01-13\n'
    )
    (sentence,) = told(
        SPEED + waiver.format("2026-01-12"), SPEED + waiver.format("2026-01-14")
    )
    assert sentence.startswith("Before: Exception 10 January 2026 until 12 January")
    assert "Now: Exception 10 January 2026 until 14 January 2026" in sentence


def test_edition_that_is_gone_is_told_with_its_sentence() -> None:
    later = SPEED.replace("90%", "92%") + "  effective from 2026-07-01\n"
    old = f"{SPEED}  effective until 2026-06-30\n{later}"
    page = changes(documents(old), documents(later), wording_of("en"))
    assert as_markdown(page).endswith(
        "This edition is gone: 90% of calls answered within 2m per day.\n"
    )


def test_changed_event_names_every_standard_that_speaks_of_it() -> None:
    new = documents(SPEED)
    old_text = (HEAD + SPEED).replace("answered at answered", "answered at picked_up")
    loaded = load([Path("a.std")], texts={"a.std": old_text})
    page = changes(loaded.documents, new, wording_of("en"))
    assert points(page) == [
        (
            "Before: call: answered at picked_up. Now: answered at answered."
            " It affects: answer-speed."
        )
    ]


def test_exceptions_that_come_and_go_are_told() -> None:
    waiver = (
        "waiver storm\n  excuses answer-speed\n  from 2026-01-10 until 2026-01-12\n"
        '  because "Roads closed"\n  approved by "Head" on 2026-01-13\n'
    )
    whole = (
        "Exception 10 January 2026 until 12 January 2026: Roads closed."
        " Approved by Head."
    )
    assert told(SPEED, SPEED + waiver) == [f"New: {whole} (answer-speed)"]
    assert told(SPEED + waiver, SPEED) == [f"No longer: {whole}"]


def test_same_meaning_in_another_form_is_no_change() -> None:
    again = "# a comment\n" + SPEED.replace("  90%", "   90%")
    page = changes(documents(SPEED), documents(again), wording_of("en"))
    assert as_markdown(page).endswith("Nothing has changed.\n")


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("sv", f"90{N}% blir 92{N}%: kravet höjs."),
        ("pl", "90% zmienia się na 92%: wymaganie rośnie."),
        ("cs", f"90{N}% se mění na 92{N}%: požadavek roste."),
    ],
)
def test_notice_is_in_the_language_asked_for(language: Language, sentence: str) -> None:
    new = documents(SPEED.replace("90%", "92%"))
    page = changes(documents(SPEED), new, wording_of(language))
    assert points(page) == [sentence]


# --- versions in git ------------------------------------------------------------------


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    def git(*arguments: str) -> None:
        subprocess.run(
            ["git", "-c", "user.name=a", "-c", "user.email=a@b", *arguments],
            cwd=tmp_path,
            check=True,
            capture_output=True,
        )

    policy = tmp_path / "service.std"
    (tmp_path / "words.std").write_text(HEAD, encoding="utf-8")
    policy.write_text(f'use "words.std"\n{SPEED}', encoding="utf-8")
    (tmp_path / "old.std").write_bytes(b"\xff not utf-8")
    git("init", "-q")
    git("add", "-A")
    git("commit", "-q", "-m", "one")
    policy.write_text(policy.read_text("utf-8").replace("90%", "92%"), "utf-8")
    (tmp_path / "words.std").unlink()
    (tmp_path / "words.std").write_text(HEAD, encoding="utf-8")
    return tmp_path


def test_revision_is_held_against_the_files_on_disk(
    upheld: Upheld, repository: Path
) -> None:
    status, out, err = upheld("changes", "HEAD:service.std", "service.std")
    assert (status, err) == (0, "")
    assert "- 90% becomes 92%: this asks for more.\n" in out


def test_file_that_a_policy_uses_is_that_of_the_revision(
    upheld: Upheld, repository: Path
) -> None:
    (repository / "words.std").write_text("broken", encoding="utf-8")
    status, out, _ = upheld("changes", "HEAD", "HEAD", "service.std")
    assert status == 0
    assert "Nothing has changed." in out


def test_unknown_revision_and_unreadable_file_are_refused(
    upheld: Upheld, repository: Path
) -> None:
    status, out, err = upheld("changes", "nowhere", "service.std")
    assert (status, out) == (2, "")
    assert "`nowhere` is no file, folder or revision" in err
    status, _, err = upheld("changes", "HEAD", "service.std")
    assert status == 2
    assert "HEAD:\nerror[E0021]: `old.std` is not UTF-8" in err
    status, _, err = upheld("changes", "HEAD:absent.std", "service.std")
    assert status == 2
    assert "no policies in `HEAD:absent.std`" in err


def test_policy_with_a_mistake_is_drawn(upheld: Upheld, tmp_path: Path) -> None:
    (tmp_path / "a.std").write_text(HEAD + SPEED, encoding="utf-8")
    (tmp_path / "b.std").write_text(HEAD + "standard s\n  90% of\n", encoding="utf-8")
    status, out, err = upheld("changes", "a.std", "b.std")
    assert (status, out) == (2, "")
    assert "--> b.std:" in err


def test_translation_of_a_policy_is_no_change() -> None:
    swedish = format_source(Source("a.std", HEAD + SPEED + FACTS), "sv").text
    loaded = load([Path("a.std")], texts={"a.std": swedish})
    assert loaded.policy is not None, loaded.diagnostics
    page = changes(documents(SPEED + FACTS), loaded.documents, wording_of("en"))
    assert as_markdown(page).endswith("Nothing has changed.\n")
