package main

import (
	"crypto/ed25519"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
	"weak"

	"github.com/relais-directory/relais/api/pull"
)

// looked is the bundle of b, as a source gives it.
func looked(t *testing.T, p *published, b []byte) *pull.Bundle {
	t.Helper()
	path := filepath.Join(t.TempDir(), "public.bundle")
	put(t, path, b)
	s, err := pull.New(pull.Options{Where: path, Key: p.sign.Public().(ed25519.PublicKey)})
	if err != nil {
		t.Fatal(err)
	}
	found, err := s.Look(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// Whatever was asked of a bundle, nothing holds on to it once the next one is in use
// and its text index is given up: not the searches by phone, not what was written of
// its listings beforehand.
func TestNothingHoldsOnToABundleThatWasReplaced(t *testing.T) {
	p := publish(t, directory(t))
	c, err := newCatalog(&flags{})
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	if _, err := newServer(&flags{listen: "127.0.0.1:0"}, c, log); err != nil {
		t.Fatal(err)
	}
	c.take(t.Context(), looked(t, p, p.bundle(t, "")), log)
	for _, ask := range [][3]string{
		{"/v1/search", "application/json", `{"needs":["legal"]}`}, {"/fr/search", "application/x-www-form-urlencoded", "remote=1"},
	} {
		r, w := httptest.NewRequest(http.MethodPost, ask[0], strings.NewReader(ask[2])), httptest.NewRecorder()
		r.Header.Set("Content-Type", ask[1])
		if c.site.ServeHTTP(w, r); w.Code != http.StatusOK {
			t.Fatalf("%s: %d", ask[0], w.Code)
		}
	}
	before := weak.Make(c.public.Snapshot())
	c.take(t.Context(), looked(t, p, p.bundle(t, p.listings[0].ID)), log)
	for began := time.Now(); before.Value() != nil; time.Sleep(10 * time.Millisecond) {
		if runtime.GC(); time.Since(began) > 10*time.Second {
			t.Fatal("a bundle that was replaced is still held")
		}
	}
	runtime.KeepAlive(c)
}
