package record

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
)

// encoded is a record with its sealed parts in the clear. It exists only as the
// bytes that the store seals.
type encoded struct {
	Version int     `json:"version"`
	Record  *Record `json:"record"`
	Parts   *Parts  `json:"sealed,omitempty"`
}

// codecVersion is the shape of encoded records.
const codecVersion = 1

// Encode writes r with its sealed parts in the clear, for a store that seals
// every value. Equal records give equal bytes.
func Encode(r *Record) ([]byte, error) {
	b, err := json.Marshal(encoded{Version: codecVersion, Record: r, Parts: r.Sealed.parts})
	if err != nil {
		return nil, fmt.Errorf("encode record %s: %w", r.ID(), err)
	}
	return b, nil
}

// Decode reads what Encode wrote. Unknown fields and trailing bytes are errors:
// a record is read whole or not at all.
func Decode(b []byte) (*Record, error) {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	e := encoded{Record: &Record{}}
	if err := d.Decode(&e); err != nil {
		return nil, fmt.Errorf("decode record: %w", err)
	}
	if e.Version != codecVersion {
		return nil, fmt.Errorf("decode record: version %d, this program reads %d", e.Version, codecVersion)
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, fmt.Errorf("decode record: bytes after its end")
	}
	e.Record.Sealed = Sealed{parts: e.Parts}
	return e.Record, nil
}
