# Everything runs from .venv/, built here from the pinned and hashed lists in requirements/.
# PYTHON=python3.12, say, builds it anew with that one; without it, what is there is kept.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help install tools demo quick test image-test fire bench check format lint types screenshots \
	wheel lock clean

help:  ## What you can ask for
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 12

install:  ## Build .venv/ with what the bot needs
	@$(PYTHON) requirements/install.py run

# The same versions, and the tools for working on the bot beside them.
tools:
	@$(PYTHON) requirements/install.py dev

demo: install  ## The real bot in a Discord on your own machine; ONCE=1 ends after one session
	@$(BIN)/python -m playground.demo $(if $(ONCE),--once)

# Most of them wait for a clock: two side by side take half the time.
PYTEST := $(BIN)/python -m pytest -n 2 --dist worksteal

# What needs no clock that runs, no socket, no browser, no database server and no other process.
QUICK := core timetable flows team \
	chat/test_cards.py chat/test_commands.py chat/test_custom_id.py chat/test_pace.py \
	chat/test_words.py \
	store/test_members_and_anchors.py store/test_plans.py store/test_progress.py \
	store/test_sessions.py \
	test_codebase.py test_content.py test_pictures.py test_preview_html.py test_settings.py

quick: tools  ## The tests for while you work, in under a minute
	$(PYTEST) --quiet -k "not postgresql" $(QUICK:%=tests/%)

test: tools  ## All tests
	$(PYTEST)

image-test: tools  ## Build the container's image and try it (needs root, buildah and debootstrap)
	IMAGE_TESTS_NEED_BUILDAH=1 $(BIN)/python -m pytest tests/hosting/test_image.py

fire: tools  ## Kill the real process 200 times, break all around it, send it anything at all
	KILLS=$(or $(KILLS),200) HYPOTHESIS_PROFILE=search $(BIN)/python -m pytest \
		tests/wire/test_fire.py tests/wire/test_faults.py tests/wire/test_hostile.py

bench: tools  ## What it costs, beside its floors; writes bench/RESULTS.md
	$(BIN)/python -W ignore -m bench $(BENCH)

check: tools format lint types test  ## Format, lint, types, tests: what CI runs

format: tools
	$(BIN)/python -m ruff format --check .

lint: tools
	$(BIN)/python -m ruff check .

types: tools
	$(BIN)/python -m mypy

screenshots: tools  ## The pictures in docs/pictures, taken of a live session (needs Chromium)
	$(BIN)/python docs/pictures/take.py

wheel: tools  ## Build dist/: the wheel, and the list that installs it with all it needs
	@PYTHON=$(BIN)/python requirements/wheel

lock:  ## Make requirements/ anew from pyproject.toml (needs uv)
	requirements/lock

clean:  ## Remove the environment, caches and dist/
	rm -rf $(VENV) dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
