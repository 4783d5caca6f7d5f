"""A final window of which an earlier run said otherwise, as a part of the report."""

from dataclasses import field
from typing import Literal

from upheld.checker.part import Bound, Part, ValueUnit, Verdict


class Said(Part):
    """The verdict and value of one run for a window, and what it was held against."""

    verdict: Verdict
    value: float | None = None
    exact: str | None = None
    bound: Bound
    target_exact: str | None = None
    target_high_exact: str | None = None


class Restated(Part):
    """A final window of which an earlier run, kept in the state, said otherwise.

    `start` and `end` are those of the window; `was` and `is_now` are what the earlier
    run and this one said of it. `cause` is `standard` where its sentence or target has
    changed.
    """

    standard: str
    window: str
    start: str
    end: str
    group: dict[str, str] = field(default_factory=dict)
    unit: ValueUnit
    currency: str | None = None
    cause: Literal["standard", "data"]
    was: Said
    is_now: Said
