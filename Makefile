# The two commands of a fresh clone are `make run` and `make test`; `make` alone lists all.
# Any Python from 3.11 on: make PYTHON=python3.12 run. Arguments for pytest: make test ARGS="-k ranking".

PYTHON ?= python3
ARGS ?=
DATA ?=

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet install --constraint constraints.txt
BENCHMARKS := signals intake rankings money report authenticity_speed comparison gate_week hot_swap registry_size shadow languages
BENCHMARKS_ON_DATA := encoders topic_feeds topic_mix topic_drift topic_evidence instagram_brand_mentions brand_micro_influencer authenticity authenticity_ablation fake_shares performance content_effects ads language_detection
CODE := src training benchmarks tests
.DELETE_ON_ERROR:
.PHONY: help run test coverage check bench generate generated mlflow clean

help: ## list these commands
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 12

run: $(VENV)/.service ## install the service, load the sample market and serve it on 127.0.0.1 (MATCHMAKER_PORT, default 8000)
	@$(BIN)/matchmaker serve --load-sample

test: $(VENV)/.tools ## install what training and tests need and run the tests; ARGS go to pytest
	@OMP_NUM_THREADS=1 $(BIN)/pytest --numprocesses auto --dist loadfile $(ARGS) # a worker a core, each with one thread

coverage: $(VENV)/.tools ## run the tests and report what they do not reach
	@$(BIN)/coverage run -m pytest $(ARGS)
	@$(BIN)/coverage report

check: $(VENV)/.tools generated ## style, types, layers, dependencies, and that generated files are up to date
	$(BIN)/ruff check $(CODE)
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry src training benchmarks

bench: $(VENV)/.tools ## every benchmark that needs no data; with DATA=folder also those on the public data sets
	@for name in $(BENCHMARKS); do echo "== $$name"; $(BIN)/python -m benchmarks $$name || exit 1; done
	@if [ -n "$(DATA)" ]; then for name in $(BENCHMARKS_ON_DATA); do \
		echo "== $$name"; $(BIN)/python -m benchmarks $$name --data "$(DATA)" || exit 1; \
	done; fi

mlflow: $(VENV)/.tools ## MLflow's pages on the runs and versions of this checkout, on 127.0.0.1:5000
	@$(BIN)/matchmaker mlflow

generate: $(VENV)/.tools ## write the schemas, openapi.json, the sample and the model cards again
	$(BIN)/python -m matchmaker.intake.schemas data/schemas
	$(BIN)/python -m matchmaker.api.openapi openapi.json
	$(BIN)/python -m training sample
	$(BIN)/python -m training cards

generated: $(VENV)/.tools
	$(BIN)/python -m matchmaker.intake.schemas data/schemas --check
	$(BIN)/python -m matchmaker.api.openapi openapi.json --check
	$(BIN)/python -m training sample --check
	$(BIN)/python -m training cards --check

clean: ## remove the environment, the state and everything tools left behind
	rm -rf $(VENV) var dist htmlcov .coverage .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find $(CODE) -name __pycache__ -type d -prune -exec rm -rf {} +

# A stamp is renewed when what it was made of changes, so that nothing is installed twice.
$(VENV)/.created:
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "expected Python 3.11 or newer, got " \
		+ sys.version.split()[0] + "; name another: make PYTHON=python3.12 ...")'
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.service: $(VENV)/.created pyproject.toml constraints.txt
	@echo "installing the service into $(VENV) (about 700 MB, once)"
	@$(PIP) --editable .
	@touch $@

$(VENV)/.tools: $(VENV)/.created pyproject.toml constraints.txt
	@echo "installing the service, training and tests into $(VENV) (about 2 GB, once)"
	@$(PIP) --editable '.[train,dev]'
	@touch $@ $(VENV)/.service
