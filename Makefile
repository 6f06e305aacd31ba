# `make` says what there is; `make grade` and `make test` do all set-up on a machine with python3 and make alone.

PYTHON ?= python3
BIN := .venv/bin
OUT ?= out
COHORT ?= tests/cohort
LOCKS := grader/locks grader/locks/instructors
# where bytecode is switched off TensorFlow is imported in 7.5 CPU s instead of 2.9, and tests are collected in 13 instead of 7
unexport PYTHONDONTWRITEBYTECODE

PYTHON_HERE := PYTHONPATH=$(CURDIR) $(BIN)/python -P
# whose turn it is in `make test`; all of a tier has its turn within seven days in a row
ifndef DAY
DAY := $(shell date +%F)
endif
# what CI runs after `make test`: each is whole, and could have a machine of its own
LANES := test-kernel test-containment test-pages test-database test-cluster test-course

.DEFAULT_GOAL := help
.PHONY: help grade serve manual site wheel lab-extension check test test-ready test-attacks test-drawn test-exercises $(LANES) ci test-all seconds storm corpus containment cold removal ordinary installed cluster lint browser bench peers profile proof oracle oracle-record oracle-pages oracle-runs locks locks-check clean

help: ## this list
	@sed -nE 's/^([a-z-]+):.*## (.*)/make \1	\2/p' Makefile | expand -t 20

grade: .venv/installed ## set up, grade the sample cohort into out/, print the summary and the page to open
	@sh .ci/system bubblewrap
	@$(BIN)/grader data
	@$(BIN)/grader grade $(COHORT) --out $(OUT)

serve: .venv/tested ## grade the sample cohort into out/ unless it is there, print a learner's and an instructor's link, serve it
	@sh .ci/system bubblewrap
	@$(BIN)/grader data
	@test -f $(OUT)/gradebook.sqlite || $(BIN)/grader grade $(COHORT) --out $(OUT)
	@$(BIN)/grader invite $(OUT) .ci/people.csv
	@$(BIN)/grader serve $(OUT)

manual: .venv/tested ## make the manual's reference pages from the code, and its site, which `grader manual` opens
	@$(PYTHON_HERE) -m tests.make_reference
	@$(MAKE) --no-print-directory site

site: .venv/tested # the site alone, from the pages as they are
	@rm -rf grader/manual/site
	@$(BIN)/sphinx-build -W --keep-going -q -c .ci/manual -d build/manual grader/manual grader/manual/site
	@rm -f grader/manual/site/.buildinfo grader/manual/site/objects.inv # for other builds
	@echo Open grader/manual/site/index.html

wheel: manual ## a wheel that brings the manual's site along, into build/wheel
	@$(BIN)/python -P -m pip wheel -q --no-deps --no-build-isolation -w build/wheel .

lab-extension: ## after a change below grader/notebook/lab: test and build JupyterLab's extension anew; needs npm
	@sh .ci/lab-extension

check: .venv/tested ## before a commit: lint and types, and the plain tests nearest to what changed; `make check BASE=main`
	@$(PYTHON_HERE) -m tests.check_changes $(BASE)

test: test-ready ## lint, types, all plain tests, a seventh of each other tier; `make test DAY=2026-11-29` draws as on that day
	@$(MAKE) -j 2 lint test-attacks DAY=$(DAY); ended=$$?; $(MAKE) -j 2 test-drawn test-exercises DAY=$(DAY) && exit $$ended

test-ready: .venv/tested # what tests need of this machine
	@sh .ci/system bubblewrap
	-@sh .ci/system postgresql # without it its tests are skipped, and say so
	$(BIN)/grader data --fetch

test-attacks: .venv/tested # before all else, as they look at every process and at what kernels leave behind
	$(BIN)/pytest -n 3 -m containment tests/containment --sample $(DAY)

test-drawn: .venv/tested
	$(BIN)/pytest -n 3 --dist loadfile --no-loadscope-reorder -m 'not (containment or removal or corpus or storm or install or bench)' --sample $(DAY)

test-exercises: .venv/tested
	$(BIN)/grader verify --no-mutants $$($(PYTHON_HERE) -m tests.sampling $(DAY))

test-kernel: test-ready
	$(BIN)/pytest -n 3 --dist loadfile --no-loadscope-reorder -m kernel # one more than cores: each waits a third of the time

test-containment: test-ready
	$(BIN)/pytest -n 4 -m containment tests/containment # each waits more than half of the time

test-pages: test-ready
	$(MAKE) -j 2 -O browser site # a link of the manual that leads nowhere ends it

test-database: test-ready
	$(BIN)/pytest -n 2 -m 'database and not storm'

test-cluster: test-ready # the rest is `make cluster`
	$(BIN)/pytest -m cluster tests/cluster -k "every_source or killed_worker_had"

