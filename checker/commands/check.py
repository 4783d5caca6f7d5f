"""`upheld check`: judge standards and deliver the report."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypedDict, TypeVar, Unpack

import click

from upheld.checker.commands.build_server import usual_format
from upheld.checker.commands.ending import closing, tell_notes
from upheld.checker.commands.engine import ENGINE, refuse_on_cluster
from upheld.checker.commands.keeping import Keeping, keep, keeping_of
from upheld.checker.commands.language import LANG
from upheld.checker.commands.limits import LIMITS
from upheld.checker.commands.output import (
    Output,
    annotate,
    check_writable,
    deliver,
    events_wanted,
    manner_of,
    missing_extras,
    read_output,
    wants_details,
    wants_hashes,
    wants_values,
)
from upheld.checker.commands.terminal import Progress, tell
from upheld.checker.render.formats import FORMATS, PRINTED

if TYPE_CHECKING:
    from datetime import timedelta

    from upheld.checker.charts import Revision
    from upheld.checker.check import Request
    from upheld.checker.render.manner import JunitLevel
    from upheld.checker.settings import Settings
    from upheld.checker.wording import Language

#: Exit status where the command, the configuration or a policy is wrong.
REFUSED = 2

FAIL_ON = click.Choice(["breached", "warned", "never"])
NO_DATA = click.Choice(["fail", "warn", "strict"])


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
    memory_limit: str | None
    time_limit: "timedelta | None"
    show_personal: bool
    lang: "Language | None"
    evidence: Path | None
    history: Path | None
    state: Path | None
    engine: Literal["duckdb", "spark"]
    spark_remote: str | None
    notify: bool | None


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
        type=click.Choice(["window", "standard"]),
        default="window",
        help="Cases of JUnit and TAP: windows and groups, or standards.",
    ),
    LANG,
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
    *LIMITS,
    click.option(
        "--show-personal",
        is_flag=True,
        help="Show names, addresses and the like in lists of events.",
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
    click.option(
        "--state",
        type=click.Path(path_type=Path, file_okay=False),
        metavar="FOLDER",
        help="Keep what was counted, and count only what has changed since.",
    ),
    *ENGINE,
    click.option(
        "--notify/--no-notify",
        default=None,
        help="Tell the webhook in UPHELD_NOTIFY_URL what is breached or kept again.",
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
@click.option(
    "--dry-run",
    "is_dry",
    is_flag=True,
    help="Show what would be judged and written; touch no data.",
)
@asked
def check_command(
    policies: tuple[Path, ...],
    wanted: str | None,
    is_dry: bool,
    **options: Unpack[Options],
) -> int:
    """Judge the standards in POLICIES (.std files, or folders of them).

    Without any, the ones that upheld.toml names are judged. Results go to standard
    output, everything else to standard error; the exit status says how it went.
    """
    outputs = [read_output(text) for text in options["output"]]
    if is_dry:
        return run_dry(policies, options, outputs)
    return run_check(policies, options, wanted or usual_format(), outputs)


def run_dry(
    policies: tuple[Path, ...], options: Options, outputs: Sequence[Output]
) -> int:
    """Show what a run would do; the exit status."""
    from upheld.checker.commands.dry_run import dry_run

    found = read_request(policies, options, outputs)
    if found is None or not writable(outputs, "text"):
        return REFUSED
    request, keeping = found
    kept = (path for path in (keeping.evidence, keeping.history) if path is not None)
    written = [*(output.path for output in outputs), *kept]
    return dry_run(request, written, keeping.language)


def run_check(
    policies: tuple[Path, ...],
    options: Options,
    wanted: str,
    outputs: Sequence[Output],
) -> int:
    """Judge, print one format, write the others; the exit status."""
    refuse_on_cluster(options)
    if not writable(outputs, wanted):
        return REFUSED
    from upheld.checker.check import check

    found = read_request(policies, options, outputs, wanted)
    if found is None:
        return REFUSED
    request, keeping = found
    with Progress() as progress:
        outcome = check(with_progress(request, progress))
    tell(outcome.diagnostics, outcome.sources)
    tell_notes(outcome, keeping.language)
    if outcome.report is None:
        annotate(wanted, outcome.diagnostics)
    else:
        manner = manner_of(keeping.language, outputs, options["junit_level"])
        deliver(outcome.report, wanted, outputs, manner)
        if not keep(keeping, request, outcome):
            return REFUSED
    return closing(outcome, keeping.language)


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


def read_request(
    policies: tuple[Path, ...],
    options: Options,
    outputs: Sequence[Output] = (),
    printed: str = "text",
) -> "tuple[Request, Keeping] | None":
    """The run that is asked for and how it is kept, if all of that is right."""
    from dataclasses import replace

    from upheld.dsl.diagnostics import RefusedError

    request = project_request(policies)
    if request is None or request.settings is None:
        return None
    try:
        language = options["lang"] or request.settings.lang
        keeping = keeping_of(options, request.settings, request.root, language)
    except RefusedError as error:
        tell(error.diagnostics, {})
        return None
    settings = request.settings
    given = ("memory_limit", "time_limit", "show_personal")
    asked = {name: value for name in given if (value := options[name])}  # type: ignore[literal-required] # names of its own
    settings = settings.but(**asked)
    details = keeping.details or wants_details(outputs, printed)
    wanted = replace(
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
        state=options["state"],
        engine=options["engine"],
        spark_remote=options["spark_remote"],
        details=details,
        values=keeping.values
        or bool(options["state"])
        or wants_values(outputs, printed),
        hashes=keeping.details or wants_hashes(outputs, printed),
        revision=_revision_of(request) if details else None,
        failures=max(events_wanted(outputs, printed), keeping.events),
        settings=settings,
    )
    return wanted, keeping


def _revision_of(request: "Request") -> "Revision | None":
    from upheld.checker.revision import revision_of

    return revision_of(Path.cwd(), request.policies)


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
        settings=settings,
    )


def language_of(request: "Request") -> "Language":
    """The language that the settings ask for."""
    return "en" if request.settings is None else request.settings.lang


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
