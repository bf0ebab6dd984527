package hsds

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/relais-directory/relais/api/serve"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/geo"
	"github.com/relais-directory/relais/index"
)

// question is what is asked of a list. Filters hold all together.
type question struct {
	page, size int // from 1; size is 0 for everything on one page
	format     format
	full       bool
	minimal    bool
	services   bool // full_service: an organization's services in full
	filters    []filter

	// What lists of terms are asked.
	words      []index.Asked
	topOnly    bool
	parents    []data.ID
	taxonomies []data.ID
}

// format is how an answer is written.
type format string

const (
	asJSON    format = "json"
	asNDJSON  format = "ndjson"
	asGeoJSON format = "geojson"
)

func (f format) media() string {
	switch f {
	case asNDJSON:
		return "application/x-ndjson"
	case asGeoJSON:
		return serve.GeoJSON
	}
	return "application/json"
}

// The bounds of what is read. Programs that want everything ask for ndjson.
const (
	defaultSize = 50
	mostSize    = 1000
	mostPage    = 1_000_000_000
	mostBytes   = 200 // of one value
	mostValues  = 16  // of a filter that is repeated
	mostWords   = 16
	mostMeters  = 20_000_000 // half way round the earth
)

// reader reads one request's parameters and keeps every problem.
type reader struct {
	api      *API
	fields   url.Values
	allowed  []string
	mapped   bool // answers can be GeoJSON
	problems []error
}

// read reads what is asked of a list. The standard has the parameters in the
// address, for POST too; a form in the body is read as well, so that a postal
// code need not stand in an address. All problems are reported at once, and none
// repeats what was sent.
func (a *API) read(r *http.Request, allowed []string, mapped bool) (question, error) {
	fields, err := fieldsOf(r)
	if err != nil {
		return question{}, err
	}
	in := reader{api: a, fields: fields, allowed: allowed, mapped: mapped}
	for name := range fields {
		if !slices.Contains(allowed, name) {
			in.add(unknownParameter(allowed))
			break
		}
	}
	q := question{
		page:    in.number("page", 1, mostPage),
		size:    in.number("per_page", defaultSize, mostSize),
		format:  in.format(r),
		full:    in.yes("full"),
		minimal: in.yes("minimal"), services: in.yes("full_service"),
		topOnly: in.yes("top_only"),
	}
	in.sizes(&q)
	in.filter(&q)
	return q, errors.Join(in.problems...)
}

// fieldsOf reads the address, and a posted form.
func fieldsOf(r *http.Request) (url.Values, error) {
	fields, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, unreadable()
	}
	if r.Method != http.MethodPost {
		return fields, nil
	}
	body, err := serve.ReadAll(r)
	if err != nil || len(body) == 0 {
		return fields, err
	}
	defer clear(body)
	form, err := url.ParseQuery(string(body))
	if err != nil || !serve.Media(r, "application/x-www-form-urlencoded") {
		return nil, unreadable()
	}
	for name, values := range form {
		fields[name] = append(fields[name], values...)
	}
	return fields, nil
}

func (in *reader) add(err error) { in.problems = append(in.problems, err) }

// all gives the values of a parameter that is allowed here, without empty ones.
func (in *reader) all(name string) []string {
	if !slices.Contains(in.allowed, name) {
		return nil // said already
	}
	given := slices.DeleteFunc(slices.Clone(in.fields[name]), func(s string) bool { return s == "" })
	if len(given) > mostValues || slices.ContainsFunc(given, func(s string) bool { return len(s) > mostBytes }) {
		in.add(tooLong(name))
		return nil
	}
	return given
}

// one gives the value of a parameter that stands once.
func (in *reader) one(name string) string {
	given := in.all(name)
	if len(given) > 1 {
		in.add(repeated(name))
	}
	if len(given) != 1 {
		return ""
	}
	return given[0]
}

