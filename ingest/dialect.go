package ingest

import (
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
)

// dialect is how a text file writes its rows.
type dialect struct {
	delimiter rune
	quoted    bool // quotation marks enclose cells; else they are letters like any other
}

// dialectOf finds out the dialect of text; told is the delimiter that a mapping
// names, or 0.
func dialectOf(text string, told rune) dialect {
	d := dialect{delimiter: told, quoted: true}
	if told == 0 {
		d.delimiter = delimiterOf(text)
	}
	d.quoted = d.delimiter != '\t' || !strings.Contains(text, `"`) || encloses(text)
	return d
}

// encloses reports whether the quotation marks of a file with tabs enclose
// cells: all of them do, or one cell stands between two. Databases write such
// files without any, and then a mark in a cell is part of its words.
func encloses(text string) bool {
	in := csv.NewReader(strings.NewReader(text))
	in.Comma, in.FieldsPerRecord, in.ReuseRecord = '\t', -1, true
	for {
		_, err := in.Read()
		if errors.Is(err, io.EOF) {
			return true
		}
		if err != nil {
			break
		}
	}
	for line := range strings.SplitSeq(text, "\n") {
		for cell := range strings.SplitSeq(line, "\t") {
			cell = strings.TrimSpace(cell)
			if len(cell) > 1 && cell[0] == '"' && cell[len(cell)-1] == '"' {
				return true
			}
		}
	}
	return false
}

// quote names the marks for a report.
func (d dialect) quote() string {
	if d.quoted {
		return `"`
	}
	return "none"
}

// delimiters are those that are looked for, likeliest first.
func delimiters() []rune { return []rune{',', ';', '\t', '|'} }

// delimiterOf finds out the delimiter: the one that the first ten lines have
// most of, outside quotation marks, alike in every one of them; without such a
// one, that of the first line.
func delimiterOf(text string) rune {
	lines := firstLines(text, 10)
	best, most := ',', 0
	for _, sep := range delimiters() {
		counts := make([]int, len(lines))
		for i, line := range lines {
			counts[i] = countOutsideQuotes(line, sep)
		}
		if len(counts) == 0 || counts[0] == 0 {
			continue
		}
		score := counts[0]
		if slices.Min(counts) == slices.Max(counts) {
			score += 1 << 20 // alike in all lines beats any count
		}
		if score > most {
			best, most = sep, score
		}
	}
	return best
}

// firstLines gives up to n lines that are not empty; line ends within
// quotation marks do not count.
func firstLines(text string, n int) []string {
	var lines []string
	quoted := false
	start := 0
	for i := 0; i < len(text) && len(lines) < n; i++ {
		switch {
		case text[i] == '"':
			quoted = !quoted
		case text[i] == '\n' && !quoted:
			if line := text[start:i]; strings.TrimSpace(line) != "" {
				lines = append(lines, line)
			}
			start = i + 1
		}
	}
	if rest := text[start:]; len(lines) == 0 && strings.TrimSpace(rest) != "" {
		lines = append(lines, rest[:min(len(rest), MaxCell)])
	}
	return lines
}

func countOutsideQuotes(line string, sep rune) int {
	n, quoted := 0, false
	for _, r := range line {
		switch {
		case r == '"':
			quoted = !quoted
		case r == sep && !quoted:
			n++
		}
	}
	return n
}
