"""A run as what pipelines call test cases: they pass, fail or are skipped.

What makes the exit status other than 0 is a failure or an error here too: `warned`
where the run fails on it, and a standard that lacks a judgement as a case of its own.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Literal, assert_never

from upheld.checker.exit_status import not_judged
from upheld.checker.render.evidence import evidence
from upheld.checker.render.manner import JunitLevel
from upheld.checker.render.measures import measure
from upheld.checker.render.verdicts import RANK
from upheld.checker.render.windows import group_name, summary, worst_first
from upheld.checker.report import JUDGED, Report, StandardResult, Verdict, Window
from upheld.dsl.dataclass import dataclass

Result = Literal["passed", "warned", "failed", "erred", "skipped"]

#: The kind of a failure that no verdict has.
NOT_JUDGED = "not_judged"


@dataclass(frozen=True, slots=True)
class PipelineCase:
    """One case of JUnit and TAP (a case of ours is a heading of a Markdown file).

    `name` is unique within its standard. `kind` is the verdict, or `not_judged`. `told`
    says on one line what was found, `reason` why it is skipped.
    """

    standard: StandardResult
    name: str
    kind: str
    result: Result
    told: str
    reason: str = ""


def cases_of(report: Report, level: JunitLevel = "window") -> Iterator[PipelineCase]:
    """Every case of a run; standards worst first, windows in order of time."""
    ordered = sorted(report.standards, key=lambda standard: RANK[standard.verdict])
    for standard in ordered:
        if level == "standard":
            yield _of_standard(standard, report)
        else:
            yield from _unique(_of_windows(standard, report))


def place_in_words(standard: StandardResult) -> str:
    """`policies/contact-centre.std:12`, empty for a policy that stands in no file."""
    place = standard.sentence_place or standard.place
    return f"{place.file}:{place.line}" if place and place.file else ""


def finding(window: Window, standard: StandardResult) -> str:
    """What a window measured, on one line: `87.0% < 90% (87 of 100 calls; …)`."""
    measured, behind = str(measure(window, standard.marks)), evidence(window, standard)
    return f"{measured} ({behind})" if measured and behind else measured or behind


def told(standard: StandardResult) -> str:
    """What a standard came to, on one line: how its windows went, and the worst one."""
    if standard.verdict == "error":
        messages = (f"{m.code}: {m.message}" for m in standard.messages)
        return "; ".join(messages) or "not evaluated"
    if not standard.windows:
        return summary(())
    worst = worst_first(standard.windows)[0]
    if len(standard.windows) == 1:
        return finding(worst, standard)
    where = " ".join(filter(None, (worst.window, group_name(worst.group))))
    return f"{summary(standard.windows)} (worst {where}: {finding(worst, standard)})"


def _of_windows(standard: StandardResult, report: Report) -> Iterator[PipelineCase]:
    if standard.verdict == "error":
        yield _error(standard)
    for window in standard.windows:
        yield _of_window(window, standard, report)
    if standard.verdict != "error" and not_judged(standard, report.no_data):
        yield _not_judged(standard, report.no_data)


def _error(standard: StandardResult) -> PipelineCase:
    return PipelineCase(standard, "evaluation", "error", "erred", told(standard))


def _of_window(
    window: Window, standard: StandardResult, report: Report
) -> PipelineCase:
    name = " ".join(filter(None, (window.window, group_name(window.group))))
    result = _result(window.verdict, report)
    reason = _reason(window, standard, report) if result == "skipped" else ""
    told = finding(window, standard)
    return PipelineCase(standard, name, window.verdict, result, told, reason)


def _result(verdict: Verdict, report: Report) -> Result:
    match verdict:
        case "met" | "exceeded":
            return "passed"
        case "warned":
            return "failed" if report.fail_on == "warned" else "warned"
        case "breached":
            return "failed"
        case "waived" | "insufficient" | "no_data" | "pending":
            return "skipped"
        case "error":
            return "erred"
        case _:
            assert_never(verdict)


def _reason(window: Window, standard: StandardResult, report: Report) -> str:
    """Why a window is skipped: its waiver with the last day, or the counts it has."""
    if window.verdict == "waived" and window.waiver is not None:
        last = {waiver.name: waiver.last for waiver in report.waivers}
        names = window.waiver.split(", ")
        return "waived " + ", ".join(
            f"{name} until {last[name]}" if name in last else name for name in names
        )
    return f"{window.verdict}: {evidence(window, standard) or 'nothing to judge'}"


def _not_judged(standard: StandardResult, no_data: str) -> PipelineCase:
    name, why = "some window judged", "no window was judged"
    if no_data == "strict" and not JUDGED.isdisjoint(standard.verdicts):
        name, why = "every closed window judged", "a closed window was not judged"
    whole = f"{why}: {summary(standard.windows)}"
    return PipelineCase(standard, name, NOT_JUDGED, "failed", whole)


def _of_standard(standard: StandardResult, report: Report) -> PipelineCase:
    """The case of a whole standard: it fails where a case of its windows would."""
    parts = list(_of_windows(standard, report))
    failed = [part for part in parts if part.result in ("erred", "failed")]
    whole = PipelineCase(
        standard, standard.id, standard.verdict, "passed", told(standard)
    )
    if failed:
        only = all(part.kind == NOT_JUDGED for part in failed)
        kind = NOT_JUDGED if only else standard.verdict
        return replace(whole, kind=kind, result=failed[0].result)
    same = [part for part in parts if part.kind == standard.verdict]
    reason = same[0].reason if same else ""
    return replace(whole, result=_result(standard.verdict, report), reason=reason)


def _unique(cases: Iterator[PipelineCase]) -> Iterator[PipelineCase]:
    """The same cases, a number behind each name that was there before."""
    seen: Counter[str] = Counter()
    for case in cases:
        seen[case.name] += 1
        times = seen[case.name]
        yield case if times == 1 else replace(case, name=f"{case.name} [{times}]")
