package wire

import (
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/data/sample"
	"github.com/relais-directory/relais/geo"
)

// now is the instant that every server here takes it to be.
var now = time.Date(2026, time.November, 22, 15, 0, 0, 0, time.UTC)

// history is one way in which a directory came to be what it is.
type history struct {
	t      testing.TB
	random *rand.Rand
	engine *relais.Engine
	dir    string
	keys   string
	base   []*record.Record // those in it that the public may know of come first

	did       []string
	withdrawn []data.ID // listings that were public for a moment
}

// quiet is a directory of base and nothing else.
func quiet(t testing.TB, base []*record.Record, seed uint64) *history {
	t.Helper()
	h := &history{t: t, random: rand.New(rand.NewPCG(seed, 1)), dir: t.TempDir(), keys: t.TempDir(), base: base}
	e, err := relais.Create(h.dir, relais.Options{Keys: h.keys}, now.AddDate(0, 0, -h.random.IntN(90)))
	if err != nil {
		t.Fatal(err)
	}
	h.engine = e
	t.Cleanup(func() { _ = h.engine.Close() })
	shuffled := slices.Clone(base)
	h.random.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	for batch := range slices.Chunk(shuffled, 30+h.random.IntN(90)) {
		h.apply(batch...)
	}
	return h
}

// busy is a directory of the same base to which hidden things were done: internal
// twins of public records always, else any mix of what is in hidden, in any order.
func busy(t testing.TB, base []*record.Record, seed uint64) *history {
	t.Helper()
	h := quiet(t, base, seed)
	h.addTwins()
	for _, i := range h.random.Perm(len(hidden))[:2+h.random.IntN(len(hidden)-2)] {
		hidden[i].do(h)
		h.did = append(h.did, hidden[i].name)
	}
	return h
}

// hidden is what may be done to a directory without the public feeling it.
var hidden = []struct {
	name string
	do   func(*history)
}{
	{"more twins", (*history).addTwins},
	{"many twins of one record", (*history).addMany},
	{"notes, protocols and lines for staff", (*history).editStaffFields},
	{"sealed parts", (*history).seal},
	{"hidden places move", (*history).moveHouses},
	{"room is reported", (*history).reportRoom},
	{"published and withdrawn", (*history).withdraw},
	{"added and deleted", (*history).addAndDelete},
	{"a refused change", (*history).tryARefusedChange},
	{"an import that fails", (*history).tryAnImport},
	{"records without consent", (*history).claimWithoutConsent},
	{"closed and opened again", (*history).reopen},
}

func (h *history) apply(records ...*record.Record) { h.change(relais.Change{Put: records}) }

// change makes one change, at an instant of its own.
func (h *history) change(c relais.Change) {
	h.t.Helper()
	c.Actor, c.Reason, c.At = "test", "history", now.Add(-time.Duration(h.random.IntN(1e6))*time.Second)
	if _, err := h.engine.Apply(c); err != nil {
		h.t.Fatal(err)
	}
}

// twin is a record with all that r says, under ids of its own that begin as r's do.
func (h *history) twin(r *record.Record) *record.Record {
	h.t.Helper()
	twin := clone(h.t, r)
	ids := map[data.ID]data.ID{"": ""}
	renew := func(id *data.ID) {
		if _, ok := ids[*id]; !ok {
			ids[*id] = h.idLike(*id)
		}
		*id = ids[*id]
	}
	renew(&twin.Organization.ID)
	for i := range twin.Services {
		renew(&twin.Services[i].ID)
	}
	for i := range twin.Locations {
		renew(&twin.Locations[i].ID)
		twin.Locations[i].Confidential = false
	}
	for i := range twin.At {
		renew(&twin.At[i].ID)
		renew(&twin.At[i].ServiceID)
		renew(&twin.At[i].LocationID)
	}
	twin.Sources, twin.Sealed = nil, record.Sealed{}
	return twin
}

