# Everything lives in .venv, which is made on first use and remade when pyproject.toml changes.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
# Hosts of three kinds: whatever their settings, no migration of ours may be missing.
HOSTS := tests.settings tests.projects.custom_user.settings tests.projects.member.settings
READY := $(VENV)/.ready
# The demo and the tests must not depend on what the caller's shell has set.
unexport DJANGO_SETTINGS_MODULE PYTHONPATH

.DEFAULT_GOAL := help
.PHONY: help demo test lint docs words clean

help: ## Show this help
	@sed -n 's/^\([a-z]*\): .*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

demo: $(READY) ## Run the example project at http://127.0.0.1:8000 (PORT=... for another port)
	@cd example_project && ../$(BIN)/python manage.py migrate --verbosity 0
	@cd example_project && ../$(BIN)/python manage.py seed_demo --address http://127.0.0.1:$(PORT)
	@echo "  Running at http://127.0.0.1:$(PORT)/, Ctrl-C stops."
	@cd example_project && exec ../$(BIN)/uvicorn config.asgi:application --port $(PORT) --log-level warning \
		--timeout-graceful-shutdown 1

test: $(READY) ## Run both suites, the package's and the example project's, on SQLite
	$(BIN)/pytest -n auto
	$(BIN)/pytest -n auto -c example_project/pytest.ini example_project/tests

lint: $(READY) ## Check style, types, import layers and migrations
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	@for settings in $(HOSTS); do \
		$(BIN)/python -m django makemigrations --check --dry-run --settings $$settings || exit; \
	done

docs: $(READY) ## Build the documentation into docs/_build
	$(BIN)/sphinx-build -W --keep-going -q docs docs/_build
	@echo "Open docs/_build/index.html"

words: $(READY) ## Collect the words to translate and compile them (needs gettext)
	@cd src && ../$(BIN)/python -m django makemessages --locale ne --no-location --no-obsolete \
		--settings tests.settings --pythonpath ..
	@cd src && ../$(BIN)/python -m django compilemessages --locale ne --settings tests.settings --pythonpath ..

clean: ## Remove everything that these targets make
	rm -rf $(VENV) .tox .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	rm -rf build dist docs/_build example_project/var
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(READY): pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) is missing: install Python 3.10 or newer, or name one with PYTHON=..."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' || { echo "$$($(PYTHON) --version 2>&1) is too old: name Python 3.10 or newer with PYTHON=..."; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python's venv module is missing: install it, on Debian with: apt install python3-venv"; exit 1; }
	@echo "Setting up $(VENV) ..."
	@$(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --editable . --group dev
	@touch $@
