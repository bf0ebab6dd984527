package relais_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/data/record/recordtest"
)

// What is learned of room is stored and then seen at once, without a new catalog:
// the listing itself, its words and its place in the index stay as they are.
func TestRoomThatIsLearnedIsSeenAtOnceAndKept(t *testing.T) {
	dir, o := t.TempDir(), relais.Options{Keys: t.TempDir()}
	e, err := relais.Create(dir, o, now)
	if err != nil {
		t.Fatal(err)
	}
	r := recordtest.Storable(t, data.Limited)
	apply(t, e, r)
	public, staff, id := relais.Snapshot[relais.Public](e), relais.Snapshot[relais.Staff](e), r.At[0].ID
	three := 3
	learned := data.Capacity{Unit: "mat", Status: data.HasCapacity, Available: &three, Updated: now.Add(time.Hour), By: "test", How: "call"}
	if _, err := e.SetCapacity(id, learned, "test", "they called", now.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	holds := func(e *relais.Engine) {
		t.Helper()
		found, err := relais.Find[relais.Staff](e, id)
		if err != nil || len(found.Inside.Capacity) == 0 || !reflect.DeepEqual(found.Inside.Capacity[len(found.Inside.Capacity)-1], learned) {
			t.Errorf("%v: found %+v", err, found.Inside.Capacity)
		}
		s := relais.Snapshot[relais.Staff](e)
		if i, _ := s.Ordinal(id); s.Generation() != e.Generation() || *s.Facts(i).Capacity[len(s.Facts(i).Capacity)-1].Available != 3 {
			t.Errorf("generation %d, the directory's %d; searches see %+v", s.Generation(), e.Generation(), s.Facts(i).Capacity)
		}
		if all := relais.Listings[relais.Staff](e); len(all) == 0 || len(all[0].Inside.Capacity) == 0 {
			t.Error("an export does not have it")
		}
	}
	holds(e)
	if now := relais.Snapshot[relais.Staff](e); now.At(0) != staff.At(0) || now.Lexicon() != staff.Lexicon() {
		t.Error("the catalog was made anew")
	}
	if relais.Snapshot[relais.Public](e) != public {
		t.Error("the public catalog tells of it")
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	if e, err = relais.Open(dir, o); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = e.Close() }()
	holds(e)
}

// What the caller does afterwards to what they gave changes nothing, and bytes that
// are no text are at once what they will be when the directory is opened again.
func TestRoomThatIsLearnedIsTheDirectorysOwn(t *testing.T) {
	dir, o := t.TempDir(), relais.Options{Keys: t.TempDir()}
	e, err := relais.Create(dir, o, now)
	if err != nil {
		t.Fatal(err)
	}
	r := recordtest.Storable(t, data.Limited)
	apply(t, e, r)
	free := 3
	learned := data.Capacity{Unit: "mat", Status: data.HasCapacity, Available: &free, Updated: time.Now(), By: "caf\xe9\xe9", How: "call"}
	if _, err := e.SetCapacity(r.At[0].ID, learned, "test", "they called", now); err != nil {
		t.Fatal(err)
	}
	free = 9
	last := func() data.Capacity {
		l, err := relais.Find[relais.Staff](e, r.At[0].ID)
		if err != nil {
			t.Fatal(err)
		}
		return l.Inside.Capacity[len(l.Inside.Capacity)-1]
	}
	was := last()
	if *was.Available != 3 || was.By != "caf\ufffd\ufffd" {
		t.Errorf("got %d free, by %q", *was.Available, was.By)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	if e, err = relais.Open(dir, o); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = e.Close() }()
	if now := last(); *now.Available != *was.Available || now.By != was.By || !now.Updated.Equal(was.Updated) {
		t.Errorf("got %+v when it was opened again, want %+v", now, was)
	}
}

// A directory that was changed again and again shows what one opened anew shows.
func TestCatalogsKeptInStepAreThoseMadeAnew(t *testing.T) {
	dir, o := t.TempDir(), relais.Options{Keys: t.TempDir()}
	e, err := relais.Create(dir, o, now)
	if err != nil {
		t.Fatal(err)
	}
	var all []*record.Record
	for n := range byte(12) {
		r := recordtest.Storable(t, []data.Visibility{data.Internal, data.Limited, data.Open}[n%3])
		renew(t, r, seeded(n))
		all = append(all, r)
	}
	apply(t, e, all[:8]...)
	all[2].Services[0].Needs = []string{"legal"}
	all[4].Services[0].Intake = data.Intake{State: data.IntakeNotAccepting}
	apply(t, e, all[2], all[4], all[9])
	if _, err := e.Apply(relais.Change{Actor: "test", Reason: "gone", At: now, Delete: []data.ID{all[1].ID(), all[5].ID()}}); err != nil {
		t.Fatal(err)
	}
	apply(t, e, all[10], all[1])
	public, staff := relais.Listings[relais.Public](e), relais.Listings[relais.Staff](e)
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	if e, err = relais.Open(dir, o); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = e.Close() }()
	if got := relais.Listings[relais.Public](e); len(got) == 0 || !reflect.DeepEqual(got, public) {
		t.Errorf("%d public listings, and %d when opened anew", len(public), len(got))
	}
	if got := relais.Listings[relais.Staff](e); len(got) <= len(public) || !reflect.DeepEqual(got, staff) {
		t.Errorf("%d staff listings, and %d when opened anew", len(staff), len(got))
	}
}
