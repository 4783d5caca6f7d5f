"""One edition of one standard: tallies compiled, run, laid over the windows, judged."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import field, replace

from upheld.checker.cells import Cell, cells_of
from upheld.checker.counting import Counting
from upheld.checker.counts import Counts, GroupValues
from upheld.checker.figures import Figure, History, Panel
from upheld.checker.layout import check_number, find_period, slots_of, window_keys
from upheld.checker.nested import cells_over, past_of
from upheld.checker.panels import panel_of, whole_of
from upheld.checker.plan import Scope, Tally
from upheld.checker.recurrence import series_groups
from upheld.checker.report import Verdict
from upheld.checker.sql.duckdb import emit
from upheld.dsl import model
from upheld.dsl.dataclass import dataclass


@dataclass(slots=True)
class Evaluated:
    """What an edition came to.

    `inner` holds the windows that others are judged over, where there are such. `raw`
    is the same edition without excusing waivers, and `excused` the counts of its first
    event with each of them alone. `told` are the verdicts of windows of which nothing
    else is wanted, and which are no cells.
    """

    edition: model.Edition
    cells: Sequence[Cell] = ()
    told: Counter[Verdict] = field(default_factory=Counter)
    inner: Sequence[Cell] = ()
    counts: list[Counts] = field(default_factory=list)
    scope: Scope | None = None
    period: tuple[int, int] | None = None
    sql: list[str] = field(default_factory=list)
    raw: "Evaluated | None" = None
    excused: dict[str, Counts] = field(default_factory=dict)
    _raw_cells: dict[tuple[int, GroupValues], Cell] = field(default_factory=dict)

    def raw_cells(self) -> dict[tuple[int, GroupValues], Cell]:
        """The windows without excusing waivers, by key and group."""
        if not self._raw_cells and self.raw is not None:
            self._raw_cells = {cell.place: cell for cell in self.raw.cells}
        return self._raw_cells


@dataclass(frozen=True, slots=True)
class Evaluator(Counting):
    """Evaluates editions over the events of a session."""

    def evaluate(self, standard: model.Standard, edition: model.Edition) -> Evaluated:
        """All windows of an edition.

        Raises:
            RefusedError: a source, a column or a form that cannot be evaluated.
        """
        edition = replace(edition, groups=series_groups(edition))
        scope = self.scope_of(standard, edition)
        result = self._evaluated(standard, edition, scope)
        if scope.excuses:
            self._without_excuses(standard, result, scope)
        return result

    def wanted(self, standard: model.Standard, edition: model.Edition) -> list[Tally]:
        """What will be counted for an edition, as far as it can be told beforehand.

        Raises:
            RefusedError: a source, a column or a form that cannot be evaluated.
        """
        edition = replace(edition, groups=series_groups(edition))
        scope = self.scope_of(standard, edition)
        if edition.carried_until is not None:
            return []
        scopes = [scope]
        if scope.excuses:
            scopes.append(replace(scope, excuses=()))
            scopes += [replace(scope, excuses=(one,)) for one in scope.excuses]
        if looks_back(edition):
            scopes += [every_event(one) for one in scopes[:2]]
        tallies = [t for one in scopes for t in self.tallies(standard, edition, one)]
        if edition.overall and edition.groups:
            tallies += [tally.without_groups() for tally in tallies]
        return tallies

    def _evaluated(
        self, standard: model.Standard, edition: model.Edition, scope: Scope
    ) -> Evaluated:
        result = Evaluated(edition)
        if edition.carried_until is not None:
            scope = self.carried_over(standard, edition, scope)
        result.scope = scope
        tallies = self.tallies(standard, edition, scope)
        result.counts = [self.count(tally) for tally in tallies]
        panels = [panel_of(edition, scope, result.counts)]
        if edition.overall and edition.groups:
            whole = [self.count(tally.without_groups()) for tally in tallies]
            panels.append(whole_of(edition, scope, whole))
        result.sql = [emit(c.query) for panel in panels for c in panel.counts]
        self._lay_out(standard, result, scope, panels)
        return result

    def _without_excuses(
        self, standard: model.Standard, result: Evaluated, scope: Scope
    ) -> None:
        """The raw result, and what each excuse takes out by itself."""
        edition = result.edition
        bare = replace(scope, excuses=())
        result.raw = self._evaluated(standard, edition, bare)
        for excuse in scope.excuses:
            only = replace(scope, excuses=(excuse,))
            tally = self.tallies(standard, edition, only)[0]
            result.excused[excuse.name] = self.count(tally)

    def between(
        self, standard: model.Standard, edition: model.Edition, first: int, end: int
    ) -> Figure:
        """What the metric of an edition comes to from one moment to before another."""
        plain = replace(
            edition,
            window=model.Overall(),
            over=None,
            groups=(),
            overall=False,
            exceeds_when=None,
            first=None,
            last=None,
        )
        scope = replace(self.scope_of(standard, plain), first=first, end=end)
        if plain.carried_until is not None:
            scope = self.carried_over(standard, plain, scope)
        counts = [self.count(t) for t in self.tallies(standard, plain, scope)]
        return panel_of(plain, scope, counts).figure(0, (), is_open=False)

    # --- windows ----------------------------------------------------------------------

    def _lay_out(
        self,
        standard: model.Standard,
        result: Evaluated,
        scope: Scope,
        panels: Sequence[Panel],
    ) -> None:
        edition = result.edition
        period = find_period(result.counts, scope)
        result.period = period
        keys = list(window_keys(result.counts, scope, period))
        check_number(edition, scope, period, len(keys), len(panels[0].groups))
        late = edition.late_data
        slots = slots_of(scope.windows, keys, scope, period, late)
        histories = self._histories(standard, edition, scope, panels)
        told = result.told if self._wants_no_cells(standard, edition) else None
        result.cells = cells_of(edition, scope, slots, panels, histories, told)
        if edition.over is not None:
            result.inner = result.cells
            past = past_of(edition, scope, histories)
            result.cells = cells_over(edition, scope, result.inner, period, past)

    def _wants_no_cells(self, standard: model.Standard, edition: model.Edition) -> bool:
        """Whether nothing of its windows is asked for but their verdicts."""
        waived = any(standard.id in waiver.standards for waiver in self.waivers)
        return not self.asked.values and not waived and edition.over is None

    def _histories(
        self,
        standard: model.Standard,
        edition: model.Edition,
        scope: Scope,
        panels: Sequence[Panel],
    ) -> list[History]:
        """All data seen, for each panel; empty where no earlier window is asked for."""
        if not looks_back(edition):
            return []
        every = every_event(scope)
        return [self._history(standard, edition, every, p, scope) for p in panels]

    def _history(
        self,
        standard: model.Standard,
        edition: model.Edition,
        every: Scope,
        panel: Panel,
        scope: Scope,
    ) -> History:
        counts = list(panel.counts)
        if every != scope:
            tallies = self.tallies(standard, edition, every)
            if not panel.is_grouped:
                tallies = [tally.without_groups() for tally in tallies]
            counts = [self.count(tally) for tally in tallies]
        period = find_period(counts, every)
        keys = window_keys(counts, every, period)
        slots = slots_of(every.windows, keys, every, period, edition.late_data)
        return History(replace(panel, counts=tuple(counts)), {s.key: s for s in slots})


def looks_back(edition: model.Edition) -> bool:
    """Whether windows are held against earlier ones."""
    compared = isinstance(edition.bound, model.Relative)
    return compared or isinstance(edition.subject, model.Trend)


def every_event(scope: Scope) -> Scope:
    """The same scope over all data seen, whatever period was asked for."""
    return replace(scope, first=None, end=None, in_force=(None, None))
