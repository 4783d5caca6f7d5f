"""Charts of every form of the language that has its own way to an answer."""

from dataclasses import replace
from pathlib import Path

import pytest

from upheld.checker import cases, check
from upheld.checker.check import Outcome, Request
from upheld.checker.render.html import render_html

FOLDER = Path(__file__).parent.parent / "cases"
PAGES = ("sequences", "statistics", "working-time")


@pytest.mark.parametrize("name", PAGES)
def test_details_are_drawn_and_change_no_verdict(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = 0

    def with_details(request: Request) -> Outcome:
        nonlocal drawn
        plain = check.check(request)
        asked = check.check(replace(request, details=True))
        if asked.report is None or plain.report is None:
            return plain
        for one, other in zip(
            plain.report.standards, asked.report.standards, strict=True
        ):
            assert (one.verdict, one.windows) == (other.verdict, other.windows)
            assert not other.not_drawn
            spread = other.distribution
            if spread is not None:
                drawn += 1
                assert sum(b.number for b in spread.bins) == spread.number
        assert render_html(asked.report)
        return plain

    monkeypatch.setattr(cases, "check", with_details)
    results = cases.run_cases([FOLDER / f"{name}.md"]).results
    assert results
    assert not [r for r in results if not r.passed]
    assert drawn
