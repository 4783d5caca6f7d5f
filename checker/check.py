"""One run: from policy files to a report.

load -> attach and lock -> prepare events -> evaluate each standard -> report
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from upheld.checker.phrases import Told
from upheld.checker.report import (
    Failures,
    Message,
    Report,
    StandardResult,
)
from upheld.dsl.dataclass import dataclass
from upheld.dsl.diagnostics import Diagnostic, RefusedError
from upheld.dsl.source import Source

if TYPE_CHECKING:
    from upheld.checker.baseline import Baseline
    from upheld.checker.charts import Revision
    from upheld.checker.evaluate import Evaluated, Evaluator
    from upheld.checker.inputs import Input
    from upheld.checker.settings import Settings
    from upheld.checker.state.state import State
    from upheld.checker.waivers import Covered
    from upheld.dsl import model
    from upheld.dsl.loader import Loaded


@dataclass(frozen=True, slots=True)
class Request:
    """What a run is asked to do.

    Args of note: `as_of` is an ISO moment with offset, `now`, or None for the default;
    `first` and `last` (`--from`, `--to`) are dates or moments; `select` names standards
    (shell patterns); `parameters` are `--set`; `sources` are `--source NAME=PATH` or,
    from Python, data frames and Arrow objects; `texts` gives policy files by name
    instead of reading them (tests, the Markdown cases); `details` asks for what only
    the auditor's report shows (charts, editions), `revision` is what git says, for it;
    `together` counts in shared scans where that can be done; `baseline` is an earlier
    result (`--baseline`); `root` is the project folder; `base` that from which policies
    are named (default: where the command runs, or the root where texts are given);
    `engine` reads and counts events, for `spark` at the address `spark_remote`. Without
    `values` a standard comes out as its verdict and how many windows have each one,
    without `hashes` files are not hashed (a state, whose files are known by their
    hashes, has them all the same).
    """

    policies: tuple[Path, ...]
    root: Path
    as_of: str | None = None
    first: str | None = None
    last: str | None = None
    select: tuple[str, ...] = ()
    parameters: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, object] = field(default_factory=dict)
    texts: Mapping[str, str] | None = None
    fail_on: Literal["breached", "warned", "never"] = "breached"
    no_data: Literal["fail", "warn", "strict"] = "fail"
    outside: bool = False
    failures: int = 25
    details: bool = False
    revision: "Revision | None" = None
    together: bool = True
    progress: Callable[[int, int, str], None] | None = None
    settings: "Settings | None" = None
    baseline: Path | None = None
    base: Path | None = None
    state: Path | None = None
    engine: Literal["duckdb", "spark"] = "duckdb"
    spark_remote: str | None = None
    values: bool = True
    hashes: bool = True


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it. `report` is None where nothing was judged (exit status 2).

    `inputs` are the files of every source that was attached, lists and closed dates
    too. `notes` tell what of the state could not be used or kept.
    """

    report: Report | None
    diagnostics: tuple[Diagnostic, ...]
    sources: Mapping[str, Source]
    exit_status: int
    inputs: tuple["Input", ...] = ()
    notes: tuple[Told, ...] = ()


def check(request: Request) -> Outcome:
    """Judge the standards of some policy files."""
    loaded, found, baseline = read(request)
    if loaded.policy is None or found:
        return Outcome(None, found, loaded.sources, 2)
    standards = selected(loaded.policy, request.select)
    run = Run(request, loaded.policy, standards, loaded.sources, baseline)
    try:
        return run.outcome()
    finally:
        run.close()


def read(
    request: Request,
) -> "tuple[Loaded, tuple[Diagnostic, ...], Baseline | None]":
    """All that is known of a run without its data, and what is wrong with it."""
    from upheld.checker.asked import asked_mistakes, name_mistakes
    from upheld.dsl.loader import load

    loaded = load(
        request.policies,
        parameters=request.parameters,
        texts=request.texts,
        root=None if request.outside else request.root,
    )
    zone = loaded.policy.zone if loaded.policy else "UTC"
    found = tuple(loaded.diagnostics) + tuple(asked_mistakes(request, zone))
    if loaded.policy is not None:
        found += tuple(name_mistakes(request, loaded.policy))
    if request.baseline is None:
        return loaded, found, None
    from upheld.checker.baseline import baseline_of

    baseline, wrong = baseline_of(request.baseline, base_of(request))
    return loaded, found + wrong, baseline


