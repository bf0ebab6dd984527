package relais

import (
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bundle"
)

// Publish gives the canonical, signed bundle of the public listings, and what it
// is. The same public listings give the same bytes, whatever else the directory
// holds and however it came to hold it.
func (e *Engine) Publish() ([]byte, bundle.Info, error) {
	key, err := e.store.SigningKey()
	if err != nil {
		return nil, bundle.Info{}, err
	}
	return bundle.Encode(Listings[data.Public](e), key)
}

// Listings gives everything that audience A may see, in the order of ids. For
// staff, an export of it is recorded first: RecordExport.
func Listings[A data.Audience](e *Engine) []data.Listing[A] {
	s := Snapshot[A](e)
	all := make([]data.Listing[A], 0, s.Len())
	for _, i := range s.InOrderOfID() {
		all = append(all, s.Now(i))
	}
	return all
}

// RecordExport writes the audit entry of an export for staff. Nothing is
// exported before it is written.
func (e *Engine) RecordExport(actor, reason string, at time.Time) error {
	return e.store.RecordExport(actor, reason, at)
}

// RecordAlarm writes the audit entry of an alarm about what actor does, for those
// who look after the directory. It keeps nobody from anything.
func (e *Engine) RecordAlarm(actor, reason string, at time.Time) error {
	return e.store.RecordAlarm(actor, reason, at)
}
