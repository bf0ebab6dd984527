package relais

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"github.com/relais-directory/relais/geo"
	"github.com/relais-directory/relais/ranking"
)

// JurisdictionFile is the name, inside a directory's folder, of the facts of
// jurisdiction that the operator has verified. docs/jurisdiction.md has its keys.
const JurisdictionFile = "jurisdiction.toml"

// LoadJurisdiction reads the reference tables of the jurisdiction card, and over
// them the operator's own of the directory in the folder dir. Problems in the
// operator's file are all reported.
func LoadJurisdiction(dir string, g *geo.Gazetteer) (*ranking.Jurisdictions, error) {
	tables, err := ranking.LoadJurisdictions(g)
	if err != nil {
		return nil, err
	}
	own, err := os.ReadFile(filepath.Join(dir, JurisdictionFile))
	if errors.Is(err, fs.ErrNotExist) {
		return tables, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the operator's jurisdiction file: %w", err)
	}
	return tables.With(own)
}

// cards are the tables of the jurisdiction card, read when the first is made: a
// mistake in the operator's file must not keep anybody from searching.
type cards struct {
	once   sync.Once
	tables *ranking.Jurisdictions
	err    error
}

// Jurisdictions makes jurisdiction cards, for staff alone. It fails where the
// operator's file has mistakes, with all of them; searches do not.
func (e *Engine) Jurisdictions() (*ranking.Jurisdictions, error) {
	e.cards.once.Do(func() { e.cards.tables, e.cards.err = LoadJurisdiction(e.dir, e.gazetteer) })
	return e.cards.tables, e.cards.err
}
