# `make run` on a fresh clone is the whole installation; `make test` is what the continuous integration runs.

# The newest Python that starts and is one we support (a version manager's stand-in may be on the PATH and not start).
SUPPORTED := import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
	"$$p" -c '$(SUPPORTED)' >/dev/null 2>&1 && { echo "$$p"; break; }; done)

VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt
ARGS ?=
JOBS ?= 2

.DEFAULT_GOAL := help
.PHONY: help run app test check fuzz mutants golden docs benchmarks warm-up chromium clean
.DELETE_ON_ERROR:

help:  ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

run: $(VENV)/installed  ## install if need be, then simulate (ARGS="..." is passed on)
	$(BIN)/consolidation run $(ARGS)

app: $(VENV)/installed  ## open the page in the browser
	SOLARA_TELEMETRY_MIXPANEL_ENABLE=false $(BIN)/solara run app.py --production $(ARGS)

# The last pass is the whole suite, so its closing line ends the output.
test: $(VENV)/installed-dev chromium check  ## lint, types, and the suite: interpreted, bounds-checked, compiled
	NUMBA_DISABLE_JIT=1 $(BIN)/python -m pytest tests -q -m interpreted -n $(JOBS) --dist loadfile
	NUMBA_BOUNDSCHECK=1 $(BIN)/python -m consolidation.warm_up
	NUMBA_BOUNDSCHECK=1 $(BIN)/python -m pytest tests -q -m bounds -n $(JOBS) --dist loadfile
	$(BIN)/python -m consolidation.warm_up
	$(BIN)/python -m pytest tests -n $(JOBS) --dist loadfile $(ARGS)

check: $(VENV)/installed-dev  ## ruff, mypy, and whether rules keep to their language
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m consolidation.industry.reading

fuzz: $(VENV)/installed-dev  ## search all legal values for a scenario that does not live (ARGS="--runs 10000 --seed 2")
	$(BIN)/python -m tests.fuzz $(ARGS)

mutants: $(VENV)/installed-mutants  ## change rules one by one and see whether the tests notice (ARGS="--seed 7 --sample 50")
	$(BIN)/python -m tests.mutants $(ARGS)

golden: $(VENV)/installed-dev  ## take the present results as the baseline (say why in the changelog)
	$(BIN)/python -m tests.golden --refresh

docs: $(VENV)/installed-dev  ## bring the generated parts of the documentation up to date
	$(BIN)/python docs/make.py

benchmarks: $(VENV)/installed-dev  ## measure the speed and memory this project claims
	$(BIN)/python -m benchmarks $(ARGS)

warm-up: $(VENV)/installed  ## compile the model ahead of its first use
	$(BIN)/python -m consolidation.warm_up

clean:  ## remove builds, caches and outputs; results in runs/ and the environment stay
	rm -rf build dist out tests/screenshots .pytest_cache .hypothesis .mypy_cache .ruff_cache *.egg-info
	find . -name __pycache__ -type d -not -path './$(VENV)/*' -prune -exec rm -rf {} +

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "consolidation needs Python 3.11, 3.12 or 3.13, and none was found (make PYTHON=...)"; exit 1; }
	@"$(PYTHON)" -c '$(SUPPORTED)' || { echo "consolidation needs Python 3.11, 3.12 or 3.13; $(PYTHON) is not one"; exit 1; }
	"$(PYTHON)" -m venv $(VENV)

# The stamps are newer than what they were installed from; the larger set serves for the smaller.
$(VENV)/installed: pyproject.toml constraints.txt | $(BIN)/python
	@if [ -e $(VENV)/installed-dev ]; then $(MAKE) --no-print-directory $(VENV)/installed-dev; \
	else echo "installing (a few minutes the first time)"; $(INSTALL) -e .; fi
	@touch $@

$(VENV)/installed-dev: pyproject.toml constraints.txt | $(BIN)/python
	@echo "installing with the tools of development (a few minutes the first time)"
	$(INSTALL) -e '.[dev,cluster,validate]'
	@touch $@ $(VENV)/installed

$(VENV)/installed-mutants: $(VENV)/installed-dev
	$(INSTALL) -e '.[mutants]'
	@touch $@

# The browser tests drive Debian's Chromium where there is one to be had.
chromium:
	@command -v chromium >/dev/null || \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null; \
	else echo "no chromium on the PATH: the browser tests cannot run"; fi
