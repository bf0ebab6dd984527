package index

import (
	"context"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
)

func TestWordsAreFoldedAndSmallOnesDropped(t *testing.T) {
	for text, want := range map[string][]string{
		"Maison d’hébergement pour les femmes": {"maison", "hebergement", "femmes"},
		"Women’s shelters and SHELTER":         {"women", "shelters", "shelter"},
		"lorsqu’elle s'enfuit, jusqu’à L'Île":  {"enfuit", "ile"},
		"survivant·e·s":                        {"survivant"},
		"16 beds, 24/7":                        {"16", "beds", "24"},
		"ᐃᓄᒃᑎᑐᑦ (Inuktitut)":                   {"ᐃᓄᒃᑎᑐᑦ", "inuktitut"},
		"the of à au":                          nil,
		"":                                     nil,
	} {
		if got := WordsOf(text); !slices.Equal(got, want) {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestWordsOfOneStem(t *testing.T) {
	for _, c := range []struct {
		lang  bilingual.Lang
		words string // all of one stem
		other string // none of these has it
	}{
		{bilingual.En, "shelter shelters", "sheltered"},
		{bilingual.En, "family families", "familiar"},
		{bilingual.En, "address addresses", ""},
		{bilingual.En, "access", "acces"},
		{bilingual.Fr, "refuge refuges", "refus"},
		{bilingual.Fr, "homme hommes", "home homes"},
		{bilingual.Fr, "femme femmes", "ferme"},
		{bilingual.Fr, "travail", "traval"},
		{bilingual.Fr, "local locaux", ""},
		{bilingual.Fr, "bureau bureaux", "bural"},
		{bilingual.Fr, "infirmier infirmiere infirmieres", "infirme"},
		{bilingual.Fr, "conseiller conseillere conseilleres conseillers", ""},
		{bilingual.Fr, "survivant survivante survivantes", "survie"},
		{bilingual.Fr, "intervenante intervenants", "intervalle"},
		{bilingual.Fr, "hebergement hebergements heberger", "berger"},
		{bilingual.Fr, "juridique juridiques", "juridiction"},
	} {
		words := strings.Fields(c.words)
		want := Stem(c.lang, words[0])
		for _, word := range words {
			if got := Stem(c.lang, word); got != want {
				t.Errorf("%s: %s is cut to %q, %s to %q", c.lang, word, got, words[0], want)
			}
		}
		for word := range strings.FieldsSeq(c.other) {
			if got := Stem(c.lang, word); got == want {
				t.Errorf("%s: %s and %s are both cut to %q", c.lang, word, words[0], got)
			}
		}
	}
}

func TestSlips(t *testing.T) {
	for _, c := range []struct {
		typed, word string
		want        bool
	}{
		{"hebergemnt", "hebergement", true}, // left out
		{"hebergeement", "hebergement", true},
		{"hebergemant", "hebergement", true},
		{"hebregement", "hebergement", true}, // exchanged
		{"wommen", "women", true},
		{"ᐃᓄᒃᑎᑐ", "ᐃᓄᒃᑎᑐᑦ", true},
		{"ᐃᓄᒃᑎᑐᑎ", "ᐃᓄᒃᑎᑐᑦ", true}, // letters that share all but their last byte
		{"hebergement", "hebergement", false},
		{"hebrgemnt", "hebergement", false},
		{"peres", "meres", false}, // the first letter
		{"ehbergement", "hebergement", false},
		{"cree", "crie", false}, // too short
		{"fille", "file", false},
		{"file", "fille", false},
		{"salle2024", "salle2025", false}, // digits
		{"salles", "salle4", false},
		{"abcdef", "abdcfe", false}, // two exchanges
		{"abcde", "acbde", true},
		{"abcde", "acdbe", false}, // a letter moved farther
		{"aaaaa", "aaaaaa", true},
	} {
		if got := Ask(c.typed, 1)[0].Slips(c.word); got != c.want {
			t.Errorf("%s for %s: %v", c.typed, c.word, got)
		}
	}
}

// Edit distance by its definition, adjacent exchanges included, says the same.
func TestASlipIsADistanceOfOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringOfN(rapid.RuneFrom([]rune("abcéᐃᐄ")), 5, 9, -1)
		typed, other := word.Draw(t, "typed"), word.Draw(t, "word")
		if rapid.Bool().Draw(t, "near") {
			at := rapid.IntRange(1, len([]rune(typed))-1).Draw(t, "at")
			other = slipped(typed, at, rapid.IntRange(0, 3).Draw(t, "kind"))
		}
		a := Asked{Word: typed, slips: true}
		want := distance([]rune(typed), []rune(other)) == 1 && []rune(typed)[0] == []rune(other)[0] && len([]rune(other)) >= 5
		if got := a.Slips(other); got != want {
			t.Fatalf("%s for %s: %v", typed, other, got)
		}
	})
}

func slipped(word string, at, kind int) string {
	r := []rune(word)
	switch kind {
	case 0:
		return string(slices.Delete(r, at, at+1))
	case 1:
		return string(slices.Insert(r, at, 'b'))
	case 2:
		r[at] = 'ᐄ'
	default:
		r[at], r[at-1] = r[at-1], r[at]
	}
	return string(r)
}

// distance is the least number of letters added, left out or changed and of
// neighbours exchanged, each part of the word touched once.
func distance(a, b []rune) int {
	d := make([][]int, len(a)+1)
	for i := range d {
		d[i] = make([]int, len(b)+1)
		for j := range d[i] {
			switch {
			case i == 0 || j == 0:
				d[i][j] = i + j
				continue
			case a[i-1] == b[j-1]:
				d[i][j] = d[i-1][j-1]
				continue
			}
			d[i][j] = 1 + min(d[i-1][j], d[i][j-1], d[i-1][j-1])
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d[i][j] = min(d[i][j], 1+d[i-2][j-2])
			}
		}
	}
	return d[len(a)][len(b)]
}

