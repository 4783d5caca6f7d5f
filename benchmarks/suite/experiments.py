"""What is measured: the runs of each experiment, with how they are checked."""

import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.suite.contenders.base import Contender, Job, versions
from benchmarks.suite.contenders.dbt import Dbt
from benchmarks.suite.contenders.frames import Frames
from benchmarks.suite.contenders.gx import GreatExpectations
from benchmarks.suite.contenders.queries import Queries
from benchmarks.suite.contenders.soda import Soda
from benchmarks.suite.contenders.upheld import PERIOD, Upheld, Verdicts, read_verdicts
from benchmarks.suite.data import table
from benchmarks.suite.measure import Experiment, Measured, Run, once
from benchmarks.suite.settings import DATA, ROOT, SIZES
from benchmarks.suite.special import (
    CALENDAR,
    SEQUENCE,
    SLIDING,
    SLIDING_RANK,
    Special,
)
from benchmarks.suite.tables import Windows, difference, read_upheld, read_windows

SCAN = Queries("scan of the same columns", "scan")
FUSED = Queries("hand-fused SQL, every value", "fused")
VERDICTS = Queries("hand-fused SQL, verdicts only", "fused-verdicts")
SINGLE = Queries("one query per standard", "single")

CONTENDERS: Sequence[Contender] = (
    SCAN,
    VERDICTS,
    FUSED,
    Upheld(),
    Verdicts(),
    SINGLE,
    Frames("Polars collect_all", "polars"),
    Frames("pandas", "pandas"),
    Soda(),
    Dbt(),
    GreatExpectations(),
)

#: At a hundred million rows: what keeps its promise of memory, and what it is held to.
LIMIT = ("--memory-limit", "1GB")
LARGE: Sequence[Contender] = (
    SCAN,
    VERDICTS,
    FUSED,
    Upheld(more=LIMIT),
    Verdicts(more=LIMIT),
    SINGLE,
)

WORKLOADS = ("W1", "W20", "W200")
#: Queries by hand: as one knows the log to be, and failing where it is otherwise.
HAND, CHECKED = "query written by hand", "query written by hand, checked"
SPECIALS = (SEQUENCE, SLIDING, SLIDING_RANK, CALENDAR)


def place(*names: str) -> Path:
    """A fresh folder for what a run writes."""
    folder = DATA.joinpath("runs", *(n.replace(" ", "-") for n in names))
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def present(contenders: Sequence[Contender]) -> list[Contender]:
    """Those whose environment is there."""
    return [c for c in contenders if c.python().exists()]


def missing(contenders: Sequence[Contender]) -> list[str]:
    """The names of those whose environment is not there."""
    return [c.name for c in contenders if not c.python().exists()]


def judging(
    name: str, workload: str, size: str, contenders: Sequence[Contender], base: str
) -> Experiment:
    """Contenders over one workload, beside an untimed run of single queries."""
    calls = table("calls", size)
    jobs = {
        c.name: Job(workload, size, calls, place(name, size, c.name))
        for c in contenders
    }
    for contender in contenders:
        contender.prepare(jobs[contender.name])
    judge = Job(workload, size, calls, place(name, size, "reference"))
    once(run_of(SINGLE, judge, lambda: ""), Measured("reference"))
    reference = SINGLE.table(judge)
    assert isinstance(reference, Windows)
    runs = [
        run_of(c, jobs[c.name], compared(c, jobs[c.name], reference))
        for c in contenders
    ]
    named = {c.name: c.version() for c in contenders}
    return Experiment(name, size, base, runs, versions=named)


def run_of(contender: Contender, job: Job, check: Callable[[], str]) -> Run:
    """A contender's process."""
    command = contender.command(job)
    return Run(contender.name, command, job.printed, contender.statuses, check)


def compared(contender: Contender, job: Job, reference: Windows) -> Callable[[], str]:
    """Holds what a contender found against the reference."""

    def check() -> str:
        found = contender.table(job)
        return "" if found is None else difference(reference, found)

    return check


def workload_experiment(workload: str, size: str) -> Experiment:
    """Everybody who is there over W1, W20 or W200; of a hundred million rows, a few."""
    wanted = LARGE if SIZES[size] >= SIZES["100M"] else present(CONTENDERS)
    return judging(workload, workload, size, wanted, FUSED.name)


def identity_experiment(size: str) -> Experiment:
    """What looking for repeats costs: W20 with the clause, and by hand."""
    contenders = (
        SCAN,
        Upheld("upheld, no identity"),
        Upheld("upheld, identified by call_id", "identified by call_id"),
        Upheld(
            "upheld, identified by call_id, unique", "identified by call_id, unique"
        ),
        Queries("hand-fused SQL, no look for repeats", "fused"),
        Queries("hand-fused SQL, with count(DISTINCT call_id)", "fused-distinct"),
    )
    return judging("identity", "W20", size, contenders, SCAN.name)


