# Everything runs from .venv/, built here from the pinned and hashed lists in requirements/.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help demo test image-test fire bench check format lint types screenshots lock clean

help:  ## What you can ask for
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 12

demo: $(VENV)/.run  ## The real bot in a Discord on your own machine; ONCE=1 ends after one session
	@$(BIN)/python -m playground.demo $(if $(ONCE),--once)

# Most of them wait for a clock: two side by side take half the time.
test: $(VENV)/.dev  ## All tests
	$(BIN)/python -m pytest -n 2 --dist worksteal

image-test: $(VENV)/.dev  ## Build the container's image and try it (needs root, buildah and debootstrap)
	IMAGE_TESTS_NEED_BUILDAH=1 $(BIN)/python -m pytest tests/hosting/test_image.py

fire: $(VENV)/.dev  ## Kill the real process 200 times, break all around it, send it anything at all
	KILLS=$(or $(KILLS),200) HYPOTHESIS_PROFILE=search $(BIN)/python -m pytest \
		tests/wire/test_fire.py tests/wire/test_faults.py tests/wire/test_hostile.py

bench: $(VENV)/.dev  ## What it costs, beside its floors; writes bench/RESULTS.md
	$(BIN)/python -W ignore -m bench $(BENCH)

check: $(VENV)/.dev format lint types test  ## Format, lint, types, tests: what CI runs

format: $(VENV)/.dev
	$(BIN)/ruff format --check .

lint: $(VENV)/.dev
	$(BIN)/ruff check .

types: $(VENV)/.dev
	$(BIN)/mypy

screenshots: $(VENV)/.dev  ## The pictures in docs/pictures, taken of a live session (needs Chromium)
	$(BIN)/python docs/pictures/take.py

lock:  ## Make requirements/ anew from pyproject.toml (needs uv)
	requirements/lock

clean:  ## Remove the environment and caches
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis

# The bot alone needs run.txt; dev.txt holds the same versions and the tools beside them.
$(VENV)/.run: requirements/run.txt
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' || \
		{ echo "Unhunch needs Python 3.11, 3.12 or 3.13; set PYTHON=python3.12, say." >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.run
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@
