package main

import "testing"

// What somebody typed stays in its cell.
func TestACellKeepsToItsLine(t *testing.T) {
	list := &table{}
	list.add("1", "ana", "x\n  2  bob  approve\x1b[31m\u202e\u2028é")
	if got, want := list.String(), "  1  ana  x\ufffd  2  bob  approve\ufffd[31m\ufffd\ufffdé\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
