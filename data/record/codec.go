package record

import (
	"bytes"
	"errors"
	"fmt"
	"unicode/utf8"

	"github.com/fxamacker/cbor/v2"
)

// encoded is a record with its sealed parts in the clear: a CBOR array (RFC
// 8949) whose maps have the names of the JSON. It exists only as the bytes that
// the store seals.
type encoded struct {
	_       struct{} `cbor:",toarray"`
	Version uint
	Record  *Record
	Parts   *Parts
}

// codecVersion is the shape of encoded records. Version 1 was JSON: see
// codec_json.go.
const codecVersion = 2

// head begins every encoded record: an array of three, the first of them the
// version.
var head = []byte{0x83, codecVersion}

// maxElements is how long a list inside a record may be. A count is believed
// only as far as there are bytes for it.
const maxElements = 1 << 20

var (
	writing = encodingMode()
	reading = decodingMode()
)

// encodingMode is RFC 8949's deterministic encoding. Text forms are those of
// the JSON, so that a value which is no visibility or no day cannot be written.
func encodingMode() cbor.EncMode {
	o := cbor.CoreDetEncOptions()
	o.OmitEmpty = cbor.OmitEmptyGoValue
	o.Time = cbor.TimeRFC3339Nano
	o.TextMarshaler = cbor.TextMarshalerTextString
	o.BinaryMarshaler = cbor.BinaryMarshalerNone
	o.NaNConvert = cbor.NaNConvertReject
	o.InfConvert = cbor.InfConvertReject
	o.TagsMd = cbor.TagsForbidden
	mode, err := o.EncMode()
	if err != nil {
		panic(err) // the options contradict one another: every test would meet it
	}
	return mode
}

// decodingMode takes what encodingMode writes and as little else as it can be
// told to: no unknown or repeated field, no tag, no number that is none, no text
// that is not UTF-8.
func decodingMode() cbor.DecMode {
	mode, err := cbor.DecOptions{
		DupMapKey:         cbor.DupMapKeyEnforcedAPF,
		ExtraReturnErrors: cbor.ExtraDecErrorUnknownField,
		FieldNameMatching: cbor.FieldNameMatchingCaseSensitive,
		IndefLength:       cbor.IndefLengthForbidden,
		TagsMd:            cbor.TagsForbidden,
		NaN:               cbor.NaNDecodeForbidden,
		Inf:               cbor.InfDecodeForbidden,
		UTF8:              cbor.UTF8RejectInvalid,
		TextUnmarshaler:   cbor.TextUnmarshalerTextString,
		BinaryUnmarshaler: cbor.BinaryUnmarshalerNone,
		MaxArrayElements:  maxElements,
		MaxMapPairs:       maxElements,
	}.DecMode()
	if err != nil {
		panic(err) // as above
	}
	return mode
}

// Encode writes r with its sealed parts in the clear, for a store that seals
// every value. Equal records give equal bytes. Bytes in a text that are not
// UTF-8 become U+FFFD, as they do wherever a record is shown.
func Encode(r *Record) ([]byte, error) {
	b, err := encode(r)
	if err == nil && !isText(b) {
		b, err = encodeMended(r)
	}
	if err != nil {
		return nil, fmt.Errorf("encode record %s: %w", r.ID(), err)
	}
	return b, nil
}

func encode(r *Record) ([]byte, error) {
	return writing.Marshal(encoded{Version: codecVersion, Record: r, Parts: r.Sealed.parts})
}

// isText reports whether every text in b, which the encoder has just written, is
// UTF-8. Lists and maps need no depth: their elements come right after their
// heads.
func isText(b []byte) bool {
	for c := (cursor{b: b}); c.at < len(b) && !c.failed; {
		kind, n := c.head()
		if kind != textString {
			continue
		}
		c.at += int(n)
		if !utf8.Valid(b[c.at-int(n) : c.at]) {
			return false
		}
	}
	return true
}

// EncodeSettled is Encode in the form that stays the same when it is read and written
// again: what a store keeps. The error says that r could not be read again.
func EncodeSettled(r *Record) ([]byte, error) {
	content, err := Encode(r)
	if err != nil {
		return nil, err
	}
	for range 2 {
		again, err := recode(content)
		if err != nil {
			return nil, err
		}
		if bytes.Equal(again, content) {
			return content, nil
		}
		content = again
	}
	return nil, errUnsettled
}

var errUnsettled = errors.New("encode record: it is another one whenever it is read again")

func recode(content []byte) ([]byte, error) {
	r, err := Decode(content)
	if err != nil {
		return nil, err
	}
	return Encode(r)
}

// Decode reads what Encode wrote, in this version or the one before. Unknown
// fields and trailing bytes are errors: a record is read whole or not at all.
// The record keeps nothing of b.
func Decode(b []byte) (*Record, error) {
	if isJSON(b) {
		return decodeJSON(b)
	}
	if !bytes.HasPrefix(b, head) {
		return nil, fmt.Errorf("decode record: no version that this program reads")
	}
	var e encoded
	if err := reading.Unmarshal(b, &e); err != nil {
		return nil, fmt.Errorf("decode record: %w", err)
	}
	return e.open()
}

var errNoRecord = errors.New("decode record: there is none in it")

// open puts the sealed parts into their place.
func (e encoded) open() (*Record, error) {
	if e.Record == nil {
		return nil, errNoRecord
	}
	if e.Parts != nil {
		e.Record.Sealed = Seal(*e.Parts)
	}
	return e.Record, nil
}
