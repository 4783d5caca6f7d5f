"""The stages of `explain` in lines of text: names, plan, counts, verdicts."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from upheld.checker.plan import Scope, Tally, counted_of
from upheld.checker.reading_words import condition
from upheld.checker.rows import plain, readings
from upheld.checker.windows import Windows
from upheld.checker.wording import ENGLISH
from upheld.checker.zones import clock
from upheld.dsl import model

if TYPE_CHECKING:
    from upheld.checker.evaluate import Evaluated


# --- names ----------------------------------------------------------------------------


def names(standards: Sequence[model.Standard]) -> list[str]:
    """Every name that the standards use, and what it stands for."""
    found: dict[str, None] = {}
    for standard in standards:
        for edition in standard.editions:
            for population in edition.populations:
                found.update((line, None) for line in _event(population.event))
                for line in _readings(population.event, (edition.subject, population)):
                    found[line] = None
            for group in edition.groups:
                for line in _readings(edition.populations[0].event, group.value):
                    found[line] = None
    return list(found)


def _event(event: model.Event) -> Iterable[str]:
    known = ", ".join(event.names)
    yield f"event {known}: rows of `{event.source}`"
    yield f"  {event.name} begins: {_moment(event.start)}"
    for name, moment in event.milestones.items():
        yield f"  {event.name} {name}: {_moment(moment)}"


def _moment(moment: model.Moment) -> str:
    columns = " + ".join(f"`{column}`" for column in moment.columns)
    zone = f", without an offset in {moment.zone}" if moment.zone else ""
    return f"moment in column {columns}{zone}"


def _readings(event: model.Event, node: object) -> Iterable[str]:
    for reading in readings(_inside(node)):
        key = plain(reading)
        if isinstance(key, model.Column):
            unit = f"{key.unit.kind} {key.unit.currency}".strip()
            yield f"  {event.name} column `{key.name}`: read as {unit}"


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


def plan(edition: model.Edition) -> list[str]:
    """What is to be counted, over which windows, and how it is held to the target."""
    scope = Scope(
        as_of=0,
        windows=Windows(edition.window, clock(edition.zone, 0, 0)),
    )
    lines = []
    for thing in counted_of(edition.subject):
        population = thing.population
        tally = Tally(edition.sentence, thing, population, edition.groups, scope)
        lines.append(tally.describe())
        lines += [f"  scan {population.event.source}"]
        lines += [
            f"  filter {ENGLISH.tell(condition(test))}" for test in population.where
        ]
        lines += ["  leave out, counted apart"] if population.excluding else []
    lines.append(f"windows: {window(edition)}")
    if edition.first or edition.last:
        days = f"{edition.first or 'ever'} to {edition.last or 'ever'}"
        lines.append(f"in force: {days}, the last day included")
    if edition.groups:
        whole = " and overall" if edition.overall else ""
        named = ", ".join(group.name for group in edition.groups)
        lines.append(f"groups: {named}{whole}")
    return lines


def window(edition: model.Edition) -> str:
    """`day in Europe/Stockholm`."""
    match edition.window:
        case model.Per(unit):
            return f"{unit} in {edition.zone}"
        case model.PerLength(length) | model.Sliding(length):
            kind = (
                "sliding" if isinstance(edition.window, model.Sliding) else "end to end"
            )
            from upheld.checker.reading_words import period

            return f"{ENGLISH.tell(period(length))}, {kind}, in {edition.zone}"
        case _:
            return "the whole period"


# --- counts and verdicts --------------------------------------------------------------


def counts(evaluated: "Evaluated") -> list[str]:
    """The rows that the queries gave: window, groups, numbers."""
    lines: list[str] = []
    scope = evaluated.scope
    for one in evaluated.counts:
        lines.append(f"of {one.event}")
        for (key, group), numbers in sorted(one.cells.items()):
            label = str(key) if scope is None else scope.windows.label(key)
            shown = ", ".join(f"{n} {v}" for n, v in numbers.items() if v is not None)
            lines.append("  " + " | ".join([label, *group, shown]))
        rest = ", ".join(f"{n} {v}" for n, v in one.rest.items() if v)
        lines += [f"  in no window | {rest}"] if rest else []
    return lines


def verdicts(evaluated: "Evaluated") -> list[str]:
    """The verdict of every window and group."""
    lines = []
    for cell in evaluated.cells:
        group = "; ".join(f"{name}={value}" for name, value in cell.group.items())
        value = "" if cell.judged.value is None else str(cell.judged.value)
        parts = [cell.label, *([group] if group else []), cell.judged.verdict]
        lines.append(" | ".join([*parts, *([value] if value else [])]))
    return lines
