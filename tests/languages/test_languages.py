"""Four languages, one syntax tree."""

import re
from collections.abc import Iterator
from dataclasses import fields
from decimal import Decimal
from pathlib import Path

import pytest

from upheld.dsl import ast
from upheld.dsl.formatter import format_source
from upheld.dsl.keywords import ENGLISH
from upheld.dsl.languages import CODES, table_of
from upheld.dsl.loader import load
from upheld.dsl.parser import parse
from upheld.dsl.printer import print_declaration, print_document, print_sentence
from upheld.dsl.source import Source

HERE = Path(__file__).parent
SEEDS = HERE.parent / "data" / "seeds.std"
OTHERS = ("sv", "pl", "cs")


def read(text: str) -> ast.Document:
    document, problems = parse(Source("test.std", text))
    assert problems == (), text
    return document


def sample(code: str) -> str:
    return (HERE / f"{code}.std").read_text(encoding="utf-8")


def sentence(code: str, text: str) -> ast.Standard:
    found = read(f"language {code} standard x {text}").declarations[-1]
    assert isinstance(found, ast.Standard)
    return found


def without_language(document: ast.Document) -> tuple[ast.Declaration, ...]:
    return tuple(d for d in document.declarations if not isinstance(d, ast.Language))


# --- the tables -------------------------------------------------------------------


@pytest.mark.parametrize("code", OTHERS)
def test_table_has_the_keys_of_english(code: str) -> None:
    table = table_of(code)
    assert table.keywords.keys() == ENGLISH.keywords.keys()
    assert table.counted.keys() == ENGLISH.counted.keys()
    assert table.units.keys() == ENGLISH.units.keys()


@pytest.mark.parametrize("code", CODES)
def test_every_form_that_is_printed_can_be_read(code: str) -> None:
    table = table_of(code)
    for unit, words in table.units.items():
        assert set(table.counted[unit]) <= set(words)
    for unit, words in table.working.items():
        assert set(table.counted[f"working {unit}"]) <= set(words)
    assert set(table.counted["point"]) <= set(table.points)


@pytest.mark.parametrize(
    ("code", "numbers"),
    [
        ("sv", ["1 dag", "2 dagar", "5 dagar", "1.5 dagar", "0 dagar"]),
        ("pl", ["1 dzień", "2 dni", "5 dni", "1.5 dnia", "0 dni"]),
        ("cs", ["1 den", "2 dny", "5 dnů", "1.5 dne", "0 dnů"]),
    ],
)
def test_noun_agrees_with_its_number(code: str, numbers: list[str]) -> None:
    values = ("1", "2", "5", "1.5", "0")
    table = table_of(code)
    assert [f"{v} {table.count(Decimal(v), 'day')}" for v in values] == numbers


@pytest.mark.parametrize(
    ("value", "noun"),
    [
        (1, "godzinę"),
        (2, "godziny"),
        (5, "godzin"),
        (12, "godzin"),  # 12 to 14 are many, though they end in 2 to 4
        (22, "godziny"),
        (112, "godzin"),
    ],
)
def test_polish_number_goes_by_its_last_digits(value: int, noun: str) -> None:
    assert table_of("pl").count(Decimal(value), "hour") == noun


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("pl", "90% paczek w ciągu 1 dnia"),
        ("pl", "90% paczek w ciągu 2 godzin"),
        ("pl", "paczki co najmniej raz na 1 godzinę"),
        ("cs", "90% zásilek do 1 dne"),
        ("cs", "90% zásilek do 3 dnů"),
        ("cs", "zásilky alespoň jednou za 3 dny"),
        ("pl", "średnia czekania dla połączeń między 1 minutą a 5 minutami"),
        ("cs", "průměr čekání u hovorů mezi 1 minutou a 5 minutami"),
        ("cs", "90% hovorů, kde čekání mezi 1 minutou a 5 minutami, za den"),
    ],
)
def test_length_stands_in_the_case_of_its_keyword(code: str, text: str) -> None:
    assert print_sentence(sentence(code, text), table_of(code)) == text


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("sv", "90% av samtalen under valfri 1 månad"),
        ("sv", "90% av samtalen under valfritt 1 år"),
        ("sv", "90% av samtalen under valfria 28 dagar"),
        ("pl", "90% połączeń w ciągu dowolnego 1 miesiąca"),
        ("pl", "90% połączeń w ciągu dowolnych 2 tygodni"),
        ("cs", "90% hovorů za libovolný 1 měsíc"),
        ("cs", "90% hovorů za libovolné 2 týdny"),
        ("cs", "90% hovorů za libovolných 28 dnů"),
        ("cs", "90% hovorů za každou 1 hodinu"),
        ("cs", "90% hovorů za každé 2 dny"),
        ("cs", "90% hovorů za každých 15m"),
    ],
)
def test_keyword_agrees_with_the_length_behind_it(code: str, text: str) -> None:
    assert print_sentence(sentence(code, text), table_of(code)) == text


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("pl", "95% skarg, po których następuje wizyta w ciągu 1h, w każdym dniu"),
        ("pl", 'bez połączeń, gdzie przyczyna to "awaria", w każdym dniu'),
        ("cs", "95% stížností, po nichž následuje návštěva do 1h, za den"),
        ("cs", "95% stížností, po nichž následuje návštěva, celkem"),
        (
            "sv",
            "95% av fallen följs av besök inom 1h, därefter av brev inom 2h per dag",
        ),
    ],
)
def test_clause_ends_with_a_comma_that_may_be_left_out(code: str, text: str) -> None:
    tree = sentence(code, text)
    assert print_sentence(tree, table_of(code)) == text
    assert sentence(code, text.replace(",", "")) == tree


