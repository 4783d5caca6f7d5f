"""Events: from the clauses of a declaration to what may be said about the event."""

import re
from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from typing import Literal, TypeVar

from upheld.dsl import ast, model
from upheld.dsl.conditions import Rows
from upheld.dsl.diagnostics import Label
from upheld.dsl.faults import Faults, refused
from upheld.dsl.readings import AS_TEXT
from upheld.dsl.source import Span
from upheld.dsl.vocabulary import EventTerms, Vocabulary, texts
from upheld.dsl.zones import checked_zone

_PARTS = re.compile(r"%(?:-?.)?", re.DOTALL)
_PART = re.compile(r"%(?:-?[dmyHIMSj]|[abcfghnpuwxzABGTUVWXYZ%])\Z")

C = TypeVar("C", bound=ast.Node)


def terms_of(node: ast.Event, faults: Faults) -> EventTerms:
    """The names that an event declares (E1009, E1010, E3012)."""
    _check_names(node, faults)
    check_spellings(node, faults)
    zone = _zone(node, faults)
    start, end, until_next = _start(node, zone, faults)
    milestones = {
        name: _moment(clause.moment, "milestone", zone, clause.name)
        for clause in _all(node, ast.Milestone)
        for name in _forms(clause)
    }
    keys = {
        clause.key.text: model.Key(
            clause.key.text, clause.column.text, span=clause.column.span
        )
        for clause in _all(node, ast.About)
    }
    return EventTerms(
        name=node.names[0].text,
        forms=tuple(phrase.text for phrase in node.names),
        start=start,
        end=end,
        until_next=until_next,
        milestones=milestones,
        states={
            name: clause for clause in _all(node, ast.State) for name in _forms(clause)
        },
        measures={
            name: clause
            for clause in _all(node, ast.Measure)
            for name in _forms(clause)
        },
        keys=keys,
        aliases=_aliases(start, end, milestones.values()),
        zone=zone,
        span=node.names[0].span,
    )


def check_spellings(node: ast.Node, faults: Faults) -> None:
    """Every declared spelling of moments is made of known parts (E2011)."""
    for each in ast.walk(node):
        if isinstance(each, ast.MomentColumns) and each.spelling is not None:
            with faults.caught():
                _check_spelling(each.spelling)


def _check_spelling(spelling: ast.Text) -> None:
    if spelling.text == "%s":  # seconds since 1970-01-01T00:00Z
        return
    wrong = [part for part in _PARTS.findall(spelling.text) if not _PART.match(part)]
    if not wrong:
        return
    message = f"`{wrong[0]}` is no part of a moment"
    help = 'such as "%Y-%m-%d %H:%M:%S", "%d/%m/%Y %I:%M %p"; Unix seconds are "%s"'
    raise refused("E2011", message, spelling.span, help=help)


def _forms(clause: ast.Milestone | ast.State | ast.Measure) -> tuple[str, ...]:
    """Every spelling of a term: `besvarat, besvarade`."""
    return tuple(name.text for name in (clause.name, *clause.forms))


def event_of(node: ast.Event, terms: EventTerms, file: str) -> model.Event:
    """The event without its `where`, which is bound once all names are known."""
    source = next(iter(_all(node, ast.From)), None)
    identity = next(iter(_all(node, ast.IdentifiedBy)), None)
    pick = next(iter(_all(node, ast.Pick)), None)
    reject = next(iter(_all(node, ast.RejectAbove)), None)
    complete = next(iter(_all(node, ast.CompleteFrom)), None)
    columns = identity.columns if identity else ()
    return model.Event(
        name=terms.name,
        names=terms.forms,
        source=source.path.text if source else "",
        file=file,
        start=terms.start,
        milestones=dict(terms.milestones),
        identity=texts(columns),
        unique=identity.unique if identity else False,
        keys=tuple(terms.keys.values()),
        end=terms.end,
        until_next=terms.until_next,
        empty=tuple(text.text for each in _all(node, ast.Empty) for text in each.texts),
        pick=_pick(pick) if pick else None,
        reject_above=_share(reject) if reject else None,
        complete_from=complete.date.text if complete else None,
        span=terms.span,
        source_span=source.path.span if source else node.span,
        identity_spans=tuple(word.span for word in columns),
    )


def narrowed(
    node: ast.Event, event: model.Event, terms: EventTerms, vocabulary: Vocabulary
) -> model.Event:
    """The event with its own `where`."""
    rows = Rows(terms, vocabulary)
    conditions = tuple(
        rows.condition(clause.condition) for clause in _all(node, ast.Where)
    )
    if not conditions:
        return event
    where = conditions[0] if len(conditions) == 1 else model.AllOf(conditions)
    return replace(event, where=where)


def check_terms(terms: EventTerms, vocabulary: Vocabulary, faults: Faults) -> None:
    """Binds every state and measure once, so that mistakes show without being used."""
    rows = Rows(terms, vocabulary)
    for name, state in terms.states.items():
        with faults.caught():
            rows.state(name, state.name.span)
    for name, measure in terms.measures.items():
        with faults.caught():
            if _is_only_a_limit(measure, vocabulary):
                _check_limit(measure, rows)
            else:
                rows.measure(name, AS_TEXT, measure.name.span)


