"""From the text of a standard to the model, by the stages of the language itself."""

from pathlib import Path

from upheld.dsl import model
from upheld.dsl.loader import load


def policy_of(text: str) -> model.Policy:
    """The policy of one file; anything said about it is a fault of the test."""
    loaded = load([Path("case.std")], texts={"case.std": text})
    said = "\n".join(f"{d.span} {d.message}" for d in loaded.diagnostics)
    assert loaded.policy is not None, f"{said}\n{text}"
    return loaded.policy


def waivers_of(policy: model.Policy, standard: str) -> tuple[model.Waiver, ...]:
    """The waivers that name a standard."""
    return tuple(w for w in policy.waivers if standard in w.standards)