// number reads a whole number from 1 to most.
func (in *reader) number(name string, otherwise, most int) int {
	s := in.one(name)
	if s == "" {
		return otherwise
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 1 || n > int64(most) || s[0] == '+' {
		in.add(notANumber(name, most))
		return otherwise
	}
	return int(n)
}

func (in *reader) yes(name string) bool {
	switch in.one(name) {
	case "true", "1":
		return true
	case "", "false", "0":
		return false
	}
	in.add(notABoolean(name))
	return false
}

// format reads how to answer: as the parameter says, else as the Accept header
// does where it names GeoJSON and this route has it.
func (in *reader) format(r *http.Request) format {
	switch f := format(in.one("format")); {
	case f == asJSON, f == asNDJSON, f == asGeoJSON && in.mapped:
		return f
	case f != "":
		in.add(noSuchFormat(in.mapped))
	case in.mapped && serve.Accepts(r, serve.GeoJSON):
		return asGeoJSON
	}
	return asJSON
}

// sizes settles what goes together: ndjson and minimal are everything at once,
// as the standard wants it, but for a minimal list whose page was asked for.
func (in *reader) sizes(q *question) {
	if q.minimal && (q.full || q.format == asGeoJSON) {
		in.add(oneForm())
	}
	paged := in.fields.Get("page") != "" || in.fields.Get("per_page") != ""
	if q.format == asNDJSON || q.minimal && !paged {
		q.page, q.size = 1, 0
	}
}

// filter reads the filters.
func (in *reader) filter(q *question) {
	if len(in.all("modified_after")) > 0 {
		in.add(noModifiedAfter())
	}
	for _, text := range in.all("search") {
		words := index.Ask(text, mostWords)
		if len(words) == 0 {
			in.add(noWords())
			continue
		}
		q.words = append(q.words, words...)
		q.filters = append(q.filters, saysWords(words))
	}
	terms := in.ids("taxonomy_term_id")
	q.taxonomies = in.ids("taxonomy_id")
	said := slices.Concat(terms, q.taxonomies)
	for _, id := range said {
		q.filters = append(q.filters, saysTerm(id))
	}
	if !namesKinds(said) {
		q.filters = append(q.filters, direct)
	}
	for _, id := range in.ids("organization_id") {
		q.filters = append(q.filters, ofOrganization(id))
	}
	q.parents = in.ids("parent_id")
	in.near(q)
}

// ids reads ids. One that nothing has, or nothing that is public, leaves a list
// empty; only what cannot be an id is a problem.
func (in *reader) ids(name string) []data.ID {
	var all []data.ID
	for _, s := range in.all(name) {
		id, err := data.ParseID(s)
		if err != nil {
			in.add(notAnID(name))
			break
		}
		all = append(all, id)
	}
	return all
}

// near reads a postal code and a distance from the middle of its area. Of the
// code only the first three characters get past here.
func (in *reader) near(q *question) {
	code, far := firstThree(in.one("postcode")), in.one("proximity")
	limit, err := strconv.ParseFloat(far, 64)
	if far != "" && (err != nil || !(limit > 0) || limit > mostMeters) {
		in.add(notADistance())
	}
	if code == "" {
		if far != "" {
			in.add(proximityOfNothing())
		}
		return
	}
	origin, err := in.api.gazetteer.Postal(code)
	if err != nil {
		in.add(noSuchPostcode())
		return
	}
	q.filters = append(q.filters, serves(origin))
	if far != "" {
		q.filters = append(q.filters, within(origin.Point, geo.Meters(limit)))
	}
}

// firstThree cuts a postal code to the three characters that name its area.
// What has no letter or digit in it is kept as a mark that is no code.
func firstThree(code string) string {
	var kept []rune
	for _, c := range code {
		if c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' {
			kept = append(kept, c)
		}
	}
	if code != "" && len(kept) == 0 {
		return "?"
	}
	return string(kept[:min(3, len(kept))])
}
