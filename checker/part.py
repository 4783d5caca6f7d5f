"""What the parts of a report have in common, its verdicts and its units."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

Verdict = Literal[
    "met",
    "exceeded",
    "warned",
    "breached",
    "pending",
    "insufficient",
    "no_data",
    "waived",
    "error",
]

#: What a value is held against its target by.
Bound = Literal["at_least", "at_most", "more_than", "less_than", "between"]

ValueUnit = Literal["share", "seconds", "count", "number", "points", "money"]


class Part(BaseModel):
    """A part of the report: frozen, and strict about its fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")
