# Every target works from a fresh clone: the first one used makes .venv from the lock files.
# PYTHON chooses the interpreter (3.11 or newer): make test PYTHON=python3.12

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUN := $(VENV)/.run-ready
DEV := $(VENV)/.dev-ready
SPARK := $(VENV)/.spark-ready
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input --quiet
CODE := upheld/*.py dsl checker connectors policies tests benchmarks/suite

# Wheels only: nothing is built from source while installing a dependency.
LOCKED := install --require-hashes --only-binary :all: --no-deps

.PHONY: demo test coverage test-system agree cases lint types format docs dist lock bench \
  bench-tools bench-small clean help

help:
	@echo "make demo    judge the samples and write upheld-demo.html"
	@echo "make test    the whole test suite; make coverage: with branch coverage"
	@echo "make test-system  tests that need a browser and servers (.ci/system installs them)"
	@echo "make cases   only the Markdown cases"
	@echo "make lint    style; make types: mypy; make format: rewrite style"
	@echo "make docs    check that the pages tell the truth"
	@echo "make dist    sdist, and a wheel built from it"
	@echo "make bench   upheld beside other tools: benchmarks/results/ (docs/performance.md)"
	@echo "make bench-tools  the environments of those tools; make bench-small: other timings"

demo: $(RUN)
	$(BIN)/upheld demo

test: $(DEV)
	$(BIN)/python -m pytest -n auto

# The same with branch coverage, which takes several times as long.
coverage: $(DEV)
	$(BIN)/python -m pytest -n auto --cov --cov-report=term --cov-fail-under=95

# Needs what .ci/system installs: a browser, Node's packages in NODE, servers.
NODE ?= $(VENV)/node
test-system: $(DEV) $(SPARK)
	UPHELD_NODE=$(abspath $(NODE)) $(BIN)/python -m pytest -n 2 \
	  --dist loadgroup -m system tests/system

# Spark's client into the environment, the cluster beside it: they are one package.
$(SPARK): $(DEV) requirements-spark.lock requirements-cluster.lock
	$(PIP) install --require-hashes --no-deps --no-build-isolation \
	  -r requirements-spark.lock
	$(PIP) install --require-hashes --no-deps --no-build-isolation --upgrade \
	  --target $(VENV)/spark -r requirements-cluster.lock
	touch $@

# As many new random logs for each form as one likes: make agree EXAMPLES=2000
EXAMPLES ?= 500
agree: $(DEV)
	UPHELD_EXAMPLES=$(EXAMPLES) $(BIN)/python -m pytest -n auto tests/oracle/test_agreement_small.py tests/oracle/test_agreement.py tests/oracle/test_agreement_more.py tests/oracle/test_one_log.py tests/oracle/test_fusion.py tests/unit/test_worktime_by_minutes.py

cases: $(RUN)
	$(BIN)/upheld test tests/cases

lint: $(DEV)
	$(BIN)/ruff check $(CODE)
	$(BIN)/ruff format --check $(CODE)

types: $(DEV)
	$(BIN)/mypy

format: $(DEV)
	$(BIN)/ruff check --fix $(CODE)
	$(BIN)/ruff format $(CODE)

docs: $(DEV)
	$(BIN)/python -m pytest tests/test_docs.py

dist: $(DEV)
	rm -rf build dist
	$(BIN)/python -m build --no-isolation

# Needs uv and a package index; the files name neither.
LOCK := uv pip compile --no-config --quiet --universal --python-version 3.11 \
  --generate-hashes --only-binary :all: --no-emit-index-url --no-annotate --no-header
# Spark comes as source distributions alone.
LOCK_SPARK := $(subst --only-binary :all:,,$(LOCK))
lock:
	$(LOCK) pyproject.toml --extra build -o requirements.lock
	$(LOCK) pyproject.toml --extra build --extra dev -c requirements.lock \
	  -o requirements-dev.lock
	$(LOCK_SPARK) -c requirements-dev.lock requirements-spark.in -o requirements-spark.lock
	$(LOCK_SPARK) --no-deps requirements-cluster.in -o requirements-cluster.lock

# Data goes to BENCH_DATA; BENCH_ROWS=1M,10M,100M; BENCH_ROUNDS=3; parts: ONLY=W1,WS
ONLY ?=
bench: $(RUN)
	$(BIN)/python -m benchmarks.suite --only "$(ONLY)"

# Each tool in an environment of its own, from wheels, in the versions of its file.
BENCH_TOOLS ?= benchmarks/.tools
TOOLS := frames soda dbt gx
bench-tools: $(TOOLS:%=$(BENCH_TOOLS)/%/.ready)

$(BENCH_TOOLS)/%/.ready: benchmarks/requirements-%.txt
	$(PYTHON) -m venv $(BENCH_TOOLS)/$*
	$(BENCH_TOOLS)/$*/bin/python -m pip --disable-pip-version-check --no-input --quiet \
	  install --only-binary :all: --no-deps -r $<
	touch $@

bench-small: $(RUN)
	$(BIN)/python benchmarks/first_verdict.py
	$(BIN)/python benchmarks/many_standards.py
	$(BIN)/python benchmarks/report.py
	$(BIN)/python benchmarks/simulator.py
	$(BIN)/python benchmarks/vague_wording.py

clean:
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage*

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "upheld needs Python 3.11 or newer: make PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)

$(RUN): $(BIN)/python requirements.lock pyproject.toml
	$(PIP) $(LOCKED) -r requirements.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q upheld dsl checker connectors
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -c "import upheld; upheld.parse('zone UTC')"
	touch $@

$(DEV): $(BIN)/python requirements-dev.lock pyproject.toml
	$(PIP) $(LOCKED) -r requirements-dev.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -c "import upheld; upheld.parse('zone UTC')"
	touch $@
	touch $(RUN)
