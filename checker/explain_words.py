"""The stages of `explain` in lines of text: names, plan, counts, verdicts."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, assert_never

from upheld.checker.phrases import Phrase, Told, phrase
from upheld.checker.plan import Scope, Tally, counted_of, kind_of
from upheld.checker.reading_words import condition, period
from upheld.checker.render.kinds import window_name
from upheld.checker.rows import plain, readings
from upheld.checker.shown import verdicts_of
from upheld.checker.windows import Windows
from upheld.checker.wording import ENGLISH, Wording
from upheld.checker.zones import clock
from upheld.dsl import model

if TYPE_CHECKING:
    from upheld.checker.evaluate import Evaluated


# --- names ----------------------------------------------------------------------------


def names(standards: Sequence[model.Standard], wording: Wording = ENGLISH) -> list[str]:
    """Every name that the standards use, and what it stands for."""
    found: dict[str, None] = {}
    for standard in standards:
        for edition in standard.editions:
            for population in edition.populations:
                event = population.event
                for line in _event(event, wording):
                    found[line] = None
                for line in _readings(event, (edition.subject, population), wording):
                    found[line] = None
            for group in edition.groups:
                event = edition.populations[0].event
                for line in _readings(event, group.value, wording):
                    found[line] = None
    return list(found)


def _event(event: model.Event, wording: Wording) -> Iterable[str]:
    known = ", ".join(event.names)
    yield wording.say(
        "event {names}: rows of `{source}`", names=known, source=event.source
    )
    begins = wording.tell(_moment(event.start))
    begins = wording.say("{event} begins: {moment}", event=event.name, moment=begins)
    yield f"  {begins}"
    for name, moment in event.milestones.items():
        yield f"  {event.name} {name}: {wording.tell(_moment(moment))}"


def _moment(moment: model.Moment) -> Phrase:
    columns = " + ".join(f"`{column}`" for column in moment.columns)
    if not moment.zone:
        return phrase("moment in column {columns}", columns=columns)
    return phrase(
        "moment in column {columns}, without an offset in {zone}",
        columns=columns,
        zone=moment.zone,
    )


def _readings(event: model.Event, node: object, wording: Wording) -> Iterable[str]:
    for reading in readings(_inside(node)):
        key = plain(reading)
        if isinstance(key, model.Column):
            told = wording.say(
                "{event} column `{column}`: read as {unit}",
                event=event.name,
                column=key.name,
                unit=wording.tell(_unit(key.unit)),
            )
            yield f"  {told}"


def _unit(unit: model.Unit) -> Phrase:
    """What a column is read as."""
    match unit.kind:
        case "money":
            return phrase("money in {currency}", currency=unit.currency)
        case "count":
            return phrase("whole number")
        case "number":
            return phrase("number")
        case "percent":
            return phrase("percentage")
        case "length":
            return phrase("length of time")
        case "points":
            return phrase("points")
        case "moment":
            return phrase("moment")
        case "truth":
            return phrase("true or false")
        case "text":
            return phrase("text")
        case _:
            assert_never(unit.kind)


def _inside(node: object) -> object:
    """The parts of a population or sentence that read columns of its own event."""
    if isinstance(node, tuple):
        return tuple(_inside(part) for part in node)
    if isinstance(node, model.Population):
        return (node.where, node.excluding)
    if hasattr(node, "population"):
        own = _inside(node.population)
        return (own, getattr(node, "outcome", ()), getattr(node, "value", ()))
    return node


# --- plan -----------------------------------------------------------------------------


def plan(edition: model.Edition, wording: Wording = ENGLISH) -> list[str]:
    """What is to be counted, over which windows, and how it is held to the target."""
    lines = []
    for tally in tallies_of(edition):
        population = tally.population
        lines.append(wording.tell(tally_in_words(tally)))
        source = population.event.source
        lines.append(f"  {wording.say('scan {source}', source=source)}")
        for test in population.where:
            told = wording.tell(phrase("filter {condition}", condition=condition(test)))
            lines.append(f"  {told}")
        if population.excluding:
            lines.append(f"  {wording.say('leave out, counted apart')}")
    lines.append(wording.tell(window(edition)))
    lines += [wording.tell(told) for told in _standing(edition)]
    return lines


def tallies_of(edition: model.Edition) -> list[Tally]:
    """What is counted for a sentence, before anything is known of the data."""
    windows = Windows(edition.window, clock(edition.zone, 0, 0))
    scope = Scope(as_of=0, windows=windows)
    return [
        Tally(edition.sentence, thing, thing.population, edition.groups, scope)
        for thing in counted_of(edition.subject)
    ]


def _standing(edition: model.Edition) -> Iterable[Phrase]:
    """When an edition is in force, and by what its windows are divided."""
    first, last = edition.first, edition.last
    if first and last:
        yield phrase(
            "in force: {first} to {last}, the last day included",
            first=str(first),
            last=str(last),
        )
    elif first:
        yield phrase("in force: from {first} on", first=str(first))
    elif last:
        yield phrase("in force: until {last}, that day included", last=str(last))
    if edition.groups:
        named = ", ".join(group.name for group in edition.groups)
        if edition.overall:
            yield phrase("groups: {names}, and all together", names=named)
        else:
            yield phrase("groups: {names}", names=named)


def window(edition: model.Edition) -> Phrase:
    """`windows: day in Europe/Stockholm`."""
    zone = edition.zone
    match edition.window:
        case model.Per(unit):
            named = _unit_of_windows(unit)
            return phrase("windows: {unit} in {zone}", unit=named, zone=zone)
        case model.PerLength(length):
            return phrase(
                "windows: {length}, end to end, in {zone}",
                length=period(length),
                zone=zone,
            )
        case model.Sliding(length):
            return phrase(
                "windows: {length}, sliding, in {zone}",
                length=period(length),
                zone=zone,
            )
        case model.Overall():
            return phrase("windows: one, the whole period")
        case _:
            assert_never(edition.window)


def _unit_of_windows(unit: model.WindowUnit) -> Phrase:
    match unit:
        case "hour":
            return phrase("hour")
        case "day":
            return phrase("day")
        case "week":
            return phrase("week")
        case "month":
            return phrase("month")
        case "quarter":
            return phrase("quarter")
        case "year":
            return phrase("year")
        case _:
            assert_never(unit)


# --- tallies --------------------------------------------------------------------------


def tally_in_words(tally: Tally) -> Phrase:
    """What a tally counts: ``share over `calls`, per day, for each team``."""
    parts: dict[str, Told] = {
        "kind": _kind(tally),
        "population": tally.population.words or tally.population.event.name,
        "window": windows_in_words(tally.scope.windows.window),
    }
    if not tally.groups:
        return phrase("{kind} over `{population}`, {window}", **parts)
    groups = ", ".join(group.name for group in tally.groups)
    return phrase(
        "{kind} over `{population}`, {window}, for each {groups}",
        groups=groups,
        **parts,
    )


def windows_in_words(window: model.SimpleWindow) -> Phrase:
    """`per day`, `over any 4 weeks`."""
    match window:
        case model.Per(unit):
            return _per(unit)
        case model.PerLength(length):
            return phrase("per {length}", length=period(length))
        case model.Sliding(length):
            return phrase("over any {length}", length=period(length))
        case model.Overall():
            return phrase("over the whole period")
        case _:
            assert_never(window)


def _per(unit: model.WindowUnit) -> Phrase:
    match unit:
        case "hour":
            return phrase("per hour")
        case "day":
            return phrase("per day")
        case "week":
            return phrase("per week")
        case "month":
            return phrase("per month")
        case "quarter":
            return phrase("per quarter")
        case "year":
            return phrase("per year")
        case _:
            assert_never(unit)


def _kind(tally: Tally) -> Phrase:
    """The thing that is counted, in a word."""
    match kind_of(tally.counted):
        case "share":
            return phrase("share")
        case "number":
            return phrase("number of events")
        case "different":
            return phrase("number of different values")
        case "average":
            return phrase("average")
        case "median":
            return phrase("median")
        case "total":
            return phrase("total")
        case "minimum":
            return phrase("minimum")
        case "maximum":
            return phrase("maximum")
        case "percentile":
            return phrase("percentile")
        case "net promoter score":
            return phrase("net promoter score")
        case "gaps":
            return phrase("times between events")
        case other:
            raise ValueError(f"no words for `{other}`")


# --- counts and verdicts --------------------------------------------------------------


def counts(evaluated: "Evaluated", wording: Wording = ENGLISH) -> list[str]:
    """The rows that the queries gave: window, groups, numbers.

    The numbers are called as the columns of the queries are.
    """
    lines: list[str] = []
    scope = evaluated.scope
    for one in evaluated.counts:
        lines.append(wording.say("of {event}", event=one.event))
        for (key, group), numbers in sorted(one.cells.items()):
            label = str(key) if scope is None else scope.windows.label(key)
            label = window_name(label, wording)
            shown = ", ".join(f"{n} {v}" for n, v in numbers.items() if v is not None)
            lines.append("  " + " | ".join([label, *group, shown]))
        rest = ", ".join(f"{n} {v}" for n, v in one.rest.items() if v)
        if rest:
            lines.append(f"  {wording.say('in no window')} | {rest}")
    return lines


def verdicts(
    evaluated: "Evaluated",
    standard: model.Standard,
    waivers: Sequence[model.Waiver] = (),
    wording: Wording = ENGLISH,
) -> list[str]:
    """The verdict of every window and group, as reports show it."""
    lines = []
    found = verdicts_of(evaluated, standard, waivers)
    for cell, shown in zip(evaluated.cells, found, strict=True):
        group = "; ".join(f"{name}={value}" for name, value in cell.group.items())
        value = "" if cell.judged.value is None else str(cell.judged.value)
        verdict = wording.verdict(shown)
        label = window_name(cell.label, wording)
        parts = [label, *([group] if group else []), verdict]
        lines.append(" | ".join([*parts, *([value] if value else [])]))
    return lines
