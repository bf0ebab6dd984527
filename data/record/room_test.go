package record_test

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/data/record/recordtest"
)

// TestRoomIsEditedAsInTheWholeRecord holds what is spliced to the decoded record with
// the same change in it, encoded: for records with many services and few, with room
// and without, and for every sort of report.
func TestRoomIsEditedAsInTheWholeRecord(t *testing.T) {
	whole := recordtest.Storable(t, data.Limited)
	rapid.Check(t, func(rt *rapid.T) {
		r := someServices(rt, whole)
		before := encode(t, r)
		for range rapid.IntRange(1, 4).Draw(rt, "changes") {
			service := rapid.SampledFrom(r.Services).Draw(rt, "service").ID
			said := rapid.SliceOfN(reports, 0, 30).Draw(rt, "known")
			keep := rapid.IntRange(0, 2).Draw(rt, "kept")
			learn := func(known []data.Capacity) ([]data.Capacity, error) {
				return append(known[:min(keep, len(known))], said...), nil
			}
			got, err := record.EditRoom(before, service, learn)
			want, known := editedWhole(t, before, service, learn)
			if err != nil || !bytes.Equal(got.Content, want) {
				rt.Fatalf("%v: got %q, want %q", err, got.Content, want)
			}
			if !reflect.DeepEqual(got.Known, known) {
				rt.Fatalf("known is %+v, want %+v", got.Known, known)
			}
			before = got.Content
		}
	})
}

// editedWhole is the slow twin of EditRoom.
func editedWhole(t *testing.T, b []byte, service data.ID, learn func([]data.Capacity) ([]data.Capacity, error)) ([]byte, []data.Capacity) {
	t.Helper()
	r := decode(t, b)
	s := serviceOf(r, service)
	s.Capacity, _ = learn(s.Capacity)
	content, err := record.EncodeSettled(r)
	if err != nil {
		t.Fatal(err)
	}
	return content, serviceOf(decode(t, content), service).Capacity
}

func serviceOf(r *record.Record, id data.ID) *record.Service {
	for i := range r.Services {
		if r.Services[i].ID == id {
			return &r.Services[i]
		}
	}
	return nil
}

// someServices is whole with other services: each has some fields and lacks others.
func someServices(t *rapid.T, whole *record.Record) *record.Record {
	r := *whole
	r.Services = nil
	for n := range rapid.SampledFrom([]int{1, 2, 3, 23, 24, 300}).Draw(t, "services") {
		s := whole.Services[0]
		lacks := rapid.Uint64().Draw(t, "lacks")
		for i, v := 0, reflect.ValueOf(&s).Elem(); i < v.NumField(); i++ {
			if lacks>>i&1 == 1 {
				v.Field(i).SetZero()
			}
		}
		s.ID = data.ID(fmt.Sprintf("0c000000-0000-4000-8000-%012d", n))
		r.Services = append(r.Services, s)
	}
	return &r
}

// reports are what may be known of room, text that is none and odd hours among them.
var reports = rapid.Custom(func(t *rapid.T) data.Capacity {
	text := rapid.SampledFrom([]string{"", "bed", "café", "caf\xe9", "a\x00b", "\xff\xfe"})
	number := rapid.Ptr(rapid.IntRange(-5, 70_000), true)
	zone := rapid.SampledFrom([]*time.Location{time.UTC, time.FixedZone("", -5*3600), time.FixedZone("", -44*60-30)}).Draw(t, "zone")
	return data.Capacity{
		Unit: text.Draw(t, "unit"), Population: text.Draw(t, "population"), Status: data.HasCapacity,
		Available: number.Draw(t, "available"), Maximum: number.Draw(t, "maximum"),
		Updated: time.Unix(rapid.Int64Range(0, 4e9).Draw(t, "seconds"), rapid.Int64Range(0, 999_999_999).Draw(t, "nanoseconds")).In(zone),
		By:      text.Draw(t, "by"), How: text.Draw(t, "how"),
	}
})

func TestWhatIsNotLearnedIsNotEdited(t *testing.T) {
	b := encode(t, recordtest.Storable(t, data.Limited))
	refused := errors.New("refused")
	refuse := func([]data.Capacity) ([]data.Capacity, error) { return nil, refused }
	if _, err := record.EditRoom(b, recordtest.ServiceID, refuse); err != refused {
		t.Errorf("got %v, want the error of whoever learns", err)
	}
	nothing := func([]data.Capacity) ([]data.Capacity, error) { return nil, nil }
	if _, err := record.EditRoom(b, recordtest.LocationID, nothing); !errors.Is(err, record.ErrNoService) {
		t.Errorf("got %v for a service that is not there", err)
	}
	for n := range len(b) {
		if _, err := record.EditRoom(b[:n], recordtest.ServiceID, refuse); err == nil {
			t.Errorf("the first %d bytes of a record are taken for one", n)
		}
	}
	late := func([]data.Capacity) ([]data.Capacity, error) {
		return []data.Capacity{{Unit: "bed", Updated: time.Date(10_000, 1, 1, 0, 0, 0, 0, time.UTC)}}, nil
	}
	if _, err := record.EditRoom(b, recordtest.ServiceID, late); err == nil {
		t.Error("a year that cannot be read again is written")
	}
}

// FuzzEditRoom edits any bytes. What an encoder wrote is edited as in the whole
// record; of anything else, nothing but an error or bytes comes.
func FuzzEditRoom(f *testing.F) {
	seed := encode(f, &record.Record{Services: []record.Service{{ID: "a", Capacity: []data.Capacity{{Unit: "bed"}}}, {ID: "b"}}})
	f.Add(seed, "a")
	f.Add(seed, "b")
	f.Add([]byte{0x83, 2, 0xa0, 0xf6}, "")
	f.Fuzz(func(t *testing.T, b []byte, service string) {
		learn := func(known []data.Capacity) ([]data.Capacity, error) {
			return append(known, data.Capacity{Unit: "room"}), nil
		}
		got, err := record.EditRoom(b, data.ID(service), learn)
		r, unread := record.Decode(b)
		if unread != nil || err != nil {
			return
		}
		if again, err := record.Encode(r); err != nil || !bytes.Equal(again, b) {
			return
		}
		s := serviceOf(r, data.ID(service))
		s.Capacity, _ = learn(s.Capacity)
		want, err := record.EncodeSettled(r)
		if err != nil || !bytes.Equal(got.Content, want) {
			t.Fatalf("%v: got %q, want %q", err, got.Content, want)
		}
	})
}

func BenchmarkEditRoom(b *testing.B) {
	raw := encode(b, large(b))
	b.ReportAllocs()
	for n := 0; b.Loop(); n++ {
		_, err := record.EditRoom(raw, "0c000000-0000-4000-8000-000000000003", func([]data.Capacity) ([]data.Capacity, error) {
			return []data.Capacity{{Unit: "bed", Status: data.HasCapacity, Available: &n, Updated: time.Unix(int64(n), 0).UTC()}}, nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}
