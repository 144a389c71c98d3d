# What can be asked of this checkout; `make` alone lists it. Machines without make: see README.md.

VENV := .venv
PYTHON := $(VENV)/bin/python
# The lists are complete, so pip need not look for more. Progress is for people, not for logs.
PIP := $(PYTHON) -m pip install --no-deps --require-hashes --only-binary :all: \
	--disable-pip-version-check --no-warn-script-location $(shell [ -t 1 ] || echo -q)
LOCK := $(PYTHON) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-strip-extras --no-emit-index-url --custom-compile-command "make lock" pyproject.toml

# A half-made environment, or one whose Python is gone, is made anew.
BROKEN := $(shell [ ! -e $(VENV) ] || $(PYTHON) -c 'import pip' >/dev/null 2>&1 || rm -rf $(VENV))

.PHONY: help run demo test pytest lint lock bench clean

help: ## list the targets
	@sed -n 's/^\([a-z]*\):[^#]*## /\1\t/p' Makefile | expand -t 8

run: export SENTRA_DATA ?= .sentra/run
run: $(VENV)/.ready ## serve the Sentra UKM building, set-up included; data in .sentra/run
	@$(PYTHON) -m sentra serve

demo: export SENTRA_DATA ?= .sentra/demo
demo: $(VENV)/.ready ## the same with a lively demo centre; data in .sentra/demo
	@$(PYTHON) -m sentra demo --serve

# Both at once: the types are judged while tests wait for databases and browsers.
test: $(VENV)/.ready-test ## check the code and run every test that this machine can
	@$(MAKE) --no-print-directory --jobs 2 lint pytest

pytest: $(VENV)/.ready-test
	@$(PYTHON) -m pytest -n logical --maxprocesses 4 --dist loadfile --no-loadscope-reorder

lint: $(VENV)/.ready-test ## check style and types
	@$(PYTHON) -m ruff check --quiet .
	@$(PYTHON) -m ruff format --check --quiet .
	@$(PYTHON) -m mypy --no-error-summary

lock: $(VENV)/.ready-test ## pin what pyproject.toml asks for, with hashes
	@$(LOCK) --extra test --output-file requirements-test.txt
	@$(LOCK) --constraint requirements-test.txt --output-file requirements.txt

bench: $(VENV)/.ready-test ## requests per second beside a bare handler
	@$(PYTHON) -m benchmarks

clean: ## remove what can be made again; the data in .sentra stay
	@rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis
	@find . -name __pycache__ -not -path './.sentra/*' -prune -exec rm -rf {} +

$(VENV)/.ready: requirements.txt | $(PYTHON)
	@echo "Installing Sentra's packages into $(VENV) (once; less than a minute on a good line)"
	@$(PIP) -r requirements.txt
	@touch $@

$(VENV)/.ready-test: requirements-test.txt | $(PYTHON)
	@echo "Installing the packages for tests into $(VENV) (once; a minute on a good line)"
	@$(PIP) -r requirements-test.txt
	@touch $@ $(VENV)/.ready

$(PYTHON):
	@for python in python3 python3.14 python3.13 python3.12 python3.11; do \
		$$python -c 'import ensurepip, sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' \
			2>/dev/null && exec $$python -m venv $(VENV); \
	done; \
	echo "Sentra needs Python 3.11 to 3.14 with venv (Debian: apt-get install python3-venv)." >&2; \
	exit 1
