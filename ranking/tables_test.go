package ranking

import (
	"reflect"
	"slices"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/index"
)

// only is a listing of which nothing is there but these parts: whoever reads
// another one that listings share falls over, and whoever reads another that they
// do not share sees b's.
func (p parts) only(a, b *index.Facts) *index.Facts {
	var f index.Facts
	if p&wordsPart != 0 {
		f = *a // whose words nobody else can give
		f.Standing, f.Offer, f.Served, f.Admission, f.Tongues, f.Conditions = nil, nil, nil, nil, nil, nil
		f.Moment, f.Reach, f.Checked, f.Taking, f.Live = nil, nil, nil, nil, nil
	}
	f.Staff, f.Where = a.Staff, b.Where
	for part, take := range map[parts]func(){
		standingPart: func() { f.Standing = a.Standing }, offerPart: func() { f.Offer = a.Offer }, servedPart: func() { f.Served = a.Served },
		admissionPart: func() { f.Admission = a.Admission }, tonguesPart: func() { f.Tongues = a.Tongues },
		conditionsPart: func() { f.Conditions = a.Conditions }, momentPart: func() { f.Moment = a.Moment }, wherePart: func() { f.Where = a.Where },
		reachPart: func() { f.Reach = a.Reach }, livePart: func() { f.Live = a.Live }, checkedPart: func() { f.Checked = a.Checked },
		takingPart: func() { f.Taking = a.Taking },
	} {
		if p&part != 0 {
			take()
		}
	}
	return &f
}

func checkParts[A data.Audience](rt *rapid.T, w *world) {
	s := index.Build([]data.Listing[A]{listingOf[A](w, 1), listingOf[A](w, 2)}, w.terms, 1)
	j, err := newJudge(s.Vocabulary(), w.query(), Default())
	if err != nil {
		rt.Fatal(err)
	}
	defer j.release()
	a, b := s.Facts(0), s.Facts(1)
	before := func(f *index.Facts) candidate { return *j.call(f, 0) }
	whole := before(a)
	for _, r := range j.criteria {
		c := before(r.reads.only(a, b))
		if got, want := r.verdict(j, &c, r.which), r.verdict(j, &whole, r.which); got != want {
			rt.Fatalf("%s: %q by the parts that it names, %q by all", r.name, got, want)
		}
		if r.ask == nil || r.verdict(j, &whole, r.which) != data.Unsure {
			continue
		}
		c = before(r.asks.only(a, b))
		if got, want := r.ask(j, &c, r.which), r.ask(j, &whole, r.which); got != want {
			rt.Fatalf("%s asks %v by the parts that it names, %v by all", r.name, got, want)
		}
	}
	for _, f := range j.factors {
		c := before(f.reads.only(a, b))
		if !f.counts(&whole) {
			continue
		}
		if got, want := f.grade(j, &c), f.grade(j, &whole); got != want {
			rt.Fatalf("%s: %v by the parts that it names, %v by all", f.name, got, want)
		}
		found := f.grade(j, &whole)
		c = before(f.speaks(found).only(a, b))
		if got, want := f.say(j, &c, found), f.say(j, &whole, found); got != want {
			rt.Fatalf("%s says %v by the parts that it names, %v by all", f.name, got, want)
		}
	}
	c := before(wherePart.only(a, b))
	if got, want := j.proximity(&c), j.proximity(&whole); got != want {
		rt.Fatalf("proximity: %v by the place, %v by all", got, want)
	}
}

// What a faster search works out once for all listings that share a part rests on
// this.
func TestCriteriaAndFactorsReadThePartsThatTheyName(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		checkParts[data.Staff](rt, drawWorld(rt))
		checkParts[data.Public](rt, drawWorld(rt))
	})
}

func TestNoRowOfTheTablesLacksAnything(t *testing.T) {
	var found []string
	for _, c := range criteria {
		if c.wish == 0 {
			continue
		}
		if found = append(found, c.name); c.wish != len(found) || c.change == nil {
			t.Errorf("%s is wish %d", c.name, c.wish)
		}
	}
	if !slices.Equal(found, Wishes()) {
		t.Errorf("the table has the wishes %v, not %v", found, Wishes())
	}
	for _, f := range factors {
		if f.name == "" || f.reads == 0 || f.grade == nil || f.say == nil || (f.weight == nil) != f.multiplies {
			t.Errorf("the factor %q lacks something", f.name)
		}
	}
}

// A query describes somebody. Nothing of it outlives its answer in what is kept
// for the next one.
func TestAJudgeForgets(t *testing.T) {
	w := newWorld(t, 2022)
	s := index.Build(listingsOf[data.Staff](w, 300), w.terms, 1)
	for range 200 {
		j, err := newJudge(s.Vocabulary(), w.query(), Default())
		if err != nil {
			t.Fatal(err)
		}
		j.best(scan(s, j).hits, 5)
		j.release()
		if at := remembered(reflect.ValueOf(j).Elem(), "judge"); at != "" {
			t.Fatalf("something is left in %s", at)
		}
	}
}

// remembered names the first thing in v that is not zero, in the room that slices
// keep too. Where the words of a text stand is not looked into: index.Hits clears
// itself; nor what the vocabulary means, which is the same for every query.
func remembered(v reflect.Value, name string) string {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if field := v.Type().Field(i); field.Type != reflect.TypeFor[index.Hits]() && field.Type != reflect.TypeFor[meanings]() {
				if at := remembered(v.Field(i), name+"."+field.Name); at != "" {
					return at
				}
			}
		}
		return ""
	case reflect.Slice:
		if v.Len() > 0 && name != "judge.shelf.boards" {
			return name
		}
		for i := range v.Cap() {
			if at := remembered(v.Slice(0, v.Cap()).Index(i), name); at != "" {
				return at
			}
		}
		return ""
	case reflect.Array:
		return ""
	}
	if v.IsZero() {
		return ""
	}
	return name
}

func TestManySearchesAtOnce(t *testing.T) {
	w := newWorld(t, 7)
	s := index.Build(listingsOf[data.Staff](w, 60), w.terms, 1)
	var queries []Query
	var want []any
	for range 40 {
		q := w.query()
		queries, want = append(queries, q), append(want, told(t, s, q))
	}
	var searching sync.WaitGroup
	for range 8 {
		searching.Go(func() {
			for i, q := range queries {
				if got := told(t, s, q); !reflect.DeepEqual(got, want[i]) {
					t.Errorf("query %d: got %v, want %v", i, got, want[i])
				}
			}
		})
	}
	searching.Wait()
}

// told is an answer with all of its words.
func told(t *testing.T, s *index.Snapshot[data.Staff], q Query) any {
	a, err := Search(s, q)
	if err != nil {
		t.Error(err)
	}
	return StaffAnswer(a, "en", 0)
}
