"""Where a report goes: standard output in one format, files in others."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from upheld.checker.commands.terminal import show, wants_color, width

if TYPE_CHECKING:
    from upheld.checker.report import Report

#: The formats, and the file suffixes that stand for them.
FORMATS = ("text", "json", "html")
SUFFIXES = {".txt": "text", ".json": "json", ".html": "html", ".htm": "html"}


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


def check_writable(path: Path) -> None:
    """Refuse a file that could not be written, before anything is judged."""
    if path.is_dir():
        raise click.UsageError(f"`{path}` is a folder, not a file to write")
    if not path.parent.is_dir():
        raise click.UsageError(f"no folder `{path.parent}` to write `{path.name}` in")


def write_text(path: Path, text: str) -> None:
    """Write a file, with line ends as they are."""
    try:
        path.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise click.UsageError(f"cannot write `{path}`: {error.strerror}") from None


def rendered(report: "Report", wanted: str, *, plain: bool = False) -> str:
    """The report in a format; plain is without colour, 100 columns wide."""
    renderers: dict[str, Callable[[], str]] = {
        "text": lambda: as_text(report, plain=plain),
        "json": lambda: as_json(report),
        "html": lambda: as_html(report),
    }
    return renderers[wanted]()


def as_text(report: "Report", *, plain: bool) -> str:
    """The report for a terminal, or for a file."""
    from upheld.checker.render.text import render_text

    if plain:
        return render_text(report, color=False, width=100)
    return render_text(report, color=wants_color(sys.stdout), width=width())


def as_json(report: "Report") -> str:
    """The report as one JSON document."""
    from upheld.checker.render.document import render_json

    return render_json(report)


def as_html(report: "Report") -> str:
    """The report as one page."""
    from upheld.checker.render.html import render_html

    return render_html(report)


def deliver(report: "Report", wanted: str, outputs: tuple[Output, ...]) -> None:
    """Write the report to its files, then to standard output."""
    for output in outputs:
        text = rendered(report, output.format, plain=True)
        write_text(output.path, text if text.endswith("\n") else f"{text}\n")
    show(rendered(report, wanted))
