"""The policies that ship, and what a project takes of them.

`copied(["answer-speed"], {})` gives the text of `answering.std` with that standard, and
of a `vocabulary.std` with the words that it needs and no others.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files
from pathlib import Path

from upheld.checker.casedata import quoted_files
from upheld.checker.usage import Usage, usage_of
from upheld.checker.vocabulary_text import Needed, declared_in, needed_words, printed
from upheld.dsl import ast, model
from upheld.dsl.dataclass import dataclass
from upheld.dsl.loader import Loaded, load

#: The folders of the library; the first one shares the words of one file.
SERVICE, PUBLISHED, HELPDESKS = "service", "published", "helpdesks"
WORDS = "vocabulary.std"
SCOPE = "scope"

#: Lists of the vocabulary that `scope.std` counts on.
SCOPE_LISTS = frozenset({"channels", "touchpoints"})

#: Files that belong to others and are not copied by name.
PARTS = ("vocabulary", "calendar-", "waivers")

STANDARD = re.compile(r"^standard (\S+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Theme:
    """One file of the library; `title` is the first sentence of its head."""

    name: str
    folder: str
    text: str
    title: str
    standards: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Copied:
    """A file to write; `kept` names what was there already and stays as it is.

    `lacking` are words that a kept event would need besides its own.
    """

    name: str
    text: str
    kept: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()


class UnknownError(Exception):
    """A name that stands for no file and no standard of the library."""


@cache
def shipped(folder: str) -> Mapping[str, str]:
    """The files of a folder of the library by name, pages of cases apart."""
    found = files("upheld.policies") / folder
    return {
        entry.name: entry.read_text(encoding="utf-8")
        for entry in sorted(found.iterdir(), key=lambda entry: entry.name)
        if entry.name.endswith((".std", ".csv"))
    }


@cache
def themes() -> tuple[Theme, ...]:
    """Every file that can be copied, those of the service library first."""
    return tuple(
        theme_of(folder, name, text)
        for folder in (SERVICE, PUBLISHED, HELPDESKS)
        for name, text in shipped(folder).items()
        if name.endswith(".std") and not name.startswith(PARTS)
    )


def theme_of(folder: str, name: str, text: str) -> Theme:
    """What there is to know about a file without reading its sentences."""
    head = re.match(r"(# .*\n)+", text)
    words = " ".join(re.findall(r"^# (.*)$", head[0], re.MULTILINE)) if head else ""
    title = re.split(r"\.(?: |$)", words)[0]
    ids = tuple(dict.fromkeys(STANDARD.findall(text)))
    return Theme(name.removesuffix(".std"), folder, text, title, ids)


@cache
def policy_of(theme: Theme) -> Loaded:
    """A file of the library, read with all that it uses."""
    name = f"{theme.name}.std"
    return load([Path(name)], texts=shipped(theme.folder))


def copied(names: Iterable[str], present: Mapping[str, str]) -> list[Copied]:
    """The files that some themes and standards of the library come to.

    Args:
        names: of themes and of standards; `*` is a wildcard.
        present: the texts of files that the project has, by name.

    Raises:
        UnknownError: a name that stands for nothing.
    """
    chosen = chosen_of(names)
    own = {t: ids for t, ids in chosen.items() if t.folder == SERVICE}
    found = [service_file(t, ids, present) for t, ids in own.items()]
    if own:
        found += vocabulary_files(own, present)
    rules = [theme for theme in chosen if theme.folder != SERVICE]
    return [*found, *(each for theme in rules for each in whole_files(theme, present))]


def chosen_of(names: Iterable[str]) -> dict[Theme, tuple[str, ...]]:
    """The standards that are meant, by theme; a theme's name stands for all of its own.

    Raises:
        UnknownError: a name that stands for nothing.
    """
    wanted: dict[Theme, set[str]] = {}
    for name in names:
        found = False
        for theme in themes():
            meant = theme.standards if fnmatchcase(theme.name, name) else ()
            meant = meant or tuple(s for s in theme.standards if fnmatchcase(s, name))
            if meant or theme.name == name:
                wanted.setdefault(theme, set()).update(meant)
                found = True
        if not found:
            raise UnknownError(name)
    return {
        theme: tuple(s for s in theme.standards if s in wanted[theme])
        for theme in themes()
        if theme in wanted
    }


# --- themes --------------------------------------------------------------------------


def service_file(
    theme: Theme, ids: tuple[str, ...], present: Mapping[str, str]
) -> Copied:
    """A theme with the standards chosen, behind those that the project has."""
    name = f"{theme.name}.std"
    head, *parts = pieces(theme.text)
    before = present.get(name)
    there = () if before is None else tuple(STANDARD.findall(before))
    new = [p for p in parts if is_new(p, ids, there, is_first=before is None)]
    texts = [head if before is None else before.rstrip("\n"), *new]
    kept = tuple(each for each in ids if each in there)
    return Copied(name, "\n\n".join(texts) + "\n", kept)


def pieces(text: str) -> list[str]:
    """The declarations of a canonical file, each with the comments above it."""
    return re.split(r"\n\n+", text.strip("\n"))


def is_new(
    piece: str, ids: Iterable[str], there: Iterable[str], *, is_first: bool
) -> bool:
    """Whether a declaration is written: a standard that is wanted and not there yet.

    Other declarations come with the file, so only where the project has none.
    """
    found = STANDARD.search(piece)
    return found[1] in ids and found[1] not in there if found else is_first


def whole_files(theme: Theme, present: Mapping[str, str]) -> Iterator[Copied]:
    """A file with words of its own, with the calendars and holidays that it names."""
    there = shipped(theme.folder)
    waiting, seen = [f"{theme.name}.std"], set[str]()
    while waiting:
        name = waiting.pop(0)
        if name in seen or name not in there:
            continue
        seen.add(name)
        if name.endswith(".std"):
            waiting += quoted_files(there[name])
        kept = (name,) if name in present else ()
        yield Copied(name, present.get(name, there[name]), kept)


# --- the vocabulary ------------------------------------------------------------------


def vocabulary_files(
    chosen: Mapping[Theme, tuple[str, ...]], present: Mapping[str, str]
) -> Iterator[Copied]:
    """The words that the standards need, and the holidays of their calendars."""
    usage = usage_of(standards_of(chosen))
    needed = needed_words(words_document(), usage, lists_of(chosen, usage))
    yield vocabulary_file(needed, present)
    for calendar in needed.all(ast.Calendar):
        for clause in calendar.clauses:
            if isinstance(clause, ast.ClosedOn):
                name = clause.path.text
                kept = (name,) if name in present else ()
                text = shipped(SERVICE)[name]
                yield Copied(name, present.get(name, text), kept)


def standards_of(
    chosen: Mapping[Theme, tuple[str, ...]],
) -> Iterator[model.Standard]:
    """The standards chosen, as read."""
    for theme, ids in chosen.items():
        policy = policy_of(theme).policy
        assert policy is not None, theme.name
        yield from (s for s in policy.standards if s.id in ids)


def lists_of(chosen: Mapping[Theme, tuple[str, ...]], usage: Usage) -> frozenset[str]:
    """The lists that are needed, also those of the scope."""
    scope = any(theme.name == SCOPE for theme in chosen)
    return usage.lists | (SCOPE_LISTS if scope else frozenset())


@cache
def words_document() -> ast.Document:
    """The vocabulary of the service library as written."""
    return load([Path(WORDS)], texts=shipped(SERVICE)).documents[WORDS]


def vocabulary_file(needed: Needed, present: Mapping[str, str]) -> Copied:
    """The vocabulary, or what the project's own lacks behind it."""
    before = present.get(WORDS)
    if before is None:
        return Copied(WORDS, printed(needed))
    there = declared_in(WORDS, before)
    rest = needed.without(there)
    text = before.rstrip("\n") + "\n"
    if rest.declarations:
        text += f"\n{printed(rest, head=False)}"
    return Copied(WORDS, text, tuple(there.names), tuple(needed.lacking(there)))