func TestAWordStandsInEachWayThatHolds(t *testing.T) {
	l := data.Listing[data.Public]{
		ID:           "a",
		Organization: data.Named{Name: data.Text{En: "Lantern"}},
		Needs:        []string{"emergency-shelter"},
		Languages:    []data.LanguageOffered{{Code: "de", Mode: data.ByStaff}},
		Description:  data.Text{En: "Lanterns and a home, with gardens.", Fr: "Jardin pour hommes."},
	}
	w := Build([]data.Listing[data.Public]{l}, loadTerms(t), 1).Facts(0).Words()
	for typed, want := range map[string][]int{
		"lantern":  {Way(InName, Same), Way(InDescription, Same), Way(InDescription, Begins), Way(InDescription, Slip)},
		"lant":     {Way(InName, Begins), Way(InDescription, Begins)},
		"lan":      nil,
		"latnern":  {Way(InName, Slip)},
		"shelters": {Way(InTerm, Same), Way(InTerm, Slip)},
		"jardins":  {Way(InDescription, Same), Way(InDescription, Slip)},
		"homme":    {Way(InDescription, Same), Way(InDescription, Begins), Way(InDescription, Slip)},
		"deutsch":  {Way(InTerm, Same)},
		"nothing":  nil,
	} {
		var stands Stands
		for _, way := range want {
			stands |= 1 << way
		}
		if got := w.Stands(&Ask(typed, 1)[0]); got != stands {
			t.Errorf("%s: got %v, want %v", typed, slices.Collect(got.All()), want)
		}
	}
	if w.Stands(&Ask("home", 1)[0]).Has(InDescription, Slip) {
		t.Error("a word of four letters was taken for another")
	}
}

func TestWaysHaveNumbersOfTheirOwn(t *testing.T) {
	seen := map[int]bool{}
	for f := range fields {
		for c := range closenesses {
			n := Way(f, c)
			if gotF, gotC := WayOf(n); gotF != f || gotC != c || n >= Ways || seen[n] {
				t.Errorf("field %d, closeness %d: number %d", f, c, n)
			}
			seen[n] = true
		}
	}
}

// Words drawn up for one listing alone and for all together are the same.
func TestWordsOfOneListingAndOfAll(t *testing.T) {
	listings := []data.Listing[data.Public]{
		{ID: "a", Service: data.Named{Name: data.Text{En: "Counselling for women", Fr: "Écoute"}}, Needs: []string{"counselling"}},
		{ID: "b", Service: data.Named{Name: data.Text{En: "Counselling for women"}}, Needs: []string{"housing", "counselling"}},
	}
	l := Build(listings, loadTerms(t), 1).Lexicon()
	alone := []map[string]Places{spelled(l.Words(0)), spelled(l.Words(1))}
	if err := l.Draw(context.Background()); err != nil {
		t.Fatal(err)
	}
	for i, want := range alone {
		got := spelled(l.Words(i))
		if len(want) < 4 || len(got) != len(want) {
			t.Errorf("listing %d: %d words, %d alone", i, len(got), len(want))
		}
		for word, at := range want {
			if got[word] != at {
				t.Errorf("listing %d: %s at %b, alone at %b", i, word, got[word], at)
			}
		}
	}
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	l.Forget()
	if err := l.Draw(ended); err == nil {
		t.Error("nobody waits for the words, and they are drawn up")
	}
}

func spelled(w Words) map[string]Places {
	all := map[string]Places{}
	for word, entry := range w.All() {
		all[entry.Word] = word.At
	}
	return all
}

func TestHitsAreForgotten(t *testing.T) {
	var h Hits
	for _, size := range []int{3, 5, 2} {
		h.Reset(2, size)
		for word := range 2 {
			for ordinal := range size {
				if h.Of(word, ordinal) != 0 {
					t.Errorf("of %d listings, %d is found before the search", size, ordinal)
				}
			}
		}
		h.Add(0, 1, 1)
		h.Add(0, 1, 4)
		h.Add(1, 0, 2)
		if h.Of(0, 1) != 5 || !slices.Equal(h.Found(0), []uint32{1}) || h.Of(1, 0) != 2 || h.Words() != 2 {
			t.Errorf("size %d: %v", size, h)
		}
	}
	h.Reset(1, 3)
	h.Reset(2, 3)
	if h.Of(1, 0) != 0 {
		t.Error("a column that was laid aside kept what it held")
	}
	h.Reset(2, 1000)
	if n := testing.AllocsPerRun(100, func() {
		h.Reset(2, 1000)
		h.Add(1, 7, 1)
	}); n > 0 {
		t.Errorf("hits that are used again allocate %v times", n)
	}
}

// Whatever stands in a listing or is typed has words, and each answers itself:
// the stemmers are bleve's, and must take any letters.
func FuzzWords(f *testing.F) {
	for _, text := range []string{"Maison d’hébergement", "aaaaaaaaa", "ééééééère", "xxxxxx", "ᐃᓄᒃᑎᑐᑦ", "issements", "ificatrices", "ﬁnalisation", "\xff\xfe", "eaux", "sssss"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, a := range Ask(text, 16) {
			e := NewEntry(a.Word)
			if s := e.Stands(&a, place(InName, 0)); !s.Has(InName, Same) || s.Has(InName, Begins) || s.Has(InName, Slip) {
				t.Errorf("%q answers itself by %b", a.Word, s)
			}
			if s := e.Stands(&a, place(InTerm, 1)); s != 1<<Way(InTerm, Same) {
				t.Errorf("%q answers itself in French by %b", a.Word, s)
			}
		}
	})
}
