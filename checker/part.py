"""What the parts of a report have in common, and the units of its amounts."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

ValueUnit = Literal["share", "seconds", "count", "number", "points", "money"]


class Part(BaseModel):
    """A part of the report: frozen, and strict about its fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")
