package relais_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/hsds"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/data/sample"
	"github.com/relais-directory/relais/geo"
	"github.com/relais-directory/relais/ranking"
)

// now is the instant of every test.
var now = time.Date(2026, time.November, 22, 15, 0, 0, 0, time.UTC)

// The property: for any two histories of the directory whose public projections
// are equal, everything that the public can observe is equal, byte for byte.
// Each pair here is one directory and the same with something hidden done to
// it; each hidden thing is tried alone and all are tried together.
func TestNothingHiddenInfluencesAPublicByte(t *testing.T) {
	base := sampleRecords(t)
	quiet := history(t, base, nil)
	want := observe(t, quiet)
	inside := observeStaff(t, quiet)
	for _, h := range append(hidden, hiddenThing{"all of it together", nil, true}) {
		t.Run(h.name, func(t *testing.T) {
			busy := history(t, base, h.steps())
			if got := observe(t, busy); !bytes.Equal(got, want) {
				t.Errorf("the public can tell: %s", difference(got, want))
			}
			if h.seenInside && bytes.Equal(observeStaff(t, busy), inside) {
				t.Error("staff see no difference either: the history does nothing and proves nothing")
			}
		})
	}
}

// A check that cannot fail is a defect: each planted leak must be told apart.
func TestThePropertySeesPlantedLeaks(t *testing.T) {
	base := sampleRecords(t)
	quiet, busy := history(t, base, nil), history(t, base, hiddenThing{}.steps())
	leaks := map[string]func(*relais.Engine) any{
		"the store's generation":       func(e *relais.Engine) any { return e.Generation() },
		"a count over all listings":    func(e *relais.Engine) any { return relais.Snapshot[relais.Staff](e).Len() },
		"statistics over all records":  func(e *relais.Engine) any { s, _ := e.Stats(); return s },
		"a total before filtering":     func(e *relais.Engine) any { return staffAnswer(t, e).Total },
		"an order that knows the rest": func(e *relais.Engine) any { return ids(staffAnswer(t, e)) },
		"the store's content hash":     func(e *relais.Engine) any { return e.Store().Digest() },
		"suggestions from all names":   func(e *relais.Engine) any { return relais.Suggest[relais.Staff](e, "m", bilingual.Fr, 1000) },
	}
	for name, leak := range leaks {
		if fmt.Sprint(leak(quiet)) == fmt.Sprint(leak(busy)) {
			t.Errorf("a leak through %s would go unseen", name)
		}
	}
}

// hiddenThing is something done to the directory that the public must not feel.
type hiddenThing struct {
	name       string
	do         func(t *testing.T, e *relais.Engine, base []*record.Record)
	seenInside bool // staff searches must show it
}

// steps are h's own, or those of every hidden thing where h has none.
func (h hiddenThing) steps() []hiddenThing {
	if h.do != nil {
		return []hiddenThing{h}
	}
	return hidden
}

var hidden = []hiddenThing{
	{"internal records full of public words are added", addInternalTwins, true},
	{"staff-only fields of public records are edited", editStaffFields, true},
	{"sealed parts are added", sealParts, true},
	{"room is learned at public and internal listings", learnRoom, false},
	{"a public record is added and withdrawn", addAndWithdraw, false},
	{"an internal record is added and deleted", addAndDelete, false},
	{"a refused change is tried", tryARefusedChange, false},
	{"records without consent claim to be public", claimWithoutConsent, true},
	{"its people do their work", doTheWork, true},
}

// addInternalTwins puts an internal twin beside public records: same words, same
// needs, same place, same telephone.
func addInternalTwins(t *testing.T, e *relais.Engine, base []*record.Record) {
	random := seeded(11)
	var twins []*record.Record
	for _, r := range base[:60] {
		twin := clone(t, r)
		renew(t, twin, random)
		forEachExposure(twin, func(x *record.Exposure) { x.Visibility = data.Internal })
		twins = append(twins, twin)
	}
	apply(t, e, twins...)
}

func editStaffFields(t *testing.T, e *relais.Engine, base []*record.Record) {
	var all []*record.Record
	for _, r := range base[60:120] {
		edited := clone(t, r)
		for i := range edited.Services {
			s := &edited.Services[i]
			s.Notes = bilingual.Same("CANARY-NOTES shelter counselling")
			s.Protocol = bilingual.Same("CANARY-PROTOCOL")
			s.Capacity = []data.Capacity{{Unit: "bed", Status: data.NoCapacity, Updated: now}}
			s.Phones = append(s.Phones, record.Phone{Phone: data.Phone{Number: "+14165550199"}})
		}
		edited.Sources = append(edited.Sources, record.Source{Name: "CANARY-SOURCE", Key: "1"})
		all = append(all, edited)
	}
	apply(t, e, all...)
}

