"""`upheld explain FILE [ID]`: what every stage makes of a file, one after the other.

text -> tree -> names -> reading -> model -> plan -> scans -> SQL -> counts -> verdicts

The stages up to the plan need no data; the scans are what runs when all are counted
together. The SQL is complete: run by hand in the DuckDB shell it gives the counts shown
after it.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from upheld.checker import explain_words as words
from upheld.checker.asked import asked_mistakes
from upheld.checker.check import Request, Run
from upheld.checker.explain_sources import statements
from upheld.checker.explain_tree import tree
from upheld.checker.fusion.describe import described
from upheld.checker.fusion.run import planned
from upheld.checker.project import project_folder
from upheld.checker.reading import reading_phrases
from upheld.checker.settings import load_settings
from upheld.checker.wording import Language, Wording, wording_of
from upheld.dsl import ast, model
from upheld.dsl.dataclass import dataclass
from upheld.dsl.diagnostics import Diagnostic, RefusedError, suggestion
from upheld.dsl.loader import Loaded, load
from upheld.dsl.source import NOWHERE, Source

if TYPE_CHECKING:
    from upheld.checker.evaluate import Evaluated

#: Stages that read data; the others need the policy only.
WITH_DATA = frozenset({"scans", "sql", "counts", "verdicts"})


@dataclass(frozen=True, slots=True)
class Explained:
    """What the stages printed: (title, text) in order, and what went wrong."""

    stages: tuple[tuple[str, str], ...]
    diagnostics: tuple[Diagnostic, ...]
    sources: Mapping[str, Source]
    exit_status: int


def stages(
    path: Path,
    standard: str | None,
    wanted: Sequence[str],
    *,
    as_of: str | None = None,
    first: str | None = None,
    last: str | None = None,
    lang: Language | None = None,
) -> Explained:
    """The stages of a file, or of one of its standards.

    Args:
        wanted: names of stages; each stands at its own place, whatever the order here.
        lang: the language for people; None is that of the settings.
    """
    settings, root, found, sources = load_settings(project_folder((path,)))
    if found:
        return Explained((), found, sources, 2)
    wording = wording_of(lang or settings.lang)
    outside = settings.outside
    loaded = load(
        [path], parameters=settings.parameters, root=None if outside else root
    )
    chosen = chosen_standards(loaded, standard)
    before = tuple(_before_data(path, loaded, chosen, standard, wanted, wording))
    wrong = tuple(loaded.diagnostics) or _unknown(loaded, chosen, standard)
    if wrong or loaded.policy is None:
        return Explained(before, wrong, loaded.sources, 2)
    if not WITH_DATA.intersection(wanted):
        return Explained(before, (), loaded.sources, 0)
    request = Request(
        (path,),
        root,
        as_of=as_of,
        first=first,
        last=last,
        settings=settings,
        outside=outside,
    )
    wrong = tuple(asked_mistakes(request, loaded.policy.zone))
    if wrong:
        return Explained(before, wrong, loaded.sources, 2)
    run = Run(request, loaded.policy, chosen, loaded.sources)
    try:
        after, wrong = _with_data(run, chosen, wanted, wording)
    finally:
        run.close()
    status = 3 if wrong else 0
    return Explained((*before, *after), wrong, loaded.sources, status)


def chosen_standards(
    loaded: Loaded, standard: str | None
) -> tuple[model.Standard, ...]:
    """The standard named, or all of them."""
    if loaded.policy is None:
        return ()
    return tuple(s for s in loaded.policy.standards if standard in (None, s.id))


def _unknown(
    loaded: Loaded, chosen: Sequence[model.Standard], standard: str | None
) -> tuple[Diagnostic, ...]:
    if chosen or standard is None or loaded.policy is None:
        return ()
    known = [s.id for s in loaded.policy.standards]
    message = f"no standard is called `{standard}`"
    return (Diagnostic("E0030", message, NOWHERE, suggestion(standard, known)),)


# --- without data ---------------------------------------------------------------------


def _before_data(
    path: Path,
    loaded: Loaded,
    chosen: Sequence[model.Standard],
    standard: str | None,
    wanted: Sequence[str],
    wording: Wording,
) -> list[tuple[str, str]]:
    """Text and tree of what was read; names, reading, model, plan of what was meant."""
    source = loaded.sources.get(path.as_posix())
    document = loaded.documents.get(path.as_posix())
    declared = _declarations(document, standard)
    made: dict[str, Callable[[], str]] = {
        "text": lambda: _text(source, declared, standard),
        "tree": lambda: "\n\n".join(tree(node) for node in declared),
        "names": lambda: "\n".join(words.names(chosen, wording)),
        "reading": lambda: _each(chosen, lambda one: _reading(one, wording)),
        "model": lambda: "\n\n".join(tree(one) for one in chosen),
        "plan": lambda: _each(chosen, lambda one: words.plan(one, wording)),
    }
    found = []
    for name, make in made.items():
        text = make() if name in wanted else ""
        if text:
            found.append((name, text))
    return found


def _reading(edition: model.Edition, wording: Wording) -> list[str]:
    """What a sentence means, line by line."""
    return [wording.line(told) for told in reading_phrases(edition)]


def _declarations(
    document: ast.Document | None, standard: str | None
) -> list[ast.Declaration]:
    if document is None:
        return []
    return [
        node
        for node in document.declarations
        if standard is None
        or (isinstance(node, ast.Standard) and node.name.text == standard)
    ]


def _text(
    source: Source | None, declared: Sequence[ast.Declaration], standard: str | None
) -> str:
    """The file, or the lines of the declarations chosen."""
    if source is None:
        return ""
    if standard is None:
        return source.text.rstrip("\n")
    lines: list[str] = []
    for node in declared:
        spans = range(node.span.line, node.span.end_line + 1)
        lines += [source.line(number) for number in spans]
    return "\n".join(lines)


def _each(
    chosen: Sequence[model.Standard],
    tell: Callable[[model.Edition], Sequence[str]],
) -> str:
    """What is told of each edition, below the standard's id."""
    parts = []
    for standard in chosen:
        for edition in standard.editions:
            head = f"{standard.id}: {edition.sentence}"
            parts.append("\n".join([head, *(f"  {line}" for line in tell(edition))]))
    return "\n\n".join(parts)


