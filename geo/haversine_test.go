package geo

import (
	"math"
	"os"
	"os/exec"
	"regexp"
	"testing"

	"pgregory.net/rapid"
)

func TestTrigonometryIsAsGoodAsTheLibrary(t *testing.T) {
	near := func(got, want float64) bool { return math.Abs(got-want) <= 4e-16*max(1, math.Abs(want)) }
	rapid.Check(t, func(rt *rapid.T) {
		x := rapid.Float64Range(-math.Pi, math.Pi).Draw(rt, "x")
		if got, want := sine(x), math.Sin(x); !near(got, want) {
			rt.Errorf("sine(%v) = %v, want %v", x, got, want)
		}
		if got, want := cosine(x/2), math.Cos(x/2); !near(got, want) {
			rt.Errorf("cosine(%v) = %v, want %v", x/2, got, want)
		}
		s := rapid.Float64Range(0, 1).Draw(rt, "s")
		if got, want := arcsine(s), math.Asin(s); math.Abs(got-want) > 1e-15*want {
			rt.Errorf("arcsine(%v) = %v, want %v", s, got, want)
		}
	})
	for _, s := range []float64{0, 1e-300, 1e-9, 0.1, 0.5, 1} {
		if got, want := arcsine(s), math.Asin(s); math.Abs(got-want) > 1e-15*want {
			t.Errorf("arcsine(%v) = %v, want %v", s, got, want)
		}
	}
}

// TestDistanceHasTheSameBitsEverywhere would fail on a machine that rounds
// otherwise than the one on which these were written down.
func TestDistanceHasTheSameBitsEverywhere(t *testing.T) {
	for _, tt := range []struct {
		a, b Point
		bits uint64
	}{
		{Point{43.6532, -79.3832}, Point{45.5019, -73.5674}, 0x411ec71f46d84653},  // 504264 m
		{Point{49.2827, -123.1207}, Point{47.5615, -52.7126}, 0x415317c480beb19f}, // 5005074 m
		{Point{82.5, -62.35}, Point{41.75, -82.68}, 0x4151828285259c4a},           // 4590090 m
		{Point{43.65, -79.38}, Point{43.6501, -79.3801}, 0x402b733b1b3930da},      // 14 m
		{Point{60.7212, -135.0568}, Point{63.7467, -68.517}, 0x414938040f803646},  // 3305480 m
		{Point{10, 20}, Point{-10, -160}, 0x41731680a298d828},                     // 20015114 m
	} {
		got := Distance(tt.a, tt.b)
		if math.Float64bits(float64(got)) != tt.bits {
			t.Errorf("Distance(%v, %v) = %v (%#x), want %v", tt.a, tt.b, got, math.Float64bits(float64(got)), math.Float64frombits(tt.bits))
		}
	}
}

// TestDistanceIsNotFused compiles the arithmetic for a processor that fuses
// products with sums, and looks for such instructions.
func TestDistanceIsNotFused(t *testing.T) {
	if testing.Short() {
		t.Skip("it compiles for another processor")
	}
	cmd := exec.Command("go", "build", "-gcflags=-S", "-o", os.DevNull, "haversine.go")
	cmd.Env = append(os.Environ(), "GOARCH=arm64", "GOOS=linux", "CGO_ENABLED=0")
	assembly, err := cmd.CombinedOutput()
	if err != nil {
		t.Skipf("the go command cannot compile for arm64 here: %v", err)
	}
	if !regexp.MustCompile(`\bFMULD\b`).Match(assembly) {
		t.Fatal("no multiplication at all: the test looks at the wrong thing")
	}
	if fused := regexp.MustCompile(`.*\bFN?M(ADD|SUB)D\b.*`).Find(assembly); fused != nil {
		t.Errorf("a product is fused with a sum, which rounds otherwise than amd64 does: convert it\n%s", fused)
	}
}