func sealParts(t *testing.T, e *relais.Engine, base []*record.Record) {
	var all []*record.Record
	for _, r := range base[120:160] {
		edited := clone(t, r)
		edited.Sealed = record.Seal(record.Parts{
			Contacts: []data.Contact{{Name: "CANARY-CONTACT", Email: "canary@example.org"}},
			Notes:    bilingual.Same("CANARY-SEALED"),
		})
		all = append(all, edited)
	}
	apply(t, e, all...)
}

// learnRoom records what calls tell of room, which takes no new snapshot, and holds
// that staff hear of it.
func learnRoom(t *testing.T, e *relais.Engine, _ []*record.Record) {
	s := relais.Snapshot[relais.Staff](e)
	for i := range 20 {
		id, free := s.At(i*s.Len()/20).ID, i%3
		c := data.Capacity{Unit: "bed", Status: data.HasCapacity, Available: &free, Maximum: &free, Updated: now, By: "CANARY-BY", How: "CANARY-HOW"}
		if _, err := e.SetCapacity(id, c, "test", "they called", now); err != nil {
			t.Fatal(err)
		}
		if l, err := relais.Find[relais.Staff](e, id); err != nil || !slices.ContainsFunc(l.Inside.Capacity, func(k data.Capacity) bool { return k.By == "CANARY-BY" }) {
			t.Fatalf("staff do not hear of the room at %s: %v", id, err)
		}
	}
}

func addAndWithdraw(t *testing.T, e *relais.Engine, base []*record.Record) {
	random := seeded(12)
	for _, r := range base[:3] {
		twin := clone(t, r)
		renew(t, twin, random)
		apply(t, e, twin)
		if _, err := e.Apply(relais.Change{Actor: "test", Reason: "withdrawn", At: now, Delete: []data.ID{twin.ID()}}); err != nil {
			t.Fatal(err)
		}
	}
}

func addAndDelete(t *testing.T, e *relais.Engine, base []*record.Record) {
	twin := clone(t, base[0])
	renew(t, twin, seeded(13))
	forEachExposure(twin, func(x *record.Exposure) { x.Visibility = data.Internal })
	apply(t, e, twin)
	if _, err := e.Apply(relais.Change{Actor: "test", Reason: "deleted", At: now, Delete: []data.ID{twin.ID()}}); err != nil {
		t.Fatal(err)
	}
}

func tryARefusedChange(t *testing.T, e *relais.Engine, base []*record.Record) {
	broken := clone(t, base[0])
	broken.Organization.Name = bilingual.Text{}
	if _, err := e.Apply(relais.Change{Actor: "test", Reason: "x", At: now, Put: []*record.Record{broken}}); err == nil {
		t.Fatal("a record without a name was accepted")
	}
}

func claimWithoutConsent(t *testing.T, e *relais.Engine, base []*record.Record) {
	random := seeded(14)
	var twins []*record.Record
	for _, r := range base[:20] {
		twin := clone(t, r)
		renew(t, twin, random)
		forEachExposure(twin, func(x *record.Exposure) { *x = record.Exposure{} })
		twins = append(twins, twin)
	}
	apply(t, e, twins...)
}

// observe gathers every byte that this library shows the public: the bundle, and
// the answers to a corpus of queries, found or not, in both languages.
func observe(t *testing.T, e *relais.Engine) []byte {
	t.Helper()
	var b bytes.Buffer
	bundle, info, err := e.Publish()
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(&b, "%s %d %v\n", info.Hash, info.Listings, info.Demo)
	b.Write(unsigned(bundle))
	for _, r := range corpus() {
		q, err := relais.Resolve[relais.Public](e, r, now)
		if err != nil {
			fmt.Fprintln(&b, err)
			continue
		}
		answer, err := relais.Search[relais.Public](e, q)
		if err != nil {
			fmt.Fprintln(&b, err)
			continue
		}
		for _, lang := range []bilingual.Lang{bilingual.En, bilingual.Fr} {
			writeJSON(t, &b, ranking.View(answer, lang, 0))
		}
		observePlan(t, &b, e, q)
		observeReasons(t, &b, e, q)
	}
	observeSuggestions(t, &b, e)
	observeApplications(t, &b, e)
	observeHSDS(t, &b, e)
	writeJSON(t, &b, hsds.Services(relais.Listings[relais.Public](e), e.Terms()))
	return b.Bytes()
}

