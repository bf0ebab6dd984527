package ingest

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/record"
)

// slow keeps what it has found of each record: their traits, with their kinds.
type slow map[*record.Record]map[string]string

// every lists the pairs of some new records and those of the directory as their
// definition has them, by comparing each with each: the slow twin of matcher.
func (s slow) every(fresh, known []*record.Record) []string {
	var all []string
	for i, p := range fresh {
		with := map[string]bool{}
		for _, one := range s.near(p, known, s.likeEnough) {
			with[string(one.ID())] = p != one && confidential(p) == confidential(one)
		}
		for _, one := range s.near(p, fresh, s.likeRows) {
			with["row "+one.Sources[0].Key] = slices.Index(fresh, one) < i && confidential(p) == confidential(one)
		}
		for other, pair := range with {
			if pair {
				all = append(all, p.Sources[0].Key+" and "+other)
			}
		}
	}
	slices.Sort(all)
	return all
}

// near gives those of others that are like p in a respect in which no crowd is.
func (s slow) near(p *record.Record, others []*record.Record, like func(kind string, p, q *record.Record) bool) []*record.Record {
	var all []*record.Record
	for trait, kind := range s.traits(p) {
		var found []*record.Record
		for _, q := range others {
			if _, has := s.traits(q)[trait]; has && p != q && like(kind, p, q) {
				found = append(found, q)
			}
		}
		if len(found) <= crowd {
			all = append(all, found...)
		}
	}
	return all
}

func (slow) likeEnough(kind string, p, q *record.Record) bool {
	like := nameLikeness(slowNames(p), slowNames(q))
	switch kind {
	case "town":
		return like >= sameName && !oneSource(p.Sources, q.Sources)
	case "place":
		return false
	}
	return like >= likeName
}

func (s slow) likeRows(kind string, p, q *record.Record) bool {
	services := nameLikeness(namesOf(p.Services[0].Name), namesOf(q.Services[0].Name))
	if kind == "town" || kind == "site" || nameLikeness(slowNames(p), slowNames(q)) < likeName || services < likeName {
		return false
	}
	places := func(r *record.Record) (all []string) {
		for trait, kind := range s.traits(r) {
			if kind == "place" {
				all = append(all, trait)
			}
		}
		return all
	}
	here, there := places(p), places(q)
	return len(here) == 0 || len(there) == 0 || len(without(here, there)) < len(here)
}

func slowNames(r *record.Record) []string {
	return append(namesOf(r.Organization.Name), namesOf(r.Organization.AlternateName)...)
}

// traits are what a record has, with its kind.
func (s slow) traits(r *record.Record) map[string]string {
	if all, ok := s[r]; ok {
		return all
	}
	all := map[string]string{}
	s[r] = all
	for _, line := range r.At[0].Phones {
		all["phone "+numberOf(line.Phone)] = "phone"
	}
	if host, _, _ := strings.Cut(strings.TrimPrefix(r.Organization.URL, "https://"), "/"); host != "" {
		all["site "+host] = "site"
	}
	town := bilingual.Fold(r.Locations[0].Address.City)
	if town != "" {
		all["town "+town] = "town"
	}
	address := r.Locations[0].Address
	for _, street := range streetsOf(address) {
		all["address "+street+" in "+town] = "address"
		if number, _, ok := strings.Cut(street, "/"); ok && address.PostalCode != "" {
			all["code "+number+" "+address.PostalCode] = "address"
		}
	}
	for _, a := range []data.Address{address, sealedAddress(r)} {
		for _, street := range append(streetsOf(a), a.PostalCode) {
			if street != "" {
				all["place "+street+" in "+bilingual.Fold(a.City)] = "place"
			}
		}
	}
	return all
}

func sealedAddress(r *record.Record) data.Address {
	parts, err := r.Open(record.Grant{Record: r.ID(), Entry: 1})
	if err != nil {
		panic(err)
	}
	return parts.Sites[r.Locations[0].ID].Address
}

