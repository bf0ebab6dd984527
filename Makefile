# Relais: build, run and test. `make help` explains every target.

GO          ?= go
BIN         := bin
DATA        ?= run/demo
LISTEN      ?= 127.0.0.1:8080
SEED        ?= 2022
LINT        := v2.15.0
BENCHSTAT   := v0.0.0-20260908200009-22c9c6c9d4da
REV         ?= HEAD
FUZZTIME    ?= 20000x

.DEFAULT_GOAL := help

.PHONY: help
help: ## Show what each target does
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

.PHONY: build
build: ## Build bin/relais
	@mkdir -p $(BIN)
	$(GO) build -trimpath -o $(BIN)/ ./cmd/...

.PHONY: run
run: build ## Build the sample national directory, search it, and serve its site at http://127.0.0.1:8080/
	@rm -rf $(DATA)
	@RELAIS_KEYS=$${RELAIS_KEYS:-run/keys} $(BIN)/relais demo --data $(DATA) --seed $(SEED) --serve --listen $(LISTEN)

.PHONY: run-check
run-check: ## Do what make run does, look at the site, and stop it
	@./.ci/run-check

.PHONY: test
test: ## Run every test
	$(GO) test ./...

.PHONY: test-browser
test-browser: build ## Test the public pages in Chromium (Node 20; as root it installs what is missing)
	browser/install
	cd browser && RELAIS=$(CURDIR)/$(BIN)/relais node run.mjs $(PAGES)

.PHONY: pictures
pictures: build ## Take the pictures of docs/pages.md and docs/console.md anew; look at them before committing them
	browser/install
	cd browser && RELAIS=$(CURDIR)/$(BIN)/relais node pictures.mjs $(CURDIR)/docs/pages

.PHONY: race
race: ## Run the tests under the race detector
	$(GO) test -race -short ./...

.PHONY: lint
lint: $(BIN)/golangci-lint ## Run the linters, installed at a pinned version
	$(BIN)/golangci-lint run ./...
	$(GO) mod verify

$(BIN)/golangci-lint:
	@mkdir -p $(BIN)
	GOBIN=$(CURDIR)/$(BIN) $(GO) install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(LINT)

.PHONY: fuzz
fuzz: ## Fuzz every reader of foreign bytes, FUZZTIME inputs each (20000x; a time such as 1m too)
	@GO="$(GO)" FUZZTIME="$(FUZZTIME)" ./.ci/fuzz

.PHONY: test-faults
test-faults: ## Test with failing and full disks, foreign accounts and a tracer (Linux, as root)
	@GO="$(GO)" ./.ci/faults

.PHONY: noninterference-long
noninterference-long: ## 200 pairs of directories by 5,000 requests, told apart by nothing, nor by time (long; SEED=)
	RELAIS_WIRE_PAIRS=200 RELAIS_WIRE_SEED=$(SEED) $(GO) test ./api/wire -count=1 -timeout 6h -v -run 'CannotBeToldApart|TimeTellsNothing'

.PHONY: exact-long
exact-long: ## Hold 2,000 answers at 3,690 and 100,000 listings to the plain scan, and again after 100,000 changes (long; SEED=)
	RELAIS_EXACT_SIZES=3690,100000 RELAIS_SEED=$(SEED) $(GO) test ./ranking -count=1 -timeout 2h -v -run TestFindIsExact

.PHONY: ratchet-long
ratchet-long: ## 400 rounds of imports by one person, which must make nothing more visible (long; SEED=)
	RELAIS_ROUNDS=400 RELAIS_SEED=$(SEED) $(GO) test . -count=1 -timeout 2h -v -run TestNoImportsByOnePerson

.PHONY: golden
golden: ## Rewrite the golden files; review the difference before committing it
	$(GO) test ./ranking ./data/record ./data/sample ./ingest ./benchmarks/generate ./benchmarks/quality -update

.PHONY: bench
bench: ## Run the benchmarks and print them
	$(GO) test -run '^$$' -bench . -benchmem ./...

.PHONY: bench-record
bench-record: ## Record the engine's figures in benchmarks/results, with commit, machine and seed (10 min)
	GO="$(GO)" benchmarks/record

.PHONY: bench-profile
bench-profile: ## Record where the time of a search goes, at each size (2 min)
	GO="$(GO)" benchmarks/profile

.PHONY: bench-load
bench-load: ## Measure the public server under load and record it in benchmarks/results (1 min)
	GO="$(GO)" benchmarks/load/record

.PHONY: bench-imports
bench-imports: build ## Measure imports through the real program, beside psql, and record it in benchmarks/results (5 min)
	benchmarks/peers/install
	GO="$(GO)" benchmarks/imports/record

.PHONY: bench-calls
bench-calls: build ## Measure the console with 50 advocates and one import, and record it in benchmarks/results (4 min)
	GO="$(GO)" benchmarks/calls/record

.PHONY: bench-peers
bench-peers: ## Measure against PostGIS, SQLite and bleve; record the table and docs/growth.svg (20 min)
	benchmarks/peers/install
	cd benchmarks/peers && GOFLAGS=-mod=mod $(GO) test -tags sqlite_math_functions .
	cd benchmarks/peers && GOFLAGS=-mod=mod $(GO) run -tags sqlite_math_functions . -out ../results/peers.txt -plot ../../docs/growth.svg $(PEERS)

.PHONY: bench-all
bench-all: bench-peers bench-record bench-load bench-calls figures ## Measure everything that docs/design.md promises, one after another (1 h)

.PHONY: figures
figures: ## Set what was recorded beside what is to be reached
	$(GO) run ./benchmarks/figures > benchmarks/results/figures.txt.new
	mv benchmarks/results/figures.txt.new benchmarks/results/figures.txt
	cat benchmarks/results/figures.txt

.PHONY: bench-compare
bench-compare: $(BIN)/benchstat ## Compare the benchmarks with another revision: make bench-compare REV=HEAD~1
	GO="$(GO)" BENCHSTAT=$(BIN)/benchstat benchmarks/compare $(REV)

$(BIN)/benchstat:
	@mkdir -p $(BIN)
	GOBIN=$(CURDIR)/$(BIN) $(GO) install golang.org/x/perf/cmd/benchstat@$(BENCHSTAT)

.PHONY: quality
quality: ## Measure what the search finds, for every postal area and real place, and record it
	COMMIT=$$(git rev-parse --short HEAD) $(GO) test ./benchmarks/quality -run 'TestCoverage|TestPlacesAgainstRealFacilities' -count=1 -record

.PHONY: cover
cover: ## Measure how much of the code the tests reach
	$(GO) test -coverprofile coverage.out ./... && $(GO) tool cover -func coverage.out | tail -1

.PHONY: check
check: test lint race ## Test, lint and race: what to run before a commit

.PHONY: clean
clean: ## Remove what the other targets built
	rm -rf $(BIN) run coverage.out
