package ingest

import (
	"io"
	"slices"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/hours"
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
	refused map[fixKey]int // what is wrong, to the number of its issue
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
	f.said, f.refused = map[string]int{}, map[fixKey]int{}
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

// refuse rejects a row. A feed repeats itself every day: what is wrong in the same
// way again is counted at its first line.
func (f *feed) refuse(row tableRow, heading, code string, expected, suggestion bilingual.Text) {
	key := fixKey{heading, code, clipped(f.cell(row, heading)), suggestion.En}
	if at, again := f.refused[key]; again {
		f.Rejected++
		f.Issues[at].Count = max(f.Issues[at].Count, 1) + 1
		return
	}
	f.refused[key] = len(f.Issues)
	f.reject(Issue{Line: row.line, Column: heading, Code: code, Read: key.read, Expected: expected, Suggestion: suggestion})
}
