package ingest

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// titleCase writes a name that is all in small letters or all in capitals with
// capitals where names have them: "hôpital de l'est" is "Hôpital de l'Est". A
// name with both is left as somebody wrote it.
//
// French and English particles stay small unless they begin the name; known
// abbreviations are capitals. A name in capitals loses those of abbreviations
// that are not known: that is the price of asking for it.
func titleCase(s string) string {
	if s == "" || strings.ToLower(s) != s && strings.ToUpper(s) != s {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	words := splitWords(strings.ToLower(s))
	first := true
	for i, w := range words {
		if !w.letters {
			b.WriteString(w.text)
			first = first || strings.ContainsAny(w.text, "/(—–:")
			continue
		}
		b.WriteString(caseWord(words, i, first))
		first = false
	}
	return b.String()
}

// word is a run of letters and digits, or of what stands between two.
type word struct {
	text    string
	letters bool
}

func splitWords(s string) []word {
	var words []word
	start := 0
	for i, r := range s {
		letter := isWordRune(r)
		if i > start && letter != words[len(words)-1].letters {
			words[len(words)-1].text = s[start:i]
			start = i
		}
		if i == start {
			words = append(words, word{letters: letter})
		}
	}
	if len(words) > 0 {
		words[len(words)-1].text = s[start:]
	}
	return words
}

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }

// caseWord writes the word at i. first says that it begins the name or a part
// of it.
func caseWord(words []word, i int, first bool) string {
	w := words[i].text
	after := ""
	if i+1 < len(words) {
		after = words[i+1].text
	}
	elided := strings.HasPrefix(after, "'") || strings.HasPrefix(after, "’")
	follows := i > 0 && (strings.HasSuffix(words[i-1].text, "'") || strings.HasSuffix(words[i-1].text, "’"))
	switch {
	case follows && len(w) <= 2 && i >= 2 && !particle(words[i-2].text): // the genitive, and 'll, 're
		return w
	case abbreviation(w):
		return strings.ToUpper(w)
	case first:
		return capital(w)
	case elided && (w == "l" || w == "d"):
		return w
	case !elided && particle(w):
		return w
	}
	return capital(w)
}

// particle lists the small words of names, in both languages.
func particle(w string) bool {
	switch w {
	case "de", "du", "des", "la", "le", "les", "l", "d", "et", "à", "au", "aux", "en", "sur", "sous", "pour", "par", "chez",
		"of", "the", "and", "for", "in", "at", "on", "by", "to", "or":
		return true
	}
	return false
}

// abbreviation knows abbreviations of health and social services in Canada, and
// small Roman numerals.
func abbreviation(w string) bool {
	switch w {
	case "clsc", "chsld", "cisss", "ciusss", "csss", "crdi", "crdited", "gmf", "chu", "chum", "chus", "cusm",
		"ymca", "ywca", "ltc", "er", "icu", "aids", "hiv", "vih", "cmha", "acsm", "sida":
		return true
	}
	return len(w) > 1 && strings.Trim(w, "ivx") == "" // Roman numerals
}

func capital(w string) string {
	if rest, ok := strings.CutPrefix(w, "mc"); ok && utf8.RuneCountInString(rest) > 2 {
		return "Mc" + capital(rest)
	}
	r, size := utf8.DecodeRuneInString(w)
	return string(unicode.ToTitle(r)) + w[size:]
}
