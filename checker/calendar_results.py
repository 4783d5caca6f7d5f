"""The calendars that a run counted working time by, as its report names them."""

from datetime import date, timedelta

from upheld.checker.charts import CalendarResult, DatesFile
from upheld.checker.session import Session
from upheld.dsl import model

EPOCH = date(1970, 1, 1)


def calendar_results(session: Session) -> tuple[CalendarResult, ...]:
    """Every calendar that a standard uses: hours, closed dates and their files."""
    timetables = session.timetables
    return tuple(
        CalendarResult(
            name=name,
            hours=tuple(_hours(day) for day in timetables.calendars[name].hours),
            closed=tuple(
                (EPOCH + timedelta(days=number)).isoformat()
                for number in sorted(timetables.closed[name])
            ),
            files=_files(session, timetables.calendars[name]),
        )
        for name in sorted(timetables.closed)
    )


def _hours(ranges: tuple[tuple[int, int], ...]) -> str:
    """`08:00-12:00, 13:00-17:00`; empty for a day that is closed."""
    return ", ".join(f"{_clock(first)}-{_clock(last)}" for first, last in ranges)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _files(session: Session, calendar: model.Calendar) -> tuple[DatesFile, ...]:
    keys = (session.key(path, calendar.file) for path, _ in calendar.closed_on)
    found = (session.attached[key] for key in keys if key in session.attached)
    return tuple(
        DatesFile(name=file.name, sha256=file.sha256)
        for attached in found
        for file in attached.files
    )
