"""Results of cases for people (lines and tables) and for build servers (JUnit XML)."""

import xml.etree.ElementTree as ET
from itertools import groupby
from pathlib import Path

from upheld.checker.caserows import Difference
from upheld.checker.cases import CaseResult, CaseResults
from upheld.checker.wording import ENGLISH, Wording


def failure_text(result: CaseResult, wording: Wording = ENGLISH) -> str:
    """A failed case: where it stands, a table of differences, what the run said."""
    case = result.case
    lines = [f"{wording.say('FAILED')} {case.file}:{case.line} {case.name}"]
    lines += [f"  {line}" for line in table(result.differences, wording)]
    lines += [f"  | {note}" for note in result.notes]
    return "\n".join(lines)


def table(differences: tuple[Difference, ...], wording: Wording = ENGLISH) -> list[str]:
    """The differences in aligned columns, the cells in the words of the case."""
    head = (
        wording.say("line"),
        wording.say("row"),
        wording.say("column"),
        wording.say("expected"),
        wording.say("found"),
    )
    rows = [head] + [
        (str(d.line), d.where, d.column, d.expected, d.found) for d in differences
    ]
    widths = [max(len(row[i]) for row in rows) for i in range(len(head))]
    return [
        "  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def closing_line(results: CaseResults, wording: Wording = ENGLISH) -> str:
    """How many cases passed and failed."""
    return wording.say(
        "{passed} passed, {failed} failed",
        passed=results.passed,
        failed=results.failed,
    )


def junit(results: CaseResults) -> str:
    """The results as JUnit XML: a suite for each file, a test for each case."""
    root = ET.Element("testsuites", name="upheld test")
    for file, group in groupby(results.results, key=lambda result: result.case.file):
        root.append(suite(file, list(group)))
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def suite(file: str, results: list[CaseResult]) -> ET.Element:
    """The suite of one file."""
    name = Path(file).stem
    element = ET.Element(
        "testsuite",
        name=name,
        tests=str(len(results)),
        failures=str(sum(not result.passed for result in results)),
        errors="0",
        time=f"{sum(result.seconds for result in results):.3f}",
    )
    element.extend(testcase(name, result) for result in results)
    return element


def testcase(suite_name: str, result: CaseResult) -> ET.Element:
    """One case; its differences are the message and the body of the failure."""
    element = ET.Element(
        "testcase",
        classname=suite_name,
        name=result.case.name,
        time=f"{result.seconds:.3f}",
    )
    if not result.passed:
        first = result.differences[0]
        message = f"{first.where} {first.column}: {first.expected} != {first.found}"
        failure = ET.SubElement(
            element, "failure", type="case", message=message.strip()
        )
        failure.text = printable(failure_text(result))
    return element


def printable(text: str) -> str:
    """The text without signs that XML cannot hold."""
    return "".join(sign for sign in text if sign >= " " or sign in "\n\t")
