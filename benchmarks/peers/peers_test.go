package main

import (
	"context"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/relais-directory/relais/benchmarks"
	"github.com/relais-directory/relais/benchmarks/generate"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/geo"
	"github.com/relais-directory/relais/index"
	"github.com/relais-directory/relais/ranking"
)

func TestAgreesSeesEveryKindOfDifference(t *testing.T) {
	oracle := []found{{"a", 0.9}, {"b", 0.5}, {"c", 0.5}, {"d", 0.4}}
	for _, c := range []struct {
		name string
		got  []found
		k    int
		same bool
	}{
		{"the same", []found{{"a", 0.9}, {"b", 0.5}}, 2, true},
		{"rounded", []found{{"a", 0.9 + 1e-12}, {"b", 0.5}}, 2, true},
		{"a tie the other way round", []found{{"a", 0.9}, {"c", 0.5}}, 2, true},
		{"another score", []found{{"a", 0.9}, {"b", 0.5 + 1e-8}}, 2, false},
		{"another listing", []found{{"a", 0.9}, {"x", 0.5}}, 2, false},
		{"one that ties with the last", []found{{"a", 0.9}, {"b", 0.5}, {"c", 0.5}, {"x", 0.4}}, 4, true},
		{"another listing with that score", []found{{"a", 0.9}, {"d", 0.5}}, 2, false},
		{"one twice", []found{{"a", 0.9}, {"b", 0.5}, {"b", 0.5}}, 3, false},
		{"one missing", []found{{"a", 0.9}}, 2, false},
		{"the order", []found{{"b", 0.5}, {"a", 0.9}}, 2, false},
	} {
		if err := agrees(c.got, oracle, c.k); (err == nil) != c.same {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// taught is a directory as the databases get it, and callers.
func taught(t *testing.T, n, callers int) (*facts, []data.Listing[data.Staff], *data.Terms, []ranking.Query) {
	t.Helper()
	c, err := generate.Load(7, benchmarks.At)
	if err != nil {
		t.Fatal(err)
	}
	listings := c.Staff(n)
	f, err := factsOf(listings, c.Terms)
	if err != nil {
		t.Fatal(err)
	}
	queries, err := generate.Queries[data.Staff](c.Directory, c.Gazetteer, c.Callers(callers))
	if err != nil {
		t.Fatal(err)
	}
	return f, listings, c.Terms, queries
}

// The databases with a server are checked in every recorded run; this one is at
// hand wherever the tests run, and has the same score in SQL.
func TestSQLiteAndBitColumnsAnswerLikeTheScan(t *testing.T) {
	f, listings, terms, queries := taught(t, 1500, 120)
	s := &stage{f: f, snapshot: index.Build(listings, terms, 1)}
	questions, err := s.questions(queries)
	if err != nil {
		t.Fatal(err)
	}
	oracle, err := s.oracle(t.Context(), queries, weights)
	if err != nil {
		t.Fatal(err)
	}
	lite, err := newSQLite(t.Context(), f, questions)
	if err != nil {
		t.Fatal(err)
	}
	defer lite.close()
	k := slices.Repeat([]int{ranking.DefaultK}, len(questions))
	wrong, err := check(t.Context(), lite, oracle, k, t.Logf)
	if err != nil || wrong > 0 {
		t.Errorf("%d of %d answers are wrong, %v", wrong, len(questions), err)
	}
	if wrong, err = check(t.Context(), newSweep(f, questions), oracle, k, t.Logf); err != nil || wrong > 0 {
		t.Errorf("bit columns: %d of %d answers are wrong, %v", wrong, len(questions), err)
	}
	for i := range lite.queries {
		at := lite.queries[i].near.values
		at[0] = at[0].(float64) + 1e-6
	}
	if wrong, err = check(t.Context(), lite, oracle, k, func(string, ...any) {}); err != nil || wrong < len(questions)/2 {
		t.Errorf("an origin six metres off goes unseen: %d wrong, %v", wrong, err)
	}
}

func TestWhatTheDatabasesAreNotTaughtIsRefused(t *testing.T) {
	f, _, _, queries := taught(t, 30, 1)
	for name, change := range map[string]func(*ranking.Query){
		"words": func(q *ranking.Query) { q.Text = "maison" }, "units": func(q *ranking.Query) { q.Units = 1 }, "out of region": func(q *ranking.Query) { q.OutOfRegion = true },
		"avoid": func(q *ranking.Query) { q.Avoid = make([]ranking.AvoidArea, 1) }, "no origin": func(q *ranking.Query) { q.Origin = geo.Origin{} },
	} {
		q := queries[0]
		change(&q)
		if _, err := f.question(q); !errors.Is(err, errBeyond) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// fake takes a while for each answer.
type fake struct {
	called string
	takes  time.Duration
	asked  *[]string
}

func (f fake) name() string { return f.called }

func (f fake) search(_ context.Context, _ int) ([]found, error) {
	if n := len(*f.asked); n == 0 || (*f.asked)[n-1] != f.called {
		*f.asked = append(*f.asked, f.called)
	}
	time.Sleep(f.takes)
	return nil, nil
}

func TestARaceGoesInTurnsAndDropsWhoIsSlow(t *testing.T) {
	var asked []string
	r := newRace([]contender{fake{"a", 0, &asked}, fake{"b", 100 * time.Microsecond, &asked}}, 4*block, 1, time.Millisecond, 2*block)
	if err := r.run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if want := []string{"a", "b", "a"}; !slices.Equal(asked[:3], want) {
		t.Errorf("turns: %v", asked)
	}
	results := r.results()
	if len(r.times[0]) != 4*block || len(r.times[1]) != 2*block || results[1].timesMean <= 1 {
		t.Errorf("answered %d and %d, %+v", len(r.times[0]), len(r.times[1]), results)
	}
}

func TestATableIsReadBackAndDrawn(t *testing.T) {
	var written strings.Builder
	table := &report{w: &written}
	for _, n := range []int{3690, 1_000_000} {
		table.raced("score", n, []result{{name: ours, mean: 20 * time.Microsecond, p50: 10 * time.Microsecond}, {name: "PostGIS", mean: time.Duration(n) * time.Microsecond}}, []string{"0/9", "1/9"})
	}
	lines, err := readTable(strings.NewReader(written.String()))
	if err != nil || len(lines) != 4 || lines[3].mean != time.Second || lines[3].wrong != "1/9" || lines[0].name != ours {
		t.Fatalf("%+v, %v", lines, err)
	}
	drawing := growthPlot(lines)
	for _, want := range []string{"PostgreSQL + PostGIS", "1 s at 1,000,000", "20 µs at 1,000,000"} {
		if !strings.Contains(drawing, want) {
			t.Errorf("the plot lacks %q", want)
		}
	}
	for in := xml.NewDecoder(strings.NewReader(drawing)); ; {
		if _, err := in.Token(); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
}
