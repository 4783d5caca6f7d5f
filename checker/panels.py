"""The tallies of an edition laid beside the groups that are judged from them."""

from collections.abc import Sequence
from dataclasses import replace

from upheld.checker.counts import Counts, GroupValues
from upheld.checker.figures import Panel, tally_groups
from upheld.checker.layout import groups_of
from upheld.checker.plan import Scope
from upheld.dsl import model


def panel_of(edition: model.Edition, scope: Scope, counts: Sequence[Counts]) -> Panel:
    """The groups of `for each`; without any, one group of all events."""
    full = groups_of(counts, tally_groups(edition), scope)
    width = len(edition.groups)
    members: dict[GroupValues, list[GroupValues]] = {} if edition.groups else {(): []}
    for group in full:
        members.setdefault(group[:width], []).append(group)
    frozen = {group: tuple(parts) for group, parts in members.items()}
    return Panel(edition, tuple(counts), tuple(members), frozen)


def whole_of(edition: model.Edition, scope: Scope, counts: Sequence[Counts]) -> Panel:
    """All groups together: `for each F and overall`."""
    panel = panel_of(replace(edition, groups=()), scope, counts)
    return replace(panel, edition=edition)
