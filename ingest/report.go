package ingest

import (
	"cmp"
	"slices"

	"github.com/relais-directory/relais/data/bilingual"
)

// Severity says what an issue means for its row.
type Severity string

// The severities.
const (
	Stop Severity = "stop" // the row was rejected
	Fix  Severity = "fix"  // repaired, and said
	Note Severity = "note" // left as it is, or left out; worth a look
)

// Issue is one thing that a reader met. Line is the line of the file, also
// where cells span several lines; 0 means the file as a whole. Column is the
// file's own heading, "" where it has none for what is missing. Read is what was found there, or "[sealed]" in a row that
// is confidential. Equal repairs are one issue with a Count, at their first
// line.
type Issue struct {
	Line       int            `json:"line"`
	Column     string         `json:"column"`
	Code       string         `json:"code"`
	Severity   Severity       `json:"severity"`
	Read       string         `json:"read"`
	Expected   bilingual.Text `json:"expected"`
	Suggestion bilingual.Text `json:"suggestion"`
	Count      int            `json:"count,omitempty"` // 0 and 1: once
	Cell       string         `json:"cell,omitempty"`  // of a workbook: "G118"
}

// Alarm is what a person should read before anything else.
type Alarm struct {
	Code    string         `json:"code"`
	Message bilingual.Text `json:"message"`
	Count   int            `json:"count"`
}

// Report is what a reader found in one file.
type Report struct {
	Source    string  `json:"source"`
	Format    string  `json:"format"`              // one of the Format constants
	Encoding  string  `json:"encoding"`            // "utf-8", "utf-16le", "windows-1252", …
	Delimiter string  `json:"delimiter,omitempty"` // of a CSV file
	Quote     string  `json:"quote,omitempty"`     // of a CSV file: the mark around cells, or "none"
	Sheet     string  `json:"sheet,omitempty"`     // of a workbook
	Header    int     `json:"header,omitempty"`    // of a table: the line of its header
	Rows      int     `json:"rows"`                // with something in them; for HSDS, services and organizations
	Rejected  int     `json:"rejected"`            // of these
	Issues    []Issue `json:"issues"`
	Alarms    []Alarm `json:"alarms"`
}

// manyRejected is the share of rejected rows that raises an alarm: something is
// wrong with the file or its mapping rather than with a row.
const manyRejected = 0.1

// finish sorts the issues by line and adds the alarms.
func (r *Report) finish() {
	slices.SortStableFunc(r.Issues, func(a, b Issue) int { return cmp.Compare(a.Line, b.Line) })
	if r.Issues == nil {
		r.Issues = []Issue{}
	}
	if r.Alarms == nil {
		r.Alarms = []Alarm{}
	}
	if float64(r.Rejected) > manyRejected*float64(r.Rows) {
		r.Alarms = append(r.Alarms, Alarm{
			Code:    "many_rejected",
			Count:   r.Rejected,
			Message: bilingual.Textf("%d of %d rows were rejected: look at the mapping first", "lignes refusées : %d sur %d; vérifiez d’abord la table de correspondance", r.Rejected, r.Rows),
		})
	}
}

// collector gathers a report. Fixes that are alike are counted at their first
// line.
type collector struct {
	Report
	fixes map[fixKey]int
	known func(folded string) bool // whether a heading is known
	whole bool                     // rows are taken as they are: they are given back, and not read
}

type fixKey struct{ column, code, read, suggestion string }

func (c *collector) add(i Issue) {
	if i.Severity != Fix {
		c.Issues = append(c.Issues, i)
		return
	}
	key := fixKey{i.Column, i.Code, i.Read, i.Suggestion.En}
	if at, ok := c.fixes[key]; ok {
		c.Issues[at].Count = max(c.Issues[at].Count, 1) + 1
		return
	}
	if c.fixes == nil {
		c.fixes = map[fixKey]int{}
	}
	c.fixes[key] = len(c.Issues)
	c.Issues = append(c.Issues, i)
}

// problem refuses a file as a whole.
func problem(code string, message, hint bilingual.Text, read string) error {
	return &bilingual.Problem{Kind: bilingual.Invalid, Code: code, Message: message, Hint: hint, Read: read}
}
