# Each target does all its own set-up: Python 3.11+, git and make are enough.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test test-deep test-slow check docs lock fuzz clean
.DEFAULT_GOAL := test

$(READY): pyproject.toml constraints.txt
	@echo "Setting up $(VENV) with the versions of constraints.txt"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed, this is " + sys.version.split()[0] + "; name another with PYTHON=...")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $(READY)

demo: $(READY)  ## build the sample portfolios, scan and compare them
	@echo "Building eight sample portfolios, scanning and comparing them (no network)"
	$(BIN)/repo-evidence demo

test: $(READY)  ## run the test suite
	@echo "Running the test suite on 4 processes: two at work while others wait for a pause or a deadline"
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -q --processes 4

test-deep: $(READY)  ## run the tests of generated examples with many more of them, anew each time: minutes
	@echo "Running the tests of generated examples with many of them, on 2 processes"
	$(BIN)/python -m pytest -q -m "hypothesis and not slow" --hypothesis-profile deep --timeout 1800 --processes 2

test-slow: $(READY)  ## run the hostile cases at their full size, and the demo from the wheel: minutes
	@echo "Running every hostile case through the command line and the demo from the wheel, on 2 processes"
	$(BIN)/python -m pytest -q -m slow --timeout 900 --processes 2 tests/hostile tests/parsing tests/git tests/repository tests/test_wheel.py tests/test_container.py

check: $(READY)  ## ruff and mypy --strict
	@echo "Checking style, format and types"
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

docs: $(READY)  ## write the generated pages of docs/ and the picture anew
	$(BIN)/python -m benchmarks.write_docs

FUZZ_SECONDS ?= 300
fuzz: $(READY)  ## feed every parser with what nobody would write, for FUZZ_SECONDS of CPU time
	@$(BIN)/python -c 'import atheris' 2>/dev/null \
	  || $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[fuzz]' \
	  || echo "atheris cannot be installed here: fuzzing without coverage"
	$(BIN)/python -m fuzz --total $(FUZZ_SECONDS)

lock: $(READY)  ## write constraints.txt anew from what is installed
	$(BIN)/python -m pip freeze --all --exclude pip --exclude-editable > constraints.txt

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .fuzz build dist *.egg-info
