package main

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/geo"
)

// row is one listing as a general database holds it: facts as numbers and short
// lists, everything worked out beforehand that can be without knowing a caller.
type row struct {
	id   data.ID
	rank int // its place in the order of ids: ties in answers go by it

	placed   bool
	point    geo.Point
	radius   float64
	province int // from 1; 0 unknown
	remote   bool
	floating bool // its proximity does not follow from its distance alone

	needs    []int // with all wider ones: who asks for a wider one finds it
	takes    bool  // active, direct
	intake   data.IntakeState
	until    hours.Date
	ages     *lifetime // nil: not stated
	genders  []data.Gender
	only     []int
	made     []int
	welcomes []int

	staff, interpreter []int // languages
	interpreters       data.Tri

	barrierYes, barrierNo, accessYes, accessNo uint64

	reach       reach
	provinces   uint64 // served
	reachFSA    string
	reachAt     geo.Point
	reachRadius float64

	open      [][2]int // minutes of the week; nil where hours are not known
	zone      int      // in facts.zones; -1 for none
	always    bool
	report    *data.Capacity
	reportFor int // population, -1 for everybody
	special   data.Tri
	verified  hours.Date
}

// reach is how a service says where callers may come from.
type reach int

const (
	anywhere reach = iota
	inProvinces
	inCircle
	inPostal
)

// facts is all rows, in H3 order, and what their numbers mean.
type facts struct {
	rows  []row
	terms *lexicon
	zones []*time.Location
}

// wideRadius is that of the areas whose middle says nothing.
const wideRadius = 100_000

func factsOf(listings []data.Listing[data.Staff], terms *data.Terms) (*facts, error) {
	f := &facts{terms: newLexicon(terms)}
	zones := map[string]int{}
	cells := make([]geo.Cell, len(listings))
	f.rows = make([]row, len(listings))
	for i := range listings {
		r, err := f.row(&listings[i], zones)
		if err != nil {
			return nil, err
		}
		f.rows[i] = r
		if r.placed {
			if cells[i], err = geo.CellAt(r.point, 11); err != nil {
				return nil, err
			}
		}
	}
	f.rankByID()
	return f, f.sortByCell(cells)
}

func (f *facts) rankByID() {
	order := make([]int, len(f.rows))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return strings.Compare(string(f.rows[a].id), string(f.rows[b].id)) })
	for rank, i := range order {
		f.rows[i].rank = rank
	}
}

// sortByCell puts neighbours side by side, so that a database reads few pages.
func (f *facts) sortByCell(cells []geo.Cell) error {
	order := make([]int, len(f.rows))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(cells[a], cells[b]), cmp.Compare(f.rows[a].rank, f.rows[b].rank))
	})
	sorted := make([]row, len(f.rows))
	for i, from := range order {
		sorted[i] = f.rows[from]
	}
	f.rows = sorted
	return nil
}

