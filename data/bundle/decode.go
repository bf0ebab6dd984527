package bundle

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/relais-directory/relais/data"
)

// Decode reads a bundle that trusted has signed, and nothing else. The listings
// are sorted by id.
//
// The signature is checked before anything in the body is read. Then the form is
// held to the letter: this format version alone, no unknown field, no repeated
// id, sorted, and every line exactly as Encode writes it. Whatever is not so is
// refused whole, with a bilingual.Problem of kind Damaged.
func Decode(b []byte, trusted ed25519.PublicKey) ([]data.Listing[data.Public], Info, error) {
	body, info, err := verify(b, trusted)
	if err != nil {
		return nil, Info{}, err
	}
	if !bytes.HasPrefix(body, []byte(header)) {
		return nil, Info{}, problemNewer()
	}
	listings, err := decodeBody(body[len(header):])
	if err != nil {
		return nil, Info{}, problemForm(err)
	}
	info.Listings = len(listings)
	for i := range listings {
		info.Demo = info.Demo || listings[i].Demo
	}
	return listings, info, nil
}

// verify gives what was signed, once hash, key and signature have been found
// right.
func verify(b []byte, trusted ed25519.PublicKey) (body []byte, info Info, err error) {
	if len(b) > MaxSize {
		return nil, Info{}, problemTooLong()
	}
	if !bytes.HasPrefix(b, []byte(magic)) {
		return nil, Info{}, problemForeign()
	}
	if len(b) < endLength {
		return nil, Info{}, problemCut()
	}
	body, last := b[:len(b)-endLength], b[len(b)-endLength:]
	key, signature, ok := parseEnd(last)
	if !ok || len(body) == 0 || body[len(body)-1] != '\n' {
		return nil, Info{}, problemCut()
	}
	hash := sha256.Sum256(body)
	if len(trusted) != ed25519.PublicKeySize || !bytes.Equal(key, trusted) {
		return nil, Info{}, problemKey()
	}
	if string(last) != end(hash, key, signature) || !ed25519.Verify(trusted, message(hash), signature) {
		return nil, Info{}, problemSignature()
	}
	return body, Info{Hash: hex.EncodeToString(hash[:]), PublicKey: hex.EncodeToString(key)}, nil
}

// SignedBy is the public key that a bundle says it is signed with, nil where the
// bytes do not end as a bundle does. It is a claim that anybody can make: Decode
// with it says whether the signature is right, and nothing says whose key it is.
func SignedBy(b []byte) ed25519.PublicKey {
	if len(b) < endLength {
		return nil
	}
	key, _, ok := parseEnd(b[len(b)-endLength:])
	if !ok {
		return nil
	}
	return key
}

// parseEnd reads key and signature of the last line. The hash is not read: it is
// made again, and the whole line compared.
func parseEnd(last []byte) (key ed25519.PublicKey, signature []byte, ok bool) {
	rest := last[len(endHash)+hashDigits:]
	if !bytes.HasPrefix(last, []byte(endHash)) || !bytes.HasPrefix(rest, []byte(endKey)) {
		return nil, nil, false
	}
	rest = rest[len(endKey):]
	digits, rest := rest[:keyDigits], rest[keyDigits:]
	if !bytes.HasPrefix(rest, []byte(endSign)) {
		return nil, nil, false
	}
	key, keyErr := hex.DecodeString(string(digits))
	signature, signErr := hex.DecodeString(string(rest[len(endSign) : len(endSign)+signDigits]))
	return key, signature, keyErr == nil && signErr == nil
}

func decodeBody(body []byte) ([]data.Listing[data.Public], error) {
	listings := make([]data.Listing[data.Public], 0, bytes.Count(body, []byte("\n")))
	for n := 2; len(body) > 0; n++ {
		line, rest, _ := bytes.Cut(body, []byte("\n"))
		l, err := decodeLine(line)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		if len(listings) > 0 && l.ID <= listings[len(listings)-1].ID {
			return nil, fmt.Errorf("line %d: not after the id before it", n)
		}
		listings, body = append(listings, l), rest
	}
	return listings, nil
}

// decodeLine reads a line in its canonical form, in which it is written again
// byte for byte.
func decodeLine(line []byte) (data.Listing[data.Public], error) {
	l, err := readLine(line)
	if err != nil {
		return l, err
	}
	again, err := encodeLine(&l)
	if err != nil {
		return l, err
	}
	if !bytes.Equal(again, line) {
		return l, errors.New("not in its canonical form")
	}
	return l, nil
}

// readLine reads one listing and refuses fields that it does not know.
func readLine(line []byte) (data.Listing[data.Public], error) {
	d := json.NewDecoder(bytes.NewReader(line))
	d.DisallowUnknownFields()
	var l data.Listing[data.Public]
	if err := d.Decode(&l); err != nil {
		return l, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return l, errors.New("bytes after the listing")
	}
	return l, nil
}
