# Everything a fresh machine needs: `make demo`, then `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt

.DEFAULT_GOAL := help
.PHONY: help venv demo test check docs reports bench constraints browser clean

help: ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

venv: $(VENV)/.ipse ## .venv with the command .venv/bin/ipse

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; assert sys.version_info >= (3, 11), "Ipse needs Python 3.11 or newer"'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.ipse: $(VENV)/bin/python pyproject.toml constraints.txt
	$(PIP) --editable .
	touch $@

$(VENV)/.ipse-dev: $(VENV)/.ipse
	$(PIP) torch
	$(PIP) --editable '.[dev]'
	touch $@

demo: $(VENV)/.ipse ## audit the two bundled creators, write one HTML report each
	$(BIN)/ipse demo --output reports

browser: ## a headless Chromium for the report tests (Debian and Ubuntu; needs root or sudo)
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null \
	|| { SUDO=$$(command -v sudo || true); $$SUDO apt-get update -qq && $$SUDO apt-get install -y -qq chromium; }

test: $(VENV)/.ipse-dev browser ## lint, types, layers and all tests
	$(MAKE) --no-print-directory check
	$(BIN)/pytest

check: $(VENV)/.ipse-dev ## lint, types and layers only
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

docs: $(VENV)/.ipse-dev ## remake the generated docs
	$(BIN)/python -m ipse.commands.reference docs

reports: $(VENV)/.ipse ## remake the committed sample reports
	$(BIN)/ipse demo --output reports

bench: $(VENV)/.ipse-dev ## remake bench/results (DATA=path of the benchmark data)
	$(BIN)/python -m bench $(DATA)

constraints: $(VENV)/.ipse-dev ## write the installed versions to constraints.txt
	{ echo "# Exact versions of everything that a fresh machine installs; remade with: make constraints"; \
	$(BIN)/pip freeze --exclude-editable | sed 's/+cpu//' | sort -f; } > constraints.txt

clean: ## remove the venv and caches
	rm -rf $(VENV) .ipse .mypy_cache .ruff_cache .pytest_cache
