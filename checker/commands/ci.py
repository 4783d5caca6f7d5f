"""`upheld ci`: in one command what a pipeline wants of `check`."""

from pathlib import Path
from typing import Unpack

import click

from upheld.checker.commands.build_server import server, usual_format
from upheld.checker.commands.check import Options, asked, run_check
from upheld.checker.commands.output import Output, read_output

#: Where GitLab looks for code quality, unless the pipeline says otherwise.
CODE_QUALITY = Path("gl-code-quality-report.json")


@click.command("ci")
@click.argument("policies", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--junit",
    type=click.Path(path_type=Path),
    default="upheld-junit.xml",
    metavar="PATH",
    help="Where JUnit XML goes (default: upheld-junit.xml).",
)
@asked
def ci_command(
    policies: tuple[Path, ...], junit: Path, **options: Unpack[Options]
) -> int:
    """Check POLICIES the way the build server at hand wants it.

    Everywhere: the result as text, JUnit XML, and the exit status of `check`. On
    GitHub Actions: annotations and a step summary too. On GitLab: code quality too.
    """
    outputs = [Output("junit", junit), *map(read_output, options["output"])]
    if server() == "gitlab":
        outputs.append(Output("gitlab", CODE_QUALITY))
    return run_check(policies, options, usual_format(), outputs)