// idLike is an id that differs from another in its last digits alone.
func (h *history) idLike(id data.ID) data.ID {
	tail := make([]byte, 6)
	for i := range tail {
		tail[i] = byte(h.random.UintN(256))
	}
	return id[:len(id)-12] + data.ID(hex.EncodeToString(tail))
}

func expose(r *record.Record, as func(*record.Exposure)) *record.Record {
	as(&r.Organization.Exposure)
	for i := range r.Services {
		as(&r.Services[i].Exposure)
	}
	for i := range r.Locations {
		as(&r.Locations[i].Exposure)
	}
	return r
}

func internal(x *record.Exposure) { x.Visibility = data.Internal }

func (h *history) addTwins() {
	var twins []*record.Record
	for _, r := range h.some(1 + h.random.IntN(20)) {
		twin := expose(h.twin(r), internal)
		for i := range twin.Services {
			twin.Services[i].Notes = bilingual.Same("canary-zqxjkv")
			twin.Services[i].Phones = append(twin.Services[i].Phones, record.Phone{Phone: data.Phone{Number: "+14165550199"}, Public: true})
		}
		twins = append(twins, twin)
	}
	h.apply(twins...)
}

func (h *history) addMany() {
	var twins []*record.Record
	r := h.some(1)[0]
	for range 60 {
		twins = append(twins, expose(h.twin(r), internal))
	}
	h.apply(twins...)
}

func (h *history) editStaffFields() {
	h.edit(func(r *record.Record) {
		for i := range r.Services {
			s := &r.Services[i]
			s.Notes, s.Protocol = bilingual.Same("canary-notes shelter"), bilingual.Same("canary-protocol")
			s.Phones = append(s.Phones, record.Phone{Phone: data.Phone{Number: "+14165550198"}})
		}
		r.Sources = append(r.Sources, record.Source{Name: "canary-source", Key: string(r.ID())})
	})
}

func (h *history) seal() {
	h.edit(func(r *record.Record) {
		r.Sealed = r.Sealed.Reseal(func(p *record.Parts) {
			p.Contacts = append(p.Contacts, data.Contact{Name: "canary-contact", Email: "canary@example.org"})
			p.Notes = bilingual.Same("canary-sealed")
		})
	})
}

// moveHouses moves what the public must not know: the point of a limited site,
// and the sealed one of a confidential site with its area for staff.
func (h *history) moveHouses() {
	far := geo.Point{Lat: 44 + 6*h.random.Float64(), Lng: -75 - 20*h.random.Float64()}
	h.edit(func(r *record.Record) {
		for i := range r.Locations {
			l := &r.Locations[i]
			switch {
			case l.Confidential:
				r.Sealed = r.Sealed.Reseal(func(p *record.Parts) {
					if site, ok := p.Sites[l.ID]; ok {
						site.Point = far
						p.Sites[l.ID] = site
					}
				})
			case l.Exposure.Effective() < data.Open && !l.Point.IsZero():
				l.Point = far
			}
		}
	})
}

func (h *history) reportRoom() {
	staff := relais.Snapshot[relais.Staff](h.engine)
	for range 5 {
		id := staff.At(h.random.IntN(staff.Len())).ID
		c := data.Capacity{Unit: "bed", Status: data.NoCapacity, Updated: now.Add(-time.Hour)}
		if _, err := h.engine.SetCapacity(id, c, "test", "history", now); err != nil {
			h.t.Fatal(err)
		}
	}
}

func (h *history) withdraw() {
	for _, r := range h.some(3) {
		twin := h.twin(r)
		h.apply(twin)
		for _, l := range record.Publish(twin) {
			h.withdrawn = append(h.withdrawn, l.ID)
		}
		h.change(relais.Change{Delete: []data.ID{twin.ID()}})
	}
}

