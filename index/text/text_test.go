package text

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/data/sample"
	"github.com/relais-directory/relais/geo"
	"github.com/relais-directory/relais/index"
)

var (
	seed    = flag.Uint64("seed", 2022, "seed of the generated words")
	queries = flag.Int("queries", 2000, "number of generated queries")
)

var loadTerms = sync.OnceValues(func() (*data.Terms, error) { return data.LoadTerms() })

func terms(tb testing.TB) *data.Terms {
	tb.Helper()
	t, err := loadTerms()
	if err != nil {
		tb.Fatal(err)
	}
	return t
}

// sampleListings are those of the sample directory, as staff see them.
var sampleListings = sync.OnceValues(func() ([]data.Listing[data.Staff], error) {
	g, err := geo.Load()
	if err != nil {
		return nil, err
	}
	t, err := loadTerms()
	if err != nil {
		return nil, err
	}
	records, err := sample.Build(g, t, sample.Options{Seed: 5, At: time.Date(2026, time.November, 22, 15, 0, 0, 0, time.UTC)})
	var all []data.Listing[data.Staff]
	for _, r := range records {
		all = append(all, record.Disclose(r)...)
	}
	return all, err
})

func sampled(tb testing.TB) []data.Listing[data.Staff] {
	tb.Helper()
	all, err := sampleListings()
	if err != nil {
		tb.Fatal(err)
	}
	return all
}

func built(tb testing.TB, l *index.Lexicon, batch int) *Index {
	tb.Helper()
	x, err := build(context.Background(), l, batch)
	if err != nil {
		tb.Fatal(err)
	}
	return x
}

// The property: whatever is asked, bleve finds what reading every listing finds,
// in the same ways.
func TestFindsWhatReadingEveryListingFinds(t *testing.T) {
	t.Logf("-seed %d -queries %d", *seed, *queries)
	w := newWorld(*seed)
	some := slices.Clone(sampled(t))
	w.Shuffle(len(some), func(i, j int) { some[i], some[j] = some[j], some[i] })
	for name, listings := range map[string][]data.Listing[data.Staff]{
		"the sample directory": some[:200],
		"invented words":       w.listings(120),
		"nothing":              nil,
	} {
		for _, batch := range []int{batch, 64} { // one segment, and several
			t.Run(fmt.Sprintf("%s, %d at once", name, batch), func(t *testing.T) {
				l := index.Build(listings, terms(t), 1).Lexicon()
				x, known := built(t, l, batch), spellings(l)
				var hits index.Hits
				for range *queries / 4 {
					compare(t, x, l, &hits, w.query(known))
				}
			})
		}
	}
}

func compare(t *testing.T, x *Index, l *index.Lexicon, hits *index.Hits, query string) {
	t.Helper()
	asked := index.Ask(query, 16)
	if !x.Find(asked, hits) {
		t.Fatal("bleve failed")
	}
	for i := range asked {
		found := slices.Sorted(slices.Values(hits.Found(i)))
		for ordinal := range l.Len() {
			want := l.Words(ordinal).Stands(&asked[i])
			if got := hits.Of(i, ordinal); got != want {
				t.Fatalf("%q, word %q: in listing %d bleve finds %b, and reading it %b", query, asked[i].Word, ordinal, got, want)
			}
			if _, listed := slices.BinarySearch(found, uint32(ordinal)); listed != (want != 0) {
				t.Fatalf("%q: listing %d is among those found: %v", query, ordinal, listed)
			}
		}
	}
}

// A check that cannot fail is a defect: an index of other words must be told
// apart.
func TestThePropertySeesAMissingWord(t *testing.T) {
	listings := newWorld(1).listings(30)
	l := index.Build(listings, terms(t), 1).Lexicon()
	listings[7].Service.Name = data.Text{En: "Zzyzzyva"}
	x := built(t, index.Build(listings, terms(t), 1).Lexicon(), batch)
	var hits index.Hits
	x.Find(index.Ask("zzyzzyva", 1), &hits)
	if len(hits.Found(0)) != 1 || l.Words(int(hits.Found(0)[0])).Stands(&index.Ask("zzyzzyva", 1)[0]) != 0 {
		t.Errorf("found in %v", hits.Found(0))
	}
}

func TestManySearchAtOnce(t *testing.T) {
	w := newWorld(3)
	l := index.Build(w.listings(100), terms(t), 1).Lexicon()
	x, known := built(t, l, 40), spellings(l)
	var all sync.WaitGroup
	for n := range 8 {
		all.Go(func() {
			var hits index.Hits
			w := newWorld(uint64(n))
			for range 50 {
				compare(t, x, l, &hits, w.query(known))
			}
		})
	}
	all.Wait()
}

// The words of the listings are let go once they can be looked up, and can be
// drawn up again.
func TestASnapshotIsGivenItsTexts(t *testing.T) {
	s := index.Build(newWorld(4).listings(20), terms(t), 1)
	if s.Texts() != nil {
		t.Fatal("there are texts before they are built")
	}
	s.SetTexts(built(t, s.Lexicon(), batch))
	var hits index.Hits
	compare(t, s.Texts().(*Index), s.Lexicon(), &hits, "shelter femmes")
}

func TestBuildingEndsWithItsContext(t *testing.T) {
	l := index.Build(sampled(t), terms(t), 1).Lexicon()
	for _, after := range []time.Duration{0, time.Millisecond, 20 * time.Millisecond, 80 * time.Millisecond, 150 * time.Millisecond} {
		ctx, cancel := context.WithTimeout(context.Background(), after)
		x, err := Build(ctx, l)
		cancel()
		if err == nil {
			t.Logf("built within %v", after)
		} else if !errors.Is(err, context.DeadlineExceeded) || x != nil {
			t.Errorf("after %v: %v", after, err)
		}
		nobodyIsLeft(t)
	}
	built(t, l, 1000)
	nobodyIsLeft(t)
}

