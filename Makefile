# make install   own virtual environment in .venv, with the pinned versions of constraints.txt
# make demo      crawl the demo portals on this machine, then look into output/
# make test      the tests
# make lint      style and types
# make bench     the figures of README.md (installs the peers they are measured beside)
#
# Another interpreter: make PYTHON=/path/to/python3.12 install

SHELL := /bin/sh
PYTHON ?=
VENV := .venv
# The modules are called through the interpreter: scripts in .venv/bin name the folder they were made in.
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help install demo test lint bench clean

help:
	@sed -n 's/^# \{0,1\}//p' Makefile | sed '/^The modules/d'

install: $(VENV)/.installed

$(VENV)/.installed: constraints.txt .ci/venv.sh
	@sh .ci/venv.sh $(VENV) "$(PYTHON)"
	$(PIP) install --quiet --upgrade -c constraints.txt pip
	$(PIP) install --quiet -r constraints.txt
	@touch $(VENV)/.installed

demo: install
	$(PY) -m scrapy demo

test: install
	$(PY) -m pytest

lint: install
	$(PY) -m ruff check .
	$(PY) -m mypy --strict crawler/*.py crawler/pages crawler/text crawler/dedupe crawler/replay

$(VENV)/.bench: $(VENV)/.installed
	$(PIP) install --quiet -c constraints.txt trafilatura readability-lxml jusText gne "newspaper4k[zh,nlp]" datasketch simhash
	@touch $(VENV)/.bench

bench: $(VENV)/.bench
	@for name in quality mutated listings speed text dedupe crawl; do \
		if [ -f benchmarks/$$name.py ]; then echo "== benchmarks.$$name"; $(PY) -m benchmarks.$$name || exit 1; fi; \
	done

clean:
	rm -rf $(VENV) .pytest_cache .hypothesis .mypy_cache .ruff_cache build dist ./*.egg-info
