"""Restated windows in words: what an earlier run said, what this one says, and why."""

from collections.abc import Iterable

from upheld.checker.render.kinds import window_name
from upheld.checker.render.measures import measure
from upheld.checker.render.windows import group_name
from upheld.checker.report import Counts, Report, Window
from upheld.checker.restated import Restated, Said
from upheld.checker.wording import Wording


def headline_of_restated(report: Report, wording: Wording) -> str:
    """How many final windows have another result than in an earlier run."""
    return wording.count(
        "{n} final window has another result than in an earlier run",
        "{n} final windows have another result than in an earlier run",
        len(report.restated or ()),
    )


def lines_of_restated(report: Report, wording: Wording) -> Iterable[str]:
    """A sentence for each restated window."""
    for one in report.restated or ():
        yield restated_in_words(one, wording)


def restated_in_words(one: Restated, wording: Wording) -> str:
    """A restatement as a sentence, with both results and why."""
    name = " ".join(
        filter(None, (window_name(one.window, wording), group_name(one.group)))
    )
    return wording.say(
        "restated: {standard} {window} was {old}, is {new} ({cause})",
        standard=one.standard,
        window=name,
        old=said_in_words(one, one.was, one.is_now, wording),
        new=said_in_words(one, one.is_now, one.was, wording),
        cause=restated_why(one, wording),
    )


def said_in_words(one: Restated, said: Said, other: Said, wording: Wording) -> str:
    """`met 95.0% ≥ 90%`, with digits enough to be told from the other result."""
    window = Window(
        window=one.window,
        start=one.start,
        end=one.end,
        unit=one.unit,
        currency=one.currency,
        counts=Counts(),
        **vars(said),
    )
    marks = () if other.exact is None else (other.exact,)
    compared = str(measure(window, marks, wording))
    verdict = wording.verdict(said.verdict)
    return f"{verdict} {compared}" if compared else verdict


def restated_why(one: Restated, wording: Wording) -> str:
    """Why a result is another one, in words."""
    if one.cause == "standard":
        return wording.say("the standard changed")
    return wording.say("the data changed")
