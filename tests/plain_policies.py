"""Small policies for the handbook and the notice of changes."""

from pathlib import Path

from upheld.checker.handbook.page import Page, Points
from upheld.checker.handbook.values import with_values
from upheld.dsl import ast
from upheld.dsl.loader import load

HEAD = """\
zone Europe/Stockholm
event call, calls
  from "calls.csv"
  identified by id
  about customer customer
  occurring at queued
  answered at answered
  wait is answered - queued
event reply
  from "replies.csv"
  about customer customer
  occurring at sent
"""
CALENDAR = "calendar office\n  Mon-Fri 08:00-18:00\n"
SPEED = """\
standard answer-speed "Calls are answered in two minutes"
  90% of calls answered within 2m per day
"""
FACTS = '  owner "Contact centre"\n  because "Callers give up"\n'


def documents(
    policy: str, name: str = "a.std", **given: str
) -> dict[str, ast.Document]:
    loaded = load([Path(name)], texts={name: HEAD + policy})
    assert loaded.policy is not None, loaded.diagnostics
    return with_values({n: loaded.documents[n] for n in loaded.sources}, given)


def points(page: Page) -> list[str]:
    return [t for b in page.blocks if isinstance(b, Points) for t in b.texts]
