package wire

import (
	"bytes"
	"crypto/ed25519"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bundle"
)

// LongVariable asks for the long run: "200" pairs, by a seed of their own where
// SeedVariable has one.
const (
	LongVariable = "RELAIS_WIRE_PAIRS"
	SeedVariable = "RELAIS_WIRE_SEED"
)

// The property: two directories whose public listings are equal cannot be told
// apart by anything that the running server sends, byte for byte, nor by what its
// operator logs and counts, nor by the published file.
func TestTwoDirectoriesWithEqualPublicListingsCannotBeToldApart(t *testing.T) {
	pairs, requests := 20, size
	if n, err := strconv.Atoi(os.Getenv(LongVariable)); err == nil {
		pairs, requests = n, 10*size
	}
	seed, _ := strconv.ParseUint(os.Getenv(SeedVariable), 10, 64) // 0 is a seed too
	const perBase = 4
	for first := 0; first < pairs; first += perBase {
		t.Run(fmt.Sprintf("seed %d", seed+uint64(first)), func(t *testing.T) {
			t.Parallel()
			base := baseOf(t, seed+uint64(first))
			plain := quiet(t, base, seed+uint64(first))
			for n := first; n < min(first+perBase, pairs); n++ {
				comparePair(t, plain, busy(t, base, seed+uint64(n)), seed+uint64(n), requests)
			}
		})
	}
}

func comparePair(t *testing.T, plain, changed *history, seed uint64, requests int) {
	t.Helper()
	compareBundles(t, plain, changed)
	if relais.Snapshot[relais.Staff](plain.engine).Len() == relais.Snapshot[relais.Staff](changed.engine).Len() {
		t.Fatal("staff see as many listings in both: the pair proves nothing")
	}
	a, b := newSide(t, plain, nil), newSide(t, changed, nil)
	stopA, stopB := a.run(t), b.run(t)
	corpus := newCorpus(t, seed, a, b, requests)
	tagOf(t, b) // as a was asked
	for i := range corpus {
		r := &corpus[i]
		x, y := askBoth(t, a, b, r)
		if d := Difference(x, y); d != "" {
			t.Errorf("%s tells them apart, by its %s, after %v:\n%.600s\n%.600s", r.name, d, changed.did, x, y)
		}
	}
	stopA()
	stopB()
	if x, y := a.log.String(), b.log.String(); x != y {
		t.Errorf("the logs differ:\n%s\n%s", x, y)
	}
	if x, y := a.metrics(), b.metrics(); x != y {
		t.Errorf("the metrics differ:\n%s\n%s", x, y)
	}
}

// askBoth asks both at once. Each is asked one thing at a time.
func askBoth(t testing.TB, a, b *side, r *request) (x, y []byte) {
	t.Helper()
	var asking sync.WaitGroup
	var err1, err2 error
	asking.Go(func() { x, err1 = Ask(a.address, r.raw) })
	y, err2 = Ask(b.address, r.raw)
	asking.Wait()
	if err1 != nil || err2 != nil {
		t.Fatalf("%s: %v, %v", r.name, err1, err2)
	}
	return x, y
}

// compareBundles signs both with one key: whose key signs is a fact of the
// operator's, and no secret of a directory's.
func compareBundles(t *testing.T, plain, changed *history) {
	t.Helper()
	key := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	x, _, err1 := bundle.Encode(relais.Listings[relais.Public](plain.engine), key)
	y, _, err2 := bundle.Encode(relais.Listings[relais.Public](changed.engine), key)
	if err1 != nil || err2 != nil || !bytes.Equal(x, y) {
		t.Fatalf("the bundles differ after %v: %v, %v", changed.did, err1, err2)
	}
}

// What is unknown, withdrawn, hidden or no id at all is one answer.
func TestWhateverIsNotThereIsOneAnswer(t *testing.T) {
	h := busy(t, baseOf(t, 1), 1)
	h.withdraw()
	s := newSide(t, h, nil)
	defer s.run(t)()
	corpus := newCorpus(t, 1, s, s, size)
	var want []byte
	seen := 0
	for i := range corpus {
		path, listing := strings.CutPrefix(corpus[i].name, "GET /v1/listings/")
		typed, _, _ := strings.Cut(path, " ")
		id, _ := data.ParseID(typed)
		if _, public := relais.Snapshot[relais.Public](h.engine).ByID(id); !listing || public || typed == "" || strings.Contains(typed, "%2f") {
			continue // another route, or one that is there
		}
		got := s.ask(t, &corpus[i])
		if want == nil {
			want = got
		}
		if d := Difference(got, want); d != "" {
			t.Errorf("%s is answered otherwise than another that is not there, by its %s", corpus[i].name, d)
		}
		seen++
	}
	if seen < 30 || !bytes.HasPrefix(want, []byte("HTTP/1.1 404")) {
		t.Errorf("%d asked, and answered %.40s", seen, want)
	}
}

// Each of the 42 things to look at is shown by requests, or says why not.
func TestEveryObservableIsLookedAt(t *testing.T) {
	h := busy(t, baseOf(t, 1), 1)
	s := newSide(t, h, nil)
	defer s.run(t)()
	shown := map[int]int{}
	corpus := newCorpus(t, 1, s, s, size)
	for _, r := range corpus {
		for _, o := range r.shows {
			shown[o]++
		}
	}
	if len(observables) != times || len(corpus) < size {
		t.Errorf("%d observables and %d requests", len(observables), len(corpus))
	}
	for n := status; n <= times; n++ {
		o := observables[n]
		if o.name == "" || (shown[n] == 0) == (o.elsewhere == "") {
			t.Errorf("observable %d (%s): %d requests, and elsewhere %q", n, o.name, shown[n], o.elsewhere)
		}
	}
}
