package ingest

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/record"
)

// Pair is an added record and one of the directory that may be the same. A
// person decides; no machine merges.
type Pair struct {
	ID     string  `json:"id"`     // the same whenever the same file meets the same record
	Source string  `json:"source"` // of the new one, with its key there
	Key    string  `json:"key"`
	Name   string  `json:"name"`  // of the new one
	Town   string  `json:"town"`  // where neither is confidential
	Known  Known   `json:"known"` // what it may be
	Why    []Alike `json:"why"`
	Likely bool    `json:"likely"` // the same name, nearly, and the same number or address
}

// Known is the record of the directory in a Pair.
type Known struct {
	Record  data.ID `json:"record"`
	Listing data.ID `json:"listing"` // of the service that is most like the new one's, "" if none is
	Name    string  `json:"name"`
	Town    string  `json:"town"`
}

// Alike is something that the records of a Pair have in common.
type Alike string

// What two records may have in common.
const (
	AlikeName    Alike = "name"
	AlikePhone   Alike = "phone"
	AlikeAddress Alike = "address"
	AlikeEmail   Alike = "email"
	AlikeSite    Alike = "website"
	AlikeTown    Alike = "town"
)

// Names are alike from likeName on where something else agrees, and by
// themselves, in one town, from sameName on.
const (
	likeName = 0.88
	sameName = 0.94
)

// crowd is how many records may share a word before it says nothing.
const crowd = 200

// pairsOf lists what a person should look at, in the order of the file; of one
// new record the likeliest first.
func pairsOf(fresh []*record.Record, existing Existing) []Pair {
	return matches(fresh, existing, func(a, b *profile) bool { return a.confidential == b.confidential })
}

// frontOffices lists the new records that are like one of the directory when one
// of the two is confidential and the other is not: a shelter and its public
// office have the same name and number, and are two.
func frontOffices(fresh []*record.Record, existing Existing) []Pair {
	return matches(fresh, existing, func(a, b *profile) bool { return a.confidential != b.confidential })
}

func matches(fresh []*record.Record, existing Existing, of func(a, b *profile) bool) []Pair {
	all, ok := existing.(whole)
	if !ok || len(fresh) == 0 {
		return nil
	}
	known := lookups{}
	for r := range all.All() {
		known.add(profileOf(r))
	}
	var pairs []Pair
	for _, r := range fresh {
		p := profileOf(r)
		var mine []Pair
		for _, other := range known.near(p) {
			if why, likely := p.alike(other); len(why) > 0 && of(p, other) {
				mine = append(mine, pairOf(p, other, why, likely))
			}
		}
		slices.SortFunc(mine, func(a, b Pair) int {
			return cmp.Or(cmp.Compare(len(b.Why), len(a.Why)), cmp.Compare(a.Known.Record, b.Known.Record))
		})
		pairs = append(pairs, mine...)
	}
	return pairs
}

func pairOf(p, other *profile, why []Alike, likely bool) Pair {
	pair := Pair{
		Name: nameOf(p.record), Why: why, Likely: likely,
		Known: Known{Record: other.record.ID(), Name: nameOf(other.record), Listing: likestListing(p.record, other.record)},
	}
	if len(p.record.Sources) > 0 {
		pair.Source, pair.Key = p.record.Sources[0].Name, p.record.Sources[0].Key
	}
	if !p.confidential && !other.confidential {
		pair.Town, pair.Known.Town = p.town, other.town
	}
	sum := sha256.Sum256([]byte(pair.Source + "\x00" + pair.Key + "\x00" + string(pair.Known.Record)))
	pair.ID = hex.EncodeToString(sum[:4])
	return pair
}

// likestListing is the listing of known whose service is most like the first of
// r: its only one, or one with much the same name.
func likestListing(r, known *record.Record) data.ID {
	if len(known.At) == 1 {
		return known.At[0].ID
	}
	best, id := likeName, data.ID("")
	for _, at := range known.At {
		s := serviceOf(known, at.ServiceID)
		if s == nil || len(r.Services) == 0 {
			continue
		}
		if like := nameLikeness(namesOf(s.Name), namesOf(r.Services[0].Name)); like >= best {
			best, id = like, at.ID
		}
	}
	return id
}

// profile is what a record is recognized by. Nothing sealed is in it.
type profile struct {
	record       *record.Record
	names        []string
	town         string
	keys         map[string]Alike // "phone/4165550123", …
	confidential bool
}

