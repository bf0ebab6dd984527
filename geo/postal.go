package geo

import (
	"strings"
	"unicode"

	"github.com/relais-directory/relais/data/bilingual"
)

// postalArea is what is known of one FSA ("forward sortation area", the first
// three characters of a postal code).
type postalArea struct {
	fsa      string
	place    bilingual.Text // its town, or the region of a rural one
	province Province
	point    Point
	radius   Meters
	unsure   bool // the point is of low confidence
}

// rural reports whether Canada Post delivers rurally here: the second character
// is 0. Such an area may reach over hundreds of kilometres.
func (a postalArea) rural() bool { return a.fsa[1] == '0' }

func (a postalArea) label() bilingual.Text {
	where := bilingual.Text{En: a.place.En + ", " + string(a.province), Fr: a.place.Fr + ", " + string(a.province)}
	if a.rural() {
		return bilingual.Textf("%s (rural area, %s)", "%s (région rurale, %s)", a.fsa, where)
	}
	return bilingual.Textf("%s (%s)", "%s (%s)", a.fsa, where)
}

// Postal reads a Canadian postal code, or its first three characters, in any
// case and with any spaces and hyphens. The letters O, I and L where a digit
// must be are read as 0, 1 and 1, and a note says so.
//
// Only the first three characters are used, kept or ever put in an error. The
// point is the middle of that area: nobody is located more closely than that.
// That holds with the operator's own codes too, which PostalFull alone consults.
// A code that is no postal code is a Problem of kind Invalid; one whose area is
// not in the table, of kind NotFound.
func (g *Gazetteer) Postal(s string) (Origin, error) {
	fsa, notes, ok := readFSA(s)
	if !ok {
		return Origin{}, problemNotPostal()
	}
	a, ok := g.postal[fsa]
	if !ok {
		return Origin{}, problemPostalUnknown(fsa)
	}
	return a.origin(notes), nil
}

func (a postalArea) origin(notes []bilingual.Text) Origin {
	o := Origin{
		Kind: OriginPostal, Label: a.label(), Point: a.point, Radius: a.radius,
		Approximate: a.rural() || a.unsure, Province: a.province, FSA: a.fsa, Notes: notes,
	}
	if a.rural() {
		o.Notes = append(o.Notes, noteRural(a.radius))
	}
	return o
}

// PostalArea gives the area of an FSA, written as Postal reads it.
func (g *Gazetteer) PostalArea(fsa string) (Area, bool) {
	read, _, ok := readFSA(fsa)
	if !ok {
		return Area{}, false
	}
	a, ok := g.postal[read]
	if !ok {
		return Area{}, false
	}
	return Area{
		Kind: AreaPostal, Code: a.fsa, Label: a.label(), Province: a.province,
		Center: a.point, Radius: a.radius,
	}, true
}

// longestPostal is six characters with room for spaces around and between.
const longestPostal = 32

// readFSA gives the first three characters of a postal code, repaired, and what
// was repaired in them. All six are checked; the last three then are dropped.
func readFSA(s string) (fsa string, notes []bilingual.Text, ok bool) {
	code, notes, ok := readPostal(s, 3)
	if !ok {
		return "", nil, false
	}
	return code[:3], notes, true
}

// readPostal gives the three or six characters of a postal code, repaired, and
// what was repaired in the first few of them.
func readPostal(s string, noted int) (code string, notes []bilingual.Text, ok bool) {
	if len(s) > longestPostal {
		return "", nil, false
	}
	typed := strings.Map(dropSeparator, strings.ToUpper(s))
	if len(typed) != 3 && len(typed) != 6 {
		return "", nil, false
	}
	letters := []byte(typed)
	for i := range letters {
		repaired, ok := repairPostal(letters[i], i)
		if !ok {
			return "", nil, false
		}
		if repaired != letters[i] && i < noted {
			notes = append(notes, noteRepaired(letters[i], repaired))
		}
		letters[i] = repaired
	}
	return string(letters), notes, true
}

func dropSeparator(r rune) rune {
	if unicode.IsSpace(r) || unicode.Is(unicode.Pd, r) || r == '.' || r == '\u00ad' || r == '\u200b' {
		return -1
	}
	return r
}

// repairPostal checks the character at position i: letters and digits
// alternate, D, F, I, O, Q and U never occur, W and Z never stand first. Where a
// digit must be, O, I and L can only be slips. Where a letter must be, nothing
// is repaired: 0 and 1 look like letters that do not occur.
func repairPostal(c byte, i int) (byte, bool) {
	if i%2 == 1 {
		switch c {
		case 'O':
			return '0', true
		case 'I', 'L':
			return '1', true
		}
		return c, c >= '0' && c <= '9'
	}
	letter := c >= 'A' && c <= 'Z' && !strings.ContainsRune("DFIOQU", rune(c))
	first := i > 0 || c != 'W' && c != 'Z'
	return c, letter && first
}

func noteRepaired(from, to byte) bilingual.Text {
	return bilingual.Textf("read %c as %c in the postal code", "dans le code postal, %c a été lu comme %c", from, to)
}

func noteRural(radius Meters) bilingual.Text {
	return bilingual.Textf(
		"a rural postal area, about %d km around: distances are approximate, a town's name is more exact",
		"une région postale rurale, d’environ %d km à la ronde\u00a0: les distances sont approximatives, le nom d’une ville est plus précis",
		int(radius.Kilometers()+0.5))
}

func problemNotPostal() error {
	return &bilingual.Problem{
		Kind:    bilingual.Invalid,
		Code:    "postal_code_invalid",
		Message: bilingual.Text{En: "this is not a Canadian postal code", Fr: "ce n’est pas un code postal canadien"},
		Hint: bilingual.Text{
			En: "A code has six characters, such as K1A 0B1; the first three are enough. The name of a town works too.",
			Fr: "Un code a six caractères, comme K1A 0B1; les trois premiers suffisent. Le nom d’une ville convient aussi.",
		},
	}
}

func problemPostalUnknown(fsa string) error {
	return &bilingual.Problem{
		Kind: bilingual.NotFound,
		Code: "postal_code_unknown",
		Message: bilingual.Text{
			En: "the first three characters of this postal code are not in the list",
			Fr: "les trois premiers caractères de ce code postal ne sont pas dans la liste",
		},
		Hint: bilingual.Text{
			En: "Check the first three characters, or give the name of a town.",
			Fr: "Vérifiez les trois premiers caractères, ou donnez le nom d’une ville.",
		},
		Read: fsa,
	}
}
