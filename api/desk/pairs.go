package desk

import (
	"slices"
	"strings"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/api/web"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/ingest"
)

// doubt is a new record of a plan beside the one of the directory that it may be.
type doubt struct {
	ingest.Pair
	Decided, Same bool
	Facts         []beside // none where they are withheld
}

// beside is one fact on both sides.
type beside struct {
	Key        string // of its words
	New, Known string
	Alike      bool
}

// perDoubt is how many pairs stand on one page: each is a table.
const perDoubt = 10

func (d *Desk) showPairs(v *visit) (any, error) {
	b, err := d.look(v)
	if err != nil {
		return nil, err
	}
	for id, same := range b.Decided {
		if same {
			b.Same = append(b.Same, id)
		}
	}
	slices.Sort(b.Same)
	var shown []ingest.Pair
	shown, b.Paging = pagedBy(v, b.Changes.Pairs, perDoubt)
	sides := make([]relais.ImportSides, len(shown))
	if b.Planned() {
		if sides, err = d.engine.ImportPairs(b.Import, shown); err != nil {
			return nil, err
		}
	}
	for i, p := range shown {
		one := doubt{Pair: p}
		one.Same, one.Decided = b.Decided[p.ID]
		if sides[i].New != nil && sides[i].Known != nil {
			one.Facts = d.sides(v.lang, sides[i])
		}
		b.Doubts = append(b.Doubts, one)
	}
	return b, nil
}

// sides puts the facts by which somebody tells whether two records are one beside
// each other. Those that neither has are left out.
func (d *Desk) sides(lang bilingual.Lang, s relais.ImportSides) []beside {
	known := d.factsOf(lang, s.Known)
	var all []beside
	for i, fact := range d.factsOf(lang, s.New) {
		one := beside{Key: fact.Key, New: fact.Value, Known: known[i].Value}
		one.Alike = agrees(one.New, one.Known)
		if one.New+one.Known != "" {
			all = append(all, one)
		}
	}
	return all
}

// agrees reports whether two lists of values have one in common.
func agrees(a, b string) bool {
	for one := range strings.SplitSeq(a, listed) {
		for other := range strings.SplitSeq(b, listed) {
			if folded := bilingual.Fold(one); folded != "" && folded == bilingual.Fold(other) {
				return true
			}
		}
	}
	return false
}

// decidePair records what somebody says of a pair. The file is planned again with
// that.
func (d *Desk) decidePair(v *visit) (next, error) {
	deed := v.said("deed")
	if deed != "same" && deed != "different" {
		return next{}, problemDeed()
	}
	_, err := d.engine.DecidePair(v.id(), v.said("pair"), deed == "same", v.who.ID, v.at)
	return next{path: "imports/" + string(v.id()) + "/pairs", done: "pair"}, err
}

// fact is one fact of a record in words, "" where there is none.
type fact struct{ Key, Value string }

// factsOf are the facts of a record that tell it from others, always the same ones
// in the same order. Nothing that is sealed is among them.
func (d *Desk) factsOf(lang bilingual.Lang, r *record.Record) []fact {
	o := &r.Organization
	speech := web.NewSpeech(d.engine.Terms(), lang)
	var names, others, services, needs, places, phones, emails, sites lists
	addPhones := func(all []record.Phone) {
		for _, p := range all {
			phones.add(speech.Line(p.Phone).Display)
		}
	}
	names.addText(o.Name)
	others.addText(o.AlternateName)
	addPhones(o.Phones)
	emails.add(o.Email)
	sites.add(o.URL)
	for i := range r.Services {
		s := &r.Services[i]
		services.addText(s.Name)
		emails.add(s.Email)
		sites.add(s.URL)
		addPhones(s.Phones)
		for _, n := range s.Needs {
			needs.add(d.pages.term("need", n, lang))
		}
	}
	for i := range r.Locations {
		l := &r.Locations[i]
		addPhones(l.Phones)
		if l.Confidential {
			places.add(say(lang, "sealed"))
			continue
		}
		places.add(addressLine(l.Address, l.Area.Label.In(lang)))
	}
	for i := range r.At {
		addPhones(r.At[i].Phones)
	}
	return []fact{
		{"fact.name", names.String()},
		{"fact.alternate", others.String()},
		{"fact.kind", d.pages.term("provider_kind", string(o.Kind), lang)},
		{"fact.home", d.pages.value(lang, "home", string(o.Home))},
		{"fact.places", places.String()},
		{"fact.phones", phones.String()},
		{"fact.emails", emails.String()},
		{"fact.sites", sites.String()},
		{"fact.services", services.String()},
		{"fact.needs", needs.String()},
	}
}
