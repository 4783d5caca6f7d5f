"""A notification: what was breached, what is kept again, as Slack or Teams reads it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, assert_never

from upheld.checker.render.kinds import window_name
from upheld.checker.render.measures import measure
from upheld.checker.render.text import legible
from upheld.checker.render.verdicts import GLYPHS, RANK, in_words, tally
from upheld.checker.render.windows import group_name, worst_first
from upheld.checker.report import JUDGED, Report, StandardResult
from upheld.checker.wording import Wording, message

Shape = Literal["slack", "teams"]

#: More standards than this are counted, not listed: both services cut long messages.
SHOWN = 20

_BREACHED = message("{standard} is breached: {result}")
_STILL = message("{standard} is still breached: {result}")
_KEPT_AGAIN = message("{standard} is kept again: {result}")

#: Signs of an identifier or a sentence that a service would take for its own.
_SLACK_SIGNS = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def notice(
    report: Report,
    *,
    still: frozenset[str],
    repaired: frozenset[str],
    wording: Wording,
) -> tuple[str, ...]:
    """The lines of a notification, the first a headline; none if there is no news.

    Args:
        still: standards whose last judgement before this run was a breach too.
        repaired: those that were breached then and are kept now.
    """
    ordered = sorted(report.standards, key=lambda one: RANK[one.verdict])
    lines = [line for one in ordered for line in _lines(one, still, repaired, wording)]
    if not lines:
        return ()
    return (_headline(report, wording), *_shortened(lines, wording))


def _lines(
    standard: StandardResult,
    still: frozenset[str],
    repaired: frozenset[str],
    wording: Wording,
) -> Iterator[str]:
    name = f"{GLYPHS[standard.verdict]} {legible(standard.id)}"
    if standard.verdict == "error":
        yield wording.say("{standard} could not be evaluated", standard=name)
        return
    if standard.verdict == "breached":
        is_new = standard.id not in still
        text = _BREACHED if is_new else _STILL
    elif standard.id in repaired:
        text = _KEPT_AGAIN
    else:
        return
    yield wording.say(text, standard=name, result=_result(standard, wording))


def _result(standard: StandardResult, wording: Wording) -> str:
    """The worst judged window of a standard: `2026-03-03 team=north 60.0% < 80%`."""
    judged = [window for window in standard.windows if window.verdict in JUDGED]
    worst = worst_first(judged)[0]
    compared = str(measure(worst, standard.marks, wording))
    parts = (window_name(worst.window, wording), legible(group_name(worst.group)))
    return " ".join(part for part in (*parts, compared) if part)


def _headline(report: Report, wording: Wording) -> str:
    counted = in_words(tally(one.verdict for one in report.standards), wording)
    return wording.say(
        "Service standards as of {moment}: {counted}",
        moment=report.as_of,
        counted=counted,
    )


def _shortened(lines: Sequence[str], wording: Wording) -> list[str]:
    if len(lines) <= SHOWN:
        return list(lines)
    total = wording.say("{shown} of {total} shown", shown=SHOWN, total=len(lines))
    return [*lines[:SHOWN], total]


def shaped(lines: Sequence[str], shape: Shape) -> Mapping[str, object]:
    """The lines as the body that a service takes.

    Source: Slack's incoming webhooks (`text`, `blocks`); Teams' workflows, which post
    an Adaptive Card 1.4 in `attachments`.
    """
    match shape:
        case "slack":
            safe = [line.translate(_SLACK_SIGNS) for line in lines]
            return {"text": safe[0], "blocks": [_block(line) for line in safe]}
        case "teams":
            return _card([_text_of_card(line) for line in lines])
        case _:
            assert_never(shape)


def _block(line: str) -> dict[str, object]:
    text = {"type": "mrkdwn", "text": line[:3000], "verbatim": True}
    return {"type": "section", "text": text}


def _text_of_card(line: str) -> dict[str, object]:
    # Runs of text are shown as they are; a text block would read Markdown in them.
    return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": line}]}


def _card(body: Sequence[dict[str, object]]) -> dict[str, object]:
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": list(body),
    }
    attachment = {
        "contentType": "application/vnd.microsoft.card.adaptive",
        "contentUrl": None,
        "content": card,
    }
    return {"type": "message", "attachments": [attachment]}
