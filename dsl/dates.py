"""Days between two dates, as written."""

from upheld.dsl import ast
from upheld.dsl.diagnostics import Label
from upheld.dsl.faults import refused


def span_of_days(
    first: ast.Date | None, last: ast.Date | None
) -> tuple[str | None, str | None]:
    """The first and last day, in order (E3014); dates exist (E0008)."""
    if first is not None and last is not None and last.text < first.text:
        raise refused(
            "E3014",
            "the last day lies before the first",
            last.span,
            labels=(Label(first.span, "the first day"),),
        )
    return first.text if first else None, last.text if last else None