def base_of(request: Request) -> Path:
    """The folder that the names of policies are taken from."""
    here = Path.cwd() if request.texts is None else request.root
    return request.base or here


def selected(
    policy: "model.Policy", patterns: Sequence[str]
) -> tuple["model.Standard", ...]:
    """The standards that a selection names, in order; all of them without one."""
    if not patterns:
        return policy.standards
    return tuple(
        standard
        for standard in policy.standards
        if any(fnmatchcase(standard.id, pattern) for pattern in patterns)
    )


class Run:
    """The standards of one request over one session."""

    def __init__(
        self,
        request: Request,
        policy: "model.Policy",
        standards: Sequence["model.Standard"],
        sources: Mapping[str, Source],
        baseline: "Baseline | None" = None,
    ) -> None:
        from upheld.checker.session import Session
        from upheld.checker.settings import Settings

        self.request = request
        self.policy = policy
        self.standards = standards
        self.sources = sources
        self.baseline = baseline
        self.covered: dict[tuple[str, str], Covered] = {}
        self.session: Session = Session(
            request.root,
            request.settings or Settings(),
            request.sources,
            base=base_of(request),
            outside=request.outside,
            hashed=request.hashes or request.state is not None,
        )
        self.session.zone = policy.zone
        if request.engine == "spark":
            self.session.use_spark(request.spark_remote or "")
        self.notes: list[Told] = []
        if request.state is not None:
            self.open_state(request.state)

    def open_state(self, folder: Path) -> None:
        """Take over what earlier runs have counted."""
        from upheld.checker.provenance import versions
        from upheld.checker.state.state import open_state

        self.session.state, why = open_state(folder, versions())
        self.notes += [why] if why else []

    def close(self) -> None:
        """Give back what the run holds."""
        self.session.close()
        if self.session.state is not None:
            self.session.state.close()

    def outcome(self) -> Outcome:
        """The report and its exit status."""
        from upheld.checker.exit_status import exit_status
        from upheld.checker.inputs import inputs_of
        from upheld.checker.whole_report import report_of

        as_of = self.prepare()
        evaluator = self.counted_together(as_of)
        results = []
        diagnostics: list[Diagnostic] = []
        for index, standard in enumerate(self.standards):
            if self.request.progress is not None:
                self.request.progress(index, len(self.standards), standard.id)
            result, found = self.judge(standard, evaluator)
            results.append(result)
            diagnostics += [d for d in found if d not in diagnostics]
        status = exit_status(results, self.request.fail_on, self.request.no_data)
        report = report_of(self, results, as_of, status)
        inputs = inputs_of(self.session, self.baseline)
        if self.session.state is not None:
            report = self.with_state(report, self.session.state)
        return Outcome(
            report,
            tuple(diagnostics),
            self.sources,
            status,
            inputs,
            tuple(self.notes),
        )

    def with_state(self, report: Report, state: "State") -> Report:
        """The report with its restatements; the run is kept for the next one."""
        from upheld.checker.state.finals import restated_in

        restated, finals = restated_in(report, state.finals)
        state.write(finals)
        self.notes += state.notes
        if not restated:
            return report
        return report.but(restated=restated)

    def prepare(self) -> int:
        """Attach, lock and convert; returns `as of` in microseconds UTC."""
        from upheld.checker.needs import ask_for_everything
        from upheld.checker.scope import parse_moment
        from upheld.checker.wanted import Period, wanted_of
        from upheld.checker.zones import micros

        asked = self.request
        period = Period(asked.first, asked.last, asked.as_of)
        self.session.wanted = wanted_of(
            self.session.key, self.policy, self.standards, period
        )
        ask_for_everything(self.session, self.policy, self.standards)
        self.session.lock()
        self.session.convert_all()
        given = self.request.as_of
        latest = None if given else self.session.latest_moment()
        moment = parse_moment(given) if given and given != "now" else latest
        as_of = micros(datetime.now(UTC)) if moment is None else moment
        self.session.settle_all(as_of)
        return as_of

    def counted_together(self, as_of: int) -> "Evaluator":
        """An evaluator that has counted what can be counted in shared scans."""
        from upheld.checker.fusion.run import counted_together

        evaluator = self.evaluator(as_of)
        if not self.request.together or not self.session.is_local:
            return evaluator
        return counted_together(evaluator, self.standards)

    def evaluator(self, as_of: int) -> "Evaluator":
        """An evaluator that counts each thing when it is asked for."""
        from upheld.checker.evaluate import Evaluator
        from upheld.checker.scope import Asked

        request = self.request
        values = request.values or request.no_data == "strict"
        asked = Asked(as_of, request.first, request.last, self.baseline, values)
        return Evaluator(self.session, asked, self.policy.waivers)

    def judge(
        self, standard: "model.Standard", evaluator: "Evaluator"
    ) -> tuple[StandardResult, tuple[Diagnostic, ...]]:
        """The result of one standard, also where it cannot be evaluated."""
        from upheld.checker.engine import EngineError
        from upheld.checker.improvements import improvements_of
        from upheld.checker.results import (
            failed_result,
            standard_result,
            standard_verdict,
        )

        try:
            self.session.engine.refuse(standard)
            evaluated = [evaluator.evaluate(standard, e) for e in standard.editions]
            if not evaluator.asked.values:
                self.note_waivers(standard, evaluated)
                waivers = self.policy.waivers
                return standard_verdict(standard, evaluated, self.session, waivers), ()
            result = standard_result(
                standard,
                evaluated,
                self.session,
                self.policy.waivers,
                failures=self.failures(standard, evaluator, evaluated),
                improvements=improvements_of(
                    evaluator, standard, evaluated, self.policy.improvements
                ),
            )
            if self.baseline is not None:
                from upheld.checker.baseline import refuse_other_unit

                refuse_other_unit(self.baseline, standard, result)
            if self.request.details:
                from upheld.checker.details import with_details

                result = with_details(result, evaluator, standard, evaluated)
            self.note_waivers(standard, evaluated)
        except RefusedError as error:
            return failed_result(standard, self.messages(error.diagnostics)), (
                error.diagnostics
            )
        except EngineError as error:
            message = f"the engine could not evaluate `{standard.id}`"
            wrong = error.diagnostic(message, standard.span)
            return failed_result(standard, self.messages((wrong,))), (wrong,)
        return result, ()

    def note_waivers(
        self, standard: "model.Standard", evaluated: Sequence["Evaluated"]
    ) -> None:
        """Keep what each waiver covers of a standard, for the list of waivers."""
        from upheld.checker.waivers import covered_of

        for waiver in self.policy.waivers:
            covered = covered_of(waiver, standard, evaluated)
            self.covered[waiver.name, standard.id] = covered

    def failures(
        self,
        standard: "model.Standard",
        evaluator: "Evaluator",
        evaluated: Sequence["Evaluated"],
    ) -> Failures:
        """The events behind the verdicts."""
        from upheld.checker.failures import failures_of

        return failures_of(evaluator, standard, evaluated, self.request.failures)

    def messages(self, diagnostics: Sequence[Diagnostic]) -> tuple[Message, ...]:
        """Diagnostics as data, drawn with their caret."""
        from upheld.checker.results import place_of
        from upheld.dsl.excerpt import render

        return tuple(
            Message(
                code=d.code,
                message=d.message,
                place=place_of(d.span),
                help=d.help,
                text=render(d, self.sources),
            )
            for d in diagnostics
        )
