package relais

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"math"
	"strings"
)

// How much a report may tell of one call: epsilon in the sense of differential
// privacy (Dwork and others, 2006), shared out over the tables that a call is in.
// A warm transfer is in four: needs, regions, outcomes, grounds.
const (
	reportEpsilon = 1.0
	tablesPerCall = 4
)

// What is told: multiples of 5, and none below 10.
const (
	toldBase  = 5
	toldLeast = 10
)

// disturbance is the noise of one cell: that of its quarter's seed, so that a
// directory brought back from a copy, and reported again, tells nothing new.
func disturbance(seed []byte, cell ...string) int {
	mac := hmac.New(sha256.New, seed)
	mac.Write([]byte(strings.Join(cell, "\x00")))
	return geometric(binary.BigEndian.Uint64(mac.Sum(nil)), reportEpsilon/tablesPerCall)
}

// geometric is the two-sided geometric distribution (Ghosh, Roughgarden and
// Sundararajan, 2009): n has the probability (1-a)/(1+a) a^|n| with a = e^-epsilon,
// if u is uniform. It gives 0 in the middle of u's range, and more beyond.
func geometric(u uint64, epsilon float64) int {
	v := (float64(u>>11) + 0.5) / (1 << 53)
	sign := -1
	if v > 0.5 {
		v, sign = 1-v, 1
	}
	// P(N <= -k) = a^k / (1+a): the largest k that v is still within.
	k := int(math.Floor(-math.Log(v*(1+math.Exp(-epsilon))) / epsilon))
	return sign * k
}

// told is how a disturbed number is told: to the nearest multiple of 5, nil where
// that is below 10.
func told(n int) *int {
	rounded := (n + toldBase/2) / toldBase * toldBase
	if rounded < toldLeast {
		return nil
	}
	return &rounded
}