func profileOf(r *record.Record) *profile {
	p := &profile{record: r, keys: map[string]Alike{}, confidential: confidential(r)}
	p.names = append(namesOf(r.Organization.Name), namesOf(r.Organization.AlternateName)...)
	for _, l := range record.Disclose(r) {
		for _, line := range slices.Concat(l.Phones, l.Inside.Lines) {
			if digits := numberOf(line); len(digits) >= 7 {
				p.keys["phone/"+digits] = AlikePhone
			}
		}
		if street := bilingual.Fold(l.Address.Line1); street != "" {
			p.keys["address/"+street+"/"+bilingual.Fold(l.Address.City)] = AlikeAddress
		}
		p.town = cmp.Or(p.town, l.Address.City)
		p.contact(l.Email, l.URL)
	}
	return p
}

func (p *profile) contact(email, page string) {
	if email != "" {
		p.keys["email/"+strings.ToLower(email)] = AlikeEmail
	}
	if u, err := url.Parse(page); err == nil && u.Host != "" {
		p.keys["website/"+strings.TrimPrefix(strings.ToLower(u.Host), "www.")] = AlikeSite
	}
}

func namesOf(t data.Text) []string {
	var names []string
	for _, words := range []string{t.En, t.Fr} {
		if words = bilingual.Fold(words); words != "" && !slices.Contains(names, words) {
			names = append(names, words)
		}
	}
	return names
}

// alike says what two records have in common, and nothing where that is too
// little to ask a person about.
func (p *profile) alike(other *profile) (why []Alike, likely bool) {
	like := nameLikeness(p.names, other.names)
	if like < likeName {
		return nil, false
	}
	shared := map[Alike]bool{AlikeName: true}
	for key, kind := range p.keys {
		if _, ok := other.keys[key]; ok {
			shared[kind] = true
		}
	}
	likely = shared[AlikePhone] || shared[AlikeAddress]
	here := p.town != "" && bilingual.Fold(p.town) == bilingual.Fold(other.town)
	enough := len(shared) > 1
	if here && like >= sameName && !oneSource(p.record.Sources, other.record.Sources) {
		enough = true
	}
	if !enough {
		return nil, false
	}
	shared[AlikeTown] = here
	for _, kind := range []Alike{AlikeName, AlikePhone, AlikeAddress, AlikeEmail, AlikeSite, AlikeTown} {
		if shared[kind] {
			why = append(why, kind)
		}
	}
	return why, likely
}

// nameLikeness is how alike the likest two of these names are, from 0 to 1: twice
// the pairs of letters that they share, over all that they have (Dice). Names
// with different numbers in them are not alike.
func nameLikeness(a, b []string) float64 {
	best := 0.0
	for _, x := range a {
		for _, y := range b {
			if x == y {
				return 1
			}
			if numberWords(x) == numberWords(y) {
				best = max(best, dice(x, y))
			}
		}
	}
	return best
}

func numberWords(s string) string {
	return strings.Join(slices.DeleteFunc(strings.Fields(s), func(w string) bool { return strings.IndexFunc(w, unicode.IsDigit) < 0 }), " ")
}

func dice(a, b string) float64 {
	x, y := []rune(a), []rune(b)
	if len(x) < 2 || len(y) < 2 {
		return 0
	}
	left := map[[2]rune]int{}
	for i := range len(x) - 1 {
		left[[2]rune{x[i], x[i+1]}]++
	}
	shared := 0
	for i := range len(y) - 1 {
		pair := [2]rune{y[i], y[i+1]}
		if left[pair] > 0 {
			left[pair]--
			shared++
		}
	}
	return 2 * float64(shared) / float64(len(x)+len(y)-2)
}

// lookups finds the records that share something with one: a number, an address,
// or a word of the name that is not everybody's.
type lookups map[string][]*profile

func (k lookups) add(p *profile) {
	for _, key := range p.lookupKeys() {
		k[key] = append(k[key], p)
	}
}

func (k lookups) near(p *profile) []*profile {
	seen := map[*profile]bool{p: true}
	var near []*profile
	for _, key := range p.lookupKeys() {
		if len(k[key]) > crowd {
			continue
		}
		for _, other := range k[key] {
			if !seen[other] {
				seen[other] = true
				near = append(near, other)
			}
		}
	}
	return near
}

func (p *profile) lookupKeys() []string {
	var keys []string
	for key := range p.keys {
		keys = append(keys, key)
	}
	for _, name := range p.names {
		for word := range strings.FieldsSeq(name) {
			if len(word) > 2 {
				keys = append(keys, "word/"+word)
			}
		}
		keys = append(keys, "name/"+name)
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}