// observeSuggestions types every letter, and the beginnings of words that hidden
// records have too.
func observeSuggestions(t *testing.T, b *bytes.Buffer, e *relais.Engine) {
	t.Helper()
	typed := strings.Split("abcdefghijklmnopqrstuvwxyz0123456789", "")
	for _, typed := range append(typed, "canary", "maison", "women’s sh", "l’héb", "") {
		for _, lang := range []bilingual.Lang{bilingual.En, bilingual.Fr} {
			for _, n := range []int{5, 1000} {
				writeJSON(t, b, relais.Suggest[relais.Public](e, typed, lang, n))
			}
		}
	}
}

// observeApplications asks to be listed under names that the public knows, that staff
// alone know, and that nobody does: each is taken, and nothing is said of any.
func observeApplications(t *testing.T, b *bytes.Buffer, e *relais.Engine) {
	t.Helper()
	names := []string{"Nobody’s House"}
	if public := relais.Listings[relais.Public](e); len(public) > 0 {
		names = append(names, public[0].Organization.Name.En)
	}
	if staff := relais.Listings[relais.Staff](e); len(staff) > 0 {
		names = append(names, staff[0].Organization.Name.En, staff[len(staff)/2].Organization.Name.En)
	}
	for _, name := range names {
		f := applicant(relais.PathProvider)
		f.Name = bilingual.Same(name)
		id, err := data.NewID(seeded(17))
		if err == nil {
			err = e.TakeApplication(id, f, now)
		}
		if err != nil {
			t.Fatalf("%q asked to be listed: %v", name, err)
		}
	}
	fmt.Fprintln(b, e.TakeApplication("", relais.ApplicationForm{Path: relais.PathProvider}, now))
}

func observePlan(t *testing.T, b *bytes.Buffer, e *relais.Engine, q ranking.Query) {
	t.Helper()
	plan, err := relais.Plan[relais.Public](e, q)
	if err != nil {
		fmt.Fprintln(b, err)
		return
	}
	writeJSON(t, b, ranking.PlanView(plan, bilingual.Fr, 0))
}

// observeReasons asks why a public listing stands where it stands, and the same
// of every listing that only staff may see: each must be answered as if it were
// not there.
func observeReasons(t *testing.T, b *bytes.Buffer, e *relais.Engine, q ranking.Query) {
	t.Helper()
	public := relais.Snapshot[relais.Public](e)
	if public.Len() > 0 {
		why, err := relais.Explain[relais.Public](e, q, public.At(0).ID)
		if err != nil {
			t.Fatal(err)
		}
		writeJSON(t, b, ranking.ExplanationView(why, bilingual.En))
	}
	_, missing := relais.Explain[relais.Public](e, q, "00000000-0000-4000-8000-000000000000")
	staff := relais.Snapshot[relais.Staff](e)
	for i := range staff.Len() {
		id := staff.At(i).ID
		if _, ok := public.ByID(id); ok {
			continue
		}
		if _, err := relais.Explain[relais.Public](e, q, id); fmt.Sprint(err) != fmt.Sprint(missing) {
			t.Fatalf("a hidden listing is answered %q, a missing one %q", err, missing)
		}
	}
}

// unsigned leaves out the last line, which holds the signature and the key of
// one store: two stores differ there even when both are empty.
func unsigned(bundle []byte) []byte {
	lines := bytes.Split(bytes.TrimSuffix(bundle, []byte("\n")), []byte("\n"))
	return bytes.Join(lines[:len(lines)-1], []byte("\n"))
}

func writeJSON(t *testing.T, b *bytes.Buffer, v any) {
	t.Helper()
	if err := json.NewEncoder(b).Encode(v); err != nil {
		t.Fatal(err)
	}
}

// corpus is what visitors may ask, and a little more than they should.
func corpus() []ranking.Request {
	no, age, lat, lng := false, 19.0, 49.77, -92.84
	return []ranking.Request{
		{},
		{Origin: &ranking.Start{PostalCode: "M5V"}, Needs: []string{"emergency-shelter"}, Languages: []string{"crk"}, Age: &age},
		{Origin: &ranking.Start{Place: "Iqaluit"}, Needs: []string{"housing"}, K: 100},
		{Origin: &ranking.Start{Place: "Sept-Îles"}, Needs: []string{"counselling", "legal"}, Urgency: "now"},
		{Origin: &ranking.Start{Lat: &lat, Lng: &lng}, WithinKM: 10, OpenNow: true},
		{Origin: &ranking.Start{Place: "Windsor"}},
		{Origin: &ranking.Start{PostalCode: "X9X"}},
		{Needs: []string{"no such need"}},
		{Text: "CANARY-NOTES CANARY-PROTOCOL CANARY-SEALED CANARY-CONTACT"},
		{Text: "canery-notse canar protocl", K: 100},
		{Text: "sheltre councelling femm jurdique", K: 100},
		{Text: "femmes refuge hébergement", Origin: &ranking.Start{Place: "Montréal"}, Remote: &no},
		{Needs: []string{"police-reporting"}, Kinds: []string{"law_enforcement"}, Origin: &ranking.Start{PostalCode: "K1A"}},
		{Needs: []string{"emergency-shelter"}, Units: 3, Barriers: []string{"no-id", "no-status"}, Gender: "man", Age: &age, Origin: &ranking.Start{Place: "Whitehorse"}},
		{Needs: []string{"housing"}, Avoid: []string{"ON", "Montréal:300"}, Origin: &ranking.Start{Place: "Gatineau, QC"}, K: 100},
	}
}

