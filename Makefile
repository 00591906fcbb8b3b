# Everything a developer does here, by name. `make` alone tells what there is.

PYTHON ?= python3
ENVIRONMENT := .venv
RUN := $(ENVIRONMENT)/bin
READY := $(ENVIRONMENT)/.ready
# One environment for all targets: the demo adds to what is there, and never takes the tools away again.
READY_FOR_DEMO := $(ENVIRONMENT)/.ready-for-demo
PYTEST ?= -n auto --maxschedchunk 4 -m "not slow"
SLOW ?= -n auto --maxschedchunk 1 -m slow
# What these measure they put into docs/performance.md, with the machine.
WRITTEN := bench/sealing.py bench/browser_sealing.py bench/casting.py bench/counting.py
LOCK := $(RUN)/uv pip compile pyproject.toml --universal --generate-hashes --no-emit-index-url --no-header --quiet

.PHONY: help test slow faults large lint types format lock audit bundle bench demo clean tools

help:  ## What there is
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

test: $(READY) tools  ## Tests of all kinds: unit, database, browser, interoperation (PYTEST="-k name" for some)
	$(RUN)/python -m pytest $(PYTEST)

slow: $(READY) tools  ## The few tests that each take a while: an officer's year, the whole demo, a killed server, hundreds of documents
	$(RUN)/python -m pytest $(SLOW)

faults: $(READY) tools  ## Kills, restarts, crowds: what `make test` has no time for (docs/faults.md; some minutes)
	$(RUN)/python -m pytest tests/faults --durations 5

large: $(READY) tools  ## An election of 300 ballots by three programs, and fifty changed bytes of its record (some minutes)
	$(RUN)/python -m pytest tests/large --durations 5

lint: $(READY) types  ## Rules, formatting and types of code and templates
	$(RUN)/ruff check
	$(RUN)/ruff format --check
	find templates -name '*.html' -exec $(RUN)/djade --target-version 5.2 --check {} +

types: $(READY)
	$(RUN)/mypy .

format: $(READY)  ## Put code and templates in their form
	$(RUN)/ruff check --fix
	$(RUN)/ruff format
	find templates -name "*.html" -exec $(RUN)/djade --target-version 5.2 {} + || true  # fails when it has changed something

lock: $(READY)  ## Renew the pinned requirements from pyproject.toml
	$(RUN)/python -m pip install --quiet --disable-pip-version-check uv
	$(LOCK) -o requirements/production.txt
	$(LOCK) --group dev -o requirements/development.txt

audit: $(READY)  ## Ask whether a pinned package has a known hole (needs the network)
	$(RUN)/python -m pip install --quiet --disable-pip-version-check pip-audit
	$(RUN)/python -m pip_audit --disable-pip --require-hashes --strict -r requirements/production.txt

bundle: node_modules/.package-lock.json  ## Make the scripts that seal in the browser, static/ballot/built, from their sources
	npm run --silent bundle

node_modules/.package-lock.json: package-lock.json
	npm ci --ignore-scripts --no-audit --no-fund

bench: $(READY)  ## How long what is large takes, each part in a database of its own (docs/performance.md)
	for each in $(filter-out $(WRITTEN),$(wildcard bench/*.py)); do $(RUN)/python $$each || exit 1; done
	for each in $(WRITTEN); do $(RUN)/python $$each --write || exit 1; done

demo: $(READY_FOR_DEMO)  ## Sample elections on this machine; Ctrl-C ends it
	$(RUN)/python bin/demo

clean:  ## Remove what was made here, the embedded database included
	@if [ -x $(RUN)/python ]; then $(RUN)/python bin/database remove; fi
	rm -rf $(ENVIRONMENT) node_modules var static-built .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

tools:
	@test -x "$${CHROMIUM:-/usr/bin/chromium-headless-shell}" || test -x "$${CHROMIUM:-/usr/bin/chromium}" || \
		echo "No Chromium: the browser tests are skipped. apt-get install chromium-headless-shell libatomic1"
	@test -d node_modules || echo "No node_modules: the tests of what the browser runs are skipped. apt-get install nodejs npm; npm ci"
	@command -v belenios-tool >/dev/null || test -x var/belenios/belenios-tool || \
		echo "No belenios-tool: the interoperation tests are skipped. bin/get-belenios-tool"
	@test -d "$${SHARED_DIR:-../shared}" || \
		echo "No folder of shared vectors and documents: their tests are skipped. SHARED_DIR names it"

$(READY): requirements/development.txt
	@$(call environment)
	$(RUN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $(READY) $(READY_FOR_DEMO)

$(READY_FOR_DEMO): requirements/production.txt
	@$(call environment)
	$(RUN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

# `venv` without ensurepip makes half an environment: python3-venv is a package of its own in Debian.
define environment
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "This needs Python 3.11 or later: make PYTHON=/path/to/python3.11"; exit 1; }; \
	$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
		{ echo "Python’s venv module is missing: apt-get install python3-venv"; exit 1; }; \
	test -x $(RUN)/python || $(PYTHON) -m venv $(ENVIRONMENT)
endef
