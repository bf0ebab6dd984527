package sample

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"github.com/relais-directory/relais/data"
)

// tableReader reads the embedded tables and keeps the first fault.
type tableReader struct {
	terms *data.Terms
	err   error
}

func (r *tableReader) fail(format string, args ...any) {
	if r.err == nil {
		r.err = fmt.Errorf(format, args...)
	}
}

// rows gives the rows of a table below its header, without comments. Cells left
// empty at the end of a line may be left out.
func (r *tableReader) rows(table string, columns int) [][]string {
	b, err := textFiles.ReadFile("text/" + table + ".tsv")
	if err != nil {
		r.fail("read text: %w", err)
	}
	var rows [][]string
	header := true
	for line := range strings.Lines(string(b)) {
		line = strings.TrimRight(line, "\n")
		if line == "" || line[0] == '#' {
			continue
		}
		if header {
			header = false
			continue
		}
		row := strings.Split(line, "\t")
		if len(row) > columns {
			r.fail("text/%s.tsv: a row of %d cells, want %d: %.40s", table, len(row), columns, line)
			continue
		}
		rows = append(rows, append(row, make([]string, columns-len(row))...))
	}
	return rows
}

func (r *tableReader) known(kind data.TermKind, id string) {
	if _, ok := r.terms.Get(kind, id); !ok {
		r.fail("the terms have no %s %q", kind, id)
	}
}

func (r *tableReader) list(table string) []data.Text {
	var list []data.Text
	for _, row := range r.rows(table, 2) {
		list = append(list, data.Text{En: row[0], Fr: row[1]})
	}
	return list
}

func (r *tableReader) manners() []manner {
	var manners []manner
	for _, row := range r.rows("manner", 4) {
		manners = append(manners, manner{text: data.Text{En: row[0], Fr: row[1]}, claim: row[2], desk: row[3] == "yes"})
	}
	return manners
}

// grouped reads the texts of one part, by the group in the first column.
func (r *tableReader) grouped(table, part string) map[string][]data.Text {
	groups := map[string][]data.Text{}
	for _, row := range r.rows(table, 4) {
		if row[1] == part {
			groups[row[0]] = append(groups[row[0]], data.Text{En: row[2], Fr: row[3]})
		}
	}
	return groups
}

func (r *tableReader) notes() map[string][]data.Text {
	notes := map[string][]data.Text{}
	for _, row := range r.rows("notes", 3) {
		notes[row[0]] = append(notes[row[0]], data.Text{En: row[1], Fr: row[2]})
	}
	return notes
}

func (r *tableReader) words() []word {
	var words []word
	for _, row := range r.rows("words", 3) {
		r.known(data.TermLanguage, row[0])
		words = append(words, word{language: row[0], provinces: strings.Fields(row[1]), word: row[2]})
	}
	return words
}

func (r *tableReader) services() map[string]serviceTexts {
	names, abouts := r.grouped("services", "name"), r.grouped("services", "about")
	services := map[string]serviceTexts{}
	for _, row := range r.rows("needs", 4) {
		need := row[0]
		r.known(data.TermNeed, need)
		services[need] = serviceTexts{
			names: names[need], abouts: abouts[need],
			companions: strings.Fields(row[1]), telling: row[2] == "yes", pay: row[3],
		}
		if len(names[need]) == 0 || len(abouts[need]) == 0 {
			r.fail("text/services.tsv: nothing is said of %s", need)
		}
	}
	return services
}

func (r *tableReader) populations() map[string]population {
	populations := map[string]population{}
	for _, row := range r.rows("populations", 6) {
		r.known(data.TermPopulation, row[0])
		populations[row[0]] = population{
			term: row[0], name: data.Text{En: row[1], Fr: row[2]},
			min: r.number(row[3]), max: r.number(row[4]), gender: data.Gender(row[5]),
		}
	}
	return populations
}

func (r *tableReader) profiles() []profile {
	var profiles []profile
	for _, row := range r.rows("profiles", 6) {
		profiles = append(profiles, profile{
			name: row[0], kind: data.ProviderKind(row[1]),
			weight: int(r.number(row[2])), exclusive: int(r.number(row[3])),
			needs: r.shares(row[4], data.TermNeed), populations: r.shares(row[5], data.TermPopulation),
		})
	}
	return profiles
}

func (r *tableReader) shares(cell string, kind data.TermKind) shares {
	var s shares
	for share := range strings.FieldsSeq(cell) {
		term, weight, _ := strings.Cut(share, ":")
		if term != "-" {
			r.known(kind, term)
		}
		s.terms, s.weights = append(s.terms, term), append(s.weights, int(r.number(weight)))
	}
	return s
}

func (r *tableReader) number(cell string) float64 {
	n, err := strconv.Atoi(cmp.Or(cell, "0"))
	if err != nil {
		r.fail("read text: a number was wanted, not %q", cell)
	}
	return float64(n)
}
