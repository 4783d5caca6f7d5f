"""What only the auditor's report shows of a standard: asked for, not always computed.

Charts never touch a verdict. One that the engine cannot draw is told of in a note, and
the standard keeps its verdict.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from upheld.checker.charts import EditionText
from upheld.checker.control import control_charts
from upheld.checker.distribution import distribution_of
from upheld.checker.engine import EngineError
from upheld.checker.funnel import funnel_of
from upheld.checker.report import StandardResult
from upheld.checker.shown import edition_name
from upheld.dsl import model

if TYPE_CHECKING:
    from upheld.checker.evaluate import Evaluated, Evaluator


def with_details(
    result: StandardResult,
    evaluator: "Evaluator",
    standard: model.Standard,
    evaluated: Sequence["Evaluated"],
) -> StandardResult:
    """A result with control charts, distribution, funnel and the texts adopted."""
    notes: list[str] = []
    latest = _latest(evaluated)
    given: dict[str, object] = {
        "editions": editions_of(standard),
        "control": control_charts(result.windows),
    }
    for name, draw in (("distribution", distribution_of), ("funnel", funnel_of)):
        try:
            given[name] = draw(evaluator, standard, latest)
        except EngineError as error:
            notes.append(f"{name}: {error}"[:400])
    return result.but(**given, not_drawn=tuple(notes))


def _latest(evaluated: Sequence["Evaluated"]) -> "Evaluated":
    """The last edition in which anything was counted, else the last."""
    for one in reversed(evaluated):
        if one.counts and one.counts[0].cells:
            return one
    return evaluated[-1]


def editions_of(standard: model.Standard) -> tuple[EditionText, ...]:
    """The texts as adopted, in order of time."""
    return tuple(
        EditionText(
            name=edition_name(edition),
            sentence=edition.sentence,
            clauses=edition.clauses,
            first=edition.first,
            last=edition.last,
        )
        for edition in standard.editions
    )
