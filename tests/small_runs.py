"""Runs of a policy text over CSV texts, for tests of the checker."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from upheld.checker.check import Outcome, Request, check
from upheld.checker.report import Report, StandardResult

#: Calls with every kind of column; the zone has its winter offset in March.
HEAD = """\
zone Europe/Stockholm
event call, calls
  from "calls.csv"
  identified by id
  about customer customer
  occurring at queued
  answered at answered
  due at due
  wait is answered - queued
  urgent when priority is "P1"
"""

COLUMNS = "id,customer,queued,answered,due,priority\n"


def call(
    name: str,
    queued: str,
    answered: str = "",
    due: str = "",
    priority: str = "P2",
    customer: str = "c",
) -> str:
    """A row; moments are `09:05` on 2 March 2026, or written out."""
    moments = [_moment(text) for text in (queued, answered, due)]
    return ",".join([name, customer, *moments, priority]) + "\n"


def _moment(text: str) -> str:
    return f"2026-03-02T{text}:00+01:00" if len(text) == 5 else text


def run(
    folder: Path,
    standards: str,
    rows: str = "",
    files: Mapping[str, str] | None = None,
    **asked: Any,
) -> Outcome:
    """The outcome of some standards over `calls.csv`."""
    (folder / "calls.csv").write_text(COLUMNS + rows, encoding="utf-8")
    for name, text in (files or {}).items():
        (folder / name).write_text(text, encoding="utf-8")
    text = standards if standards.startswith("zone") else HEAD + standards
    names = (Path("case.std"),)
    return check(Request(names, folder, texts={"case.std": text}, **asked))


def report(folder: Path, standards: str, rows: str = "", **asked: Any) -> Report:
    """The report of a run that judged something."""
    outcome = run(folder, standards, rows, **asked)
    assert outcome.report is not None, outcome.diagnostics
    return outcome.report


def result(
    folder: Path, standards: str, rows: str = "", **asked: Any
) -> StandardResult:
    """The only standard of a run."""
    (found,) = report(folder, standards, rows, **asked).standards
    return found
