package access

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
)

// Secret is 256 random bits that open something: a session, a token, a set-up
// link. It is handed out once and never stored.
type Secret struct{ bits [32]byte }

// Digest is the SHA-256 of a Secret: what is stored of it. A secret has 256
// random bits, so its digest needs neither salt nor a slow hash.
type Digest [sha256.Size]byte

// NewSecret draws a secret.
func NewSecret(random io.Reader) (Secret, error) {
	var s Secret
	if _, err := io.ReadFull(random, s.bits[:]); err != nil {
		return Secret{}, fmt.Errorf("draw a secret: %w", err)
	}
	return s, nil
}

// ParseSecret reads what Text gives, and reports whether it is such a thing.
func ParseSecret(s string) (Secret, bool) {
	b, err := base64.RawURLEncoding.Strict().DecodeString(s)
	if err != nil || len(b) != len(Secret{}.bits) || len(s) != base64.RawURLEncoding.EncodedLen(len(b)) {
		return Secret{}, false // the decoder overlooks line ends
	}
	return Secret{[32]byte(b)}, true
}

// Text is the secret itself, for a cookie, a link or the person who asked.
func (s Secret) Text() string { return base64.RawURLEncoding.EncodeToString(s.bits[:]) }

// Digest is what is stored of the secret.
func (s Secret) Digest() Digest {
	return sha256.Sum256(append([]byte("relais secret 1\x00"), s.bits[:]...))
}

// Format says that a secret is here, and not which.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "[a secret]") } // a formatter has nobody to tell

// String is the digest in hex.
func (d Digest) String() string { return hex.EncodeToString(d[:]) }

// MarshalText writes hex.
func (d Digest) MarshalText() ([]byte, error) { return hex.AppendEncode(nil, d[:]), nil }

// UnmarshalText reads what MarshalText writes.
func (d *Digest) UnmarshalText(b []byte) error {
	if hex.DecodedLen(len(b)) != len(d) {
		return fmt.Errorf("a digest of %d digits", len(b))
	}
	_, err := hex.Decode(d[:], b)
	return err
}

// tokenPrefix begins every machine token, so that one that was pasted where it
// does not belong is found by a search for it.
const tokenPrefix = "relais_token_"

// TokenText is a secret as a machine token is written.
func TokenText(s Secret) string { return tokenPrefix + s.Text() }

// ParseToken reads what TokenText gives.
func ParseToken(s string) (Secret, bool) {
	text, ok := strings.CutPrefix(s, tokenPrefix)
	if !ok {
		return Secret{}, false
	}
	return ParseSecret(text)
}
