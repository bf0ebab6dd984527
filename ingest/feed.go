package ingest

import (
	"cmp"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/data/record"
)

// Learned is what one row of a capacity feed says of one service that the
// directory has.
type Learned struct {
	Line     int
	Record   data.ID
	Service  data.ID
	Capacity []data.Capacity  // learned at the moment that the source gives
	Intake   data.IntakeState // "" says nothing
	At       time.Time
}

// ReadFeed reads a table that says nothing but how much room services have, and
// whether they take people in: CSV or a workbook, each row named by the id of a
// listing or by the key under which its source was imported. Rows are given in
// the order of their moments. Day, unless it is zero, picks the rows of one day.
//
// It makes nothing and moves nothing: a row whose service the directory does not
// have is rejected. M nil expects the headings directory id or key, unit,
// available, maximum, status, population, intake and updated, in either language.
func ReadFeed(in io.Reader, m *FeedMapping, env Env, day hours.Date) ([]Learned, Report, error) {
	f := &feed{reader: newReader(FormatCSV, nil, env), day: day}
	f.m = m
	learned, err := f.read(in)
	f.addCells()
	f.finish()
	return learned, f.Report, err
}

// feed reads one capacity feed.
type feed struct {
	*reader
	m    *FeedMapping
	day  hours.Date
	t    *table
	said map[string]int // service, unit, population and moment, to the line that has it

	columns map[string]int // by heading
}

func (f *feed) read(in io.Reader) ([]Learned, error) {
	f.known = nil
	if f.m != nil {
		headings := f.m.headings()
		f.known = func(folded string) bool {
			return slices.ContainsFunc(headings, func(h string) bool { return foldHeading(h) == folded })
		}
	}
	how := &Mapping{}
	if f.m != nil {
		how.Delimiter, how.Encoding = f.m.Delimiter, f.m.Encoding
	}
	f.reader.m = how
	var err error
	if f.t, err = f.anyTable(in); err != nil {
		return nil, err
	}
	if f.m == nil {
		if f.m, err = standardFeed(f.t, f.env.Source); err != nil {
			return nil, err
		}
	}
	if f.Source = orElse(f.env.Source, f.m.Source); f.Source == "" && len(f.m.Key) > 0 {
		return nil, noSource()
	}
	f.columns = map[string]int{}
	var missing []string
	for _, heading := range f.m.headings() {
		if f.columns[heading] = f.t.column(heading); f.columns[heading] < 0 {
			missing = append(missing, heading)
		}
	}
	if len(missing) > 0 {
		return nil, missingColumns(missing, f.t.header)
	}
	return f.rows(), nil
}

func (f *feed) rows() []Learned {
	f.said = map[string]int{}
	var all []Learned
	for i, row := range f.t.rows {
		f.env.progress(Rows, i, len(f.t.rows))
		if l, ok := f.row(row); ok {
			all = append(all, l)
		}
	}
	slices.SortStableFunc(all, func(a, b Learned) int { return a.At.Compare(b.At) })
	return all
}

// cell gives what a row says in the column of a heading, "" without one.
func (f *feed) cell(row tableRow, heading string) string {
	if heading == "" {
		return ""
	}
	return row.cells[f.columns[heading]]
}

// value gives a cell through the mapping's words for it.
func (f *feed) value(row tableRow, field, heading string) string {
	said := f.cell(row, heading)
	if value, ok := f.m.Values[field][bilingual.Fold(said)]; ok {
		return value
	}
	return said
}

func (f *feed) row(row tableRow) (Learned, bool) {
	l := Learned{Line: row.line}
	var ok bool
	if l.At, ok = f.moment(row); !ok {
		return l, false
	}
	if !f.day.IsZero() && hours.DateOf(l.At.In(f.m.zone)) != f.day {
		f.Rows-- // of another day
		return l, false
	}
	if l.Record, l.Service, ok = f.target(row); !ok {
		return l, false
	}
	for _, count := range f.m.Counts {
		c, said, fine := f.count(row, count)
		if !fine {
			return l, false
		}
		if said {
			c.Updated, c.By, c.How = l.At, f.Source, "feed"
			l.Capacity = append(l.Capacity, c)
		}
	}
	if l.Intake, ok = f.intake(row); !ok || f.twice(l) {
		return l, false
	}
	return l, len(l.Capacity) > 0 || l.Intake != ""
}

// refuse rejects a row.
func (f *feed) refuse(row tableRow, heading, code string, expected, suggestion bilingual.Text) {
	f.reject(Issue{Line: row.line, Column: heading, Code: code, Read: clipped(f.cell(row, heading)), Expected: expected, Suggestion: suggestion})
}

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
