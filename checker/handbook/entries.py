"""The handbook: every standard of some policies, in plain language."""

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from upheld.checker.handbook.page import (
    Block,
    Facts,
    Heading,
    Page,
    Paragraph,
    Points,
    Rule,
)
from upheld.checker.handbook.terms import Plain, metadata_of
from upheld.checker.wording import Wording
from upheld.dsl import ast

Documents = Mapping[str, ast.Document]


def handbook(documents: Documents, wording: Wording, title: str = "") -> Page:
    """The handbook of some files.

    Args:
        documents: Files by name, in the order of the chapters.
        title: Its heading; without one, `Service standards`.
    """
    plain = Plain(wording)
    blocks = [
        *_front(documents, wording, title),
        *_chapters(documents, plain),
        *_terms(documents, plain),
    ]
    return Page(wording.language, tuple(blocks))


def _front(documents: Documents, wording: Wording, title: str) -> Iterator[Block]:
    count = sum(len(list(standards_of(d))) for d in documents.values())
    yield Heading(title or wording.say("Service standards"), 1)
    yield Paragraph(
        " ".join(
            (
                wording.count("{n} standard.", "{n} standards.", count),
                wording.say(
                    "The sentence set apart is what counts; the rest explains it."
                ),
                wording.say("What nobody answered, or never came, counts as too late."),
            )
        )
    )


def _chapters(documents: Documents, plain: Plain) -> Iterator[Block]:
    """A chapter for each file that has standards, a heading only where several have."""
    chapters = {n: list(standards_of(d)) for n, d in documents.items()}
    chapters = {name: found for name, found in chapters.items() if found}
    waivers = [w for d in documents.values() for w in waivers_of(d)]
    for number, (name, standards) in enumerate(chapters.items(), 1):
        if len(chapters) > 1:
            yield Heading(chapter_title(name), 2, f"chapter-{number}")
        seen: set[str] = set()
        for standard in standards:
            is_later = standard.name.text in seen
            seen.add(standard.name.text)
            level = 3 if len(chapters) > 1 else 2
            yield from _entry(standard, waivers, plain, level=level, later=is_later)


def chapter_title(name: str) -> str:
    """A file's name as a heading: `answering.std` is Answering."""
    words = PurePosixPath(name).stem.replace("-", " ").replace("_", " ")
    return words[:1].upper() + words[1:]


def _entry(
    standard: ast.Standard,
    waivers: list[ast.Waiver],
    plain: Plain,
    *,
    level: int,
    later: bool,
) -> Iterator[Block]:
    """One edition of a standard; a later one has no anchor of its own."""
    name = standard.name.text
    yield Heading(standard.title or name, level, "" if later else name)
    yield Rule(plain.sentence(standard))
    points = tuple(
        dict.fromkeys((*plain.of_sentence(standard), *plain.of_clauses(standard)))
    )
    if points:
        yield Points(points)
    facts = tuple(_facts(standard, plain))
    if facts:
        yield Facts(facts)
    exceptions = tuple(_exceptions(standard, waivers, plain))
    if exceptions:
        yield Points(exceptions)


def _facts(standard: ast.Standard, plain: Plain) -> Iterator[tuple[str, str]]:
    if days := plain.days(standard):
        yield plain.say("In force"), days
    for key, value in metadata_of(standard).items():
        yield plain.label(key), value
    yield plain.say("Known as"), standard.name.text


def _exceptions(
    standard: ast.Standard, waivers: list[ast.Waiver], plain: Plain
) -> Iterator[str]:
    """The waivers of a standard."""
    for waiver in waivers:
        if standard.name.text in {word.text for word in waiver.standards}:
            yield exception(waiver, plain)


def exception(waiver: ast.Waiver, plain: Plain) -> str:
    """A waiver in one sentence."""
    days = plain.span(waiver.first, waiver.last)
    where = f", {plain.shown(waiver.condition)}" if waiver.condition else ""
    return plain.say(
        "Exception {days}{where}: {reason}. Approved by {approver}.",
        days=days,
        where=where,
        reason=(waiver.reason or "").rstrip("."),
        approver=waiver.approver or "",
    )


# --- what the standards use -----------------------------------------------------------


def _terms(documents: Documents, plain: Plain) -> Iterator[Block]:
    """Definitions and opening hours, where there are any."""
    found = [d for document in documents.values() for d in document.declarations]
    defines = [d for d in found if isinstance(d, ast.Define)]
    if defines:
        yield Heading(plain.say("What is measured"), 2)
        yield Facts(tuple((d.name.text, plain.shown(d.metric)) for d in defines))
    calendars = [d for d in found if isinstance(d, ast.Calendar)]
    if calendars:
        yield Heading(plain.say("Opening hours"), 2)
        yield Facts(
            tuple(
                (c.name.text, "; ".join(plain.shown(hours) for hours in c.clauses))
                for c in calendars
            )
        )


def standards_of(document: ast.Document) -> Iterator[ast.Standard]:
    """The standards of a file, every edition."""
    for declaration in document.declarations:
        if isinstance(declaration, ast.Standard):
            yield declaration


def waivers_of(document: ast.Document) -> Iterator[ast.Waiver]:
    """The waivers of a file."""
    for declaration in document.declarations:
        if isinstance(declaration, ast.Waiver):
            yield declaration
