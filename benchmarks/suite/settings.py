"""Where things are, and how much is measured."""

import os
from pathlib import Path

ROOT = Path(__file__).parents[2]
BENCHMARKS = ROOT / "benchmarks"
RESULTS = BENCHMARKS / "results"

#: Environments of the other tools, made by `make bench-tools`.
TOOLS = Path(os.environ.get("BENCH_TOOLS") or BENCHMARKS / ".tools").resolve()

#: Made data, and what contenders leave behind. Can take gigabytes.
DATA = Path(os.environ.get("BENCH_DATA") or BENCHMARKS / ".data").resolve()

#: The environment of every process that is timed: byte code is kept, as installed.
ENVIRONMENT = {
    **{k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"},
    "PYTHONPATH": str(ROOT),
    # nobody is told about the runs, and nobody waits for an answer
    "SODA_CORE_TELEMETRY_ENABLED": "false",
    "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    "GX_ANALYTICS_ENABLED": "false",
}

#: The made year. All of it is closed at `AS_OF`.
FIRST, LAST, AS_OF = "2025-01-01", "2025-12-31", "2026-02-01T00:00:00Z"
DAYS = 365

SIZES = {
    "10k": 10_000,
    "100k": 100_000,
    "1M": 1_000_000,
    "10M": 10_000_000,
    "100M": 100_000_000,
}
