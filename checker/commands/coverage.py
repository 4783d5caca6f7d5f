"""`upheld coverage`: what there are standards for, and what nobody looks at."""

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from upheld.checker.commands.check import REFUSED, pairs, project_request
from upheld.checker.commands.language import LANG, wording_here
from upheld.checker.commands.terminal import show, tell

if TYPE_CHECKING:
    from upheld.checker.check import Request
    from upheld.checker.unlooked import CoverageDocument
    from upheld.checker.wording import Language, Wording

#: Exit status of `--strict` where a listed member has no standard.
MISSING = 1


@click.command("coverage")
@click.argument("policies", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--format",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    help="What to print on standard output (default: text).",
)
@click.option("--data", is_flag=True, help="Look into the data of the events too.")
@click.option(
    "--source", multiple=True, metavar="NAME=PATH", help="Read a source from elsewhere."
)
@click.option("--as-of", metavar="MOMENT", help="With --data: see nothing after it.")
@LANG
@click.option(
    "--strict", is_flag=True, help="Status 1 where a listed member has no standard."
)
def coverage_command(
    policies: tuple[Path, ...],
    format: Literal["text", "json", "markdown"],
    data: bool,
    source: tuple[str, ...],
    as_of: str | None,
    lang: "Language | None",
    strict: bool,
) -> int:
    """Show which stages, channels, dimensions and labels have a standard.

    What has to be covered are the members of lists: `list channels "phone", "chat"`
    for the clause `channel`, `list needs …` for `label need`. Told too are the events,
    words and lists that no standard looks at; with --data also columns, values that no
    list names, and standards that no event belongs to.
    """
    request = asked_request(policies, source, as_of)
    found = None if request is None else document(request, data=data)
    if found is None:
        return REFUSED
    show(rendered(found, format, wording_here(lang, policies)))
    missing = any(axis.missing for axis in found.coverage.axes)
    return MISSING if strict and missing else 0


def asked_request(
    policies: tuple[Path, ...], source: tuple[str, ...], as_of: str | None
) -> "Request | None":
    """The run of the policies with what the command line says about their data."""
    from dataclasses import replace

    request = project_request(policies)
    if request is None:
        return None
    given = {**request.sources, **pairs("--source", source)}
    return replace(request, sources=given, as_of=as_of)


def document(request: "Request", *, data: bool) -> "CoverageDocument | None":
    """What was found; None, and it is said why, where the policies are wrong."""
    from upheld.checker.check import check
    from upheld.checker.unlooked import of_data, of_policies
    from upheld.dsl.loader import load

    loaded = load(
        request.policies,
        parameters=request.parameters,
        root=None if request.outside else request.root,
    )
    if loaded.policy is None:
        tell(loaded.diagnostics, loaded.sources)
        return None
    if not data:
        return of_policies(loaded)
    outcome = check(request)
    if outcome.report is None:
        tell(outcome.diagnostics, outcome.sources)
        return None
    return of_data(loaded, request, outcome.report)


def rendered(found: "CoverageDocument", format: str, wording: "Wording") -> str:
    """The text of a format."""
    from upheld.checker.documents import written
    from upheld.checker.render.coverage import render_markdown, render_text

    if format == "json":
        return written(found)
    render = render_markdown if format == "markdown" else render_text
    return render(found, wording)
