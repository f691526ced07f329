# Posta: the daily verbs. `make demo` and `make test` set everything up on a machine with Python 3.11 to 3.13, make and git.
FITS   := import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
FIND    = for name in python3.11 python3.12 python3.13 python3 python; do \
            if $$name -c '$(FITS)' 2>/dev/null; then command -v $$name; break; fi; done
PYTHON ?= $(shell $(FIND))
VENV   ?= .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed
COMMAND = \#!/bin/sh\nPYTHONPATH="$(CURDIR)$${PYTHONPATH:+:$$PYTHONPATH}" exec "$(abspath $(BIN))/python" -m posta "$$@"\n

.PHONY: setup demo run test coverage mutants check types contracts lint generated fix docs bench replay vectors clean

setup: $(STAMP)

$(STAMP): requirements/dev.lock Makefile
	@test -n "$(PYTHON)" || { echo "Posta needs Python 3.11, 3.12 or 3.13 with venv (Debian: apt install python3-venv)." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.lock
	@printf '%b' '$(COMMAND)' > $(BIN)/posta && chmod +x $(BIN)/posta
	@touch $(STAMP)

demo: setup
	$(BIN)/python -m posta demo

run: setup
	$(BIN)/python -m posta serve

test: setup
	$(BIN)/python -m pytest -n 2 --dist worksteal $(ARGS)

coverage: setup
	rm -rf .cache/coverage && mkdir -p .cache/coverage
	$(BIN)/python -m coverage run -m pytest -n 2 --dist worksteal $(ARGS)
	$(BIN)/python -m coverage combine --quiet
	COVERAGE_RUN=1 DJANGO_SETTINGS_MODULE=posta.config.settings.test $(BIN)/python -m coverage json --quiet -o .cache/coverage/report.json
	$(BIN)/python scripts/coverage_floor.py .cache/coverage/report.json

mutants: setup
	$(BIN)/python -m tests.mutation $(ARGS)

check: types contracts lint generated

types: setup
	$(BIN)/mypy posta

contracts: setup
	$(BIN)/lint-imports --no-cache

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python -m scripts.markup --check
	$(BIN)/python scripts/vendor.py --check

generated: setup
	$(BIN)/python -m posta catalog check
	$(BIN)/python scripts/write_reference.py --check
	$(BIN)/python scripts/write_manual.py --check
	$(BIN)/python scripts/write_help.py --check
	$(BIN)/python scripts/compile_messages.py --check

fix: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/python -m scripts.markup
	$(BIN)/python scripts/compile_messages.py

docs: setup
	$(BIN)/python -m posta catalog docs
	$(BIN)/python scripts/write_reference.py
	$(BIN)/python scripts/write_manual.py
	$(BIN)/python scripts/write_help.py

replay: setup
	$(BIN)/python -m posta replay --verify

vectors: setup
	$(BIN)/python -m tests.conformance.freeze_vectors

bench: setup
	$(BIN)/python -m bench $(if $(ONLY),--only $(ONLY)) $(if $(SIZE),--size $(SIZE))

clean:
	rm -rf $(VENV) .cache .pytest_cache .hypothesis .mypy_cache .ruff_cache
