// Package bundle owns the published form of the directory: one file of public
// listings, canonical and signed, and its decoder.
//
// A bundle is a text. The first line names the format, then comes one listing
// per line as JSON, sorted by id, and the last line holds the SHA-256 of all
// lines before it, the public key and the signature:
//
//	relais-bundle 1
//	{"id":"0d9…","organization":…}
//	{"id":"7a1…","organization":…}
//	relais-bundle-end sha256=… ed25519=… signature=…
//
// There is no time in it, no counter and nothing random. Equal listings give
// equal bytes, however the directory came to hold them, so that whoever watches
// the published file learns nothing of work on what is not public.
//
// The package knows no record and no store: the program that serves the public
// reads bundles and has no way to anything else. Beside data/record.Publish,
// decode.go is the one place that makes a public listing.
//
// Begin with Encode and Decode; file.go reads and writes whole files.
package bundle

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
)

// MaxSize is the longest bundle that is read or made, in bytes: some sixty times
// the listings of the whole country today.
const MaxSize = 256 << 20

// header is the first line. Its number changes with any change of the format.
const header = "relais-bundle 1\n"

// magic begins the first line of a bundle of any version.
const magic = "relais-bundle "

// Info is what a bundle says of itself.
type Info struct {
	Hash      string `json:"hash"`       // SHA-256 of everything but the last line, in hex: the bundle's name
	Listings  int    `json:"listings"`   // how many it holds
	Demo      bool   `json:"demo"`       // some of them are invented
	PublicKey string `json:"public_key"` // Ed25519, in hex: whose signature it carries
}

// domain begins the signed message, so that a signature under a bundle can never
// stand under anything else that the same key signs.
const domain = "relais bundle signature 1\x00"

func message(hash [sha256.Size]byte) []byte {
	return append([]byte(domain), hash[:]...)
}

// The last line has one form and one length.
const (
	endHash = "relais-bundle-end sha256="
	endKey  = " ed25519="
	endSign = " signature="

	hashDigits = 2 * sha256.Size
	keyDigits  = 2 * ed25519.PublicKeySize
	signDigits = 2 * ed25519.SignatureSize
	endLength  = len(endHash) + hashDigits + len(endKey) + keyDigits + len(endSign) + signDigits + len("\n")
)

func end(hash [sha256.Size]byte, key ed25519.PublicKey, signature []byte) string {
	return endHash + hex.EncodeToString(hash[:]) +
		endKey + hex.EncodeToString(key) +
		endSign + hex.EncodeToString(signature) + "\n"
}
