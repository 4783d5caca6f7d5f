"""`upheld demo`: real flights and a made-up contact centre, judged and reported."""

import tempfile
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

import click

from upheld.checker.commands.language import LANG, wording_here
from upheld.checker.commands.output import (
    check_writable,
    deliver,
    manner_of,
    read_output,
)
from upheld.checker.commands.terminal import Progress, say, show, tell

if TYPE_CHECKING:
    from upheld.checker.check import Request
    from upheld.checker.wording import Language, Wording

#: What is copied from the package; the contact centre's tables are generated.
FILES = ("flights.std", "flights.parquet", "contact-centre.std")
POLICIES = ("flights.std", "contact-centre.std")

#: The statuses that end a demo well: a breach in it is part of the show.
SHOWN = (0, 1, 4)


class World(TypedDict):
    """The options of `--make`."""

    days: int
    scale: int
    seed: int
    table: tuple[str, ...]


@click.command("demo")
@click.option(
    "--output",
    default="upheld-demo.html",
    metavar="PATH",
    help="Where to write the report (default: upheld-demo.html).",
)
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Keep the policies and data in this folder.",
)
@click.option(
    "--make",
    metavar="FOLDER",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write a simulated contact centre there, and judge nothing.",
)
@click.option(
    "--days",
    type=click.IntRange(1, 3650),
    default=400,
    show_default=True,
    help="Days to simulate, from Monday 3 March 2025.",
)
@click.option(
    "--scale",
    type=click.IntRange(1, 10_000),
    default=1,
    show_default=True,
    help="How many times a thousand calls a day.",
)
@click.option(
    "--seed",
    type=click.IntRange(0),
    default=1,
    show_default=True,
    help="Another seed, other events.",
)
@click.option(
    "--table",
    multiple=True,
    metavar="NAME",
    help="Make only this table, as `calls`. Repeatable.",
)
@LANG
def demo_command(
    output: str,
    folder: Path | None,
    make: Path | None,
    lang: "Language | None",
    **options: Unpack[World],
) -> int:
    """Judge sample standards on sample data and write a report for the browser.

    Flights from New York JFK (real, 2013), and six weeks of a contact centre (made up).

    With --make, write the tables of a far larger made-up company instead, with a policy
    and the faults planted in its data: docs/simulator.md.
    """
    wording = wording_here(lang)
    if make is not None:
        return make_tables(make, options, wording)
    target = read_output(output)
    check_writable(target.path)
    if folder is not None:
        return judge(folder, output, wording)
    with tempfile.TemporaryDirectory(prefix="upheld-demo-") as temporary:
        return judge(Path(temporary).resolve(), output, wording)


def make_tables(folder: Path, options: World, wording: "Wording") -> int:
    """Write a simulated world, or some of its tables."""
    from upheld.checker.simulator.write import make_world, table_names
    from upheld.dsl.diagnostics import suggestion

    for name in options["table"]:
        if name not in table_names():
            hint = suggestion(name, table_names())
            raise click.UsageError(f"no table `{name}` is simulated: {hint}")
    check_own(folder, options["table"] or (*table_names(), ""))
    try:
        with Progress() as progress:
            written = make_world(
                folder,
                days=options["days"],
                scale=options["scale"],
                seed=options["seed"],
                only=options["table"],
                tell=progress,
            )
    except OSError as error:
        raise click.UsageError(f"cannot write `{folder}`: {error.strerror}") from None
    told = wording.count(
        "wrote {n} table to {folder}",
        "wrote {n} tables to {folder}",
        len(written),
        folder=str(folder),
    )
    show(told)
    if not options["table"]:
        show(wording.say("wrote simulator.std, and truth.json: what it must find"))
        show(wording.say("next: {command}", command=f"cd {folder} && upheld check"))
    return 0


def check_own(folder: Path, names: Iterable[str]) -> None:
    """Refuse a folder with files of somebody's own that would be written over.

    Args:
        names: Tables to be written; an empty one stands for the settings.
    """
    if (folder / "truth.json").exists():
        return
    for name in names:
        path = folder / (f"{name}.parquet" if name else "upheld.toml")
        if path.exists():
            message = f"`{path}` is already there; nothing was written"
            raise click.UsageError(message)


def judge(folder: Path, output: str, wording: "Wording") -> int:
    """Write the samples into a folder, judge them, deliver the report."""
    from upheld.checker.check import check

    write_samples(folder)
    with Progress() as progress:
        outcome = check(request(folder, progress))
    tell(outcome.diagnostics, outcome.sources)
    if outcome.report is None:
        return outcome.exit_status
    target = read_output(output)
    deliver(outcome.report, "text", (target,), manner_of(wording.language))
    path = str(target.path.resolve())
    show(f"\n{wording.say('Report: {path}', path=path)}")
    if outcome.exit_status in SHOWN:
        status = str(outcome.exit_status)
        told = wording.say(
            "`upheld check` would end with exit status {status} here.", status=status
        )
        say(told)
        return 0
    return outcome.exit_status


def write_samples(folder: Path) -> None:
    """The sample policies and their data, as files of a folder."""
    from upheld.checker.samples import write_contact_centre

    folder.mkdir(parents=True, exist_ok=True)
    samples = files("upheld.policies") / "samples"
    for name in FILES:
        (folder / name).write_bytes((samples / name).read_bytes())
    write_contact_centre(folder)


def request(folder: Path, progress: Progress) -> "Request":
    """The run over both samples."""
    from upheld.checker.check import Request

    return Request(
        policies=tuple(map(Path, POLICIES)),
        root=folder,
        texts={name: (folder / name).read_text("utf-8") for name in POLICIES},
        progress=progress,
        details=True,
    )
