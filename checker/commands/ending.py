"""What a run says at its end, on standard error, and its exit status."""

from typing import TYPE_CHECKING

from upheld.checker.commands.terminal import say

if TYPE_CHECKING:
    from upheld.checker.check import Outcome
    from upheld.checker.wording import Language, Wording


def tell_notes(outcome: "Outcome", language: "Language") -> None:
    """Say what of the state could not be used or kept."""
    if not outcome.notes:
        return
    from upheld.checker.wording import wording_of

    wording = wording_of(language)
    for note in outcome.notes:
        say(wording.say("note: {note}", note=wording.tell(note)))


def closing(outcome: "Outcome", language: "Language") -> int:
    """Say how many errors there were, if any; the exit status of the run."""
    errors = len(outcome.diagnostics)
    if errors:
        from upheld.checker.wording import wording_of

        wording = wording_of(language)
        told = wording.count(
            "{n} error. {judged}. (exit {status})",
            "{n} errors. {judged}. (exit {status})",
            errors,
            judged=judged_count(outcome, wording),
            status=str(outcome.exit_status),
        )
        say(told)
    return outcome.exit_status


def judged_count(outcome: "Outcome", wording: "Wording") -> str:
    """How many of the standards could be judged."""
    if outcome.report is None:
        return wording.say("nothing judged")
    standards = outcome.report.standards
    good = sum(standard.verdict != "error" for standard in standards)
    return wording.say(
        "{good} of {all} standards judged", good=good, all=len(standards)
    )
