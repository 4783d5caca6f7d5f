"""Vague wording by language: the words, and what to write in their place."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Literal

from upheld.dsl.dataclass import dataclass

Kind = Literal["time", "effort", "quality", "often", "amount", "feeling", "open"]

#: What to write instead of a vague word of each kind.
INSTEAD: dict[Kind, str] = {
    "time": "say how long: `within 2h`",
    "effort": "say what is done, or in what share of cases",
    "quality": "say what can be seen or counted",
    "often": "say how often: `at least every 7 days`",
    "amount": "say how many, or what share",
    "feeling": "say what is asked and answered: `with satisfaction at least 4`",
    "open": "name every member, as a list",
}

LANGUAGES = ("en", "sv", "pl", "cs")

#: A word of a language that a text is not known to be in has at least so many letters,
#: since short words mean other things elsewhere (Swedish `god`, English `fast`).
FOREIGN = 6


@dataclass(frozen=True, slots=True)
class Vague:
    """A vague word or phrase in a text: where it stands, as written, and its kind."""

    start: int
    text: str
    kind: Kind

    @property
    def instead(self) -> str:
        """What to write in its place."""
        return INSTEAD[self.kind]


def vague_words(text: str, language: str = "") -> Iterator[Vague]:
    """The vague words of a text in order; each place is told once.

    Args:
        language: `en`, `sv`, `pl` or `cs`; empty where it is not known, and then the
            words of all four are looked for.
    """
    end = 0
    for found in sorted(_found(text, language), key=lambda f: (f.start, -len(f.text))):
        if found.start >= end:
            end = found.start + len(found.text)
            yield found


def _found(text: str, language: str) -> Iterator[Vague]:
    for each in (language,) if language else LANGUAGES:
        harmless = [match.span() for match in harmless_words(each).finditer(text)]
        for kind, pattern in patterns(each).items():
            for match in pattern.finditer(text):
                first, last = match.span()
                if any(a <= first and last <= b for a, b in harmless):
                    continue
                if language or each == "en" or last - first >= FOREIGN:
                    yield Vague(first, match[0], kind)


@cache
def patterns(language: str) -> Mapping[Kind, re.Pattern[str]]:
    """The words of a language by kind."""
    words = sections(language)
    return {kind: whole_words(words[kind]) for kind in INSTEAD}


@cache
def harmless_words(language: str) -> re.Pattern[str]:
    """Names and terms that hold a vague word and are not vague: `Good Friday`."""
    return whole_words(sections(language)["harmless"])


def sections(language: str) -> Mapping[str, list[str]]:
    """The lines of a language's file below each `[head]`, with its `{names}` put in."""
    path = files("upheld.checker.lint") / "words" / f"{language}.txt"
    found: dict[str, list[str]] = {}
    names: dict[str, str] = {}
    lines: list[str] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if head := re.fullmatch(r"\[(\w+)\]", line):
            lines = found.setdefault(head[1], [])
        elif name := re.fullmatch(r"(\w+) = (.*)", line):
            names[name[1]] = name[2]
        elif line and not line.startswith("#"):
            lines.append(re.sub(r"\{(\w+)\}", lambda m: names[m[1]], line))
    return found


def whole_words(lines: list[str]) -> re.Pattern[str]:
    """A pattern for any of some lines, each a regular expression of whole words."""
    alternatives = "|".join(line.replace(" ", r"\s+") for line in lines)
    return re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)", re.IGNORECASE)