test-course: test-ready
	$(BIN)/grader sync --check
	$(BIN)/grader verify --no-mutants

ci: test $(LANES)

test-all: ## everything; under 90 minutes
	$(MAKE) ci proof
	$(MAKE) -j 2 -O storm corpus # each keeps one core busy
	$(MAKE) -j 2 -O removal cluster # as above
	$(MAKE) ordinary installed
	GRADER_BENCH_LEARNERS=2000 $(MAKE) bench # a fifth of what `make bench` measures

seconds: .venv/tested # after whole tiers were run here: write down how long each of their files took, which moves turns
	@$(PYTHON_HERE) -m tests.sampling --write

proof: .venv/tested ## every exercise, both ways: references, stubs, answers and mutants; print the kill rates
	@sh .ci/system bubblewrap
	$(BIN)/grader data --fetch
	$(BIN)/grader verify

storm: .venv/tested ## a batch and a service killed 200 times each, half of it with the gradebook on a server; print what came of it
	-@sh .ci/system postgresql # as above
	$(BIN)/pytest -m storm -s tests/test_kill_storm.py tests/test_service_storm.py

corpus: .venv/tested ## answers by the hundred, labelled mistakes, and every notebook as JupyterLab runs it; print how often checks and diagnoses are right
	$(BIN)/pytest -m corpus -s tests/networks tests/diagnosis tests/notebooks tests/unseen tests/grader/judging/causes

containment: .venv/tested ## hostile submissions, in kernels forked from a zygote
	@sh .ci/system bubblewrap
	$(BIN)/pytest -n 4 -m containment tests/containment

cold: .venv/tested ## hostile submissions, each kernel in a bubblewrap of its own
	GRADER_MODE=cold $(BIN)/pytest -n 3 -m containment tests/containment -k attack_changes_nothing

removal: .venv/tested ## hostile submissions, with one layer of the sandbox taken away at a time; print what then gets through
	$(BIN)/pytest -m removal -s tests/containment

ordinary: ## the hostile submissions by an account without rights, forked and cold
	@sh .ci/ordinary containment cold

installed: .venv/tested ## the learners' edition, installed from the built wheel into environments of its own, and used in JupyterLab in a real Chromium
	@sh .ci/system bubblewrap
	@sh .ci/system chromium chromium-driver
	$(BIN)/pytest -m install tests/test_release.py tests/grader/notebook/test_server.py

cluster: .venv/tested ## as root: real workers in networks of their own, with every fault that befalls them
	@sh .ci/system bubblewrap iproute2 openssl
	$(BIN)/pytest -m cluster tests/cluster

lint: .venv/tested
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

browser: .venv/tested ## pages in a real Chromium
	$(BIN)/pytest -n 2 -m browser tests/browser

bench: .venv/tested ## measure against a stock kernel, print the table
	$(BIN)/pytest -m bench -s tests/bench

oracle: .venv/tested ## judge 2,300 recorded files without a kernel, and compare with what a named commit says of them
	@$(PYTHON_HERE) -m tests.oracle.judge

oracle-record: # what these three compare with, by the code of COMMIT=…, else of the last commit
	@sh .ci/system bubblewrap
	@sh .ci/oracle-record $(COMMIT)

oracle-pages: .venv/tested ## compare the sample cohort's pages with those recorded, by text and structure
	@$(PYTHON_HERE) -m tests.oracle.pages

oracle-runs: .venv/tested ## run the sample cohort and an answer of each exercise, and compare what the runs show
	@sh .ci/system bubblewrap
	@$(PYTHON_HERE) -m tests.oracle.runs

profile: .venv/tested ## where each millisecond of a run goes, by process and phase
	@$(PYTHON_HERE) -W ignore -m tests.bench.profile

peers: .venv/tested ## measure beside other graders, which it installs into the cache; print the table
	@sh .ci/system bubblewrap
	$(PYTHON_HERE) -m tests.bench.peers

locks: .venv/tested ## after a change of pyproject.toml: write versions and hashes of all that is installed
	@sh .ci/lock

locks-check: .venv/tested ## the same into another folder, and what differs
	@folder=$$(mktemp -d) && sh .ci/lock "$$folder" && rm -r "$$folder"

clean: ## remove the environment and results
	rm -rf .venv $(OUT)

.venv/bin/python:
	@sh .ci/venv $(PYTHON) .venv

.venv/installed: .venv/bin/python pyproject.toml $(wildcard $(LOCKS:%=%/*))
	@sh .ci/install $(BIN)/python $(LOCKS)
	@$(BIN)/python -P -m compileall -q -j 0 grader reports
	@touch $@

.venv/tested: .venv/installed $(wildcard .ci/locks/*)
	@sh .ci/install $(BIN)/python $(LOCKS) .ci/locks
	@touch $@
