package relais_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/data/record/recordtest"
	"github.com/relais-directory/relais/data/store"
)

func fresh(t *testing.T) *relais.Engine {
	t.Helper()
	e, err := relais.Create(t.TempDir(), relais.Options{Keys: t.TempDir()}, now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	return e
}

// A public snapshot that is built anew whenever something hidden changes would
// tell so by its age, and by the time that it takes.
func TestThePublicSnapshotIsLeftAloneWhileNothingPublicChanges(t *testing.T) {
	e := fresh(t)
	apply(t, e, recordtest.Storable(t, data.Limited))
	public, staff := relais.Snapshot[relais.Public](e), relais.Snapshot[relais.Staff](e)
	internal := recordtest.Storable(t, data.Internal)
	renew(t, internal, seeded(31))
	internal.Locations[0].Confidential = true
	apply(t, e, internal)
	if relais.Snapshot[relais.Public](e) != public {
		t.Error("an internal record made a new public snapshot")
	}
	if relais.Snapshot[relais.Staff](e) == staff {
		t.Error("staff do not see the new record")
	}
}

func TestHiddenAndUnknownAreOneAnswer(t *testing.T) {
	e := fresh(t)
	hidden := recordtest.Storable(t, data.Internal)
	apply(t, e, hidden)
	_, unknown := relais.Find[relais.Public](e, "00000000-0000-4000-8000-000000000000")
	_, got := relais.Find[relais.Public](e, hidden.At[0].ID)
	if got == nil || fmt.Sprintf("%#v", *must(bilingual.AsProblem(got))) != fmt.Sprintf("%#v", *must(bilingual.AsProblem(unknown))) {
		t.Errorf("hidden is answered %v, unknown %v", got, unknown)
	}
	if _, err := relais.Find[relais.Staff](e, hidden.At[0].ID); err != nil {
		t.Errorf("staff are answered %v", err)
	}
}

func must(p *bilingual.Problem, ok bool) *bilingual.Problem {
	if !ok {
		panic("this is no problem for people")
	}
	return p
}

func TestWhatTheCallerDoesToARecordAfterwardsChangesNothing(t *testing.T) {
	e := fresh(t)
	r := recordtest.Storable(t, data.Limited)
	apply(t, e, r)
	_, before, err := e.Publish()
	if err != nil {
		t.Fatal(err)
	}
	r.Services[0].Needs[0] = "legal"
	r.Services[0].Phones[0].Number = "+14165550100"
	if _, after, err := e.Publish(); err != nil || after.Hash != before.Hash {
		t.Errorf("the bundle changed without a change: %v", err)
	}
}

func TestAStaffExportIsAudited(t *testing.T) {
	e := fresh(t)
	if err := e.RecordExport("ana", "a report", now); err != nil {
		t.Fatal(err)
	}
	last := store.AuditEntry{}
	err := e.Store().View(func(tx *store.Tx) error {
		for entry, err := range tx.Audit() {
			if err != nil {
				return err
			}
			last = entry
		}
		return nil
	})
	if err != nil || last.Action != store.ActionExport || last.Actor != "ana" {
		t.Errorf("the last audit entry is %+v, %v", last, err)
	}
}

func TestAConsentFromTheFutureIsRefused(t *testing.T) {
	r := recordtest.Storable(t, data.Limited)
	r.Services[0].Exposure.Consent.On = hours.Date{Year: 2099, Month: 1, Day: 1}
	_, err := fresh(t).Apply(relais.Change{Actor: "ana", Reason: "x", At: now, Put: []*record.Record{r}})
	if p, ok := bilingual.AsProblem(err); !ok || p.Code != "consent_in_future" {
		t.Errorf("got %v", err)
	}
}

func TestKeysMayNotLieInsideTheDirectory(t *testing.T) {
	dir := t.TempDir()
	for _, keys := range []string{dir, filepath.Join(dir, "keys"), filepath.Join(dir, "a", "..", "keys")} {
		_, err := relais.Create(dir, relais.Options{Keys: keys}, now)
		if p, ok := bilingual.AsProblem(err); !ok || p.Code != "keys_inside" {
			t.Errorf("keys in %s: got %v", keys, err)
		}
	}
	if _, err := relais.Create(dir, relais.Options{Keys: dir + "-keys"}, now); err != nil {
		t.Errorf("a folder beside it was refused: %v", err)
	}
}
