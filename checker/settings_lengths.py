"""How sizes and lengths of time are written in settings and options."""

import re
from datetime import timedelta

#: A size of memory, as `2GB` or `512 MiB`.
MEMORY = r"^[1-9][0-9]*(\.[0-9]+)? ?([KMGT]i?B)$"

_UNITS = {"s": 1, "m": 60, "h": 3600}


def length_of_time(value: object) -> object:
    """`90s`, `5m`, `1h`, or a number of seconds, as a length.

    Raises:
        ValueError: anything else.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return timedelta(seconds=value)
    text = value if isinstance(value, str) else ""
    found = re.fullmatch(r"([0-9]{1,9}) ?([smh])", text)
    if found is None:
        raise ValueError("not a length of time")
    return timedelta(seconds=int(found[1]) * _UNITS[found[2]])
