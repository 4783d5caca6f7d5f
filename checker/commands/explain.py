"""`upheld explain`: a file stage by stage, or the meaning of a code."""

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from upheld.checker.commands.language import LANG, wording_here
from upheld.checker.commands.terminal import say, show, wants_color

if TYPE_CHECKING:
    from upheld.checker.wording import Language, Wording

CODE = re.compile(r"[EL][0-9]{4}")

#: What can be shown of a file, in the order it is made.
STAGES = (
    *("text", "tree", "names", "reading", "model"),
    *("plan", "scans", "sql", "counts", "verdicts"),
)


@click.command("explain")
@click.argument("subject", metavar="FILE|CODE")
@click.argument("standard", metavar="[ID]", required=False)
@click.option(
    "--stage",
    type=click.Choice(STAGES),
    multiple=True,
    help="Only this one. Repeatable.",
)
@click.option(
    "--plan", is_flag=True, help="Only the scans, and the standards each one serves."
)
@click.option("--as-of", metavar="MOMENT", help="See nothing after it; also `now`.")
@click.option("--from", "first", metavar="DATE", help="First day (or moment) to judge.")
@click.option("--to", "last", metavar="DATE", help="Last day to judge.")
@LANG
def explain_command(
    subject: str,
    standard: str | None,
    stage: tuple[str, ...],
    as_of: str | None,
    first: str | None,
    last: str | None,
    lang: "Language | None",
    *,
    plan: bool,
) -> int:
    """Explain a policy FILE stage by stage, or an error CODE such as E1002.

    With an ID, only that standard of the file is explained. Codes, and what they
    mean, are English; so are tree, model and SQL.
    """
    if CODE.fullmatch(subject.upper()) and not Path(subject).exists():
        return explain_code(subject.upper(), wording_here(lang))
    wanted = ("scans",) if plan else stage or STAGES
    period = (as_of, first, last)
    return explain_file(Path(subject), standard, wanted, period, lang)


def explain_code(code: str, wording: "Wording") -> int:
    """Print the cause, a bad and a good example of a code."""
    from upheld.dsl.codes import CODES
    from upheld.dsl.diagnostics import suggestion

    if code not in CODES:
        raise click.UsageError(f"no such code `{code}`: {suggestion(code, CODES)}")
    entry = CODES[code]
    parts = [f"{entry.code}: {entry.title}", entry.cause]
    for head, example in (
        (wording.say("wrong:"), entry.bad),
        (wording.say("right:"), entry.good),
    ):
        parts += [f"{head}\n{indented(example)}"] if example else []
    show("\n\n".join(parts))
    return 0


def indented(text: str) -> str:
    """An example, set off by two spaces."""
    return "\n".join(f"  {line}".rstrip() for line in text.strip("\n").splitlines())


def explain_file(
    path: Path,
    standard: str | None,
    wanted: tuple[str, ...],
    period: tuple[str | None, str | None, str | None],
    lang: "Language | None" = None,
) -> int:
    """Print what each stage makes of a file; `period` is as of, from, to."""
    if not path.is_file():
        raise click.UsageError(f"no such file or code `{path}`")
    from upheld.checker.explain import stages

    as_of, first, last = period
    wording = wording_here(lang, (path,))
    explained = stages(
        path,
        standard,
        wanted,
        as_of=as_of,
        first=first,
        last=last,
        lang=wording.language,
    )
    for title, text in explained.stages:
        # One stage alone is printed bare: its SQL can be piped into `duckdb`.
        head = f"{heading(name_of(title, wording))}\n" if len(wanted) > 1 else ""
        show(f"{head}{text.rstrip()}\n")
    if explained.diagnostics:
        from upheld.dsl.excerpt import render

        for diagnostic in explained.diagnostics:
            color = wants_color(sys.stderr)
            say(render(diagnostic, explained.sources, color=color))
    return explained.exit_status


def name_of(stage: str, wording: "Wording") -> str:
    """The name of a stage, as `--stage` takes it, behind the word for it."""
    names = {
        "text": wording.say("text as written"),
        "tree": wording.say("tree of the text"),
        "names": wording.say("what the names stand for"),
        "reading": wording.say("how it is read"),
        "model": wording.say("what is meant"),
        "plan": wording.say("what is to be counted"),
        "scans": wording.say("what is scanned"),
        "sql": wording.say("what is asked of the data"),
        "counts": wording.say("what was counted"),
        "verdicts": wording.say("how it was judged"),
    }
    return f"{stage}: {names[stage]}"


def heading(title: str) -> str:
    """The head line of a stage."""
    line = f"== {title} =="
    return f"\x1b[1m{line}\x1b[0m" if wants_color(sys.stdout) else line
