package generate

import (
	"encoding/binary"
	"math"
	"math/rand/v2"
	"sort"

	"github.com/relais-directory/relais/data"
)

// dice is one stream of chance. Every record and every caller has its own, so
// that any of them can be drawn without the others.
type dice struct{ *rand.Rand }

// purpose keeps the streams of one seed apart.
type purpose uint64

const (
	forRecords purpose = iota << 56
	forCallers
	forPools
)

func (p purpose) dice(seed uint64, i int) dice {
	return dice{rand.New(rand.NewPCG(seed, mixed(uint64(p)|uint64(i))))}
}

// mixed spreads neighbours over all of 64 bits (the finalizer of SplitMix64).
func mixed(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// chance is true n times in a hundred.
func (d dice) chance(n float64) bool { return d.Float64()*100 < n }

// between draws a whole number, both ends included.
func (d dice) between(least, most int) int { return least + d.IntN(most-least+1) }

// Read fills b, for data.NewID.
func (d dice) Read(b []byte) (int, error) {
	var word [8]byte
	for i := 0; i < len(b); i += 8 {
		binary.LittleEndian.PutUint64(word[:], d.Uint64())
		copy(b[i:], word[:])
	}
	return len(b), nil
}

func (d dice) id() data.ID {
	id, err := data.NewID(d)
	if err != nil {
		panic(err) // dice never run out
	}
	return id
}

func pick[T any](d dice, from []T) T { return from[d.IntN(len(from))] }

// odds draws places in a list by weights.
type odds []float64 // sums

func newOdds(n int, weight func(i int) float64) odds {
	sums := make(odds, n)
	sum := 0.0
	for i := range sums {
		sum += weight(i)
		sums[i] = sum
	}
	return sums
}

// zipf weighs the thing of rank i, from 0, by (i+1)^-exponent.
func zipf(n int, exponent float64) odds {
	return newOdds(n, func(i int) float64 { return math.Pow(float64(i+1), -exponent) })
}

func (o odds) draw(d dice) int {
	at := d.Float64() * o[len(o)-1]
	return min(sort.Search(len(o), func(i int) bool { return o[i] > at }), len(o)-1)
}