# --- the samples ------------------------------------------------------------------


@pytest.mark.parametrize("code", CODES)
def test_sample_is_canonical(code: str) -> None:
    text = sample(code)
    assert format_source(Source("sample.std", text)).text == text


@pytest.mark.parametrize("code", CODES)
def test_sample_resolves_without_a_mistake(code: str) -> None:
    loaded = load([HERE / f"{code}.std"])
    assert loaded.diagnostics == ()
    assert loaded.policy is not None
    assert len(loaded.policy.standards) >= 40


def skeleton(node: object) -> Iterator[object]:
    """A tree without the words and texts of its author."""
    if isinstance(node, ast.Word | ast.Phrase | ast.Text):
        yield "words"
    elif isinstance(node, ast.Node):
        yield type(node).__name__
        for part in fields(node):
            if part.compare and part.name not in ("names", "forms"):
                yield from skeleton(getattr(node, part.name))
    elif isinstance(node, tuple):
        for one in node:
            yield from skeleton(one)
    elif not isinstance(node, str) or node in ("every", "no", "latest", "excuses"):
        yield node


@pytest.mark.parametrize("code", OTHERS)
def test_sample_has_the_tree_of_the_english_one(code: str) -> None:
    english = without_language(read(sample("en")))
    translated = without_language(read(sample(code)))
    for one, other in zip(english, translated, strict=True):
        assert list(skeleton(other)) == list(skeleton(one)), print_declaration(other)


@pytest.mark.parametrize("code", OTHERS)
def test_every_further_word_reads_like_the_canonical_one(code: str) -> None:
    table = table_of(code)
    words = [
        (spellings[0], word)
        for spellings in table.keywords.values()
        for word in spellings[1:]
    ]
    tried = 0
    for declaration in without_language(read(sample(code))):
        text = print_declaration(declaration, table)
        tree = without_language(read(f"language {code}\n{text}"))
        for canonical, word in words:
            changed = re.sub(rf"(?<![\w-]){canonical}(?![\w-])", word, text, count=1)
            if changed == text:
                continue
            document, problems = parse(Source("x", f"language {code}\n{changed}"))
            tried += not problems and without_language(document) == tree
    # a word may be canonical in several places, so not each change must read
    assert tried > len(words)


# --- translation ------------------------------------------------------------------


@pytest.mark.parametrize("code", OTHERS)
def test_seeds_translate_and_back_without_a_change_of_their_tree(code: str) -> None:
    text = SEEDS.read_text(encoding="utf-8")
    translated = format_source(Source("seeds.std", text), code)
    assert translated.diagnostics == ()
    assert translated.text.startswith(f"language {code}\n")
    back = format_source(Source("seeds.std", translated.text), "en")
    assert without_language(read(translated.text)) == read(text).declarations
    assert without_language(read(back.text)) == read(text).declarations
    assert (
        back.text.replace("language en\n", "", 1)
        == format_source(Source("seeds.std", text)).text
    )


@pytest.mark.parametrize("code", OTHERS)
def test_seeds_mean_the_same_in_translation(code: str) -> None:
    text = SEEDS.read_text(encoding="utf-8")
    translated = format_source(Source("seeds.std", text), code).text
    first = load([Path("seeds.std")], texts={"seeds.std": text}).policy
    second = load([Path("seeds.std")], texts={"seeds.std": translated}).policy
    assert first is not None
    assert second is not None
    assert [each.id for each in second.standards] == [
        each.id for each in first.standards
    ]
    for one, other in zip(first.standards, second.standards, strict=True):
        assert other.editions[0].window == one.editions[0].window
        assert other.editions[0].bound == one.editions[0].bound


