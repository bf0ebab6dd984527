package record

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
)

// encodedJSON is a record as it was encoded before: stores of the first schema
// hold such, and before-images of a store keep the form that they were written
// in. It is read and no longer stored.
type encodedJSON struct {
	Version int     `json:"version"`
	Record  *Record `json:"record"`
	Parts   *Parts  `json:"sealed,omitempty"`
}

const jsonVersion = 1

func isJSON(b []byte) bool { return len(b) > 0 && b[0] == '{' }

func decodeJSON(b []byte) (*Record, error) {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	var e encodedJSON
	if err := d.Decode(&e); err != nil {
		return nil, fmt.Errorf("decode record: %w", err)
	}
	if e.Version != jsonVersion {
		return nil, fmt.Errorf("decode record: version %d of the JSON form, of which there is only %d", e.Version, jsonVersion)
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, fmt.Errorf("decode record: bytes after its end")
	}
	return encoded{Record: e.Record, Parts: e.Parts}.open()
}

// encodeMended encodes what a JSON reader would see of r: U+FFFD for each byte
// that is no text.
func encodeMended(r *Record) ([]byte, error) {
	b, err := json.Marshal(encodedJSON{Version: jsonVersion, Record: r, Parts: r.Sealed.parts})
	if err != nil {
		return nil, err
	}
	mended, err := decodeJSON(b)
	if err != nil {
		return nil, err
	}
	return encode(mended)
}
