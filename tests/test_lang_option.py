"""The language that people read a result in: `--lang`, and `lang` of the settings."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.small_project import BREACHED, FAULTY, Project, Upheld, check

pytestmark = pytest.mark.usefixtures("plain")

N = "\N{NO-BREAK SPACE}"


def test_text_is_in_the_language_asked_for(project: Project, upheld: Upheld) -> None:
    project(BREACHED)
    status, out, _ = check(upheld, "--lang", "pl")
    assert status == 1
    # One call of two was answered in time; Tuesday has none.
    assert out.splitlines()[0] == (
        "✗ kept-high  niespełniony  spełniony: 0 z 2 dni, "
        f"niespełniony:{N}1, brak danych:{N}1"
    )


def test_language_of_the_settings_gives_way_to_that_of_the_command(
    project: Project, upheld: Upheld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project(BREACHED)
    (tmp_path / "upheld.toml").write_text('lang = "sv"\n', encoding="utf-8")
    assert "ej uppfyllt" in check(upheld)[1]
    assert "nesplněno" in check(upheld, "--lang", "cs")[1]
    monkeypatch.setenv("UPHELD_LANG", "pl")
    assert "niespełniony" in check(upheld)[1]


def test_json_is_english_in_every_language(project: Project, upheld: Upheld) -> None:
    project(BREACHED)
    english = check(upheld, "--format", "json")[1]
    assert check(upheld, "--format", "json", "--lang", "cs")[1] == english


def test_english_run_reads_no_catalogue(project: Project) -> None:
    project(BREACHED)
    code = (
        "import sys; from upheld.checker.cli import run; run(['check', 'policy.std']);"
        " print('babel' in sys.modules)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert run.stdout.splitlines()[-1] == "False"


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "1 error. 0 of 1 standards judged. (exit 3)"),
        ("sv", "1 fel. Bedömda standarder: 0 av 1. (slutkod 3)"),
        ("pl", "1 błąd. Ocenione standardy: 0 z 1. (kod wyjścia 3)"),
        ("cs", "1 chyba. Hodnocené standardy: 0 z 1. (návratový kód 3)"),
    ],
)
def test_closing_line_on_standard_error_is_in_the_language(
    project: Project, upheld: Upheld, language: str, told: str
) -> None:
    project(FAULTY)
    status, _, err = check(upheld, "--lang", language)
    assert status == 3
    # The diagnostic above it is English: it is for the author of the policy.
    assert err.splitlines()[0].startswith("error[E")
    assert err.splitlines()[-1] == told