func (h *history) addAndDelete() {
	twin := expose(h.twin(h.base[0]), internal)
	h.apply(twin)
	h.change(relais.Change{Delete: []data.ID{twin.ID()}})
}

func (h *history) tryARefusedChange() {
	broken := clone(h.t, h.base[0])
	broken.Organization.Name = bilingual.Text{}
	if _, err := h.engine.Apply(relais.Change{Actor: "test", Reason: "x", At: now, Put: []*record.Record{broken}}); err == nil {
		h.t.Fatal("a record without a name was accepted")
	}
}

func (h *history) tryAnImport() {
	mapping := "source = \"partner\"\nkey = [\"id\"]\n[columns]\norganization_name = \"name\"\nservice_name = \"service\"\nphone = \"phone\"\n"
	rows := "id,name,service,phone\n1,Canary House,Shelter,12\n2,,,\n"
	f := relais.ImportFile{Content: []byte(rows), Mapping: []byte(mapping)}
	if _, err := h.engine.PlanImport(f, "test", now); err != nil {
		h.t.Fatal(err)
	}
}

func (h *history) claimWithoutConsent() {
	var twins []*record.Record
	for _, r := range h.some(5) {
		twins = append(twins, expose(h.twin(r), func(x *record.Exposure) { *x = record.Exposure{} }))
	}
	h.apply(twins...)
}

func (h *history) reopen() {
	if err := h.engine.Close(); err != nil {
		h.t.Fatal(err)
	}
	e, err := relais.Open(h.dir, relais.Options{Keys: h.keys})
	if err != nil {
		h.t.Fatal(err)
	}
	h.engine = e
}

// edit changes some records as they stand in the directory.
func (h *history) edit(change func(*record.Record)) {
	var edited []*record.Record
	for _, r := range h.some(12) {
		r, err := h.engine.Record(r.ID())
		if err != nil {
			h.t.Fatal(err)
		}
		change(r)
		edited = append(edited, r)
	}
	h.apply(edited...)
}

// some are n records of the base, chosen at random.
func (h *history) some(n int) []*record.Record {
	var chosen []*record.Record
	for _, i := range h.random.Perm(len(h.base))[:min(n, len(h.base))] {
		chosen = append(chosen, h.base[i])
	}
	return chosen
}

// sampleDirectory is the sample directory, invented once.
var sampleDirectory = sync.OnceValues(func() ([]*record.Record, error) {
	g, err1 := geo.Load()
	terms, err2 := data.LoadTerms()
	if err1 != nil || err2 != nil {
		return nil, fmt.Errorf("%w, %w", err1, err2)
	}
	return sample.Build(g, terms, sample.Options{Seed: 5, At: now})
})

// baseOf draws a directory for one seed: 60 records of which the public may know
// something, limited ones among them, and 20 of which it may not.
func baseOf(t testing.TB, seed uint64) []*record.Record {
	t.Helper()
	all, err := sampleDirectory()
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(seed, 2))
	var open, closed []*record.Record
	for _, i := range random.Perm(len(all)) {
		if len(record.Publish(all[i])) > 0 {
			open = append(open, all[i])
		} else {
			closed = append(closed, all[i])
		}
	}
	limited := slices.DeleteFunc(slices.Clone(open), func(r *record.Record) bool { return !isLimited(r) })
	return slices.Concat(limited[:10], slices.DeleteFunc(open, isLimited)[:50], closed[:20])
}

func isLimited(r *record.Record) bool {
	return slices.ContainsFunc(r.Locations, func(l record.Location) bool {
		return l.Exposure.Effective() == data.Limited || l.Confidential && l.Exposure.Effective() > data.Internal
	})
}

func clone(t testing.TB, r *record.Record) *record.Record {
	t.Helper()
	b, err := record.Encode(r)
	if err != nil {
		t.Fatal(err)
	}
	c, err := record.Decode(b)
	if err != nil {
		t.Fatal(err)
	}
	return c
}
