"""The hash that a report carries of itself, so that one changed byte is found.

A report is sealed with zeros in place of its hash, hashed, and the hash written where
the zeros were. To check it, write the zeros back and hash again.
"""

import re
from hashlib import sha256

#: What stands in place of the hash while it is computed.
UNSEALED = "0" * 64

_STATED = re.compile(r'<meta name="upheld-seal" content="([0-9a-f]{64})">')


def sealed(text: str) -> str:
    """A report with its own hash wherever it has the zeros for it."""
    return text.replace(UNSEALED, sha256(text.encode()).hexdigest())


def stated_seal(text: str) -> str | None:
    """The hash that a report says it has; None where it is no sealed report."""
    found = _STATED.search(text)
    return None if found is None else found[1]


def actual_seal(text: str, stated: str) -> str:
    """The hash that a report has, whatever it says."""
    return sha256(text.replace(stated, UNSEALED).encode()).hexdigest()
