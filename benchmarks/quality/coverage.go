package quality

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/data/sample"
	"github.com/relais-directory/relais/geo"
	"github.com/relais-directory/relais/index"
	"github.com/relais-directory/relais/ranking"
)

// Seed is that of the sample directory in recorded figures.
const Seed = 2022

// Reach is how far help may be and still be within reach: about an hour on the
// road, in town and in the country.
func Reach(fsa string) geo.Meters {
	if fsa[1] == '0' {
		return 100 * geo.Kilometer
	}
	return 50 * geo.Kilometer
}

// Reached says what the best that can be offered is, for one need in one place.
type Reached int

// From the best to nothing. What is sure comes before what is not.
const (
	Within  Reached = iota // a place to go to, surely within reach
	Remote                 // by phone or online
	Perhaps                // a place of which only an area is known, for the public often a whole region: it may be within reach
	Farther                // a place beyond reach: the wish for the distance is given up
	Nobody                 // the fallback alone: the hotline and 211
	reaches
)

var reachedNames = [reaches]string{"within", "remote", "perhaps", "farther", "nobody"}

// Counts is how many places are reached how.
type Counts [reaches]int

// Total counts all places.
func (c Counts) Total() int {
	n := 0
	for _, count := range c {
		n += count
	}
	return n
}

// Share is the part of places, from 0 to 1, that are reached in one of these ways.
func (c Counts) Share(ways ...Reached) float64 {
	n := 0
	for _, way := range ways {
		n += c[way]
	}
	return float64(n) / float64(max(1, c.Total()))
}

// Case is one line of the table: what is needed, and by whom where that counts.
type Case struct {
	Label  string
	Need   string
	Age    float64 // 0: not said
	Gender data.Gender
}

// unasked are needs that no caller has: of organizations, and of other kinds of
// providers than the direct ones.
var unasked = []string{"getting-involved", "police-reporting", "child-protection"}

// mainNeeds are the narrower needs that callers mostly have.
var mainNeeds = []string{
	"emergency-shelter", "transitional-housing", "long-term-housing", "trauma-counselling", "mental-health", "addictions",
	"sexual-assault-care", "immigration-legal", "family-law", "emergency-funds", "identity-documents", "language-training",
}

// Cases are the top-level needs, then the main narrower ones, then emergency
// shelter for different people.
func Cases(terms *data.Terms) []Case {
	var all []Case
	for _, need := range terms.All(data.TermNeed) {
		if need.Parent == "" && !slices.Contains(unasked, need.ID) {
			all = append(all, Case{Label: need.ID, Need: need.ID})
		}
	}
	for _, need := range mainNeeds {
		all = append(all, Case{Label: "  " + need, Need: need})
	}
	for _, who := range []Case{
		{"woman of 25", "", 25, data.Woman}, {"man of 30", "", 30, data.Man}, {"non-binary, 20", "", 20, data.NonBinary},
		{"girl of 16", "", 16, data.Woman}, {"boy of 16", "", 16, data.Man},
	} {
		who.Need, who.Label = "emergency-shelter", "shelter: "+who.Label
		all = append(all, who)
	}
	return all
}

// Sample is the sample national directory made ready.
func Sample(g *geo.Gazetteer, terms *data.Terms, at time.Time) (*index.Snapshot[data.Staff], *index.Snapshot[data.Public], error) {
	records, err := sample.Build(g, terms, sample.Options{Seed: Seed, At: at})
	if err != nil {
		return nil, nil, err
	}
	var staff []data.Listing[data.Staff]
	var public []data.Listing[data.Public]
	for _, r := range records {
		staff = append(staff, record.Disclose(r)...)
		public = append(public, record.Publish(r)...)
	}
	return index.Build(staff, terms, 1), index.Build(public, terms, 1), nil
}

