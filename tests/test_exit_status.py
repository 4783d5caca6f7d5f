"""The exit status of `check`: every row of the table, and mixed runs."""

import pytest

from tests.small_project import (
    BREACHED,
    FAULTY,
    MET,
    NOT_JUDGED,
    WARNED,
    WRONG,
    Project,
    Upheld,
    check,
)

pytestmark = pytest.mark.usefixtures("plain")


@pytest.mark.parametrize(
    ("standards", "options", "status"),
    [
        (MET, (), 0),
        (BREACHED, (), 1),
        (BREACHED, ("--fail-on", "never"), 0),
        (WARNED, (), 0),
        (WARNED, ("--fail-on", "warned"), 1),
        (WRONG, (), 2),
        (FAULTY, (), 3),
        (NOT_JUDGED, (), 4),
        (NOT_JUDGED, ("--no-data", "warn"), 0),
        (MET, ("--no-data", "strict"), 4),  # Tuesday has no calls
        (BREACHED + FAULTY, (), 3),
        (BREACHED + NOT_JUDGED, (), 1),
        (MET + NOT_JUDGED, (), 4),
        (NOT_JUDGED + FAULTY, (), 3),
        (BREACHED + WRONG, (), 2),
        (BREACHED, ("--select", "nothing-of-the-kind"), 2),
        (BREACHED, ("--as-of", "yesterday"), 2),
        (BREACHED, ("--set", "target=90%"), 2),
    ],
)
def test_exit_status_of_check(
    project: Project,
    upheld: Upheld,
    standards: str,
    options: tuple[str, ...],
    status: int,
) -> None:
    project(standards)
    ended = check(upheld, *options)
    assert ended[0] == status, ended[2]
