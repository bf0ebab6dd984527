package relais

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/relais-directory/relais/data/durable"
	"github.com/relais-directory/relais/geo"
)

// PlacesFile is the name, inside a directory's folder, of the operator's own
// postal codes. docs/places.md says where they come from.
const PlacesFile = "places.relais"

// LoadGazetteer gives the gazetteer of the directory in the folder dir: the
// built-in tables, and over them the operator's own postal codes where there
// are any. A damaged file is a Problem, never an answer without it.
func LoadGazetteer(dir string) (*geo.Gazetteer, error) {
	own := make(chan ownPlaces, 1)
	go func() {
		table, err := Places(dir)
		own <- ownPlaces{table, err}
	}()
	g, err := geo.Load()
	read := <-own
	if err = errors.Join(err, read.err); err != nil || read.table == nil {
		return g, err
	}
	return g.WithPostal(read.table), nil
}

type ownPlaces struct {
	table *geo.PostalTable
	err   error
}

// Places gives the operator's own postal codes of the directory in the folder
// dir, nil where none are loaded.
func Places(dir string) (*geo.PostalTable, error) {
	b, err := os.ReadFile(filepath.Join(dir, PlacesFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the operator's postal codes: %w", err)
	}
	table := new(geo.PostalTable)
	if err := table.UnmarshalBinary(b); err != nil {
		return nil, err
	}
	return table, nil
}

// StorePlaces puts the operator's own postal codes into the folder dir: whole or
// not at all, readable by its owner alone. An engine that is open goes on with
// what it has until it is opened again.
func StorePlaces(dir string, table *geo.PostalTable) error {
	b, err := table.MarshalBinary()
	if err != nil {
		return err
	}
	if err := durable.WriteFile(filepath.Join(dir, PlacesFile), b, 0o600); err != nil {
		return fmt.Errorf("store the operator's postal codes: %w", err)
	}
	return nil
}

// RemovePlaces takes them away again, and reports whether there were any. It
// needs no sound file to do so.
func RemovePlaces(dir string) (bool, error) {
	err := os.Remove(filepath.Join(dir, PlacesFile))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("remove the operator's postal codes: %w", err)
	}
	return true, durable.Sync(dir)
}
