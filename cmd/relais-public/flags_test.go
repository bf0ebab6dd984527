package main

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"
)

// said runs a command line that ends at once, and gives its exit code and words.
func said(t *testing.T, args ...string) (int, string) {
	t.Helper()
	var out, errs bytes.Buffer
	code := run(t.Context(), args, func(string) string { return "" }, &out, &errs)
	return code, out.String() + errs.String()
}

func TestTheCommandLineSpeaksBothLanguages(t *testing.T) {
	code, en := said(t, "--help")
	if code != 0 || !strings.Contains(en, "--require-confinement") || !strings.Contains(en, "Serve the public site") {
		t.Errorf("%d: %s", code, en)
	}
	code, fr := said(t, "--help", "--lang", "fr")
	if code != 0 || !strings.Contains(fr, "Servir le site public") || strings.Contains(fr, "Serve the") {
		t.Errorf("%d: %s", code, fr)
	}
}

func TestWhatIsNotUnderstoodIsRefused(t *testing.T) {
	for _, args := range [][]string{
		{}, {"one", "two"}, {"--nonsense"}, {"b", "--refresh", "1ms"}, {"b", "--refresh", "soon"}, {"b", "--lang", "de"},
		{"b", "--key", "zz"}, {"b", "--terms", "/nowhere/terms.tsv"}, {"b", "--weights", "/nowhere"}, {"b", "--places", "/nowhere"}, {"b", "--listen", "127.0.0.1"},
		{"b", "--base", "help.example"}, {"b", "--base", "http://help.example"}, {"b", "--apply-url", "http://help.example"}, {"b", "--redirect", ":80"},
	} {
		if code, words := said(t, args...); code != 2 || !strings.Contains(words, "→ ") {
			t.Errorf("%q: exit code %d: %s", args, code, words)
		}
	}
	for _, args := range [][]string{{"b", "--listen", "0.0.0.0:80"}, {"b", "--listen", ":443", "--lang", "fr"}} {
		if code, words := said(t, args...); code != 4 || !strings.Contains(words, "TLS") || strings.Contains(words, "--acme") {
			t.Errorf("%q, plainly for everybody: exit code %d: %s", args, code, words)
		}
	}
	if code, words := said(t, "b", "--tls-cert", "/nowhere", "--tls-key", "/nowhere"); code != 2 || strings.Contains(words, "--acme") {
		t.Errorf("no certificate there: exit code %d: %s", code, words)
	}
}

// What the kernel leaves to the program is what it listens on.
func TestThePortThatLeadsToTLSIsLeftToTheProgram(t *testing.T) {
	f := &flags{listen: ":443", cert: "c", certKey: "k", source: "b"}
	for redirect, ports := range map[string]int{"": 2, ":8080": 2, "none": 1} {
		f.redirect = redirect
		rules, err := f.rules()
		if got := strings.Count(fmt.Sprint(rules), "bind"); err != nil || got != ports {
			t.Errorf("--redirect %q: %d ports, want %d: %v %v", redirect, got, ports, rules, err)
		}
	}
}

func TestWhatIsWithdrawnIsGoneInFiveSeconds(t *testing.T) {
	if defaultRefresh > 5*time.Second-3*time.Second {
		t.Errorf("looking every %v leaves too little of five seconds", defaultRefresh)
	}
}
