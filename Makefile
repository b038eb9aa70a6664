# One entry for everything; `make help` lists it. Works on a fresh clone: needs Python 3.11+, make, and Node 20+ with
# npm for what the pages load; neither root nor apt.
SHELL := /usr/bin/env bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
.NOTPARALLEL: # two pips in one environment would trip over each other

# The first interpreter that is new enough and can make a virtual environment. PYTHON=... overrides.
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do \
	"$$p" -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo "$$p" && break; done)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
# A lock names every package by hash, so nothing is left to resolve, and nothing is built from source.
INSTALL := $(PIP) install --quiet --no-deps --only-binary :all: --require-hashes

.PHONY: help run demo guides test check bench campaign pictures gallery dist lock fmt install install-dev assets assets-or-say clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

run: install assets-or-say ## install, migrate var/, load the samples into an empty register, start everything
	@exec $(BIN)/python tools/run.py $(ARGS)

demo: install ## the main job without a server; writes var/demo/
	@ROPA_ENV=development $(BIN)/python -m ropa.demo

test: install-dev assets-or-say ## every test, on SQLite and a real PostgreSQL, in a real browser, in parallel
	@tools/chromium.sh
	@$(BIN)/python -m pytest -n logical --dist worksteal $(ARGS)

check: install-dev ## format, lint, types, import contracts, house limits, migrations, dependency audit
	@BIN=$(BIN) tools/check.sh

bench: install-dev ## the benchmarks, as ratios measured side by side in one run
	@$(BIN)/python -m benchmarks $(ARGS)

campaign: install-dev ## the long runs: faults, fuzzing, full round trips, pictures
	@ROPA_CAMPAIGN=1 $(BIN)/python -m pytest -m campaign --timeout 0 $(ARGS)

guides: install-dev assets ## pictures of the guides from the real pages, and docs/guides/ (needs Chromium)
	@tools/chromium.sh
	@$(BIN)/python -m tools.guides

pictures: install-dev assets ## the pictures that tests/browser/test_pictures.py compares with, anew; look at them before a commit
	@tools/chromium.sh
	@TAKE_PICTURES=1 $(BIN)/python -m pytest -n 0 -q tests/browser/test_pictures.py $(ARGS)

gallery: install-dev assets ## pictures of every page at three widths, in both languages, into docs/gallery
	@$(BIN)/python -m tools.gallery $(ARGS)

dist: install-dev assets ## one archive in dist/ that installs with the network off
	@BIN=$(BIN) tools/make_archive.sh

fmt: install-dev ## format the code and apply the safe fixes
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix --quiet . || true

lock: ## resolve pyproject.toml again into the two lock files (asks the package index)
	@test -x .cache/uv/bin/uv || { $(PYTHON) -m venv .cache/uv; .cache/uv/bin/python -m pip install --quiet uv; }
	@compile() { .cache/uv/bin/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header $(ARGS) "$$@"; }; \
	compile --group build --output-file requirements.lock; \
	compile --group dev --constraints requirements.lock --output-file requirements-dev.lock

install: $(VENV)/.installed-runtime $(VENV)/.installed-project ## what running needs, from requirements.lock
install-dev: $(VENV)/.installed-dev $(VENV)/.installed-project ## what developing needs, from requirements-dev.lock

assets: | $(BIN)/python ## what the pages load from other projects, from package-lock.json
	@$(BIN)/python tools/assets.py

# The pages work without; in CI nothing may be missing.
assets-or-say: | $(BIN)/python
	@$(BIN)/python tools/assets.py --optional

clean: ## remove the environment, caches and archives; var/ (the data) stays
	rm -rf node_modules ropa/web/static/vendor $(VENV) .cache .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis dist

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer with venv was not found; set PYTHON=/path/to/python" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)

# Stamps, so that an install happens once per change of a lock.
$(VENV)/.installed-runtime: requirements.lock | $(BIN)/python
	@echo "installing from requirements.lock" >&2
	@$(INSTALL) -r requirements.lock
	@touch $@

# The development lock holds the runtime lock's pins, so it satisfies that stamp too.
$(VENV)/.installed-dev: requirements-dev.lock requirements.lock | $(BIN)/python
	@echo "installing from requirements-dev.lock" >&2
	@$(INSTALL) -r requirements-dev.lock
	@touch $(VENV)/.installed-runtime $@

# A path entry, not an import hook: an editable finder would cost `ropa --help` its whole start-up budget.
$(VENV)/.installed-project: pyproject.toml | $(BIN)/python
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@