// Cover counts, for each case, how the postal areas are reached. It uses every
// processor.
func Cover[A data.Audience](s *index.Snapshot[A], g *geo.Gazetteer, fsas []string, cases []Case) ([]Counts, error) {
	counts, faults := make([]Counts, len(cases)), make([]error, len(cases))
	var workers sync.WaitGroup
	next := make(chan int)
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for i := range next {
				counts[i], faults[i] = cover(offersOf(s, cases[i].Need), g, fsas, cases[i])
			}
		})
	}
	for i := range cases {
		next <- i
	}
	close(next)
	workers.Wait()
	for _, err := range faults {
		if err != nil {
			return nil, err
		}
	}
	return counts, nil
}

// offer is what could answer one need.
type offer[A data.Audience] struct {
	all    *index.Snapshot[A]
	remote *index.Snapshot[A] // those by phone or online
}

// offersOf takes out of s what could answer a need. No answer depends on other
// listings, so that searching the part finds the same, sooner.
func offersOf[A data.Audience](s *index.Snapshot[A], need string) offer[A] {
	var all, remote []data.Listing[A]
	for i := range s.Len() {
		l := s.At(i)
		if !offers(s.Terms(), l.Needs, []string{need}) {
			continue
		}
		all = append(all, *l)
		if l.Remote {
			remote = append(remote, *l)
		}
	}
	return offer[A]{index.Build(all, s.Terms(), s.Generation()), index.Build(remote, s.Terms(), s.Generation())}
}

func cover[A data.Audience](o offer[A], g *geo.Gazetteer, fsas []string, c Case) (Counts, error) {
	var counts Counts
	for _, fsa := range fsas {
		origin, err := g.Postal(fsa)
		if err != nil {
			return counts, err
		}
		origin.Radius = 0 // from the middle of the area
		q := ranking.Query{Origin: origin, Needs: []string{c.Need}, Gender: c.Gender, MaxDistance: Reach(fsa), K: ranking.MaxK, At: At}
		if c.Age > 0 {
			q.Age = ranking.AgeOf(c.Age)
		}
		reached, err := o.reach(q)
		if err != nil {
			return counts, err
		}
		counts[reached]++
	}
	return counts, nil
}

// reach asks for a place to go to, and where none is surely within reach, for
// help from afar.
func (o offer[A]) reach(q ranking.Query) (Reached, error) {
	q.NoRemote = true
	places, err := ranking.Search(o.all, q)
	if err != nil {
		return Nobody, err
	}
	reached := placed(places.Matches)
	if reached == Within {
		return Within, nil
	}
	q.NoRemote = false
	lines, err := ranking.Search(o.remote, q)
	if err != nil {
		return Nobody, err
	}
	if len(lines.Matches) > 0 {
		return Remote, nil
	}
	return reached, nil
}

// placed says how the nearest to sure of matches is reached on foot. Those that gave
// up least stand first.
func placed[A data.Audience](matches []ranking.Match[A]) Reached {
	if len(matches) == 0 || slices.Contains(matches[0].Relaxed, ranking.NoRemoteCriterion) {
		return Nobody
	}
	if len(matches[0].Relaxed) > 0 {
		return Farther
	}
	for i := range matches {
		if m := &matches[i]; len(m.Relaxed) == 0 && m.Verdict(ranking.MaxDistanceCriterion) == data.Meets {
			return Within
		}
	}
	return Perhaps
}

// Table is the counts as they are recorded.
func Table(cases []Case, counts []Counts) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%-26s", "need")
	for _, name := range reachedNames {
		fmt.Fprintf(&b, " %8s", name)
	}
	b.WriteString("    within  or remote\n")
	for i, c := range cases {
		fmt.Fprintf(&b, "%-26s", c.Label)
		for _, n := range counts[i] {
			fmt.Fprintf(&b, " %8d", n)
		}
		fmt.Fprintf(&b, " %6.1f %% %8.1f %%\n", 100*counts[i].Share(Within), 100*counts[i].Share(Within, Remote))
	}
	return b.String()
}
