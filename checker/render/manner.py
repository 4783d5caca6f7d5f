"""How a report is shown, beyond its format: language, colour, width, detail."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from upheld.checker.wording import ENGLISH, Wording

#: Text, the bytes of a binary file, or the files of a folder by their names.
Rendered = str | bytes | Mapping[str, str]

JunitLevel = Literal["window", "standard"]


@dataclass(frozen=True, slots=True)
class Manner:
    """What every renderer is told beside the report; each uses what concerns it.

    Formats for machines stay English whatever the wording. `junit_level` says whether
    each window is a case, or each standard. `exceptions` is the folder with the events
    that fell short, where it is written too. Paths of policies are written below
    `prefix`, which leads from the root of the repository to where the run began.
    """

    wording: Wording = ENGLISH
    color: bool = False
    width: int = 100
    junit_level: JunitLevel = "window"
    exceptions: str = ""
    prefix: str = ""


PLAIN = Manner()
