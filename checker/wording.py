"""What people read, in four languages: whole sentences, numbers, lengths, days.

    wording = wording_of("pl")
    wording.count("{n} window", "{n} windows", 5)      # 5 okien
    wording.say("no windows")                          # brak okien

The English text is the key of a message. English needs no catalogue, and Babel is
imported for the other languages only. Ids, codes and machine outputs stay English.
"""

import re
from collections.abc import Mapping
from dataclasses import field
from datetime import date
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Literal

from upheld.checker.phrases import Phrase, Told
from upheld.checker.report import Verdict
from upheld.dsl.dataclass import dataclass

Language = Literal["en", "sv", "pl", "cs"]
LANGUAGES: tuple[Language, ...] = ("en", "sv", "pl", "cs")

#: The number of a sentence: whole, or with the decimals that are written.
Number = int | Decimal

#: Translations by context (empty for most) and English text: one form, or plural forms.
Messages = Mapping[tuple[str, str], tuple[str, ...]]

#: A number in English notation, and the unit behind it.
_AMOUNT = re.compile(r"(\d[\d,]*(?:\.\d+)?)(%|[dhms]\b| [A-Z]{3}\b)?")

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@dataclass(frozen=True, slots=True)
class Signs:
    """How a language writes numbers: the signs between and behind digits."""

    decimal: str = "."
    group: str = ","
    percent: str = "%"
    day: str = "d"
    hour: str = "h"
    minute: str = "m"
    second: str = "s"


@dataclass(frozen=True)
class Wording:
    """The words of one language; get it with `wording_of`."""

    language: Language = "en"
    signs: Signs = field(default_factory=Signs, compare=False)
    messages: Messages = field(
        default_factory=lambda: MappingProxyType({}), compare=False
    )

    def say(self, text: str, /, **values: str | Number) -> str:
        """A whole sentence; numbers among the values are written as ones of it.

        A text without a translation stays English: a report is better than none, and a
        test sees to it that each has one.
        """
        forms = self.messages.get(("", text), (text,))
        return self._filled(forms[0], values)

    def count(self, one: str, many: str, n: Number, /, **values: str | Number) -> str:
        """A whole sentence about a number of things, which stands in it as `{n}`.

        Args:
            one: the English sentence about exactly one, the key of the message.
            many: the English sentence about any other number, also about 1.5.
            n: the number that the form follows.
        """
        forms = self.messages.get(("", one), (one, many))
        return self._filled(forms[self._form(n)], {"n": n, **values})

    def term(self, context: str, word: str) -> str:
        """A single word that needs its context to be translated: a verdict, a sign."""
        return self.messages.get((context, word), (word,))[0]

    def tell(self, told: Told) -> str:
        """A phrase with its values; a text as it is."""
        if not isinstance(told, Phrase):
            return told
        if told.kind == "amount":
            return self.amount(told.text)
        values = {name: self.tell(value) for name, value in told.values.items()}
        if told.many is None or told.n is None:
            return self.say(told.text, **values)
        shown = {"n": self.amount(told.n)} | values
        return self.count(told.text, told.many, Decimal(told.n), **shown)

    def line(self, told: Told) -> str:
        """A phrase that stands as a sentence by itself, with a capital at its head."""
        text = self.tell(told)
        return text[:1].upper() + text[1:]

    def amount(self, text: str) -> str:
        """Numbers with units in English notation (`1h 30m`, `90%`) as written here."""
        if self.language == "en":
            return text
        return _AMOUNT.sub(self._amount, text)

    def _amount(self, found: re.Match[str]) -> str:
        number, unit = self.signed(found[1]), found[2] or ""
        signs = self.signs
        units = {"d": signs.day, "h": signs.hour, "m": signs.minute, "s": signs.second}
        if unit == "%":
            return self.percent(number)
        return number + units.get(unit, unit.replace(" ", "\N{NO-BREAK SPACE}"))

    def verdict(self, verdict: Verdict) -> str:
        """A verdict for people; in English the word that machines read too."""
        return self.term("verdict", verdict)

    def number(self, number: Number) -> str:
        """A number with its thousands apart and its decimals as they are given."""
        return self.signed(f"{number:,f}" if isinstance(number, Decimal) else number)

    def signed(self, text: str | int) -> str:
        """The English text of a number, or a number, with this language's signs."""
        written = text if isinstance(text, str) else f"{text:,}"
        if self.language == "en":
            return written
        signs = {",": self.signs.group, ".": self.signs.decimal}
        return "".join(signs.get(char, char) for char in written)

    def percent(self, number: str) -> str:
        """A number that is already written, as a percentage: `83%`, `83 %`."""
        return f"{number}{self.signs.percent}"

    def day(self, day: date) -> str:
        """A day for prose: `1 October 2026`. Tables have ISO 8601 instead."""
        if self.language == "en":
            return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
        from upheld.checker.catalogue import long_day

        return long_day(day, self.language)

    def _form(self, n: Number) -> int:
        if self.language == "en":
            return int(n != 1)
        from upheld.checker.catalogue import plural_form

        return plural_form(n, self.language)

    def _filled(self, form: str, values: Mapping[str, str | Number]) -> str:
        return form.format_map(
            {
                name: value if isinstance(value, str) else self.number(value)
                for name, value in values.items()
            }
        )


ENGLISH = Wording()


@cache
def wording_of(language: Language) -> Wording:
    """The words of a language; all but English read its catalogue."""
    if language == "en":
        return ENGLISH
    from upheld.checker.catalogue import read_catalogue, signs_of

    return Wording(language, signs_of(language), read_catalogue(language))


def message(text: str) -> str:
    """Marks the text of a message that is said elsewhere, so that it is translated."""
    return text


def plural(one: str, many: str) -> tuple[str, str]:
    """Marks the two texts of a message that is counted elsewhere."""
    return one, many
