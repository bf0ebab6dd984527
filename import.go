package relais

import (
	"io"
	"iter"
	"maps"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/data/store"
	"github.com/relais-directory/relais/ingest"
)

// Import is what a file would change. Nothing is changed until ApplyImport.
type Import struct {
	Report     ingest.Report
	Changes    ingest.ChangeSet
	Generation uint64 // of the directory that it was planned on
}

// PlanCSV reads a flat CSV file through a mapping and compares it with the
// directory. Source names where the file comes from and stands in for the
// mapping's own name where it is not "". Today dates what the file does not.
// The error is for a file that cannot be read at all; bad rows are in the
// report.
func (e *Engine) PlanCSV(in io.Reader, m *ingest.Mapping, source string, today hours.Date) (*Import, error) {
	return e.plan(source, today, func(env ingest.Env) ([]*record.Record, ingest.Report, error) {
		return ingest.ReadCSV(in, m, env)
	})
}

// PlanHSDS reads HSDS 3.1 JSON and compares it with the directory.
func (e *Engine) PlanHSDS(in io.Reader, source string, today hours.Date) (*Import, error) {
	return e.plan(source, today, func(env ingest.Env) ([]*record.Record, ingest.Report, error) {
		return ingest.ReadHSDS(in, env)
	})
}

func (e *Engine) plan(source string, today hours.Date, read func(ingest.Env) ([]*record.Record, ingest.Report, error)) (*Import, error) {
	had, err := e.existing()
	if err != nil {
		return nil, err
	}
	records, report, err := read(ingest.Env{
		Gazetteer: e.gazetteer, Terms: e.terms, Existing: had,
		Random: e.random, Today: today, Source: source,
	})
	if err != nil {
		return nil, err
	}
	changes := ingest.Plan(records, had)
	changes.Rejected = report.Rejected
	return &Import{Report: report, Changes: changes, Generation: had.generation}, nil
}

// ApplyImport stores what an import would change, in one transaction. It is
// refused if the directory has changed since it was planned, and if it would
// make anything that the directory has more visible: that takes a second
// person, and no file is one.
func (e *Engine) ApplyImport(i *Import, actor, reason string, at time.Time) (store.Receipt, error) {
	if n := len(i.Changes.Wider); n > 0 {
		return store.Receipt{}, &bilingual.Problem{
			Kind: bilingual.NotAllowed, Code: "import_widens",
			Message: bilingual.Textf("%d records would become more visible, or lose their confidentiality", "%d dossiers deviendraient plus visibles ou perdraient leur confidentialité", n),
			Hint: bilingual.Text{
				En: "nothing was changed; an import cannot decide this, a second person has to",
				Fr: "rien n’a été modifié; une importation ne peut pas en décider, il faut une deuxième personne",
			},
		}
	}
	return e.Apply(Change{Actor: actor, Reason: reason, At: at, Put: i.Changes.Put, Expect: &i.Generation})
}

// existing is the directory as an import compares with it: one consistent view.
type existing struct {
	generation uint64
	byID       map[data.ID]*record.Record
	bySource   map[record.Source]*record.Record
}

func (e *Engine) existing() (*existing, error) {
	had := &existing{byID: map[data.ID]*record.Record{}, bySource: map[record.Source]*record.Record{}}
	err := e.store.View(func(tx *store.Tx) error {
		had.generation = tx.Generation()
		for r, err := range tx.All() {
			if err != nil {
				return err
			}
			had.add(r)
		}
		return nil
	})
	return had, err
}

func (x *existing) add(r *record.Record) {
	x.byID[r.ID()] = r
	for _, s := range r.Sources {
		x.bySource[record.Source{Name: s.Name, Key: s.Key}] = r
	}
}

// All gives every record that the directory has.
func (x *existing) All() iter.Seq[*record.Record] { return maps.Values(x.byID) }

// BySource finds the record that a row of a source stands for.
func (x *existing) BySource(source, key string) (*record.Record, bool) {
	r, ok := x.bySource[record.Source{Name: source, Key: key}]
	return r, ok
}

// ByID finds a record by its own id.
func (x *existing) ByID(id data.ID) (*record.Record, bool) {
	r, ok := x.byID[id]
	return r, ok
}
