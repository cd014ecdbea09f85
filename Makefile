# `make` lists what there is. Every target makes what it needs: a fresh clone, Python 3.11+ and make are enough.

VENV  := .venv
BIN   := $(VENV)/bin
PY    := $(BIN)/python
STAMP := $(VENV)/.djledger-setup
OUT   := out

.DEFAULT_GOAL := help
.PHONY: help setup demo check fmt-check lint types layers test gate fmt golden schemas docs clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(STAMP) ## make .venv and install djledger with its development tools

# Done again only when what is to be installed has changed.
$(STAMP): pyproject.toml constraints/dev.txt
	@test -x $(PY) || { \
	  for python in $(PYTHON) python3.13 python3.12 python3.11 python3 python; do \
	    "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
	    found=$$python; break; \
	  done; \
	  test -n "$$found" || { echo "djledger needs Python 3.11 or newer; none found (make setup PYTHON=/path/to/python)" >&2; exit 1; }; \
	  "$$found" -m venv $(VENV) || { rm -rf $(VENV); echo "this Python cannot make a virtual environment (Debian: apt install python3-venv)" >&2; exit 1; }; \
	}
	$(PY) -m pip install --quiet --disable-pip-version-check --constraint constraints/dev.txt --editable '.[dev]'
	@touch $@

demo: $(STAMP) ## read the reports in examples/, print a ledger, write out/*.yaml and out/*.xlsx
	@sh examples/demo.sh $(BIN)/djledger $(OUT)

check: fmt-check lint types layers test gate ## everything CI runs, in its order

fmt-check: $(STAMP) ## is the code formatted?
	$(BIN)/ruff format --check

lint: $(STAMP) ## ruff, every rule
	$(BIN)/ruff check

types: $(STAMP) ## mypy, strict
	$(BIN)/mypy

layers: $(STAMP) ## do imports point down?
	$(BIN)/lint-imports --no-cache

test: $(STAMP) ## all tests
	$(BIN)/pytest -q

gate: $(STAMP) ## score labelled reports; refuse to fall under benchmarks/floors.json
	$(PY) benchmarks/gate.py

fmt: $(STAMP) ## format the code and mend what ruff can mend
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

golden: $(STAMP) ## write the ledgers in examples/ again; read the diff before you commit it
	$(BIN)/pytest -q tests -m golden --update-golden

schemas: $(STAMP) ## write schemas/ again from the models
	@mkdir -p schemas
	$(BIN)/djledger schema ledger > schemas/ledger-1.json
	$(BIN)/djledger schema corrections > schemas/corrections-1.json

clean: ## remove what the other targets made, except .venv
	rm -rf $(OUT) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find src tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
