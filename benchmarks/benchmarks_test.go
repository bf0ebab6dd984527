package benchmarks

import (
	"slices"
	"testing"
	"time"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/data/store"
	"github.com/relais-directory/relais/index"
	"github.com/relais-directory/relais/ranking"
)

func putStored(e *relais.Engine, records []*record.Record) error {
	if len(records) == 0 {
		return nil
	}
	_, err := e.Store().Apply(store.Batch{Actor: "benchmark", Reason: "fill", At: At, Put: records})
	return err
}

func TestSizesAreReadFromTheEnvironment(t *testing.T) {
	t.Setenv(SizesVariable, "")
	if got, err := Sizes(5); err != nil || !slices.Equal(got, []int{5}) {
		t.Errorf("got %v, %v", got, err)
	}
	t.Setenv(SizesVariable, "3690, 100000")
	if got, err := Sizes(5); err != nil || !slices.Equal(got, []int{3690, 100_000}) {
		t.Errorf("got %v, %v", got, err)
	}
	for _, wrong := range []string{"many", "0", "1,,2"} {
		t.Setenv(SizesVariable, wrong)
		if got, err := Sizes(5); err == nil {
			t.Errorf("%q gives %v", wrong, got)
		}
	}
}

func TestPercentiles(t *testing.T) {
	times := make(Times, 100)
	for i := range times {
		times[i] = time.Duration(100 - i)
	}
	if got := [...]time.Duration{times.At(0), times.At(0.5), times.At(0.99), times.At(1), times.Mean()}; got != [...]time.Duration{1, 51, 100, 100, 50} {
		t.Errorf("got %v", got)
	}
	if none := (Times{}); none.At(0.5) != 0 || none.Mean() != 0 {
		t.Error("no calls took a time")
	}
}

// A benchmark of callers who find nobody would measure nothing.
func TestMostCallersFindSomebody(t *testing.T) {
	tables := load(t)
	s := index.Build(tables.Staff(3690), tables.Terms, 1)
	found, relaxed := 0, 0
	const callers = 300
	for _, r := range tables.Callers(callers) {
		q, err := ranking.Resolve[data.Staff](r, tables.Gazetteer, tables.Terms, At)
		if err != nil {
			t.Fatal(err)
		}
		a, err := ranking.Search(s, q)
		if err != nil {
			t.Fatal(err)
		}
		if len(a.Matches) > 0 {
			found++
		}
		if len(a.Relaxations) > 0 {
			relaxed++
		}
	}
	if found < callers*8/10 || relaxed == 0 || relaxed > callers/2 {
		t.Errorf("of %d callers %d found somebody, %d only by going farther than they wished", callers, found, relaxed)
	}
}
