package local

import "github.com/relais-directory/relais/data/hours"

// Feeding says how a capacity feed is read. The file comes after it.
type Feeding struct {
	Source  string     `json:"source,omitempty"`
	Mapping []byte     `json:"mapping,omitempty"` // as it is written; none for headings that need none
	Day     hours.Date `json:"day,omitzero"`      // only the rows of this day
	Reason  string     `json:"reason"`
	Dry     bool       `json:"dry,omitempty"` // change nothing
}
