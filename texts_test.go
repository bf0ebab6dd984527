package relais_test

import (
	"bytes"
	"context"
	"errors"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/index"
	"github.com/relais-directory/relais/ranking"
)

// words are what people type into a search.
var words = []string{
	"shelter", "femmes refuge", "hébergement d’urgence pour femmes", "councelling sheltre", "jurid", "couns leg", "CANARY", "inuktitut",
	"services aux survivant·e·s", "interprète ukrainien", "safe place tonight with kids", "infirmières", "housing 24/7", "the of à",
}

func awaited(t *testing.T, e *relais.Engine) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := e.AwaitText(ctx); err != nil {
		t.Fatal(err)
	}
	if relais.Snapshot[relais.Public](e).Texts() == nil || relais.Snapshot[relais.Staff](e).Texts() == nil {
		t.Fatal("the text indexes are awaited and not there")
	}
}

// What is looked up and what is found by reading every listing is the same,
// bit for bit.
func TestAnswersAreTheSameBeforeAndAfterTheTextIndexIsReady(t *testing.T) {
	e := history(t, sampleRecords(t), nil)
	awaited(t, e)
	sameAsRead[relais.Public](t, e)
	sameAsRead[relais.Staff](t, e)
}

func sameAsRead[A data.Audience](t *testing.T, e *relais.Engine) {
	t.Helper()
	for _, text := range words {
		q, err := relais.Resolve[A](e, ranking.Request{Text: text, K: 50, Origin: &ranking.Start{Place: "Montréal"}}, now)
		if err != nil {
			t.Fatal(err)
		}
		got, err := relais.Search[A](e, q)
		if err != nil {
			t.Fatal(err)
		}
		want, err := ranking.Scan(relais.Snapshot[A](e), q, e.Weights())
		if err != nil {
			t.Fatal(err)
		}
		var g, w bytes.Buffer
		writeJSON(t, &g, ranking.View(got, bilingual.Fr, 0))
		writeJSON(t, &w, ranking.View(want, bilingual.Fr, 0))
		if g.String() != w.String() {
			t.Errorf("%q: %s", text, difference(g.Bytes(), w.Bytes()))
		}
	}
}

func TestTheTextIndexesFollowTheCatalogs(t *testing.T) {
	base := sampleRecords(t)
	e := history(t, base[:50], nil)
	awaited(t, e)
	public, staff := relais.Snapshot[relais.Public](e).Texts(), relais.Snapshot[relais.Staff](e).Texts()

	addInternalTwins(t, e, base)
	awaited(t, e)
	if relais.Snapshot[relais.Public](e).Texts() != public {
		t.Error("something hidden was added, and the public text index is another")
	}
	if relais.Snapshot[relais.Staff](e).Texts() == staff {
		t.Error("something was added, and the staff text index is the same")
	}
	sameAsRead[relais.Staff](t, e)
}

// Many changes, one after another, with searches beside them: every answer is
// that of one catalog, read or looked up.
func TestSearchesForWordsWhileTheCatalogsChange(t *testing.T) {
	base := sampleRecords(t)
	e := history(t, base[:20], nil)
	stop := make(chan struct{})
	var searching sync.WaitGroup
	for range 2 {
		searching.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				s := relais.Snapshot[relais.Staff](e)
				q := ranking.Query{Text: "shelter femmes", K: 5, At: now}
				got, err := ranking.SearchWith(s, q, e.Weights())
				want, wrong := ranking.Scan(s, q, e.Weights())
				if err != nil || wrong != nil || !slices.Equal(ids(got), ids(want)) {
					t.Errorf("got %v (%v), want %v (%v)", ids(got), err, ids(want), wrong)
					return
				}
			}
		})
	}
	for batch := range slices.Chunk(base[20:60], 5) {
		apply(t, e, batch...)
	}
	close(stop)
	searching.Wait()
}

func TestNothingOfTheTextIndexOutlivesClose(t *testing.T) {
	base := sampleRecords(t)
	for _, wait := range []time.Duration{0, 5 * time.Millisecond, 50 * time.Millisecond} {
		e, err := relais.Create(t.TempDir(), relais.Options{Keys: t.TempDir()}, now)
		if err != nil {
			t.Fatal(err)
		}
		apply(t, e, base...)
		time.Sleep(wait)
		if err := e.Close(); err != nil {
			t.Fatal(err)
		}
		stacks := make([]byte, 1<<20)
		stacks = stacks[:runtime.Stack(stacks, true)]
		for stack := range strings.SplitSeq(string(stacks), "\n\n") {
			if strings.Contains(stack, "blevesearch") || strings.Contains(stack, "index/text") {
				t.Errorf("closed after %v, and a goroutine is left:\n%s", wait, stack)
			}
		}
	}
}

func TestABriefEngineBuildsNoTextIndex(t *testing.T) {
	e, err := relais.Create(t.TempDir(), relais.Options{Keys: t.TempDir(), Brief: true}, now)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = e.Close() }()
	apply(t, e, sampleRecords(t)[:5]...)
	if err := e.AwaitText(context.Background()); err != nil || relais.Snapshot[relais.Staff](e).Texts() != nil {
		t.Errorf("an index was built: %v", err)
	}
	sameAsRead[relais.Staff](t, e)
}

func TestWaitingForTheTextIndexEnds(t *testing.T) {
	e := history(t, sampleRecords(t), nil)
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	if err := e.AwaitText(ended); err != nil && !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestThePublicIsSuggestedWhatThePublicMaySee(t *testing.T) {
	secret := clone(t, sampleRecords(t)[0])
	renew(t, secret, seeded(31))
	secret.Organization.Name = bilingual.Same("Quiet Harbour of Zyx")
	forEachExposure(secret, func(x *record.Exposure) { x.Visibility = data.Internal })
	e := history(t, []*record.Record{secret}, nil)
	suggested := func(all []index.Suggestion) bool {
		return slices.ContainsFunc(all, func(s index.Suggestion) bool { return strings.Contains(s.Name.En, "Zyx") })
	}
	for _, typed := range []string{"quiet", "zyx", "harbour of z"} {
		if suggested(relais.Suggest[relais.Public](e, typed, bilingual.En, 100)) {
			t.Errorf("%q tells the public of what is hidden", typed)
		}
		if !suggested(relais.Suggest[relais.Staff](e, typed, bilingual.En, 100)) {
			t.Errorf("%q tells staff nothing", typed)
		}
	}
}
