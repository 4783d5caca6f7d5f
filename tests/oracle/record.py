"""What a run of random logs compared, line by line for `docs/agreement.md`.

With UPHELD_RECORD every test adds a line to the file that it names: form, logs, and
those with an event on a day on which the clocks of their zone change, CPU time.
`python -m tests.oracle.record FILE` prints the table of that page.
"""

import json
import os
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.oracle.moments import wall


@dataclass
class Record:
    """One form in one style."""

    form: str
    style: str
    logs: int = 0
    standards: int = 0
    changes: int = 0
    began: float = field(default_factory=time.process_time)

    def add(
        self, starts: Iterable[int], zones: Iterable[str], standards: int = 1
    ) -> None:
        """One log, judged in some zones."""
        self.logs += 1
        self.standards += standards
        days = {(wall(us, zone).date(), zone) for us in starts for zone in set(zones)}
        self.changes += any(is_change(day, zone) for day, zone in days)

    @property
    def line(self) -> str:
        """As it is written."""
        known = {k: v for k, v in vars(self).items() if k != "began"}
        return json.dumps(known | {"cpu": round(time.process_time() - self.began, 1)})


def is_change(day: date, zone: str) -> bool:
    """Whether a day has more or less than 24 hours."""
    midnights = (datetime(d.year, d.month, d.day) for d in (day, day + timedelta(1)))  # noqa: DTZ001 - made aware below
    first, last = (m.replace(tzinfo=ZoneInfo(zone)) for m in midnights)
    return first.utcoffset() != last.utcoffset()


@contextmanager
def recorded(form: str, style: str) -> Iterator[Record]:
    """A record that is written where one is asked for, and all agreed."""
    record = Record(form, style)
    yield record
    if "UPHELD_RECORD" in os.environ:
        with Path(os.environ["UPHELD_RECORD"]).open("a", encoding="utf-8") as file:
            file.write(record.line + "\n")


def table_of(lines: Iterable[str]) -> str:
    """One row for each form, its styles added up."""
    forms: dict[str, Counter[str]] = {}
    for line in lines:
        told = json.loads(line)
        added = forms.setdefault(told.pop("form"), Counter())
        del told["style"]
        added.update(told)
    rows = ["| form | logs | with a change of clocks | standards judged | CPU |"]
    rows.append("|---|---|---|---|---|")
    for name, n in forms.items():
        counts = " | ".join(f"{n[k]:,}" for k in ("logs", "changes", "standards"))
        rows.append(f"| {name} | {counts} | {n['cpu']:.0f} s |")
    return "\n".join(rows)


if __name__ == "__main__":
    with Path(sys.argv[1]).open(encoding="utf-8") as said:
        sys.stdout.write(table_of(said) + "\n")
