package relais_test

import (
	"testing"
	"time"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/record/recordtest"
)

// Whoever follows the public catalog is called at the start and after what changes it,
// once for several changes that come meanwhile, and for nothing that stays inside.
func TestThePublicCatalogIsFollowed(t *testing.T) {
	e, err := relais.Create(t.TempDir(), relais.Options{Keys: t.TempDir()}, now)
	if err != nil {
		t.Fatal(err)
	}
	open, internal := recordtest.Storable(t, data.Limited), recordtest.Storable(t, data.Internal)
	renew(t, internal, seeded(1))
	drawn, goOn, over := make(chan int), make(chan struct{}), make(chan struct{})
	defer func() {
		close(over)
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	}()
	e.FollowPublic(0, func() {
		select {
		case drawn <- relais.Snapshot[relais.Public](e).Len():
		case <-over:
		}
		select {
		case <-goOn:
		case <-over:
		}
	})
	is := func(when string, want int) {
		t.Helper()
		select {
		case got := <-drawn:
			if got != want {
				t.Errorf("%s: %d listings are drawn up, want %d", when, got, want)
			}
		case <-time.After(time.Minute):
			t.Fatalf("%s: nothing is drawn up", when)
		}
	}
	is("at the start", 0)
	apply(t, e, open) // while the first is being drawn up
	goOn <- struct{}{}
	is("after a public change", 1)
	open.Services[0].Name.En = "another name"
	apply(t, e, open)
	open.Services[0].Name.En = "yet another"
	apply(t, e, open)
	goOn <- struct{}{}
	is("after two", 1)
	apply(t, e, internal)
	goOn <- struct{}{}
	select {
	case <-drawn:
		t.Error("a change inside is followed, or two changes one by one")
	case <-time.After(100 * time.Millisecond):
	}
}
