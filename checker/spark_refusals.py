"""What Spark is not asked for, found in a policy before anything is read.

Other constructs of the closed set are refused where their text would be made; patterns
and spellings are written by people, so they are told at their place.
"""

from collections.abc import Iterable

from upheld.checker.engine import outside_diagnostic
from upheld.checker.sql.spark_moments import parsed, parsed_zoned
from upheld.checker.sql.spark_patterns import java_pattern
from upheld.checker.sql.spark_text import OutsideError
from upheld.dsl import model
from upheld.dsl.diagnostics import RefusedError
from upheld.dsl.source import NOWHERE, Span


def refuse_outside(standard: model.Standard) -> None:
    """Refuse a standard that rests on something that Spark is not asked for.

    Raises:
        RefusedError: E4091, at the pattern or the moment.
    """
    for node, place in _written(standard.editions):
        try:
            _try(node)
        except OutsideError as error:
            at = standard.span if place == NOWHERE else place
            wrong = outside_diagnostic("spark", error.construct, at)
            raise RefusedError(wrong) from None


def _try(node: model.Matches | model.Moment) -> None:
    if isinstance(node, model.Matches):
        java_pattern(node.pattern)
    elif "%z" in node.spelling:
        parsed_zoned("", node.spelling)
    elif node.spelling and node.spelling != "%s":
        parsed("", node.spelling)


def _written(node: object) -> Iterable[tuple[model.Matches | model.Moment, Span]]:
    """Every pattern and moment below a node; of an event only what is always read."""
    match node:
        case model.Matches() | model.Moment():
            yield node, node.span
        case model.Event():
            yield from _written((node.start, node.where))
        case tuple():
            for part in node:
                yield from _written(part)
        case _:
            for name in getattr(node, "__dataclass_fields__", ()):
                yield from _written(getattr(node, name))
