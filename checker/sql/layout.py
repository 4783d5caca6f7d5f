"""What the texts of both engines have in common: layout, and cases inside cases."""

from collections.abc import Callable

from upheld.checker.sql.nodes import (
    Case,
    Constant,
    Expr,
    Order,
    Over,
    Select,
    UnionAll,
    Values,
)

Step = Select | UnionAll | Values


def indented(lines: str) -> str:
    """The lines, two spaces further in."""
    return "\n".join("  " + line for line in lines.splitlines())


def with_steps(
    steps: tuple[tuple[str, Step], ...],
    text: Callable[[Step], str],
    quoted: Callable[[str], str],
) -> str:
    """The steps before the last one, each under its name; nothing without any."""
    told = ",\n".join(
        f"{quoted(name)} AS (\n{indented(text(step))}\n)" for name, step in steps
    )
    return f"WITH {told}\n" if told else ""


def values_text(
    node: Values, expression: Callable[[Expr], str], quoted: Callable[[str], str]
) -> str:
    """Rows of constants as a SELECT."""
    if not node.rows:
        nothing = ", ".join(
            f"CAST(NULL AS BIGINT) AS {quoted(c)}" for c in node.columns
        )
        return f"SELECT {nothing}\nWHERE false"
    rows = (", ".join(map(expression, row)) for row in node.rows)
    body = ", ".join(f"({row})" for row in rows)
    names = ", ".join(quoted(c) for c in node.columns)
    return f"SELECT *\nFROM (VALUES {body}) AS v({names})"


def branches_text(node: Case, expression: Callable[[Expr], str]) -> list[str]:
    """WHEN and ELSE of a case; a case in its ELSE goes on where it ends."""
    while isinstance(node.otherwise, Case):
        rest = node.otherwise
        node = Case((*node.branches, *rest.branches), rest.otherwise)
    branches = [
        f"WHEN {expression(condition)} THEN {expression(value)}"
        for condition, value in node.branches
    ]
    if node.otherwise is not None and node.otherwise != Constant(None):
        branches.append(f"ELSE {expression(node.otherwise)}")
    return branches


def window_text(
    node: Over, expression: Callable[[Expr], str], order: Callable[[Order], str]
) -> str:
    """What stands behind OVER."""
    parts = []
    if node.partition:
        parts.append("PARTITION BY " + ", ".join(map(expression, node.partition)))
    if node.order:
        parts.append("ORDER BY " + ", ".join(map(order, node.order)))
    if node.preceding_only:
        parts.append("ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING")
    return f"({' '.join(parts)})"
