"""Where a report goes: standard output in one format, files in others."""

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

import click

from upheld.checker.commands.terminal import show, wants_color, width
from upheld.checker.render.formats import FORMATS, SUFFIXES, missing_library, render

if TYPE_CHECKING:
    from upheld.checker.render.manner import JunitLevel, Manner, Rendered
    from upheld.checker.report import Report
    from upheld.checker.wording import Language
    from upheld.dsl.diagnostics import Diagnostic


class Detail(TypedDict, total=False):
    """What a `Manner` is told beside the language."""

    junit_level: "JunitLevel"


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


def missing_extras(outputs: Iterable[Output]) -> "list[Diagnostic]":
    """What has to be installed before the files can be written (E0034)."""
    from upheld.dsl.diagnostics import Diagnostic
    from upheld.dsl.source import NOWHERE

    return [
        Diagnostic(
            "E0034",
            f"the format `{output.format}` needs a package that is not installed",
            NOWHERE,
            f"install it: pip install 'upheld[{extra}]'",
        )
        for output in outputs
        if (extra := missing_library(output.format))
    ]


def manner_of(language: "Language", **more: "Unpack[Detail]") -> "Manner":
    """How files are written: plain, 100 columns wide, in a language."""
    from upheld.checker.render.manner import Manner
    from upheld.checker.wording import wording_of

    return Manner(wording_of(language), **more)


def deliver(
    report: "Report",
    wanted: str,
    outputs: Iterable[Output],
    manner: "Manner | None" = None,
) -> None:
    """Write the report to its files, then to standard output."""
    plain = manner or manner_of("en")
    for output in outputs:
        write(output, render(report, output.format, plain))
    shown = replace(plain, color=wants_color(sys.stdout), width=width())
    text = render(report, wanted, shown)
    assert isinstance(text, str), f"{wanted} cannot be printed"
    show(text)


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
