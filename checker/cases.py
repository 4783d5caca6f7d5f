"""Runs the cases of Markdown files and compares what came of them."""

import tempfile
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import assert_never

from upheld.checker.casefile import MAIN_POLICY, Case, CaseFault, read_cases
from upheld.checker.caserows import Difference, Refusal, Rows, compare_row
from upheld.checker.check import Outcome, Request, check
from upheld.dsl.dataclass import dataclass
from upheld.dsl.diagnostics import Diagnostic
from upheld.dsl.source import Span


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What came of one case: how it differs, and anything said on the way."""

    case: Case
    differences: tuple[Difference, ...]
    notes: tuple[str, ...]
    seconds: float

    @property
    def passed(self) -> bool:
        """Whether everything was as expected."""
        return not self.differences


@dataclass(frozen=True, slots=True)
class CaseResults:
    """What came of all cases; with faults in a file, none was run."""

    results: tuple[CaseResult, ...]
    faults: tuple[CaseFault, ...]

    @property
    def passed(self) -> int:
        """How many cases passed."""
        return sum(result.passed for result in self.results)

    @property
    def failed(self) -> int:
        """How many cases failed."""
        return len(self.results) - self.passed

    @property
    def exit_status(self) -> int:
        """2 for a faulty file (or no case at all), 1 for a failed case, else 0."""
        if self.faults or not self.results:
            return 2
        return 1 if self.failed else 0


def run_cases(
    paths: Iterable[Path],
    *,
    select: Callable[[Case], bool] | None = None,
    done: Callable[[CaseResult], None] | None = None,
) -> CaseResults:
    """Run the cases of Markdown files.

    Args:
        paths: Markdown files, or folders of them.
        select: which cases to run; all, if not given.
        done: called with each result as soon as it is there.
    """
    cases: list[Case] = []
    faults: list[CaseFault] = []
    for path in case_paths(paths):
        try:
            file = read_cases(path)
        except (OSError, UnicodeDecodeError) as error:
            faults.append(unreadable(path, error))
            continue
        cases += file.cases
        faults += file.faults
    if faults:
        return CaseResults((), tuple(faults))
    chosen = filter(select, cases) if select else cases
    return CaseResults(tuple(run_each(chosen, done)), ())


def run_each(
    cases: Iterable[Case], done: Callable[[CaseResult], None] | None
) -> Iterator[CaseResult]:
    """Run cases one after the other, telling of each."""
    for case in cases:
        result = run_case(case)
        if done:
            done(result)
        yield result


def case_paths(paths: Iterable[Path]) -> Iterator[Path]:
    """The Markdown files; a folder stands for those in it."""
    for path in paths:
        if path.is_dir():
            yield from sorted(path.rglob("*.md"))
        else:
            yield path


def unreadable(path: Path, error: Exception) -> CaseFault:
    """A fault for a file that cannot be read."""
    reason = error.strerror if isinstance(error, OSError) else "not a UTF-8 text"
    return CaseFault(path.as_posix(), 1, f"cannot be read: {reason}")


def run_case(case: Case) -> CaseResult:
    """Run one case in a folder of its own."""
    start = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="upheld-case-") as folder:
        differences, notes = judged(case, Path(folder).resolve())
    seconds = time.perf_counter() - start
    return CaseResult(case, tuple(differences), tuple(notes), seconds)


def judged(case: Case, folder: Path) -> tuple[list[Difference], list[str]]:
    """How the outcome of a case differs, and what the run said if it does."""
    for name, text in {**case.beside, **case.files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
    try:
        outcome = check(request(case, folder))
    except Exception as error:  # noqa: BLE001 - a case reports what it meets
        return [crash(case, error)], traceback.format_exc().splitlines()
    differences = compare(case.expectation, outcome)
    return differences, said(outcome) if differences else []


def request(case: Case, folder: Path) -> Request:
    """The run that a case asks for.

    Of a policy that lies beside the page only the standards that the case expects
    something of are judged: their `as of` is given, and the others would lack data.
    """
    expected = case.expectation
    rows = expected if isinstance(expected, Rows) else None
    files = {**case.beside, **case.files}
    chosen = rows.rows if rows and rows.as_of and case.beside else ()
    return Request(
        policies=(Path(MAIN_POLICY),),
        root=folder,
        as_of=expected.as_of,
        first=rows.first if rows else None,
        last=rows.last if rows else None,
        select=tuple(dict.fromkeys(row.standard for row in chosen)),
        texts={n: t for n, t in files.items() if n.endswith(".std")},
    )


def crash(case: Case, error: Exception) -> Difference:
    """The difference of a run that ended in an internal error."""
    text = f"internal error: {type(error).__name__}: {error}"
    return Difference(case.expectation.line, "", "run", "an outcome", text)


def compare(expectation: Rows | Refusal, outcome: Outcome) -> list[Difference]:
    """How an outcome differs from what a case expects."""
    match expectation:
        case Rows():
            return compare_rows(expectation, outcome)
        case Refusal():
            return compare_refusal(expectation, outcome)
        case _:
            assert_never(expectation)


def compare_rows(expected: Rows, outcome: Outcome) -> list[Difference]:
    """How the judged standards differ from the rows of a table."""
    if outcome.report is None:
        text = f"nothing judged, exit status {outcome.exit_status}"
        return [Difference(expected.line, "", "run", "verdicts", text)]
    standards = {result.id: result for result in outcome.report.standards}
    differences: list[Difference] = []
    for row in expected.rows:
        if row.standard in standards:
            differences += compare_row(row, standards[row.standard])
        else:
            text = f"not found; there are: {', '.join(standards) or 'none'}"
            wanted = Difference(row.line, row.standard, "standard", "a standard", text)
            differences.append(wanted)
    return differences


def compare_refusal(expected: Refusal, outcome: Outcome) -> list[Difference]:
    """Whether something was refused at the expected place, with the expected code."""
    wanted = f"{expected.code or 'error'} {expected.at[0]}:{expected.at[1]}"
    faults = refusals(outcome)
    for code, *at in faults:
        if tuple(at) == expected.at and expected.code in (None, code):
            return []
    found = ", ".join(f"{code} {line}:{column}" for code, line, column in faults)
    text = found or f"no error, exit status {outcome.exit_status}"
    return [Difference(expected.line, MAIN_POLICY, "error", wanted, text)]


def refusals(outcome: Outcome) -> list[tuple[str, int, int]]:
    """Code, line and column of everything said about `case.std` by a failed run."""
    if outcome.exit_status not in (2, 3):
        return []
    spans = [
        (d.code, span.file, span.line, span.column)
        for d in outcome.diagnostics
        for span in places(d)
    ]
    if outcome.report:
        spans += [
            (m.code, m.place.file, m.place.line, m.place.column)
            for standard in outcome.report.standards
            for m in standard.messages
        ]
    here = ((c, line, column) for c, f, line, column in spans if is_main(f))
    return list(dict.fromkeys(here))


def places(diagnostic: Diagnostic) -> tuple[Span, ...]:
    """Where a diagnostic stands; a circle of files stands behind each of its `use`."""
    if diagnostic.code != "E0024":
        return (diagnostic.span,)
    return (diagnostic.span, *(label.span for label in diagnostic.labels))


def is_main(file: str) -> bool:
    """Whether a file of a diagnostic is the first policy of the case."""
    return Path(file).name == MAIN_POLICY


def said(outcome: Outcome) -> list[str]:
    """What a run said, one line each."""
    lines = [f"{d.span}: {d.code}: {d.message}" for d in outcome.diagnostics]
    if outcome.report:
        lines += [
            f"{m.place.file}:{m.place.line}:{m.place.column}: {m.code}: {m.message}"
            for standard in outcome.report.standards
            for m in standard.messages
        ]
    return list(dict.fromkeys(lines))
