"""Calendars in words: `Mon to Fri 08:00-18:00, Sat 10:00-14:00`."""

from itertools import groupby

from upheld.checker.charts import CalendarResult
from upheld.checker.render.heatmap import weekdays
from upheld.checker.report import Report
from upheld.checker.wording import ENGLISH, Wording

#: More closed dates than this are counted, not listed.
LISTED = 40


def hours_in_words(calendar: CalendarResult, wording: Wording = ENGLISH) -> str:
    """The open hours, days in a row with the same ones put together."""
    days = tuple(zip(weekdays(wording), calendar.hours, strict=True))
    told = []
    for hours, group in groupby(days, key=lambda day: day[1]):
        names = [name for name, _ in group]
        if hours and len(names) == 1:
            told.append(f"{names[0]} {hours}")
        elif hours:
            first, last = names[0], names[-1]
            told.append(
                wording.say(
                    "{first} to {last} {hours}", first=first, last=last, hours=hours
                )
            )
    return "; ".join(told)


def closed_in_words(
    calendar: CalendarResult, report: Report, wording: Wording = ENGLISH
) -> str:
    """The closed dates that lie in the period of a report, and how many there are."""
    starts = [s.period_start[:10] for s in report.standards if s.period_start]
    ends = [s.period_end[:10] for s in report.standards if s.period_end]
    if not calendar.closed or not starts or not ends:
        return ""
    first, last = min(starts), max(ends)
    inside = [day for day in calendar.closed if first <= day <= last]
    number, every = len(inside), len(calendar.closed)
    if not inside or number > LISTED:
        return wording.say("{shown} of {all} in the period", shown=number, all=every)
    return wording.say(
        "{shown} of {all} in the period: {dates}",
        shown=number,
        all=every,
        dates=", ".join(inside),
    )
