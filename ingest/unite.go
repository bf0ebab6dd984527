package ingest

import (
	"slices"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/geo"
)

// Rows of a table that are one: somebody has called them the same (Env.Same), or the
// directory has both keys as names of one listing, because somebody did before. The
// first of them in the file says what it says; what it leaves empty, the next may say.
// So the same file read again says the same.

// SameRows gives the rows that somebody has called the same, for Env.Same: of the
// pairs of a plan, and what was decided of them by their ids.
func SameRows(pairs []Pair, decided map[string]bool) [][2]string {
	var same [][2]string
	for _, p := range pairs {
		if p.Known.Key != "" && decided[p.ID] {
			same = append(same, [2]string{p.Known.Key, p.Key})
		}
	}
	return same
}

// rowClasses gives, for the key of each row that is the same as others, the keys of all
// of them, its own among them.
func rowClasses(same [][2]string) map[string][]string {
	classes := map[string][]string{}
	for _, pair := range same {
		one := classes[pair[0]]
		for _, key := range slices.Concat(pair[:], classes[pair[0]], classes[pair[1]]) {
			if !slices.Contains(one, key) {
				one = append(slices.Clip(one), key)
			}
		}
		for _, key := range one {
			classes[key] = one
		}
	}
	return classes
}

// saying is what a row of the file has said of a listing, for the next row that names
// it.
type saying struct {
	at     data.ID
	line   int
	fields fieldSet
}

// fieldSet is a set of the names that mappings may use.
type fieldSet [2]uint64

func (s *fieldSet) add(n int)     { s[n/64] |= 1 << (n % 64) }
func (s fieldSet) has(n int) bool { return s[n/64]&(1<<(n%64)) != 0 }

// fieldNumbers gives each name that a mapping may use its number.
func fieldNumbers() map[string]int {
	numbers := map[string]int{}
	for _, f := range Fields() {
		for _, name := range f.names() {
			numbers[name] = len(numbers)
		}
	}
	return numbers
}

// speak lets the first row that names a listing have its say, and leaves of a further
// one what that row and those between have left empty.
func (b *builder) speak(d *draft, at data.ID, w *row, p *place) {
	i := slices.IndexFunc(d.spoken, func(s saying) bool { return s.at == at })
	if i < 0 {
		i, d.spoken = len(d.spoken), append(d.spoken, saying{at: at, line: w.line})
	} else {
		b.further(&d.spoken[i], w, p)
	}
	for field, said := range w.values {
		if said != "" {
			d.spoken[i].fields.add(b.numbers[field])
		}
	}
}

// further makes w a further row: it keeps the values that no row before it has given.
// An address is taken as a whole or not at all.
func (b *builder) further(before *saying, w *row, p *place) {
	w.further = true
	placed := slices.ContainsFunc(together()[0], func(field string) bool {
		return field != "province" && field != "country" && before.fields.has(b.numbers[field])
	})
	if placed {
		p.address, p.point = data.Address{}, geo.Point{}
	}
	for field, said := range w.values {
		if said != "" && before.fields.has(b.numbers[field]) {
			w.values[field] = ""
		}
	}
	b.note(w, "key", "row_united",
		bilingual.Textf("the same listing as in line %d, as somebody has decided", "la même fiche qu’à la ligne %d, comme quelqu’un en a décidé", before.line),
		bilingual.Textf("what line %d says was kept; what it leaves empty was taken from here", "ce que dit la ligne %d a été gardé; ce qu’elle laisse vide a été pris ici", before.line))
}

// keysOf are the keys that name the row: its own, and those of the rows that it is the
// same as.
func (b *builder) keysOf(w *row) []string {
	if b.same == nil {
		b.same = rowClasses(b.env.Same)
	}
	if all := b.same[w.key]; len(all) > 0 {
		return all
	}
	return []string{w.key}
}
