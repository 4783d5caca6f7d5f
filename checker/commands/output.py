"""Where a report goes: standard output in one format, files in others."""

import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from upheld.checker.commands.build_server import prefix
from upheld.checker.commands.terminal import say, show, wants_color, width
from upheld.checker.render.first_events import (
    ALL_EVENTS,
    EVENTS_BESIDE,
    EVENTS_SHOWN,
    shortened,
)
from upheld.checker.render.formats import FORMATS, SUFFIXES, lack_of, render
from upheld.dsl.dataclass import dataclass

if TYPE_CHECKING:
    from upheld.checker.render.manner import JunitLevel, Manner, Rendered
    from upheld.checker.report import Report
    from upheld.checker.wording import Language
    from upheld.dsl.diagnostics import Diagnostic


@dataclass(frozen=True, slots=True)
class Output:
    """A file to write, and its format."""

    format: str
    path: Path


def read_output(text: str) -> Output:
    """The meaning of `--output FORMAT=PATH`, or of a path with a telling suffix."""
    name, sign, path = text.partition("=")
    if sign and name in FORMATS and path:
        return Output(name, Path(path))
    if sign and "." not in name and "/" not in name:
        raise click.UsageError(
            f"unknown format `{name}`: known are {', '.join(FORMATS)}"
        )
    if (suffix := Path(text).suffix.lower()) in SUFFIXES:
        return Output(SUFFIXES[suffix], Path(text))
    raise click.UsageError(f"no format for `{text}`: write FORMAT=PATH, as json={text}")


def check_writable(path: Path, *, folder: bool = False) -> None:
    """Refuse what could not be written, before anything is judged."""
    if folder and path.exists() and not path.is_dir():
        raise click.UsageError(f"`{path}` is a file, not a folder to write in")
    if not folder and path.is_dir():
        raise click.UsageError(f"`{path}` is a folder, not a file to write")
    if not path.parent.is_dir():
        raise click.UsageError(f"no folder `{path.parent}` to write `{path.name}` in")


def write_text(path: Path, text: str) -> None:
    """Write a file, with line ends as they are."""
    write_bytes(path, text.encode("utf-8"))


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file."""
    try:
        path.write_bytes(data)
    except OSError as error:
        raise click.UsageError(f"cannot write `{path}`: {error.strerror}") from None


def missing_extras(names: Iterable[str]) -> "list[Diagnostic]":
    """What has to be installed before the formats can be written (E0034, E0036)."""
    from upheld.dsl.diagnostics import Diagnostic
    from upheld.dsl.source import NOWHERE

    found = []
    for name in names:
        lack = lack_of(name)
        if lack == "package":
            message = f"the format `{name}` needs a package that is not installed"
            remedy = f"install it: pip install 'upheld[{FORMATS[name].extra}]'"
            found.append(Diagnostic("E0034", message, NOWHERE, remedy))
        elif lack == "system library":
            message = f"the format `{name}` needs a library of the system"
            remedy = f"install {FORMATS[name].system}"
            found.append(Diagnostic("E0036", message, NOWHERE, remedy))
    return found


def manner_of(
    language: "Language",
    outputs: Iterable[Output] = (),
    junit_level: "JunitLevel" = "window",
) -> "Manner":
    """How files are written: plain, 100 columns wide, in a language."""
    from upheld.checker.render.manner import Manner
    from upheld.checker.wording import wording_of

    folders = [o.path.as_posix() for o in outputs if o.format == "exceptions"]
    return Manner(
        wording_of(language),
        junit_level=junit_level,
        exceptions=folders[0] if folders else "",
        prefix=prefix(),
    )


def wants_details(outputs: Iterable[Output], wanted: str) -> bool:
    """Whether something is to show what only the auditor's report does."""
    names = (wanted, *(output.format for output in outputs))
    return any(FORMATS[name].details for name in names)


def wants_values(outputs: Iterable[Output], printed: str) -> bool:
    """Whether something is to show what windows measured."""
    names = (printed, *(output.format for output in outputs))
    return any(FORMATS[name].values for name in names)


