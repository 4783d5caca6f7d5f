"""The report of a run: its results with what was read, asked and waived."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from upheld.checker.calendar_results import calendar_results
from upheld.checker.coverage import coverage_of
from upheld.checker.provenance import source_results, versions
from upheld.checker.report import ORDER, PolicyFile, Report, StandardResult, Verdict
from upheld.checker.results import counted, run_verdict
from upheld.checker.side_by_side import standing_of
from upheld.checker.waivers import waiver_results
from upheld.checker.zones import iso

if TYPE_CHECKING:
    from upheld.checker.check import Run


def report_of(
    run: "Run", results: Sequence[StandardResult], as_of: int, status: int
) -> Report:
    """The whole report.

    Args:
        as_of: microseconds UTC.
        status: the exit status.
    """
    asked, policy, session = run.request, run.policy, run.session
    engine = session.engine
    return Report(
        as_of=iso(as_of, policy.zone),
        as_of_given=asked.as_of is not None,
        verdict=run_verdict(results),
        exit_status=status,
        fail_on=asked.fail_on,
        no_data=asked.no_data,
        standards=tuple(results),
        verdicts=counted(r.verdict for r in results),
        window_verdicts=_together(results),
        period_from=asked.first,
        period_to=asked.last,
        waivers=waiver_results(policy.waivers, run.standards, run.covered, as_of),
        parameters=dict(sorted(asked.parameters.items())),
        sources=source_results(session, policy.zone),
        policies=tuple(
            PolicyFile(name=n, sha256=hashlib.sha256(s.text.encode()).hexdigest())
            for n, s in run.sources.items()
        ),
        baseline=None if run.baseline is None else run.baseline.file,
        zone=policy.zone,
        versions={**versions(), engine.name: engine.version},
        engine=engine.name,
        organisation=session.settings.organisation,
        title=session.settings.title,
        coverage=coverage_of(run.standards, policy.lists),
        revision=asked.revision,
        calendars=calendar_results(session) if asked.details else None,
        standing=standing_of(run.standards, results) if asked.details else None,
    )


def _together(results: Sequence[StandardResult]) -> dict[Verdict, int]:
    """How many windows of all standards have each verdict, worst first."""
    found = Counter[Verdict]()
    for result in results:
        found.update(result.verdicts)
    return {verdict: found[verdict] for verdict in ORDER if found[verdict]}
