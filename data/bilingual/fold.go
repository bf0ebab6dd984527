package bilingual

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Fold reduces s to what two spellings of a word share: lower case, without
// accents, with typographic apostrophes, hyphens and all other punctuation
// turned into single spaces, and the ligatures œ and æ opened. Letters of any script are kept
// (syllabics among them), digits too.
//
//	Fold("Sept-Îles") == Fold("sept iles") == "sept iles"
func Fold(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	gap := false
	for _, r := range norm.NFKD.String(s) {
		switch {
		case unicode.Is(unicode.Mn, r):
			continue
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if gap && b.Len() > 0 {
				b.WriteByte(' ')
			}
			gap = false
			writeFolded(&b, unicode.ToLower(r))
		default:
			gap = true
		}
	}
	return b.String()
}

func writeFolded(b *strings.Builder, r rune) {
	switch r {
	case 'œ':
		b.WriteString("oe")
	case 'æ':
		b.WriteString("ae")
	case 'ß':
		b.WriteString("ss")
	case 'ø':
		b.WriteByte('o')
	case 'ł':
		b.WriteByte('l')
	default:
		b.WriteRune(r)
	}
}