func observeStaff(t *testing.T, e *relais.Engine) []byte {
	t.Helper()
	var b bytes.Buffer
	s := relais.Snapshot[relais.Staff](e)
	for i := range s.Len() {
		writeJSON(t, &b, s.At(i))
	}
	return b.Bytes()
}

func staffAnswer(t *testing.T, e *relais.Engine) ranking.Answer[relais.Staff] {
	t.Helper()
	q, err := relais.Resolve[relais.Staff](e, ranking.Request{K: 100}, now)
	if err != nil {
		t.Fatal(err)
	}
	a, err := relais.Search[relais.Staff](e, q)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func ids(a ranking.Answer[relais.Staff]) []data.ID {
	var all []data.ID
	for _, m := range a.Matches {
		all = append(all, m.Listing.ID)
	}
	return all
}

// history opens a fresh directory, stores base in an order of its own and in
// batches of its own, and then does what is hidden.
func history(t *testing.T, base []*record.Record, steps []hiddenThing) *relais.Engine {
	t.Helper()
	e, err := relais.Create(t.TempDir(), relais.Options{Keys: t.TempDir()}, now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	shuffled := slices.Clone(base)
	random := rand.New(rand.NewPCG(uint64(len(steps)), 7))
	random.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	for batch := range slices.Chunk(shuffled, 100+50*len(steps)) {
		apply(t, e, batch...)
	}
	for _, s := range steps {
		s.do(t, e, base)
	}
	return e
}

func apply(t *testing.T, e *relais.Engine, records ...*record.Record) {
	t.Helper()
	if _, err := e.Apply(relais.Change{Actor: "test", Reason: "history", At: now, Put: records}); err != nil {
		t.Fatal(err)
	}
}

// sampleRecords are public records of the sample directory first, so that what
// is done to the first ones is done beside something that the public sees.
func sampleRecords(t *testing.T) []*record.Record {
	t.Helper()
	g, err := geo.Load()
	if err != nil {
		t.Fatal(err)
	}
	terms, err := data.LoadTerms()
	if err != nil {
		t.Fatal(err)
	}
	all, err := sample.Build(g, terms, sample.Options{Seed: 5, At: now})
	if err != nil {
		t.Fatal(err)
	}
	slices.SortStableFunc(all, func(a, b *record.Record) int { return len(record.Publish(b)) - len(record.Publish(a)) })
	return all[:300]
}

func clone(t *testing.T, r *record.Record) *record.Record {
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

// renew gives r and everything in it new ids.
func renew(t *testing.T, r *record.Record, random *rand.ChaCha8) {
	t.Helper()
	ids := map[data.ID]data.ID{"": ""}
	fresh := func(id *data.ID) {
		if _, ok := ids[*id]; !ok {
			n, err := data.NewID(random)
			if err != nil {
				t.Fatal(err)
			}
			ids[*id] = n
		}
		*id = ids[*id]
	}
	fresh(&r.Organization.ID)
	for i := range r.Services {
		fresh(&r.Services[i].ID)
	}
	for i := range r.Locations {
		fresh(&r.Locations[i].ID)
		r.Locations[i].Confidential = false
	}
	for i := range r.At {
		fresh(&r.At[i].ID)
		fresh(&r.At[i].ServiceID)
		fresh(&r.At[i].LocationID)
	}
	r.Sources, r.Sealed = nil, record.Sealed{}
}

func forEachExposure(r *record.Record, do func(*record.Exposure)) {
	do(&r.Organization.Exposure)
	for i := range r.Services {
		do(&r.Services[i].Exposure)
	}
	for i := range r.Locations {
		do(&r.Locations[i].Exposure)
	}
}

func seeded(n byte) *rand.ChaCha8 { return rand.NewChaCha8([32]byte{n}) }

func difference(got, want []byte) string {
	g, w := strings.Split(string(got), "\n"), strings.Split(string(want), "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			return fmt.Sprintf("line %d\n got %.400s\nwant %.400s", i+1, g[i], w[i])
		}
	}
	return fmt.Sprintf("%d lines, want %d", len(g), len(w))
}
