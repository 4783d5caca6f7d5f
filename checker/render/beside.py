"""Exceptions that a report has no room for, in files beside it, with their hashes."""

from collections.abc import Mapping
from hashlib import sha256

from upheld.checker.render.exceptions import file_names
from upheld.checker.render.exceptions import render as render_exceptions
from upheld.checker.render.manner import Attached, Manner
from upheld.checker.render.page import EXCEPTIONS
from upheld.checker.report import Report
from upheld.dsl.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Beside:
    """Files by their names in a folder, and by standard what a report says of them."""

    files: Mapping[str, str]
    attached: Mapping[str, Attached]


def exceptions_beside(report: Report, manner: Manner, folder: str) -> Beside:
    """A file for each standard with more exceptions than its page shows.

    Args:
        folder: where the files will lie, as the report is to name it.
    """
    long = tuple(s for s in report.standards if len(s.failures.shown) > EXCEPTIONS)
    names = file_names(standard.id for standard in report.standards)
    rendered = render_exceptions(report.but(standards=long), manner)
    own = file_names(standard.id for standard in long)
    files = {names[s.id]: rendered[own[s.id]] for s in long if own[s.id] in rendered}
    attached = {
        s.id: Attached(
            name=f"{folder}/{names[s.id]}",
            rows=len(s.failures.shown),
            sha256=sha256(files[names[s.id]].encode()).hexdigest(),
        )
        for s in long
        if names[s.id] in files
    }
    return Beside(files, attached)
