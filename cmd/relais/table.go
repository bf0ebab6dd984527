package main

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// table prints rows in columns, each as wide as its widest cell. Widths count
// characters, not bytes, so that accents do not shift a column.
type table struct {
	rows  [][]string
	right map[int]bool // columns that hold numbers
}

func (t *table) add(cells ...string) {
	for i, cell := range cells {
		cells[i] = strings.Map(plainRune, cell)
	}
	t.rows = append(t.rows, cells)
}

// plainRune keeps a cell to its line. Somebody's reason or name must not write a
// line of its own into a list, nor tell the terminal what to do.
func plainRune(r rune) rune {
	if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029' {
		return utf8.RuneError
	}
	return r
}

func (t *table) String() string {
	var widths []int
	for _, row := range t.rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	var b strings.Builder
	for _, row := range t.rows {
		b.WriteString(strings.TrimRight(t.line(row, widths), " "))
		b.WriteByte('\n')
	}
	return b.String()
}

func (t *table) line(row []string, widths []int) string {
	cells := make([]string, len(row))
	for i, cell := range row {
		pad := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell))
		if t.right[i] {
			cells[i] = pad + cell
		} else {
			cells[i] = cell + pad
		}
	}
	return "  " + strings.Join(cells, "  ")
}

// style is an ANSI rendition, used on a terminal only.
type style string

const (
	bold  style = "\x1b[1m"
	faint style = "\x1b[2m"
	green style = "\x1b[32m"
	amber style = "\x1b[33m"
	cyan  style = "\x1b[36m"
)

// paint colours s where the output is a terminal that takes colours.
func (a *app) paint(how style, s string) string {
	if !a.color || s == "" {
		return s
	}
	return string(how) + s + "\x1b[0m"
}

// words splits at spaces that may break, and leaves the others alone.
func words(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == '\n' })
}

// wrap breaks s at spaces so that no line is longer than width characters, the
// indent of the later ones not counted.
func wrap(s string, width int, indent string) string {
	var b strings.Builder
	length := 0
	for i, word := range words(s) {
		n := utf8.RuneCountInString(word)
		switch {
		case i == 0:
		case length+1+n > width:
			b.WriteString("\n" + indent)
			length = 0
		default:
			b.WriteByte(' ')
			length++
		}
		b.WriteString(word)
		length += n
	}
	return b.String()
}