def special_experiment(special: Special, size: str) -> Experiment:
    """WS, WR or WC: the sentence, the query of the same meaning, the bare scan."""
    folder = place(special.name, size)
    files = {name: str(table(name, size)) for name in special.tables}
    policy = folder / "policy.std"
    policy.write_text(special.policy.format(**files), encoding="utf-8")
    program = [sys.executable, "-m", "benchmarks.suite.programs.handwritten"]
    named = [f"{name}={path}" for name, path in files.items()]
    out, printed = folder / "hand.csv", folder / "upheld.csv"
    brief = folder / "verdicts.txt"
    check = [sys.executable, "-m", "upheld", "check", str(policy), "--outside"]
    by_hand = [*program, special.name, "query", str(out), *named]
    beside, other = folder / "checked.csv", folder / "checked.txt"
    checked = [*program, special.name, "checked", str(beside), *named]

    def alike() -> str:
        return difference(reference(special, out), reference(special, beside))

    runs = [
        Run(
            "scan of the same columns",
            [*program, special.name, "scan", str(out), *named],
            folder / "scan.txt",
        ),
        Run(HAND, by_hand, folder / "hand.txt"),
        *([Run(CHECKED, checked, other, check=alike)] if special.checked else []),
        Run(
            "upheld",
            [*check, "--format", "csv", *PERIOD],
            printed,
            (0, 1),
            lambda: specially_compared(special, out, printed),
        ),
        Run(
            "upheld, verdicts only",
            [*check, "--format", "verdicts", *PERIOD],
            brief,
            (0, 1),
            lambda: difference(reference(special, out), read_verdicts(brief)),
        ),
    ]
    return Experiment(special.name, size, HAND, runs)


def specially_compared(special: Special, out: Path, printed: Path) -> str:
    """Holds upheld's table against the query's."""
    found = read_upheld(printed, {special.standard: 1}, special.moment)
    return difference(reference(special, out), found)


def reference(special: Special, out: Path) -> Windows:
    """The table of the query written by hand."""
    hidden = [special.standard] if special is SLIDING_RANK else []
    return read_windows(out, without=frozenset(hidden), begins=special.begins)


@dataclass(frozen=True, slots=True)
class Trivial:
    """A project of one standard over three calls."""

    folder: Path

    def write(self) -> Path:
        """Its policy; the data beside it."""
        (self.folder / "calls.csv").write_text(
            "id,queued,answered\n1,2025-03-01T09:00:00Z,2025-03-01T09:01:00Z\n"
            "2,2025-03-01T09:05:00Z,2025-03-01T09:05:30Z\n"
            "3,2025-03-01T09:07:00Z,2025-03-01T09:07:30Z\n",
            encoding="utf-8",
        )
        policy = self.folder / "policy.std"
        policy.write_text(
            'zone UTC\nevent call, calls\n  from "calls.csv"\n'
            "  occurring at queued\n  answered at answered\n"
            "standard s 90% of calls answered within 2m\n",
            encoding="utf-8",
        )
        return policy


def start_up_experiment() -> Experiment:
    """What a process costs before it has read anything to speak of."""
    folder = place("start-up")
    policy = Trivial(folder).write()
    python = sys.executable
    duck = "import duckdb; duckdb.connect().execute('SELECT 1').fetchall()"
    commands: dict[str, list[str]] = {
        "python": [python, "-c", "pass"],
        "python with DuckDB, one query": [python, "-c", duck],
        "upheld --help": [python, "-m", "upheld", "--help"],
        "upheld check of a trivial source": [
            *(python, "-m", "upheld", "check", str(policy), "--outside"),
        ],
        **other_helps(),
    }
    runs = [
        Run(label, command, folder / "printed.txt", (0, 1))
        for label, command in commands.items()
    ]
    return Experiment("start-up", "", "python with DuckDB, one query", runs, rounds=5)


def other_helps() -> dict[str, list[str]]:
    """`--help` of the other tools that are there."""
    found = {}
    for contender, name in (Soda(), "soda"), (Dbt(), "dbt"):
        if contender.python().exists():
            path = contender.python().with_name(name)
            found[f"{name} --help"] = [str(path), "--help"]
    gx = GreatExpectations().python()
    if gx.exists():
        found["import great_expectations"] = [
            *(str(gx), "-c", "import great_expectations"),
        ]
    return found


def compile_experiment() -> Experiment:
    """1,000 standards read, resolved and checked: the seeds, again and again."""
    from benchmarks.many_standards import write_policies

    runs = []
    for size in 100, 1_000, 5_000:
        folder = place("compile", str(size))
        policies = folder / "policies"
        policies.mkdir()
        write_policies(policies, size)
        program = str(ROOT / "benchmarks" / "many_standards.py")
        command = [sys.executable, program, str(policies)]
        runs.append(Run(f"{size:,} standards", command, folder / "printed.txt"))
    return Experiment("compile", "", runs[0].label, runs)


def our_versions() -> dict[str, str]:
    """Of upheld, its engine and Python."""
    text = versions(Path(sys.executable), "upheld", "duckdb")
    return {"python": sys.version.split()[0], "upheld": text}
