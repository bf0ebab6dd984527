package generate

import (
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/geo"
)

// Country is a directory with the tables that it is made from.
type Country struct {
	Gazetteer *geo.Gazetteer
	Terms     *data.Terms
	*Directory
}

// Load is New over the tables that come with Relais. The error is one of these.
func Load(seed uint64, at time.Time) (Country, error) {
	g, err := geo.Load()
	if err != nil {
		return Country{}, err
	}
	terms, err := data.LoadTerms()
	if err != nil {
		return Country{}, err
	}
	d, err := New(g, terms, seed, at)
	return Country{g, terms, d}, err
}
