"""Declarations and whole files."""

from dataclasses import replace
from typing import Any

from upheld.dsl import ast
from upheld.dsl.source import Span
from upheld.dsl.transform_clauses import CalendarInside, Over, Rate
from upheld.dsl.transform_events import EventBuilder

#: Clauses of a standard that stand at most once.
_ONCE = (
    ast.ForEach,
    ast.Minimum,
    ast.Warn,
    ast.Exceeds,
    ast.ExceedsWhen,
    ast.UseCalendar,
    ast.Zone,
    ast.Matching,
    ast.CountedBy,
    ast.CountedOnce,
    ast.DuringCalendar,
    ast.LateData,
    ast.Rounded,
    ast.Confidence,
    ast.NoData,
    ast.WithoutDeadline,
    ast.Effective,
    ast.Bands,
    ast.CarriedOver,
)
_ONCE_METADATA = ("owner", "because", "severity", "stage", "channel", "dimension")
_WINDOWS = (ast.Per, ast.PerLength, ast.Sliding, ast.Overall)


class DocumentBuilder(EventBuilder):
    """Builds declarations and the document; the transformer that Lark calls."""

    # --- the head of a file -------------------------------------------------------

    def start(self, parts: list[Any]) -> ast.Document:
        """A whole file."""
        declarations: list[ast.Declaration] = []
        for part in parts:
            declarations.extend(part if isinstance(part, tuple) else (part,))
        span = self.span(declarations) if declarations else Span(self.file, 1, 1, 1, 1)
        return ast.Document(tuple(declarations), span=span)

    def zone(self, parts: list[Any]) -> ast.Zone:
        """`zone Europe/Stockholm`; the place is that of the name."""
        return ast.Zone(str(parts[1]), span=self.span(parts[1:]))

    def use(self, parts: list[Any]) -> ast.Use:
        """`use "other.std"`."""
        return ast.Use(parts[1], span=self.span(parts))

    def language(self, parts: list[Any]) -> ast.Language:
        """`language en`; the place is that of the code (E0010)."""
        if parts[1] != self.table.code:
            message = "the language is chosen by the first line of a file"
            help = "move it to the top"
            self.refuse("E0010", message, self.span(parts), help)
        return ast.Language(str(parts[1]), span=self.span(parts[1:]))

    def fiscal_year(self, parts: list[Any]) -> ast.FiscalYear:
        """`fiscal year starts 1 April`."""
        _, day, word = parts
        month = next(
            number for number, words in enumerate(self.table.months, 1) if word in words
        )
        if not 1 <= self.whole(day) <= 28:
            self.refuse("E0008", "a year starts on day 1 to 28", self.span([day]))
        return ast.FiscalYear(int(self.whole(day)), month, span=self.span(parts))

    # --- small declarations -------------------------------------------------------

    def parameter(self, parts: list[Any]) -> ast.Parameter:
        """`parameter target = 90%`."""
        return ast.Parameter(parts[1], parts[3], span=self.span(parts))

    def define(self, parts: list[Any]) -> ast.Define:
        """`define nps as net promoter score of rating of surveys`."""
        return ast.Define(parts[1], parts[3], span=self.span(parts))

    def members(self, parts: list[Any]) -> ast.MemberList:
        """`list channels "phone", "chat"`."""
        return ast.MemberList(parts[1], tuple(parts[2::2]), span=self.span(parts))

    def member_file(self, parts: list[Any]) -> ast.MemberList:
        """`list staff from "staff.csv" column id since hired_at until left_at`."""
        _, name, _, path, _, column, _, since, _, until = parts
        return ast.MemberList(
            name, (), path, column, since, until, span=self.span(parts)
        )

    def improvement(self, parts: list[Any]) -> ast.Improvement:
        """`improvement new-ivr for answer-speed started 2026-03-01 "…"`."""
        _, name, _, standard, _, started, text = parts
        text = None if text is None else text.text
        date = self.date(started)
        return ast.Improvement(name, standard, date, text, span=self.span(parts))

    def calendar(self, parts: list[Any]) -> ast.Calendar:
        """`calendar office Mon-Fri 08:00-18:00`."""
        return ast.Calendar(parts[1], tuple(parts[2:]), span=self.span(parts))

    def hours(self, parts: list[Any]) -> ast.Hours:
        """`Mon-Fri 08:00-12:00, 13:00-17:00`."""
        days: list[int] = []
        for part in parts:
            if part.type == "WEEKDAYS":
                days.extend(self._days(part))
        ranges = tuple(self._range(part) for part in parts if part.type == "CLOCKS")
        return ast.Hours(tuple(days), ranges, span=self.span(parts))

    def _days(self, token: Any) -> list[int]:
        first, _, last = (word.strip() for word in token.partition("-"))
        start = self._weekday(first)
        return [
            (start + step) % 7
            for step in range((self._weekday(last or first) - start) % 7 + 1)
        ]

    def _weekday(self, word: str) -> int:
        return next(
            day for day, words in enumerate(self.table.weekdays) if word in words
        )

    def _range(self, token: Any) -> tuple[int, int]:
        start, end = (self._minutes(clock, token) for clock in token.split("-"))
        if start == 24 * 60:
            self.refuse("E0008", "no day begins at `24:00`", self.span([token]))
        return start, end

    def _minutes(self, clock: str, token: Any) -> int:
        hour, minute = (int(part) for part in clock.strip().split(":"))
        if minute > 59 or hour * 60 + minute > 24 * 60:
            message = f"there is no time of day `{clock.strip()}`"
            self.refuse("E0008", message, self.span([token]))
        return hour * 60 + minute

    def closed(self, parts: list[Any]) -> ast.Closed:
        """`closed 2026-12-24, 2026-12-31`."""
        dates = tuple(self.date(part) for part in parts[1::2])
        return ast.Closed(dates, span=self.span(parts))

    def closed_on(self, parts: list[Any]) -> ast.ClosedOn:
        """`closed on "holidays-se.csv"`."""
        return ast.ClosedOn(parts[1], span=self.span(parts))

    # --- waivers ------------------------------------------------------------------

    def waiver(self, parts: list[Any]) -> ast.Waiver:
        """`waiver storm excuses delivery-time …`; parts may be missing."""
        _, name, *written = parts
        found: dict[str, Any] = {}
        for key, value, span in written:
            if key in found:
                self.refuse_repeated(ast.Node(span=span))
            found.setdefault(key, value)
        kind, standards = found.get("kind", (None, ()))
        approver, approved_on = found.get("approved", (None, None))
        return ast.Waiver(
            name,
            kind,
            standards,
            found.get("first"),
            found.get("last"),
            found.get("where"),
            found.get("reason"),
            approver,
            approved_on,
            span=self.waiver_span(parts),
            places=tuple((key, place) for key, _, place in written),
        )

    def waiver_span(self, parts: list[Any]) -> Span:
        """From `waiver` to the end of its last part."""
        end = parts[-1][2] if len(parts) > 2 else parts[1].span
        return self.span([parts[0], ast.Node(span=end)])

    def waiver_where(self, parts: list[Any]) -> tuple[str, Any, Span]:
        """`where region is "north"`."""
        return "where", self.condition_of(parts[1]), self.span(parts)

    def waiver_kind(self, parts: list[Any]) -> tuple[str, Any, Span]:
        """`excuses a, b`."""
        kind = "excuses" if parts[0].type == "EXCUSES" else "accepts"
        return "kind", (kind, tuple(parts[1::2])), self.span(parts)

    def waiver_from(self, parts: list[Any]) -> tuple[str, Any, Span]:
        """`from 2026-01-10`."""
        return "first", self.date(parts[1]), self.span(parts)

    def waiver_until(self, parts: list[Any]) -> tuple[str, Any, Span]:
        """`until 2026-01-12`."""
        return "last", self.date(parts[1]), self.span(parts)

    def waiver_reason(self, parts: list[Any]) -> tuple[str, Any, Span]:
        """`because "Roads closed"`."""
        return "reason", parts[1].text, self.span(parts)

    def waiver_approval(self, parts: list[Any]) -> tuple[str, Any, Span]:
        """`approved by "Head of logistics" on 2026-01-13`."""
        date = None if parts[3] is None else self.date(parts[3])
        return "approved", (parts[1].text, date), self.span(parts)

    # --- standards ----------------------------------------------------------------

    def standard(self, parts: list[Any]) -> Any:
        """A standard, with the calendars that were declared directly behind it."""
        _, name, title, sentence, *tail = parts
        tail, calendars = self._lifted(tail)
        sentence = self._rated(sentence, tail)
        window = self._window(tail)
        clauses = tuple(
            part for part in tail if not isinstance(part, (*_WINDOWS, Rate, Over))
        )
        self.once(clauses, _ONCE)
        self._metadata_once(clauses)
        title = None if title is None else title.text
        last = tail[-1] if tail else sentence
        span = self.span([parts[0], last])
        standard = ast.Standard(name, title, sentence, window, clauses, span=span)
        return (standard, *calendars) if calendars else standard

    def _lifted(self, tail: list[Any]) -> tuple[list[Any], list[ast.Calendar]]:
        """The clauses of the standard, and the calendars behind them."""
        first = next(
            (i for i, part in enumerate(tail) if isinstance(part, CalendarInside)),
            len(tail),
        )
        calendars = []
        for part in tail[first:]:
            if isinstance(part, CalendarInside):
                calendars.append(part.calendar)
            else:
                message = "this clause stands behind a calendar, outside its standard"
                self.refuse(
                    "E0010", message, part.span, "move it in front of the calendar"
                )
        return tail[:first], calendars

    def _rated(self, sentence: ast.Sentence, tail: list[Any]) -> ast.Sentence:
        """A count with its rate, wherever among the clauses the rate stood."""
        for rate in (part for part in tail if isinstance(part, Rate)):
            if not isinstance(sentence, ast.Count):
                message = (
                    f"`per {rate.number.value} …` goes only with a count of events"
                )
                self.refuse(
                    "E0006", message, rate.span, "write `at most 5 complaints per …`"
                )
            elif sentence.per is not None:
                self.refuse_repeated(rate)
            else:
                sentence = replace(sentence, per=(rate.number, rate.events))
        return sentence

    def _window(self, tail: list[Any]) -> ast.Window | None:
        """The window of a standard: one, or one over another."""
        windows = [part for part in tail if isinstance(part, _WINDOWS)]
        overs = [part for part in tail if isinstance(part, Over)]
        for second in overs[1:]:
            self.refuse_repeated(second)
        for extra in windows[1 + bool(overs) :]:
            self.refuse(
                "E0006",
                "a standard has one window",
                extra.span,
                "write a standard for each",
            )
        if not overs:
            return windows[0] if windows else None
        return self._over(tail, overs[0], windows)

    def _over(
        self, tail: list[Any], over: Over, windows: list[Any]
    ) -> ast.Window | None:
        before = tail[tail.index(over) - 1] if tail.index(over) else None
        if not isinstance(before, ast.Per | ast.PerLength):
            message = "the window that is judged by itself is missing"
            self.refuse("E0006", message, over.span, "write `per day on …`")
            return None
        outer = next((window for window in windows if window is not before), None)
        if isinstance(outer, ast.Sliding):
            self.refuse("E0006", "`over any` cannot be the outer window", outer.span)
            return None
        span = self.span([before, outer or over])
        if over.bound is None or over.counted is None:
            return ast.OnAverage(before, outer, span=span)
        return ast.OnShare(before, over.bound, over.counted, outer, span=span)

    def _metadata_once(self, clauses: tuple[Any, ...]) -> None:
        seen: set[str] = set()
        for clause in clauses:
            if isinstance(clause, ast.Metadata) and clause.key in _ONCE_METADATA:
                if clause.key in seen:
                    self.refuse_repeated(clause)
                seen.add(clause.key)
