package relais_test

import (
	"testing"

	"github.com/relais-directory/relais"
)

// An engine without catalogs plans, applies and undoes as any other, and finds
// nothing.
func TestAnUnlistedEngineImportsAlike(t *testing.T) {
	dir, keys := t.TempDir(), t.TempDir()
	open := func(unlisted bool) *relais.Engine {
		t.Helper()
		e, err := relais.Open(dir, relais.Options{Keys: keys, Brief: true, Unlisted: unlisted})
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	closed := func(e *relais.Engine) {
		t.Helper()
		if err := e.Close(); err != nil {
			t.Fatal(err)
		}
	}
	e, err := relais.Create(dir, relais.Options{Keys: keys, Brief: true}, now)
	if err != nil {
		t.Fatal(err)
	}
	imported(t, e, "ana", agreed, legalRow)
	agree(t, e, "ben")
	before := e.Store().Digest()
	closed(e)

	e = open(true)
	i := imported(t, e, "ana", agreed, told+shelterRow)
	if len(relais.Listings[relais.Staff](e)) != 0 {
		t.Error("it has listings")
	}
	after := e.Store().Digest()
	closed(e)
	e = open(false)
	if e.Store().Digest() != after || len(relais.Listings[relais.Staff](e)) != 2 || len(relais.Listings[relais.Public](e)) != 1 {
		t.Error("opened with its catalogs, it is another directory")
	}
	closed(e)
	e = open(true)
	if done, err := undo(e, i.ID, relais.NewerRefuse, now); err != nil || done.Held > 0 || done.Content != before {
		t.Errorf("undone %+v, %v", done, err)
	}
	closed(e)
}
