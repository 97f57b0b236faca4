# make demo   watch the shipped model write stories, see them scanned, counted and reported
# make test   run the tests
# Both make .venv if it is missing and install what they need, llama.cpp's build included (about 4 minutes).
# make evaluate-formula       measure the formula detector on its test files
# make evaluate-commonsense   measure the common-sense checks on theirs
# GPU=cuda|metal|vulkan builds llama.cpp for that backend.

PYTHON ?= python3
VENV   ?= .venv
OUT    ?= demo
BIN    := $(VENV)/bin
GPU    ?=

CMAKE_cuda   := -DGGML_CUDA=on
CMAKE_metal  := -DGGML_METAL=on
CMAKE_vulkan := -DGGML_VULKAN=on
ifneq ($(GPU),)
ifeq ($(CMAKE_$(GPU)),)
$(error GPU=$(GPU) is not known; use GPU=cuda, GPU=metal or GPU=vulkan)
endif
export CMAKE_ARGS := $(CMAKE_$(GPU)) $(CMAKE_ARGS)
endif
export CMAKE_BUILD_PARALLEL_LEVEL ?= $(shell getconf _NPROCESSORS_ONLN)

STAMP := $(VENV)/.installed$(if $(GPU),-$(GPU))
TEST_STAMP := $(VENV)/.installed-test

.PHONY: demo test test-all lint types format clean evaluate-formula evaluate-commonsense dev-commonsense

demo: $(STAMP)
	$(BIN)/storyfault demo --out $(OUT)

test: $(TEST_STAMP)
	-@$(BIN)/python tests/support/make_o200k.py
	$(BIN)/python -m pytest

test-all: $(TEST_STAMP)
	-@$(BIN)/python tests/support/make_o200k.py
	$(BIN)/python -m pytest -m "not gpu"

lint: $(TEST_STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(TEST_STAMP)
	$(BIN)/mypy

# Needs the measuring data beside the checkout; DATA names its folder.
DATA ?= ../shared/data
SEED ?= 20260

evaluate-formula: $(STAMP)
	$(BIN)/storyfault evaluate corpora/gold/formula_test.jsonl --category formula --seed $(SEED) \
	  --formulas $(DATA)/formulas.txt --clean $(DATA)/fiction_human_test.jsonl.gz \
	  --clean $(DATA)/fiction_llm_test.jsonl.gz --compare-peers

evaluate-commonsense: $(STAMP)
	$(BIN)/python -m detector.cli evaluate corpora/gold/commonsense_test.jsonl \
	  $(DATA)/gpt_oss_120b_dev_labels.jsonl.gz $(DATA)/fiction_llm_dev_labels.jsonl.gz \
	  $(DATA)/trip_dev.jsonl.gz $(DATA)/figurative_dev.csv.gz --category commonsense --seed $(SEED) \
	  --clean $(DATA)/fiction_human_test.jsonl.gz --clean $(DATA)/fairy_tales_test.jsonl.gz \
	  --clean $(DATA)/fiction_llm_test.jsonl.gz --speed \
	  --inject 420 --stories $(DATA)/fiction_llm_test.jsonl.gz --split test

# The same table on development files only, to work with: parsed stories are kept in CACHE, findings and misses
# are written to CACHE/findings.jsonl to be read. MOST stories a file; CODES="C05 C06" runs these checks only.
# It takes VENV as it is, and installs nothing.
CACHE ?= .cache/commonsense
MOST ?= 150
CODES ?=
dev-commonsense:
	$(BIN)/python -m detector.cli evaluate corpora/gold/commonsense.jsonl corpora/gold/commonsense_dev.jsonl \
	  $(DATA)/gpt_oss_120b_dev_labels.jsonl.gz $(DATA)/fiction_llm_dev_labels.jsonl.gz \
	  $(DATA)/trip_dev.jsonl.gz $(DATA)/figurative_dev.csv.gz --category commonsense --seed $(SEED) \
	  --clean $(DATA)/fiction_human_dev.jsonl.gz --clean $(DATA)/fairy_tales_dev.jsonl.gz \
	  --clean $(DATA)/fiction_llm_dev.jsonl.gz --most $(MOST) $(addprefix --code ,$(CODES)) \
	  --inject 210 --stories $(DATA)/fiction_llm_dev.jsonl.gz --split train \
	  --cache $(CACHE)/parsed --list $(CACHE)/findings.jsonl

format: $(TEST_STAMP)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip

# A machine without a compiler still gets everything that scanning needs.
$(STAMP): $(BIN)/python pyproject.toml
	@echo "Installing storyfault into $(VENV) (llama.cpp is built from source: about 4 minutes on 2 cores) ..."
	$(if $(GPU),$(BIN)/python -m pip install --quiet --force-reinstall --no-cache-dir --no-deps llama-cpp-python)
	$(BIN)/python -m pip install --quiet --editable . || ( \
	  echo "llama-cpp-python could not be built; installing the rest. Scanning will work, generation will not."; \
	  $(BIN)/python -m pip install --quiet -r requirements-scan.txt && \
	  $(BIN)/python -m pip install --quiet --no-deps --editable . )
	@touch $@

$(TEST_STAMP): $(STAMP)
	$(BIN)/python -m pip install --quiet --editable ".[test,dev]"
	@touch $@

clean:
	rm -rf $(VENV) $(OUT) .cache build dist
