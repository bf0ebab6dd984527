// Package bilingual holds words in both of the directory's languages, and the
// problems that are told to a person in them.
//
// French and English are equals: a Text carries both, and nothing here prefers
// one of them but by what a reader asked for. The package knows nothing of
// services or places, and imports nothing of this project.
//
// Begin with Text; then Problem, the one error that is written for a user.
package bilingual

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Lang is a language that the directory speaks to its readers in.
type Lang string

// The two languages of the directory.
const (
	En Lang = "en"
	Fr Lang = "fr"
)

// ParseLang reads "en", "fr" and their regional forms ("fr-CA", "en_CA.UTF-8").
// Anything else is English with ok false.
func ParseLang(s string) (lang Lang, ok bool) {
	head := strings.ToLower(s)
	if i := strings.IndexAny(head, "-_."); i >= 0 {
		head = head[:i]
	}
	switch head {
	case "fr":
		return Fr, true
	case "en":
		return En, true
	}
	return En, false
}

// Text is one thing said in both languages. The zero Text says nothing.
type Text struct {
	En string `json:"en"`
	Fr string `json:"fr"`
}

// Same is a text that reads alike in both languages, such as a proper name.
func Same(s string) Text { return Text{En: s, Fr: s} }

// In gives the words in lang, or in the other language where lang has none, so
// that a name known in one language only is still shown.
func (t Text) In(lang Lang) string {
	if lang == Fr && t.Fr != "" || t.En == "" {
		return t.Fr
	}
	return t.En
}

// IsZero reports whether t says nothing in either language.
func (t Text) IsZero() bool { return t.En == "" && t.Fr == "" }

// Textf formats both languages with the same arguments, in the same order. An
// argument that is itself a Text is put in the language at hand.
func Textf(en, fr string, args ...any) Text {
	return Text{En: format(en, args, En), Fr: format(fr, args, Fr)}
}

// format is fmt.Sprintf, which is asked only for more than most texts want: words
// and whole numbers, one after another.
func format(pattern string, args []any, lang Lang) string {
	var room [160]byte
	written, rest := room[:0], pattern
	for _, arg := range args {
		before, verb, _ := strings.Cut(rest, "%")
		written = append(written, before...)
		var ok bool
		if written, ok = appendArg(written, verb, arg, lang); !ok {
			return fmt.Sprintf(pattern, inLang(args, lang)...)
		}
		rest = verb[1:]
	}
	if strings.Contains(rest, "%") {
		return fmt.Sprintf(pattern, inLang(args, lang)...)
	}
	return string(append(written, rest...))
}

// appendArg writes a word for %s, or a whole number for %d, and reports whether it
// could.
func appendArg(written []byte, verb string, arg any, lang Lang) ([]byte, bool) {
	switch arg := arg.(type) {
	case Text:
		return append(written, arg.In(lang)...), strings.HasPrefix(verb, "s")
	case string:
		return append(written, arg...), strings.HasPrefix(verb, "s")
	case int:
		return strconv.AppendInt(written, int64(arg), 10), strings.HasPrefix(verb, "d")
	}
	return written, false
}

// inLang gives args with each Text in lang.
func inLang(args []any, lang Lang) []any {
	said := slices.Clone(args)
	for i, arg := range said {
		if t, ok := arg.(Text); ok {
			said[i] = t.In(lang)
		}
	}
	return said
}
