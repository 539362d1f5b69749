# Ringside. The two commands that matter: make run, make test.

STRICT  := --explicit-target-dependency-import-check error
PRODUCT := .build/product
RELEASE := .build/release-tests
THREADS := .build/thread-sanitizer
MEMORY  := .build/address-sanitizer
BINARY  := $(PRODUCT)/release/ringside
BENCH   := $(PRODUCT)/release/ringside-bench
PREFIX  ?= /usr/local
ARGS    ?=

# A trap in a pseudo-terminal must not wait at the backtracer's prompt.
export SWIFT_BACKTRACE := interactive=no,color=no

.DEFAULT_GOAL := help
.PHONY: help run build test check lint bench asan peers record-goldens install architecture symbolicate clean

help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

run: build ## build and start the dashboard; ARGS="http://host:9100/metrics" to pass arguments
	@exec $(BINARY) $(ARGS)

build: ## the program as it ships: release, Swift linked statically
	@Scripts/dependencies
	swift build -c release --static-swift-stdlib --product ringside --scratch-path $(PRODUCT) $(STRICT)

test: build ## all tests in release mode, the benchmarks' bounds, the program in a pseudo-terminal
	@Scripts/dependencies test
	RINGSIDE_BINARY=$(abspath $(BINARY)) swift test -c release -Xswiftc -enable-testing \
	  --scratch-path $(RELEASE) $(STRICT)
	$(MAKE) bench

check: lint ## what CI runs: lint, every test under the thread sanitizer, then make test
	@Scripts/dependencies test
	swift test --sanitize=thread --scratch-path $(THREADS) $(STRICT) --skip EndToEndTests
	$(MAKE) test

lint: ## formatting, strictly
	swift format lint --strict --parallel -r Sources Tests Package.swift

bench: ## writes every figure as "row: value unit"; fails where one is above its bound
	@Scripts/dependencies
	swift build -c release --static-swift-stdlib --product ringside-bench --scratch-path $(PRODUCT) $(STRICT)
	$(BENCH)

asan: ## every test under the address sanitizer
	@Scripts/dependencies test
	swift test --sanitize=address --scratch-path $(MEMORY) $(STRICT) --skip EndToEndTests

peers: build ## compares with the programs whose names and numbers we share
	@for script in Tests/Peers/*.sh; do echo "== $$script"; RINGSIDE=$(abspath $(BINARY)) bash $$script || exit 1; done

record-goldens: ## writes the golden frames anew; review the difference like code
	@Scripts/dependencies test
	RINGSIDE_RECORD_GOLDENS=1 swift test -c release -Xswiftc -enable-testing --scratch-path $(RELEASE) $(STRICT) \
	  --filter GoldenFrame

install: build ## into PREFIX (/usr/local)
	install -D -m 0755 $(BINARY) $(DESTDIR)$(PREFIX)/bin/ringside
	mkdir -p $(DESTDIR)$(PREFIX)/share/ringside/rules
	install -m 0644 dashboards/rules/*.yaml $(DESTDIR)$(PREFIX)/share/ringside/rules/

symbolicate: ## names the addresses of a crash report: make symbolicate FILE=crash.txt
	@grep -oE '0x[0-9a-f]+' $(FILE) | xargs -r addr2line -f -C -e $(BINARY) | swift demangle --simplified

clean: ## forgets every build
	rm -rf .build
