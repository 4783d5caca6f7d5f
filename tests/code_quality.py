"""What GitLab's documentation asks of a code-quality report, as strict models.

GitLab publishes no schema of it, neither on npm nor on PyPI: what there is describes
reports of engines of Code Climate, of which GitLab reads these fields only.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter


class Strict(BaseModel):
    """No other field, no value of another type."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Lines(Strict):
    """The line, from 1."""

    begin: int = Field(ge=1)


class Location(Strict):
    """A path from the root of the repository, which does not begin with `./`."""

    path: str = Field(pattern=r"^[^./\\\n][^\\\n]*$")
    lines: Lines


class Entry(Strict):
    """One finding."""

    description: str = Field(pattern=r"^[^\n\r]+$")
    check_name: str = Field(min_length=1)
    fingerprint: str = Field(pattern=r"^[0-9a-f]{32,64}$")
    severity: Literal["info", "minor", "major", "critical", "blocker"]
    location: Location


_ENTRIES = TypeAdapter(list[Entry])


def entries_of(text: str) -> list[Entry]:
    """The findings of a report; none has the fingerprint of another."""
    found = _ENTRIES.validate_json(text)
    assert len({one.fingerprint for one in found}) == len(found)
    return found
