"""A history as text and as JSON: standards over time, and what was restated.

After:
    ✗ answer-speed  breached  1 of 3 days met, 1 breached, 1 pending
      90% of calls answered within 2m per day
      verdicts by run: ✓ ✓ ✗

    restated: answer-speed 2026-03-02 was met at 95.0%, is breached at 88.0%
      (run 2, then run 3; the data changed)
"""

import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import assert_never

from upheld.checker.ledger.entries import Entry, History, Run
from upheld.checker.ledger.timeline import Cause, Restatement, Timeline
from upheld.checker.render.document import part_as_json
from upheld.checker.render.kinds import window_name
from upheld.checker.render.manner import Manner
from upheld.checker.render.measures import measure
from upheld.checker.render.text import legible
from upheld.checker.render.verdicts import GLYPHS
from upheld.checker.render.windows import group_name, summary
from upheld.checker.wording import Wording

SCHEMA = "upheld/history/1"


def history_text(
    history: History, lines: Iterable[Timeline], manner: Manner, *, windows: bool
) -> str:
    """Standards over time as lines; with `windows` each window as last judged."""
    wording = manner.wording
    blocks = [list(_standard(line, wording, windows=windows)) for line in lines]
    blocks += [list(_restatements(lines, wording))]
    blocks += [[runs_in_words(history, wording)]]
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def _standard(line: Timeline, wording: Wording, *, windows: bool) -> Iterator[str]:
    now = line.now
    found = summary([entry.window for entry in line.latest], wording)
    name = f"{GLYPHS[now.verdict]} {legible(now.standard)}"
    yield "  ".join((name, wording.verdict(now.verdict), found))
    yield f"  {legible(now.sentence)}"
    glyphs = " ".join(GLYPHS[standing.verdict] for standing in line.standings)
    yield f"  {wording.say('verdicts by run: {verdicts}', verdicts=glyphs)}"
    if windows:
        yield from _table(list(line.latest), wording)


def _table(entries: list[Entry], wording: Wording) -> Iterator[str]:
    rows = [_cells(entry, wording) for entry in entries]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield f"    {'  '.join(cells)}".rstrip()


def _cells(entry: Entry, wording: Wording) -> tuple[str, ...]:
    one = entry.window
    return (
        window_name(one.window, wording),
        legible(group_name(one.group)),
        wording.verdict(one.verdict),
        str(measure(one, (), wording)),
        wording.say("run {run}", run=str(entry.run)),
    )


def _restatements(lines: Iterable[Timeline], wording: Wording) -> Iterator[str]:
    for line in lines:
        for one in line.restatements:
            yield restated(one, wording)


def restated(one: Restatement, wording: Wording) -> str:
    """A restatement as a sentence, with both results and why."""
    after = one.after.window
    group = legible(group_name(after.group))
    name = " ".join(filter(None, (window_name(after.window, wording), group)))
    return wording.say(
        "restated: {standard} {window} was {old}, is {new} (run {first}, then run "
        "{second}; {cause})",
        standard=legible(one.after.standard),
        window=name,
        old=result_of(one.before, wording, one.after),
        new=result_of(one.after, wording, one.before),
        first=str(one.before.run),
        second=str(one.after.run),
        cause=cause_of(one.cause, wording),
    )


def result_of(entry: Entry, wording: Wording, other: Entry | None = None) -> str:
    """The result of a window in a few words: `met 95.0% ≥ 90%`.

    Args:
        other: another result that this one is to be told from by its digits.
    """
    marks = (other.window.exact,) if other and other.window.exact else ()
    compared = str(measure(entry.window, marks, wording))
    verdict = wording.verdict(entry.window.verdict)
    return f"{verdict} {compared}" if compared else verdict


def cause_of(cause: Cause, wording: Wording) -> str:
    """Why a result is another one, in words."""
    match cause:
        case "standard":
            return wording.say("the standard changed")
        case "policies":
            return wording.say("the policies changed")
        case "data":
            return wording.say("the data changed")
        case "other":
            return wording.say(
                "policies and data are the same, options or versions are not"
            )
        case _:
            assert_never(cause)


def runs_in_words(history: History, wording: Wording) -> str:
    """How many runs there are, and what they cover."""
    if not history.runs:
        return wording.say("no runs")
    days = sorted(run.as_of[:10] for run in history.runs)
    first, last = (wording.day(date.fromisoformat(d)) for d in (days[0], days[-1]))
    if len(history.runs) == 1:
        return wording.say("one run, as of {moment}", moment=last)
    return wording.count(
        "{n} run, as of {first} to {last}",
        "{n} runs, as of {first} to {last}",
        len(history.runs),
        first=first,
        last=last,
    )


def history_json(history: History, lines: Iterable[Timeline]) -> str:
    """The same as one JSON document; windows are those of the report's schema."""
    document = {
        "schema": SCHEMA,
        "runs": [_run(run) for run in history.runs],
        "standards": [_timeline(line) for line in lines],
    }
    return json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def _run(run: Run) -> dict[str, object]:
    return {
        "run": run.number,
        "sha256": run.sha256,
        "as_of": run.as_of,
        "recorded": run.recorded,
        "verdict": run.verdict,
        "policies": run.policies,
        "data": run.data,
        "commit": run.commit,
        "version": run.version,
    }


def _timeline(line: Timeline) -> dict[str, object]:
    return {
        "id": line.standard,
        "title": line.now.title,
        "sentence": line.now.sentence,
        "verdict": line.now.verdict,
        "verdicts": [
            {"run": one.run, "verdict": one.verdict} for one in line.standings
        ],
        "windows": [_entry(entry) for entry in line.latest],
        "restatements": [
            {
                "cause": one.cause,
                "before": _entry(one.before),
                "after": _entry(one.after),
            }
            for one in line.restatements
        ],
    }


def _entry(entry: Entry) -> dict[str, object]:
    return {"run": entry.run, "final": entry.is_final, **part_as_json(entry.window)}
