"""What columns are called that queries make, so that none of the data is taken for one.

In SQL, columns of the data go by their own names, as people expect. One that is called
as a column of ours, `row` or `bucket`, goes by another there: for an engine both would
be the same, whatever the size of their letters.
"""

import re

_WORDS = """
above all begin begins belongs below bucket class classes closed day days deadline
detractors due ends excluded first from gaps greater hidden inside invalid judged kept
known latest least log lowest marks members met missed moment next outside own paused
pending period place placed places promoters ranks reached row rows running series set
since some spans start state states summed to told until unusable used value values
window within without
"""

_PHRASES = """
answer number|answer row|answered at|beside first|beside last|came in time|case is told
clock start|closing key|earlier end|first answer|first day|goes on first|goes on last
in turn|is row|is trigger|kind of row|last day|last row|log row|may come in time
most of a key|not in population|open until|past limit|paused after|paused before
paused first|paused last|paused row|period start|rank among|reached at|rows of case
series number|start of event|takes answer|where unreadable|whole row|window of event
"""

_NAMES = frozenset((*_WORDS.split(), *re.split(r"[|\n]", _PHRASES)))

#: Columns that are numbered, or called after a key, a group or another column.
_MADE = re.compile(
    r".* \d+|[mnv]\d+|.+ - .+|row's .+"
    r"|(answer|by|identity|key|other|pause) .+"
    r"|.+ (as stored|before|flag|group|row|text)",
    re.DOTALL,
)


def is_ours(name: str) -> bool:
    """Whether a query may make a column of that name."""
    small = name.lower()
    return small in _NAMES or _MADE.fullmatch(small) is not None


def free(name: str, kind: str) -> str:
    """A name for a column of the data; `kind` says what is read of it."""
    return f"{name} as {kind}" if is_ours(name) else name
