package main

import (
	"strconv"
	"strings"
)

// decimal is the value of a flag that takes a number, with a decimal point or, as
// in French, a comma: 16.5 or 16,5.
type decimal float64

// decimalOf makes the value of a flag that writes into a number.
func decimalOf(into *float64, byDefault float64) *decimal {
	*into = byDefault
	return (*decimal)(into)
}

// Set reads a number. With three digits after a comma, nobody can tell 1,500 from
// 1.5: that is none.
func (d *decimal) Set(s string) error {
	if whole, part, comma := strings.Cut(s, ","); comma && len(part) != 3 {
		s = whole + "." + part
	}
	n, err := strconv.ParseFloat(s, 64)
	if err == nil {
		*d = decimal(n)
	}
	return err
}

func (d *decimal) String() string { return strconv.FormatFloat(float64(*d), 'g', -1, 64) }

// Type is the library's name of such a value, from which help takes its words.
func (*decimal) Type() string { return "float64" }
