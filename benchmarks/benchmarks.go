// Package benchmarks measures the engine: on the sample national directory, and
// on generated ones of up to a million listings (package generate). It owns the
// benchmarks; recorded figures are in results, each with its commit, machine and
// seed. The programs in its folders alone import it. Other databases on the same
// data and callers are in the nested module peers.
//
// Begin with search_test.go; `make bench` runs the benchmarks at the smaller
// sizes, `make bench-record` runs and records all of them.
package benchmarks

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Seed is the seed of the directories and of the callers in recorded figures.
const Seed = 2022

// Callers is how many callers ask in turn; a third of them are hard.
const Callers = 2000

// At is the instant of every benchmark.
var At = time.Date(2026, time.November, 22, 15, 0, 0, 0, time.UTC)

// SizesVariable is the environment variable that names the sizes of generated
// directories, in listings: "3690,100000,1000000".
const SizesVariable = "RELAIS_BENCH_SIZES"

// Sizes reads the sizes from the environment, or gives otherwise where it says
// none.
func Sizes(otherwise ...int) ([]int, error) {
	said := os.Getenv(SizesVariable)
	if said == "" {
		return otherwise, nil
	}
	var sizes []int
	for part := range strings.SplitSeq(said, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(part))
		if err != nil || n <= 0 {
			return nil, fmt.Errorf("%s: %q is not a number of listings", SizesVariable, part)
		}
		sizes = append(sizes, n)
	}
	return sizes, nil
}

// Times is how long each of many calls took.
type Times []time.Duration

// At gives the time that a share of the calls, in [0,1], did not exceed. It
// sorts t.
func (t Times) At(share float64) time.Duration {
	if len(t) == 0 {
		return 0
	}
	slices.Sort(t)
	return t[min(int(share*float64(len(t))), len(t)-1)]
}

// Mean is the mean of the calls.
func (t Times) Mean() time.Duration {
	if len(t) == 0 {
		return 0
	}
	sum := time.Duration(0)
	for _, took := range t {
		sum += took
	}
	return sum / time.Duration(len(t))
}
