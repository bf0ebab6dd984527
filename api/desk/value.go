package desk

import (
	"cmp"
	"regexp"
	"strconv"
	"strings"

	"github.com/relais-directory/relais/api/web"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/geo"
)

// segment is one part of a field's path: "services[0]".
var segment = regexp.MustCompile(`^([a-z_0-9]+?)(?:\[(\d+)\])?$`)

// fieldName is a field of a record in words: "Service 1 · needs 2" for
// "services[0].needs[1]". What has no words is named as it is written.
func fieldName(lang bilingual.Lang, path string) string {
	if text, ok := fieldWords[path]; ok {
		return web.Typeset(lang, text.In(lang))
	}
	var words []string
	for part := range strings.SplitSeq(path, ".") {
		m := segment.FindStringSubmatch(part)
		if m == nil {
			return path
		}
		name := m[1]
		if text, ok := fieldWords[name]; ok {
			name = text.In(lang)
		} else if text, ok := valueWords[name]; ok {
			name = text.In(lang)
		}
		if m[2] != "" {
			n, _ := strconv.Atoi(m[2]) // digits
			name += "\u00a0" + strconv.Itoa(n+1)
		}
		words = append(words, name)
	}
	return strings.Join(words, " · ")
}

// termed says which fields hold ids of terms.
var termed = map[string]data.TermKind{
	"needs": data.TermNeed, "exclusive": data.TermPopulation, "code": data.TermLanguage, "kind": data.TermProviderKind,
	"populations.term": data.TermPopulation, "barriers.term": data.TermBarrier, "accessibility.term": data.TermAccessibility,
}

// provincial says which fields hold the code of a province.
var provincial = map[string]bool{"home": true, "state_province": true, "province": true}

var indices = regexp.MustCompile(`\[\d+\]`)

// value is a value of a field in words: terms by their names, answers as answers.
func (p *pages) value(lang bilingual.Lang, path, value string) string {
	parts := strings.Split(indices.ReplaceAllString(path, ""), ".")
	last := parts[len(parts)-1]
	if len(parts) > 1 && last == "term" {
		last = parts[len(parts)-2] + ".term"
	}
	if kind, ok := termed[last]; ok {
		return p.term(string(kind), value, lang)
	}
	if province := geo.Province(value); provincial[last] && province.Valid() {
		return province.Name().In(lang)
	}
	if text, ok := valueWords[value]; ok {
		return web.Typeset(lang, text.In(lang))
	}
	return value
}

// term is a term's name, or its id where there is none.
func (p *pages) term(kind, id string, lang bilingual.Lang) string {
	if t, ok := p.terms.Get(data.TermKind(kind), id); ok {
		return t.Name.In(lang)
	}
	return id
}

// lists gathers values, each once.
type lists []string

func (l *lists) add(value string) {
	for _, one := range *l {
		if one == value {
			return
		}
	}
	if value != "" {
		*l = append(*l, value)
	}
}

// addText adds what a text says in both languages, where they differ.
func (l *lists) addText(t data.Text) {
	l.add(t.En)
	l.add(t.Fr)
}

// listed stands between the values of a list.
const listed = "; "

func (l lists) String() string { return strings.Join(l, listed) }

// addressLine writes an address on one line, or the area in its place.
func addressLine(a data.Address, area string) string {
	var parts lists
	for _, part := range []string{a.Line1, a.Line2, a.City, a.Province, a.PostalCode} {
		parts.add(part)
	}
	if len(parts) == 0 {
		return area
	}
	return strings.Join(parts, ", ")
}

// placeName names a place by its name, else by where it is, else not at all.
func placeName(l *record.Location, lang bilingual.Lang) string {
	return cmp.Or(l.Name.In(lang), addressLine(l.Address, l.Area.Label.In(lang)))
}

// wayOf is how somebody was asked, in words where it is one of the ways that the
// desk offers, as it or the command line writes it, else as it was written.
func wayOf(lang bilingual.Lang, how string) string {
	switch bilingual.Fold(how) {
	case "e mail", "courriel":
		how = "email"
	case "telephone":
		how = "phone"
	case "visite":
		how = "visit"
	}
	for _, way := range (howField{}).Ways() {
		if how == way {
			return say(lang, "how."+way)
		}
	}
	return how
}

// sealedParts names what is sealed of a listing.
func sealedParts(lang bilingual.Lang, parts []string) string {
	var names lists
	for _, part := range parts {
		names.add(say(lang, "sealed."+part))
	}
	return strings.Join(names, ", ")
}
