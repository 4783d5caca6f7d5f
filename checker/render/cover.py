"""The first page: what was judged, when, by which policy, on which data."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from hashlib import sha256

from upheld.checker.render.verdicts import in_words, tally
from upheld.checker.report import Report
from upheld.checker.wording import ENGLISH, Wording
from upheld.dsl.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of the first page; hashes are set in a type of their own."""

    name: str
    value: str
    is_hash: bool = False


def facts(report: Report, wording: Wording = ENGLISH) -> tuple[Fact, ...]:
    """Period, scope, tool, policy and data, in this order."""
    return tuple(
        fact
        for group in (_when, _scope, _origin)
        for fact in group(report, wording)
        if fact.value
    )


def _when(report: Report, wording: Wording) -> Iterator[Fact]:
    yield Fact(wording.say("Period"), period(report, wording))
    told = (
        wording.say("{moment} (as given)", moment=report.as_of)
        if report.as_of_given
        else wording.say(
            "{moment} (the latest moment in the data)", moment=report.as_of
        )
    )
    yield Fact(wording.say("As of"), told)
    yield Fact(wording.say("Zone"), report.zone)


def _scope(report: Report, wording: Wording) -> Iterator[Fact]:
    windows = [w for standard in report.standards for w in standard.windows]
    yield Fact(wording.say("Scope"), scope(report, wording))
    verdicts = in_words(tally(window.verdict for window in windows), wording)
    yield Fact(wording.say("Windows"), verdicts or wording.say("none"))
    given = (f"{name} = {value}" for name, value in report.parameters.items())
    yield Fact(wording.say("Parameters"), ", ".join(given))


def scope(report: Report, wording: Wording = ENGLISH) -> str:
    """How much was judged, in a few counts."""
    read = sum(source.rows for source in report.sources)
    parts = (
        wording.count("{n} standard", "{n} standards", len(report.standards)),
        wording.count("{n} policy file", "{n} policy files", len(report.policies)),
        wording.count("{n} source", "{n} sources", len(report.sources)),
        wording.count("{n} row read", "{n} rows read", read),
    )
    return ", ".join(parts)


def _origin(report: Report, wording: Wording) -> Iterator[Fact]:
    versions = (f"{name} {value}" for name, value in report.versions.items())
    yield Fact(wording.say("Made with"), ", ".join(versions))
    revision = report.revision
    if revision is not None:
        yield Fact(
            wording.say("Policy commit"),
            revision.commit or wording.say("none: the policies are not kept in git"),
            bool(revision.commit),
        )
        yield Fact(wording.say("Uncommitted changes"), changes(report, wording))
    policies = fingerprint((policy.name, policy.sha256) for policy in report.policies)
    yield Fact(wording.say("Policy fingerprint"), policies, is_hash=True)
    data = fingerprint((f.name, f.sha256) for s in report.sources for f in s.files)
    yield Fact(wording.say("Data fingerprint"), data, is_hash=True)


def changes(report: Report, wording: Wording) -> str:
    """Whether the policies are as committed, in words."""
    revision = report.revision
    if revision is None or revision.commit is None:
        return ""
    if revision.changed:
        files = ", ".join(revision.changed)
        return wording.say("yes, in {files}", files=files)
    if revision.clean is None:
        return wording.say("not known")
    return wording.say("none: the policies are as committed")


def period(report: Report, wording: Wording = ENGLISH) -> str:
    """The days asked for, or those that the standards span, the last one included."""
    starts = [s.period_start for s in report.standards if s.period_start]
    ends = [s.period_end for s in report.standards if s.period_end]
    first = report.period_from or min(starts, default="")
    last = report.period_to or _before(max(ends, default=""))
    if not first or not last:
        return ""
    one, other = _day(first, wording), _day(last, wording)
    if one == other:
        return one
    return wording.say("{first} to {last}", first=one, last=other)


def _before(end: str) -> str:
    """The last day of a period that ends before a moment."""
    try:
        moment = datetime.fromisoformat(end)
    except ValueError:
        return end
    if (moment.hour, moment.minute, moment.second, moment.microsecond) == (0, 0, 0, 0):
        moment -= timedelta(days=1)
    return moment.date().isoformat()


def _day(text: str, wording: Wording) -> str:
    """A moment or date as a day of the calendar."""
    try:
        return wording.day(date.fromisoformat(text[:10]))
    except ValueError:
        return text


def fingerprint(files: Iterable[tuple[str, str]]) -> str:
    """One SHA-256 over the names and hashes of all files, in the order of names."""
    lines = "".join(f"{digest}  {name}\n" for name, digest in sorted(set(files)))
    return sha256(lines.encode()).hexdigest() if lines else ""