// nobodyIsLeft fails if one of bleve's goroutines, or one of ours that waits for
// bleve, outlived what started it.
func nobodyIsLeft(t *testing.T) {
	t.Helper()
	stacks := make([]byte, 1<<20)
	stacks = stacks[:runtime.Stack(stacks, true)]
	for stack := range strings.SplitSeq(string(stacks), "\n\n") {
		if strings.Contains(stack, "blevesearch") {
			t.Errorf("a goroutine is left:\n%s", stack)
		}
	}
}

func spellings(l *index.Lexicon) []string {
	seen := map[string]bool{}
	for ordinal := range l.Len() {
		for _, entry := range l.Words(ordinal).All() {
			seen[entry.Word] = true
		}
	}
	var all []string
	for word := range seen {
		all = append(all, word)
	}
	slices.Sort(all)
	return all
}

// world draws listings and queries from a seed.
type world struct{ *rand.Rand }

func newWorld(seed uint64) world { return world{rand.New(rand.NewPCG(seed, 7))} }

func pick[T any](w world, from ...T) T { return from[w.IntN(len(from))] }

// word is one that many others are like.
func (w world) word() string {
	if w.IntN(3) == 0 {
		return pick(w, "femme", "Femmes", "hommes", "home", "l’hébergement", "d'hebergement", "shelter", "Shelters", "SHELTERED", "travaux", "travail", "santé",
			"survivant·e·s", "infirmière", "infirmiers", "24/7", "the", "de", "Œuvre", "oeuvres", "ᐃᓄᒃᑎᑐᑦ", "ᐃᓄᒃᑎᑐ", "Tłı̨chǫ", "العربية", "中文", "bed4", "bed5s")
	}
	letters := []rune(pick(w, "abé", "abcdes", "ᐃᐄᐅ"))
	word := make([]rune, 1+w.IntN(8))
	for i := range word {
		word[i] = letters[w.IntN(len(letters))]
	}
	return string(word)
}

func (w world) text() string {
	words := make([]string, w.IntN(6))
	for i := range words {
		words[i] = w.word()
	}
	return strings.Join(words, pick(w, " ", ", ", " - "))
}

func (w world) texts() data.Text { return data.Text{En: w.text(), Fr: w.text()} }

func (w world) listings(n int) []data.Listing[data.Staff] {
	all := make([]data.Listing[data.Staff], n)
	for i := range all {
		l := &all[i]
		l.ID = data.ID(fmt.Sprintf("00000000-0000-4000-8000-%012d", i+1))
		l.Organization.Name, l.Service.Name, l.Description = w.texts(), w.texts(), w.texts()
		l.Needs = pick(w, nil, []string{"housing"}, []string{"legal", "no such need"})
		if w.IntN(2) == 0 {
			l.Languages = []data.LanguageOffered{{Code: pick(w, "fr", "de", "iu"), Mode: data.ByStaff}}
		}
		if w.IntN(4) == 0 {
			l.Populations = []data.PopulationServed{{Term: pick(w, "women", "men", "refugees"), Level: data.MadeFor}}
		}
	}
	return all
}

// query is up to four words, most of them like known ones.
func (w world) query(known []string) string {
	var words []string
	for range 1 + w.IntN(4) {
		word := w.word()
		if len(known) > 0 && w.IntN(5) > 0 {
			word = w.typed(pick(w, known...))
		}
		words = append(words, word)
	}
	return strings.Join(words, " ")
}

// typed is a word as somebody in a hurry types it.
func (w world) typed(word string) string {
	letters := []rune(word)
	at := w.IntN(len(letters))
	switch w.IntN(8) {
	case 0: // only its beginning
		return string(letters[:at+1])
	case 1:
		return string(slices.Delete(letters, at, at+1))
	case 2:
		return string(slices.Insert(letters, at, 'e'))
	case 3:
		letters[at] = 'a'
		return string(letters)
	case 4:
		if at > 0 {
			letters[at], letters[at-1] = letters[at-1], letters[at]
		}
		return string(letters)
	case 5:
		return word + "s"
	case 6:
		return word + "abri"
	}
	return strings.ToUpper(word)
}

func BenchmarkBuild(b *testing.B) {
	s := index.Build(sampled(b), terms(b), 1)
	b.ReportAllocs()
	for b.Loop() {
		s.Lexicon().Forget()
		built(b, s.Lexicon(), batch)
	}
	b.ReportMetric(float64(s.Len()), "listings")
}

// BenchmarkFind looks up queries of one to four words: half of those that most
// callers type, half from the whole dictionary, typed badly.
func BenchmarkFind(b *testing.B) {
	l := index.Build(sampled(b), terms(b), 1).Lexicon()
	x, known, w := built(b, l, batch), spellings(l), newWorld(*seed)
	usual := []string{"shelter", "femmes", "hébergement", "counselling", "services", "women", "support", "legal", "aide", "house"}
	asked := make([]string, 500)
	for i := range asked {
		asked[i] = w.query(known)
		if i%2 == 0 {
			asked[i] = pick(w, usual...) + " " + pick(w, usual...) + " " + pick(w, usual...)
		}
	}
	var hits index.Hits
	var took []time.Duration
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		start := time.Now()
		x.Find(index.Ask(asked[i%len(asked)], 16), &hits)
		took = append(took, time.Since(start))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Nanoseconds())/1e3, "p50-µs")
	b.ReportMetric(float64(took[len(took)*99/100].Nanoseconds())/1e3, "p99-µs")
}
