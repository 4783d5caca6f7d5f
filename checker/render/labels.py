"""A standard's labels, editions and reading, kinds of waivers, labels of a chart."""

from markupsafe import Markup, escape

from upheld.checker.charts import EditionText
from upheld.checker.render.runchart import Chart
from upheld.checker.render.scales import Rule
from upheld.checker.report import StandardResult
from upheld.checker.wording import Wording

#: Labels beside a chart stand at least so far apart.
_APART = 17


def label_in_words(name: str, wording: Wording) -> str:
    """What a line of metadata is called; a label of the policy's own as written."""
    known = {
        "owner": wording.say("Owner"),
        "because": wording.say("Because"),
        "source": wording.say("Rests on"),
        "severity": wording.say("Severity"),
        "stage": wording.say("Stage"),
        "channel": wording.say("Channel"),
        "dimension": wording.say("Dimension"),
    }
    return known.get(name, name)


def edition_in_words(edition: EditionText, wording: Wording) -> str:
    """The days on which an edition is in force."""
    if edition.first is None:
        return wording.say("in force until {last}", last=edition.last or "")
    if edition.last is None:
        return wording.say("in force from {first}", first=edition.first)
    return wording.say(
        "in force from {first} until {last}", first=edition.first, last=edition.last
    )


def kind_in_words(kind: str, wording: Wording) -> str:
    """What a waiver does."""
    if kind == "excuses":
        return wording.term("waiver", "excuses")
    return wording.term("waiver", "accepts")


def reading_in_words(standard: StandardResult, wording: Wording) -> tuple[str, ...]:
    """How a standard is read, line by line; a report of before has English alone."""
    if not standard.reading_messages:
        return standard.reading
    return tuple(wording.line(one) for one in standard.reading_messages)


def coded(text: str) -> Markup:
    """A text with its names in backticks set as code."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return escape(text)
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if at % 2 else part
        for at, part in enumerate(parts)
    )


def named(chart: Chart) -> list[Rule]:
    """The labels beside a run chart, moved apart where they would overlap."""
    rules = [*chart.targets, *([chart.centre] if chart.centre else [])]
    placed: list[Rule] = []
    for rule in sorted(rules, key=lambda rule: rule.at):
        at = rule.at if not placed else max(rule.at, placed[-1].at + _APART)
        placed.append(Rule(at, rule.label))
    return placed
