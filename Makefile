# The commands of the project. `make demo` and `make test` need nothing prepared but Python 3.11 or newer, make, and
# the Debian packages that requirements/system.txt names.

SHELL := /bin/bash
PORT ?= 8000
PYTHON ?= python3
BIN := .venv/bin
# How many tests run side by side.
SIDE_BY_SIDE ?= 2
export PYTHONWARNINGS ?= ignore

.PHONY: demo demo-reset test fast lint bench backup restore screenshots styles system suite-embedded suite-served

demo: .venv/installed
	@PORT=$(PORT) exec $(BIN)/python manage.py demo

demo-reset: .venv/installed
	@$(BIN)/python -m involvement.config.embedded discard

# Everything that must pass before a change lands.
test: system .venv/installed lint suite-embedded suite-served

fast: .venv/installed
	$(BIN)/python -m pytest -q -m "not slow and not browser and not server" -n $(SIDE_BY_SIDE) --dist loadgroup tests

lint: .venv/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy .
	$(BIN)/lint-imports
	$(BIN)/python manage.py check
	$(BIN)/python manage.py makemigrations --check --dry-run

suite-embedded: .venv/installed
	@echo "== The suite on the PostgreSQL and the queue that come with the project"
	$(BIN)/python -m tests.operations.servers embedded -- -n $(SIDE_BY_SIDE) --dist loadgroup

suite-served: .venv/installed
	@echo "== The suite again on a PostgreSQL server and Redis (the benefit check uses neither, so its sums ran once above)"
	$(BIN)/python -m tests.operations.servers served -- -n $(SIDE_BY_SIDE) --dist loadgroup --ignore=tests/payments/benefit_check

bench: .venv/installed
	@$(BIN)/python -m tests.bench

backup: .venv/installed
	@$(BIN)/python manage.py backup $(FILE)

restore: .venv/installed
	@test -n "$(FILE)" || { echo "Say which file: make restore FILE=var/backups/NAME.tar.gz"; exit 2; }
	@$(BIN)/python manage.py restore $(FILE) $(if $(OVERWRITE),--overwrite)

screenshots: .venv/installed
	@$(BIN)/python -m tests.journeys.screenshots

# Style sheets, fonts and script of the pages; quick when nothing has changed.
styles: .venv/installed
	@$(BIN)/python manage.py build_styles

# Debian packages that are missing, installed where this user may, else named.
system:
	@missing=$$(sed -e 's/#.*//' requirements/system.txt | while read -r name; do \
	  [ -z "$$name" ] || dpkg-query -W -f='$${Status}' "$$name" 2>/dev/null | grep -q 'ok installed' || echo "$$name"; \
	done | xargs); \
	if [ -z "$$missing" ]; then exit 0; fi; \
	if ! command -v apt-get >/dev/null; then echo "Not a Debian system: please see that it has $$missing"; exit 0; fi; \
	if [ "$$(id -u)" != 0 ]; then echo "Please install first: sudo apt-get install $$missing"; exit 1; fi; \
	echo "Installing $$missing"; \
	apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing >/dev/null

# The locked packages, by hash. uv itself comes from the same lock; plain pip does the same more slowly without it.
.venv/installed: requirements/dev.lock
	@test -d .venv || $(PYTHON) -m venv .venv || { echo "Python's venv module is missing (Debian: python3-venv)."; exit 1; }
	@echo "Installing the locked packages (a minute or two the first time)"
	@awk '/^uv==/{p=1} p{print} p&&!/\\$$/{exit}' requirements/dev.lock > .venv/uv.lock
	@if $(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r .venv/uv.lock; \
	  then $(BIN)/python -m uv pip sync -q --compile-bytecode --python $(BIN)/python --require-hashes requirements/dev.lock; \
	  else $(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/dev.lock; fi
	@touch $@
