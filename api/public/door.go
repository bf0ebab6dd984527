package public

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/relais-directory/relais/api/serve"
	"github.com/relais-directory/relais/ranking"
)

// Everything that a visitor types comes in through this file. A Canadian postal
// code names a few houses, or one; its first three characters name a part of a
// town. They are all that gets past here: whoever reads this process's memory, a
// log or a crash afterwards does not learn where somebody lives.

// between is what people put between the characters of a postal code.
const between = `[\s\p{Z}\p{Pd}\p{Cf}.]*`

// A postal code whole, or begun: a letter, a digit and a letter, then at least
// one digit of the rest. O, I and L stand for digits in a whole one, as the
// gazetteer reads them; one of letters alone must be all that was typed, in two
// halves, since Mimico and Tofino are towns.
var (
	wholeCode   = regexp.MustCompile(`(?i)\b([A-Z])` + between + `([0-9OIL])` + between + `([A-Z])` + between + `[0-9OIL]` + between + `[A-Z]` + between + `[0-9OIL]\w*`)
	begunCode   = regexp.MustCompile(`(?i)\b([A-Z])` + between + `([0-9])` + between + `([A-Z])` + between + `[0-9]\w*`)
	letterCode  = regexp.MustCompile(`(?i)^\s*([A-Z])([OIL])([A-Z])[\s\p{Pd}]+[OIL][A-Z][OIL]\s*$`)
	areaCode    = regexp.MustCompile(`(?i)^` + between + `([A-Z])` + between + `([0-9])` + between + `([A-Z])` + between + `$`)
	postalCodes = []*regexp.Regexp{wholeCode, begunCode, letterCode}
)

// cut takes the last three characters off every postal code in s, however it is
// written.
func cut(s string) string {
	if s == "" {
		return s
	}
	s = norm.NFKC.String(s) // full-width letters are letters
	for _, code := range postalCodes {
		s = code.ReplaceAllStringFunc(s, func(found string) string {
			if code == wholeCode && !strings.ContainsAny(found, "0123456789") {
				return found
			}
			return code.ReplaceAllString(found, "$1$2$3")
		})
	}
	return s
}

// start says where a search starts by what was typed into one field: the area of
// a postal code wherever one stands in it, else the name of a place.
func start(typed string) *ranking.Start {
	s := norm.NFKC.String(typed)
	for _, code := range []*regexp.Regexp{wholeCode, begunCode, letterCode, areaCode} {
		for _, m := range code.FindAllStringSubmatch(s, -1) {
			if code != wholeCode || strings.ContainsAny(m[0], "0123456789") {
				return &ranking.Start{PostalCode: strings.ToUpper(m[1] + m[2] + m[3])}
			}
		}
	}
	if s = strings.TrimSpace(s); s != "" {
		return &ranking.Start{Place: s}
	}
	return nil
}

// most bounds what is read of a field, and of one that is repeated: more than a search
// takes, so that too many are refused as such, and little more, since for each that is
// not known a search is made for what may have been meant.
const (
	mostBytes  = 200
	mostValues = 24
)

// ask is a search as the form posts it, past the door.
type ask struct {
	request ranking.Request
	remote  bool // by phone or online only
	page    int  // from 1
}

// readForm reads a posted form: from the body alone, never from the address. The
// body is read here and nowhere else, so that the request holds no words for
// others to find.
func readForm(r *http.Request) (ask, error) {
	if !serve.Media(r, "application/x-www-form-urlencoded") {
		return ask{}, serve.ErrMediaType
	}
	body, err := serve.ReadAll(r)
	if err != nil {
		return ask{}, err
	}
	defer clear(body)
	fields, _ := url.ParseQuery(string(body)) // what cannot be read is as if it were not there
	return askOf(fields), nil
}

func askOf(fields url.Values) ask {
	place := one(fields, "choice")
	if place == "" {
		place = one(fields, "place")
	}
	a := ask{
		request: ranking.Request{
			Origin: start(place), Needs: some(fields, "need"), Languages: some(fields, "language"),
			Barriers: some(fields, "barrier"), Accessibility: some(fields, "access"),
		},
		remote: one(fields, "remote") != "",
		page:   1,
	}
	for _, name := range []string{"page", "to"} { // to is the button's, and wins
		if n, err := strconv.Atoi(one(fields, name)); err == nil {
			a.page = min(max(n, 1), lastPage)
		}
	}
	return a
}

func one(fields url.Values, name string) string {
	if s := fields.Get(name); len(s) <= mostBytes {
		return s
	}
	return strings.ToValidUTF8(fields.Get(name)[:mostBytes], "")
}

// some are the values of a repeated field, each once, without empty ones.
func some(fields url.Values, name string) []string {
	var all []string
	seen := map[string]bool{}
	for _, v := range fields[name] {
		if v = cut(v); v != "" && !seen[v] && len(v) <= mostBytes && len(all) < mostValues {
			all, seen[v] = append(all, v), true
		}
	}
	return all
}

// readRequest reads the JSON of /v1. The same is cut there, wherever words may
// hold a postal code.
func readRequest(r *http.Request) (ranking.Request, error) {
	var request ranking.Request
	if err := serve.ReadJSON(r, &request); err != nil {
		return ranking.Request{}, err
	}
	request.Text = cut(request.Text)
	for _, values := range []*[]string{
		&request.Needs, &request.Populations, &request.Languages, &request.Barriers, &request.Accessibility, &request.Kinds, &request.Avoid,
	} {
		*values = firstOf(*values)
	}
	for i, area := range request.Avoid {
		request.Avoid[i] = cut(area)
	}
	if o := request.Origin; o != nil {
		o.Place = cut(o.Place)
		o.PostalCode = firstThree(o.PostalCode)
	}
	return request, nil
}

// firstOf is values as they are, or the first of too many, each once.
func firstOf(values []string) []string {
	if len(values) <= mostValues {
		return values
	}
	var kept []string
	for _, v := range values {
		if len(kept) < mostValues && !slices.Contains(kept, v) {
			kept = append(kept, v)
		}
	}
	return kept
}

// firstThree is what stands in a field for a postal code, without its last three
// characters whatever they are.
func firstThree(code string) string {
	if code == "" {
		return ""
	}
	kept := []rune(strings.Map(func(r rune) rune {
		if strings.ContainsRune("0123456789", r) || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' {
			return r
		}
		return -1
	}, norm.NFKC.String(code)))
	if len(kept) == 0 {
		return "?" // no code, and refused as such
	}
	return string(kept[:min(3, len(kept))])
}
