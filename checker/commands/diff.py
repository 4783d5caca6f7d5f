"""`upheld diff`: the verdicts that another policy, or revision of it, would give."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypedDict, Unpack

import click

from upheld.checker.commands.check import REFUSED, pairs
from upheld.checker.commands.language import LANG
from upheld.checker.commands.output import manner_of
from upheld.checker.commands.terminal import say, show, tell

if TYPE_CHECKING:
    from upheld.checker.check import Outcome, Request
    from upheld.checker.comparison import Comparison
    from upheld.checker.settings import Settings
    from upheld.checker.wording import Language

#: Exit status where a standard could not be evaluated.
NOT_EVALUATED = 3


class Options(TypedDict):
    """The options of `diff`."""

    format: Literal["text", "markdown", "json"]
    as_of: str | None
    first: str | None
    last: str | None
    select: tuple[str, ...]
    source: tuple[str, ...]
    exit_code: bool
    outside: bool
    lang: "Language | None"


@click.command("diff")
@click.argument("old")
@click.argument("new", required=False)
@click.option(
    "--format",
    type=click.Choice(["text", "markdown", "json"]),
    default="text",
    help="What to print on standard output (default: text).",
)
@LANG
@click.option("--as-of", metavar="MOMENT", help="See nothing after it; also `now`.")
@click.option("--from", "first", metavar="DATE", help="First day (or moment) to judge.")
@click.option("--to", "last", metavar="DATE", help="Last day to judge.")
@click.option(
    "--select",
    multiple=True,
    metavar="ID",
    help="Only these standards; * is a wildcard.",
)
@click.option(
    "--source", multiple=True, metavar="NAME=PATH", help="Read a source from elsewhere."
)
@click.option("--exit-code", is_flag=True, help="End with 1 if anything changed.")
@click.option("--outside", is_flag=True, help="Allow paths outside the project folder.")
def diff_command(old: str, new: str | None, **options: Unpack[Options]) -> int:
    """Judge OLD and NEW on the same data and show each window whose verdict flips.

    OLD and NEW are policies (a file, a folder), revisions of git (HEAD~1, a branch:
    then the policies of the project as they stood there), or REVISION:FILE. Without
    NEW the policies as they are now are compared. Data and lists are those of today.
    The exit status is 0, also where verdicts flip: a difference is no failure.
    """
    from upheld.checker.comparison import compare
    from upheld.dsl.diagnostics import RefusedError

    try:
        request = common_request([text for text in (old, new) if text], options)
        if request is None:
            return REFUSED
        assert request.settings is not None
        language = options["lang"] or request.settings.lang
        after = judged(new, request, language)
        before = judged(old, as_of_both(request, after), language)
    except RefusedError as error:
        tell(error.diagnostics, {})
        return REFUSED
    if before.report is None or after.report is None:
        return REFUSED
    comparison = compare(before.report, after.report)
    show_comparison(comparison, options, language)
    if NOT_EVALUATED in (before.exit_status, after.exit_status):
        return NOT_EVALUATED
    return int(options["exit_code"] and bool(comparison.changed))


def common_request(texts: list[str], options: Options) -> "Request | None":
    """The run of both sides but for its policies; None where the settings are wrong."""
    from upheld.checker.check import Request
    from upheld.checker.project import project_folder
    from upheld.checker.settings import load_settings

    paths = [path for text in texts if (path := Path(text)).exists()]
    settings, root, diagnostics, sources = load_settings(project_folder(paths))
    tell(diagnostics, sources)
    if diagnostics:
        return None
    return Request(
        policies=(),
        root=root,
        as_of=options["as_of"],
        first=options["first"],
        last=options["last"],
        parameters=settings.parameters,
        sources=dict(pairs("--source", options["source"])),
        outside=options["outside"] or settings.outside,
        select=options["select"],
        settings=settings,
    )


def as_of_both(request: "Request", outcome: "Outcome") -> "Request":
    """The same run as of the moment that another one was judged at."""
    if outcome.report is None:
        return request
    return replace(request, as_of=outcome.report.as_of)


def judged(text: str | None, request: "Request", language: "Language") -> "Outcome":
    """What comes of one side; its mistakes are told.

    Raises:
        RefusedError: E0054, it is neither a path nor a revision.
    """
    from upheld.checker.check import check

    outcome = check(side_of(text, request))
    if outcome.diagnostics:
        from upheld.checker.wording import wording_of

        now = wording_of(language).say("the policies as they are now")
        say(f"{text or now}:")
    tell(outcome.diagnostics, outcome.sources)
    return outcome


def side_of(text: str | None, request: "Request") -> "Request":
    """The run of one side.

    Raises:
        RefusedError: E0054, it is neither a path nor a revision.
    """
    from upheld.checker.project import policies_of, policy_files

    assert request.settings is not None
    if text is None:
        now = policies_of(request.root, request.settings.policies)
        return replace(request, policies=now)
    path = Path(text)
    if path.exists():
        return replace(request, policies=tuple(policy_files([path])))
    return revision_side(text, request, request.settings)


def revision_side(text: str, request: "Request", settings: "Settings") -> "Request":
    """The run of a revision, or of one file of it.

    Raises:
        RefusedError: E0054, there is no such revision, or no policy in it.
    """
    from upheld.checker.revisions import matching, revision_of

    found = revision_of(request.root, text)
    if found is None:
        raise no_side(text, "is neither a policy nor a revision of git")
    texts, file = found
    names = (file,) if file else matching(texts, settings.policies)
    if not names or names[0] not in texts:
        raise no_side(text, "names a revision without such a policy")
    return replace(request, policies=tuple(map(Path, names)), texts=texts)


def no_side(text: str, why: str) -> Exception:
    """The error for a side that cannot be compared."""
    from upheld.dsl.diagnostics import Diagnostic, RefusedError
    from upheld.dsl.source import NOWHERE

    help = "name a .std file, a folder, or a revision such as `HEAD~1`"
    return RefusedError(Diagnostic("E0054", f"`{text}` {why}", NOWHERE, help))


def show_comparison(
    comparison: "Comparison", options: Options, language: "Language"
) -> None:
    """Print the comparison in the format that is asked for."""
    from upheld.checker.render.comparison import (
        comparison_json,
        comparison_markdown,
        comparison_text,
    )

    manner = manner_of(language)
    match options["format"]:
        case "text":
            show(comparison_text(comparison, manner))
        case "markdown":
            show(comparison_markdown(comparison, manner))
        case "json":
            show(comparison_json(comparison))
