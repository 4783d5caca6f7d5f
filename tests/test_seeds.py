"""The seeds: every practice that has to be checkable is read, printed and judged."""

from collections import Counter
from pathlib import Path

import pytest

from tests.seed_data import write_data
from upheld.checker.check import Request, check
from upheld.checker.report import Report
from upheld.dsl import ast
from upheld.dsl.formatter import format_source
from upheld.dsl.loader import load
from upheld.dsl.parser import parse
from upheld.dsl.printer import print_declaration
from upheld.dsl.source import Source

SEEDS = Path(__file__).parent / "data" / "seeds.std"
TEXT = SEEDS.read_text(encoding="utf-8")
DOCUMENT, _ = parse(Source("seeds.std", TEXT))
STANDARDS = [d for d in DOCUMENT.declarations if isinstance(d, ast.Standard)]


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """All seeds over three rows of everything."""
    folder = tmp_path_factory.mktemp("seeds")
    (folder / "seeds.std").write_text(TEXT, encoding="utf-8")
    policy = load([folder / "seeds.std"]).policy
    assert policy is not None
    write_data(policy, folder)
    request = Request(
        (folder / "seeds.std",), folder, as_of="2026-04-15T00:00:00+02:00", failures=1
    )
    report = check(request).report
    assert report is not None
    return report


def test_there_are_154_rows() -> None:
    assert len(STANDARDS) == 154


def test_every_row_is_judged_without_an_error(judged: Report) -> None:
    wrong = {
        standard.id: [message.text for message in standard.messages]
        for standard in judged.standards
        if standard.verdict == "error"
    }
    assert wrong == {}
    assert len(judged.standards) == 154


def test_most_rows_have_windows_with_a_verdict_of_their_own(judged: Report) -> None:
    # Three rows are too few for minimums, comparisons and trends, and enough for most.
    verdicts = Counter(standard.verdict for standard in judged.standards)
    assert verdicts["met"] + verdicts["breached"] + verdicts["exceeded"] >= 100
    # The one edition of `changed` begins after the data.
    silent = [standard.id for standard in judged.standards if not standard.windows]
    assert silent == ["changed"]


@pytest.mark.parametrize("standard", STANDARDS, ids=lambda s: s.name.text)
def test_row_prints_back_to_itself_in_all_four_languages(
    standard: ast.Standard,
) -> None:
    english = print_declaration(standard)
    for code in ("sv", "pl", "cs"):
        translated = format_source(Source("row.std", english), code)
        assert translated.diagnostics == ()
        (tree,) = parse(Source("row.std", translated.text))[0].declarations[1:]
        assert tree == standard, translated.text
        back = format_source(Source("row.std", translated.text), "en").text
        assert back == f"language en\n\n{english}\n"
