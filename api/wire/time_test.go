package wire

import (
	"math"
	"os"
	"slices"
	"testing"
	"time"
)

// Two directories, one with hundreds of hidden twins, are asked the same in turn and
// in changing order. The median of the differences, and the share of requests that
// are slower on one side, must be those of chance; a delay of 100 microseconds that
// is put in must be seen. It is a statistic on whatever machine this is: it runs with
// the long target alone, and a failure asks for a second run on a quiet machine.
func TestTimeTellsNothing(t *testing.T) {
	if os.Getenv(LongVariable) == "" {
		t.Skip("a statistic: see make noninterference-long")
	}
	base := baseOf(t, 4)
	plain, changed := quiet(t, base, 4), busy(t, base, 4)
	for range 5 {
		changed.addMany()
	}
	a, b := newSide(t, plain, nil), newSide(t, changed, nil)
	defer a.run(t)()
	defer b.run(t)()
	const pairs = 4000
	for _, posted := range []string{`{"needs":["emergency-shelter"],"origin":{"postal_code":"M5V"}}`, `{"text":"canary-notes zqxjkv"}`} {
		r := framed("POST /v1/search HTTP/1.1", "127.0.0.1", []string{"Content-Type: application/json"}, posted)
		if median, z := compareTimes(t, a, b, r, pairs, 0); median > 20*time.Microsecond || z > 4 {
			t.Errorf("%s: the median difference is %s, and one side is slower with z = %.1f", posted, median, z)
		}
		if median, z := compareTimes(t, a, b, r, pairs, 100*time.Microsecond); median < 20*time.Microsecond && z < 4 {
			t.Errorf("%s: a delay of 100µs goes unseen: median %s, z = %.1f", posted, median, z)
		}
	}
}

// compareTimes gives the size of the median of the paired differences, and by how
// many standard deviations of a coin's throws one side is more often slower.
func compareTimes(t *testing.T, a, b *side, r []byte, pairs int, delay time.Duration) (median time.Duration, z float64) {
	t.Helper()
	timed := func(s *side) time.Duration {
		began := time.Now()
		if _, err := Ask(s.address, r); err != nil {
			t.Fatal(err)
		}
		return time.Since(began)
	}
	differences := make([]time.Duration, pairs)
	slower := 0
	for i := range differences {
		var x, y time.Duration
		if i%2 == 0 {
			x, y = timed(a), timed(b)
		} else {
			y, x = timed(b), timed(a)
		}
		if differences[i] = y + delay - x; differences[i] > 0 {
			slower++
		}
	}
	slices.Sort(differences)
	return differences[pairs/2].Abs(), math.Abs(float64(slower)-float64(pairs)/2) / (math.Sqrt(float64(pairs)) / 2)
}
