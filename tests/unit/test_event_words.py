"""What is told of single events, in the language of the reader."""

from pathlib import Path

import pytest

from tests.small_project import Project, Upheld, check
from upheld.checker.documents import read
from upheld.checker.failed_words import late_by
from upheld.checker.render.reasons import measured_in_words, reason_in_words
from upheld.checker.report import FailedEvent, Report
from upheld.checker.wording import ENGLISH, LANGUAGES, Language, wording_of

pytestmark = pytest.mark.usefixtures("plain")

N = "\N{NO-BREAK SPACE}"

#: Call 2 took 5 minutes of 2; that of call 3 cannot be read.
CALLS = """\
id,queued,answered
1,2026-03-02T09:00:00Z,2026-03-02T09:01:00Z
2,2026-03-02T10:00:00Z,2026-03-02T10:05:00Z
3,2026-03-02T11:00:00Z,soon
"""
POLICY = "standard s\n  90% of calls answered within 2m per day\n"


@pytest.fixture
def events(project: Project, upheld: Upheld, tmp_path: Path) -> dict[str, FailedEvent]:
    project(POLICY)
    (tmp_path / "calls.csv").write_text(CALLS, encoding="utf-8")
    _, out, err = check(upheld, "--format", "json")
    assert out, err
    (standard,) = read(Report, out).standards
    return {event.identity: event for event in standard.failures.shown}


def test_english_is_what_the_report_holds(events: dict[str, FailedEvent]) -> None:
    assert events["2"].measured == "5m, 3m late"
    assert measured_in_words(events["2"], ENGLISH) == "5m, 3m late"
    assert events["2"].reason == "late"
    assert events["3"].measured is None
    assert events["3"].reason == "`answered` is `soon`, which does not convert"
    assert reason_in_words(events["3"], ENGLISH) == events["3"].reason


@pytest.mark.parametrize(
    ("language", "measured", "late", "unreadable"),
    [
        (
            "sv",
            f"5{N}min, 3{N}min för sent",
            "sent",
            "`answered` är `soon`, vilket inte går att tolka",
        ),
        (
            "pl",
            f"5{N}min, o 3{N}min za późno",
            "za późno",
            "`answered` to `soon`, czego nie da się odczytać",
        ),
        (
            "cs",
            f"5{N}min, o 3{N}min pozdě",
            "pozdě",
            "`answered` je `soon`, což nelze přečíst",
        ),
    ],
)
def test_events_are_told_in_the_language_of_the_reader(
    events: dict[str, FailedEvent],
    language: Language,
    measured: str,
    late: str,
    unreadable: str,
) -> None:
    wording = wording_of(language)
    assert measured_in_words(events["2"], wording) == measured
    assert reason_in_words(events["2"], wording) == late
    assert measured_in_words(events["3"], wording) == ""
    assert reason_in_words(events["3"], wording) == unreadable


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_has_what_was_measured_in_its_language(
    project: Project, upheld: Upheld, tmp_path: Path, language: Language
) -> None:
    project(POLICY)
    (tmp_path / "calls.csv").write_text(CALLS, encoding="utf-8")
    check(upheld, "--output", "r.html", "--lang", language)
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    # 5 and 3 minutes in microseconds.
    told = wording_of(language).tell(late_by(300_000_000, 180_000_000))
    assert told in page
    assert 'lang="en"' not in page.replace('<html lang="en"', "")


def test_event_of_an_older_report_is_told_as_it_stands_there() -> None:
    old = FailedEvent(
        window=None,
        identity="1",
        start=None,
        measured="3m 20s",
        state="invalid",
        reason="start missing",
    )
    polish = wording_of("pl")
    assert (measured_in_words(old, polish), reason_in_words(old, polish)) == (
        "3m 20s",
        "start missing",
    )
