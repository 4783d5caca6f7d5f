"""Names and texts as SQL: the one place where connectors quote."""


def identifier(name: str) -> str:
    """A name in double quotes: `at` -> `"at"`."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text in single quotes, for statements that take no bound values."""
    return "'" + text.replace("'", "''") + "'"


def plain_pattern(path: str) -> str:
    """A path that DuckDB's file functions take as it stands, signs of a glob too."""
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in path)
