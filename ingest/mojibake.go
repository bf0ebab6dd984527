package ingest

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
)

// Two kinds of damage are recognized. Both come from text that was once read
// with the wrong table and saved again.
//
//   - Windows-1252 read as Mac Roman: "QuÈbec", "hÙpital", "josephís", "ó".
//     Single letters only, each of which is a real letter too, so that no value
//     proves anything alone. Such a value is repaired only in a file that shows
//     the pattern (see evidence), and only if every letter beyond ASCII maps to
//     one that French or English text has, in a place where it can stand.
//   - UTF-8 read as Windows-1252: "QuÃ©bec". A value whose letters beyond ASCII,
//     all of them, are the bytes of valid UTF-8 is that and nothing else, and is
//     repaired wherever it stands.
//
// What looks damaged and is not certain is left as it is, and noted.

// evidence is what a whole file shows of Mac Roman damage.
type evidence struct {
	marks   int // capitals where only a damaged small letter can stand: "santÈ"
	healthy int // small letters that damage never leaves: "é"
}

// damaged reports whether the file shows the pattern: at least five marks, and
// twenty for every healthy letter. A file that was damaged as a whole has no é
// left; one into which a few damaged lines were pasted has many, and is left to
// people.
func (e evidence) damaged() bool { return e.marks >= 5 && e.marks >= 20*e.healthy }

func (e *evidence) see(cell string) {
	last := ' '
	for _, r := range cell {
		if isMark(last, r) {
			e.marks++
		}
		if strings.ContainsRune("éèêçàùûâôë", r) {
			e.healthy++
		}
		last = r
	}
}

// isMark reports whether a letter that damage makes of é, è, ê, ë, ô, î, ï or ç
// stands right after a small letter, where no word has a capital.
func isMark(last, r rune) bool {
	return unicode.IsLower(last) && last < utf8.RuneSelf && strings.ContainsRune("ÈËÍÎÙÓÔÁ", r)
}

// repairTable repairs the damaged text of the columns that are used, and says
// every repair once for each word, with a count.
func (r *reader) repairTable(t *table, used []int) {
	var seen evidence
	for _, row := range t.rows {
		for _, cell := range row.cells {
			seen.see(cell)
		}
	}
	damaged := seen.damaged()
	for _, row := range t.rows {
		for _, at := range used {
			row.cells[at] = r.repairCell(row.line, t.header[at], row.cells[at], damaged)
		}
	}
}

func (r *reader) repairCell(line int, heading, cell string, damaged bool) string {
	if isASCII(cell) {
		return cell
	}
	repaired, ok := repairText(cell, damaged)
	if ok && repaired != cell {
		r.repairs(line, heading, cell, repaired)
		return repaired
	}
	if !ok {
		r.later(Issue{
			Line: line, Column: heading, Code: "letters_doubtful", Severity: Note, Read: cell,
			Expected:   bilingual.Text{En: "letters that were not damaged on the way", Fr: "des lettres qui n’ont pas été abîmées en route"},
			Suggestion: bilingual.Text{En: "left as it is; correct it in the file", Fr: "laissé tel quel; corrigez-le dans le fichier"},
		})
	}
	return cell
}

// repairs reports what was repaired, word by word.
func (r *reader) repairs(line int, heading, cell, repaired string) {
	before, after := strings.Fields(cell), strings.Fields(repaired)
	if len(before) != len(after) {
		before, after = []string{cell}, []string{repaired}
	}
	for i, word := range before {
		if word != after[i] {
			r.later(Issue{
				Line: line, Column: heading, Code: "letters_repaired", Severity: Fix, Read: word,
				Expected:   bilingual.Text{En: "letters that were not damaged on the way", Fr: "des lettres qui n’ont pas été abîmées en route"},
				Suggestion: bilingual.Same(after[i]),
			})
		}
	}
}

// later keeps an issue with a cell until it is known whether its row is
// confidential.
func (r *reader) later(i Issue) { r.pending[i.Line] = append(r.pending[i.Line], i) }

// settle reports what was kept for a row, without the words of cells that say
// where a confidential one is.
func (r *reader) settle(w *row, b *binding) {
	for _, i := range r.pending[w.line] {
		if w.confidential == data.Yes && b.sealing(i.Column) {
			i.Read, i.Suggestion = withheld, hideSuggestion(i.Severity, i.Suggestion)
		}
		r.add(i)
	}
	delete(r.pending, w.line)
}

