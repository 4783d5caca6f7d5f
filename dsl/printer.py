"""Syntax tree to canonical text: what is printed parses back to the same tree."""

from collections.abc import Callable
from typing import Any, assert_never, get_args

from upheld.dsl import ast
from upheld.dsl.print_clauses import (
    bands,
    branch,
    calendar_clause,
    clause,
    event_clause,
    group_field,
    moment,
    named_band,
    piecewise,
)
from upheld.dsl.print_sentences import (
    limit_of_outcome,
    list_ref,
    metric,
    outcome,
    reference,
    sentence,
    step,
    target,
    window,
)
from upheld.dsl.print_values import condition, expression, phrase, quoted, value, word

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_HEAD = (ast.Zone, ast.Use, ast.Language, ast.FiscalYear)


def print_document(document: ast.Document) -> str:
    """A whole file, one blank line between declarations."""
    text = ""
    before: ast.Declaration | None = None
    for declaration in document.declarations:
        together = isinstance(before, _HEAD) and isinstance(declaration, _HEAD)
        text += "" if before is None or together else "\n"
        text += print_declaration(declaration) + "\n"
        before = declaration
    return text


def print_declaration(node: ast.Declaration) -> str:
    """One declaration, its clauses on lines of their own."""
    match node:
        case ast.Zone():
            return f"zone {node.name}"
        case ast.Use():
            return f"use {quoted(node.path.text)}"
        case ast.Language():
            return f"language {node.code}"
        case ast.FiscalYear():
            return f"fiscal year starts {node.day} {_MONTHS[node.month - 1]}"
        case ast.Event():
            head = f"event {', '.join(map(phrase, node.names))}"
            return _lines(head, *map(event_clause, node.clauses))
        case ast.Calendar():
            head = f"calendar {phrase(node.name)}"
            return _lines(head, *map(calendar_clause, node.clauses))
        case ast.MemberList():
            return _member_list(node)
        case ast.Parameter():
            return f"parameter {phrase(node.name)} = {value(node.value)}"
        case ast.Define():
            return f"define {phrase(node.name)} as {metric(node.metric)}"
        case ast.Standard():
            return _standard(node)
        case ast.Improvement():
            names = f"{word(node.name)} for {word(node.standard)}"
            text = f" {quoted(node.text)}" if node.text is not None else ""
            return f"improvement {names} started {node.started.text}{text}"
        case ast.Waiver():
            return _waiver(node)
        case _:
            assert_never(node)


def print_sentence(standard: ast.Standard) -> str:
    """The sentence with its window: `90% of calls answered within 2m per day`.

    The first `where` of a share without an outcome belongs to the sentence.
    """
    where = None
    if _lacks_outcome(standard):
        wheres = (one for one in standard.clauses if isinstance(one, ast.Where))
        where = next(wheres, None)
    return _sentence_line(standard, where)


def _lacks_outcome(standard: ast.Standard) -> bool:
    return (
        isinstance(standard.sentence, ast.Share) and standard.sentence.outcome is None
    )


def _sentence_line(standard: ast.Standard, where: ast.Where | None) -> str:
    parts = [sentence(standard.sentence)]
    parts += [clause(where)] if where else []
    parts += [window(standard.window)] if standard.window else []
    return " ".join(parts)


def _standard(node: ast.Standard) -> str:
    title = f" {quoted(node.title)}" if node.title is not None else ""
    clauses = node.clauses
    where = None
    if _lacks_outcome(node) and clauses and isinstance(clauses[0], ast.Where):
        where, clauses = clauses[0], clauses[1:]
    line = _sentence_line(node, where)
    return _lines(f"standard {word(node.name)}{title}", line, *map(clause, clauses))


def _member_list(node: ast.MemberList) -> str:
    head = f"list {phrase(node.name)}"
    if node.path is None:
        return f"{head} {', '.join(quoted(member.text) for member in node.members)}"
    column = f" column {word(node.column)}" if node.column else ""
    since = f" since {moment(node.since)}" if node.since else ""
    until = f" until {moment(node.until)}" if node.until else ""
    return f"{head} from {quoted(node.path.text)}{column}{since}{until}"


def _waiver(node: ast.Waiver) -> str:
    first = f"from {node.first.text}" if node.first else ""
    last = f"until {node.last.text}" if node.last else ""
    parts = [
        f"{node.kind} {', '.join(map(word, node.standards))}" if node.kind else "",
        f"{first} {last}".strip(),
        f"where {condition(node.condition)}" if node.condition else "",
        f"because {quoted(node.reason)}" if node.reason is not None else "",
        _approval(node),
    ]
    return _lines(f"waiver {word(node.name)}", *filter(None, parts))


def _approval(node: ast.Waiver) -> str:
    if node.approver is None:
        return ""
    date = f" on {node.approved_on.text}" if node.approved_on else ""
    return f"approved by {quoted(node.approver)}{date}"


def _lines(head: str, *clauses: str) -> str:
    return "\n  ".join([head, *clauses])


#: Kinds of nodes and what prints them; the first that fits counts.
_PRINTERS: tuple[tuple[tuple[Any, ...], Callable[[Any], str]], ...] = (
    ((ast.Word,), word),
    ((ast.WorkingLength, ast.Date, *get_args(ast.Value)), value),
    (get_args(ast.Condition), condition),
    ((ast.Negative,), expression),
    ((ast.Within, ast.By, ast.Before), limit_of_outcome),
    (get_args(ast.Outcome), outcome),
    ((ast.Step,), lambda node: step(node).strip()),
    ((ast.Limit, ast.Band, ast.Relative), target),
    ((ast.Reference,), reference),
    (get_args(ast.Window), window),
    ((ast.ListRef,), list_ref),
    (get_args(ast.Sentence), sentence),
    ((ast.GroupField,), group_field),
    ((ast.NamedBand,), named_band),
    ((ast.Bands,), bands),
    ((ast.MomentColumns,), moment),
    ((ast.Branch,), branch),
    ((ast.Piecewise,), piecewise),
    ((ast.Hours, ast.Closed, ast.ClosedOn), calendar_clause),
    (get_args(ast.StandardClause), clause),
    (get_args(ast.EventClause), event_clause),
    (get_args(ast.Declaration), print_declaration),
    ((ast.Document,), print_document),
)


def print_node(node: ast.Node) -> str:
    """Any node in canonical wording."""
    if isinstance(node, ast.Arithmetic):
        return metric(node) if _holds_metric(node) else expression(node)
    for kinds, printed in _PRINTERS:
        if isinstance(node, kinds):
            return printed(node)
    return metric(node)  # type: ignore[arg-type]


def _holds_metric(node: ast.Arithmetic) -> bool:
    rows = (ast.Word, ast.Text, ast.Points, ast.Negative)
    return not any(isinstance(part, rows) for part in (node.left, node.right)) and any(
        _holds_metric(part)
        if isinstance(part, ast.Arithmetic)
        else not isinstance(part, get_args(ast.Expression))
        for part in (node.left, node.right)
    )
