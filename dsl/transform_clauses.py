"""Windows and clauses of a standard."""

from typing import Any, Literal

from upheld.dsl import ast
from upheld.dsl.dataclass import dataclass
from upheld.dsl.transform_sentences import SentenceBuilder


@dataclass(frozen=True, slots=True)
class Rate(ast.Node):
    """`per 1000 orders`, on its way into a `Count`."""

    number: ast.Number
    events: ast.Phrase


@dataclass(frozen=True, slots=True)
class Over(ast.Node):
    """`on at least 95% of days`, `on average`, on its way into a window."""

    bound: ast.Limit | None = None
    counted: ast.WindowUnit | None = None


@dataclass(frozen=True, slots=True)
class CalendarInside(ast.Node):
    """A calendar declared directly behind a standard, on its way out of it."""

    calendar: ast.Calendar


class ClauseBuilder(SentenceBuilder):
    """Builds what follows the sentence of a standard."""

    # --- windows ------------------------------------------------------------------

    def per(self, parts: list[Any]) -> ast.Window:
        """`per day`, `per 28 days`, `dagligen`."""
        token = parts[-1]
        if token.type == "EACH_UNIT":
            span = self.span(parts)
            unit = self.each[" ".join(token.split())]
            return ast.Per(self.window_of(unit, span), span=span)
        if token.type == "LENGTH":
            return ast.PerLength(self.value_of(token), span=self.span(parts))
        return ast.Per(self.window_unit(token), span=self.span(parts))

    def rate(self, parts: list[Any]) -> Rate:
        """`per 1000 orders`."""
        return Rate(self.value_of(parts[1]), parts[2], span=self.span(parts))

    def over(self, parts: list[Any]) -> ast.Sliding:
        """`over any 28 days`."""
        return ast.Sliding(self.value_of(parts[1]), span=self.span(parts))

    def overall(self, parts: list[Any]) -> ast.Overall:
        """`overall`."""
        return ast.Overall(span=self.span(parts))

    def on_share(self, parts: list[Any]) -> Over:
        """`on at least 95% of days`."""
        _, bound, _, unit = parts
        return Over(bound, self.window_unit(unit), span=self.span(parts))

    def on_average(self, parts: list[Any]) -> Over:
        """`on average`."""
        return Over(span=self.span(parts))

    # --- population and groups ----------------------------------------------------

    def where(self, parts: list[Any]) -> ast.Where:
        """`where region is "north"`."""
        return ast.Where(self.condition_of(parts[1]), span=self.span(parts))

    def excluding(self, parts: list[Any]) -> ast.Excluding:
        """`excluding abandoned within 5s`."""
        return ast.Excluding(parts[1], span=self.span(parts))

    def for_each(self, parts: list[Any]) -> ast.ForEach:
        """`for each team, channel of channels and overall`."""
        fields = tuple(part for part in parts if isinstance(part, ast.GroupField))
        return ast.ForEach(fields, parts[-1] is not None, span=self.span(parts))

    def group_field(self, parts: list[Any]) -> ast.GroupField:
        """`channel of channels`."""
        return ast.GroupField(parts[0], parts[2], span=self.span(parts))

    def minimum(self, parts: list[Any]) -> ast.Minimum:
        """`minimum 30 calls`."""
        _, token, events = parts
        number = (
            ast.Phrase((), span=events.span) if token is None else self.value_of(token)
        )
        return ast.Minimum(number, events, span=self.span(parts))

    def during_calendar(self, parts: list[Any]) -> ast.DuringCalendar:
        """`during office`."""
        return ast.DuringCalendar(parts[1], span=self.span(parts))

    def carried_over(self, parts: list[Any]) -> ast.CarriedOver:
        """`carried over until acknowledged`."""
        return ast.CarriedOver(parts[1], span=self.span(parts))

    def counted_by(self, parts: list[Any]) -> ast.CountedBy:
        """`counted by resolved`."""
        return ast.CountedBy(parts[1], span=self.span(parts))

    def counted_once(self, parts: list[Any]) -> ast.CountedOnce:
        """`counted once until reply`."""
        return ast.CountedOnce(parts[1], span=self.span(parts))

    def matching(self, parts: list[Any]) -> ast.Matching:
        """`matching customer and topic`."""
        return ast.Matching(tuple(parts[1::2]), span=self.span(parts))

    def pausing(self, parts: list[Any]) -> ast.Pausing:
        """`pausing while hold`."""
        return ast.Pausing(parts[1], span=self.span(parts))

    def use_calendar(self, parts: list[Any]) -> ast.UseCalendar | CalendarInside:
        """`calendar office`; with hours it is a declaration in the wrong place."""
        _, name, *clauses = parts
        span = self.span(parts)
        if clauses:
            return CalendarInside(
                ast.Calendar(name, tuple(clauses), span=span), span=span
            )
        return ast.UseCalendar(name, span=span)

    # --- tiers --------------------------------------------------------------------

    def warn(self, parts: list[Any]) -> ast.Warn:
        """`warn below 92%`."""
        is_below = parts[0].type == "WARN_BELOW"
        side: Literal["below", "above"] = "below" if is_below else "above"
        return ast.Warn(side, parts[1], span=self.span(parts))

    def exceeds(self, parts: list[Any]) -> ast.Exceeds:
        """`exceeds at 97%`."""
        return ast.Exceeds(parts[1], span=self.span(parts))

    def exceeds_when(self, parts: list[Any]) -> ast.ExceedsWhen:
        """`exceeds when 50% of calls answered within 1m`."""
        return ast.ExceedsWhen(parts[1], span=self.span(parts))

    def bands(self, parts: list[Any]) -> ast.Bands:
        """`bands good at least 95%, adequate at least 90%, else poor`."""
        bands = tuple(part for part in parts if isinstance(part, ast.NamedBand))
        return ast.Bands(bands, parts[-1], span=self.span(parts))

    def named_band(self, parts: list[Any]) -> ast.NamedBand:
        """`good at least 95%`."""
        name, *bound = parts
        return ast.NamedBand(name, self.limit(bound), span=self.span(parts))

    # --- judging ------------------------------------------------------------------

    def late_data(self, parts: list[Any]) -> ast.LateData:
        """`allowing 2 days for late data`."""
        return ast.LateData(self.value_of(parts[1]), span=self.span(parts))

    def rounded(self, parts: list[Any]) -> ast.Rounded:
        """`rounded to 1 decimal`."""
        return ast.Rounded(self.whole(parts[1]), span=self.span(parts))

    def confidence(self, parts: list[Any]) -> ast.Confidence:
        """`with 95% confidence`."""
        level = self.value_of(parts[1])
        if not 0 < level.value < 100:
            self.refuse("E0008", "a confidence lies between 0% and 100%", level.span)
        return ast.Confidence(level, span=self.span(parts))

    def no_data(self, parts: list[Any]) -> ast.NoData:
        """`if no data met`."""
        return ast.NoData(parts[1].type.lower(), span=self.span(parts))

    def without_deadline(self, parts: list[Any]) -> ast.WithoutDeadline:
        """`without deadline excluded`."""
        return ast.WithoutDeadline(parts[1].type.lower(), span=self.span(parts))

    def effective(self, parts: list[Any]) -> ast.Effective:
        """`effective from 2026-01-01 until 2026-06-30`."""
        span = self.span(parts)
        if parts[0].type == "EFFECTIVE_UNTIL":
            return ast.Effective(None, self.date(parts[1]), span=span)
        last = None if parts[3] is None else self.date(parts[3])
        return ast.Effective(self.date(parts[1]), last, span=span)

    # --- metadata -----------------------------------------------------------------

    def metadata(self, parts: list[Any]) -> ast.Metadata:
        """`owner "Contact centre"`."""
        word, value = parts
        return ast.Metadata(word.type.lower(), value.text, span=self.span(parts))

    def label(self, parts: list[Any]) -> ast.Metadata:
        """`label need "short waits"`."""
        _, key, value = parts
        return ast.Metadata(f"label {key.text}", value.text, span=self.span(parts))
