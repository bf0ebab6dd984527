package relais

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/geo"
)

// leastOf is the least u that geometric gives n or more for, out of 2^53: the rest
// of u is not looked at.
func leastOf(n int, epsilon float64) uint64 {
	low, high := uint64(0), uint64(1)<<53
	for low < high {
		middle := (low + high) / 2
		if geometric(middle<<11, epsilon) >= n {
			high = middle
		} else {
			low = middle + 1
		}
	}
	return low
}

// noiseOf is the probability of each noise from -most to most, read off the
// function itself.
func noiseOf(most int, epsilon float64) map[int]float64 {
	p := map[int]float64{}
	for n := -most; n <= most; n++ {
		p[n] = float64(leastOf(n+1, epsilon)-leastOf(n, epsilon)) / (1 << 53)
	}
	return p
}

// A number that was told is nearly as likely with one call more or fewer: whatever
// it is, withheld included, and whatever else is known of the other calls.
func TestANumberHardlyTellsOneCall(t *testing.T) {
	epsilon := reportEpsilon / tablesPerCall
	noise := noiseOf(110, epsilon)
	toldOf := func(exact int) map[int]float64 {
		p := map[int]float64{}
		for n, chance := range noise {
			number := -1
			if told := told(exact + n); told != nil {
				number = *told
			}
			p[number] += chance
		}
		return p
	}
	for exact := range 60 {
		before, after := toldOf(exact), toldOf(exact+1)
		for number, chance := range before {
			if chance < 1e-9 && after[number] < 1e-9 {
				continue // beyond what 53 bits tell
			}
			if ratio := math.Abs(math.Log(chance / after[number])); ratio > epsilon+1e-4 {
				t.Errorf("%d is told of %d and of %d with chances %g and %g", number, exact, exact+1, chance, after[number])
			}
		}
	}
}

func TestToldNumbersAreRoundAndNeverSmall(t *testing.T) {
	for n := -20; n < 200; n++ {
		number := told(n)
		switch {
		case number == nil && n >= 8:
			t.Errorf("%d is withheld", n)
		case number != nil && (*number%5 != 0 || *number < 10 || max(*number-n, n-*number) > 2):
			t.Errorf("%d is told as %d", n, *number)
		}
	}
}

func drawnReferral(t *rapid.T, e *Engine) Referral {
	day := hours.Date{Year: 2026, Month: 1, Day: 1}.AddDays(rapid.IntRange(0, 364).Draw(t, "day"))
	r := Referral{Day: day, Kind: rapid.SampledFrom(referralKinds()).Draw(t, "kind"), Region: RegionOf(rapid.SampledFrom(append(geo.Provinces(), "")).Draw(t, "province"))}
	if r.Kind != OptionsGiven {
		r.Basis = rapid.SampledFrom(bases()).Draw(t, "basis")
	}
	if !r.Kind.Report() {
		r.Need = rapid.SampledFrom(e.needRows()).Draw(t, "need").Code
		r.Outcome = rapid.SampledFrom(append(outcomes(), OutcomeUnknown)).Draw(t, "outcome")
	}
	return r
}

// One call changes one cell of a table at the most, by one, in the tables of its own
// quarter, and in no more tables than the noise is shared out over; nothing else in
// any report depends on it, neither what rows there are nor what columns.
func TestOneCallIsInFewCells(t *testing.T) {
	terms, err := data.LoadTerms()
	if err != nil {
		t.Fatal(err)
	}
	e := &Engine{terms: terms}
	most := 0
	rapid.Check(t, func(t *rapid.T) {
		one := drawnReferral(t, e)
		with, without := &book{Quarter: "2026-Q1"}, &book{Quarter: "2026-Q1"}
		for range rapid.IntRange(0, 40).Draw(t, "others") {
			other := drawnReferral(t, e)
			with.add(other, 1)
			without.add(other, 1)
		}
		with.add(one, 1)
		tables := 0
		for _, l := range e.layouts() {
			cells := 0
			for cell, n := range l.exact(with) {
				switch d := n - l.exact(without)[cell]; d {
				case 0:
				case 1:
					cells++
				default:
					t.Fatalf("%s: one call counts %d times in %v", l.code, d, cell)
				}
			}
			if apart := l.code == "reports"; cells > 0 && l.code != "grounds" && apart != one.Kind.Report() {
				t.Fatalf("%s counts %s", l.code, one.Kind)
			}
			if cells > 1 {
				t.Fatalf("%s: one call is in %d cells", l.code, cells)
			}
			tables += cells
			a, b := l.table(with), l.table(without)
			if len(a.Rows) != len(b.Rows) || len(a.Columns) != len(b.Columns) || len(a.Rows) != len(l.rows) {
				t.Fatalf("%s: one call changes the shape", l.code)
			}
		}
		if tables == 0 || tables > tablesPerCall {
			t.Fatalf("one call is in %d tables: %+v", tables, one)
		}
		most = max(most, tables)
	})
	if most != tablesPerCall {
		t.Errorf("no call is in %d tables: the noise is shared out too thin", tablesPerCall)
	}
}

func TestQuartersEndWhereTheyDo(t *testing.T) {
	for day, want := range map[hours.Date]hours.Date{
		{Year: 2026, Month: 1, Day: 1}:   {Year: 2026, Month: 3, Day: 31},
		{Year: 2026, Month: 6, Day: 30}:  {Year: 2026, Month: 6, Day: 30},
		{Year: 2026, Month: 11, Day: 22}: {Year: 2026, Month: 12, Day: 31},
	} {
		if got := QuarterOf(day).end(); got != want {
			t.Errorf("the quarter of %v ends on %v, want %v", day, got, want)
		}
	}
}
