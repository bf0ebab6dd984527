package ingest

import (
	"slices"
	"strings"
	"unicode"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/record"
)

// secrets are the marks of every sealed address and number of a directory, with
// whose they are: what a text is held against. No value leaves a seal.
type secrets map[mark][]data.ID

// add takes the addresses of confidential places, the numbers of sealed contacts
// and, of a record with a confidential place, the lines that the public does not
// see.
func (s secrets) add(r *record.Record) {
	own := func(m mark) {
		if !slices.Contains(s[m], r.ID()) {
			s[m] = append(s[m], r.ID())
		}
	}
	r.Sealed.Reseal(func(parts *record.Parts) {
		for _, site := range parts.Sites {
			for _, house := range housesOf(site.Address) {
				own(markOf("street", house))
			}
		}
		for _, c := range parts.Contacts {
			for _, m := range numberMarks(c.Phone) {
				own(m)
			}
		}
	})
	if confidential(r) {
		shown := shownOf(r)
		for _, m := range allLines(r) {
			if _, public := shown[m]; !public {
				own(m)
			}
		}
	}
}

func confidential(r *record.Record) bool {
	return slices.ContainsFunc(r.Locations, func(l record.Location) bool { return l.Confidential })
}

// toldBy reports whether a text of r, which old did not have, says a secret of
// another record. Where the public sees r and nothing of old, every text is new.
func (s secrets) toldBy(old, r *record.Record) bool {
	if len(s) == 0 {
		return false
	}
	var before []string
	if old != nil && (len(record.Publish(old)) > 0 || len(record.Publish(r)) == 0) {
		before = texts(old)
	}
	for _, text := range texts(r) {
		if !slices.Contains(before, text) && s.in(text, r.ID()) {
			return true
		}
	}
	return false
}

// toldIn reports whether the public reads one of these in r, a record of the
// directory.
func (s secrets) toldIn(r *record.Record) bool {
	says := slices.ContainsFunc(texts(r), func(text string) bool { return s.in(text, r.ID()) })
	return says && len(record.Publish(r)) > 0 || s.shownBy(r)
}

// addFresh adds those of r that old, which may be nil, does not have as such, sealed
// addresses in their towns among them.
func (s secrets) addFresh(old, r *record.Record) {
	was, is := secrets{}, secrets{}
	if old != nil {
		was.addSites(old)
	}
	is.addSites(r)
	for m, owners := range is {
		if was[m] == nil {
			s[m] = append(s[m], owners...)
		}
	}
}

// addSites is add, with the addresses as one row's is compared with another's.
func (s secrets) addSites(r *record.Record) {
	s.add(r)
	for _, m := range siteMarks(r) {
		s[m] = append(s[m], r.ID())
	}
}

// shownBy reports whether the public sees one of another record as the address of r.
func (s secrets) shownBy(r *record.Record) bool {
	for _, l := range record.Publish(r) {
		for _, m := range shownAddressMarks(l.Address) {
			if slices.ContainsFunc(s[m], func(owner data.ID) bool { return owner != r.ID() }) {
				return true
			}
		}
	}
	return false
}

// in reports whether text says a secret that is not id's own alone.
func (s secrets) in(text string, id data.ID) bool {
	others := func(m mark) bool {
		return slices.ContainsFunc(s[m], func(owner data.ID) bool { return owner != id })
	}
	for house := range housesIn(text) {
		if others(markOf("street", house)) {
			return true
		}
	}
	return slices.ContainsFunc(numbersIn(text), func(number string) bool { return others(markOf("number", number)) })
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
