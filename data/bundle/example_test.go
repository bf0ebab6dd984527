package bundle_test

import (
	"crypto/ed25519"
	"fmt"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bundle"
)

func ExampleEncode() {
	key := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize)) // a real one comes from the store
	listings := []data.Listing[data.Public]{{
		ID:   "3f0c9f5e-6a41-4c7e-9d0b-0a4f7c0f1a55",
		Kind: data.Direct,
	}}
	b, info, err := bundle.Encode(listings, key)
	if err != nil {
		fmt.Println(err)
		return
	}
	_, again, err := bundle.Decode(b, key.Public().(ed25519.PublicKey))
	fmt.Println(info.Listings, again.Hash == info.Hash, err)

	b[20] ^= 1 // somebody changes a letter on the way
	_, _, err = bundle.Decode(b, key.Public().(ed25519.PublicKey))
	fmt.Println(err)
	// Output:
	// 1 true <nil>
	// the signature does not fit this bundle: it was changed or damaged after it was signed
}