def _is_only_a_limit(measure: ast.Measure, vocabulary: Vocabulary) -> bool:
    """Whether a branch is working time or calendar days, which cannot be compared."""
    if not isinstance(measure.value, ast.Piecewise):
        return isinstance(measure.value, ast.Length)
    values = [branch.value for branch in measure.value.branches]
    if measure.value.otherwise is not None:
        values.append(measure.value.otherwise)
    return any(_is_limit(value, vocabulary) for value in values)


def _is_limit(
    value: ast.Expression | ast.WorkingLength, vocabulary: Vocabulary
) -> bool:
    if isinstance(value, ast.Word):
        return isinstance(
            vocabulary.parameters.get(value.text), ast.Length | ast.WorkingLength
        )
    return isinstance(value, ast.Length | ast.WorkingLength)


def _check_limit(measure: ast.Measure, rows: Rows) -> None:
    if isinstance(measure.value, ast.Piecewise):
        for branch in measure.value.branches:
            rows.condition(branch.condition)


def _pick(clause: ast.Pick) -> model.Pick:
    return model.Pick(clause.which, texts(clause.columns), span=clause.columns[0].span)


def _share(clause: ast.RejectAbove) -> Fraction:
    return Fraction(clause.share.value) / 100


def _all(node: ast.Event, kind: type[C]) -> tuple[C, ...]:
    return tuple(clause for clause in node.clauses if isinstance(clause, kind))


def _zone(node: ast.Event, faults: Faults) -> str:
    for clause in _all(node, ast.SourceZone):
        with faults.caught():
            return checked_zone(clause.name, clause.span)
        return "UTC"
    return ""


def _start(
    node: ast.Event, zone: str, faults: Faults
) -> tuple[model.Moment, model.Moment | None, bool]:
    """The start and the end of an event; without `occurring at` it has none (E3012)."""
    until_next = bool(_all(node, ast.LastingUntilNext))
    occurring, lasting = _all(node, ast.OccurringAt), _all(node, ast.Lasting)
    with faults.caught():
        _check_start(node, occurring, lasting, until_next)
    if lasting:
        start = _moment(lasting[0].start, "start", zone)
        return start, _moment(lasting[0].end, "end", zone), until_next
    if occurring:
        return _moment(occurring[0].moment, "start", zone), None, until_next
    return model.Moment("", "start", ()), None, until_next


def _check_start(
    node: ast.Event,
    occurring: tuple[ast.OccurringAt, ...],
    lasting: tuple[ast.Lasting, ...],
    until_next: bool,
) -> None:
    name = node.names[0].text
    if not _all(node, ast.From):
        raise refused("E3012", f"`{name}` says no source", node.span, help='`from "…"`')
    if not occurring and not lasting:
        help = "write `occurring at COLUMN`, or `during START to END`"
        raise refused("E3012", f"`{name}` says no moment", node.span, help=help)
    if occurring and lasting and not _is_same(occurring[0].moment, lasting[0].start):
        help = "write `occurring at` or `during`, not both, or the same column in both"
        raise refused("E3012", f"`{name}` starts twice", lasting[0].span, help=help)
    if until_next and not _all(node, ast.About):
        help = "write `about KEY COLUMN`"
        message = "`lasting until the next` needs a key"
        raise refused("E3012", message, node.span, help=help)


def _is_same(one: ast.MomentColumns, other: ast.MomentColumns) -> bool:
    """Whether both read the same moment: `occurring at a during a to b`."""
    spellings = [each.spelling.text if each.spelling else "" for each in (one, other)]
    same_columns = texts(one.columns) == texts(other.columns)
    return same_columns and spellings[0] == spellings[1]


def _moment(
    node: ast.MomentColumns,
    role: Literal["start", "milestone", "end"],
    zone: str,
    name: ast.Phrase | None = None,
) -> model.Moment:
    columns = texts(node.columns)
    spelling = node.spelling.text if node.spelling else ""
    shown = name.text if name else " + ".join(columns)
    return model.Moment(shown, role, columns, spelling, zone, span=node.span)


def _aliases(
    start: model.Moment, end: model.Moment | None, milestones: Iterable[model.Moment]
) -> dict[str, model.Moment]:
    """The raw columns behind declared moments; the start wins over milestones."""
    aliases: dict[str, model.Moment] = {}
    for moment in (start, *((end,) if end else ()), *milestones):
        if len(moment.columns) == 1:
            aliases.setdefault(moment.columns[0], moment)
    return aliases


def _check_names(node: ast.Event, faults: Faults) -> None:
    """A milestone, state or measure declared twice on one event (E1010)."""
    seen: dict[str, Span] = {}
    for clause in node.clauses:
        if not isinstance(clause, ast.Milestone | ast.State | ast.Measure):
            continue
        for name in (clause.name, *clause.forms):
            with faults.caught():
                check_once(seen, name.text, name.span)
    keys: dict[str, Span] = {}
    for key in _all(node, ast.About):
        with faults.caught():
            check_once(keys, key.key.text, key.key.span)


def check_once(seen: dict[str, Span], name: str, span: Span) -> None:
    """Refuses a name that was declared before (E1010); the place is the second."""
    if name in seen:
        raise refused(
            "E1010",
            f"`{name}` is declared twice",
            span,
            help="give one of them another name",
            labels=(Label(seen[name], "first declared here"),),
        )
    seen[name] = span
