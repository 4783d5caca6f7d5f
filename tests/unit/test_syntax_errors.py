"""What the parser refuses, where, and in which words."""

import re
from pathlib import Path

import pytest

from upheld.dsl import ast
from upheld.dsl.diagnostics import Diagnostic
from upheld.dsl.parser import SYNTAX_CODES, parse
from upheld.dsl.source import Source


def problems_of(text: str) -> list[tuple[str, int, int]]:
    _, problems = parse(Source("test.std", text))
    return [(one.code, one.span.line, one.span.column) for one in problems]


def only_problem(text: str) -> Diagnostic:
    _, problems = parse(Source("test.std", text))
    assert len(problems) == 1
    return problems[0]


def test_keyword_glued_to_a_word_is_refused_at_that_word() -> None:
    found = only_problem("standard s\n  90% ofcalls answered within 2m per day")
    assert str(found.span) == "test.std:2:7"
    assert found.message == "expected `of`, found `ofcalls`"
    assert found.help == "put a space behind `of`"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("standard s 82,7% of calls answered", ("E0004", 1, 12)),
        ("standard s 90% of calls with wait above 2,5m", ("E0004", 1, 41)),
        ("standard s 90% of and calls", ("E0005", 1, 19)),
        ("standard s 90% of x y matching customer and and topic", ("E0005", 1, 45)),
        ("standard s", ("E0002", 1, 1)),
        ("define x as\n# nothing\n", ("E0002", 1, 10)),
        ('standard s "open\n 90% of calls abandoned', ("E0003", 1, 12)),
        ("standard s 90% of calls; per day", ("E0003", 1, 24)),
        ("standard s 90% of x y within 5x", ("E0003", 1, 30)),
        ("standard s 90% of x y within 1.5d", ("E0008", 1, 30)),
        ("standard s 90% of x y within 0.00000001s", ("E0008", 1, 30)),
        ("standard s 90% of x y per day per week", ("E0006", 1, 31)),
        ("standard s 90% of x y on average per week", ("E0006", 1, 23)),
        ('standard s 90% of x y owner "a" owner "b"', ("E0006", 1, 33)),
        ("standard s 90% of x y per 1000 orders", ("E0006", 1, 23)),
        ("standard s 90% of x y per minute", ("E0008", 1, 27)),
        ("standard s 90% of x y effective from 2026-02-29", ("E0008", 1, 38)),
        ("standard s 90% of x where a + 1 per day", ("E0001", 1, 27)),
        ("define d as share of x y at least 1 day before z", ("E0009", 1, 26)),
        ('event e answered at a from "e.csv"', ("E3012", 1, 1)),
        ("calendar c Mon-Fri 08:70-18:00", ("E0008", 1, 20)),
        ("language sv\nzone Europe/Stockholm", ("E0001", 2, 1)),
        ("# head\nlanguage xx", ("E0007", 2, 10)),
        ('zone UTC\nevent e from "e"\nuse "x.std"', ("E0010", 3, 1)),
        ("standard s nps at least 30 XYZ", ("E0001", 1, 28)),
    ],
)
def test_mistake_is_refused_at_its_place(
    text: str, place: tuple[str, int, int]
) -> None:
    assert problems_of(text) == [place]


def test_number_with_a_comma_is_told_how_to_write_it() -> None:
    assert only_problem("standard s 82,7% of calls abandoned").help == "write 82.7"


def test_leap_day_exists_in_a_leap_year() -> None:
    assert problems_of("standard s 90% of x y effective from 2028-02-29") == []


def test_every_code_that_is_used_is_explained() -> None:
    folder = Path(__file__).parents[2] / "dsl"
    files = [
        "parser.py",
        "messages.py",
        *(path.name for path in folder.glob("transform_*.py")),
    ]
    used = {
        code
        for name in files
        for code in re.findall(
            r'"(E00[0-9]{2})"', (folder / name).read_text(encoding="utf-8")
        )
    }
    assert used == set(SYNTAX_CODES)


def test_every_error_of_a_file_is_found_and_good_declarations_stay() -> None:
    text = (
        "zone UTC\n"
        "standard a 90% ofcalls abandoned\n"
        "standard b 90% of calls abandoned\n"
        '  owner nothing-closed "\n'
        "define c as\n"
        "calendar d Mon-Fri 08:00-18:00\n"
        'list e "x"\n'
    )
    document, problems = parse(Source("test.std", text))
    assert [(one.code, one.span.line) for one in problems] == [
        ("E0001", 2),
        ("E0003", 4),
        ("E0002", 5),
    ]
    kinds = [type(one) for one in document.declarations]
    assert kinds == [ast.Zone, ast.Calendar, ast.MemberList]


@pytest.mark.parametrize(
    ("text", "column", "meant"),
    [
        ("standard s 90% of x y witin 2m", 23, "within"),
        ("standard s evry x y within 2m", 12, "every"),
        ("standard s 90% of x folowed by y within 2m", 21, "followed by"),
        ("calendar c Mon-Fir 08:00-18:00", 12, "Mon-Fri"),
    ],
)
def test_misspelt_keyword_is_told_at_its_place(
    text: str, column: int, meant: str
) -> None:
    found = only_problem(text)
    assert (found.code, found.span.column) == ("E0001", column)
    assert found.help == f"did you mean `{meant}`?"


def test_word_that_resembles_no_keyword_is_not_blamed() -> None:
    found = only_problem("standard s 90% of x y zzz 2m")
    assert found.span.column == 27
