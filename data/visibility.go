package data

import "fmt"

// Visibility says who may learn of a record, a site or a service. The zero
// Visibility is Internal: what nobody decided stays inside.
type Visibility uint8

// The visibilities, narrowest first.
const (
	Internal Visibility = iota // staff only
	Limited                    // name, phone line and region may be shown; never a location
	Open                       // public, with recorded consent
)

var visibilityNames = [...]string{Internal: "internal", Limited: "limited", Open: "public"}

func (v Visibility) String() string { return visibilityNames[v] }

// MarshalText writes "internal", "limited" or "public".
func (v Visibility) MarshalText() ([]byte, error) {
	if int(v) >= len(visibilityNames) {
		return nil, fmt.Errorf("no such visibility: %d", v)
	}
	return []byte(visibilityNames[v]), nil
}

// UnmarshalText reads what MarshalText writes, and nothing else: a misspelt
// visibility is an error, not a guess.
func (v *Visibility) UnmarshalText(b []byte) error {
	for i, name := range visibilityNames {
		if string(b) == name {
			*v = Visibility(i)
			return nil
		}
	}
	return fmt.Errorf("%q is none of internal, limited, public", b)
}
