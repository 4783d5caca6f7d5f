"""Sentences that keep their parts apart, so that they can be said in any language.

    phrase("{length} is exact time.", length=amount("2m"))

The English text is the key of a message, as everywhere; `Wording.tell` says it with
its values, which may be phrases themselves. A value that is a text (a name of the
policy, in backticks or not) is said as it is written.
"""

from dataclasses import field
from typing import Literal

from upheld.checker.part import Part


class Phrase(Part):
    """A message with its values, or an amount.

    `text` is the English message with its values in braces; where it counts, `many` is
    its English plural and `n` the number, as a decimal. Of an `amount`, `text` is the
    English notation of numbers with their units: `1h 30m`, `4.50 EUR`, `90%`.
    """

    kind: Literal["message", "amount"] = "message"
    text: str
    many: str | None = None
    n: str | None = None
    values: "dict[str, str | Phrase]" = field(default_factory=dict)


#: A text that is said as it is written, or a phrase.
Told = str | Phrase


def phrase(text: str, /, **values: Told) -> Phrase:
    """A message with its values."""
    return Phrase(text=text, values=values)


def numbered(one: str, many: str, n: str | int, /, **values: Told) -> Phrase:
    """A message about a number of things, which stands in it as `{n}`."""
    return Phrase(text=one, many=many, n=str(n), values=values)


def amount(text: str | int) -> Phrase:
    """Numbers with their units, given as English writes them."""
    return Phrase(kind="amount", text=str(text))
