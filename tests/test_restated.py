"""Restated windows as people read them."""

from pathlib import Path
from random import Random

import pytest

from tests.small_days import Days, report_of
from upheld.checker.render.formats import render
from upheld.checker.render.manner import Manner
from upheld.checker.render.restated import headline_of_restated, restated_in_words
from upheld.checker.render.text import render_text
from upheld.checker.wording import Language, wording_of


@pytest.fixture
def days(tmp_path: Path) -> Days:
    """Four days, checked once with a state."""
    found = Days(tmp_path, Random(4))
    found.add_all(range(4))
    found.run()
    return found


@pytest.mark.parametrize("language", ["en", "sv", "pl", "cs"])
def test_a_restatement_stands_in_text_and_page_with_both_results(
    days: Days, language: Language
) -> None:
    days.policy = days.policy.replace("quick 80%", "quick 99%")
    report = report_of(days.run())
    one = (report.restated or ())[0]
    wording = wording_of(language)
    line = restated_in_words(one, wording)
    assert wording.verdict(one.was.verdict) in line
    assert wording.verdict(one.is_now.verdict) in line
    text = render_text(report, color=False, width=200, wording=wording)
    assert line in text
    page = render(report, "html", Manner(wording))
    assert isinstance(page, str)
    assert 'id="restated"' in page
    assert headline_of_restated(report, wording) in page
