"""The exit status of `check`: a number of each kind, and which goes first.

0 nothing fell short; 1 breached; 3 could not be evaluated; 4 not judged. (2, a wrong
command, setting or policy, is given before anything is judged.) Where several hold: 3,
1, 4.
"""

from collections.abc import Sequence

from upheld.checker.report import JUDGED, StandardResult

EVALUATION, FELL_SHORT, NOT_JUDGED = 3, 1, 4


def exit_status(
    results: Sequence[StandardResult], fail_on: str = "breached", no_data: str = "fail"
) -> int:
    """The status of a run.

    Args:
        fail_on: `breached`, `warned` (stricter) or `never`.
        no_data: `fail` (a standard without a judged window), `strict` (any closed
        window
            that was not judged) or `warn` (never).
    """
    verdicts = {result.verdict for result in results}
    if "error" in verdicts:
        return EVALUATION
    if fail_on != "never" and "breached" in verdicts:
        return FELL_SHORT
    if fail_on == "warned" and any("warned" in r.verdicts for r in results):
        return FELL_SHORT
    if any(not_judged(result, no_data) for result in results):
        return NOT_JUDGED
    return 0


def not_judged(result: StandardResult, no_data: str) -> bool:
    """Whether a standard lacks a judgement that is asked for."""
    if no_data == "warn":
        return False
    if not JUDGED.intersection(result.verdicts):
        return True
    return no_data == "strict" and any(
        not window.open and window.verdict not in JUDGED for window in result.windows
    )
