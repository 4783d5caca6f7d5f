r"""Patterns of RE2, which DuckDB and the language use, as patterns of Java.

    pattern    RE2                       Java would
    `$`        only at the very end      also before a last line break
    `.`        all but `\n`              all but five kinds of line breaks
    `\s`       no vertical tab           one more
    `\b`       between ASCII words       look at all letters
    `(?i)`     all letters               ASCII alone
    `[a&&b]`   an ampersand              an intersection

What has no sure equal is refused by name.
"""

import re

from upheld.checker.sql.spark_text import OutsideError

_WORD = "0-9A-Za-z_"
_SPACE = r"\t\n\f\r "
_INSIDE = {"d": "0-9", "w": _WORD, "s": _SPACE}
_ALONE = {
    "d": "[0-9]",
    "D": "[^0-9]",
    "w": f"[{_WORD}]",
    "W": f"[^{_WORD}]",
    "s": f"[{_SPACE}]",
    "S": f"[^{_SPACE}]",
    "b": f"(?:(?<![{_WORD}])(?=[{_WORD}])|(?<=[{_WORD}])(?![{_WORD}]))",
    "A": r"\A",
    "z": r"\z",
}
_CONTROL = {"t": r"\t", "n": r"\n", "r": r"\r", "f": r"\f", "a": r"\x07", "v": r"\x0B"}
_HEX = re.compile(r"\\x(?:([0-9A-Fa-f]{2})|\{([0-9A-Fa-f]{1,6})\})")
_REPEAT = re.compile(r"\{[0-9]+(?:,[0-9]*)?\}")
_GROUP = re.compile(r"\(\?(?:P?<([A-Za-z][A-Za-z0-9]*)>|:|i\)|i:)")


def java_pattern(pattern: str) -> str:
    """The same pattern for Java.

    Raises:
        OutsideError: a part that has no sure equal.
    """
    parts: list[str] = []
    at = 0
    while at < len(pattern):
        part, at = _part(pattern, at)
        parts.append(part)
    return "".join(parts)


def _part(pattern: str, at: int) -> tuple[str, int]:
    sign = pattern[at]
    match sign:
        case "\\":
            return _escape(pattern, at, inside=False)
        case "[":
            return _class(pattern, at)
        case "(":
            return _group(pattern, at)
        case "{":
            found = _REPEAT.match(pattern, at)
            return (found[0], found.end()) if found else (r"\{", at + 1)
        case "}":
            return r"\}", at + 1
        case "$":
            return r"\z", at + 1
        case ".":
            return r"[^\n]", at + 1
        case _:
            return sign, at + 1


def _group(pattern: str, at: int) -> tuple[str, int]:
    if pattern[at + 1 : at + 2] != "?":
        return "(", at + 1
    found = _GROUP.match(pattern, at)
    if found is None:
        raise _refused(pattern[at : at + 4])
    if found[1]:
        return f"(?<{found[1]}>", found.end()
    return found[0].replace("i", "iu"), found.end()


def _escape(pattern: str, at: int, *, inside: bool) -> tuple[str, int]:
    sign = pattern[at + 1 : at + 2]
    if hexadecimal := _HEX.match(pattern, at):
        number = hexadecimal[1] or hexadecimal[2]
        return rf"\x{{{number}}}", hexadecimal.end()
    known = _INSIDE if inside else _ALONE
    if sign in known:
        return known[sign], at + 2
    if sign in _CONTROL:
        return _CONTROL[sign], at + 2
    if sign and sign.isascii() and not sign.isalnum():
        return f"\\{sign}", at + 2
    raise _refused(f"\\{sign}")


def _class(pattern: str, at: int) -> tuple[str, int]:
    """A class of signs; in Java more of them have to be escaped inside."""
    start, at = at, at + 1
    parts = ["["]
    if pattern[at : at + 1] == "^":
        parts.append("^")
        at += 1
    first = True
    while at < len(pattern):
        sign = pattern[at]
        if sign == "]" and not first:
            return "".join((*parts, "]")), at + 1
        first = False
        if sign == "[" and pattern[at + 1 : at + 2] == ":":
            raise _refused(pattern[at : at + 8])
        if sign == "\\":
            part, at = _escape(pattern, at, inside=True)
            parts.append(part)
            continue
        parts.append(f"\\{sign}" if sign in "[&^]" else sign)
        at += 1
    raise _refused(pattern[start:])


def _refused(part: str) -> OutsideError:
    return OutsideError(f"`{part}` in a pattern")
