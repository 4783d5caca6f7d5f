"""What is told about one code of a diagnostic."""

from upheld.dsl.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of mistake.

    `title` names it, `cause` says why it is refused; `bad` and `good` are lines of a
    `.std` file, without and with the remedy.
    """

    code: str
    title: str
    cause: str
    bad: str
    good: str
