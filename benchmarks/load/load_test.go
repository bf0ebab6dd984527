package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"strings"
	"testing"
	"time"
)

// A small run of everything but the second process: answers are what was prepared,
// pages are answered, and the report has its figures.
func TestASmallRunMeasuresWhatItSays(t *testing.T) {
	o := options{listings: 300, callers: 30, rounds: 2, clients: 2, lasting: 100 * time.Millisecond}
	ctx, cancel := context.WithCancel(t.Context())
	said, says := io.Pipe()
	ended := make(chan error, 1)
	go func() { ended <- serveCallers(ctx, o, says) }()
	var at ready
	if err := json.NewDecoder(said).Decode(&at); err != nil {
		t.Fatal(err)
	}
	var report bytes.Buffer
	if err := measureAt(ctx, o, at, &report); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"POST /v1/search", "prepared beforehand, p50: ", "requests/s", "the engine "} {
		if !strings.Contains(report.String(), want) {
			t.Errorf("the report has no %q:\n%s", want, report.String())
		}
	}
	if at.Parts.Search <= 0 || at.Parts.Encode <= 0 {
		t.Errorf("the parts are %+v", at.Parts)
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// A server that answers otherwise than was prepared is told.
func TestAnAnswerThatIsNotThePreparedOneIsTold(t *testing.T) {
	o := options{listings: 300, callers: 4, rounds: 1}
	ctx, cancel := context.WithCancel(t.Context())
	said, says := io.Pipe()
	ended := make(chan error, 1)
	go func() { ended <- serveCallers(ctx, o, says) }()
	defer func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}()
	var at ready
	if err := json.NewDecoder(said).Decode(&at); err != nil {
		t.Fatal(err)
	}
	a, err := o.requests()
	if err != nil {
		t.Fatal(err)
	}
	a.prepared[0] = a.prepared[1]
	if _, err := inTurn(ctx, o, at.Address, a); err == nil {
		t.Error("another answer than the prepared one goes unseen")
	}
}