// sealing reports whether a column holds any of the fields that reports on a
// confidential row withhold.
func (b *binding) sealing(heading string) bool {
	return slices.ContainsFunc(sealedFields(), func(field string) bool {
		return slices.ContainsFunc(b.columns[field], func(at int) bool { return b.t.header[at] == heading })
	})
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// repairText repairs one value. damaged says that the file shows the pattern of
// Mac Roman. ok is false where the value looks damaged and is not certain.
func repairText(s string, damaged bool) (repaired string, ok bool) {
	if strings.ContainsRune(s, utf8.RuneError) {
		return s, false // a letter was lost before the file was made
	}
	if fixed, ok := fromLatin(s); ok {
		return fixed, true
	}
	if damaged {
		fixed, ok := fromMac(s)
		return fixed, ok
	}
	return s, !looksDamaged(s)
}

// looksDamaged reports whether a value bears marks, or the first bytes of UTF-8
// sequences followed by what only their second bytes look like.
func looksDamaged(s string) bool {
	var seen evidence
	seen.see(s)
	if seen.marks > 0 && seen.healthy == 0 {
		return true
	}
	last := ' '
	for _, r := range s {
		if (last == 'Ã' || last == 'Â') && r >= 0x80 && !unicode.IsUpper(r) {
			return true
		}
		last = r
	}
	return false
}

// fromLatin undoes UTF-8 read as Windows-1252, whose five undefined bytes were
// taken as they are.
func fromLatin(s string) (string, bool) {
	raw := make([]byte, 0, len(s))
	for _, r := range s {
		b, ok := charmap.Windows1252.EncodeRune(r)
		if !ok && (r < 0x80 || r > 0x9f) {
			return s, false
		}
		if !ok {
			b = byte(r)
		}
		raw = append(raw, b)
	}
	if !utf8.Valid(raw) || len(raw) == utf8.RuneCount(raw) {
		return s, false
	}
	fixed := string(raw)
	return fixed, !strings.ContainsFunc(fixed, notInText)
}

// notInText finds what no text in a Latin or other living script has.
func notInText(r rune) bool {
	return r >= utf8.RuneSelf && !unicode.IsLetter(r) && !unicode.IsMark(r) && !strings.ContainsRune("’‘“”–—…«»°·\u00a0€™®©½¼¾²³", r)
}

// macLetters are the letters and marks beyond ASCII that French and English
// texts have, and that fromMac may give.
const macLetters = "éèêëàâçôùûüîïœæÉÈÊËÀÂÇÔÙÛÜÎÏŒ’‘“”–—…«»°†"

// fromMac undoes Windows-1252 read as Mac Roman: certain only if every letter
// beyond ASCII maps back to one of macLetters that may stand where it stands.
func fromMac(s string) (string, bool) {
	runes := []rune(s)
	fixed := make([]rune, len(runes))
	for i, r := range runes {
		fixed[i] = r
		if r < utf8.RuneSelf {
			continue
		}
		b, ok := charmap.Macintosh.EncodeRune(r)
		if !ok {
			return s, false
		}
		fixed[i] = charmap.Windows1252.DecodeByte(b)
		if !strings.ContainsRune(macLetters, fixed[i]) || fixed[i] == 'æ' {
			return s, false
		}
	}
	for i, r := range fixed {
		if r >= utf8.RuneSelf && !mayStand(fixed, i) {
			return s, false
		}
	}
	return string(fixed), true
}

// mayStand reports whether the repaired letter at i fits its word: a small one
// not among capitals, a capital not after a small letter, and no â, ê, î or ô
// at the end of a word, where French has none.
func mayStand(word []rune, i int) bool {
	at := func(n int) rune {
		if n < 0 || n >= len(word) {
			return ' '
		}
		return word[n]
	}
	before, after := at(i-1), at(i+1)
	switch r := word[i]; {
	case !unicode.IsLetter(r):
		return true
	case unicode.IsUpper(r):
		return !unicode.IsLower(before)
	case unicode.IsUpper(before) && unicode.IsUpper(after):
		return false
	case unicode.IsUpper(before) && !unicode.IsLetter(after) && unicode.IsUpper(at(i-2)):
		return false
	case unicode.IsUpper(after):
		return false
	case strings.ContainsRune("âêîô", r):
		return unicode.IsLetter(after)
	}
	return true
}
