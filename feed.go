package relais

import (
	"bytes"
	"slices"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/data/store"
	"github.com/relais-directory/relais/ingest"
)

// FeedFile is a file of a capacity feed: it says how much room services have and
// whether they take people in, and nothing else.
type FeedFile struct {
	Content []byte
	Source  string     // stands in for the mapping's own name where it is not ""
	Mapping []byte     // TOML; nil for the one that is remembered, or headings that need none
	Day     hours.Date // only the rows of this day; zero for all
	// Progress, if not nil, is told how far the reading has come.
	Progress Progress
}

// Fed is what a capacity feed has changed, in services.
type Fed struct {
	Report  ingest.Report `json:"report"`
	Updated int           `json:"updated"`
	Same    int           `json:"same"`  // nothing new was said of them
	Older   int           `json:"older"` // something later was known of them already
	Receipt store.Receipt `json:"receipt"`
}

// Feed takes over what a capacity feed says, in one transaction. What is known
// keeps its place if it was learned later than what the feed says: each count is
// of the moment that its source gives, whenever it comes in. Rows that cannot be
// read are in the report, and all others count. A feed can make nothing visible,
// so that no plan and no second person is needed. With dry nothing is changed.
func (e *Engine) Feed(f FeedFile, actor, reason string, at time.Time, dry bool) (Fed, error) {
	given := len(f.Mapping) > 0
	if !given {
		var err error
		if f.Mapping, err = e.Mapping(f.Source, true); err != nil {
			return Fed{}, err
		}
	}
	fed, err := retried(func() (Fed, error) { return e.feed(f, actor, reason, at, dry) })
	if err == nil && given && !dry {
		err = e.RememberMapping(fed.Report.Source, f.Mapping)
	}
	return fed, err
}

func (e *Engine) feed(f FeedFile, actor, reason string, at time.Time, dry bool) (Fed, error) {
	had, err := e.existing()
	if err != nil {
		return Fed{}, err
	}
	var mapping *ingest.FeedMapping // nil: the headings that need none
	if len(f.Mapping) > 0 {
		if mapping, err = ingest.ParseFeedMapping(f.Mapping); err != nil {
			return Fed{}, err
		}
	}
	rows, report, err := ingest.ReadFeed(bytes.NewReader(f.Content), mapping, ingest.Env{
		Gazetteer: e.gazetteer, Terms: e.terms, Existing: had, Today: hours.DateOf(at), Source: f.Source, Progress: f.Progress,
	}, f.Day)
	if err != nil {
		return Fed{}, err
	}
	meal := meal{had: had, updated: map[data.ID]bool{}, same: map[data.ID]bool{}, older: map[data.ID]bool{}, changed: map[data.ID]*record.Record{}}
	for _, l := range rows {
		meal.take(l)
	}
	fed := meal.fed(report)
	if dry || fed.Updated == 0 {
		return fed, nil
	}
	fed.Receipt, err = e.Apply(Change{Actor: actor, Reason: reason, At: at, Put: meal.put, Expect: &had.generation})
	return fed, err
}

// meal is a feed while it is taken over. Services are counted once, however many
// rows speak of them.
type meal struct {
	had                  *existing
	changed              map[data.ID]*record.Record
	put                  []*record.Record
	updated, same, older map[data.ID]bool
}

func (m *meal) fed(report ingest.Report) Fed {
	fed := Fed{Report: report, Updated: len(m.updated)}
	for service := range m.same {
		if !m.updated[service] && !m.older[service] {
			fed.Same++
		}
	}
	for service := range m.older {
		if !m.updated[service] {
			fed.Older++
		}
	}
	return fed
}

// take takes over one row.
func (m *meal) take(l ingest.Learned) {
	r := m.changed[l.Record]
	if r == nil {
		var ok bool
		if r, ok = m.had.ByID(l.Record); !ok {
			return
		}
	}
	i := slices.IndexFunc(r.Services, func(s record.Service) bool { return s.ID == l.Service })
	if i < 0 {
		return // a key of the source that stands for nothing any more
	}
	s := &r.Services[i]
	late := false
	for _, c := range l.Capacity {
		late = m.count(r, s, c) || late
	}
	switch {
	case l.Intake == "", late:
	case s.Intake.State == l.Intake:
		m.same[s.ID] = true
	default:
		m.change(r, s)
		s.Intake = data.Intake{State: l.Intake}
	}
}

// count takes over one count, and reports whether a later one is known.
func (m *meal) count(r *record.Record, s *record.Service, c data.Capacity) (late bool) {
	i := slices.IndexFunc(s.Capacity, func(k data.Capacity) bool { return k.Unit == c.Unit && k.Population == c.Population })
	switch {
	case i >= 0 && s.Capacity[i].Updated.After(c.Updated):
		m.older[s.ID] = true
		return true
	case i >= 0 && s.Capacity[i].Updated.Equal(c.Updated) && sameCount(s.Capacity[i], c):
		m.same[s.ID] = true
	default:
		m.change(r, s)
		s.Capacity = learned(s.Capacity, c)
	}
	return false
}

func sameCount(a, b data.Capacity) bool {
	same := func(x, y *int) bool { return x == y || x != nil && y != nil && *x == *y }
	return a.Status == b.Status && same(a.Available, b.Available) && same(a.Maximum, b.Maximum)
}

func (m *meal) change(r *record.Record, s *record.Service) {
	m.updated[s.ID] = true
	if m.changed[r.ID()] == nil {
		m.changed[r.ID()] = r
		m.put = append(m.put, r)
	}
}
