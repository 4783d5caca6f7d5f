"""Two results side by side, as text, Markdown and JSON.

After:
    answer-speed  breached → breached  8 of 31 days → 1 of 31 days
      - 90% of calls answered within 2m per day
      + 95% of calls answered within 2m per day
        2026-03-03  met 92.0% ≥ 90% → breached 92.0% < 95%
"""

import json
from collections.abc import Iterator, Sequence

from upheld.checker.comparison import Compared, Comparison, Flip
from upheld.checker.render.document import part_as_json
from upheld.checker.render.kinds import kept_of, window_name
from upheld.checker.render.manner import Manner
from upheld.checker.render.markdown import escaped
from upheld.checker.render.measures import measure
from upheld.checker.render.text import legible
from upheld.checker.render.windows import group_name, kept_of_judged, kind
from upheld.checker.report import StandardResult, Window
from upheld.checker.wording import Wording

SCHEMA = "upheld/diff/1"

#: Windows of a standard that text and Markdown list.
SHOWN = 40


def comparison_text(comparison: Comparison, manner: Manner) -> str:
    """What changed, in lines."""
    wording = manner.wording
    blocks = ["\n".join(_standard(one, wording)) for one in comparison.changed]
    return "\n\n".join([*blocks, _closing(comparison, wording)]) + "\n"


def _standard(one: Compared, wording: Wording) -> Iterator[str]:
    head = (legible(one.id), _verdicts(one, wording), _kept(one, wording))
    yield "  ".join(filter(None, head))
    yield from (f"  {line}" for line in _sentences(one))
    for flip in one.flips[:SHOWN]:
        yield f"    {'  '.join(filter(None, _cells(flip, wording)))}"
    yield from (f"    {line}" for line in _rest(one, wording))


def _verdicts(one: Compared, wording: Wording) -> str:
    """`met → breached`, or that the standard is new or gone."""
    if one.old is None:
        assert one.new is not None
        return wording.say("new: {verdict}", verdict=wording.verdict(one.new.verdict))
    was = wording.verdict(one.old.verdict)
    if one.new is None:
        return wording.say("gone, was {verdict}", verdict=was)
    return f"{was} → {wording.verdict(one.new.verdict)}"


def _kept(one: Compared, wording: Wording) -> str:
    """How many windows were kept of those judged, before and after."""
    if one.old is None or one.new is None:
        return ""
    before, after = (_kept_of(result, wording) for result in (one.old, one.new))
    return before if before == after else f"{before} → {after}"


def _kept_of(result: StandardResult, wording: Wording) -> str:
    kept, judged = kept_of_judged(result.windows)
    return kept_of(kept, judged, kind(result.windows), wording)


def _sentences(one: Compared) -> Iterator[str]:
    """The sentences and clauses that only one side has, as a diff shows them."""
    before = () if one.old is None else (one.old.sentence, *one.old.clauses)
    after = () if one.new is None else (one.new.sentence, *one.new.clauses)
    yield from (f"- {legible(text)}" for text in before if text not in after)
    yield from (f"+ {legible(text)}" for text in after if text not in before)


def _cells(flip: Flip, wording: Wording) -> tuple[str, str, str]:
    return (
        window_name(flip.new.window, wording),
        legible(group_name(flip.new.group)),
        f"{_result(flip.old, wording)} → {_result(flip.new, wording)}",
    )


def _result(window: Window, wording: Wording) -> str:
    compared = str(measure(window, (), wording))
    verdict = wording.verdict(window.verdict)
    return f"{verdict} {compared}" if compared else verdict


def _rest(one: Compared, wording: Wording) -> Iterator[str]:
    """What is not listed: too many windows, or windows of one side alone."""
    if len(one.flips) > SHOWN:
        yield wording.say("{shown} of {total} shown", shown=SHOWN, total=len(one.flips))
    old, new = one.alone
    if old or new:
        yield wording.say(
            "windows without a counterpart: {old} before, {new} after", old=old, new=new
        )


def _closing(comparison: Comparison, wording: Wording) -> str:
    """How many windows flip, of which standards, as of when."""
    flips = wording.count(
        "{n} window has another verdict",
        "{n} windows have another verdict",
        comparison.flips,
    )
    changed = wording.count(
        "{n} of {total} standard changed",
        "{n} of {total} standards changed",
        len(comparison.changed),
        total=len(comparison.standards),
    )
    moment = wording.say("as of {moment}", moment=comparison.as_of)
    return f"{changed}. {flips}. ({moment})"


def comparison_markdown(comparison: Comparison, manner: Manner) -> str:
    """The same as a comment for a pull request."""
    wording = manner.wording
    blocks = [_block(one, wording) for one in comparison.changed]
    return "\n\n".join([_closing(comparison, wording), *blocks]) + "\n"


def _block(one: Compared, wording: Wording) -> str:
    parts = [f"### {escaped(one.id)}: {escaped(_verdicts(one, wording))}"]
    parts += filter(None, [escaped(_kept(one, wording))])
    if sentences := list(_sentences(one)):
        parts.append("\n".join(["```diff", *sentences, "```"]))
    if one.flips:
        parts.append("\n".join(_table(one.flips[:SHOWN], wording)))
    parts += map(escaped, _rest(one, wording))
    return "\n\n".join(parts)


def _table(flips: Sequence[Flip], wording: Wording) -> list[str]:
    heads = (wording.say("Window"), wording.say("Group"), wording.say("Verdict"))
    rows = (map(escaped, _cells(flip, wording)) for flip in flips)
    return [
        f"| {' | '.join(heads)} |",
        "|---|---|---|",
        *(f"| {' | '.join(row)} |" for row in rows),
    ]


def comparison_json(comparison: Comparison) -> str:
    """The same as one JSON document; windows are those of the report's schema."""
    document = {
        "schema": SCHEMA,
        "as_of": comparison.as_of,
        "flips": comparison.flips,
        "standards": [_as_json(one) for one in comparison.standards],
    }
    return json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def _as_json(one: Compared) -> dict[str, object]:
    return {
        "id": one.id,
        "change": one.change,
        "old": _side(one.old),
        "new": _side(one.new),
        "windows_of_old_alone": one.alone[0],
        "windows_of_new_alone": one.alone[1],
        "flips": [
            {"old": part_as_json(flip.old), "new": part_as_json(flip.new)}
            for flip in one.flips
        ],
    }


def _side(result: StandardResult | None) -> dict[str, object] | None:
    if result is None:
        return None
    kept, judged = kept_of_judged(result.windows)
    return {
        "sentence": result.sentence,
        "clauses": list(result.clauses),
        "verdict": result.verdict,
        "kept": kept,
        "judged": judged,
    }
