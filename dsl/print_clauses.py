"""Canonical text of the clauses of standards, events and calendars."""

from collections.abc import Iterator
from decimal import Decimal
from typing import assert_never

from upheld.dsl import ast
from upheld.dsl.print_sentences import SentencePrinter
from upheld.dsl.print_values import is_plain_name, quoted


class ClausePrinter(SentencePrinter):
    """Prints the clauses of a standard."""

    def clause(self, node: ast.StandardClause) -> str:
        """One clause of a standard on one line."""
        match node:
            case ast.Where():
                return f"{self.key('WHERE')} {self.condition(node.condition)}"
            case ast.Excluding():
                return f"{self.key('EXCLUDING')} {self.outcome(node.outcome)}"
            case ast.ForEach():
                return self._for_each(node)
            case ast.Minimum():
                number = f"{self.key('FEWEST')} {self.value(node.number)}".rstrip()
                return f"{number} {self.phrase(node.events)}"
            case ast.Warn() | ast.Exceeds() | ast.ExceedsWhen() | ast.Bands():
                return self._tier(node)
            case ast.Metadata():
                return self._metadata(node)
            case (
                ast.NoData()
                | ast.WithoutDeadline()
                | ast.Rounded()
                | ast.Confidence()
                | ast.LateData()
                | ast.Effective()
            ):
                return self._judging(node)
            case _:
                return self._naming(node)

    def _tier(self, node: ast.Warn | ast.Exceeds | ast.ExceedsWhen | ast.Bands) -> str:
        """`warn below 92%`, `exceeds at 97%`, `bands …`."""
        match node:
            case ast.Warn():
                word = f"WARN_{node.side.upper()}"
                return f"{self.key(word)} {self.value(node.value, word)}"
            case ast.Exceeds():
                return (
                    f"{self.key('EXCEEDS_AT')} {self.value(node.value, 'EXCEEDS_AT')}"
                )
            case ast.ExceedsWhen():
                return f"{self.key('EXCEEDS_WHEN')} {self.share(node.share)}"
            case ast.Bands():
                return self.bands(node)
            case _:
                assert_never(node)

    def _judging(
        self,
        node: ast.NoData
        | ast.WithoutDeadline
        | ast.Rounded
        | ast.Confidence
        | ast.LateData
        | ast.Effective,
    ) -> str:
        """How a result comes about: rounding, samples, late data, dates."""
        match node:
            case ast.NoData():
                return f"{self.key('IF_NO_DATA')} {self.key(node.verdict.upper())}"
            case ast.WithoutDeadline():
                return f"{self.key('WITHOUT_DEADLINE')} {self.key(node.state.upper())}"
            case ast.Rounded():
                number = Decimal(node.decimals)
                decimals = self.counted(number, "decimal", "ROUNDED_TO")
                return f"{self.key('ROUNDED_TO')} {decimals}"
            case ast.Confidence():
                level = f"{self.key('WITH_SAMPLE')} {self.value(node.level)}"
                return f"{level} {self.key('CONFIDENCE')}"
            case ast.LateData():
                length = f"{self.key('ALLOWING')} {self.value(node.length, 'ALLOWING')}"
                return f"{length} {self.key('FOR_LATE_DATA')}"
            case ast.Effective():
                return self._effective(node)
            case _:
                assert_never(node)

    def _naming(
        self,
        node: ast.UseCalendar
        | ast.Zone
        | ast.Pausing
        | ast.Matching
        | ast.CountedBy
        | ast.CountedOnce
        | ast.DuringCalendar
        | ast.CarriedOver,
    ) -> str:
        """A clause that only names something."""
        match node:
            case ast.UseCalendar():
                return f"{self.key('CALENDAR')} {self.phrase(node.name)}"
            case ast.Zone():
                return f"{self.key('ZONE')} {node.name}"
            case ast.Pausing():
                return f"{self.key('PAUSING_WHILE')} {self.phrase(node.events)}"
            case ast.Matching():
                keys = f" {self.key('AND')} ".join(map(self.phrase, node.keys))
                return f"{self.key('MATCHING')} {keys}"
            case ast.CountedBy():
                return f"{self.key('COUNTED_BY')} {self.phrase(node.milestone)}"
            case ast.CountedOnce():
                return f"{self.key('COUNTED_ONCE')} {self.phrase(node.events)}"
            case ast.DuringCalendar():
                return f"{self.key('DURING')} {self.phrase(node.name)}"
            case ast.CarriedOver():
                return f"{self.key('CARRIED_OVER')} {self.phrase(node.milestone)}"
            case _:
                assert_never(node)

    def _for_each(self, node: ast.ForEach) -> str:
        fields = ", ".join(map(self.group_field, node.fields))
        whole = f" {self.key('AND')} {self.key('OVERALL')}" if node.overall else ""
        return f"{self.key('FOR_EACH')} {fields}{whole}"

    def group_field(self, node: ast.GroupField) -> str:
        """`channel of channels`."""
        if node.members is None:
            return self.phrase(node.name)
        members = self.phrase(node.members)
        return f"{self.phrase(node.name)} {self.key('OF', 'group')} {members}"

    def bands(self, node: ast.Bands) -> str:
        """`bands good at least 95%, else poor`."""
        named = ", ".join(map(self.named_band, node.bands))
        otherwise = f"{self.key('ELSE')} {self.word(node.otherwise)}"
        return f"{self.key('BANDS')} {named}, {otherwise}"

    def named_band(self, node: ast.NamedBand) -> str:
        """`good at least 95%`."""
        return f"{self.word(node.name)} {self.bound(node.bound)}"

    def _effective(self, node: ast.Effective) -> str:
        """`effective from 2026-01-01 until 2026-06-30`, either half alone."""
        if node.first is None:
            assert node.last is not None
            return f"{self.key('EFFECTIVE_UNTIL')} {node.last.text}"
        last = f" {self.key('UNTIL', 'date')} {node.last.text}" if node.last else ""
        return f"{self.key('EFFECTIVE_FROM')} {node.first.text}{last}"

    def _metadata(self, node: ast.Metadata) -> str:
        """`owner "Contact centre"`; a stage is one word where it can be."""
        kind, _, name = node.key.partition(" ")
        word = self.key(kind.upper())
        if kind == "label":
            return f"{word} {self.name_or_text(name)} {quoted(node.value)}"
        if kind == "stage" and is_plain_name(node.value):
            return f"{word} {self.name_or_text(node.value)}"
        return f"{word} {quoted(node.value)}"

    # --- calendars ----------------------------------------------------------------

    def calendar_clause(self, node: ast.Hours | ast.Closed | ast.ClosedOn) -> str:
        """`Mon-Fri 08:00-12:00, 13:00-17:00`."""
        match node:
            case ast.Hours():
                ranges = (
                    f"{_clock(start)}-{_clock(end)}" for start, end in node.ranges
                )
                return f"{', '.join(self._runs(node.days))} {', '.join(ranges)}"
            case ast.Closed():
                dates = ", ".join(date.text for date in node.dates)
                return f"{self.key('CLOSED')} {dates}"
            case ast.ClosedOn():
                return f"{self.key('CLOSED_ON')} {quoted(node.path.text)}"
            case _:
                assert_never(node)

    def _runs(self, days: tuple[int, ...]) -> Iterator[str]:
        """Days that follow one another as one range, at most a week long."""
        start = 0
        for end in range(1, len(days) + 1):
            goes_on = end < len(days) and days[end] == (days[end - 1] + 1) % 7
            if goes_on and end - start < 7:
                continue
            first, last = self._weekday(days[start]), self._weekday(days[end - 1])
            yield first if end - start == 1 else f"{first}-{last}"
            start = end

    def _weekday(self, day: int) -> str:
        return self.table.weekdays[day][0]


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
