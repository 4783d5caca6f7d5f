"""Sentences with their plural forms, and numbers, as each language writes them."""

import re
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.messages_in_code import messages_in_code
from tests.unit.report_samples import everything
from upheld.checker.catalogue import FORMS, catalogue_files
from upheld.checker.render.numbers import show, show_target
from upheld.checker.render.text import render_text
from upheld.checker.report import ValueUnit
from upheld.checker.wording import (
    ENGLISH,
    LANGUAGES,
    Language,
    Number,
    Wording,
    wording_of,
)

N = "\N{NO-BREAK SPACE}"

TRANSLATED: tuple[Language, ...] = ("sv", "pl", "cs")

NUMBERS: tuple[Number, ...] = (0, 1, 2, 5, 22, Decimal("1.5"))

#: Days, windows and standards as REPORTS section 7 wants them: Polish has a form for 1,
#: for 2 to 4 (22 too), for the other whole numbers, and for fractions; Czech one for 1,
#: for 2 to 4 (22 is not among them), for the others, and for fractions.
GOLDEN: dict[Language, dict[str, tuple[str, ...]]] = {
    "en": {
        "day": ("0 days", "1 day", "2 days", "5 days", "22 days", "1.5 days"),
        "window": (
            "0 windows",
            "1 window",
            "2 windows",
            "5 windows",
            "22 windows",
            "1.5 windows",
        ),
        "standard": (
            "0 standards",
            "1 standard",
            "2 standards",
            "5 standards",
            "22 standards",
            "1.5 standards",
        ),
        "finding": (
            "0 findings",
            "1 finding",
            "2 findings",
            "5 findings",
            "22 findings",
            "1.5 findings",
        ),
    },
    "sv": {
        "day": ("0 dagar", "1 dag", "2 dagar", "5 dagar", "22 dagar", "1,5 dagar"),
        "window": (
            "0 perioder",
            "1 period",
            "2 perioder",
            "5 perioder",
            "22 perioder",
            "1,5 perioder",
        ),
        "standard": (
            "0 standarder",
            "1 standard",
            "2 standarder",
            "5 standarder",
            "22 standarder",
            "1,5 standarder",
        ),
        "finding": (
            "0 anmärkningar",
            "1 anmärkning",
            "2 anmärkningar",
            "5 anmärkningar",
            "22 anmärkningar",
            "1,5 anmärkningar",
        ),
    },
    "pl": {
        "day": ("0 dni", "1 dzień", "2 dni", "5 dni", "22 dni", "1,5 dnia"),
        "window": (
            "0 okresów",
            "1 okres",
            "2 okresy",
            "5 okresów",
            "22 okresy",
            "1,5 okresu",
        ),
        "standard": (
            "0 standardów",
            "1 standard",
            "2 standardy",
            "5 standardów",
            "22 standardy",
            "1,5 standardu",
        ),
        "finding": (
            "0 uwag",
            "1 uwaga",
            "2 uwagi",
            "5 uwag",
            "22 uwagi",
            "1,5 uwagi",
        ),
    },
    "cs": {
        "day": ("0 dní", "1 den", "2 dny", "5 dní", "22 dní", "1,5 dne"),
        "window": (
            "0 období",
            "1 období",
            "2 období",
            "5 období",
            "22 období",
            "1,5 období",
        ),
        "standard": (
            "0 standardů",
            "1 standard",
            "2 standardy",
            "5 standardů",
            "22 standardů",
            "1,5 standardu",
        ),
        "finding": (
            "0 nálezů",
            "1 nález",
            "2 nálezy",
            "5 nálezů",
            "22 nálezů",
            "1,5 nálezu",
        ),
    },
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("thing", ["day", "window", "standard", "finding"])
def test_counts_are_right_in_every_language(language: Language, thing: str) -> None:
    wording = wording_of(language)
    one, many = f"{{n}} {thing}", f"{{n}} {thing}s"
    told = tuple(wording.count(one, many, number) for number in NUMBERS)
    assert told == GOLDEN[language][thing]


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("sv", ["i 0 filer", "i 1 fil", "i 2 filer", "i 5 filer", "i 22 filer"]),
        (
            "pl",
            ["w 0 plikach", "w 1 pliku", "w 2 plikach", "w 5 plikach", "w 22 plikach"],
        ),
        (
            "cs",
            [
                *("v 0 souborech", "v 1 souboru", "ve 2 souborech"),
                *("v 5 souborech", "v 22 souborech"),
            ],
        ),
    ],
)
def test_number_behind_in_stands_in_the_locative(
    language: Language, told: list[str]
) -> None:
    wording = wording_of(language)
    found = [wording.count("in {n} file", "in {n} files", n) for n in (0, 1, 2, 5, 22)]
    assert found == told


