// Package faulttest says what becomes of a test that needs what not every machine
// has: the administrator's rights, a disk of its own, a tracer, another process's
// memory. Only tests import it.
//
// Such a test is skipped where it cannot run, with a sentence. "make test-faults"
// sets RELAIS_FAULTS=1; then it fails there instead, so that nobody takes a test
// that never ran for one that passed.
package faulttest

import (
	"os"
	"testing"
)

func asked() bool { return os.Getenv("RELAIS_FAULTS") == "1" }

// Cannot ends a test that cannot run here: skipped, or failed where it was asked
// for.
func Cannot(t testing.TB, why string, args ...any) {
	t.Helper()
	if asked() {
		t.Fatalf("it was asked for and cannot run: "+why, args...)
	}
	t.Skipf(why, args...)
}

// Asked skips a test that takes long, unless it was asked for.
func Asked(t testing.TB) {
	t.Helper()
	if !asked() {
		t.Skip("it takes long, and runs with “make test-faults”")
	}
}
