package staff

import (
	"bytes"
	"html/template"
	"slices"
	"strings"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
)

// still is what the form shows of every term in one language while it is neither
// ticked nor counted: most of the form, of every call. It is rendered once, by the
// templates that render the rest.
type still struct {
	ticks  map[Tick]template.HTML
	chips  map[string]template.HTML // of needs without a letter
	counts map[string]template.HTML // likewise
}

// Tick is one box of the form.
type Tick struct {
	Name, ID, Label string
	Chosen          bool
}

// ticked are the kinds of terms that have boxes, with the names of their fields.
var ticked = []struct {
	name string
	kind data.TermKind
}{
	{"population", data.TermPopulation}, {"barrier", data.TermBarrier}, {"access", data.TermAccessibility}, {"kind", data.TermProviderKind},
}

// newStill renders it. The templates of the language are there already.
func (p *pages) newStill(lang bilingual.Lang) still {
	s := still{map[Tick]template.HTML{}, map[string]template.HTML{}, map[string]template.HTML{}}
	for _, t := range ticked {
		for _, term := range p.terms.Ordered(t.kind) {
			for _, chosen := range []bool{false, true} {
				tick := Tick{t.name, term.ID, term.Name.In(lang), chosen}
				s.ticks[tick] = p.part(lang, "tick", tick)
			}
		}
	}
	_, others := p.chips(nil, nil, lang)
	for _, c := range others {
		s.chips[c.ID], s.counts[c.ID] = p.part(lang, "chip", c), p.part(lang, "count", c)
	}
	return s
}

// part renders one part of a page.
func (p *pages) part(lang bilingual.Lang, name string, of any) template.HTML {
	var b bytes.Buffer
	if err := p.templates[lang].ExecuteTemplate(&b, name, of); err != nil {
		panic(err) // templates and their values are ours
	}
	return template.HTML(b.String()) // escaped by its template
}

// ticksOf puts the boxes of a field beside one another.
func (p *pages) ticksOf(name string, all []Choice, lang bilingual.Lang) template.HTML {
	var b strings.Builder
	for _, c := range all {
		b.WriteString(string(p.still[lang].ticks[Tick{name, c.ID, c.Label, c.Chosen}]))
	}
	return template.HTML(b.String())
}

// otherNeeds puts the needs without a letter beside one another, or their counts.
func (s *Screen) otherNeeds(name string, rendered map[string]template.HTML) template.HTML {
	var b strings.Builder
	_, others := s.pages.chips(s.Call.Needs, s.counts, s.Lang)
	for _, c := range others {
		if c.Chosen || c.Known {
			b.WriteString(string(s.pages.part(s.Lang, name, c)))
		} else {
			b.WriteString(string(rendered[c.ID]))
		}
	}
	return template.HTML(b.String())
}

// OtherNeeds are the needs without a letter.
func (s *Screen) OtherNeeds() template.HTML {
	return s.otherNeeds("chip", s.pages.still[s.Lang].chips)
}

// OtherCounts are their counts alone.
func (s *Screen) OtherCounts() template.HTML {
	return s.otherNeeds("count", s.pages.still[s.Lang].counts)
}

// OtherNeedsOpen reports whether one of those is ticked.
func (s *Screen) OtherNeedsOpen() bool {
	return slices.ContainsFunc(s.Call.Needs, func(n string) bool { return needKey(n) == "" })
}
