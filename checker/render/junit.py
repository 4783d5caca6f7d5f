"""A report as JUnit XML, in the shape that Jenkins' xUnit and GitLab read.

A suite is a policy file, a case one window and group of a standard, or with the level
`standard` all of it. Only elements and attributes of Jenkins' schema are written.
"""

import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from itertools import groupby
from pathlib import PurePath
from types import MappingProxyType

from upheld.checker.render.manner import Manner
from upheld.checker.render.pipeline_cases import (
    PipelineCase,
    Result,
    cases_of,
    place_in_words,
)
from upheld.checker.report import Report, StandardResult

#: The suite of policies that were given as text.
NAMELESS = "policy"

_ELEMENTS: MappingProxyType[Result, str] = MappingProxyType(
    {"failed": "failure", "erred": "error", "skipped": "skipped"}
)


def render(report: Report, manner: Manner) -> str:
    """The report as a document of `testsuites`; the same report gives the same text."""
    names = suite_names(report)
    cases = list(cases_of(report, manner.junit_level))
    cases.sort(key=lambda case: names[_file(case.standard)])
    root = ET.Element("testsuites", {"name": "upheld", **_counted(cases)})
    for name, group in groupby(cases, key=lambda case: names[_file(case.standard)]):
        root.append(_suite(name, list(group), report, manner))
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def suite_names(report: Report) -> dict[str, str]:
    """What each file is called: its stem, or its path where two share one."""
    files = sorted({_file(standard) for standard in report.standards})
    stems = Counter(PurePath(file).stem for file in files)
    return {
        file: PurePath(file).stem
        if stems[PurePath(file).stem] == 1
        else PurePath(file).with_suffix("").as_posix().strip("/").replace("/", ".")
        for file in files
    }


def _file(standard: StandardResult) -> str:
    return standard.place.file if standard.place and standard.place.file else NAMELESS


def _counted(cases: Sequence[PipelineCase]) -> dict[str, str]:
    results = Counter(case.result for case in cases)
    return {
        "tests": str(len(cases)),
        "failures": str(results["failed"]),
        "errors": str(results["erred"]),
    }


def _suite(
    name: str, cases: Sequence[PipelineCase], report: Report, manner: Manner
) -> ET.Element:
    skipped = sum(case.result == "skipped" for case in cases)
    moment = datetime.fromisoformat(report.as_of).astimezone(UTC)
    told = {
        "name": printable(name),
        **_counted(cases),
        "skipped": str(skipped),
        "timestamp": moment.strftime("%Y-%m-%dT%H:%M:%S"),
    }
    suite = ET.Element("testsuite", told)
    properties = ET.SubElement(suite, "properties")
    for key, value in _properties(cases[0].standard, report):
        ET.SubElement(properties, "property", name=key, value=printable(value))
    suite.extend(_case(case, name, manner) for case in cases)
    return suite


def _properties(standard: StandardResult, report: Report) -> Iterable[tuple[str, str]]:
    """What the cases of a policy rest on: its hash, and one hash over all data."""
    yield "as.of", report.as_of
    for policy in report.policies:
        if policy.name == _file(standard):
            yield "policy.sha256", policy.sha256
    files = sorted({(f.name, f.sha256) for s in report.sources for f in s.files})
    if files:
        lines = "".join(f"{digest}  {name}\n" for name, digest in files)
        yield "data.sha256", sha256(lines.encode()).hexdigest()


def _case(case: PipelineCase, suite: str, manner: Manner) -> ET.Element:
    by_window = manner.junit_level == "window"
    classname = f"{suite}.{case.standard.id}" if by_window else suite
    element = ET.Element(
        "testcase", classname=printable(classname), name=printable(case.name)
    )
    if case.result == "warned":
        ET.SubElement(element, "system-out").text = _body(case, manner)
    elif case.result in _ELEMENTS:
        outcome = ET.SubElement(
            element,
            _ELEMENTS[case.result],
            type=case.kind,
            message=printable(_message(case)),
        )
        outcome.text = _body(case, manner)
    return element


def _message(case: PipelineCase) -> str:
    if case.result == "skipped":
        return case.reason
    return ". ".join(filter(None, (case.told, place_in_words(case.standard))))


def _body(case: PipelineCase, manner: Manner) -> str:
    """What a person sees who opens the case; some servers show only this."""
    standard = case.standard
    lines = [
        f"{case.kind}: {case.told}" if case.told else case.kind,
        case.reason,
        f"standard {standard.id}: {standard.sentence}",
        place_in_words(standard),
        *(message.text for message in standard.messages),
    ]
    if manner.exceptions:
        lines.append(f"exceptions: {manner.exceptions}")
    return printable("\n".join(dict.fromkeys(line for line in lines if line)))


def printable(text: str) -> str:
    """The text without the signs that XML 1.0 cannot hold."""
    instead = "\N{REPLACEMENT CHARACTER}"
    return "".join(sign if _is_allowed(sign) else instead for sign in text)


def _is_allowed(sign: str) -> bool:
    if sign < " ":
        return sign in "\t\n"
    return not ("\ud800" <= sign <= "\udfff" or sign in "\ufffe\uffff")