func (f *facts) row(l *data.Listing[data.Staff], zones map[string]int) (row, error) {
	t := f.terms
	r := row{
		id: l.ID, placed: !l.Place.Center.IsZero(), point: l.Place.Center, radius: float64(l.Place.Radius), province: province(l.Place.Province),
		remote: l.Remote, needs: t.upward(data.TermNeed, l.Needs...), takes: l.Kind == data.Direct && (l.Status == "" || l.Status == data.Active),
		intake: l.Intake.State, until: l.Intake.Until, genders: l.Eligibility.Genders, only: t.ordinals(data.TermPopulation, l.Eligibility.Exclusive...),
		interpreters: l.Interpretation, special: l.Specialized, verified: l.Verified, zone: -1, always: l.Hours.Always,
	}
	if l.Eligibility.Ages.Stated {
		stated := lifetimeOf(l.Eligibility.Ages)
		r.ages = &stated
	}
	r.made = slices.Clone(r.only)
	for _, p := range l.Populations {
		if p.Level == data.MadeFor {
			r.made = append(r.made, t.ordinals(data.TermPopulation, p.Term)...)
		} else {
			r.welcomes = append(r.welcomes, t.ordinals(data.TermPopulation, p.Term)...)
		}
	}
	for _, o := range l.Languages {
		if o.Mode == data.ByStaff {
			r.staff = append(r.staff, t.ordinals(data.TermLanguage, o.Code)...)
		} else {
			r.interpreter = append(r.interpreter, t.ordinals(data.TermLanguage, o.Code)...)
		}
	}
	r.barrierYes, r.barrierNo = t.answers(data.TermBarrier, l.Barriers)
	r.accessYes, r.accessNo = t.answers(data.TermAccessibility, l.Accessibility)
	r.floating = !r.placed || r.remote || r.radius > wideRadius
	if err := r.reaches(l.ServiceAreas); err != nil {
		return row{}, err
	}
	if len(l.Inside.Capacity) > 1 {
		return row{}, fmt.Errorf("a listing has %d reports of capacity: the databases are taught one", len(l.Inside.Capacity))
	}
	for _, c := range l.Inside.Capacity {
		r.report, r.reportFor = &c, t.reportFor(&c)
	}
	return r, f.hours(&r, &l.Hours, zones)
}

func (r *row) reaches(areas []geo.Area) error {
	for i, a := range areas {
		switch {
		case a.Kind == geo.AreaCountry:
			r.reach, r.provinces = inProvinces, ^uint64(0)>>1
		case a.Kind == geo.AreaProvince && (r.reach == anywhere || r.reach == inProvinces):
			r.reach, r.provinces = inProvinces, r.provinces|1<<province(a.Province)
		case i == 0 && len(areas) == 1 && a.Kind == geo.AreaPostal:
			r.reach, r.reachFSA, r.reachAt, r.reachRadius = inPostal, a.Code, a.Center, float64(a.Radius)
		case i == 0 && len(areas) == 1:
			r.reach, r.reachAt, r.reachRadius = inCircle, a.Center, float64(a.Radius)
		default:
			return fmt.Errorf("service areas of a kind that the databases are not taught: %s among %d", a.Kind, len(areas))
		}
	}
	return nil
}

func (f *facts) hours(r *row, c *hours.Calendar, zones map[string]int) error {
	if c.Zone != "" {
		i, ok := zones[c.Zone]
		if !ok {
			zone, err := geo.Zone(c.Zone)
			if err != nil {
				return err
			}
			i = len(f.zones)
			zones[c.Zone], f.zones = i, append(f.zones, zone)
		}
		r.zone = i
	}
	if !c.Stated() || c.Always {
		return nil
	}
	week, ok := c.Compile().Week()
	if !ok {
		return fmt.Errorf("a calendar is more than a plain week")
	}
	r.open = [][2]int{}
	for from, to := range week.Spans() {
		r.open = append(r.open, [2]int{from, to})
	}
	return nil
}

var provinces = []geo.Province{"AB", "BC", "MB", "NB", "NL", "NS", "NT", "NU", "ON", "PE", "QC", "SK", "YT"}

func province(p geo.Province) int { return slices.Index(provinces, p) + 1 }

// lifetime is a stretch of a life in years, its end not included.
type lifetime struct{ from, to float64 }

func lifetimeOf(r data.AgeRange) lifetime {
	if r.Max == 0 {
		return lifetime{r.Min, math.Inf(1)}
	}
	return lifetime{r.Min, endOf(r.Max)}
}

// endOf is where an age ends: one in whole years at the next birthday.
func endOf(age float64) float64 {
	if age == math.Trunc(age) {
		return age + 1
	}
	return math.Nextafter(age, math.Inf(1))
}

func (l lifetime) within(accepted lifetime) bool {
	return l.from >= accepted.from && l.to <= accepted.to
}
func (l lifetime) apart(accepted lifetime) bool {
	return l.from >= accepted.to || l.to <= accepted.from
}
