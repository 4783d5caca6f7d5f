"""All obligations of an edition, and what is known of a window and group of them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from tests.oracle.duties import Duty, carried, duties_of, figures_of, sorted_rows
from tests.oracle.evaluate import clipped
from tests.oracle.history import View
from tests.oracle.judge import Leaf, as_metric, leaves
from tests.oracle.layout import all_windows
from tests.oracle.membership import Group, Run, Sorted
from tests.oracle.moments import Window, add_period
from tests.oracle.recurrences import gaps_of
from tests.oracle.world import Member, World
from upheld.dsl import model

Asked = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """One edition over one run: what is judged, and every obligation.

    `edition` is what windows are judged by, a share or a metric; `world.run.edition` is
    what the rows are placed by. `together` are the gaps of all groups as one series.
    """

    edition: model.Edition
    world: World
    rows: dict[Leaf, Sorted]
    duties: dict[Leaf, list[Duty]]
    second: list[Duty] = field(default_factory=list)
    together: list[Duty] = field(default_factory=list)
    first: int | None = None
    known: list[Window] = field(default_factory=list)
    found: dict[tuple[Leaf, Window], list[Duty]] = field(default_factory=dict)

    @property
    def run(self) -> Run:
        """What is asked; carried over, rows are placed from before `--from` too."""
        run = self.world.run
        return run if run.first == self.first else replace(run, first=self.first)

    @property
    def leaves(self) -> list[Leaf]:
        """What is counted."""
        return leaves(as_metric(self.edition.subject))

    def windows(self) -> list[Window]:
        """The windows of the period."""
        if not self.known:
            self.known.extend(all_windows(self.run, list(self.rows.values())))
        return self.known

    def inside(self, duties: Sequence[Duty], window: Window) -> list[Duty]:
        """Those in a window."""
        if isinstance(self.run.edition.window, model.Overall):
            return [duty for duty in duties if duty.anchor is not None]
        return [
            duty
            for duty in duties
            if duty.anchor is not None and window.start <= duty.anchor < window.end
        ]

    def duties_in(self, leaf: Leaf, window: Window) -> list[Duty]:
        """The obligations of a window; carried over, those open at its first moment."""
        if (leaf, window) not in self.found:
            over = self.run.edition.carried_until is not None
            self.found[leaf, window] = (
                carried(leaf, window, self.world)
                if over
                else self.inside(self.duties[leaf], window)
            )
        return self.found[leaf, window]

    def view(self, window: Window, group: Asked | None) -> View:
        """What is known of a window and group."""
        listed = any(f.members is not None for f in self.run.edition.groups)
        table = {}
        for leaf in self.leaves:
            duties = self.duties_in(leaf, window)
            if group is None and self.run.edition.groups and self.together:
                duties = self.inside(self.together, window)
            found = figures_of(of_group(duties, group))
            table[leaf] = replace(found, is_listed=listed)
        return View(table, self.is_open(window, group), listed)

    def second_view(self, window: Window, group: Group | None) -> Counter[str]:
        """The counts of `exceeds when`."""
        duties = self.inside(self.second, window)
        return figures_of([d for d in duties if fits(group, d.group)]).counts

    def cut(self, window: Window, group: Asked | None) -> Window | None:
        """A window between the ends of the period and of the members' dates, if any."""
        is_overall = isinstance(self.run.edition.window, model.Overall)
        found = window if is_overall else clipped(window, self.run)
        fields = self.run.edition.groups
        for field_, value in zip(fields, group or (), strict=False):
            if field_.members is None or value is None:
                continue
            members = [m for m in self.world.members(field_.members) if m.name == value]
            spans = [span for m in members if (span := within(m, found, is_overall))]
            if not spans:
                return None
            starts, ends = zip(*spans, strict=True)
            found = Window(found.label, min(starts), max(ends))
        return found

    def is_open(self, window: Window, group: Asked | None = None) -> bool:
        """Whether more events may come."""
        cut = self.cut(window, group)
        if cut is None or isinstance(self.run.edition.window, model.Overall):
            return False
        late = self.edition.late_data or model.Period()
        return add_period(cut.end, late, self.run.zone) > self.run.as_of


def within(member: Member, window: Window, is_overall: bool) -> tuple[int, int] | None:
    """The part of a window in which a member counts; the last moment of all is seen."""
    start = window.start if member.since is None else max(window.start, member.since)
    end = window.end if member.until is None else min(window.end, member.until)
    gone = member.until is not None and member.until <= window.start
    there = start <= end and not gone if is_overall else start < end
    return (start, end) if there else None


def of_group(duties: Sequence[Duty], group: Asked | None) -> list[Duty]:
    """Those of a group."""
    return [duty for duty in duties if group == duty.group or fits(group, duty.group)]


def fits(asked: Asked | None, group: Group) -> bool:
    """Whether a group is the one asked for, or begins with it; None fits all."""
    return all(a in (None, g) for a, g in zip(asked or (), group, strict=False))


def board_of(edition: model.Edition, world: World) -> Board:
    """All obligations of an edition."""
    asked = world.run.first
    if edition.carried_until is not None:
        # Rows from before `--from` are open in later windows too.
        world = replace(world, run=replace(world.run, first=None))
    judged = judged_edition(edition)
    subject = edition.subject
    metric = as_metric(judged.subject)
    if isinstance(subject, model.Recurrence):
        (leaf,) = leaves(metric)
        parts = [subject.population] + ([subject.scope] if subject.scope else [])
        rows: dict[Leaf, Sorted] = {leaf: sorted_rows(parts[0], world)}
        for part in parts[1:]:
            rows[model.NumberOf(part)] = sorted_rows(part, world)
        alone = replace(world.run, edition=replace(world.run.edition, groups=()))
        together = gaps_of(subject, replace(world, run=alone))
        gaps = {leaf: gaps_of(subject, world)}
        return Board(judged, world, rows, gaps, [], together, asked)
    found = {leaf: sorted_rows(leaf.population, world) for leaf in leaves(metric)}
    duties: dict[Leaf, list[Duty]] = {}
    if edition.carried_until is None:
        duties = {leaf: duties_of(leaf, world) for leaf in found}
    else:
        duties = {leaf: [] for leaf in found}
    second: list[Duty] = []
    if edition.exceeds_when is not None:
        outcome = edition.exceeds_when[0]
        second = duties_of(model.ShareOf(edition.populations[0], outcome), world)
    return Board(judged, world, found, duties, second, [], asked)


def judged_edition(edition: model.Edition) -> model.Edition:
    """The edition by which a window is judged: of a share or a metric."""
    match edition.subject:
        case model.Recurrence(population=population):
            none = model.ShareOutcome(population, model.Either(()))
            return replace(edition, subject=none, bound=None)
        case model.Trend(metric) | model.Spread(metric):
            return replace(edition, subject=metric)
        case _:
            return edition


def history_of(board: Board, edition: model.Edition) -> Board:
    """All data seen, whatever period was asked for."""
    placed = replace(board.run.edition, first=None, last=None)
    run = replace(board.run, edition=placed, first=None, last=None)
    return board_of(
        replace(edition, first=None, last=None),
        replace(board.world, run=run, sources={}),
    )
