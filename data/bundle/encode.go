package bundle

import (
	"bytes"
	"cmp"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/relais-directory/relais/data"
)

// Encode writes the bundle of listings, in any order, and signs it. Equal
// listings give equal bytes. It refuses two listings with one id, an id that is
// no lower-case UUID, and more than MaxSize bytes. listings is left as it was.
func Encode(listings []data.Listing[data.Public], sign ed25519.PrivateKey) ([]byte, Info, error) {
	if len(sign) != ed25519.PrivateKeySize {
		return nil, Info{}, errors.New("encode a bundle: the signing key has not the length of an Ed25519 key")
	}
	body, demo, err := encodeBody(listings)
	if err != nil {
		return nil, Info{}, fmt.Errorf("encode a bundle: %w", err)
	}
	public := sign.Public().(ed25519.PublicKey)
	hash := sha256.Sum256(body)
	body = append(body, end(hash, public, ed25519.Sign(sign, message(hash)))...)
	return body, Info{
		Hash:      hex.EncodeToString(hash[:]),
		Listings:  len(listings),
		Demo:      demo,
		PublicKey: hex.EncodeToString(public),
	}, nil
}

func encodeBody(listings []data.Listing[data.Public]) (body []byte, demo bool, err error) {
	sorted := slices.Clone(listings)
	slices.SortFunc(sorted, func(a, b data.Listing[data.Public]) int { return cmp.Compare(a.ID, b.ID) })
	var b bytes.Buffer
	b.WriteString(header)
	for i := range sorted {
		if i > 0 && sorted[i].ID == sorted[i-1].ID {
			return nil, false, fmt.Errorf("two listings have the id %s", sorted[i].ID)
		}
		line, err := encodeLine(&sorted[i])
		if err != nil {
			return nil, false, err
		}
		b.Write(line)
		b.WriteByte('\n')
		if b.Len()+endLength > MaxSize {
			return nil, false, fmt.Errorf("it is longer than %d bytes", MaxSize)
		}
		demo = demo || sorted[i].Demo
	}
	return b.Bytes(), demo, nil
}

// replaced is how encoding/json writes a byte that is no UTF-8. Read back, it is
// a character of its own, which is written differently.
var replaced = []byte(`\ufffd`)

// encodeLine writes one listing in the only form that Decode accepts: the one
// that stays the same when it is read and written again.
func encodeLine(l *data.Listing[data.Public]) ([]byte, error) {
	if id, err := data.ParseID(string(l.ID)); err != nil || id != l.ID {
		return nil, fmt.Errorf("listing id %q is no lower-case UUID", l.ID)
	}
	line, err := json.Marshal(l)
	if err != nil {
		return nil, fmt.Errorf("listing %s: %w", l.ID, err)
	}
	if !bytes.Contains(line, replaced) {
		return line, nil
	}
	again, err := readLine(line)
	if err != nil {
		return nil, fmt.Errorf("listing %s: %w", l.ID, err)
	}
	return json.Marshal(&again)
}
