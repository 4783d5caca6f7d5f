"""A report as Markdown: for a pull request, and as the summary of a CI step."""

import re
from collections.abc import Callable, Sequence

from upheld.checker.render.evidence import evidence
from upheld.checker.render.kinds import number_of, window_name
from upheld.checker.render.manner import Manner
from upheld.checker.render.measures import measure
from upheld.checker.render.verdicts import GLYPHS, RANK, in_words, tally
from upheld.checker.render.waivers import lines_of_waiver
from upheld.checker.render.windows import group_name, not_met, summary
from upheld.checker.report import Report, StandardResult, Verdict, Window
from upheld.checker.wording import Wording

#: GitHub takes so many characters of a comment at most; some are left for others.
COMMENT = 60_000

#: GitHub drops a step summary whole, in bytes, that is larger than 1,024 KB.
LARGEST_SUMMARY = 900_000

#: Windows of a standard that are listed.
WINDOWS_SHOWN = 10

_SPECIAL = re.compile(r"([\\`*_\[\]|<>~&$#])")


def render(report: Report, manner: Manner) -> str:
    """The report as a comment that is not too long."""
    return markdown(report, manner.wording, COMMENT, len)


def step_summary(report: Report, wording: Wording) -> str:
    """The report as the summary of a step of GitHub's."""
    return markdown(report, wording, LARGEST_SUMMARY, _bytes)


def _bytes(text: str) -> int:
    return len(text.encode())


def markdown(
    report: Report, wording: Wording, most: int, size: Callable[[str], int]
) -> str:
    """A heading, a table of all standards, and what was not met of each.

    Args:
        most: the largest text allowed, as `size` measures it; what does not fit is left
            out whole, and its number told.
    """
    ordered = sorted(report.standards, key=lambda standard: RANK[standard.verdict])
    head = [f"## {_heading(report, wording)}", ""]
    table = [_row(standard, wording) for standard in ordered]
    blocks = [block for one in ordered if (block := _block(one, wording))]
    blocks += [_waivers(report, wording)] if report.waivers else []
    tail = _as_of(report, wording)
    left = most - size("\n".join((*head, *_columns(wording), tail))) - 300
    shown, left = _fitting(table, left, size)
    details, _ = _fitting(blocks, left, size)
    lines = [*head, *_columns(wording), *shown]
    lines += _cut(len(shown), len(table), wording)
    for block in details:
        lines += ["", block]
    lines += _cut(len(details), len(blocks), wording)
    return "\n".join((*lines, "", tail)) + "\n"


def escaped(text: str) -> str:
    """The text on one line, as it is: no markup, no mention of a person."""
    tied = "\N{NO-BREAK SPACE}"
    plain = "".join(s if s.isprintable() or s == tied else " " for s in text)
    return _SPECIAL.sub(r"\\\1", plain).replace("@", "@\N{ZERO WIDTH SPACE}")


def _heading(report: Report, wording: Wording) -> str:
    told = in_words(tally(standard.verdict for standard in report.standards), wording)
    head = wording.count("{n} standard", "{n} standards", len(report.standards))
    whole = wording.say("{total}: {verdicts}", total=head, verdicts=told)
    return escaped(whole if told else head)


def _columns(wording: Wording) -> tuple[str, str]:
    heads = (
        wording.say("Verdict"),
        wording.say("Standard"),
        wording.say("Windows"),
        wording.say("Sentence"),
    )
    return f"| {' | '.join(heads)} |", "|---|---|---|---|"


def _row(standard: StandardResult, wording: Wording) -> str:
    cells = (
        _verdict(standard.verdict, wording),
        escaped(standard.id),
        escaped(_windows(standard, wording)),
        escaped(standard.sentence),
    )
    return f"| {' | '.join(cells)} |"


def _verdict(verdict: Verdict, wording: Wording) -> str:
    return escaped(f"{GLYPHS[verdict]} {wording.verdict(verdict)}")


def _windows(standard: StandardResult, wording: Wording) -> str:
    if len(standard.windows) == 1:
        return str(measure(standard.windows[0], standard.marks, wording))
    return summary(standard.windows, wording) if standard.windows else ""


def _block(standard: StandardResult, wording: Wording) -> str:
    """What was not met of a standard, worst first; empty where all was."""
    listed = not_met(standard.windows)
    if not listed and not standard.messages:
        return ""
    lines = [f"### {escaped(f'{GLYPHS[standard.verdict]} {standard.id}')}", ""]
    lines += [f"> {escaped(standard.sentence)}", ""]
    lines += [f"- {escaped(f'{m.code}: {m.message}')}" for m in standard.messages]
    lines += [_line(w, standard, wording) for w in listed[:WINDOWS_SHOWN]]
    lines += _cut(min(len(listed), WINDOWS_SHOWN), len(listed), wording)
    return "\n".join(lines)


def _line(window: Window, standard: StandardResult, wording: Wording) -> str:
    name = window_name(window.window, wording)
    where = " ".join(filter(None, (name, group_name(window.group))))
    measured = str(measure(window, standard.marks, wording))
    behind = evidence(window, standard, wording)
    parts = (where, measured, f"({behind})" if behind else "")
    told = " ".join(part for part in parts if part)
    return f"- {_verdict(window.verdict, wording)} {escaped(told)}"


def _waivers(report: Report, wording: Wording) -> str:
    lines = []
    for waiver in report.waivers:
        first, *others = lines_of_waiver(report, waiver, wording)
        lines.append(f"- {escaped('; '.join((first, *others)))}")
    return "\n".join(lines)


def _as_of(report: Report, wording: Wording) -> str:
    windows = tally(w.verdict for one in report.standards for w in one.windows)
    total = number_of(sum(number for _, number in windows), "window", wording)
    told = wording.say(
        "as of {moment}, {windows}, exit {status}",
        moment=report.as_of,
        windows=total,
        status=str(report.exit_status),
    )
    return escaped(told)


def _cut(shown: int, total: int, wording: Wording) -> list[str]:
    if shown == total:
        return []
    told = wording.say("{shown} of {total} shown", shown=shown, total=total)
    return ["", escaped(told)]


def _fitting(
    parts: Sequence[str], left: int, size: Callable[[str], int]
) -> tuple[list[str], int]:
    """The first parts that fit, each with two line ends; and what is left then."""
    kept: list[str] = []
    for part in parts:
        left -= size(part) + 2
        if left < 0:
            return kept, 0
        kept.append(part)
    return kept, left
