package bundle

import (
	"slices"
	"testing"

	"github.com/relais-directory/relais/data"
)

func TestTheHashIsTheBundlesName(t *testing.T) {
	for _, count := range []int{0, 1, 40} {
		listings := some(count)
		if count > 2 {
			listings[1].Service.Name.En = "\xff\xfe no text"
		}
		_, info := encode(t, listings)
		pointers := make([]*data.Listing[data.Public], count)
		for i := range listings {
			pointers[i] = &listings[i]
		}
		slices.Reverse(pointers)
		if got, err := Hash(pointers); err != nil || got != info.Hash {
			t.Errorf("of %d: %s %v, want %s", count, got, err, info.Hash)
		}
	}
	twice, wrong := some(2), some(1)
	twice[1].ID, wrong[0].ID = twice[0].ID, "X"
	if _, err := Hash([]*data.Listing[data.Public]{&twice[0], &twice[1]}); err == nil {
		t.Error("two listings with one id have a hash")
	}
	if _, err := Hash([]*data.Listing[data.Public]{&wrong[0]}); err == nil {
		t.Error("a listing whose id is none has a hash")
	}
}
