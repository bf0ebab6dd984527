package relais

import (
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/record"
)

// Revealed are the sealed parts that concern one listing.
type Revealed struct {
	Address  data.Address   `json:"address,omitzero"`
	Point    *Position      `json:"point,omitempty"`
	Contacts []data.Contact `json:"contacts,omitempty"`
	Protocol data.Text      `json:"protocol,omitzero"`
	Notes    data.Text      `json:"notes,omitzero"`
}

// Position is a revealed point, WGS84 degrees.
type Position struct {
	Lat float64 `json:"lat"`
	Lng float64 `json:"lng"`
}

// Reveal shows the sealed parts of one listing to actor, who says why. The audit
// entry is written first and durably: without it nothing is shown.
func (e *Engine) Reveal(listing data.ID, actor, reason string, at time.Time) (Revealed, error) {
	r, service, err := e.serviceOf(listing)
	if err != nil {
		return Revealed{}, err
	}
	grant, err := e.store.Reveal(actor, reason, at, r.ID())
	if err != nil {
		return Revealed{}, err
	}
	parts, err := r.Open(grant)
	if err != nil {
		return Revealed{}, err
	}
	site := parts.Sites[locationOf(r, listing)]
	shown := Revealed{
		Address: site.Address, Contacts: parts.Contacts,
		Protocol: parts.Protocols[service.ID], Notes: parts.Notes,
	}
	if !site.Point.IsZero() {
		shown.Point = &Position{site.Point.Lat, site.Point.Lng}
	}
	return shown, nil
}

func locationOf(r *record.Record, listing data.ID) data.ID {
	for _, at := range r.At {
		if at.ID == listing {
			return at.LocationID
		}
	}
	return ""
}
