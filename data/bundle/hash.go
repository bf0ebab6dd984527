package bundle

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"slices"

	"github.com/relais-directory/relais/data"
)

// Hash gives the name that a bundle of these listings has, whoever signs it:
// Info.Hash, without making the bundle. The listings may be in any order.
func Hash(listings []*data.Listing[data.Public]) (string, error) {
	sorted := slices.Clone(listings)
	slices.SortFunc(sorted, func(a, b *data.Listing[data.Public]) int { return cmp.Compare(a.ID, b.ID) })
	sum := sha256.New()
	_, _ = io.WriteString(sum, header) // a hash never fails
	for i, l := range sorted {
		if i > 0 && l.ID == sorted[i-1].ID {
			return "", fmt.Errorf("hash a bundle: two listings have the id %s", l.ID)
		}
		line, err := encodeLine(l)
		if err != nil {
			return "", fmt.Errorf("hash a bundle: %w", err)
		}
		_, _ = sum.Write(append(line, '\n'))
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}
