# Ringside. The two commands that matter: make run, make test.

STRICT  := --explicit-target-dependency-import-check error
PRODUCT := .build/product
RELEASE := .build/release-tests
BENCH   := .build/bench
THREADS := .build/thread-sanitizer
MEMORY  := .build/address-sanitizer
# Symbols that the linker exports for nobody keep everything that they name.
SLIM    := -Xlinker --no-export-dynamic
# What is tried by the hundred in make test is tried less often under the thread sanitizer, which is five times slower.
FEWER   := RINGSIDE_CORRUPTIONS=20 RINGSIDE_KILL_ROUNDS=5
# What computes for long on one thread has nothing to say to it, nor have rooms that know no thread; make test runs them.
ALONE   := --skip ArchitectureTests --skip ConformanceTests --skip DashboardsTests --skip DocumentsTests \
  --skip ExpositionTests --skip JourneyTests --skip MetricsTests --skip PresentationTests --skip ProcFSTests \
  --skip PromQLSyntaxTests --skip PromQLTests --skip RulesTests --skip TerminalUITests \
  --skip ArchiveDefinitionTests --skip EnvelopeTests --skip RingFileDamageTests --skip RingFileFuzzTests \
  --skip RingFileWritingTests --skip TimeSeriesTests.DamageTests --skip PressureTests
BINARY  := $(PRODUCT)/release/ringside
PREFIX  ?= /usr/local
ARGS    ?=

# A trap in a pseudo-terminal must not wait at the backtracer's prompt.
export SWIFT_BACKTRACE := interactive=no,color=no

.DEFAULT_GOAL := help
.PHONY: help run build test check lint conformance bench asan fuzz stress leaks peers record-goldens install symbolicate clean

help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

run: build ## build and start; ARGS="db-1:9100" to pass arguments
	@exec $(BINARY) $(ARGS)

build: ## the program as it ships: release, Swift linked statically
	@Scripts/dependencies
	swift build -c release --static-swift-stdlib --product ringside --scratch-path $(PRODUCT) $(STRICT) \
	  $(SLIM)

test: build ## all tests in release mode
	@Scripts/dependencies
	RINGSIDE_BINARY=$(abspath $(BINARY)) swift test -c release -Xswiftc -enable-testing \
	  --scratch-path $(RELEASE) $(STRICT)

check: lint ## what CI runs: lint, the tests of what has threads under the thread sanitizer, make test, and conformance where its data lie
	@Scripts/dependencies
	$(FEWER) swift test --sanitize=thread --scratch-path $(THREADS) $(STRICT) $(ALONE)
	$(MAKE) test
	[ ! -d "$${RINGSIDE_SUITES:-../shared/suites}" ] || $(MAKE) conformance

lint: ## formatting, strictly
	swift format lint --strict --parallel -r Sources Tests Package.swift

bench: build ## what workloads and the program cost; fails above Tests/Bench/thresholds.txt (needs valgrind)
	@Scripts/dependencies
	swift build -c release --product ringside-bench --scratch-path $(BENCH) $(STRICT)
	Scripts/bench $(BENCH)/release/ringside-bench
	RINGSIDE_BINARY=$(abspath $(BINARY)) $(BENCH)/release/ringside-bench program

conformance: ## other projects' cases, SUITES="promql" to choose; the data lie in ../shared/suites or RINGSIDE_SUITES
	@Scripts/dependencies
	swift build -c release --static-swift-stdlib --product conformance --scratch-path $(PRODUCT) $(STRICT) \
	  $(SLIM)
	$(PRODUCT)/release/conformance $(SUITES)

asan: ## every test under the address sanitizer
	@Scripts/dependencies
	swift test --sanitize=address --scratch-path $(MEMORY) $(STRICT)

fuzz: ## ten minutes of made-up input for each target of Tests/Fuzz
	@for target in Tests/Fuzz/*.swift; do Scripts/fuzz $$(basename $$target .swift) || exit 1; done

stress: build ## beside a mount that never answers and under a memory limit: how late are ticks and keys (needs root)
	@Tests/Stress/held-up.py $(BINARY)

leaks: build ## a thousand ticks of a machine that changes all the time: does memory grow, is any lost (needs valgrind)
	@Tests/Stress/steady.py $(BINARY)
	@Tests/Stress/steady.py $(BINARY) 300 --valgrind --interval 500

peers: build ## compares with the programs whose names and numbers we share
	@for script in Tests/Peers/*.sh; do echo "== $$script"; RINGSIDE=$(abspath $(BINARY)) bash $$script || exit 1; done

record-goldens: ## writes the golden frames anew; look at the difference before you commit it
	@Scripts/dependencies
	RINGSIDE_RECORD_GOLDENS=1 swift test -c release -Xswiftc -enable-testing \
	  --scratch-path $(RELEASE) $(STRICT) --filter 'JourneyTests|TerminalUITests'

install: build ## into PREFIX (/usr/local)
	install -D -m 0755 $(BINARY) $(DESTDIR)$(PREFIX)/bin/ringside
	install -d $(DESTDIR)$(PREFIX)/share/ringside/dashboards $(DESTDIR)$(PREFIX)/share/ringside/rules
	install -m 0644 dashboards/*.yaml $(DESTDIR)$(PREFIX)/share/ringside/dashboards
	install -m 0644 dashboards/rules/*.yaml $(DESTDIR)$(PREFIX)/share/ringside/rules

symbolicate: ## names the addresses of a crash: make symbolicate ADDRESSES="0x… 0x…"
	addr2line -Cfpe $(BINARY) $(ADDRESSES) | swift demangle --simplified

clean: ## forgets every build
	rm -rf .build
