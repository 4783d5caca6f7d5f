"""The page of temporal patterns: each sentence, query and case is what it says."""

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from upheld.checker.casefile import Case, read_cases
from upheld.checker.cases import request, run_case
from upheld.checker.check import check
from upheld.dsl import ast
from upheld.dsl.parser import parse
from upheld.dsl.source import Source

PAGE = Path(__file__).parent.parent / "docs" / "temporal-patterns.md"
ROW = re.compile(
    r"^\| (?P<name>[^:|]+): [^|]*\| `(?P<sentence>[^`]+)` \| (?P<sql>[^|]+) \|"
    r" \[(?P<case>.+)\]\((?P<path>[^)]+)\) \|$",
    re.MULTILINE,
)

#: What has to stand in the query of a pattern, in this order, whatever else does.
SQL = {
    "universality": r"CASE.*'met'.*count_if",
    "absence": r"CASE.*THEN 'missed'.*ELSE 'met'.*count_if",
    "existence": "count_if",
    "bounded existence": "count_if",
    "response": r"ASOF LEFT JOIN.*<=",
    "alternate response": r"row_number\(\).*ASOF LEFT JOIN.*max\(.*OVER",
    "chain": r"(JOIN.*){2}.*open until",
    "precedence": r"ASOF LEFT JOIN.*>=",
    "absence after": r"GROUP BY.*LEFT JOIN.*=.*ASOF LEFT JOIN",
    "recurrence": r"lead\(.*OVER",
    "recurrence until": r"lead\(.*OVER",
}

#: The kind of sentence, and what its outcome is made of.
FORMS = {
    "universality": ("Share", "Reach"),
    "absence": ("Share", None),
    "existence": ("Count", None),
    "bounded existence": ("Count", None),
    "response": ("Share", "Followed"),
    "alternate response": ("Share", "Followed"),
    "chain": ("Share", "Followed"),
    "precedence": ("Share", "Preceded"),
    "absence after": ("Share", "Followed"),
    "recurrence": ("Recurrence", None),
    "recurrence until": ("Recurrence", None),
}


class Pattern(NamedTuple):
    """A row of the page."""

    name: str
    sentence: str
    sql: str
    case: str
    path: Path


PATTERNS = [
    Pattern(m["name"], m["sentence"], m["sql"], m["case"], (PAGE.parent / m["path"]))
    for m in ROW.finditer(PAGE.read_text(encoding="utf-8"))
]


def case_of(pattern: Pattern) -> Case:
    """The case that a row links to."""
    cases = read_cases(pattern.path).cases
    (case,) = [each for each in cases if each.name == pattern.case]
    return case


def form_of(sentence: ast.Sentence) -> tuple[str, str | None]:
    """The kinds of a sentence and of its outcome."""
    outcome = getattr(sentence, "outcome", None)
    return type(sentence).__name__, None if outcome is None else type(outcome).__name__


def sentences(text: str) -> list[ast.Sentence]:
    """The sentences of the standards in a policy."""
    document, problems = parse(Source("page.std", text))
    assert problems == ()
    return [d.sentence for d in document.declarations if isinstance(d, ast.Standard)]


def test_page_has_a_row_for_each_pattern() -> None:
    assert [pattern.name for pattern in PATTERNS] == list(FORMS)


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda p: p.name)
def test_sentence_of_a_pattern_has_its_form_and_its_case_too(pattern: Pattern) -> None:
    (sentence,) = sentences(f"standard s {pattern.sentence}")
    assert form_of(sentence) == FORMS[pattern.name]
    case = case_of(pattern)
    forms = [form_of(each) for each in sentences(case.files["case.std"])]
    assert FORMS[pattern.name] in forms


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda p: p.name)
def test_case_of_a_pattern_holds_by_the_query_that_the_page_tells(
    pattern: Pattern, tmp_path: Path
) -> None:
    case = case_of(pattern)
    assert run_case(case).differences == ()
    for name, text in case.files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    report = check(request(case, tmp_path)).report
    assert report is not None
    queries = ["\n".join(standard.sql) for standard in report.standards]
    wanted = re.compile(SQL[pattern.name], re.DOTALL | re.IGNORECASE)
    assert any(wanted.search(query) for query in queries), queries[0]
