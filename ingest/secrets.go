package ingest

import (
	"slices"
	"strings"
	"unicode"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/record"
)

// secrets are the marks of every sealed address and number of a directory, with
// whose they are: what a text is held against. No value leaves a seal.
type secrets map[mark][]data.ID

// secretsOf gathers those of the records of a file and of the directory.
func secretsOf(records []*record.Record, existing Existing) secrets {
	known := secrets{}
	for _, r := range records {
		known.add(r)
	}
	if all, ok := existing.(whole); ok {
		for r := range all.All() {
			known.add(r)
		}
	}
	return known
}

// add takes the addresses of confidential places, the numbers of sealed contacts
// and, of a record with a confidential place, the lines that are for staff.
func (s secrets) add(r *record.Record) {
	own := func(m mark) {
		if !slices.Contains(s[m], r.ID()) {
			s[m] = append(s[m], r.ID())
		}
	}
	r.Sealed.Reseal(func(parts *record.Parts) {
		for _, site := range parts.Sites {
			if m, ok := streetMark(words(site.Address.Line1)); ok {
				own(m)
			}
		}
		for _, c := range parts.Contacts {
			for _, m := range numberMarks(c.Phone) {
				own(m)
			}
		}
	})
	if confidential(r) {
		for number := range insideNumbers(r) {
			for _, m := range numberMarks(data.Phone{Number: number}) {
				own(m)
			}
		}
	}
}

func confidential(r *record.Record) bool {
	return slices.ContainsFunc(r.Locations, func(l record.Location) bool { return l.Confidential })
}

// toldBy reports whether a text of r, which old did not have, says a secret of
// another record.
func (s secrets) toldBy(old, r *record.Record) bool {
	if len(s) == 0 {
		return false
	}
	var before []string
	if old != nil {
		before = texts(old)
	}
	for _, text := range texts(r) {
		if !slices.Contains(before, text) && s.in(text, r.ID()) {
			return true
		}
	}
	return false
}

// in reports whether text says a secret that is not id's own alone.
func (s secrets) in(text string, id data.ID) bool {
	others := func(m mark) bool {
		return slices.ContainsFunc(s[m], func(owner data.ID) bool { return owner != id })
	}
	all := words(text)
	for i := range all {
		for n := 2; n <= longestStreet && i+n <= len(all); n++ {
			if m, ok := streetMark(all[i : i+n]); ok && others(m) {
				return true
			}
		}
	}
	return slices.ContainsFunc(numbersIn(text), func(number string) bool { return others(markOf("number", number)) })
}

// longestStreet is how many words of a text, from a house number on, may be one
// address.
const longestStreet = 8

// words are the folded words of a text.
func words(text string) []string { return strings.Fields(bilingual.Fold(text)) }

// streetMark is the mark of a house number and the name of its street.
func streetMark(all []string) (m mark, ok bool) {
	name, ok := streetName(all)
	return markOf("street", name), ok
}

// streetName is a house number and the name of its street, however the kind of
// street is written and on which side of the name; ok is false for what does not
// begin with a number, or has no name.
func streetName(all []string) (name string, ok bool) {
	if len(all) < 2 || !isNumber(all[0]) {
		return "", false
	}
	rest := slices.DeleteFunc(slices.Clone(all[1:]), func(word string) bool { return slices.Contains(streetWords(), word) })
	return all[0] + "/" + strings.Join(rest, " "), len(rest) > 0
}

// streetWords say what kind of street it is, or join words: they are written or
// not, and shortened at will. They are folded.
func streetWords() []string {
	return []string{
		"st", "street", "rd", "road", "ave", "av", "avenue", "blvd", "boul", "boulevard", "dr", "drive", "cres", "crescent",
		"ct", "court", "pl", "place", "ln", "lane", "way", "hwy", "highway", "rue", "chemin", "ch", "cote", "route", "rte", "rang",
		"montee", "allee", "impasse", "de", "la", "le", "les", "du", "des", "d", "l", "n", "s", "e", "w", "o",
		"north", "south", "east", "west", "nord", "sud", "est", "ouest",
	}
}

func isNumber(word string) bool {
	return word != "" && strings.IndexFunc(word, func(r rune) bool { return !unicode.IsDigit(r) }) < 0
}

// numbersIn finds what may be telephone numbers in a text, as numberOf writes
// them: ten digits in a row, with nothing but what stands between digits in
// between.
func numbersIn(text string) []string {
	var found []string
	for _, run := range strings.FieldsFunc(text, func(r rune) bool {
		return !unicode.IsDigit(r) && !strings.ContainsRune(" -.()+\u00a0\u2011", r)
	}) {
		digits := strings.Map(func(r rune) rune {
			if r < '0' || r > '9' {
				return -1
			}
			return r
		}, run)
		for i := 0; i+10 <= len(digits); i++ {
			found = append(found, digits[i:i+10])
		}
	}
	return found
}

// texts are the free texts of r, sealed ones aside.
func texts(r *record.Record) []string {
	o := &r.Organization
	all := []data.Text{o.Name, o.AlternateName, o.Description}
	for i := range r.Services {
		s := &r.Services[i]
		all = append(all, s.Name, s.AlternateName, s.Description, s.Eligibility.Notes, s.Application, s.Fees, s.Protocol, s.Notes)
		all = append(all, s.Documents...)
		all = append(all, described(s.Phones)...)
	}
	for i := range r.Locations {
		all = append(all, r.Locations[i].Name)
		all = append(all, described(r.Locations[i].Phones)...)
	}
	for _, at := range r.At {
		all = append(all, described(at.Phones)...)
	}
	all = append(all, described(o.Phones)...)
	var said []string
	for _, t := range all {
		for _, text := range []string{t.En, t.Fr} {
			if text != "" {
				said = append(said, text)
			}
		}
	}
	return said
}

func described(lines []record.Phone) []data.Text {
	var all []data.Text
	for _, line := range lines {
		all = append(all, line.Description)
	}
	return all
}
