"""The standards side by side, as tables: what `upheld.checker.side_by_side` found."""

from collections.abc import Iterator
from fractions import Fraction

from upheld.checker.part import ValueUnit
from upheld.checker.render.kinds import window_name
from upheld.checker.render.numbers import count, show
from upheld.checker.render.tables import Column, Table
from upheld.checker.render.windows import group_name
from upheld.checker.report import Verdict
from upheld.checker.standing import Direction, Rule, Standing, Trend
from upheld.checker.wording import ENGLISH, Wording, message
from upheld.dsl.dataclass import dataclass

_RULES: dict[Rule, str] = {
    "control": message("outside the control limits of its own windows"),
    "peers_share": message("more than three standard deviations from the other groups"),
    "peers_quartiles": message(
        "beyond the quartiles of the groups by more than three times their distance"
    ),
}


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, its table, and what has to be said about it."""

    heading: str
    table: Table
    note: str


def sections(
    standing: Standing | None, wording: Wording = ENGLISH
) -> tuple[Section, ...]:
    """The sections that have rows, in the order in which they are read."""
    if standing is None:
        return ()
    made = _Sections(standing, wording)
    found = (
        made.scorecard(),
        made.aspirations(),
        made.tiers(),
        made.baselines(),
        made.trends(),
        made.outliers(),
    )
    return tuple(one for one in found if one.table.rows)


@dataclass(frozen=True, slots=True)
class _Sections:
    standing: Standing
    wording: Wording

    def scorecard(self) -> Section:
        rows = (
            (
                score.dimension or self.wording.say("none given"),
                self.number(score.kept),
                self.number(score.judged),
                self.number(score.standards),
            )
            for score in self.standing.scorecard
        )
        return Section(
            self.wording.say("Scorecard"),
            Table(
                self.wording.say("Standards kept, of those judged, by dimension"),
                (
                    Column(self.wording.say("Dimension")),
                    Column(self.wording.say("Kept"), "number"),
                    Column(self.wording.say("Judged"), "number"),
                    Column(self.wording.say("Standards"), "number"),
                ),
                tuple(rows),
            ),
            "",
        )

    def aspirations(self) -> Section:
        return Section(
            self.wording.say("Aspirations"),
            Table(
                self.wording.say("Standards that are an aim, by their `severity`"),
                (Column(self.wording.say("Standard")),),
                tuple((name,) for name in self.standing.aspirations),
            ),
            self.wording.say("Their verdicts are those of any other standard."),
        )

    def tiers(self) -> Section:
        verdict = self.wording.verdict
        rows = (
            (
                one.standard,
                *map(self.number, (one.exceeded, one.met, one.warned, one.breached)),
            )
            for one in self.standing.tiers
        )
        heads: tuple[Verdict, ...] = ("exceeded", "met", "warned", "breached")
        return Section(
            self.wording.say("Tiers"),
            Table(
                self.wording.say("Windows of standards with tiers, by verdict"),
                (
                    Column(self.wording.say("Standard")),
                    *(Column(verdict(head), "number") for head in heads),
                ),
                tuple(rows),
            ),
            "",
        )

    def baselines(self) -> Section:
        rows = (
            (
                named(one.standard, one.group),
                window_name(one.baseline, self.wording),
                self.amount(one.base_exact, one.unit, one.currency),
                window_name(one.window, self.wording),
                self.amount(one.value_exact, one.unit, one.currency),
                self.amount(one.difference_exact, one.unit, one.currency),
                one.reviewed or self.wording.say("not said"),
            )
            for one in self.standing.baselines
        )
        return Section(
            self.wording.say("Baselines"),
            Table(
                self.wording.say(
                    "The last window beside the baseline it is held against"
                ),
                (
                    Column(self.wording.say("Standard")),
                    Column(self.wording.say("Baseline"), "moment"),
                    Column(self.wording.say("Value then"), "number"),
                    Column(self.wording.say("Window"), "moment"),
                    Column(self.wording.say("Value now"), "number"),
                    Column(self.wording.say("Difference"), "number"),
                    Column(self.wording.say("Last reviewed")),
                ),
                tuple(rows),
            ),
            "",
        )

    def trends(self) -> Section:
        left = self.standing.trends_left
        rows = tuple(tuple(self.trend(one)) for one in self.standing.trends)
        note = self.wording.say(
            "Groups stand here that got worse three times in a row or more."
        )
        return Section(
            self.wording.say("Trends"),
            Table(
                self.wording.say(
                    "The last closed windows of each standard, worst first"
                ),
                (
                    Column(self.wording.say("Standard")),
                    Column(self.wording.say("Last windows"), "moment"),
                    Column(self.wording.say("Values"), "number"),
                    Column(self.wording.say("Direction")),
                    Column(self.wording.say("Worse in a row"), "number"),
                ),
                rows,
            ),
            f"{note} {self.left(left)}".strip(),
        )

    def trend(self, one: Trend) -> Iterator[str]:
        first, last = one.windows[0], one.windows[-1]
        yield named(one.standard, one.group)
        yield self.wording.say(
            "{first} to {last}",
            first=window_name(first, self.wording),
            last=window_name(last, self.wording),
        )
        yield " · ".join(
            self.amount(value, one.unit, one.currency) for value in one.values_exact
        )
        yield direction_in_words(one.direction, self.wording)
        yield "" if one.worse is None else self.number(one.worse)

    def outliers(self) -> Section:
        rows = (
            (
                named(one.standard, one.group),
                self.wording.say("all windows")
                if one.window is None
                else window_name(one.window, self.wording),
                self.amount(one.value_exact, one.unit, one.currency),
                self.wording.say(_RULES[one.rule]),
            )
            for one in self.standing.outliers
        )
        note = self.wording.say("A flag that asks to be looked at, not a verdict.")
        return Section(
            self.wording.say("Outliers"),
            Table(
                self.wording.say("Windows and groups far from their peers"),
                (
                    Column(self.wording.say("Standard")),
                    Column(self.wording.say("Window"), "moment"),
                    Column(self.wording.say("Value"), "number"),
                    Column(self.wording.say("Rule")),
                ),
                tuple(rows),
            ),
            f"{note} {self.left(self.standing.outliers_left)}".strip(),
        )

    def left(self, number: int) -> str:
        """How many rows are left out, where any are."""
        if not number:
            return ""
        return self.wording.count(
            "{n} more is left out.", "{n} more are left out.", number
        )

    def number(self, number: int) -> str:
        return count(number, self.wording)

    def amount(self, exact: str | None, unit: ValueUnit, currency: str | None) -> str:
        if exact is None:
            return self.wording.say("not known")
        return show(
            Fraction(exact), None, unit, currency=currency, wording=self.wording
        )


def named(standard: str, group: dict[str, str]) -> str:
    """A standard, and the group of it that is meant."""
    name = group_name(group)
    return f"{standard} ({name})" if name else standard


def direction_in_words(direction: Direction, wording: Wording) -> str:
    """Where the last value went."""
    match direction:
        case "rising":
            return wording.say("rising")
        case "falling":
            return wording.say("falling")
        case "level":
            return wording.say("level")
