package geo

import "math"

// The arithmetic of Distance gives the same bits on every machine, so that two
// sites never order a tie differently and a published figure can be recomputed
// anywhere. IEEE 754 fixes + - * / and the square root; two things are left:
//
//   - Go may fuse x*y + z into one rounding where the processor can (arm64,
//     ppc64, s390x, riscv64), unless the product is converted: float64(x*y).
//     Every product that is added to something here is.
//   - the library's sine, cosine and arcsine are compiled with such fusions, and
//     on s390x are written in assembly. The three below are not, and are as good
//     as those to a few units in the last place.
//
// This file stands alone, without the rest of the package, so that a test can
// compile it for arm64 and look for fused instructions.

// haversine gives the angle between two points in radians, from their latitudes
// and longitudes in degrees.
func haversine(lat1, lng1, lat2, lng2 float64) float64 {
	a, b := inRadians(lat1), inRadians(lat2)
	sinLat := sine((b - a) / 2)
	sinLng := sine(inRadians(lng2-lng1) / 2)
	across := float64(cosine(a)*cosine(b)) * float64(sinLng*sinLng)
	h := float64(sinLat*sinLat) + float64(across)
	// Rounding may push h a hair past 1 at antipodes, where no angle has it.
	return 2 * arcsine(math.Sqrt(min(h, 1)))
}

func inRadians(degrees float64) float64 { return float64(degrees * (math.Pi / 180)) }

// sine is for -π to π. Beyond π/2, sin x = sin(π-x); beyond π/4, it is the
// cosine of what is missing to π/2: so that eight terms of either series are enough.
func sine(x float64) float64 {
	if x < 0 {
		return -sine(-x)
	}
	if x > math.Pi/2 {
		x = math.Pi - x
	}
	if x > math.Pi/4 {
		return cosineSeries(math.Pi/2 - x)
	}
	return sineSeries(x)
}

// cosine is for -π/2 to π/2.
func cosine(x float64) float64 {
	if x = math.Abs(x); x > math.Pi/4 {
		return sineSeries(math.Pi/2 - x)
	}
	return cosineSeries(x)
}

// sineSeries is x - x³/3! + x⁵/5! - …, for 0 to π/4: the next term would be
// below 1e-19.
func sineSeries(x float64) float64 {
	xx := float64(x * x)
	sum := 1.0/6227020800 - float64(xx*(1.0/1307674368000-float64(xx*(1.0/355687428096000))))
	sum = 1.0/362880 - float64(xx*(1.0/39916800-float64(xx*sum)))
	sum = 1.0/120 - float64(xx*(1.0/5040-float64(xx*sum)))
	return x - float64(float64(x*xx)*(1.0/6-float64(xx*sum)))
}

// cosineSeries is 1 - x²/2! + x⁴/4! - …, for 0 to π/4: the next term would be
// below 1e-17.
func cosineSeries(x float64) float64 {
	xx := float64(x * x)
	sum := 1.0/479001600 - float64(xx*(1.0/87178291200-float64(xx*(1.0/20922789888000))))
	sum = 1.0/40320 - float64(xx*(1.0/3628800-float64(xx*sum)))
	sum = 1.0/24 - float64(xx*(1.0/720-float64(xx*sum)))
	return 1 - float64(xx*(0.5-float64(xx*sum)))
}

// arcsine is for 0 to 1. Halving the angle until its sine is at most a tenth,
// by sin(α/2) = sin α / √(2(1+cos α)), leaves a series that needs nine terms:
// x + x³/6 + 3x⁵/40 + …; each coefficient is (2n-1)²/(2n(2n+1)) times the one
// before.
func arcsine(s float64) float64 {
	scale := 1.0
	for ; s > 0.1; scale *= 2 {
		cos := math.Sqrt(1 - float64(s*s))
		s /= math.Sqrt(float64(2 * (1 + cos)))
	}
	ss := float64(s * s)
	sum := 1 + float64(float64(ss*(169.0/210))*(1+float64(ss*(225.0/272))))
	sum = 1 + float64(float64(ss*(81.0/110))*(1+float64(float64(ss*(121.0/156))*sum)))
	sum = 1 + float64(float64(ss*(25.0/42))*(1+float64(float64(ss*(49.0/72))*sum)))
	sum = 1 + float64(float64(ss*(1.0/6))*(1+float64(float64(ss*(9.0/20))*sum)))
	return float64(scale*s) * sum
}
