package record

import (
	"fmt"
	"log/slog"
	"maps"
	"slices"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/geo"
)

// Parts are the sealed parts of a record, in the clear. They exist in the clear
// on their way in (Seal) and on their way out through an audited reveal (Open),
// and nowhere else.
type Parts struct {
	Sites     map[data.ID]Site      `json:"sites,omitempty"`     // by location
	Contacts  []data.Contact        `json:"contacts,omitempty"`  // internal contacts of the organization
	Protocols map[data.ID]data.Text `json:"protocols,omitempty"` // by service: referral protocols marked as sealed
	Notes     data.Text             `json:"notes,omitzero"`
}

// Site is the exact place of a confidential location.
type Site struct {
	Address data.Address `json:"address,omitzero"`
	Point   geo.Point    `json:"point,omitzero"`
}

// IsZero reports whether there is nothing to seal.
func (p Parts) IsZero() bool {
	return len(p.Sites) == 0 && len(p.Contacts) == 0 && len(p.Protocols) == 0 && p.Notes.IsZero()
}

// Sealed is a record's sealed parts. However it is printed, logged or
// marshalled, it says "sealed": whoever reads a log, an error or a dump learns
// nothing. Only Encode, which the store seals again, Reseal and Open look inside.
type Sealed struct{ parts *Parts }

// Seal closes parts.
func Seal(parts Parts) Sealed {
	if parts.IsZero() {
		return Sealed{}
	}
	return Sealed{parts: &parts}
}

// Grant allows one look inside the sealed parts of one record. Its Entry is the
// audit entry that was written before the grant was made.
type Grant struct {
	Record data.ID
	Entry  uint64
}

// Open shows the sealed parts to the holder of a grant for this record. The
// grant comes from the store, which has written the audit entry first.
func (r *Record) Open(g Grant) (Parts, error) {
	if g.Entry == 0 || g.Record != r.ID() {
		return Parts{}, fmt.Errorf("open sealed parts: no audited grant for this record")
	}
	if r.Sealed.parts == nil {
		return Parts{}, nil
	}
	return *r.Sealed.parts, nil
}

// IsZero reports whether nothing is sealed.
func (s Sealed) IsZero() bool { return s.parts == nil }

// Reseal gives s as change leaves it, sealed again; s itself stays as it is. It
// is for those who write sealed parts out of a file and must know what is there
// already: nothing that change is given may leave it.
func (s Sealed) Reseal(change func(*Parts)) Sealed {
	parts := Parts{Sites: map[data.ID]Site{}, Protocols: map[data.ID]data.Text{}}
	if s.parts != nil {
		maps.Copy(parts.Sites, s.parts.Sites)
		maps.Copy(parts.Protocols, s.parts.Protocols)
		parts.Contacts, parts.Notes = slices.Clone(s.parts.Contacts), s.parts.Notes
	}
	change(&parts)
	return Seal(parts)
}

// Names lists which parts a reveal would show for one service at one location,
// sorted: any of "address", "contacts", "notes", "protocol".
func (s Sealed) Names(service, location data.ID) []string {
	if s.parts == nil {
		return nil
	}
	var names []string
	if _, ok := s.parts.Sites[location]; ok {
		names = append(names, "address")
	}
	if len(s.parts.Contacts) > 0 {
		names = append(names, "contacts")
	}
	if !s.parts.Notes.IsZero() {
		names = append(names, "notes")
	}
	if _, ok := s.parts.Protocols[service]; ok {
		names = append(names, "protocol")
	}
	slices.Sort(names)
	return names
}

// Contacts is how many internal contacts are sealed: a number for statistics
// inside, never for the public.
func (s Sealed) Contacts() int {
	if s.parts == nil {
		return 0
	}
	return len(s.parts.Contacts)
}

const withheld = "[sealed]"

// String says "[sealed]".
func (s Sealed) String() string { return withheld }

// GoString says "[sealed]".
func (s Sealed) GoString() string { return withheld }

// Format says "[sealed]" under every verb.
func (s Sealed) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(withheld)) } // a formatter has nobody to tell

// MarshalJSON says "[sealed]".
func (s Sealed) MarshalJSON() ([]byte, error) { return []byte(`"` + withheld + `"`), nil }

// MarshalText says "[sealed]".
func (s Sealed) MarshalText() ([]byte, error) { return []byte(withheld), nil }

// GobEncode says "[sealed]".
func (s Sealed) GobEncode() ([]byte, error) { return []byte(withheld), nil }

// LogValue says "[sealed]".
func (s Sealed) LogValue() slog.Value { return slog.StringValue(withheld) }
