"""How a report is shown, beyond its format: language, colour, width, detail."""

from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from upheld.checker.wording import ENGLISH, Wording
from upheld.dsl.dataclass import dataclass

#: Text, the bytes of a binary file, or the files of a folder by their names.
Rendered = str | bytes | Mapping[str, str]

JunitLevel = Literal["window", "standard"]


@dataclass(frozen=True, slots=True)
class Attached:
    """A file beside a report: its name there, how many events it holds, its hash."""

    name: str
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manner:
    """What every renderer is told beside the report; each uses what concerns it.

    Formats for machines stay English whatever the wording. `junit_level` says whether
    each window is a case, or each standard. `exceptions` is the folder with the events
    that fell short, where it is written too. Paths of policies are written below
    `prefix`, which leads from the root of the repository to where the run began.
    `attached` are the files beside a report with the exceptions of each standard.
    """

    wording: Wording = ENGLISH
    color: bool = False
    width: int = 100
    junit_level: JunitLevel = "window"
    exceptions: str = ""
    prefix: str = ""
    attached: Mapping[str, Attached] = field(default_factory=dict)


PLAIN = Manner()
