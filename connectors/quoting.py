"""Names and texts as SQL: the one place where connectors quote."""


def identifier(name: str) -> str:
    """A name in double quotes: `at` -> `"at"`."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text in single quotes, for statements that take no bound values."""
    return "'" + text.replace("'", "''") + "'"


_AS_SIGNS = str.maketrans({sign: f"[{sign}]" for sign in "*?["})


def plain_pattern(path: str) -> str:
    """A path that DuckDB's file functions take as it stands, signs of a glob too."""
    return path.translate(_AS_SIGNS)
