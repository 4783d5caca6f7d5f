"""Verdicts alone, a line for each standard: for a job that acts on the exit status.

After:
    ✗ answer-speed  breached  1 breached, 1 pending, 1 met
    ✓ few-give-up  met  1 met

Asked for nothing else, a run finds no values and keeps no windows.
"""

from upheld.checker.render.manner import Manner
from upheld.checker.render.text import render_text
from upheld.checker.report import Report


def render(report: Report, manner: Manner) -> str:
    """The verdicts for a terminal, or for a file."""
    return render_text(
        report,
        color=manner.color,
        width=manner.width,
        wording=manner.wording,
        brief=True,
    )
