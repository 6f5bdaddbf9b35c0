# govllm: every command a person needs. `make help` lists them.
SHELL := /bin/sh
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
# cuda where an NVIDIA driver is loaded, else cpu; FLAVOUR=cpu on the command line overrides.
FLAVOUR ?= $(shell if [ -e /proc/driver/nvidia/version ] || [ -e /dev/nvidia0 ]; then echo cuda; else echo cpu; fi)
# Where the CPU build of torch comes from another index: make eval TORCH_INDEX=URL
TORCH_INDEX ?=
PIP    := $(BIN)/python -m pip --disable-pip-version-check install --quiet
INDEX  := $(if $(TORCH_INDEX),--extra-index-url $(TORCH_INDEX))
READY  := $(VENV)/.ready-$(FLAVOUR)
TESTED := $(VENV)/.ready-dev
# Processes that test at once.
PROCESSES ?= 2
# What users pass on: make eval ARGS="suite=hotline limit=50"
ARGS   ?=

.PHONY: help eval test lint bench ui setup clean
.DEFAULT_GOAL := help

help: ## list these commands
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1	\2/p' Makefile

eval: $(READY) ## evaluate the reference candidate (ARGS="key=value …" for anything else)
	@$(BIN)/python -m govllm.eval $(ARGS)

test: $(READY) $(TESTED) lint ## run linters, type checks and all tests
	@$(BIN)/python -m pytest -n $(PROCESSES) --dist loadfile

lint: $(READY) $(TESTED) ## linters, import contracts and type checks alone
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@PYTHONPATH=. $(BIN)/lint-imports --no-cache --no-logo
	@$(BIN)/mypy

bench: $(READY) $(TESTED) ## print the benchmarks' tables (installs the peers beside, in .venv-bench)
	@PYTHON=$(PYTHON) $(BIN)/python -m tests.bench $(ARGS)

ui: $(READY) ## open MLflow on the local store
	@MLFLOW_DISABLE_TELEMETRY=true MLFLOW_SERVER_ENABLE_JOB_EXECUTION=false $(BIN)/python -m mlflow ui \
	  --backend-store-uri sqlite:///runs/mlflow.db --artifacts-destination runs/mlartifacts --workers 1 $(ARGS)

setup: $(READY) ## create .venv and install, without running anything

clean: ## remove the virtual environments (never the runs)
	rm -rf $(VENV) .venv-bench

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit("govllm needs Python 3.11, 3.12 or 3.13; this is %d.%d. Name another: make eval PYTHON=python3.12" % sys.version_info[:2] if not (3, 11) <= sys.version_info[:2] <= (3, 13) else 0)'
	$(PYTHON) -m venv $(VENV)

# The locks are complete, so nothing is resolved (--no-deps) and what vLLM's packages would pull in
# beyond them (torchvision, torchaudio: they break transformers beside a CPU torch) stays out.
$(READY): requirements/$(FLAVOUR).txt pyproject.toml | $(BIN)/python
	@echo "installing govllm and vLLM ($(FLAVOUR)); some minutes the first time"
	@$(PIP) --no-deps $(INDEX) -r requirements/$(FLAVOUR).txt
	@$(PIP) --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m govllm.serving.check $(FLAVOUR)
	@rm -f $(VENV)/.ready-cpu $(VENV)/.ready-cuda
	@touch $@

$(TESTED): requirements/dev.txt | $(BIN)/python
	@$(PIP) --no-deps -r requirements/dev.txt
	@touch $@
