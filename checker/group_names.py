"""What groups are called: a moment by its day and time, a length in words."""

import re
from collections.abc import Iterable, Mapping

from upheld.checker.lengths import length_in_words
from upheld.checker.zones import iso
from upheld.dsl import model

_WHOLE = re.compile(r"-?[0-9]+")


def shown_group(
    fields: Iterable[model.GroupField], group: Mapping[str, str], zone: str
) -> dict[str, str]:
    """A group as reports have it, from the values that it is counted by.

    Args:
        zone: in which moments are shown.
    """
    by_name = {field.name: field.value for field in fields}
    return {name: _shown(by_name.get(name), text, zone) for name, text in group.items()}


def _shown(
    value: model.Expression | model.Condition | None, text: str, zone: str
) -> str:
    """Moments and lengths are counted in microseconds; all else is shown as it is."""
    if not _WHOLE.fullmatch(text):
        return text
    match value:
        case model.Moment():
            return iso(int(text), zone)
        case model.Measure(unit=model.LENGTH) | model.Arithmetic(unit=model.LENGTH):
            return length_in_words(int(text))
        case _:
            return text
