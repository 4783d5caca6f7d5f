"""What a history holds: runs, and what each of them said of standards and windows."""

from upheld.checker.report import Verdict, Window
from upheld.dsl.dataclass import dataclass

#: The label of the only window of a standard that is judged over the whole period.
OVERALL = "overall"


@dataclass(frozen=True, slots=True)
class Run:
    """One run. `number` counts from 1 in the order in which runs were appended.

    `sha256` is that of what was judged and found; two runs never share it. `policies`
    and `data` are fingerprints of the files read, lists among the policies. `recorded`
    is when the run was appended, `as_of` the moment after which it saw nothing.
    """

    number: int
    sha256: str
    as_of: str
    recorded: str
    verdict: Verdict
    policies: str
    data: str
    commit: str
    version: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What a run said of a standard as a whole."""

    run: int
    standard: str
    title: str
    sentence: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Entry:
    """What a run said of one window and group of a standard."""

    run: int
    standard: str
    window: Window

    @property
    def key(self) -> tuple[str, str, str, tuple[tuple[str, str], ...]]:
        """What makes it the same window in another run; `overall` has no fixed ends."""
        one = self.window
        if one.window == OVERALL:
            return "", "", OVERALL, tuple(sorted(one.group.items()))
        return one.start, one.end, one.window, tuple(sorted(one.group.items()))

    @property
    def is_final(self) -> bool:
        """Whether no later event should change it: the window is over and decided.

        A window at the edge of a run's period, of which the run saw a part, never is;
        nor is `overall`, which grows with every run.
        """
        one = self.window
        if one.window == OVERALL:
            return False
        return not one.open and not one.partial and one.verdict != "pending"

    @property
    def result(self) -> tuple[str | None, ...]:
        """What a restatement changes: verdict, value, and what it is compared with."""
        one = self.window
        if one.exact is None:
            return (one.verdict,)
        targets = (one.bound, one.target_exact, one.target_high_exact)
        return one.verdict, one.exact, *targets


@dataclass(frozen=True, slots=True)
class History:
    """Everything of a file, in the order of runs, standards and windows."""

    runs: tuple[Run, ...]
    standings: tuple[Standing, ...]
    entries: tuple[Entry, ...]
