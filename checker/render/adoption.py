"""Adoption as text: each version, who has not confirmed, who began untrained."""

from collections.abc import Iterator

from upheld.checker.adoption import AdoptionDocument, Newcomer, Training, Version


def render_text(found: AdoptionDocument) -> str:
    """For a terminal."""
    blocks = [
        *("\n".join(_version(each)) for each in found.versions),
        *("\n".join(_training(each)) for each in found.trainings),
        "\n".join(_end(found)),
    ]
    return "\n\n".join(blocks)


def _version(found: Version) -> Iterator[str]:
    by = f" by {found.by}" if found.by else ", by whom is not recorded"
    adopted = f"adopted {found.adopted}{by}" if found.adopted else "not adopted"
    yield f"version {found.version}  {adopted}"
    if found.adopted != found.published:
        yield f"  published {found.published}"
    yield f"  confirmed by {found.confirmed} of {found.obliged}  ({found.standard})"
    if found.unconfirmed:
        yield f"  not confirmed: {', '.join(found.unconfirmed)}"


def _training(found: Training) -> Iterator[str]:
    untrained = len(found.untrained)
    yield (f"began without training: {untrained} of {found.began}  ({found.standard})")
    yield from (f"  {_newcomer(each)}" for each in found.untrained)


def _newcomer(found: Newcomer) -> str:
    after = f"trained {found.trained}" if found.trained else "not trained yet"
    return f"{found.newcomer}: began {found.began}, {after}"


def _end(found: AdoptionDocument) -> Iterator[str]:
    if found.unclear:
        rows = "row" if found.unclear == 1 else "rows"
        yield f"unclear: {found.unclear} {rows} with a value missing or unreadable"
    yield f"as of {found.as_of}"
