package ingest

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/data/record"
)

// moments are the forms in which a moment is understood; those without a zone are
// in the mapping's.
func moments() []string {
	return []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02 15:04", "2006/01/02 15:04", "2006-01-02", "2006/01/02"}
}

// moment reads when the source counted. Nobody has counted what is to come.
func (f *feed) moment(row tableRow) (time.Time, bool) {
	said := f.cell(row, f.m.Updated)
	for _, form := range moments() {
		at, err := time.ParseInLocation(form, said, f.m.zone)
		if err != nil {
			continue
		}
		if len(said) == len("2006-01-02") {
			at = time.Date(at.Year(), at.Month(), at.Day(), f.m.hour, f.m.mins, 0, 0, f.m.zone)
		}
		if f.env.Today.IsZero() || !hours.DateOf(at).After(f.env.Today.AddDays(1)) { // a day's grace: it is tomorrow already somewhere
			return at.UTC(), true
		}
	}
	f.refuse(row, f.m.Updated, "moment_unreadable",
		bilingual.Text{En: "a past day or moment, such as 2026-11-22 or 2026-11-22T04:00:00-05:00", Fr: "un jour ou un moment passé, comme 2026-11-22 ou 2026-11-22T04:00:00-05:00"},
		bilingual.Text{En: "correct it: a count without its moment is worth nothing", Fr: "corrigez-le : un compte sans son moment ne vaut rien"})
	return time.Time{}, false
}

// target finds the service that a row speaks of.
func (f *feed) target(row tableRow) (of, service data.ID, ok bool) {
	heading := f.m.Listing
	if id, err := data.ParseID(f.cell(row, f.m.Listing)); err == nil {
		if known := f.listings()[id]; known != nil {
			service, ok = serviceAt(known, id)
			return known.ID(), service, ok
		}
	}
	if len(f.m.Key) > 0 {
		heading = f.m.Key[0]
		var parts []string
		for _, column := range f.m.Key {
			parts = append(parts, canonicalKey(f.cell(row, column)))
		}
		key := strings.Join(parts, "/")
		if known, found := f.env.bySource(f.Source, key); found {
			service, ok = serviceNamed(known, f.Source, key)
			if ok {
				return known.ID(), service, true
			}
		}
	}
	f.refuse(row, heading, "service_unknown",
		bilingual.Text{En: "a service that the directory has, by the id of a listing or by a key of this source", Fr: "un service que le répertoire a déjà, par l’identifiant d’une fiche ou par une clé de cette source"},
		bilingual.Text{En: "import the service first, from the same source", Fr: "importez d’abord le service, de la même source"})
	return "", "", false
}

func serviceAt(r *record.Record, listing data.ID) (data.ID, bool) {
	for _, at := range r.At {
		if at.ID == listing {
			return at.ServiceID, true
		}
	}
	return "", false
}

// serviceNamed finds the service that a key of a source stands for: itself, or
// that of a listing; an organization's key does for its only service.
func serviceNamed(r *record.Record, source, key string) (data.ID, bool) {
	for _, s := range r.Sources {
		if s.Name != source || s.Key != key {
			continue
		}
		if service, ok := serviceAt(r, s.ID); ok {
			return service, true
		}
		if slices.ContainsFunc(r.Services, func(v record.Service) bool { return v.ID == s.ID }) {
			return s.ID, true
		}
		if s.ID == r.ID() && len(r.Services) == 1 {
			return r.Services[0].ID, true
		}
	}
	return "", false
}

