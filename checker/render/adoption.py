"""Adoption as text: each version, who has not confirmed, who began untrained."""

from collections.abc import Iterator

from upheld.checker.adoption import AdoptionDocument, Newcomer, Training, Version
from upheld.checker.wording import ENGLISH, Wording


def render_text(found: AdoptionDocument, wording: Wording = ENGLISH) -> str:
    """For a terminal."""
    blocks = [
        *("\n".join(_version(each, wording)) for each in found.versions),
        *("\n".join(_training(each, wording)) for each in found.trainings),
        "\n".join(_end(found, wording)),
    ]
    return "\n\n".join(blocks)


def _version(found: Version, wording: Wording) -> Iterator[str]:
    yield f"{_name(found, wording)}  {_adopted(found, wording)}"
    if found.adopted != found.published:
        yield f"  {wording.say('published {moment}', moment=found.published)}"
    confirmed = wording.say(
        "confirmed by {done} of {obliged}", done=found.confirmed, obliged=found.obliged
    )
    yield f"  {confirmed}  ({found.standard})"
    if found.unconfirmed:
        names = ", ".join(found.unconfirmed)
        yield f"  {wording.say('not confirmed: {names}', names=names)}"


def _name(found: Version, wording: Wording) -> str:
    return wording.say("version {name}", name=found.version)


def _adopted(found: Version, wording: Wording) -> str:
    """When a version was adopted, and by which role."""
    if not found.adopted:
        return wording.say("not adopted")
    if not found.by:
        return wording.say(
            "adopted {moment}, by whom is not recorded", moment=found.adopted
        )
    return wording.say(
        "adopted {moment} by {role}", moment=found.adopted, role=found.by
    )


def _training(found: Training, wording: Wording) -> Iterator[str]:
    head = wording.say(
        "began without training: {untrained} of {began}",
        untrained=len(found.untrained),
        began=found.began,
    )
    yield f"{head}  ({found.standard})"
    yield from (f"  {_newcomer(each, wording)}" for each in found.untrained)


def _newcomer(found: Newcomer, wording: Wording) -> str:
    if not found.trained:
        return wording.say(
            "{name}: began {moment}, not trained yet",
            name=found.newcomer,
            moment=found.began,
        )
    return wording.say(
        "{name}: began {moment}, trained {later}",
        name=found.newcomer,
        moment=found.began,
        later=found.trained,
    )


def _end(found: AdoptionDocument, wording: Wording) -> Iterator[str]:
    if found.unclear:
        yield wording.count(
            "unclear: {n} row with a value missing or unreadable",
            "unclear: {n} rows with a value missing or unreadable",
            found.unclear,
        )
    yield wording.say("as of {moment}", moment=found.as_of)
