package ingest

import (
	"net/url"
	"slices"
	"strings"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/record"
)

// profile is what a record is recognized by. Of what is sealed it has digests, for
// comparing the rows of one file with each other.
type profile struct {
	id           data.ID
	record       *record.Record // of a new one
	row          int            // where it stands among the new ones
	names        []nameID
	services     []nameID
	traits       []trait // sorted
	sources      []string
	confidential bool
	placed       bool // it says where it is
}

// trait is something that records can have in common: a number, an address, a town.
type trait int32

// traits are those at hand, each once.
type traits struct {
	byWords map[string]trait
	kinds   []traitKind
}

// traitKind is a sort of trait.
type traitKind int8

const (
	phoneTrait traitKind = iota
	addressTrait
	emailTrait
	siteTrait
	townTrait
	rowTrait // an address, sealed ones too, or a postal code: for the rows of one file
)

func newTraits() *traits { return &traits{byWords: map[string]trait{}} }

// add gives a trait its place; where known is set, only one that is there already.
func (t *traits) add(kind traitKind, words string, known bool) (trait, bool) {
	words = string(rune('a'+kind)) + words
	at, ok := t.byWords[words]
	if !ok && !known {
		at, ok = trait(len(t.kinds)), true
		t.byWords[words], t.kinds = at, append(t.kinds, kind)
	}
	return at, ok
}

func (t *traits) kind(at trait) traitKind { return t.kinds[at] }

// alike says what records with a trait of this kind have in common.
func (k traitKind) alike() Alike {
	return [...]Alike{
		phoneTrait: AlikePhone, addressTrait: AlikeAddress, emailTrait: AlikeEmail, siteTrait: AlikeSite, townTrait: AlikeTown, rowTrait: AlikeAddress,
	}[k]
}

// profileOf makes the profile of a record. Of one that the directory has, only the
// traits that some row has as well.
func (m *matcher) profileOf(r *record.Record, known bool) *profile {
	p := &profile{id: r.ID(), confidential: confidential(r)}
	for _, words := range slices.Concat(namesOf(r.Organization.Name), namesOf(r.Organization.AlternateName)) {
		p.names = append(p.names, m.names.add(words))
	}
	for _, s := range r.Sources {
		if !slices.Contains(p.sources, s.Name) {
			p.sources = append(p.sources, s.Name)
		}
	}
	add := func(kind traitKind, words string) {
		if at, ok := m.traits.add(kind, words, known); ok {
			p.traits = append(p.traits, at)
		}
	}
	for _, l := range record.Disclose(r) {
		for _, line := range slices.Concat(l.Phones, l.Inside.Lines) {
			if digits := numberOf(line); len(digits) >= 7 {
				add(phoneTrait, digits)
			}
		}
		addressTraits(l.Address, add)
		if email := strings.ToLower(l.Email); email != "" {
			add(emailTrait, email)
		}
		if u, err := url.Parse(l.URL); err == nil && u.Host != "" {
			add(siteTrait, strings.TrimPrefix(strings.ToLower(u.Host), "www."))
		}
	}
	if !known {
		m.rowTraits(p, r, add)
	}
	slices.Sort(p.traits)
	p.traits = slices.Compact(p.traits)
	return p
}

// addressTraits are each house of an address in its town, its number with the postal
// code, where there is a whole one, and the town.
func addressTraits(a data.Address, add func(traitKind, string)) {
	town := bilingual.Fold(a.City)
	if town != "" {
		add(townTrait, town)
	}
	for _, street := range streetsOf(a) {
		add(addressTrait, street+"/in "+town)
		if number, _, ok := strings.Cut(street, "/"); ok && len(a.PostalCode) == len("M5V 2T6") {
			add(addressTrait, number+"/at "+a.PostalCode)
		}
	}
}

// rowTraits adds what the rows of one file are compared by among themselves: the
// addresses and postal codes, sealed ones as digests, and the names of services.
func (m *matcher) rowTraits(p *profile, r *record.Record, add func(traitKind, string)) {
	at := func(a data.Address) {
		town := bilingual.Fold(a.City)
		for _, words := range append(streetsOf(a), a.PostalCode) {
			if words != "" {
				digest := markOf("row", words+"/in "+town)
				add(rowTrait, string(digest[:]))
				p.placed = true
			}
		}
	}
	for _, l := range r.Locations {
		at(l.Address)
	}
	r.Sealed.Reseal(func(parts *record.Parts) {
		for _, site := range parts.Sites {
			at(site.Address)
		}
	})
	for i := range r.Services {
		for _, words := range namesOf(r.Services[i].Name) {
			p.services = append(p.services, m.names.add(words))
		}
	}
}