# --- with data ------------------------------------------------------------------------


def _with_data(
    run: Run,
    chosen: Sequence[model.Standard],
    wanted: Sequence[str],
    wording: Wording,
) -> tuple[list[tuple[str, str]], tuple[Diagnostic, ...]]:
    """SQL, counts and verdicts; a standard that fails leaves the others."""
    evaluator = run.evaluator(run.prepare())
    evaluated: list[tuple[model.Standard, Sequence[Evaluated]]] = []
    wrong: list[Diagnostic] = []
    for standard in chosen:
        try:
            editions = [evaluator.evaluate(standard, e) for e in standard.editions]
            evaluated.append((standard, editions))
        except RefusedError as error:
            wrong += [d for d in error.diagnostics if d not in wrong]

    def told_verdicts(standard: model.Standard, one: "Evaluated") -> Sequence[str]:
        return words.verdicts(one, standard, run.policy.waivers, wording)

    made: dict[str, Callable[[], str]] = {
        "scans": lambda: described(planned(evaluator, chosen), wording),
        "sql": lambda: _sql(run, evaluated),
        "counts": lambda: _told(evaluated, lambda _, one: words.counts(one, wording)),
        "verdicts": lambda: _told(evaluated, told_verdicts),
    }
    found = [(name, make()) for name, make in made.items() if name in wanted]
    return [(name, text) for name, text in found if text], tuple(wrong)


def _sql(
    run: Run, evaluated: Sequence[tuple[model.Standard, Sequence["Evaluated"]]]
) -> str:
    events = [data for data in run.session.events.values() if data.prepared is not None]
    queries = [f"{q};" for _, ones in evaluated for one in ones for q in one.sql]
    if not queries:
        return ""
    return "\n\n".join([*statements(run.session, events), *queries])


def _told(
    evaluated: Sequence[tuple[model.Standard, Sequence["Evaluated"]]],
    tell: Callable[[model.Standard, "Evaluated"], Sequence[str]],
) -> str:
    parts = []
    for standard, ones in evaluated:
        lines = [f"  {line}" for one in ones for line in tell(standard, one)]
        parts.append("\n".join([standard.id, *lines]))
    return "\n\n".join(parts)
