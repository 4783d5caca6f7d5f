"""Standards over a small vocabulary, resolved from text."""

from pathlib import Path

from upheld.dsl import model
from upheld.dsl.diagnostics import Diagnostic
from upheld.dsl.loader import Loaded, load

VOCABULARY = """zone Europe/Stockholm
event call, calls
  from "calls.csv"
  identified by call_id
  about customer customer_id
  occurring at queued_at
  source zone Europe/Prague
  answered at answered_at
  picked up at picked_up_at
  due at due_at
  urgent when priority is "P1"
  wait is answered - queued_at
  talk is talk_s in seconds
  cost is cost_eur in EUR
  allowed is 4h when priority is "P1", 3 working hours when priority is "P2", else 2d
  sla is sla_hours in hours
event reply, replies
  from "replies.csv"
  about customer customer
  occurring at sent_at
  signed when signer is known
event order, orders
  from "orders.csv"
  occurring at placed_at
event hold
  from "holds.csv"
  about customer customer_id
  during held_from to held_until
calendar office
  Mon-Fri 08:00-18:00
list channels "phone", "chat"
parameter target = 92%
parameter limit = 90s
"""
#: Lines of the vocabulary, so that a place in what follows can be worked out.
LINES = VOCABULARY.count("\n")


def loaded(text: str, **more: str) -> Loaded:
    """Text behind the vocabulary; further files by name."""
    texts = {"a.std": VOCABULARY + text + "\n", **more}
    return load([Path("a.std")], texts=texts)


def policy(text: str) -> model.Policy:
    """The policy of a text that has no mistake."""
    found = loaded(text)
    assert found.diagnostics == ()
    assert found.policy is not None
    return found.policy


def edition(body: str) -> model.Edition:
    """The only edition of a standard with this sentence and these clauses."""
    (standard,) = policy(f"standard s\n  {body}").standards
    (only,) = standard.editions
    return only


def diagnostics(text: str) -> tuple[Diagnostic, ...]:
    """What is wrong in a text behind the vocabulary."""
    found = loaded(text)
    assert found.policy is None
    return found.diagnostics


def fault(body: str) -> tuple[str, int, int]:
    """The only mistake of a standard: code, line counted from `standard s`, column."""
    (only,) = diagnostics(f"standard s\n  {body}")
    return only.code, only.span.line - LINES, only.span.column
