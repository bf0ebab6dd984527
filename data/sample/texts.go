package sample

import (
	"embed"
	"slices"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/geo"
)

//go:embed text/*.tsv
var textFiles embed.FS

// texts is everything that the sample's organizations may be called and say,
// and for whom they may work, as read from text/*.tsv.
type texts struct {
	names, abouts map[string][]data.Text // of organizations, by profile
	manners       []manner
	proper        []data.Text
	words         []word
	services      map[string]serviceTexts // by need
	populations   map[string]population
	welcomed      []string // every population term, in the order of the terms
	notes         map[string][]data.Text
	profiles      []profile
	authorities   authorityTexts
	given, family []string
}

// word is a word of an Indigenous language that an organization is named by.
type word struct {
	language  string
	provinces []string
	word      string
}

// serviceTexts is how services for one need are called and described, and what
// goes with that need.
type serviceTexts struct {
	names, abouts []data.Text
	companions    []string // needs that such a service often meets as well
	telling       bool     // the names say already whom it is for
	pay           string   // "never", or the field of notes that says what is paid
}

type authorityTexts struct{ names, abouts map[string][]data.Text }

// manner is a sentence on how an organization works.
type manner struct {
	text  data.Text
	claim string // the barrier, or "interpretation", that it answers with yes
	desk  bool   // suits an office without clients
}

// population is how a service made for some people names them, and whom it then
// usually accepts.
type population struct {
	term     string
	name     data.Text
	min, max float64 // ages; 0, 0 says nothing
	gender   data.Gender
}

// profile is a sort of organization: how common, what it does, for whom.
type profile struct {
	name        string
	kind        data.ProviderKind
	weight      int
	exclusive   int // percent of its services for these populations only
	needs       shares
	populations shares // "-" is everybody
}

// shares are terms with their weights.
type shares struct {
	terms   []string
	weights []int
}

// loadTexts reads the tables and holds their terms against the vocabulary.
func loadTexts(terms *data.Terms) (*texts, error) {
	r := tableReader{terms: terms}
	t := &texts{
		names: r.grouped("organizations", "name"), abouts: r.grouped("organizations", "about"),
		manners:     r.manners(),
		proper:      r.list("proper"),
		words:       r.words(),
		services:    r.services(),
		populations: r.populations(),
		notes:       r.notes(),
		profiles:    r.profiles(),
		authorities: authorityTexts{names: r.grouped("authorities", "name"), abouts: r.grouped("authorities", "about")},
	}
	for _, row := range r.rows("people", 2) {
		t.given, t.family = append(t.given, row[0]), append(t.family, row[1])
	}
	for _, term := range terms.All(data.TermPopulation) {
		t.welcomed = append(t.welcomed, term.ID)
	}
	return t, r.err
}

// wordsOf gives the words by which organizations of a province are named.
func (t *texts) wordsOf(p geo.Province) []word {
	var words []word
	for _, w := range t.words {
		if slices.Contains(w.provinces, string(p)) {
			words = append(words, w)
		}
	}
	return words
}

// profile gives the profile of that name.
func (t *texts) profile(name string) *profile {
	for i := range t.profiles {
		if t.profiles[i].name == name {
			return &t.profiles[i]
		}
	}
	return nil
}

func (s shares) clone() shares { return shares{slices.Clone(s.terms), slices.Clone(s.weights)} }

func (s shares) draw(d dice) string { return s.terms[d.weighted(s.weights)] }
