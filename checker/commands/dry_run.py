"""`upheld check --dry-run`: what would be judged and written; no data are touched."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from upheld.checker.commands.terminal import show, tell

if TYPE_CHECKING:
    from upheld.checker.check import Request
    from upheld.checker.wording import Language, Wording
    from upheld.dsl import model

REFUSED = 2


def dry_run(request: "Request", written: Sequence[Path], language: "Language") -> int:
    """Show what a run would judge, and the files that it would write.

    The status is 0, or 2 where the policies or what is asked for are wrong.
    """
    from upheld.checker.check import read, selected
    from upheld.checker.wording import wording_of

    loaded, found, _ = read(request)
    tell(found, loaded.sources)
    if loaded.policy is None or found:
        return REFUSED
    standards = selected(loaded.policy, request.select)
    wording = wording_of(language)
    show("\n".join(lines(standards, wording)))
    for path in written:
        show(wording.say("would write {path}", path=str(path)))
    return 0


def lines(standards: "Sequence[model.Standard]", wording: "Wording") -> Iterator[str]:
    """How many standards there are; each with what is counted for it, and where."""
    from upheld.checker.explain_words import tallies_of, tally_in_words

    yield wording.count(
        "{n} standard would be judged; no data was read",
        "{n} standards would be judged; no data was read",
        len(standards),
    )
    for standard in standards:
        edition = standard.editions[-1]
        yield f"{standard.id}  {edition.sentence}"
        for tally in tallies_of(edition):
            told = wording.tell(tally_in_words(tally))
            yield f"  {told}: {tally.population.event.source}"
