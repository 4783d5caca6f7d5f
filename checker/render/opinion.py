"""The outcome of a run in sentences, whole ones in each language."""

from collections.abc import Mapping
from types import MappingProxyType

from upheld.checker.render.verdicts import tally
from upheld.checker.report import Report, Verdict
from upheld.checker.wording import ENGLISH, Wording, message, plural

_Forms = Mapping[Verdict, tuple[str, str]]

#: Of several standards, in the order they are said: what needs an answer comes first.
_FIRST: _Forms = MappingProxyType(
    {
        "breached": plural(
            "{n} of {all} standards was breached.",
            "{n} of {all} standards were breached.",
        ),
        "waived": plural(
            "{n} of {all} standards fell short under a waiver.",
            "{n} of {all} standards fell short under a waiver.",
        ),
        "error": plural(
            "{n} of {all} standards could not be evaluated.",
            "{n} of {all} standards could not be evaluated.",
        ),
        "warned": plural(
            "{n} of {all} standards was met with a warning.",
            "{n} of {all} standards were met with a warning.",
        ),
        "insufficient": plural(
            "{n} of {all} standards had too few events.",
            "{n} of {all} standards had too few events.",
        ),
        "no_data": plural(
            "{n} of {all} standards had no data.",
            "{n} of {all} standards had no data.",
        ),
        "pending": plural(
            "{n} of {all} standards is not decided yet.",
            "{n} of {all} standards are not decided yet.",
        ),
        "met": plural(
            "{n} of {all} standards was met.",
            "{n} of {all} standards were met.",
        ),
        "exceeded": plural(
            "{n} of {all} standards exceeded its target.",
            "{n} of {all} standards exceeded their targets.",
        ),
    }
)

#: Of the others, behind the first sentence.
_REST: _Forms = MappingProxyType(
    {
        "breached": plural("{n} was breached.", "{n} were breached."),
        "waived": plural(
            "{n} fell short under a waiver.", "{n} fell short under a waiver."
        ),
        "error": plural("{n} could not be evaluated.", "{n} could not be evaluated."),
        "warned": plural("{n} was met with a warning.", "{n} were met with a warning."),
        "insufficient": plural("{n} had too few events.", "{n} had too few events."),
        "no_data": plural("{n} had no data.", "{n} had no data."),
        "pending": plural("{n} is not decided yet.", "{n} are not decided yet."),
        "met": plural("{n} was met.", "{n} were met."),
        "exceeded": plural("{n} exceeded its target.", "{n} exceeded their targets."),
    }
)

#: Of a run with a single standard.
_ONLY: Mapping[Verdict, str] = MappingProxyType(
    {
        "breached": message("The only standard was breached."),
        "waived": message("The only standard fell short under a waiver."),
        "error": message("The only standard could not be evaluated."),
        "warned": message("The only standard was met with a warning."),
        "insufficient": message("The only standard had too few events."),
        "no_data": message("The only standard had no data."),
        "pending": message("The only standard is not decided yet."),
        "met": message("The only standard was met."),
        "exceeded": message("The only standard exceeded its target."),
    }
)


def opinion(report: Report, wording: Wording = ENGLISH) -> tuple[str, ...]:
    """The outcome in sentences; together they name every standard once."""
    every = len(report.standards)
    counted = dict(tally(standard.verdict for standard in report.standards))
    found = [verdict for verdict in _FIRST if verdict in counted]
    if not found:
        return (wording.say("There was no standard to judge."),)
    if every == 1:
        return (wording.say(_ONLY[found[0]]),)
    first, *others = found
    return (
        wording.count(*_FIRST[first], counted[first], all=every),
        *(wording.count(*_REST[verdict], counted[verdict]) for verdict in others),
    )
