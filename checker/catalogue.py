"""The translations, read from gettext's `.po` files, and what Babel knows of languages.

A message has its plural forms in an order that gettext's own tools agree with for whole
numbers; the last one of Polish and Czech is for fractions (1,5 dnia, 1,5 hovoru), which
gettext cannot ask for.
"""

from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import MappingProxyType

from babel import Locale
from babel.dates import format_date
from babel.messages.pofile import read_po

from upheld.checker.wording import Language, Messages, Number, Signs

#: One folder for each language; several files may share its messages.
LOCALE = Path(__file__).parent / "locale"

#: The plural categories of CLDR in the order of the forms of a message.
FORMS: MappingProxyType[Language, tuple[str, ...]] = MappingProxyType(
    {
        "sv": ("one", "other"),
        "pl": ("one", "few", "many", "other"),
        "cs": ("one", "few", "other", "many"),
    }
)


def catalogue_files(language: Language) -> list[Path]:
    """The `.po` files of a language, in the order of their names."""
    return sorted((LOCALE / language / "LC_MESSAGES").glob("*.po"))


def read_catalogue(language: Language) -> Messages:
    """Every translated message of a language.

    Raises:
        ValueError: a message has not as many forms as its language has, which a test
            of every catalogue finds first.
    """
    messages: dict[tuple[str, str], tuple[str, ...]] = {}
    for path in catalogue_files(language):
        with path.open("rb") as file:
            catalogue = read_po(file, locale=language, abort_invalid=True)
        for message in catalogue:
            texts, forms = _texts(message.id), _texts(message.string)
            if len(texts) > 1 and len(forms) != len(FORMS[language]):
                raise ValueError(f"{path.name}: `{texts[0]}` has {len(forms)} forms")
            if all(texts) and all(forms):
                messages[message.context or "", texts[0]] = forms
    return MappingProxyType(messages)


def _texts(one_or_several: object) -> tuple[str, ...]:
    """The forms of one side of a message, as Babel has them."""
    if isinstance(one_or_several, (tuple, list)):
        return tuple(text or "" for text in one_or_several)
    return (one_or_several if isinstance(one_or_several, str) else "",)


def plural_form(n: Number, language: Language) -> int:
    """Which form of a message a number takes (CLDR's rules)."""
    number = n.normalize() if isinstance(n, Decimal) else n
    return FORMS[language].index(_locale(language).plural_form(number))


def signs_of(language: Language) -> Signs:
    """How a language writes numbers; units are SI's, a no-break space before them."""
    locale = _locale(language)
    symbols = locale.number_symbols["latn"]
    percent = locale.percent_formats[None].suffix[0]
    tied = "\N{NO-BREAK SPACE}"
    return Signs(
        decimal=symbols["decimal"],
        group=symbols["group"],
        percent=percent,
        day=f"{tied}d",
        hour=f"{tied}h",
        minute=f"{tied}min",
        second=f"{tied}s",
    )


def long_day(day: date, language: Language) -> str:
    """A day with the name of its month."""
    return format_date(day, "long", locale=_locale(language))


@cache
def _locale(language: Language) -> Locale:
    return Locale.parse(language)