def wants_hashes(outputs: Iterable[Output], printed: str) -> bool:
    """Whether something is to show the hashes of the files that were read."""
    names = (printed, *(output.format for output in outputs))
    return any(FORMATS[name].hashes for name in names)


def events_wanted(outputs: Sequence[Output], printed: str) -> int:
    """How many events that fell short the run has to list for each standard."""
    formats = [FORMATS[output.format] for output in outputs]
    if any(format.all_events for format in formats):
        return ALL_EVENTS
    if any(format.beside for format in formats):
        return EVENTS_BESIDE
    return EVENTS_SHOWN if any(f.events for f in (*formats, FORMATS[printed])) else 0


def deliver(
    report: "Report",
    wanted: str,
    outputs: Iterable[Output],
    manner: "Manner | None" = None,
) -> None:
    """Write the report to its files, then to standard output."""
    plain = manner or manner_of("en")
    short = shortened(report)
    for output in outputs:
        format = FORMATS[output.format]
        whole = report if format.all_events else short
        told = with_exceptions(report, output.path, plain) if format.beside else plain
        write(
            output,
            within_limits(render(whole, output.format, told), output, whole, told),
        )
    shown = replace(plain, color=wants_color(sys.stdout), width=width())
    text = render(short, wanted, shown)
    assert isinstance(text, str), f"{wanted} cannot be printed"
    show(text)
    if wanted == "github":
        write_summary(short, plain)


def within_limits(
    rendered: "Rendered", output: Output, report: "Report", manner: "Manner"
) -> "Rendered":
    """A page that is not too large; of one that is, the standards lie beside it."""
    if output.format != "html" or not isinstance(rendered, str):
        return rendered
    from upheld.checker.render.html import LARGEST, divided

    if len(rendered.encode()) <= LARGEST:
        return rendered
    folder = output.path.with_name(f"{output.path.stem}-standards")
    check_writable(folder, folder=True)
    pages = divided(report, manner, folder.name, f"../{output.path.name}")
    write_folder(folder, pages.files)
    return pages.first


def with_exceptions(report: "Report", path: Path, manner: "Manner") -> "Manner":
    """Write the exceptions that a report has no room for beside it, and name them.

    They lie in the folder of `--output exceptions=FOLDER` where that is written too.
    """
    from upheld.checker.render.beside import exceptions_beside

    folder = path.with_name(f"{path.stem}-exceptions")
    name = manner.exceptions or folder.name
    found = exceptions_beside(report, manner, name)
    if found.files and not manner.exceptions:
        check_writable(folder, folder=True)
        write_folder(folder, found.files)
    return replace(manner, attached=found.attached)


def annotate(wanted: str, diagnostics: "Iterable[Diagnostic]") -> None:
    """Where nothing was judged, note on the lines of policies what is wrong."""
    if wanted != "github":
        return
    from upheld.checker.render.findings import Finding
    from upheld.checker.render.github import annotations
    from upheld.checker.results import place_of

    found = [
        Finding(d.code, "error", d.code, d.message, d.message, place_of(d.span))
        for d in diagnostics
    ]
    for line in annotations(found, prefix()):
        show(line)


def write_summary(report: "Report", manner: "Manner") -> None:
    """Add the report to the summary of the step, where the runner wants one."""
    path = os.environ.get("GITHUB_STEP_SUMMARY")
    if not path:
        return
    from upheld.checker.render.markdown import step_summary

    try:
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(step_summary(report, manner.wording))
    except OSError as error:
        told = manner.wording.say(
            "no step summary: cannot write `{path}`: {why}",
            path=path,
            why=str(error.strerror),
        )
        say(told)


def write(output: Output, rendered: "Rendered") -> None:
    """Write what was rendered as a file, or as the files of a folder."""
    match rendered:
        case bytes():
            write_bytes(output.path, rendered)
        case str():
            text = rendered if rendered.endswith("\n") else f"{rendered}\n"
            write_text(output.path, text)
        case _:
            write_folder(output.path, rendered)


def write_folder(folder: Path, files: "Mapping[str, str]") -> None:
    """Write files into a folder, which is made."""
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise click.UsageError(f"cannot make `{folder}`: {error.strerror}") from None
    for name, text in files.items():
        write_text(folder / name, text)
