package relais

import (
	"maps"
	"slices"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/data/store"
	"github.com/relais-directory/relais/geo"
)

// Stats counts the whole directory, internal records included. It is for staff:
// a number that leaves the building comes from public listings alone.
type Stats struct {
	Provinces   []Count        `json:"provinces"`   // service providers by the province of their seat, in the order of the provinces' codes
	Elsewhere   []Count        `json:"elsewhere"`   // "CA" for pan-Canadian providers, else ISO 3166-1
	Total       Count          `json:"total"`       // of both
	Authorities []Count        `json:"authorities"` // police and child protection, apart from service providers
	Visibility  map[string]int `json:"visibility"`  // listings by visibility
	Demo        bool           `json:"demo"`        // some of it is invented
	Invented    int            `json:"invented"`    // organizations that are, authorities among them
	Generation  uint64         `json:"generation"`
}

// Count is how many organizations and services, and for authorities how many
// contacts inside them.
type Count struct {
	Code          string         `json:"code"`
	Name          bilingual.Text `json:"name"`
	Organizations int            `json:"organizations"`
	Services      int            `json:"services"`
	Contacts      int            `json:"contacts,omitempty"`
}

func (c *Count) add(r *record.Record) {
	c.Organizations++
	c.Services += len(r.Services)
}

// Stats counts the directory as it is stored now.
func (e *Engine) Stats() (Stats, error) {
	t := newTally()
	err := e.store.View(func(tx *store.Tx) error {
		for r, err := range tx.All() {
			if err != nil {
				return err
			}
			t.add(r)
		}
		return nil
	})
	if err != nil {
		return Stats{}, err
	}
	s := t.stats()
	s.Visibility = e.visibilities()
	s.Generation = e.store.Generation()
	return s, nil
}

func (e *Engine) visibilities() map[string]int {
	counts := map[string]int{}
	for _, v := range []data.Visibility{data.Internal, data.Limited, data.Open} {
		counts[v.String()] = 0
	}
	s := e.staff.Snapshot()
	for i := range s.Len() {
		counts[s.At(i).Inside.Visibility.String()]++
	}
	return counts
}

// tally sorts records into the rows of Stats as they come.
type tally struct {
	rows        map[string]*Count
	authorities map[data.ProviderKind]*Count
	total       Count
	invented    int
}

var panCanadian = bilingual.Text{En: "Pan-Canadian", Fr: "Pancanadien"}

func newTally() *tally {
	t := &tally{rows: map[string]*Count{}, authorities: map[data.ProviderKind]*Count{}}
	for _, p := range geo.Provinces() {
		t.rows[string(p)] = &Count{Code: string(p), Name: p.Name()}
	}
	t.authorities[data.LawEnforcement] = &Count{
		Code: string(data.LawEnforcement),
		Name: bilingual.Text{En: "Law enforcement", Fr: "Corps policiers"},
	}
	t.authorities[data.ChildProtection] = &Count{
		Code: string(data.ChildProtection),
		Name: bilingual.Text{En: "Child protection", Fr: "Protection de l’enfance"},
	}
	return t
}

func (t *tally) add(r *record.Record) {
	if r.Demo {
		t.invented++
	}
	if a, ok := t.authorities[r.Organization.Kind]; ok {
		a.add(r)
		a.Contacts += r.Sealed.Contacts()
		return
	}
	t.row(&r.Organization).add(r)
	t.total.add(r)
}

func (t *tally) row(o *record.Organization) *Count {
	code, name := string(o.Home), bilingual.Same(o.Country)
	if o.Country == "US" {
		name = bilingual.Text{En: "United States", Fr: "États-Unis"}
	}
	if code == "" {
		code = o.Country
	}
	if code == "" {
		code, name = "CA", panCanadian
	}
	if t.rows[code] == nil {
		t.rows[code] = &Count{Code: code, Name: name}
	}
	return t.rows[code]
}

func (t *tally) stats() Stats {
	s := Stats{Provinces: []Count{}, Elsewhere: []Count{}, Total: t.total, Demo: t.invented > 0, Invented: t.invented}
	s.Total.Code, s.Total.Name = "total", bilingual.Same("Total")
	for _, p := range geo.Provinces() {
		s.Provinces = append(s.Provinces, *t.rows[string(p)])
		delete(t.rows, string(p))
	}
	for _, code := range slices.Sorted(maps.Keys(t.rows)) {
		s.Elsewhere = append(s.Elsewhere, *t.rows[code])
	}
	s.Authorities = []Count{*t.authorities[data.LawEnforcement], *t.authorities[data.ChildProtection]}
	return s
}
