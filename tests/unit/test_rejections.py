"""Why lines were not read, in four languages: every reason that connectors give."""

from pathlib import Path

import pytest

from tests.small_project import Project, Upheld, check
from upheld.checker.documents import read
from upheld.checker.render.rejections import rejection_in_words
from upheld.checker.report import Report
from upheld.checker.wording import ENGLISH, Language, wording_of

pytestmark = pytest.mark.usefixtures("plain")

#: A line for each reason behind one that is read.
CSV = """\
id,queued,answered
1,2026-03-02T09:00:00Z,2026-03-02T09:01:00Z
2,2026-03-02T09:00:00Z
3,2026-03-02T09:00:00Z,,
4,2026-03-02T09:00:00Z,soon
"5,2026-03-02T09:00:00Z,
"""

#: Records of JSON lines, each wrong in its own way but the first.
LINES = (
    '{"id": "1", "queued": "2026-03-02T09:00:00Z", "answered": null}\n'
    "nothing\n"
    "[1]\n"
    '{"id": "2", "id": "3"}\n'
    '{"id": NaN}\n'
    '{"id": "\\ud800"}\n'
    f'{{"id": {"[" * 100_000}}}\n'
)


def reasons(upheld: Upheld) -> list[str]:
    _, out, err = check(upheld, "--format", "json")
    assert out, err
    (source,) = read(Report, out).sources
    return [reject.reason for reject in source.rejects]


def test_every_reason_of_a_text_file_is_told_in_polish(
    project: Project, upheld: Upheld, tmp_path: Path
) -> None:
    project("standard s\n  90% of calls answered within 2m per day\n")
    (tmp_path / "calls.csv").write_text(CSV, encoding="utf-8")
    polish = wording_of("pl")
    assert [rejection_in_words(one, polish) for one in reasons(upheld)] == [
        "za mało kolumn: 2, oczekiwano 3",
        "za dużo kolumn: więcej niż 3",
        "cudzysłów, który nie zamyka się na końcu wartości",
        "nie daje się odczytać",
    ]


def test_every_reason_of_json_lines_is_told_in_czech(
    project: Project, upheld: Upheld, tmp_path: Path
) -> None:
    policy = project("standard s\n  90% of calls answered within 2m per day\n")
    text = policy.read_text(encoding="utf-8")
    policy.write_text(text.replace("calls.csv", "calls.jsonl"), encoding="utf-8")
    (tmp_path / "calls.jsonl").write_text(LINES, encoding="utf-8")
    czech = wording_of("cs")
    assert [rejection_in_words(one, czech) for one in reasons(upheld)] == [
        "není JSON, řádek 1, sloupec 1 (Expecting value)",
        "není záznam `{…}`",
        "jeden název je v záznamu dvakrát",
        "`NaN` není číslo v JSON",
        "polovina náhradního páru v textu",
        "příliš hluboko vnořené",
    ]


@pytest.mark.parametrize("language", ["sv", "pl", "cs"])
def test_text_and_page_have_the_reason_in_their_language(
    project: Project, upheld: Upheld, tmp_path: Path, language: Language
) -> None:
    project("standard s\n  90% of calls answered within 2m per day\n")
    (tmp_path / "calls.csv").write_text(CSV, encoding="utf-8")
    out = check(upheld, "--lang", language, "--output", "r.html")[1]
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    told = rejection_in_words("too many columns: more than 3", wording_of(language))
    assert told in out
    assert told in page
    assert "too many columns" not in out + page


def test_reason_of_a_plug_in_stays_as_it_is() -> None:
    assert rejection_in_words("torn page 3", wording_of("sv")) == "torn page 3"
    assert rejection_in_words("nested too deeply", ENGLISH) == "nested too deeply"
