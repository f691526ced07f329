# Posta: the daily verbs. `make demo` and `make test` set everything up on a machine with Python 3.11, make and git.
PYTHON ?= python3.11
VENV   ?= .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed

.PHONY: setup demo run test check fix docs bench replay vectors clean

setup: $(STAMP)

$(STAMP): requirements/dev.lock
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.lock
	touch $(STAMP)

demo: setup
	$(BIN)/python -m posta demo

run: setup
	$(BIN)/python -m posta serve

test: setup
	$(BIN)/python -m pytest -n 2 $(ARGS)

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy posta
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m posta catalog check
	$(BIN)/python scripts/write_reference.py --check
	$(BIN)/python scripts/write_manual.py --check
	$(BIN)/python scripts/compile_messages.py --check
	$(BIN)/python scripts/vendor.py --check

fix: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/python scripts/compile_messages.py

docs: setup
	$(BIN)/python -m posta catalog docs
	$(BIN)/python scripts/write_reference.py
	$(BIN)/python scripts/write_manual.py
	$(BIN)/python scripts/write_manual.py

replay: setup
	$(BIN)/python -m posta replay --verify

vectors: setup
	$(BIN)/python -m tests.conformance.freeze_vectors

bench: setup
	$(BIN)/python -m bench $(if $(ONLY),--only $(ONLY))

clean:
	rm -rf $(VENV) .cache .pytest_cache .hypothesis .mypy_cache .ruff_cache
