// Package hsds holds the JSON shapes of the Human Services Data Specification,
// version 3.1, makes them from listings, and reads them from files.
//
// It owns the wire: field names, required fields, formats, and how facts that
// the standard has no field for travel as attributes with taxonomy terms. It
// does not know records: Services takes listings of one audience, so that a
// public export can only hold public facts. It never writes the standard's
// "metadata", whose previous values would publish an address again after it was
// withdrawn.
//
// Begin with Services, then attributes.go for what an attribute of ours means;
// Decode is the way back.
package hsds

import (
	"crypto/sha1"
	"encoding/hex"
	"strings"

	"github.com/relais-directory/relais/data"
)

// Version is the version of the standard that this package writes and reads.
const Version = "3.1"

// namespace is the name space of derived ids (RFC 9562, version 5), drawn once
// at random for this package.
const namespace = "\x5c\x1e\x8f\x0a\x93\x4b\x4d\x27\xb6\xe1\x70\x2d\xc4\x9a\x11\x58"

// DeriveID gives the id of a part that has none of its own, such as an address
// or an attribute, from what identifies it: always the same one for the same
// names, and nothing but the names goes into it.
func DeriveID(names ...string) data.ID {
	sum := sha1.Sum([]byte(namespace + strings.Join(names, "\x00"))) // a name, not a secret: version 5 asks for SHA-1
	sum[6] = sum[6]&0x0f | 0x50
	sum[8] = sum[8]&0x3f | 0x80
	h := hex.EncodeToString(sum[:16])
	return data.ID(h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:])
}
