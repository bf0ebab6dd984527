package relais_test

import (
	"testing"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/index"
)

// What is withdrawn leaves nothing in the public snapshot, not even in the parts
// that listings share: it is as if it had never been there.
func TestAWithdrawalLeavesNothingInThePublicSnapshot(t *testing.T) {
	base := sampleRecords(t)
	never := relais.Snapshot[relais.Public](history(t, base[:100], nil))

	e := history(t, base, nil)
	var gone []data.ID
	for _, r := range base[100:] {
		gone = append(gone, r.ID())
	}
	if _, err := e.Apply(relais.Change{Delete: gone, Actor: "test", Reason: "withdrawn", At: now}); err != nil {
		t.Fatal(err)
	}
	s := relais.Snapshot[relais.Public](e)
	if s.Len() != never.Len() {
		t.Fatalf("%d listings, want %d", s.Len(), never.Len())
	}
	for part := range index.Parts {
		if got, want := s.Classes(part), never.Classes(part); got != want {
			t.Errorf("part %d: %d classes, and %d where nothing was withdrawn", part, got, want)
		}
	}
}
