package ranking

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/index"
)

// encoded is what encoding/json writes of the view of a.
func encoded(tb testing.TB, a Answer[data.Public], lang bilingual.Lang) string {
	tb.Helper()
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(PublicAnswer(a, lang)); err != nil {
		tb.Fatal(err)
	}
	return b.String()
}

// oddly gives listings names, phones and languages that are trouble to write.
func (w *world) oddly(all []data.Listing[data.Public]) {
	odd := []string{"", `"quoted"`, "tab\tand\nline", "\xff", "line\u2028end", "<b>&", "l’été", "plain"}
	for i := range all {
		l := &all[i]
		l.Organization.Name = data.Text{En: pick(w, odd...), Fr: pick(w, odd...)}
		l.Service.Name.Fr = pick(w, odd...)
		l.Phones = append(l.Phones, data.Phone{Number: pick(w, "+14165550123", "911", ""), Extension: pick(w, odd...), Description: data.Text{En: pick(w, odd...)}})
		l.Languages = append(l.Languages, data.LanguageOffered{Code: pick(w, "ms", "xx-nobody", "iu"), Mode: data.ByStaff})
	}
}

// TestAPublicAnswerIsWrittenAsItsViewIs is what the hand-written JSON rests on.
func TestAPublicAnswerIsWrittenAsItsViewIs(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := drawWorld(rt)
		listings := listingsOf[data.Public](w, 1+w.IntN(60))
		for i := range listings {
			listings[i].Place.Label = text(fmt.Sprint("Area ", i)) // of which the words speak
		}
		if w.IntN(3) == 0 {
			w.oddly(listings)
		}
		s := index.Build(listings, w.terms, 1)
		before := slices.Clone(listings)
		for i := range before {
			before[i].Service.Name = text("As it was called once")
		}
		for _, f := range []*Fragments{nil, NewFragments(s), NewFragments(index.Build(before, w.terms, 0))} {
			q := w.query()
			q.K = 1 + w.IntN(40)
			a, err := Search(s, q)
			if err != nil {
				rt.Fatal(err)
			}
			for _, lang := range []bilingual.Lang{bilingual.En, bilingual.Fr} {
				if got, want := string(f.AppendPublicAnswer(nil, &a, lang))+"\n", encoded(t, a, lang); got != want {
					rt.Fatalf("%+v\n got %s\nwant %s", q, got, want)
				}
			}
		}
	})
}

// TestAWriterForgets: the answer to one caller is not in what the next one's is
// written with.
func TestAWriterForgets(t *testing.T) {
	w := newWorld(t, 7)
	s := index.Build(listingsOf[data.Public](w, 40), w.terms, 1)
	a, err := Search(s, Query{K: 20, At: noon})
	if err != nil || len(a.Matches) < 5 {
		t.Fatalf("%v, %d matches", err, len(a.Matches))
	}
	NewFragments(s).AppendPublicAnswer(nil, &a, bilingual.En)
	for range 8 {
		left := writers.Get().(*writer)
		for _, p := range left.said[:cap(left.said)] {
			if p != (phrase{}) {
				t.Fatalf("%+v is left", p)
			}
		}
		if left.json != nil || left.j != nil || left.terms != nil || left.fragments != nil {
			t.Fatalf("%+v is left", left)
		}
	}
}
