package ingest

import (
	"strings"
	"unicode/utf8"
)

// Guard makes a cell safe to be opened by a spreadsheet program, which would
// run one that begins with = + - @, a tab or a line end, or with one of those
// signs in full width, as a formula: it puts an apostrophe in front, by which
// such programs tell text (OWASP, CSV injection). A plain number, signed or
// not, is none and stays as it is.
//
// Readers of CSV take the apostrophe away again and say so. A cell that began
// with apostrophes and such a sign gets one more, so that nothing is lost on the
// way there and back. Quotation marks are the writer's of the file to double.
func Guard(cell string) string {
	if runs(strings.TrimLeft(cell, "'")) && !plainNumber(cell) {
		return "'" + cell
	}
	return cell
}

// unguard takes away what Guard has put in front.
func unguard(cell string) (string, bool) {
	if rest, ok := strings.CutPrefix(cell, "'"); ok && runs(strings.TrimLeft(rest, "'")) {
		return rest, true
	}
	return cell, false
}

// runs reports whether a spreadsheet program would take cell for a formula.
func runs(cell string) bool {
	first, _ := utf8.DecodeRuneInString(cell)
	return cell != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", first)
}

// plainNumber reports whether cell is a sign and digits, with at most one
// decimal point: "-79.38".
func plainNumber(cell string) bool {
	digits := strings.Replace(strings.TrimLeft(cell, "+-"), ".", "", 1)
	return len(cell)-len(strings.TrimLeft(cell, "+-")) <= 1 && digits != "" &&
		strings.Trim(digits, "0123456789") == ""
}
