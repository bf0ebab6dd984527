// Package quality measures whether the engine finds what an experienced advocate
// would want, whether anybody is found at all wherever people live, and whether
// the places that people name are known.
//
// It owns a hand-made directory of invented providers (testdata/directory), the
// callers who look there and what an advocate would answer them, written before
// any search was run (testdata/scenarios), the measures, and the simple searches
// that the ranking is held against. It does not own the ranking, and nothing
// here may be used to tune it: a judgment is changed when the advocate was
// wrong, never because the ranking disagrees. Nothing imports it.
//
// Begin with Scenario; then measure.go, report.go, coverage.go and places.go.
// docs/quality.md has the figures.
package quality

import (
	"fmt"
	"io/fs"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/geo"
	"github.com/relais-directory/relais/index"
)

// At is the instant of every measurement that names no other: a Tuesday, noon in
// Toronto.
var At = time.Date(2026, time.November, 24, 17, 0, 0, 0, time.UTC)

// World is the invented directory made ready for both audiences, and the names by
// which scenarios call its services.
type World struct {
	Gazetteer *geo.Gazetteer
	Terms     *data.Terms
	Records   []*record.Record
	Staff     *index.Snapshot[data.Staff]
	Public    *index.Snapshot[data.Public]

	keys map[data.ID]string // of a service at its place
	ids  map[string]data.ID
}

// NewWorld reads the directory in folder of files. Every problem of it is
// reported, joined.
func NewWorld(files fs.FS, folder string) (*World, error) {
	g, err := geo.Load()
	if err != nil {
		return nil, fmt.Errorf("load the gazetteer: %w", err)
	}
	terms, err := data.LoadTerms()
	if err != nil {
		return nil, fmt.Errorf("load the terms: %w", err)
	}
	w := &World{Gazetteer: g, Terms: terms, keys: map[data.ID]string{}, ids: map[string]data.ID{}}
	if err := w.read(files, folder); err != nil {
		return nil, fmt.Errorf("read the directory: %w", err)
	}
	w.index()
	return w, nil
}

// index takes every record through the two doors.
func (w *World) index() {
	var staff []data.Listing[data.Staff]
	var public []data.Listing[data.Public]
	for _, r := range w.Records {
		staff = append(staff, record.Disclose(r)...)
		public = append(public, record.Publish(r)...)
	}
	w.Staff = index.Build(staff, w.Terms, 1)
	w.Public = index.Build(public, w.Terms, 1)
}

// Key is the name by which scenarios call a listing, "" for none of ours.
func (w *World) Key(id data.ID) string { return w.keys[id] }

// Has reports whether a service of this name is in the directory.
func (w *World) Has(key string) bool { return w.ids[key] != "" }
