package ingest

import (
	"iter"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/relais-directory/relais/data/bilingual"
)

// A house is what an address is recognized by, however it is written: its number
// and the name of its street, folded, "12/principale" for "12, rue Principale",
// "rue Principale 12" and "12 bis Principale". The kind of the street, its
// direction, the unit and the letter after the number are left out: who writes them
// differently means the same door more often than not, and a person looks. A postal
// box is "34/box".
//
// Two ways lead to houses, and must meet: houses gives the few that an address line
// has, housesIn all that a free text may be read as. A text with the words of a line
// in it has every house of that line (FuzzAnAddressInATextIsFound).

// longestStreet is how many words the name of a street may have, its kind included.
const longestStreet = 8

// houses are those of an address line: of each number in it that may be the house's,
// with the street after it or before it.
func houses(line string) []string {
	t := tokens(line)
	var all []string
	add := func(number string, street []string) {
		street = slices.DeleteFunc(slices.Clone(street), func(word string) bool { return word == breakMark })
		if name, ok := houseName(number, street[:min(len(street), longestStreet)]); ok {
			all = append(all, name)
		}
	}
	for i, word := range t {
		switch {
		case !isNumber(word):
		case t.box(i):
			all = append(all, boxName(word))
		default:
			unit := i > 0 && t.unit(i-1) // "Apt 4 - 12 Main" is no range
			for _, from := range t.streetStarts(i, !unit) {
				for _, end := range t.streetEnds(from) {
					add(word, t[from:end])
				}
			}
			if from, end := t.streetBefore(i); from < end {
				add(word, t[max(from, end-longestStreet):end])
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// housesIn are all that some words of a text may be read as.
func housesIn(text string) iter.Seq[string] {
	t := line(words(text))
	return func(yield func(string) bool) {
		for i, word := range t {
			if isNumber(word) && !t.readings(i, yield) {
				return
			}
		}
	}
}

// readings are the houses whose number may be the word at i.
func (t line) readings(i int, yield func(string) bool) bool {
	if t.box(i) && !yield(boxName(t[i])) {
		return false
	}
	say := func(from, end int) bool {
		name, ok := houseName(t[i], t[from:end])
		return !ok || yield(name)
	}
	for _, from := range t.streetStarts(i, true) {
		for end := from + 1; end <= min(len(t), from+longestStreet); end++ {
			if !say(from, end) {
				return false
			}
		}
	}
	for from := i - 1; from >= max(0, i-longestStreet); from-- {
		if !say(from, i) {
			return false
		}
	}
	return true
}

// houseName puts a number and the words of a street together; ok is false where
// they name no street. Where a street is called by nothing but its kind ("Avenue
// Road", "North Road"), that is its name.
func houseName(number string, street []string) (name string, ok bool) {
	var own, kinds []string
	for _, word := range street {
		kind := kindOfStreet(word)
		switch {
		case joining(word):
		case kind != "":
			kinds = append(kinds, kind)
		default:
			own = append(own, ordinal(word))
		}
	}
	if len(own) == 0 && len(kinds) > 1 {
		own = kinds
	}
	if len(own) == 0 {
		return "", false
	}
	return houseNumber(number) + "/" + strings.Join(own, " "), true
}

// houseNumber is a number without its letter.
func houseNumber(word string) string {
	return strings.TrimLeft(strings.TrimRightFunc(word, unicode.IsLetter), "0")
}

// boxed ends the name of a postal box.
const boxed = "/box"

func boxName(number string) string { return houseNumber(number) + boxed }

// line is a text taken apart into folded words, and breakMark where a comma or the
// like stood.
type line []string

const breakMark = ","

func tokens(text string) line {
	var all line
	for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune(",;()|\n\r", r) }) {
		if len(all) > 0 && all[len(all)-1] != breakMark {
			all = append(all, breakMark)
		}
		all = append(all, words(part)...)
	}
	return all
}

// words are the folded words of a text. A number that is glued to a word ("12bis",
// "Street12") stands by itself.
func words(text string) []string {
	all := strings.Fields(bilingual.Fold(text))
	for i := 0; i < len(all); i++ {
		if at := glued(all[i]); at > 0 {
			all = slices.Insert(all, i+1, all[i][at:])
			all[i] = all[i][:at]
		}
	}
	return all
}

// glued is where a number ends and a word begins, or the other way round, in one of
// them that are two; 0 in all others.
func glued(word string) int {
	letters := strings.TrimLeftFunc(word, unicode.IsDigit)
	if digits := len(word) - len(letters); digits > 0 {
		if len([]rune(letters)) >= 2 && !ordinalEnding(letters) && strings.IndexFunc(letters, unicode.IsDigit) < 0 {
			return digits
		}
		return 0
	}
	digits := strings.TrimLeftFunc(word, unicode.IsLetter)
	if at := len(word) - len(digits); digits != "" && len([]rune(word[:at])) >= 3 && strings.TrimLeftFunc(digits, unicode.IsDigit) == "" {
		return at
	}
	return 0
}

// streetStarts gives where the street may begin whose number stands at i: after it and
// what belongs to it, and, ranging, after the end of a range of numbers that it begins.
func (t line) streetStarts(i int, ranging bool) []int {
	starts := t.afterNumber(i)
	last := slices.Max(starts)
	if last < len(t) && slices.Contains([]string{"a", "to", "et", "and"}, t[last]) {
		last++
	}
	if ranging && last < len(t) && ranges(t[i], t[last]) {
		starts = append(starts, t.afterNumber(last)...)
	}
	return slices.DeleteFunc(starts, func(from int) bool { return from >= len(t) })
}

// afterNumber is where what follows the number at i begins: behind what belongs to the
// number ("12 bis", "12 1/2"), or, in a text that does not show where it breaks, perhaps
// before.
func (t line) afterNumber(i int) []int {
	from := i + 1
	switch rest := t[from:]; {
	case len(rest) > 0 && slices.Contains([]string{"bis", "ter", "quater"}, rest[0]):
		from++
	case len(rest) > 2 && rest[0] == "1" && rest[1] == "2":
		from += 2
	}
	if from < len(t) && t[from] == breakMark {
		from++
	}
	return slices.Compact([]int{i + 1, from})
}

// widestRange is how far apart the numbers of one building may be: "12-34 Main" is
// one, and "12-300 Main" unit 12 of number 300.
const widestRange = 50

// ranges reports whether two numbers are the ends of a building, on one side of the
// street.
func ranges(first, last string) bool {
	a, err := strconv.Atoi(houseNumber(first))
	if err != nil || !isNumber(last) {
		return false
	}
	b, err := strconv.Atoi(houseNumber(last))
	return err == nil && a < b && b-a < widestRange && (b-a)%2 == 0
}

// streetEnds gives where the street that begins at from may end: before a break, a
// unit or a number, or after what says its kind.
func (t line) streetEnds(from int) []int {
	var ends []int
	for at := from; at < len(t); at++ {
		named := at > from
		switch {
		case t[at] == breakMark || t.unit(at) || isNumber(t[at]) && !isOrdinal(t[at]) && !t.numbered(from, at):
			return append(ends, at)
		case named && kindOfStreet(t[at]) != "":
			ends = append(ends, at+1)
		case named && isOrdinal(t[at]):
			ends = append(ends, at)
		}
	}
	return append(ends, len(t))
}

// numbered reports whether the number at i is the name of a road whose words begin at
// from: "Highway 7".
func (t line) numbered(from, i int) bool {
	return i > from && !slices.ContainsFunc(t[from:i], func(word string) bool { return kindOfStreet(word) == "" && !joining(word) })
}

// streetBefore gives the street whose number follows it, at i: from and end are alike
// where there is none. After another number ("12 Main 5") the second is a unit's.
func (t line) streetBefore(i int) (from, end int) {
	end = i
	for end > 0 && (t[end-1] == breakMark || joining(t[end-1])) {
		end--
	}
	from = end
	for from > 0 && t[from-1] != breakMark && !t.unit(from-1) && (!isNumber(t[from-1]) || isOrdinal(t[from-1])) {
		from--
	}
	if from == 0 || t[from-1] == breakMark || from > 1 && t.unit(from-2) {
		return from, end
	}
	return end, end
}

// unit reports whether a word begins what is within a building. "Ste" does before
// a number, and is a saint elsewhere.
func (t line) unit(i int) bool {
	switch t[i] {
	case "unit", "unite", "apt", "apartment", "app", "appartement", "suite", "bureau", "local", "floor", "etage", "room", "porte":
		return true
	case "ste":
		return i+1 < len(t) && isNumber(t[i+1])
	}
	return false
}

// box reports whether the number at i is a postal box's.
func (t line) box(i int) bool {
	before := strings.Join(t[max(0, i-3):i], " ")
	boxes := []string{"c p", "cp", "po box", "p o box", "pobox", "post office box", "case postale", "boite postale", "b p", "bp"}
	return slices.ContainsFunc(boxes, func(words string) bool {
		return before == words || strings.HasSuffix(before, " "+words)
	})
}

// isNumber reports whether a word is a house number: digits, and perhaps a letter.
func isNumber(word string) bool {
	letter := strings.TrimLeftFunc(word, unicode.IsDigit)
	return len(letter) < len(word) && (letter == "" || len([]rune(letter)) == 1 && unicode.IsLetter([]rune(letter)[0]))
}

// isOrdinal reports whether a word may be a street's number: "12e", "12th".
func isOrdinal(word string) bool {
	ending := strings.TrimLeftFunc(word, unicode.IsDigit)
	return len(ending) < len(word) && ordinalEnding(ending)
}

func ordinalEnding(letters string) bool {
	switch letters {
	case "e", "er", "re", "eme", "ieme", "nde", "st", "nd", "rd", "th":
		return true
	}
	return false
}

// ordinal writes a street's number one way.
func ordinal(word string) string {
	if !isOrdinal(word) {
		return word
	}
	return strings.TrimRightFunc(word, unicode.IsLetter) + "e"
}

// joining reports whether a word only joins others: it is written or not.
func joining(word string) bool {
	switch word {
	case "de", "la", "le", "les", "du", "des", "d", "l", "the", "no", "numero", "number", "num":
		return true
	}
	return false
}

// kindOfStreet is what a word says of the kind or direction of a street, one way of
// writing it; "" for what is part of its name. A saint is none: it is shortened to
// what a street is shortened to.
func kindOfStreet(word string) string {
	switch word {
	case "st", "street", "saint", "sainte", "ste":
		return "street"
	case "rd", "road":
		return "road"
	case "ave", "av", "avenue":
		return "avenue"
	case "blvd", "boul", "boulevard":
		return "boulevard"
	case "dr", "drive":
		return "drive"
	case "cres", "crescent", "croissant":
		return "crescent"
	case "ct", "court":
		return "court"
	case "pl", "place":
		return "place"
	case "ln", "lane":
		return "lane"
	case "hwy", "highway":
		return "highway"
	case "ch", "chemin":
		return "chemin"
	case "rte", "route":
		return "route"
	case "n", "north", "nord":
		return "north"
	case "s", "south", "sud":
		return "south"
	case "e", "east", "est":
		return "east"
	case "w", "o", "west", "ouest":
		return "west"
	case "way", "rue", "cote", "rang", "montee", "allee", "impasse":
		return word
	}
	return ""
}
