# Relais: build, run and test. `make help` explains every target.

GO          ?= go
BIN         := bin
DATA        ?= run/demo
SEED        ?= 2022
LINT        := v2.15.0
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
run: build ## Build the sample national directory, search it, and say what to try next
	@rm -rf $(DATA)
	@RELAIS_KEYS=$${RELAIS_KEYS:-run/keys} $(BIN)/relais demo --data $(DATA) --seed $(SEED)

.PHONY: test
test: ## Run every test
	$(GO) test ./...

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

.PHONY: golden
golden: ## Rewrite the golden files; review the difference before committing it
	$(GO) test ./ranking ./data/record ./data/sample ./benchmarks/quality -update

.PHONY: bench
bench: ## Run the benchmarks and print them
	$(GO) test -run '^$$' -bench . -benchmem ./...

.PHONY: bench-record
bench-record: ## Record the engine's figures in benchmarks/results, with commit, machine and seed
	GO="$(GO)" benchmarks/record engine -benchtime 3s -count 3

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
