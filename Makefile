# Every recipe is a plain line to type by hand; tools and their versions are in tools/go.mod.
TOOL = go tool -modfile=tools/go.mod

# For example: make fuzz FUZZ=FuzzParseRow PKG=./client/input FUZZTIME=5m
FUZZ ?= FuzzNormalizeName
PKG ?= ./matcher/lexicon
FUZZTIME ?= 30s

.PHONY: build test race lint fmt generate generate-check fuzz bench check dist image sbom vuln contract

build:
	go build ./...

test:
	go test -timeout=20m ./...

race:
	go test -race -timeout=20m ./...

lint:
	bash scripts/vendor-validate
	$(TOOL) golangci-lint run
	$(TOOL) buf lint

fmt:
	bash scripts/vendor-validate
	$(TOOL) golangci-lint fmt
	$(TOOL) buf format -w

generate:
	bash scripts/vendor-validate
	$(TOOL) buf generate

generate-check:
	bash .ci/run generated

fuzz:
	go test -run='^$$' -fuzz='^$(FUZZ)$$' -fuzztime=$(FUZZTIME) $(PKG)

bench:
	go test -run='^$$' -bench=. -benchmem ./...

check:
	bash .ci/run

dist:
	go -C tools run ./dist

# The container image alone, for linux/amd64 and linux/arm64.
image:
	go -C tools run ./dist -parts image

# What the programs are made of, and under which licences.
sbom:
	go -C tools run ./dist -parts sbom,licences

vuln:
	bash .ci/run vuln

# The .proto files with validate.proto, and the same compiled, for clients of other languages.
contract:
	bash scripts/contract contract