// invented draws a record out of few words, so that many are nearly alike; every third
// is one of a crowd.
func invented(draw *rand.Rand, n int, source string) *record.Record {
	pick := func(of ...string) string { return of[draw.IntN(len(of))] }
	if n%3 == 0 {
		r := provider(9, "Crowd of Ottawa", "", "Ottawa", "", "")
		r.Organization.ID = data.ID(fmt.Sprintf("%08d-0000-4000-8000-%012d", len(source), n))
		r.Sources = []record.Source{{Name: source, Key: fmt.Sprint(n), ID: r.At[0].ID}}
		return r
	}
	name := pick("Women’s Centre of", "Womens Center of", "Maison", "The Salvation Army", "Provider", "House") + " " +
		pick("Halifax", "Halifaks", "Ottawa", "Montréal", "Montreal Nord", "the Valley") + pick("", "", "", " 2", " Inc")
	street := pick("", "", fmt.Sprintf("%d %s St", 1+draw.IntN(9), pick("Elm", "Oak", "Main")), fmt.Sprintf("%s Street %d", pick("Elm", "Oak"), 1+draw.IntN(9)))
	tel := pick("", fmt.Sprintf("902-555-01%02d", draw.IntN(60)))
	r := provider(9, name, street, pick("", "Halifax", "Ottawa", "Ottawa"), tel, pick("", "", "https://"+pick("a", "b", "c")+".example.org/x"))
	r.Organization.ID = data.ID(fmt.Sprintf("%08d-0000-4000-8000-%012d", len(source), n))
	r.Locations[0].Address.PostalCode = pick("", "", pick("B3H 1A1", "K1P 1A1"))
	r.Services[0].Name = data.Text{En: pick("Help", "Help", "Legal clinic"), Fr: ""}
	r.Sources = []record.Source{{Name: source, Key: fmt.Sprint(n), ID: r.At[0].ID}}
	if draw.IntN(4) == 0 {
		l := &r.Locations[0]
		r.Sealed = record.Seal(record.Parts{Sites: map[data.ID]record.Site{l.ID: {Address: l.Address}}})
		l.Confidential, l.Address = true, data.Address{}
	}
	return r
}

// No pair is missed, and none is made up, however many names are nearly alike.
func TestPairsAreThoseOfComparingEachWithEach(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	pairs, crowds := 0, 0
	for round, size := range []int{3, 30, 60, 150, 180} {
		draw := rand.New(rand.NewPCG(seed, uint64(round)))
		var fresh, known []*record.Record
		had := directory{}
		for n := range size {
			fresh = append(fresh, invented(draw, n, "new"))
			known = append(known, invented(draw, n, []string{"newer", "old one"}[n%2]))
		}
		for n := range size / 4 { // of the same source, with other keys
			known = append(known, invented(draw, n+size, "new"))
			known[len(known)-1].Organization.ID = data.ID(fmt.Sprintf("%08d-0000-4000-8000-%012d", 77, n))
		}
		had.put(t, known...)
		plan := Plan(fresh, had)
		var got []string
		for _, p := range plan.Pairs {
			other := string(p.Known.Record)
			if p.Known.Key != "" {
				other = "row " + p.Known.Key
			}
			got = append(got, p.Key+" and "+other)
		}
		slices.Sort(got)
		if want := (slow{}).every(fresh, known); !slices.Equal(got, want) {
			t.Fatalf("round %d: %d pairs, want %d: too many %v, missed %v", round, len(got), len(want), without(got, want), without(want, got))
		}
		pairs += len(got)
		for _, a := range plan.Alarms {
			if a.Code == "too_many_alike" {
				crowds += a.Count
			}
		}
	}
	if pairs < 200 || crowds == 0 {
		t.Errorf("only %d pairs, and %d crowds: the test looks at too little", pairs, crowds)
	}
}

func without(all, some []string) []string {
	return slices.DeleteFunc(slices.Clone(all), func(s string) bool { return slices.Contains(some, s) })
}

// The fast comparison of names gives to the bit what the plain one gives.
func TestNamesAreComparedAlikeBothWays(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	draw := rand.New(rand.NewPCG(seed, 0))
	all := newNames()
	for range 400 {
		words := make([]byte, draw.IntN(12))
		for i := range words {
			words[i] = "aab 2e"[draw.IntN(6)]
		}
		all.add(bilingual.Fold(string(words)))
	}
	all.rank()
	for a := range all.all {
		for b := range all.all {
			x, y := nameID(a), nameID(b)
			like := nameLikeness([]string{all.all[x].words}, []string{all.all[y].words})
			if got := all.likeness(x, y); got != like {
				t.Fatalf("%q and %q: %v, want %v", all.all[x].words, all.all[y].words, got, like)
			}
			for _, least := range []float64{likeName, sameName, 0.5} {
				if like >= least && x != y && shared(sorted(all.telling(x, least)), sorted(all.telling(y, least))) == 0 {
					t.Fatalf("%q and %q are alike by %v, and no pair of letters tells", all.all[x].words, all.all[y].words, like)
				}
			}
		}
	}
}

func sorted(list []int32) []int32 { return slices.Sorted(slices.Values(list)) }