def test_number_behind_of_stands_in_the_genitive() -> None:
    one, many = "{kept} of {n} day {verdict}", "{kept} of {n} days {verdict}"
    told = [
        wording_of("pl").count(one, many, n, kept=1, verdict="spełniony")
        for n in (1, 2, 22)
    ]
    assert told == [
        "spełniony: 1 z 1 dnia",
        "spełniony: 1 z 2 dni",
        "spełniony: 1 z 22 dni",
    ]


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_message_has_a_translation_and_none_is_left_over(
    language: Language,
) -> None:
    wanted = {(context, text) for context, text, _ in messages_in_code()}
    there = set(wording_of(language).messages)
    assert (sorted(wanted - there), sorted(there - wanted)) == ([], [])


@pytest.mark.parametrize("language", TRANSLATED)
def test_message_that_stands_in_two_files_is_translated_the_same(
    language: Language,
) -> None:
    found: dict[object, object] = {}
    for path in catalogue_files(language):
        with path.open("rb") as file:
            messages = read_po(file, locale=language, abort_invalid=True)
        for message in messages:
            if message.id:
                assert not message.fuzzy, message.id
                key = (message.context, message.id)
                assert found.setdefault(key, message.string) == message.string


@pytest.mark.parametrize("language", TRANSLATED)
def test_translation_uses_only_the_values_that_its_message_has(
    language: Language,
) -> None:
    from string import Formatter

    def names(text: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(text) if name is not None}

    for (_, text), forms in wording_of(language).messages.items():
        given = names(text) | ({"nouns"} if "noun" in names(text) else set())
        assert all(names(form) <= given for form in forms), text
        # Every value is still told, but for a noun that stands before its number.
        assert all(names(text) - {"noun"} <= names(form) for form in forms), text


@pytest.mark.parametrize("language", TRANSLATED)
def test_counted_messages_have_the_english_plural_that_the_code_has(
    language: Language,
) -> None:
    in_code = {(context, text): many for context, text, many in messages_in_code()}
    for path in catalogue_files(language):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if isinstance(message.id, tuple):
                    one, many = message.id
                    assert in_code[message.context or "", one] == many
                    forms = message.string
                    assert isinstance(forms, tuple)
                    assert len(forms) == len(FORMS[language])


@pytest.mark.parametrize(
    ("language", "share", "large", "money", "length"),
    [
        ("en", "82.7%", "2,828", "1,234.50 EUR", "1h 2m 3.5s"),
        ("sv", f"82,7{N}%", f"2{N}828", f"1{N}234,50{N}EUR", None),
        ("pl", "82,7%", f"2{N}828", f"1{N}234,50{N}EUR", None),
        ("cs", f"82,7{N}%", f"2{N}828", f"1{N}234,50{N}EUR", None),
    ],
)
def test_numbers_are_written_as_each_language_writes_them(
    language: Language, share: str, large: str, money: str, length: str | None
) -> None:
    wording = wording_of(language)
    # 827 of 1,000; an hour is 3,600 seconds, 3,723.5 are 1 h 2 min 3.5 s, less than 4.
    assert show(Fraction(827, 1000), None, "share", wording=wording) == share
    assert show(Fraction(2828), None, "count", wording=wording) == large
    amount = Fraction(123450, 100)
    assert show(amount, None, "money", currency="EUR", wording=wording) == money
    shown = show(Fraction(7447, 2), Fraction(3724), "seconds", wording=wording)
    assert shown == (length or f"1{N}h 2{N}min 3,5{N}s")


