"""Reports for the tests in a browser: one of a real run, one with all that is shown."""

import subprocess
import sys
from pathlib import Path

from tests.nine_verdicts import AS_OF, write_project
from tests.unit.report_samples import everything
from upheld.checker.charts import Funnel, FunnelStep
from upheld.checker.control import control_charts
from upheld.checker.coverage import Coverage, Matrix, MatrixRow
from upheld.checker.report import Report

UPHELD = (sys.executable, "-m", "upheld")


def real_report(folder: Path, *suffixes: str) -> tuple[Path, ...]:
    """The report of a run with all nine verdicts, as the command writes it."""
    folder.mkdir(exist_ok=True)
    write_project(folder)
    files = [folder / f"report{suffix}" for suffix in suffixes]
    outputs = [word for file in files for word in ("--output", file.name)]
    command = [*UPHELD, "check", "policies/centre.std", "--as-of", AS_OF, *outputs]
    ended = subprocess.run(command, cwd=folder, check=False, capture_output=True)
    assert ended.returncode == 3, ended.stderr
    return tuple(files)


def whole_report() -> Report:
    """Every verdict, with control charts, a funnel and a matrix."""
    given = everything()
    steps = (
        FunnelStep(name="complaint", number=8),
        FunnelStep(name="reply", number=6, median="600"),
        FunnelStep(name="solution", number=3, median="3600"),
    )
    first = given.standards[0]
    crossed = Matrix(
        rows_key="stage",
        columns_key="channel",
        columns=("phone", "chat"),
        rows=(MatrixRow(name="before", cells=((first.id,), ())),),
    )
    standards = tuple(
        one.but(control=control_charts(one.windows)) for one in given.standards
    )
    charted = standards[0].but(funnel=Funnel(steps=steps))
    return given.but(
        standards=(charted, *standards[1:]), coverage=Coverage(matrices=(crossed,))
    )
