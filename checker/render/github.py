"""Annotations of GitHub Actions, and the report as text that the runner cannot obey.

GitHub shows at most ten of a kind and step, and says nothing of the others; ten in all
are written, the last of them says how many more there are.
"""

from collections.abc import Iterator
from types import MappingProxyType

from upheld.checker.render.findings import Finding, Level, findings_of, path_of
from upheld.checker.render.manner import Manner
from upheld.checker.render.text import render_text
from upheld.checker.report import Place, Report

MOST = 10

_COMMANDS: MappingProxyType[Level, str] = MappingProxyType(
    {"error": "error", "warning": "warning", "note": "notice"}
)


def render(report: Report, manner: Manner) -> str:
    """The report as text, then its annotations."""
    text = render_text(
        report, color=manner.color, width=manner.width, wording=manner.wording
    )
    lines = [inert(line) for line in text.splitlines()]
    return "\n".join((*lines, *annotations(findings_of(report), manner.prefix))) + "\n"


def annotations(findings: list[Finding], prefix: str = "") -> Iterator[str]:
    """One command of the runner for each finding, worst first, ten at most."""
    shown = findings if len(findings) <= MOST else findings[: MOST - 1]
    for finding in shown:
        yield _annotation(finding, prefix)
    if len(shown) < len(findings):
        more = len(findings) - len(shown)
        level = _COMMANDS[findings[len(shown)].level]
        yield f"::{level} title=upheld::and {more} more; the step summary has all"


def inert(line: str) -> str:
    """A line of the log that is no command of the runner, whatever a policy says."""
    text = line.replace("##[", "## [")
    return f"| {text}" if text.lstrip().startswith("::") else text


def _annotation(finding: Finding, prefix: str) -> str:
    told = dict(_at(finding.place, prefix)) | {"title": finding.title}
    properties = ",".join(f"{key}={_property(value)}" for key, value in told.items())
    return f"::{_COMMANDS[finding.level]} {properties}::{_data(finding.text)}"


def _at(place: Place | None, prefix: str) -> Iterator[tuple[str, str]]:
    """Where it stands; columns only for a stretch of one line."""
    if place is None or not place.file:
        return
    yield "file", path_of(place.file, prefix)
    yield "line", str(place.line)
    if place.end_line == place.line:
        yield "col", str(place.column)
        yield "endColumn", str(place.end_column)
    elif place.end_line is not None:
        yield "endLine", str(place.end_line)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
