"""`upheld check`: judge standards and deliver the report."""

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypedDict, TypeVar, Unpack

import click

from upheld.checker.commands.build_server import usual_format
from upheld.checker.commands.output import (
    ALL_EVENTS,
    EVENTS_SHOWN,
    Output,
    annotate,
    check_writable,
    deliver,
    manner_of,
    missing_extras,
    read_output,
    wants_all_events,
)
from upheld.checker.commands.terminal import Progress, say, wants_color
from upheld.checker.render.formats import FORMATS, PRINTED

if TYPE_CHECKING:
    from upheld.checker.check import Outcome, Request
    from upheld.checker.render.manner import JunitLevel
    from upheld.checker.settings import Settings
    from upheld.checker.wording import Language
    from upheld.dsl.diagnostics import Diagnostic
    from upheld.dsl.source import Source

#: Exit status where the command, the configuration or a policy is wrong.
REFUSED = 2

FAIL_ON = click.Choice(["breached", "warned", "never"])
NO_DATA = click.Choice(["fail", "warn", "strict"])
JUNIT_LEVELS = click.Choice(["window", "standard"])
LANGUAGES = click.Choice(["en", "sv", "pl", "cs"])


class Options(TypedDict):
    """The options of `check`, named as in `Request`."""

    output: tuple[str, ...]
    junit_level: "JunitLevel"
    as_of: str | None
    first: str | None
    last: str | None
    select: tuple[str, ...]
    set: tuple[str, ...]
    fail_on: Literal["breached", "warned", "never"] | None
    no_data: Literal["fail", "warn", "strict"] | None
    source: tuple[str, ...]
    baseline: Path | None
    outside: bool
    lang: "Language | None"
    evidence: Path | None
    history: Path | None


#: What `check` and `ci` are asked with.
ASKED = (
    click.option(
        "--output",
        multiple=True,
        metavar="FORMAT=PATH",
        help="Write a file too; the format may be left to the suffix. Repeatable.",
    ),
    click.option(
        "--junit-level",
        type=JUNIT_LEVELS,
        default="window",
        help="Cases of JUnit and TAP: windows and groups, or standards.",
    ),
    click.option("--lang", type=LANGUAGES, help="Language for people (default: en)."),
    click.option("--as-of", metavar="MOMENT", help="See nothing after it; also `now`."),
    click.option(
        "--from", "first", metavar="DATE", help="First day (or moment) to judge."
    ),
    click.option("--to", "last", metavar="DATE", help="Last day to judge."),
    click.option(
        "--select",
        multiple=True,
        metavar="ID",
        help="Only these standards; * is a wildcard.",
    ),
    click.option(
        "--set",
        multiple=True,
        metavar="NAME=VALUE",
        help="Another value for a parameter.",
    ),
    click.option(
        "--fail-on",
        type=FAIL_ON,
        help="Which verdict gives status 1 (default: breached).",
    ),
    click.option(
        "--no-data",
        type=NO_DATA,
        help="Status 4 for a standard that was never judged (fail, the default), for "
        "none (warn), or for any closed window that was not judged (strict).",
    ),
    click.option(
        "--source",
        multiple=True,
        metavar="NAME=PATH",
        help="Read a source from elsewhere.",
    ),
    click.option(
        "--baseline",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Take baselines from an earlier result (`check --format json`).",
    ),
    click.option(
        "--outside", is_flag=True, help="Allow paths outside the project folder."
    ),
    click.option(
        "--evidence",
        type=click.Path(path_type=Path),
        metavar="PATH",
        help="Write a bundle that `upheld verify` can check: a folder, or a .zip file.",
    ),
    click.option(
        "--history",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE",
        help="Append the verdicts to a history, which `upheld history` shows.",
    ),
)

T = TypeVar("T", bound=Callable[..., int])


def asked(command: T) -> T:
    """Gives a command the options that a run is asked with, in their order."""
    for option in reversed(ASKED):
        command = option(command)
    return command


@click.command("check")
@click.argument("policies", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "wanted",
    type=click.Choice(PRINTED),
    help="What to print on standard output (default: text; github in its Actions).",
)
@asked
def check_command(
    policies: tuple[Path, ...], wanted: str | None, **options: Unpack[Options]
) -> int:
    """Judge the standards in POLICIES (.std files, or folders of them).

    Without any, the ones that upheld.toml names are judged. Results go to standard
    output, everything else to standard error; the exit status says how it went.
    """
    outputs = [read_output(text) for text in options["output"]]
    return run_check(policies, options, wanted or usual_format(), outputs)


def run_check(
    policies: tuple[Path, ...],
    options: Options,
    wanted: str,
    outputs: Sequence[Output],
) -> int:
    """Judge, print one format, write the others; the exit status."""
    if not writable(outputs, wanted):
        return REFUSED
    from upheld.checker.check import check

    request = read_request(policies, options, outputs)
    if request is None:
        return REFUSED
    with Progress() as progress:
        outcome = check(with_progress(request, progress))
    tell(outcome.diagnostics, outcome.sources)
    if outcome.report is None:
        annotate(wanted, outcome.diagnostics)
    else:
        language = options["lang"] or language_of(request)
        manner = manner_of(language, outputs, options["junit_level"])
        deliver(outcome.report, wanted, outputs, manner)
        if not keep(options, request, outcome, language):
            return REFUSED
    return closing(outcome)


