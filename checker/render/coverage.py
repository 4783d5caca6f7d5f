"""Coverage as text and as Markdown: matrices, what is missing, what nobody looks at."""

from collections.abc import Iterable, Sequence

from upheld.checker.coverage import Axis, Matrix
from upheld.checker.unlooked import CoverageDocument, InData, Unlooked
from upheld.checker.wording import ENGLISH, Wording

#: What stands in a cell without a standard.
NOTHING = "·"


def render_text(found: CoverageDocument, wording: Wording = ENGLISH) -> str:
    """For a terminal."""
    matrices = (text_matrix(matrix, wording) for matrix in found.coverage.matrices)
    return "\n\n".join([headline(found, wording), *matrices, *sections(found, wording)])


def render_markdown(found: CoverageDocument, wording: Wording = ENGLISH) -> str:
    """For a page or a pull request."""
    blocks = [f"## {headline(found, wording)}"]
    blocks += [markdown_matrix(matrix, wording) for matrix in found.coverage.matrices]
    blocks += ["\n".join(listed(block)) for block in sections(found, wording)]
    return "\n\n".join(blocks)


def listed(block: str) -> Iterable[str]:
    """A section of the text as a heading and a list."""
    first, *lines = block.splitlines()
    yield f"### {first.rstrip(':')}"
    yield ""
    yield from (f"- {line.strip()}" for line in lines)


def headline(found: CoverageDocument, wording: Wording) -> str:
    """How many standards there are, and how many listed members have none."""
    return wording.count(
        "{n} standard; {missing} listed without any",
        "{n} standards; {missing} listed without any",
        found.standards,
        missing=sum(len(axis.missing) for axis in found.coverage.axes),
    )


# --- matrices ------------------------------------------------------------------------


def text_matrix(matrix: Matrix, wording: Wording) -> str:
    """Right-aligned columns of numbers, and the empty cells in words."""
    rows = table(matrix, wording)
    widths = [max(len(row[index]) for row in rows) for index in range(len(rows[0]))]
    lines = [
        "  ".join(
            [row[0].ljust(widths[0])]
            + [
                cell.rjust(width)
                for cell, width in zip(row[1:], widths[1:], strict=True)
            ]
        ).rstrip()
        for row in rows
    ]
    return "\n".join([*lines, *empty_cells(matrix, wording)])


def markdown_matrix(matrix: Matrix, wording: Wording) -> str:
    """A table, and the empty cells in words."""
    head, *rows = [" | ".join(map(escaped, row)) for row in table(matrix, wording)]
    rule = "|".join(["---", *("---:" for _ in matrix.columns)])
    lines = [f"| {head} |", f"|{rule}|", *(f"| {row} |" for row in rows)]
    return "\n".join([*lines, "", *empty_cells(matrix, wording)])


def escaped(cell: str) -> str:
    """A cell in which no sign ends it."""
    return cell.replace("|", "\\|")


def table(matrix: Matrix, wording: Wording) -> list[list[str]]:
    """The head and the rows of a matrix, as cells of text."""
    unsaid = wording.say("(not said)")
    head = wording.say(
        "{rows} by {columns}", rows=matrix.rows_key, columns=matrix.columns_key
    )
    rows = [[head, *(name or unsaid for name in matrix.columns)]]
    for row in matrix.rows:
        counts = [str(len(cell)) if cell else NOTHING for cell in row.cells]
        rows.append([row.name or unsaid, *counts])
    return rows


def empty_cells(matrix: Matrix, wording: Wording) -> list[str]:
    """The empty cells of listed members, a line for each row."""
    below: dict[str, list[str]] = {}
    for row, column in matrix.empty:
        below.setdefault(row, []).append(column)
    return [
        wording.say("nothing for {row}: {names}", row=row, names=", ".join(names))
        for row, names in below.items()
    ]


# --- everything else -----------------------------------------------------------------


def sections(found: CoverageDocument, wording: Wording) -> list[str]:
    """The lists of members and of what nobody looks at, those that have lines."""
    axes = found.coverage.axes
    nothing = wording.say(
        "write `stage`, `channel` or `dimension` below a standard,"
        ' and `list channels "phone", "chat"` for what has to be covered'
    )
    data = () if found.data is None else data_lines(found.data, wording)
    named = [
        (wording.say("Nothing to cover:"), [] if axes else [nothing]),
        (wording.say("Listed members:"), [axis_line(axis, wording) for axis in axes]),
        (
            wording.say("No standard looks at:"),
            list(unlooked_lines(found.unlooked, wording)),
        ),
        (wording.say("In the data:"), list(data)),
    ]
    return [
        "\n".join([title, *(f"  {line}" for line in lines)])
        for title, lines in named
        if lines
    ]


def axis_line(axis: Axis, wording: Wording) -> str:
    """How many members of an axis have a standard, and which have none."""
    known = [member for member in axis.members if member.listed]
    others = ", ".join(member.name for member in axis.members if not member.listed)
    if axis.list is None:
        return wording.say(
            "{key}: {names} (no list says what should be there)",
            key=axis.key,
            names=others,
        )
    parts = [
        wording.say(
            "{key}: {having} of {known} in `{list}`",
            key=axis.key,
            having=len(known) - len(axis.missing),
            known=len(known),
            list=axis.list,
        )
    ]
    if axis.missing:
        missing = ", ".join(axis.missing)
        parts.append(wording.say("nothing for {names}", names=missing))
    if others:
        parts.append(wording.say("not in the list: {names}", names=others))
    return "; ".join(parts)


def unlooked_lines(unlooked: Unlooked, wording: Wording) -> Iterable[str]:
    """Events, lists, and parts of events."""
    yield from named(wording.say("events"), unlooked.events)
    yield from named(wording.say("lists"), unlooked.lists)
    for part in unlooked.parts:
        yield from named(part.event, part.words)
        columns = wording.say("columns of {event}", event=part.event)
        yield from named(columns, part.columns or ())


def data_lines(data: InData, wording: Wording) -> Iterable[str]:
    """Standards without events, and values that no list names."""
    yield from named(wording.say("standards that no event belongs to"), data.idle)
    for left in data.values:
        what = wording.say(
            "{column} of {event}, not in `{list}`",
            column=left.column,
            event=left.event,
            list=left.list,
        )
        yield from named(what, left.values)
    yield from named(wording.say("events whose source cannot be read"), data.unread)
    if not (data.idle or data.values or data.unread):
        yield wording.say("every standard has events, every value has its group")


def named(what: str, names: Sequence[str]) -> Iterable[str]:
    """A line for some names, or none."""
    if names:
        yield f"{what}: {', '.join(names)}"