// count reads what a row says of one unit; said is false where it says nothing.
func (f *feed) count(row tableRow, of FeedCount) (c data.Capacity, said, fine bool) {
	if of.Column != "" && !slices.ContainsFunc(of.Is, func(s string) bool { return bilingual.Fold(s) == bilingual.Fold(f.cell(row, of.Column)) }) {
		return c, false, true
	}
	c.Unit = cmp.Or(strings.ToLower(f.value(row, "unit", of.UnitColumn)), of.Unit, "bed")
	if !slices.Contains(units(), c.Unit) {
		f.refuse(row, of.UnitColumn, "unit_unknown", bilingual.Same(strings.Join(units(), ", ")), bilingual.Text{En: "correct it", Fr: "corrigez-la"})
		return c, false, false
	}
	var ok1, ok2 bool
	c.Available, ok1 = f.number(row, of.Available)
	c.Maximum, ok2 = f.number(row, of.Maximum)
	if !ok1 || !ok2 {
		return c, false, false
	}
	if c.Available != nil && c.Maximum != nil && *c.Available > *c.Maximum {
		f.refuse(row, of.Available, "more_than_all", bilingual.Text{En: "no more free than there are", Fr: "pas plus de places libres que de places"}, bilingual.Text{En: "correct one of the two numbers", Fr: "corrigez l’un des deux nombres"})
		return c, false, false
	}
	status, ok := f.status(row, of, c.Available)
	if c.Status = status; !ok {
		return c, false, false
	}
	if words := f.value(row, "population", of.Population); words != "" {
		term, err := f.env.Terms.Find(data.TermPopulation, words)
		if err != nil {
			f.refuse(row, of.Population, "population_unknown", bilingual.Text{En: "a term of the directory", Fr: "un terme du répertoire"}, bilingual.Text{En: "relais terms lists them all", Fr: "relais terms les énumère tous"})
			return c, false, false
		}
		c.Population = term.ID
	}
	return c, c.Available != nil || status != data.CapacityUnknown, true
}

// number reads a count; an empty cell says nothing.
func (f *feed) number(row tableRow, heading string) (*int, bool) {
	said := f.cell(row, heading)
	if said == "" {
		return nil, true
	}
	n, err := strconv.ParseFloat(said, 64)
	if err != nil || n < 0 || n > 1e6 || n != float64(int(n)) {
		f.refuse(row, heading, "count_unreadable", bilingual.Text{En: "a whole number, not below zero", Fr: "un nombre entier, pas sous zéro"}, bilingual.Text{En: "correct it, or empty the cell", Fr: "corrigez-le, ou videz la cellule"})
		return nil, false
	}
	whole := int(n)
	return &whole, true
}

// status is what the row says, or what the number of free places says by itself.
func (f *feed) status(row tableRow, of FeedCount, available *int) (data.CapacityStatus, bool) {
	said := data.CapacityStatus(strings.ReplaceAll(bilingual.Fold(f.value(row, "status", of.Status)), " ", "-"))
	switch {
	case slices.Contains([]data.CapacityStatus{data.HasCapacity, data.Waitlist, data.NoCapacity, data.AssessmentRequired, data.CapacityUnknown}, said):
		return said, true
	case said != "":
		f.refuse(row, of.Status, "status_unknown", bilingual.Text{En: "capacity, waitlist, no-capacity, assessment-required or unknown", Fr: "capacity, waitlist, no-capacity, assessment-required ou unknown"}, bilingual.Text{En: "say in the mapping what the word means", Fr: "dites dans la table de correspondance ce que le mot veut dire"})
		return "", false
	case available == nil:
		return data.CapacityUnknown, true
	case *available == 0:
		return data.NoCapacity, true
	}
	return data.HasCapacity, true
}

func (f *feed) intake(row tableRow) (data.IntakeState, bool) {
	said := data.IntakeState(strings.ReplaceAll(bilingual.Fold(f.value(row, "intake", f.m.Intake)), " ", "_"))
	if said == "" || slices.Contains([]data.IntakeState{data.IntakeAccepting, data.IntakeCrisisOnly, data.IntakeNotAccepting}, said) {
		return said, true
	}
	f.refuse(row, f.m.Intake, "intake_unknown",
		bilingual.Text{En: "accepting, crisis_only or not_accepting", Fr: "accepting, crisis_only ou not_accepting"},
		bilingual.Text{En: "say in the mapping what the word means", Fr: "dites dans la table de correspondance ce que le mot veut dire"})
	return "", false
}

// twice rejects a row that says of a service, for the same moment, what another
// row has said already.
func (f *feed) twice(l Learned) bool {
	for _, c := range l.Capacity {
		key := strings.Join([]string{string(l.Service), c.Unit, c.Population, l.At.String()}, "/")
		if first, ok := f.said[key]; ok {
			f.reject(Issue{Line: l.Line, Code: "key_twice",
				Expected:   bilingual.Textf("one row for one moment: line %d has this one", "une ligne par moment : la ligne %d a celui-ci", first),
				Suggestion: bilingual.Text{En: "remove one of the two", Fr: "retirez l’une des deux"}})
			return true
		}
		f.said[key] = l.Line
	}
	return false
}