def writable(outputs: Sequence[Output], wanted: str) -> bool:
    """Whether everything can be written; where not, it is said why.

    Raises:
        click.UsageError: a folder is missing, or a path is not what it should be.
    """
    for output in outputs:
        check_writable(output.path, folder=FORMATS[output.format].folder)
    missing = missing_extras((*(output.format for output in outputs), wanted))
    tell(missing, {})
    return not missing


def language_of(request: "Request") -> "Language":
    """The language that the settings ask for."""
    return "en" if request.settings is None else request.settings.lang


def read_request(
    policies: tuple[Path, ...], options: Options, outputs: Sequence[Output] = ()
) -> "Request | None":
    """The run that the command line and the settings ask for, if they are right."""
    from dataclasses import replace

    request = project_request(policies)
    if request is None:
        return None
    return replace(
        request,
        as_of=options["as_of"],
        first=options["first"],
        last=options["last"],
        select=options["select"],
        parameters={**request.parameters, **pairs("--set", options["set"])},
        sources=dict(pairs("--source", options["source"])),
        fail_on=options["fail_on"] or request.fail_on,
        no_data=options["no_data"] or request.no_data,
        outside=options["outside"] or request.outside,
        baseline=options["baseline"] or request.baseline,
        details=bool(options["evidence"] or options["history"] or request.details),
        failures=ALL_EVENTS if wants_all_events(outputs) else EVENTS_SHOWN,
    )


def project_request(policies: tuple[Path, ...]) -> "Request | None":
    """The run of some policies, or of the project's, as the settings want it."""
    from upheld.checker.check import Request
    from upheld.checker.project import policies_of, policy_files, project_folder
    from upheld.checker.settings import load_settings

    settings, root, diagnostics, sources = load_settings(project_folder(policies))
    tell(diagnostics, sources)
    if diagnostics:
        return None
    named = policy_files(policies) if policies else policies_of(root, settings.policies)
    files = tuple(named)
    if not files:
        raise click.UsageError("no policy files: name some, or set `policies`")
    return Request(
        policies=files,
        root=root,
        parameters=settings.parameters,
        fail_on=settings.fail_on,
        no_data=settings.no_data,
        outside=settings.outside,
        baseline=stored_in(settings, root),
        details=bool(settings.history),
        settings=settings,
    )


def keep(
    options: Options, request: "Request", outcome: "Outcome", language: "Language"
) -> bool:
    """Keep evidence and history as asked for; False where one could not be written."""
    written = write_evidence(options["evidence"], request, outcome, language)
    return append_history(history_of(options, request), request, outcome) and written


def history_of(options: Options, request: "Request") -> Path | None:
    """The file of the history: the command's, else that of the settings."""
    settings = request.settings
    if options["history"] is not None or settings is None or settings.history is None:
        return options["history"]
    return request.root / settings.history


def append_history(path: Path | None, request: "Request", outcome: "Outcome") -> bool:
    """Append the verdicts of a run; False where they could not be."""
    if path is None:
        return True
    from upheld.checker.evidence.git import git_state
    from upheld.checker.ledger.store import append
    from upheld.dsl.diagnostics import RefusedError

    assert outcome.report is not None
    commit = git_state(request.root, ()).commit or ""
    try:
        append(path, outcome.report, outcome.inputs, commit)
    except RefusedError as error:
        tell(error.diagnostics, {})
        return False
    return True


def write_evidence(
    path: Path | None, request: "Request", outcome: "Outcome", language: "Language"
) -> bool:
    """Write the bundle that is asked for; False where it could not be written."""
    if path is None:
        return True
    from upheld.checker.evidence.bundle import write_bundle
    from upheld.checker.evidence.gather import ChangedError, gather
    from upheld.dsl.diagnostics import RefusedError

    try:
        write_bundle(gather(request, outcome, language), path)
    except ChangedError as error:
        message = f"`{error}` changed while it was judged: there is no evidence of it"
        raise click.UsageError(message) from None
    except RefusedError as error:
        tell(error.diagnostics, {})
        return False
    return True


def stored_in(settings: "Settings", root: Path) -> Path | None:
    """The baseline that the settings name, from where they stand."""
    return None if settings.baseline is None else root / settings.baseline


def with_progress(request: "Request", progress: Progress) -> "Request":
    """The same run, telling how far it is."""
    from dataclasses import replace

    return replace(request, progress=progress)


def pairs(option: str, texts: tuple[str, ...]) -> dict[str, str]:
    """The names and values of a repeated `NAME=VALUE` option."""
    found: dict[str, str] = {}
    for text in texts:
        name, sign, value = text.partition("=")
        if not sign or not name:
            raise click.UsageError(f"{option} takes NAME=VALUE, not `{text}`")
        found[name.strip()] = value.strip()
    return found


def tell(diagnostics: "Iterable[Diagnostic]", sources: "Mapping[str, Source]") -> None:
    """Draw diagnostics on standard error."""
    from upheld.dsl.excerpt import render

    for diagnostic in diagnostics:
        say(render(diagnostic, sources, color=wants_color(sys.stderr)))


def closing(outcome: "Outcome") -> int:
    """Say how many errors there were, if any; the exit status of the run."""
    errors = len(outcome.diagnostics)
    if errors:
        judged = "nothing judged" if outcome.report is None else judged_count(outcome)
        noun = "error" if errors == 1 else "errors"
        say(f"{errors} {noun}. {judged}. (exit {outcome.exit_status})")
    return outcome.exit_status


def judged_count(outcome: "Outcome") -> str:
    """How many of the standards could be judged."""
    standards = outcome.report.standards if outcome.report else ()
    good = sum(standard.verdict != "error" for standard in standards)
    return f"{good} of {len(standards)} standards judged"
