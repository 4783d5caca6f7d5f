"""One word is used for one thing, in the translations too."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from upheld.checker.catalogue import catalogue_files
from upheld.checker.wording import Language

#: The stem that every translation of a message with the word has in it.
ONE_WORD: dict[Language, dict[str, str]] = {
    "sv": {
        "verdicts?": "bedöm",
        "sentence": "mening",
        "deadline": "tidsgräns",
        "waivers?": "undantag",
        "evaluated": "utvärdera",
        "edition": "utgåva",
    },
    "pl": {
        "verdicts?": "ocen",
        "sentence": "zdani",
        "deadline": "termin",
        "waivers?": "odstępstw",
        "evaluated": "nie dało się ocenić",
        "edition": "wersj",
    },
    "cs": {
        "verdicts?": "hodnocen",
        "sentence": "vět",
        "deadline": "termín",
        "waivers?": "výjimk",
        "evaluated": "možné vyhodnotit",
        "edition": "verze",
    },
}

#: "… to judge" and "there is none" say it with another word.
OTHERWISE = {"Too few events for a verdict."}


@pytest.mark.parametrize("language", ONE_WORD)
def test_one_word_is_used_for_one_thing(language: Language) -> None:
    differing = [
        (word, translated)
        for path in catalogue_files(language)
        for told, translated in plain_messages(path)
        for word, stem in ONE_WORD[language].items()
        if re.search(rf"\b{word}\b", told, re.IGNORECASE) and told not in OTHERWISE
        if stem not in translated.lower()
    ]
    assert differing == []


def plain_messages(path: Path) -> Iterator[tuple[str, str]]:
    """Each message and its first form, without the names of what is put in."""
    with path.open("rb") as file:
        for message in read_po(file):
            if message.id:
                told, translated = map(first_form, (message.id, message.string))
                yield without_names(told), without_names(translated)


def first_form(text: object) -> str:
    return text if isinstance(text, str) else str(text[0])  # type: ignore[index]


def without_names(text: str) -> str:
    return re.sub(r"\{[^}]*\}", "", text)
