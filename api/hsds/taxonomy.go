package hsds

import (
	"net/http"
	"slices"
	"strings"

	"github.com/relais-directory/relais/api/serve"
	"github.com/relais-directory/relais/data"
	wire "github.com/relais-directory/relais/data/hsds"
	"github.com/relais-directory/relais/index"
)

// serveTaxonomies lists the taxonomies that the listings are described in. They
// are those of the directory, whatever is listed.
func (a *API) serveTaxonomies(allowed []string) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		q, err := a.read(r, allowed, false)
		v := a.view()
		if err != nil || v.unchanged(w, r, q.format) {
			return err
		}
		all := slices.DeleteFunc(wire.Taxonomies(), func(t wire.Taxonomy) bool {
			return !mentions(q.words, t.Name+" "+t.Description)
		})
		answer(w, r, &q, len(all), func(i int) []byte { return encode(all[i]) })
		return nil
	}
}

func (a *API) serveTaxonomy(w http.ResponseWriter, r *http.Request) error {
	id, _ := data.ParseID(r.PathValue("id"))
	for _, t := range wire.Taxonomies() {
		if t.ID == string(id) {
			return a.view().serveShape(w, r, t)
		}
	}
	serve.RefuseJSON(w, r, http.StatusNotFound)
	return nil
}

// serveTaxonomyTerms lists the terms of all taxonomies.
func (a *API) serveTaxonomyTerms(allowed []string) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		q, err := a.read(r, allowed, false)
		v := a.view()
		if err != nil || v.unchanged(w, r, q.format) {
			return err
		}
		var found []*wire.TaxonomyTerm
		for _, t := range v.taxonomyTerms() {
			if q.names(&t) {
				found = append(found, &t)
			}
		}
		answer(w, r, &q, len(found), func(i int) []byte { return encode(found[i]) })
		return nil
	}
}

// names reports whether a term passes all filters. The top of a taxonomy is what
// has no wider term.
func (q *question) names(t *wire.TaxonomyTerm) bool {
	for _, id := range q.taxonomies {
		if t.TaxonomyID != string(id) {
			return false
		}
	}
	for _, id := range q.parents {
		if t.ParentID != string(id) {
			return false
		}
	}
	return (!q.topOnly || t.ParentID == "") && mentions(q.words, t.Code+" "+t.Name+" "+t.Description)
}

func (a *API) serveTaxonomyTerm(w http.ResponseWriter, r *http.Request) error {
	id, _ := data.ParseID(r.PathValue("id"))
	v := a.view()
	for _, t := range v.taxonomyTerms() {
		if t.ID == string(id) {
			t.TaxonomyDetail = taxonomyOf(t)
			return v.serveShape(w, r, t)
		}
	}
	serve.RefuseJSON(w, r, http.StatusNotFound)
	return nil
}

func taxonomyOf(t wire.TaxonomyTerm) *wire.Taxonomy {
	for _, taxonomy := range wire.Taxonomies() {
		if taxonomy.ID == t.TaxonomyID {
			return &taxonomy
		}
	}
	return nil
}

func (v *view) serveShape(w http.ResponseWriter, r *http.Request, shape any) error {
	if v.unchanged(w, r, asJSON) {
		return nil
	}
	w.Header().Set("Content-Type", asJSON.media())
	_, _ = w.Write(encode(shape)) // whoever asked has gone
	return nil
}

// mentions reports whether every word of a query stands in a text, by its stem in
// either language or as the beginning of a word.
func mentions(words []index.Asked, text string) bool {
	if len(words) == 0 {
		return true
	}
	said := index.Ask(strings.ReplaceAll(text, ":", " "), len(text))
	for i := range words {
		if !slices.ContainsFunc(said, func(s index.Asked) bool { return same(&words[i], &s) }) {
			return false
		}
	}
	return true
}

func same(asked, said *index.Asked) bool {
	return asked.En == said.En || asked.Fr == said.Fr || asked.Begins(said.Word)
}
