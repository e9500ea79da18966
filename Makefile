# `make` lists what there is. Needs Python 3.11 or newer; everything else goes into .venv.
# Linux and macOS; on Windows use the commands of the README.
.DEFAULT_GOAL := help
.PHONY: help test lint format check docs samples notebooks build clean
bin := .venv/bin

help:  ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1|/' | awk -F'|' '{ printf "  %-10s %s\n", $$1, $$2 }'

.venv/ready: pyproject.toml
	python3 -m venv .venv
	$(bin)/python -m pip install --quiet --upgrade pip
	$(bin)/python -m pip install --quiet --editable . --group dev
	@touch $@

test: .venv/ready  ## run the tests
	$(bin)/python -m pytest

lint: .venv/ready  ## ruff, mypy, import-linter
	.ci/lint

format: .venv/ready  ## put the code into its one form
	$(bin)/ruff check --fix
	$(bin)/ruff format

check:  ## what CI does: a fresh copy, the README's commands, the linters
	bash .ci/run

docs: .venv/ready  ## rewrite what is generated in README.md and docs/
	$(bin)/python -m docs.generate

samples: .venv/ready  ## rewrite sample_exports/
	$(bin)/python -m sample_exports.generate

notebooks: .venv/ready  ## run the notebooks and keep their outputs
	$(bin)/python -m notebooks.execute

build: .venv/ready  ## wheel and sdist into dist/
	$(bin)/python -m hatchling build

clean:  ## remove what the other targets made
	rm -rf .venv dist report .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