@pytest.mark.parametrize("language", LANGUAGES)
def test_digits_tell_a_value_from_its_target_in_every_language(
    language: Language,
) -> None:
    wording = wording_of(language)
    digits = show(Fraction(1799, 2000), Fraction(9, 10), "share", wording=wording)
    assert digits.replace(",", ".").startswith("89.95")
    assert show_target(Fraction(9, 10), "share", None, wording).startswith("90")


def test_points_have_their_plural_forms() -> None:
    polish = wording_of("pl")
    shown = [
        show(Fraction(n), None, "points", wording=polish)
        for n in (1, 2, 5, Fraction(3, 2))
    ]
    assert shown == [
        "1 punkt procentowy",
        "2 punkty procentowe",
        "5 punktów procentowych",
        "1,5 punktu procentowego",
    ]


def test_days_in_prose_have_the_name_of_their_month() -> None:
    told = [wording_of(language).day(date(2026, 10, 1)) for language in LANGUAGES]
    assert told == [
        "1 October 2026",
        "1 oktober 2026",
        "1 października 2026",
        "1. října 2026",
    ]


def test_round_number_with_decimals_takes_the_form_of_the_whole_number() -> None:
    ten, one = Decimal("10.0"), Decimal("1.0")
    czech = wording_of("cs")
    assert czech.count("{n} day", "{n} days", ten) == "10,0 dní"
    assert czech.count("{n} day", "{n} days", one) == "1,0 den"


def test_text_without_a_translation_stays_english() -> None:
    assert wording_of("cs").say("{n} unheard of", n=1200) == f"1{N}200 unheard of"


def test_value_with_braces_is_shown_as_it_is() -> None:
    assert ENGLISH.say("band {band}", band="{0.__class__}") == "band {0.__class__}"


@pytest.mark.parametrize(
    ("language", "verdict", "measured", "behind", "shown"),
    [
        (
            "sv",
            "ej uppfyllt",
            f"87,0{N}% < 90{N}%",
            "(calls: 87 av 100; 3 till behövs)",
            "10 av 13 visas",
        ),
        (
            "pl",
            "niespełniony",
            "87,0% < 90%",
            "(calls: 87 z 100; brakuje 3)",
            "pokazano 10 z 13",
        ),
        (
            "cs",
            "nesplněno",
            f"87,0{N}% < 90{N}%",
            "(calls: 87 z 100; chybí 3)",
            "zobrazeno 10 z 13",
        ),
    ],
)
def test_text_is_in_the_language_of_its_reader(
    language: Language, verdict: str, measured: str, behind: str, shown: str
) -> None:
    wording = wording_of(language)
    text = render_text(everything(), color=False, width=100, wording=wording)
    assert f"    {verdict}  2026-10-24  {measured}  {behind}" in text.splitlines()
    assert f"    {shown}" in text.splitlines()


def test_coloured_text_has_the_words_of_the_plain_one() -> None:
    polish = wording_of("pl")
    plain = render_text(everything(), color=False, width=100, wording=polish)
    coloured = render_text(everything(), color=True, width=100, wording=polish)
    assert re.sub("\x1b\\[[0-9;]*m", "", coloured) == plain
    assert "\x1b[1;31mniespełniony\x1b[0m" in coloured


UNITS = st.sampled_from(["share", "count", "number", "points", "money"])


@given(
    st.fractions(min_value=-3, max_value=9_999, max_denominator=2_000),
    st.fractions(min_value=0, max_value=9_999, max_denominator=100),
    UNITS,
    st.sampled_from(TRANSLATED),
)
def test_every_language_shows_the_digits_that_english_shows(
    value: Fraction, target: Fraction, unit: ValueUnit, language: Language
) -> None:
    def digits(wording: Wording) -> list[str]:
        shown = show(value, target, unit, currency="EUR", wording=wording)
        plain = shown.replace(wording.signs.group, "")
        return re.findall(r"[-0-9.]+", plain.replace(wording.signs.decimal, "."))

    assert digits(wording_of(language))[0] == digits(ENGLISH)[0]
