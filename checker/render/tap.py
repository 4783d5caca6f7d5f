"""A report in the Test Anything Protocol, version 14."""

from upheld.checker.render.manner import Manner
from upheld.checker.render.pipeline_cases import PipelineCase, cases_of
from upheld.checker.report import Report


def render(report: Report, manner: Manner) -> str:
    """One line for each case, what was found indented below those that failed."""
    cases = list(cases_of(report, manner.junit_level))
    lines = ["TAP version 14", f"1..{len(cases)}"]
    for number, case in enumerate(cases, 1):
        lines += _lines(number, case)
    return "\n".join(lines) + "\n"


def _lines(number: int, case: PipelineCase) -> list[str]:
    standard = case.standard.id
    name = standard if case.name == standard else f"{standard} {case.name}"
    kept = case.result not in ("failed", "erred")
    head = f"{'ok' if kept else 'not ok'} {number} - {escaped(name)}"
    if case.result == "skipped":
        return [f"{head} # SKIP {escaped(case.reason)}"]
    if case.result == "passed":
        return [head]
    return [head, "  ---", *_yaml(case), "  ..."]


def _yaml(case: PipelineCase) -> list[str]:
    """What was found, as a YAML block; strings of JSON are strings of YAML."""
    place = case.standard.sentence_place or case.standard.place
    told = {
        "verdict": case.kind,
        "message": case.told,
        "sentence": case.standard.sentence,
        "at": f"{place.file}:{place.line}" if place and place.file else "",
    }
    return [f"  {key}: {quoted(value)}" for key, value in told.items() if value]


def quoted(text: str) -> str:
    """The text as one quoted line."""
    import json

    return json.dumps(text, ensure_ascii=False)


def escaped(text: str) -> str:
    """The text on one line, the sign of a directive made plain."""
    line = " ".join(text.split())
    return line.replace("\\", "\\\\").replace("#", "\\#")
