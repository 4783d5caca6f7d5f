"""Why a line or a value of a file was not read, in the words of a language.

Connectors give the reason as an English text, a plug-in's as well. The texts of our
own are told apart by their form and said through the catalogues; any other one stays
as it is.
"""

import re
from functools import cache

from upheld.checker.phrases import Phrase, amount
from upheld.checker.wording import Wording, message

_REASONS = (
    message("does not convert"),
    message("too few columns: {found}, expected {expected}"),
    message("too many columns: more than {expected}"),
    message("a quote that does not close where a value ends"),
    message("not JSON: {error} (line {line}, column {column})"),
    message("not a record `{{…}}`"),
    message("half a surrogate pair in a text"),
    message("one name stands twice in a record"),
    message("`{name}` is no JSON number"),
    message("nested too deeply"),
)

#: Values that are numbers; all others are written as they stand.
_NUMBERS = frozenset({"found", "expected"})


def rejection_in_words(reason: str, wording: Wording) -> str:
    """A reason in the language; in English the text as it came."""
    if wording.language == "en":
        return reason
    for text, form in _forms():
        found = form.fullmatch(reason)
        if found is not None:
            values = {
                name: amount(value) if name in _NUMBERS else value
                for name, value in found.groupdict().items()
            }
            return wording.tell(Phrase(text=text, values=values))
    return reason


@cache
def _forms() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Each message, and what matches its English text with any values."""
    return tuple((text, re.compile(_pattern(text), re.DOTALL)) for text in _REASONS)


def _pattern(text: str) -> str:
    parts = re.split(r"\{(\w+)\}", text)
    names, plain = parts[1::2], parts[::2]
    told = [re.escape(one.replace("{{", "{").replace("}}", "}")) for one in plain]
    return told[0] + "".join(
        f"(?P<{name}>.+){rest}" for name, rest in zip(names, told[1:], strict=True)
    )
