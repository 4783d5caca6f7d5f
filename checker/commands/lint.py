"""`upheld lint`: what standards leave unsaid, say vaguely, or say in vain."""

import json
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from upheld.checker.commands.build_server import prefix
from upheld.checker.commands.check import REFUSED, project_request
from upheld.checker.commands.language import LANG, wording_here
from upheld.checker.commands.terminal import Progress, show, tell, wants_color

if TYPE_CHECKING:
    from collections.abc import Sequence

    from upheld.checker.check import Request
    from upheld.checker.lint.run import Selection
    from upheld.checker.report import Report
    from upheld.checker.wording import Language, Wording
    from upheld.dsl.diagnostics import Diagnostic
    from upheld.dsl.loader import Loaded

SCHEMA = "upheld/lint/1"

#: Exit status where something was found.
FOUND = 1

CODES = "CODE[,CODE]"
FORMATS = ("text", "json", "sarif", "github", "gitlab")


@click.command("lint")
@click.argument("policies", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--select", multiple=True, metavar=CODES, help="Only these rules, or ALL."
)
@click.option("--ignore", multiple=True, metavar=CODES, help="Not these rules.")
@click.option("--data", is_flag=True, help="Judge the data too: targets never missed …")
@click.option("--as-of", metavar="DATE", help="Today, for waivers that end soon.")
@LANG
@click.option("--format", type=click.Choice(FORMATS), default="text")
def lint_command(
    policies: tuple[Path, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    data: bool,
    as_of: str | None,
    lang: "Language | None",
    format: str,
) -> int:
    """Look for weak standards in POLICIES (.std files, or folders of them).

    Vague wording, no window, owner or reason, targets that are absolute, overlap or
    (with --data) were never missed. `upheld explain L0001` tells about a rule; in a
    file, `# lint: ignore L0005 because …` sets one aside. Status 1 where one is found.
    """
    selection = read_selection(select, ignore)
    today = read_day(as_of)
    request = project_request(policies)
    if request is None:
        return REFUSED
    loaded = load_policies(request)
    tell(loaded.diagnostics, loaded.sources)
    if loaded.policy is None or loaded.diagnostics:
        return REFUSED
    report = judged(request) if data else None
    from upheld.checker.lint.context import Context
    from upheld.checker.lint.run import lint

    found = lint(Context(loaded, loaded.policy, today, report), selection)
    show(rendered(found, loaded, format, wording_here(lang, policies)))
    return FOUND if found else 0


def rendered(
    found: "Sequence[Diagnostic]", loaded: "Loaded", format: str, wording: "Wording"
) -> str:
    """The findings in a format; those of build servers are made as of `check`."""
    if format == "json":
        return as_json(found, loaded)
    if format == "text":
        return as_text(found, loaded, wording)
    from upheld.checker.render.lint_findings import render

    return render(found, format, prefix())


def read_selection(select: tuple[str, ...], ignore: tuple[str, ...]) -> "Selection":
    """The rules that the options ask for."""
    from upheld.checker.lint.run import RULES, Selection
    from upheld.dsl.diagnostics import suggestion

    selection = Selection(_codes(select), _codes(ignore))
    for name in selection.unknown():
        raise click.UsageError(f"no rule `{name}`: {suggestion(name, RULES)}")
    return selection


def _codes(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(
        part.strip().upper()
        for text in texts
        for part in text.split(",")
        if part.strip()
    )


def read_day(text: str | None) -> date:
    """A day as given, or today."""
    if text is None:
        return datetime.now(UTC).date()
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        raise click.UsageError(f"--as-of takes a date, not `{text}`") from None


def load_policies(request: "Request") -> "Loaded":
    """The policies of a run, read and resolved."""
    from upheld.dsl.loader import load

    return load(
        request.policies,
        parameters=request.parameters,
        root=None if request.outside else request.root,
    )


def judged(request: "Request") -> "Report | None":
    """The report of a run over the data."""
    from dataclasses import replace

    from upheld.checker.check import check

    with Progress() as progress:
        outcome = check(replace(request, progress=progress))
    tell(outcome.diagnostics, outcome.sources)
    return outcome.report


def as_text(found: "Sequence[Diagnostic]", loaded: "Loaded", wording: "Wording") -> str:
    """The findings, which are English like all diagnostics, and how many there are."""
    from upheld.dsl.excerpt import render

    color = wants_color(sys.stdout)
    drawn = [render(each, loaded.sources, color=color) for each in found]
    return "\n\n".join((*drawn, closing(found, len(loaded.sources), wording)))


def closing(found: "Sequence[Diagnostic]", read: int, wording: "Wording") -> str:
    """How many findings there are, and in how many files."""
    if not found:
        return wording.count(
            "nothing found in {n} file", "nothing found in {n} files", read
        )
    files = len({each.span.file for each in found})
    return wording.say(
        "{findings} {in_files}",
        findings=wording.count("{n} finding", "{n} findings", len(found)),
        in_files=wording.count("in {n} file", "in {n} files", files),
    )


def as_json(found: "Sequence[Diagnostic]", loaded: "Loaded") -> str:
    """The findings as one document; lines and columns from 1, ends exclusive."""
    from upheld.dsl.codes import CODES

    document = {
        "schema": SCHEMA,
        "files": list(loaded.sources),
        "findings": [
            {
                "code": each.code,
                "title": CODES[each.code].title,
                "message": each.message,
                "help": each.help,
                "file": each.span.file,
                "line": each.span.line,
                "column": each.span.column,
                "end_line": each.span.end_line,
                "end_column": each.span.end_column,
            }
            for each in found
        ],
    }
    return json.dumps(document, indent=2, ensure_ascii=False)