def test_name_that_is_a_keyword_of_the_other_language_is_put_in_backticks() -> None:
    text = "standard z 90% of calls within 2m where kde is 1"
    polish = format_source(Source("x", text), "pl").text
    assert "standard `z`" in polish
    czech = format_source(Source("x", text), "cs").text
    assert "kde `kde` je 1" in czech


# --- sentences --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "written", "english"),
    [
        (
            "sv",
            "varje samtal besvarat inom 2m dagligen",
            "every samtal besvarat per day",
        ),
        ("sv", "inget samtal avbrutet varje vecka", "no samtal avbrutet per week"),
        ("pl", "90% z połączeń dziennie", "90% of połączeń per day"),
        ("pl", "co najmniej 90% połączeń na dzień", "at least 90% of połączeń per day"),
        ("pl", "żadna paczka nie zgubiona", "no paczka not zgubiona"),
        ("cs", "90% ze zásilek denně", "90% of zásilek per day"),
        ("cs", "každá zásilka doručená", "every zásilka doručená"),
    ],
)
def test_further_spelling_is_read(code: str, written: str, english: str) -> None:
    printed = print_sentence(sentence(code, written)).replace(" within 2m", "")
    assert printed == english


def test_inflected_quantifier_is_kept_in_its_own_language() -> None:
    text = "language pl\n\nstandard x\n  każda paczka doręczona w ciągu 3 dni\n"
    assert format_source(Source("x", text)).text == text
    other = format_source(Source("x", text), "cs").text
    assert "všechny paczka doręczona do 3 dnů" in other


def test_vocabulary_may_be_declared_with_its_inflected_forms() -> None:
    text = """language sv
händelse samtal, samtalen
  från "samtal.csv"
  identifieras av id
  inträffar vid tid
  besvarat, besvarade vid svar
  väntetid, väntetiden är besvarat - tid
standard a varje samtal besvarat inom 2m per dag
standard b 90% av samtalen besvarade inom 2m per dag
standard c medelvärdet av väntetiden för samtalen högst 2m per dag
"""
    loaded = load([Path("a.std")], texts={"a.std": text})
    assert loaded.diagnostics == ()


def test_form_declared_twice_is_refused() -> None:
    text = 'event call from "c" occurring at t answered, answered at a'
    loaded = load([Path("a.std")], texts={"a.std": text})
    assert [found.code for found in loaded.diagnostics] == ["E1010"]


@pytest.mark.parametrize("code", CODES)
def test_sentence_of_a_result_is_in_the_language_of_its_file(code: str) -> None:
    policy = load([HERE / f"{code}.std"]).policy
    assert policy is not None
    expected = {
        "en": "90% of calls answered within 2m per day",
        "sv": "90% av samtalen besvarade inom 2m per dag",
        "pl": "90% połączeń odebranych w ciągu 2m w każdym dniu",
        "cs": "90% hovorů přijatých do 2m za den",
    }
    assert policy.standards[0].editions[0].sentence == expected[code]


# --- files of several languages ---------------------------------------------------


def test_each_file_has_its_own_language() -> None:
    texts = {
        "a.std": 'language sv\nanvänd "b.std"\nstandard a minst 1 kontakt per dag',
        "b.std": 'language cs\npoužij "c.std"\nstandard b nejvýše 9 kontakt za den',
        "c.std": 'event kontakt from "c.csv" identified by id occurring at t',
    }
    loaded = load([Path("a.std")], texts=texts)
    assert loaded.diagnostics == ()
    assert loaded.policy is not None
    sentences = {s.id: s.editions[0].sentence for s in loaded.policy.standards}
    assert sentences == {
        "a": "minst 1 kontakt per dag",
        "b": "nejvýše 9 kontakt za den",
    }


def test_language_behind_another_declaration_is_refused() -> None:
    _, problems = parse(Source("x", "zone UTC\nlanguage sv\n"))
    assert [(p.code, p.span.line) for p in problems] == [("E0010", 2)]


@pytest.mark.parametrize(
    ("code", "text", "words"),
    [
        ("sv", "standard s 90% samtalen", "`av`"),
        ("pl", "standard s połączenia w kropce", "`najwyżej`"),
        ("cs", "standard x hovory do dvou", "`nejvýše`"),
        ("sv", "händelse samtal inträffar vid t", "`från`"),
    ],
)
def test_syntax_message_names_the_keywords_of_the_language(
    code: str, text: str, words: str
) -> None:
    _, problems = parse(Source("x", f"language {code}\n{text}\n"))
    assert words in problems[0].message, problems[0].message


def test_print_document_of_a_translation_keeps_the_day_of_a_month() -> None:
    tree = read("fiscal year starts 1 April")
    assert print_document(tree, table_of("cs")) == "účetní rok začíná 1. dubna\n"
    assert (
        print_document(tree, table_of("pl")) == "rok obrotowy zaczyna się 1 kwietnia\n"
    )
