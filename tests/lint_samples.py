"""Small policies for the rules of lint, and how to run them."""

from datetime import date
from pathlib import Path

from upheld.checker.lint.context import Context
from upheld.checker.lint.run import Selection, lint
from upheld.dsl.diagnostics import Diagnostic
from upheld.dsl.loader import load

HEAD = """\
zone UTC
event call, calls
  from "calls.csv"
  identified by id
  about customer customer
  occurring at queued
  answered at answered
  abandoned at abandoned
  wait is answered - queued
"""
FULL = '  owner "Contact centre"\n  because "Callers give up after two minutes"\n'
KEPT = "standard s\n  90% of calls answered within 2m per day\n" + FULL


def found(
    policy: str, *select: str, head: str = HEAD, today: date = date(2026, 3, 1)
) -> tuple[Diagnostic, ...]:
    loaded = load([Path("case.std")], texts={"case.std": head + policy})
    assert loaded.policy is not None, loaded.diagnostics
    return lint(Context(loaded, loaded.policy, today), Selection(select))


def codes(policy: str, *select: str, head: str = HEAD) -> list[str]:
    return [finding.code for finding in found(policy, *select, head=head)]
