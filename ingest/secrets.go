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
			for _, name := range streetNames(words(site.Address.Line1)) {
				own(markOf("street", name))
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

// toldAlready counts the records of the directory in which the public reads what
// these records seal and did not before.
func (p *planner) toldAlready(records []*record.Record) int {
	all, ok := p.existing.(whole)
	fresh := p.freshSecrets(records)
	if !ok || len(fresh) == 0 {
		return 0
	}
	n := 0
	for r := range all.All() {
		says := slices.ContainsFunc(texts(r), func(text string) bool { return fresh.in(text, r.ID()) })
		if says && len(record.Publish(r)) > 0 || fresh.shownBy(r) {
			n++
		}
	}
	return n
}

// freshSecrets are those that the directory does not know as such yet, sealed
// addresses in their towns among them.
func (p *planner) freshSecrets(records []*record.Record) secrets {
	fresh := secrets{}
	for _, r := range records {
		was, is := secrets{}, secrets{}
		if old := p.known(r.ID()); old != nil {
			was.addSites(old)
		}
		is.addSites(r)
		for m, owners := range is {
			if was[m] == nil {
				fresh[m] = append(fresh[m], owners...)
			}
		}
	}
	return fresh
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
	all := words(text)
	for i := range all {
		for n := 2; n <= longestStreet && i+n <= len(all); n++ {
			if name, ok := streetName(all[i : i+n]); ok && others(markOf("street", name)) {
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

// streetNames are what an address line may be called by: from each house number
// in it on, since one may be a unit's ("200-12 Hidden St"), with what follows the
// street and without it ("12 Hidden St Unit 5").
func streetNames(all []string) []string {
	var names []string
	add := func(words []string) {
		if name, ok := streetName(words); ok && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	for i := range all {
		end := i + 1
		for end < len(all) && !endsStreet(all[end]) {
			end++
		}
		add(all[i:])
		add(all[i:end])
	}
	return names
}

// streetName is a house number, its letter aside, and the name of its street,
// however the kind of street is written and on which side of the name; ok is false
// for what does not begin with a number, or has no name.
func streetName(all []string) (name string, ok bool) {
	if len(all) < 2 || !isNumber(all[0]) {
		return "", false
	}
	rest := slices.DeleteFunc(slices.Clone(all[1:]), func(word string) bool { return slices.Contains(streetWords(), word) })
	number := strings.TrimRightFunc(all[0], unicode.IsLetter)
	return number + "/" + strings.Join(rest, " "), len(rest) > 0
}

// endsStreet reports whether a word begins what is within a building: its unit, or
// a bare number. It is folded.
func endsStreet(word string) bool {
	return isNumber(word) || slices.Contains([]string{
		"unit", "unite", "apt", "apartment", "app", "appartement", "suite", "ste", "bureau", "local", "floor", "etage", "room", "porte",
	}, word)
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

// isNumber reports whether a word is a house number: digits, and perhaps a letter.
func isNumber(word string) bool {
	letter := strings.TrimLeftFunc(word, unicode.IsDigit)
	return len(letter) < len(word) && (letter == "" || len(letter) == 1 && unicode.IsLetter(rune(letter[0])))
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
