package ranking

import (
	"encoding/binary"
	"strconv"
	"unicode/utf8"

	"github.com/relais-directory/relais/data/bilingual"
)

// appendText writes s as encoding/json does that is told not to escape HTML.
func appendText(b []byte, s string) []byte {
	b = append(b, '"')
	from := 0
	for i := plainFrom(s, 0); i < len(s); i = plainFrom(s, i) {
		if c := s[i]; c < utf8.RuneSelf {
			b = appendEscape(append(b, s[from:i]...), c)
			i++
			from = i
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			b = append(append(b, s[from:i]...), `\ufffd`...)
			from = i + size
		case r == '\u2028' || r == '\u2029': // line ends in JavaScript
			b = append(append(b, s[from:i]...), `\u202`...)
			b = append(b, hexDigits[r&0xf])
			from = i + size
		}
		i += size
	}
	return append(append(b, s[from:]...), '"')
}

const hexDigits = "0123456789abcdef"

// plainFrom skips ASCII that stands for itself, eight letters at a time: from i on,
// the first byte that may not.
func plainFrom(s string, i int) int {
	const ones, tops = 0x0101010101010101, 0x8080808080808080
	for ; i+8 <= len(s); i += 8 {
		word := binary.LittleEndian.Uint64([]byte(s[i : i+8]))
		quote, backslash := word^ones*'"', word^ones*'\\'
		if (word|(word-ones*' ')|(quote-ones)|(backslash-ones))&tops != 0 {
			break
		}
	}
	for i < len(s) && s[i] >= ' ' && s[i] != '"' && s[i] != '\\' && s[i] < utf8.RuneSelf {
		i++
	}
	return i
}

func appendEscape(b []byte, c byte) []byte {
	switch c {
	case '"', '\\':
		return append(b, '\\', c)
	case '\b':
		return append(b, `\b`...)
	case '\f':
		return append(b, `\f`...)
	case '\n':
		return append(b, `\n`...)
	case '\r':
		return append(b, `\r`...)
	case '\t':
		return append(b, `\t`...)
	}
	return append(b, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&0xf])
}

func (w *writer) raw(json string) *writer {
	w.json = append(w.json, json...)
	return w
}

func (w *writer) number(n int) *writer {
	w.json = strconv.AppendInt(w.json, int64(n), 10)
	return w
}

func (w *writer) text(s string) *writer {
	w.json = appendText(w.json, s)
	return w
}

func (w *writer) both(t bilingual.Text) *writer {
	return w.raw(`{"en":`).text(t.En).raw(`,"fr":`).text(t.Fr).raw(`}`)
}

// between separates the elements of a list.
func (w *writer) between(i int) {
	if i > 0 {
		w.json = append(w.json, ',')
	}
}

func (w *writer) texts(all []string) {
	w.raw(`[`)
	for i, s := range all {
		w.between(i)
		w.text(s)
	}
	w.raw(`]`)
}
