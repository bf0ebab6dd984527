package staff

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/relais-directory/relais/api/serve"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/ranking"
)

// Call is what is known of a call, as it was typed and ticked. It comes with a
// request, goes back with its answer, and is kept by nobody.
type Call struct {
	Place         string
	Needs         []string
	Populations   []string
	Age           string
	Gender        string
	Languages     []string // in order of preference; as many as there are fields
	Urgency       string   // one of urgencies
	Danger        bool     // immediate: what comes first is said, and nothing is searched by it
	Units         string
	Within        string // kilometres
	NoRemote      bool
	Away          bool // rather elsewhere than from where the person calls
	Barriers      []string
	Accessibility []string
	Kinds         []string
	Avoid         string // areas, by semicolons
	Words         string
}

// tongues is how many languages the screen has fields for.
const tongues = 3

// The bounds of what is read of a field, and of one that is repeated.
const (
	mostBytes  = 300
	mostValues = 64
)

// readFields reads a posted form: from the body alone, never from the address.
func readFields(r *http.Request) (url.Values, error) {
	if !serve.Media(r, "application/x-www-form-urlencoded") {
		return nil, serve.ErrMediaType
	}
	body, err := serve.ReadAll(r)
	if err != nil {
		return nil, err
	}
	defer clear(body)
	fields, _ := url.ParseQuery(string(body)) // what cannot be read is as if it were not there
	return fields, nil
}

func callOf(f url.Values) Call {
	c := Call{
		Place: one(f, "place"), Needs: some(f, "need"), Populations: some(f, "population"),
		Age: one(f, "age"), Gender: one(f, "gender"), Languages: make([]string, tongues),
		Urgency: one(f, "urgency"), Danger: one(f, "danger") != "", Units: one(f, "units"), Within: one(f, "within"),
		NoRemote: one(f, "no_remote") != "", Away: one(f, "away") != "",
		Barriers: some(f, "barrier"), Accessibility: some(f, "access"), Kinds: some(f, "kind"),
		Avoid: one(f, "avoid"), Words: one(f, "words"),
	}
	if choice := one(f, "choice"); choice != "" {
		c.Place = choice
	}
	copy(c.Languages, f["language"])
	for i := range c.Languages {
		c.Languages[i] = cut(strings.TrimSpace(c.Languages[i]))
	}
	return c
}

func one(f url.Values, name string) string { return cut(strings.TrimSpace(f.Get(name))) }

func cut(s string) string {
	if len(s) <= mostBytes {
		return s
	}
	return strings.ToValidUTF8(s[:mostBytes], "")
}

// some are the values of a repeated field, each once, without empty ones.
func some(f url.Values, name string) []string {
	var all []string
	for _, v := range f[name] {
		if v = cut(v); v != "" && !slices.Contains(all, v) && len(all) < mostValues {
			all = append(all, v)
		}
	}
	return all
}

// asksNothing reports whether there is nothing yet to search by.
func (c *Call) asksNothing() bool {
	return c.Place+c.Age+c.Gender+c.Units+c.Within+c.Avoid+c.Words+strings.Join(c.Languages, "") == "" &&
		len(c.Needs)+len(c.Populations)+len(c.Barriers)+len(c.Accessibility)+len(c.Kinds) == 0 &&
		c.Urgency == "" && !c.NoRemote && !c.Away
}

// urgency is one answer to "how soon", with what it means for a search.
type urgency struct {
	ID      string
	means   string
	openNow bool
}

// urgencies are the answers, from the most urgent on. "Now" wants an open door:
// that is a wish, given up if nobody is open.
var urgencies = []urgency{
	{"now", string(ranking.Now), true},
	{"tonight", string(ranking.Now), false},
	{"soon", string(ranking.Soon), false},
	{"", string(ranking.Any), false},
}

// request is the call as a search takes it. Problems are numbers that are none.
func (c *Call) request(k int) (ranking.Request, []error) {
	var n numbers
	r := ranking.Request{
		Origin: ranking.StartAt(c.Place), Needs: c.Needs, Populations: c.Populations,
		Languages: withoutEmpty(c.Languages), Gender: c.Gender, Text: c.Words,
		Units: int(n.read(c.Units, "units_invalid")), WithinKM: n.read(c.Within, "distance_invalid"),
		Avoid: areasToAvoid(c.Avoid), Barriers: c.Barriers, Accessibility: c.Accessibility,
		OutOfRegion: c.Away, Kinds: c.Kinds, K: k,
	}
	if c.Age != "" {
		age := n.read(c.Age, "age_invalid")
		r.Age = &age
	}
	if c.NoRemote {
		remote := false
		r.Remote = &remote
	}
	i := max(0, slices.IndexFunc(urgencies, func(u urgency) bool { return u.ID == c.Urgency }))
	if c.Urgency == "" || urgencies[i].ID == c.Urgency {
		r.Urgency, r.OpenNow = urgencies[i].means, urgencies[i].openNow
	}
	if len(c.Kinds) > 0 {
		r.Kinds = append([]string{string(data.Direct)}, c.Kinds...)
	}
	return r, n.faults
}

func withoutEmpty(all []string) []string {
	var kept []string
	for _, s := range all {
		if s != "" {
			kept = append(kept, s)
		}
	}
	return kept
}

// numbers reads numbers and keeps the faults.
type numbers struct{ faults []error }

func (n *numbers) read(s, code string) float64 {
	if s == "" {
		return 0
	}
	v, err := strconv.ParseFloat(strings.Replace(s, ",", ".", 1), 64)
	if err != nil || !(v >= 0 && v <= 100_000) {
		n.faults = append(n.faults, &bilingual.Problem{
			Kind: bilingual.Invalid, Code: code,
			Message: bilingual.Text{En: "this is not a number that can be used here", Fr: "ce n’est pas un nombre utilisable ici"},
			Hint:    bilingual.Text{En: "write digits, such as 19", Fr: "écrivez des chiffres, comme 19"},
		})
		return 0
	}
	return v
}

// around is how far around a place to avoid nobody is sent, where no distance was
// said.
const around = "30"

// areasToAvoid reads "Hamilton 30; M5V; MB" as a search takes it: a province by
// itself, and any other place with kilometres around it.
func areasToAvoid(s string) []string {
	var areas []string
	for _, part := range strings.FieldsFunc(s, func(r rune) bool { return r == ';' || r == '\n' }) {
		if part = strings.TrimSpace(part); part != "" {
			areas = append(areas, areaToAvoid(part))
		}
	}
	return areas
}
