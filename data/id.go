package data

import (
	"encoding/hex"
	"fmt"
	"io"
)

// NewID draws a random UUID (version 4, RFC 9562) from random.
func NewID(random io.Reader) (ID, error) {
	var b [16]byte
	if _, err := io.ReadFull(random, b[:]); err != nil {
		return "", fmt.Errorf("draw an id: %w", err)
	}
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	return uuid(b), nil
}

// ParseID accepts a UUID in any case and gives its lower-case form. The nil
// UUID is no id.
func ParseID(s string) (ID, error) {
	var b [16]byte
	if len(s) != 36 || s[8] != '-' || s[13] != '-' || s[18] != '-' || s[23] != '-' {
		return "", fmt.Errorf("not a UUID of 36 characters")
	}
	digits := s[:8] + s[9:13] + s[14:18] + s[19:23] + s[24:]
	if _, err := hex.Decode(b[:], []byte(digits)); err != nil {
		return "", fmt.Errorf("not a UUID: %w", err)
	}
	if b == [16]byte{} {
		return "", fmt.Errorf("the nil UUID names nothing")
	}
	return uuid(b), nil
}

func uuid(b [16]byte) ID {
	h := hex.EncodeToString(b[:])
	return ID(h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:])
}
