"""What the oracle tells of a window, as a report has it."""

from fractions import Fraction

from tests.oracle.judge import as_metric, rounded, unit_of
from upheld.dsl import model


def as_judged(value: Fraction | None, edition: model.Edition) -> Fraction | None:
    """The value of a window as it is reported: rounded, where the edition says so."""
    if value is None or edition.rounded is None:
        return value
    bound = edition.bound
    own = unit_of(as_metric(edition.subject))
    return rounded(
        value, edition, bound.unit if isinstance(bound, model.Bound) else own
    )
