"""What is said where a database or store fails, in the same words for all of them."""

from collections.abc import Collection, Mapping

from upheld.connectors.base import SourceError
from upheld.connectors.secrets import scrubbed

#: Code -> what is said, and what to do.
SAID: Mapping[str, tuple[str, str]] = {
    "E4020": (
        "the database has no table or database that source `{name}` asks for",
        "look at `table` and `query`; `upheld sources {name}` lists the tables",
    ),
    "E4021": (
        "no permission to read the table of source `{name}`",
        "grant SELECT on it to the user of the address",
    ),
    "E4024": (
        "the database of source `{name}` cannot be reached",
        "look at host and port of the address, and whether the server runs",
    ),
    "E4025": (
        "the database of source `{name}` refuses the user or password",
        "renew the password or token in the environment variable, and look at the user",
    ),
    "E4026": (
        "reading source `{name}` broke off",
        "run it again; nothing of a part that was read is judged",
    ),
    "E4029": (
        "the database refuses to read source `{name}`",
        "look at `table` and `query`: one SELECT that changes nothing",
    ),
}

#: How much of a driver's own message is shown.
SHOWN = 300


def failure(
    code: str,
    name: str,
    text: str,
    secrets: Collection[str],
    *,
    too_long: bool = False,
) -> SourceError:
    """The error of a source, with the driver's words below it and no secret in them.

    Args:
        text: what the driver says.
        too_long: the time limit was over.
    """
    message, help = SAID[code]
    if too_long:
        message = "reading source `{name}` took longer than its time limit"
        help = "ask for less, or set a longer `time_limit`"
    shown = scrubbed(text, secrets)
    notes = (f"the driver says: {shown[:SHOWN]}",) if shown else ()
    return SourceError(code, message.format(name=name), help.format(name=name), notes)
