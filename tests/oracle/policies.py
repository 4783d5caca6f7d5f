"""From the text of a standard to the model, by the stages of the language itself."""

from upheld.dsl import model
from upheld.dsl.parser import parse
from upheld.dsl.resolve import File, resolve
from upheld.dsl.source import Source


def policy_of(text: str) -> model.Policy:
    """The policy of one file; anything said about it is a fault of the test."""
    document, said = parse(Source("case.std", text))
    assert not said, "\n".join(f"{d.span} {d.message}" for d in said) + f"\n{text}"
    policy, said = resolve([File("case.std", document)])
    assert policy is not None, "\n".join(f"{d.span} {d.message}" for d in said) + text
    return policy


def waivers_of(policy: model.Policy, standard: str) -> tuple[model.Waiver, ...]:
    """The waivers that name a standard."""
    return tuple(w for w in policy.waivers if standard in w.standards)
