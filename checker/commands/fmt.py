"""`upheld fmt`: policies in canonical text, or translated to another language."""

import sys
from collections.abc import Iterable
from difflib import unified_diff
from pathlib import Path
from typing import TYPE_CHECKING

import click

from upheld.checker.commands.language import LANG, wording_here
from upheld.checker.commands.terminal import say, show, wants_color
from upheld.dsl.dataclass import dataclass

if TYPE_CHECKING:
    from upheld.checker.wording import Language
    from upheld.dsl.diagnostics import Diagnostic
    from upheld.dsl.source import Source

MANY = click.Path(path_type=Path, exists=True)
CODES = click.Choice(["en", "sv", "pl", "cs"])

#: Exit status where a file would change (`--check`), and where one cannot be read.
WOULD_CHANGE = 1
REFUSED = 2


@dataclass(frozen=True, slots=True)
class Change:
    """A file's text before and after; both have plain line ends."""

    path: Path
    before: str
    after: str


@click.command("fmt")
@click.argument("files", nargs=-1, required=True, type=MANY)
@click.option("--check", is_flag=True, help="Write nothing; status 1 if a file would.")
@click.option("--diff", is_flag=True, help="Write nothing; show what would change.")
@click.option("--language", type=CODES, help="Translate the keywords to a language.")
@LANG
def fmt_command(
    files: tuple[Path, ...],
    check: bool,
    diff: bool,
    language: str | None,
    lang: "Language | None",
) -> int:
    """Rewrite FILES (.std, or folders of them) in canonical text.

    Meaning and comments stay as they are. A file with a syntax error is not touched,
    and the status is then 2.
    """
    found = [formatted(path, language or "") for path in policy_files(files)]
    changes = [one for one in found if one is not None and one.before != one.after]
    if diff:
        for change in changes:
            show(difference(change))
    elif changes:
        wording = wording_here(lang, files)
        for change in changes:
            path = str(change.path)
            if check:
                say(wording.say("would change {path}", path=path))
            else:
                write(change)
                say(wording.say("changed {path}", path=path))
    if None in found:
        return REFUSED
    return WOULD_CHANGE if check and changes else 0


def policy_files(paths: Iterable[Path]) -> list[Path]:
    """The files named, and every `.std` file below the folders named, each once."""
    found: dict[Path, None] = {}
    for path in paths:
        inside = sorted(path.rglob("*.std")) if path.is_dir() else [path]
        found |= dict.fromkeys(inside)
    return list(found)


def formatted(path: Path, language: str) -> Change | None:
    """What a file would become; None where it is refused, and then it is said why."""
    from upheld.dsl.diagnostics import RefusedError
    from upheld.dsl.formatter import format_source
    from upheld.dsl.loader import read_source

    try:
        source = read_source(path.as_posix())
    except RefusedError as error:
        refuse(error.diagnostics, {})
        return None
    result = format_source(source, language)
    if result.diagnostics:
        refuse(result.diagnostics, {source.name: source})
        return None
    return Change(path, source.text, result.text)


def refuse(diagnostics: "Iterable[Diagnostic]", sources: "dict[str, Source]") -> None:
    """Say what is wrong with a file."""
    from upheld.dsl.excerpt import render

    color = wants_color(sys.stderr)
    for diagnostic in diagnostics:
        say(render(diagnostic, sources, color=color))


def difference(change: Change) -> str:
    """A unified diff."""
    name = change.path.as_posix()
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
        for line in unified_diff(
            change.before.splitlines(keepends=True),
            change.after.splitlines(keepends=True),
            name,
            name,
        )
    )


def write(change: Change) -> None:
    """Write the new text with the line ends of the old."""
    has_returns = b"\r\n" in change.path.read_bytes()
    text = change.after.replace("\n", "\r\n") if has_returns else change.after
    change.path.write_bytes(text.encode("utf-8"))
