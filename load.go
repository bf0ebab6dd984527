package relais

import (
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/record"
)

// load reads the records and the tables side by side, and builds the catalogs, unless
// they are to stay empty.
func (e *Engine) load(dir string) error {
	if e.unlisted {
		if err := e.loadTables(dir); err != nil {
			return err
		}
		e.fill(&derived{})
		return nil
	}
	tables := make(chan error, 1)
	go func() { tables <- e.loadTables(dir) }()
	var d derived
	err := e.store.Stream(nil, d.take)
	if tabled := <-tables; tabled != nil {
		return errors.Join(tabled, err)
	}
	if err != nil {
		return err
	}
	e.fill(&d)
	return nil
}

func (e *Engine) loadTables(dir string) error {
	gazetteer := make(chan error, 1)
	go func() {
		var err error
		if e.gazetteer, err = LoadGazetteer(dir); err != nil {
			err = fmt.Errorf("load the gazetteer: %w", err)
		}
		gazetteer <- err
	}()
	var terms, weights error
	e.terms, terms = LoadTerms(dir)
	e.weights, weights = LoadWeights(dir)
	return errors.Join(<-gazetteer, terms, weights)
}

// derived is what both audiences may see of the records read so far. The
// records themselves are not kept.
type derived struct {
	mutex  sync.Mutex
	public [][]data.Listing[data.Public]
	staff  [][]data.Listing[data.Staff]
	shown  []shownBy
}

type shownBy struct {
	record data.ID
	shown  shown
}

// take adds one record. It may be called by several goroutines at once.
func (d *derived) take(r *record.Record) {
	public, staff := record.Publish(r), record.Disclose(r)
	by := shownBy{r.ID(), shown{idsOf(public), idsOf(staff)}}
	d.mutex.Lock()
	defer d.mutex.Unlock()
	d.public, d.staff, d.shown = append(d.public, public), append(d.staff, staff), append(d.shown, by)
}

// listings gives all listings of both audiences, each list in one piece.
func (d *derived) listings() ([]data.Listing[data.Public], []data.Listing[data.Staff]) {
	return slices.Concat(d.public...), slices.Concat(d.staff...)
}
