package ingest

import (
	"encoding/xml"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/relais-directory/relais/data/bilingual"
)

// cellFormat is what the number format of a cell makes of its number.
type cellFormat int

// The formats that matter: everything that is no date and no time is plain.
const (
	plainFormat cellFormat = iota
	dateFormat
	timeFormat
	momentFormat // a date with a time
)

// epoch is the day that a workbook counts from.
type epoch int

// Workbooks count days from the end of 1899, as if 1900 had been a leap year, or
// from 1904 where a Macintosh made them.
const (
	epoch1900 epoch = iota
	epoch1904
)

func (e epoch) start() time.Time {
	if e == epoch1904 {
		return time.Date(1904, time.January, 1, 0, 0, 0, 0, time.UTC)
	}
	return time.Date(1899, time.December, 30, 0, 0, 0, 0, time.UTC)
}

// write gives the date or time that n stands for, as ISO 8601 has it; ok is
// false where it stands for none.
func (f cellFormat) write(n float64, from epoch) (said string, ok bool) {
	if n < 0 || n > 2958465 { // the last day of 9999
		return "", false
	}
	days, part := math.Modf(n)
	if from == epoch1900 && days < 60 && days > 0 {
		days++ // before the day that never was
	}
	at := from.start().AddDate(0, 0, int(days)).Add(time.Duration(math.Round(part*24*60*60)) * time.Second)
	switch {
	case f == timeFormat && days == 0:
		return at.Format("15:04"), true
	case f == momentFormat && part != 0, f == timeFormat:
		return at.Format("2006-01-02 15:04"), true
	}
	return at.Format("2006-01-02"), true
}

// cellFormats reads the formats of the styles that cells name by number.
func cellFormats(a *archive) ([]cellFormat, error) {
	const part = "xl/styles.xml"
	if !a.has(part) {
		return nil, nil
	}
	codes := map[string]string{}
	var formats []cellFormat
	d, err := xmlPart(a, part)
	if err != nil {
		return nil, err
	}
	err = d.each(func(e xml.StartElement) error {
		switch {
		case e.Name.Local == "numFmt":
			codes[attr(e, "numFmtId")] = attr(e, "formatCode")
		case e.Name.Local == "xf" && slices.Contains(d.open, "cellXfs"):
			formats = append(formats, formatNamed(attr(e, "numFmtId"), codes))
		}
		return nil
	})
	return formats, err
}

// formatNamed knows the formats that every workbook has, by their numbers in ISO
// 29500-1 18.8.30, and reads the codes of its own.
func formatNamed(id string, codes map[string]string) cellFormat {
	if code, ok := codes[id]; ok {
		return formatOfCode(code)
	}
	switch n, _ := strconv.Atoi(id); {
	case n >= 14 && n <= 17, n >= 27 && n <= 31, n >= 50 && n <= 58, n == 36:
		return dateFormat
	case n >= 18 && n <= 21, n >= 45 && n <= 47, n >= 32 && n <= 35:
		return timeFormat
	case n == 22:
		return momentFormat
	}
	return plainFormat
}

// formatOfCode looks for the letters of dates and times outside of quotes,
// escapes and brackets: "yyyy-mm-dd", "[$-409]h:mm AM/PM".
func formatOfCode(code string) cellFormat {
	code, _, _ = strings.Cut(code, ";")
	date, clock, quoted, bracket, escaped := false, false, false, false, false
	for _, c := range strings.ToLower(code) {
		switch {
		case escaped:
			escaped = false
		case c == '\\' || c == '_' || c == '*':
			escaped = true
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '[':
			bracket = true
		case c == ']':
			bracket = false
		case bracket:
		case c == 'y', c == 'd', c == 'j':
			date = true
		case c == 'h', c == 's':
			clock = true
		}
	}
	switch {
	case date && clock:
		return momentFormat
	case date:
		return dateFormat
	case clock:
		return timeFormat
	}
	return plainFormat
}

// doubtDates notes columns in which a workbook keeps dates although no date
// belongs there: it may have made one of "1-5" or "3/4".
func (r *reader) doubtDates(b *binding) {
	for at, n := range b.t.dates {
		if n == 0 || b.isDate(at) {
			continue
		}
		r.add(Issue{
			Line: b.t.line, Column: b.t.header[at], Code: "date_doubtful", Severity: Note, Count: n,
			Expected:   bilingual.Text{En: "what was typed", Fr: "ce qui a été tapé"},
			Suggestion: bilingual.Text{En: "the workbook keeps dates here: it may have made them of words such as 1-5; look at the column, and format it as text", Fr: "le classeur garde des dates ici : il a pu les tirer de mots comme 1-5; regardez la colonne, et mettez-la au format texte"},
		})
	}
}

// isDate reports whether a column holds days, or nothing that is looked at.
func (b *binding) isDate(column int) bool {
	return slices.Contains(b.columns["verified_on"], column) || !slices.Contains(b.used(), column)
}
