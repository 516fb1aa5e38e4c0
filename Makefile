.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
# Much of a test is waiting for a server or a browser: one worker more than the least machine has cores.
WORKERS := -n 3 --dist loadfile --no-loadscope-reorder
PURE := publisher/model/*,publisher/parsing/*,publisher/diffing/*,publisher/comparison/*,publisher/checks/*,\
publisher/dates.py,gate/screening/*,gate/attestation/*,notifier/model/*,notifier/planning/*,\
notifier/messages/*,notifier/retry/*,notifier/returns/*,notifier/proofcheck/*
export PATH := $(CURDIR)/$(BIN):/usr/sbin:$(PATH)
# Hundreds of tests start our commands: the compiled modules are kept, whatever the machine says elsewhere.
export PYTHONDONTWRITEBYTECODE :=

help: ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

$(READY): requirements.lock pyproject.toml
	@tools/system-packages python
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

setup: $(READY) ## Create .venv with the locked dependencies

run: $(READY) ## Run the whole demo: the tour at http://127.0.0.1:8001, the site at http://127.0.0.1:8000
	$(BIN)/python -m demo $(ARGS)

pictures: $(READY) ## Take the pictures of the docs from a running demo
	@tools/system-packages test
	$(BIN)/python -m demo.pictures $(ARGS)

test: $(READY) ## Run the tests (installs what they need where apt and root are there); COVERAGE=1 measures coverage
	@tools/system-packages test
	$(BIN)/python -m pytest $(WORKERS) -m "not slow" $(if $(COVERAGE),--cov --cov-report=) $(ARGS)
	@[ -z "$(COVERAGE)" ] || echo "lines and branches covered: $$($(BIN)/coverage report --format=total) % of everything," \
	  "$$($(BIN)/coverage report --format=total --include='$(subst $() ,,$(PURE))') % of the pure modules"

test-slow: $(READY) ## Run the tests that need Java, LibreOffice, npm or much time
	@tools/system-packages slow
	$(BIN)/python -m pytest $(WORKERS) -m slow $(ARGS)

lint: $(READY) ## Check style, types and import directions
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(READY) ## Measure speed as ratios against peers (BENCH=name for one)
	@tools/system-packages test
	$(BIN)/python -m benchmarks $(BENCH)

audit: $(READY) ## Compare the lock file with published advisories, where they can be reached
	$(BIN)/python tools/audit.py

lock: ## Renew requirements.lock from pyproject.toml
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --all-extras --group dev --universal --python-version 3.11 \
	  --generate-hashes --no-strip-extras --no-emit-index-url --quiet --custom-compile-command "make lock" --output-file requirements.lock

clean: ## Remove everything that was built
	rm -rf .venv .cache site var .mypy_cache .ruff_cache .import_linter_cache

.PHONY: help setup run pictures test test-slow lint bench audit lock clean
