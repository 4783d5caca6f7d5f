"""`upheld test`: the cases of Markdown files, judged and compared."""

from collections.abc import Callable
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING

import click

from upheld.checker.commands.language import LANG, wording_here
from upheld.checker.commands.terminal import say, show

if TYPE_CHECKING:
    from upheld.checker.casefile import Case
    from upheld.checker.cases import CaseResult, CaseResults
    from upheld.checker.wording import Language, Wording

MANY = click.Path(path_type=Path, exists=True)


@click.command("test")
@click.argument("files", nargs=-1, required=True, type=MANY)
@click.option("--select", multiple=True, metavar="PATTERN", help="Only these headings.")
@click.option("--junit", type=click.Path(path_type=Path), help="Write JUnit XML too.")
@click.option("-v", "--verbose", is_flag=True, help="A line for each case.")
@LANG
def test_command(
    files: tuple[Path, ...],
    select: tuple[str, ...],
    junit: Path | None,
    verbose: bool,
    lang: "Language | None",
) -> int:
    """Run the cases in Markdown FILES (or folders of them).

    A heading is a case: a `std` block, `csv NAME` blocks, and an `expect` block.
    """
    from upheld.checker.cases import run_cases
    from upheld.checker.casetext import closing_line, failure_text

    wording = wording_here(lang, files)
    results = run_cases(files, select=chosen(select), done=teller(verbose, wording))
    for fault in results.faults:
        say(str(fault))
    for result in results.results:
        if not result.passed:
            show(f"\n{failure_text(result, wording)}")
    if not results.faults and not results.results:
        say(wording.say("no cases found"))
    write_junit(junit, results)
    show(("" if verbose else "\n") + closing_line(results, wording))
    return results.exit_status


def chosen(patterns: tuple[str, ...]) -> "Callable[[Case], bool]":
    """Which cases are meant: those whose heading fits one of the patterns."""

    def is_chosen(case: "Case") -> bool:
        """Whether a case is meant."""
        return not patterns or any(fnmatch(case.name, pattern) for pattern in patterns)

    return is_chosen


def teller(verbose: bool, wording: "Wording") -> "Callable[[CaseResult], None]":
    """What tells of each case as it ends: a dot, or a line with its heading."""

    def tell(result: "CaseResult") -> None:
        """Tell of one case."""
        if verbose:
            word = wording.say("passed") if result.passed else wording.say("FAILED")
            show(f"{word} {result.case.file}:{result.case.line} {result.case.name}")
        else:
            click.echo("." if result.passed else "F", nl=False)

    return tell


def write_junit(path: Path | None, results: "CaseResults") -> None:
    """Write the results for a build server, where asked for."""
    if path is not None:
        from upheld.checker.casetext import junit
        from upheld.checker.commands.output import write_text

        write_text(path, junit(results))
