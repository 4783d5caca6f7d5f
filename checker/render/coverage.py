"""Coverage as text and as Markdown: matrices, what is missing, what nobody looks at."""

from collections.abc import Iterable, Sequence

from upheld.checker.coverage import Axis, Matrix
from upheld.checker.unlooked import CoverageDocument, InData, Unlooked

#: What stands in a cell without a standard, and above those that say nothing.
NOTHING = "·"
UNSAID = "(not said)"

#: What is missing where there is no axis at all.
NOTHING_LISTED = (
    "write `stage`, `channel` or `dimension` below a standard,"
    ' and `list channels "phone", "chat"` for what has to be covered'
)


def render_text(found: CoverageDocument) -> str:
    """For a terminal."""
    blocks = [headline(found), *(text_matrix(m) for m in found.coverage.matrices)]
    return "\n\n".join([*blocks, *sections(found)])


def render_markdown(found: CoverageDocument) -> str:
    """For a page or a pull request."""
    blocks = [f"## {headline(found)}"]
    blocks += [markdown_matrix(matrix) for matrix in found.coverage.matrices]
    blocks += ["\n".join(listed(block)) for block in sections(found)]
    return "\n\n".join(blocks)


def listed(block: str) -> Iterable[str]:
    """A section of the text as a heading and a list."""
    first, *lines = block.splitlines()
    yield f"### {first.rstrip(':')}"
    yield ""
    yield from (f"- {line.strip()}" for line in lines)


def headline(found: CoverageDocument) -> str:
    """How many standards there are, and how many listed members have none."""
    missing = sum(len(axis.missing) for axis in found.coverage.axes)
    noun = "standard" if found.standards == 1 else "standards"
    return f"{found.standards} {noun}; {missing} listed without any"


# --- matrices ------------------------------------------------------------------------


def text_matrix(matrix: Matrix) -> str:
    """Right-aligned columns of numbers, and the empty cells in words."""
    rows = table(matrix)
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
    return "\n".join([*lines, *empty_cells(matrix)])


def markdown_matrix(matrix: Matrix) -> str:
    """A table, and the empty cells in words."""
    head, *rows = [" | ".join(map(escaped, row)) for row in table(matrix)]
    rule = "|".join(["---", *("---:" for _ in matrix.columns)])
    lines = [f"| {head} |", f"|{rule}|", *(f"| {row} |" for row in rows)]
    return "\n".join([*lines, "", *empty_cells(matrix)])


def escaped(cell: str) -> str:
    """A cell in which no sign ends it."""
    return cell.replace("|", "\\|")


def table(matrix: Matrix) -> list[list[str]]:
    """The head and the rows of a matrix, as cells of text."""
    head = [f"{matrix.rows_key} by {matrix.columns_key}"]
    rows = [head + [name or UNSAID for name in matrix.columns]]
    for row in matrix.rows:
        counts = [str(len(cell)) if cell else NOTHING for cell in row.cells]
        rows.append([row.name or UNSAID, *counts])
    return rows


def empty_cells(matrix: Matrix) -> list[str]:
    """The empty cells of listed members, a line for each row."""
    below: dict[str, list[str]] = {}
    for row, column in matrix.empty:
        below.setdefault(row, []).append(column)
    return [f"nothing for {row}: {', '.join(names)}" for row, names in below.items()]


# --- everything else -----------------------------------------------------------------


def sections(found: CoverageDocument) -> list[str]:
    """The lists of members and of what nobody looks at, those that have lines."""
    named = [
        ("Nothing to cover:", [] if found.coverage.axes else [NOTHING_LISTED]),
        ("Listed members:", [axis_line(axis) for axis in found.coverage.axes]),
        ("No standard looks at:", list(unlooked_lines(found.unlooked))),
        ("In the data:", [] if found.data is None else list(data_lines(found.data))),
    ]
    return [
        "\n".join([title, *(f"  {line}" for line in lines)])
        for title, lines in named
        if lines
    ]


def axis_line(axis: Axis) -> str:
    """How many members of an axis have a standard, and which have none."""
    known = [member for member in axis.members if member.listed]
    others = [member.name for member in axis.members if not member.listed]
    if axis.list is None:
        return f"{axis.key}: {', '.join(others)} (no list says what should be there)"
    having = len(known) - len(axis.missing)
    line = f"{axis.key}: {having} of {len(known)} in `{axis.list}`"
    if axis.missing:
        line += f"; nothing for {', '.join(axis.missing)}"
    return line + (f"; not in the list: {', '.join(others)}" if others else "")


def unlooked_lines(unlooked: Unlooked) -> Iterable[str]:
    """Events, lists, and parts of events."""
    yield from named("events", unlooked.events)
    yield from named("lists", unlooked.lists)
    for part in unlooked.parts:
        yield from named(part.event, part.words)
        yield from named(f"columns of {part.event}", part.columns or ())


def data_lines(data: InData) -> Iterable[str]:
    """Standards without events, and values that no list names."""
    yield from named("standards that no event belongs to", data.idle)
    for left in data.values:
        what = f"{left.column} of {left.event}, not in `{left.list}`"
        yield from named(what, left.values)
    yield from named("events whose source cannot be read", data.unread)
    if not (data.idle or data.values or data.unread):
        yield "every standard has events, every value has its group"


def named(what: str, names: Sequence[str]) -> Iterable[str]:
    """A line for some names, or none."""
    if names:
        yield f"{what}: {', '.join(names)}"
