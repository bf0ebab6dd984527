package wire

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/application"
	"github.com/relais-directory/relais/data/hsds"
	"github.com/relais-directory/relais/ranking"
)

// What whoever watches the public side could look at. Each is shown by requests of
// the corpus, which name it, or says where else it is looked at or why there is
// nothing to look at.
const (
	status = iota + 1
	headers
	body
	length
	trailers
	validators
	conditions
	redirects
	refusals
	methods
	ranges
	totals
	pages
	order
	scores
	facets
	suggestions
	snippets
	nothingFound
	distances
	nearest
	ids
	slugs
	sitemaps
	robots
	downloads
	statistics
	options
	errorTexts
	health
	rates
	cookies
	policies
	tlsSessions
	connections
	logs
	files
	process
	memory
	bundles
	outbound
	times
)

var observables = map[int]struct{ name, elsewhere string }{
	status:       {"status", ""},
	headers:      {"names, values and order of headers", ""},
	body:         {"body", ""},
	length:       {"Content-Length and compressed size", ""}, // nothing is compressed, whatever is accepted
	trailers:     {"trailers", ""},
	validators:   {"ETag, Last-Modified, Vary, Age", ""},
	conditions:   {"304", ""},
	redirects:    {"redirects, slashes, case", ""},
	refusals:     {"404, 403, 405, 410, 400", ""},
	methods:      {"HEAD, OPTIONS, TRACE, unknown methods", ""},
	ranges:       {"Range", ""},
	totals:       {"totals", ""},
	pages:        {"pages, gaps, cursors", ""},
	order:        {"order and ties", ""},
	scores:       {"scores", ""}, // never shown: the order of 100 at once shows them
	facets:       {"counts by term", ""},
	suggestions:  {"suggestions, words with typing mistakes", ""},
	snippets:     {"why a word was found", ""},
	nothingFound: {"nothing found, and wishes given up", ""},
	distances:    {"distances, bands, the map", ""},
	nearest:      {"the nearest, and the edges of a radius", ""},
	ids:          {"ids and their order", ""},
	slugs:        {"names in addresses", ""}, // there are none: they are asked for all the same
	sitemaps:     {"sitemap", ""},
	robots:       {"robots, feeds, structured data", ""},
	downloads:    {"everything at once", ""},
	statistics:   {"statistics, last change", ""},
	options:      {"choices of the form, terms", ""},
	errorTexts:   {"words of errors and their order", ""},
	health:       {"health, readiness, metrics, version, pprof", ""},
	rates:        {"rate limits, Retry-After", ""},
	cookies:      {"cookies", ""},
	policies:     {"content security policy", ""},
	connections:  {"whether the line stays open", ""},

	tlsSessions: {"TLS", "TestTheHandshakeIsTheSame: it is over before a request is read"},
	logs:        {"log", "compared after all requests of a pair, with the operator's metrics"},
	files:       {"public files", "the bundle is the only one: compared for each pair; its time is when it was published"},
	process:     {"arguments, environment, open files", "TestTheRealProgramHoldsNothingHidden"},
	memory:      {"memory", "TestTheRealProgramHoldsNothingHidden"},
	bundles:     {"bundle", "compared for each pair, signed by one key"},
	outbound:    {"outgoing connections", "TestTheRealProgramHoldsNothingHidden"},
	times:       {"time to answer", "TestTimeTellsNothing, not in the usual run: a statistic on a shared machine fails by itself now and then"},
}

// request is one request of the corpus: bytes, and what an observer looks at with
// it.
type request struct {
	name  string
	raw   []byte
	shows []int
}

// corpus is drawn for a pair of directories: everything that visitors and programs
// ask, and whatever somebody asks who wants to know more.
type corpus struct {
	random   *rand.Rand
	requests []request
	public   []data.ID
	hidden   []data.ID // listings and organizations that one of the two has inside
	gone     []data.ID
	tag      string // of the list of services
}

const size = 500

// newCorpus draws 500 requests for a pair, or more.
func newCorpus(t testing.TB, seed uint64, a, b *side, size int) []request {
	t.Helper()
	c := &corpus{random: rand.New(rand.NewPCG(seed, 4)), gone: b.withdrawn}
	public, staff := relais.Snapshot[relais.Public](a.engine), relais.Snapshot[relais.Staff](b.engine)
	for i := range public.Len() {
		c.public = append(c.public, public.At(i).ID)
	}
	for i := range staff.Len() {
		if l := staff.At(i); !slices.Contains(c.public, l.ID) {
			c.hidden = append(c.hidden, l.ID, l.Organization.ID)
		}
	}
	slices.Sort(c.public)
	slices.Sort(c.hidden)
	c.tag = tagOf(t, a)
	c.addPaths()
	c.addRefused()
	c.addConditions()
	c.addHSDS()
	c.addMalformed()
	c.addFlood()
	c.addApplications(append(namesOf(a), namesOf(b)...))
	for i := 0; len(c.requests) < size; i++ {
		c.addSearch(i)
	}
	return c.requests
}

// namesOf are the names of some organizations that staff see, public or not.
func namesOf(s *side) []string {
	var names []string
	staff := relais.Snapshot[relais.Staff](s.engine)
	for i := range staff.Len() {
		if i%max(1, staff.Len()/4) == 0 {
			names = append(names, staff.At(i).Organization.Name.En)
		}
	}
	return append(names, "Nobody’s House")
}

// addApplications has organizations ask to be listed, under names that one of the two
// directories has inside: whole, with faults, in the other language, from another
// site, and from one network until it is refused.
func (c *corpus) addApplications(names []string) {
	for _, path := range []string{"/fr/apply", "/en/apply", "/en/apply/", "/apply", "/fr/apply/1"} {
		c.get(path, options, refusals)
	}
	form := func(name string) url.Values {
		f := url.Values{
			"name_en": {name}, "kind": {"direct"}, "home": {"ON"}, "secret": {"yes"}, "need": {"legal"},
			"contact_name": {"Zinnia Fictitious"}, "contact_email": {"zinnia@example.org"},
		}
		for _, criterion := range application.Criteria(application.Provider) {
			f.Set("answer."+criterion.ID, "yes")
		}
		return f
	}
	post := func(f url.Values, with ...string) {
		with = append(with, "Content-Type: application/x-www-form-urlencoded")
		c.add("POST /en/apply HTTP/1.1", with, f.Encode(), errorTexts, refusals, ids)
	}
	for _, name := range names {
		post(form(name))
		faulty := form(name)
		faulty.Del("kind")
		post(faulty)
	}
	other := form(names[0])
	other.Set("draft", "1")
	post(other)
	post(form(names[0]), "Sec-Fetch-Site: cross-site")
	for range 8 {
		posted := form(names[0]).Encode()
		raw := framed("POST /fr/apply HTTP/1.1", "10.251.0.9", []string{"Content-Type: application/x-www-form-urlencoded"}, posted)
		c.requests = append(c.requests, request{"an organization that asks again and again", raw, []int{rates}})
	}
}

func tagOf(t testing.TB, s *side) string {
	t.Helper()
	for _, line := range parse(s.ask(t, &request{raw: framed("GET /hsds/services?per_page=1 HTTP/1.1", "198.51.100.250", nil, "")})).headers {
		if tag, ok := strings.CutPrefix(line, "Etag: "); ok {
			return tag
		}
	}
	t.Fatal("the list of services has no tag")
	return ""
}

// framed is one request and a second one behind it, whose answer tells whether the
// line stayed open.
func framed(line, network string, with []string, posted string) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\r\nHost: h\r\nX-Forwarded-For: %s\r\n", line, network)
	for _, h := range with {
		b.WriteString(h + "\r\n")
	}
	if posted != "" {
		fmt.Fprintf(&b, "Content-Length: %d\r\n", len(posted))
	}
	b.WriteString("\r\n" + posted)
	fmt.Fprintf(&b, "GET /healthz HTTP/1.1\r\nHost: h\r\nX-Forwarded-For: %s\r\nConnection: close\r\n\r\n", network)
	return []byte(b.String())
}

// network is one that no other request comes from.
func (c *corpus) network() string {
	n := len(c.requests)
	return fmt.Sprintf("10.%d.%d.1", n/256, n%256)
}

func (c *corpus) add(line string, with []string, posted string, shows ...int) {
	name := strings.TrimSuffix(line, " HTTP/1.1") + " " + strings.Join(with, " ") + " " + posted
	raw := framed(line, c.network(), with, posted)
	c.requests = append(c.requests, request{fmt.Sprintf("%.160s", name), raw, append(shows, status, headers, body)})
}

func (c *corpus) get(path string, shows ...int) { c.add("GET "+path+" HTTP/1.1", nil, "", shows...) }

func (c *corpus) addPaths() {
	for _, path := range []string{"/", "/fr/", "/en/", "/fr/info", "/en/info", "/es/", "/zh/", "/favicon.ico"} {
		c.get(path, length, validators, cookies, policies, connections, options)
	}
	c.add("GET / HTTP/1.1", []string{"Accept-Language: fr-CA, en;q=0.5"}, "", validators, redirects)
	for _, path := range []string{"/fr", "/en", "/FR/", "//fr/", "/fr//", "/en/search", "/fr/search/", "/en/sheet?place=M5V", "/fr/../en/", "/en/./info", "/v1", "/v1/", "/hsds", "/hsds/", "/HSDS/services", "/hsds/services/", "/%66r/", "/fr/%2e%2e/"} {
		c.get(path, redirects, refusals)
	}
	for _, path := range []string{"/sitemap.xml", "/sitemap.xml.gz", "/fr/sitemap.xml"} {
		c.get(path, sitemaps)
	}
	for _, path := range []string{"/robots.txt", "/feed", "/rss.xml", "/atom.xml", "/.well-known/security.txt", "/manifest.json", "/humans.txt"} {
		c.get(path, robots)
	}
	for _, path := range []string{"/healthz", "/readyz", "/metrics", "/debug/pprof/", "/debug/vars", "/version", "/status", "/v1/version"} {
		c.get(path, health)
	}
	for _, path := range []string{"/stats", "/v1/stats", "/v1/statistics", "/hsds/", "/hsds/profile", "/openapi.json"} {
		c.get(path, statistics, downloads)
	}
	for _, path := range []string{"/v1/terms", "/hsds/taxonomies", "/hsds/taxonomy_terms", "/hsds/taxonomy_terms?format=ndjson", "/hsds/taxonomy_terms?top_only=true&per_page=3&page=2", "/hsds/taxonomy_terms?search=shelter"} {
		c.get(path, options, facets)
	}
	for _, path := range []string{"/suggest?q=m", "/v1/suggest?q=canary", "/en/suggest?q=a", "/v1/search?q=zqxjkv"} {
		c.get(path, suggestions, refusals)
	}
	for _, path := range []string{"/bundle", "/public.bundle", "/relais.bundle", "/download", "/v1/listings", "/v1/listings/", "/hsds/services?format=ndjson&full=true", "/hsds/organizations?format=ndjson", "/hsds/service_at_locations?format=ndjson"} {
		c.get(path, downloads, order, ids)
	}
	for _, method := range []string{"HEAD", "OPTIONS", "TRACE", "PUT", "DELETE", "PATCH", "CONNECT", "BREW", "PROPFIND"} {
		for _, path := range []string{"/en/", "/v1/search", "/hsds/services", "/nowhere"} {
			c.add(method+" "+path+" HTTP/1.1", nil, "", methods, refusals, connections)
		}
	}
}

// addRefused asks for what is not there: never was, was withdrawn, is not public, is
// no id. All are one answer, and held to be below.
func (c *corpus) addRefused() {
	listing := func(id string, shows ...int) { c.get("/v1/listings/"+id, append(shows, refusals, errorTexts)...) }
	for _, id := range c.pick(c.hidden, 30) {
		listing(string(id), ids)
	}
	for _, id := range c.pick(c.hidden, 8) {
		c.get("/hsds/service_at_locations/"+string(id), refusals)
		c.get("/hsds/services/"+string(id), refusals)
		c.get("/hsds/organizations/"+string(id), refusals)
	}
	for _, id := range c.pick(c.gone, 5) {
		listing(string(id), ids)
	}
	for _, id := range []string{string(unknown), "x", "00000000-0000-0000-0000-000000000000", strings.ToUpper(string(c.public[0])), "%20", "..%2f", strings.Repeat("a", 300)} {
		listing(id)
	}
	for _, id := range c.pick(c.public, 10) {
		listing(string(id), ids, slugs)
		c.get("/hsds/service_at_locations/"+string(id), ids, distances)
	}
	for _, path := range []string{"/fr/maison-canari", "/en/listing/canary-house", "/o/canary-house-2", "/staff", "/staff/", "/v1/staff/search", "/v1/staff/", "/admin"} {
		c.get(path, slugs, refusals)
	}
}

const unknown data.ID = "00000000-0000-4000-8000-000000000000"

func (c *corpus) pick(from []data.ID, n int) []data.ID {
	var chosen []data.ID
	for _, i := range c.random.Perm(len(from))[:min(n, len(from))] {
		chosen = append(chosen, from[i])
	}
	return chosen
}

func (c *corpus) addConditions() {
	services := "GET /hsds/services?per_page=2 HTTP/1.1"
	for _, h := range []string{
		"If-None-Match: " + c.tag, "If-None-Match: W/" + c.tag, "If-None-Match: *", `If-None-Match: "x", ` + c.tag, `If-None-Match: "1"`,
		"If-Match: " + c.tag, "If-Match: \"x\"", "If-Modified-Since: Sun, 22 Nov 2026 15:00:00 GMT", "If-Modified-Since: Sat, 01 Jan 2000 00:00:00 GMT",
		"If-Unmodified-Since: Sat, 01 Jan 2000 00:00:00 GMT", "Cache-Control: max-age=0", "Pragma: no-cache",
	} {
		c.add(services, []string{h}, "", conditions, validators)
		c.add("GET /en/ HTTP/1.1", []string{h}, "", conditions, validators)
	}
	for _, h := range []string{"Range: bytes=0-99", "Range: bytes=-100", "Range: bytes=5-1", "Range: bytes=0-9,20-29", "Range: bytes=999999999-"} {
		c.add("GET /en/ HTTP/1.1", []string{h}, "", ranges)
		c.add("GET /hsds/services HTTP/1.1", []string{h, "If-Range: " + c.tag}, "", ranges)
	}
	for _, h := range []string{"Accept-Encoding: gzip", "Accept-Encoding: br, gzip, zstd", "Accept-Encoding: *", "TE: trailers"} {
		c.add("GET /en/ HTTP/1.1", []string{h}, "", length, trailers)
		c.add("GET /hsds/services?full=true HTTP/1.1", []string{h}, "", length, trailers)
	}
	for _, h := range []string{"Connection: close", "Connection: keep-alive", "Connection: upgrade\r\nUpgrade: h2c", "Expect: 100-continue", "Cookie: id=1", "Origin: https://other.example", "Sec-Fetch-Site: cross-site", "Referer: https://other.example/", "Authorization: Bearer x", "X-Forwarded-Host: other.example", "X-HTTP-Method-Override: DELETE"} {
		c.add("GET /en/info HTTP/1.1", []string{h}, "", connections, cookies)
	}
}

func (c *corpus) addHSDS() {
	term := "taxonomy_term_id=" + string(hsds.TermID("relais:need", "emergency-shelter"))
	staff := "taxonomy_id=" + string(hsds.TaxonomyID("relais:staff"))
	every := "taxonomy_id=" + string(hsds.TaxonomyID("relais:provider_kind"))
	police := "taxonomy_term_id=" + string(hsds.TermID("relais:provider_kind", "law_enforcement"))
	for _, list := range []string{"services", "organizations", "service_at_locations"} {
		for _, q := range []string{
			"", "full=true", "page=2&per_page=7", "page=3&per_page=1", "page=999999", "page=0", "per_page=1000", "per_page=1001", term, staff, every, police, "search=of+the",
			"search=shelter", "search=h%C3%A9bergement+canary", "search=zqxjkv", "search=sheltre", term + "&search=a", "modified_after=2000-01-01",
			"nonsense=1&page=x&per_page=-1", "minimal=true",
		} {
			c.get("/hsds/"+list+"?"+q, totals, pages, order, facets, ids, snippets, errorTexts)
		}
	}
	for _, q := range []string{"postcode=M5V", "postcode=M5V+1A1&proximity=10000", "postcode=K1A&proximity=20000", "postcode=X0A&proximity=900000.5", "postcode=H2X&proximity=0", "postcode=zzz", "format=geojson&per_page=1000", "postcode=V5K&proximity=250000&format=geojson"} {
		c.get("/hsds/service_at_locations?"+q, distances, nearest, order)
	}
	c.get("/hsds/service_at_locations?format=ndjson&"+every, downloads, order, ids)
	c.add("POST /hsds/services HTTP/1.1", []string{"Content-Type: application/x-www-form-urlencoded"}, "search=counselling&per_page=3", totals, order)
}

// addMalformed sends what is no request, what is too large and what is of no known
// kind. Nothing is sent behind it: the line is at its end. An unknown "Expect" is not
// sent: net/http refuses it before this program is asked, by the machine's clock.
func (c *corpus) addMalformed() {
	alone := func(raw string, shows ...int) {
		c.requests = append(c.requests, request{fmt.Sprintf("%.60q", raw), []byte(raw), append(shows, status, headers, connections, errorTexts)})
	}
	network := "X-Forwarded-For: 10.200.0.1\r\n"
	alone("GET\r\n\r\n")
	alone("GET / HTTP/3.0\r\nHost: h\r\n\r\n")
	alone("GET / HTTP/1.1\r\n\r\n")
	alone("GET / HTTP/1.0\r\n" + network + "\r\n")
	alone("GET /hsds/services HTTP/1.0\r\n" + network + "\r\n")
	alone("GET /a b HTTP/1.1\r\nHost: h\r\n\r\n")
	alone("GET / HTTP/1.1\r\nHost: h\r\nHost: i\r\n\r\n")
	alone("GET / HTTP/1.1\r\nHost: h\r\nBad Header: 1\r\n\r\n")
	alone("POST /v1/search HTTP/1.1\r\nHost: h\r\nContent-Length: x\r\n\r\n")
	alone("POST /v1/search HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip\r\n\r\n")
	alone("POST /v1/search HTTP/1.1\r\nHost: h\r\n"+network+"Content-Type: application/json\r\nContent-Length: 10485760\r\n\r\n", rates)
	alone("POST /en/search HTTP/1.1\r\nHost: h\r\n"+network+"Content-Length: 70000\r\n\r\n"+strings.Repeat("a", 70000), rates)
	for _, media := range []string{"", "Content-Type: text/plain", "Content-Type: application/json; charset=utf-8", "Content-Type: multipart/form-data; boundary=x"} {
		for _, path := range []string{"/v1/search", "/v1/plan", "/en/search", "/fr/", "/hsds/services"} {
			c.add("POST "+path+" HTTP/1.1", []string{media + "\r\nX-A: 1"}, "place=M5V&need=housing", errorTexts, refusals)
		}
	}
	for _, posted := range []string{"{", "[]", "null", `{"k":101}`, `{"k":-1,"age":-3,"needs":["x","y"],"gender":"z","urgency":"never"}`, `{"secret":1}`, `{"origin":{"place":"Windsor"}}`, `{"origin":{"place":"M5V","postal_code":"M5V"}}`, `{"origin":{"lat":91,"lng":0}}`, `{}{}`, `{"needs":["` + strings.Repeat("a", 5000) + `"]}`} {
		c.json("/v1/search", posted, errorTexts)
		c.json("/v1/plan", posted, errorTexts)
	}
}

// addFlood comes from one network until it is refused, and goes on.
func (c *corpus) addFlood() {
	for range limits.Burst {
		c.requests = append(c.requests, request{"a flood", framed("GET /v1/terms HTTP/1.1", "10.250.0.9", nil, ""), []int{rates, connections}})
	}
}

func (c *corpus) json(path, posted string, shows ...int) {
	c.add("POST "+path+" HTTP/1.1", []string{"Content-Type: application/json"}, posted, shows...)
}

// addSearch adds a search drawn at random, as JSON or as a form.
func (c *corpus) addSearch(i int) {
	r := c.drawn()
	shows := []int{totals, order, scores, facets, snippets, nothingFound, distances, nearest, suggestions, ids}
	switch i % 5 {
	case 0:
		c.json("/v1/search", encoded(r), shows...)
	case 1: // with the points of those whose address is public
		c.add("POST /v1/search HTTP/1.1", []string{"Content-Type: application/json\r\nAccept: application/geo+json"}, encoded(r), shows...)
	case 2:
		c.json("/v1/plan", encoded(r), shows...)
	default:
		f := url.Values{"need": r.Needs, "language": r.Languages, "barrier": r.Barriers, "access": r.Accessibility}
		if r.Origin != nil {
			f.Set("place", r.Origin.Place+r.Origin.PostalCode)
		}
		if r.Remote != nil {
			f.Set("remote", "1")
		}
		if c.random.IntN(3) == 0 {
			f.Set("page", strconv.Itoa(1+c.random.IntN(11)))
		}
		path := []string{"/en/search", "/fr/search", "/en/sheet", "/fr/", "/fr/search"}[c.random.IntN(5)]
		c.add("POST "+path+" HTTP/1.1", []string{"Content-Type: application/x-www-form-urlencoded"}, f.Encode(), append(shows, pages, options)...)
	}
}

func encoded(r ranking.Request) string {
	b, err := json.Marshal(r)
	if err != nil {
		panic(err) // a request of ours can be written
	}
	return string(b)
}

func (c *corpus) drawn() ranking.Request {
	one := func(from ...string) string { return from[c.random.IntN(len(from))] }
	maybe := func(percent int) bool { return c.random.IntN(100) < percent }
	r := ranking.Request{K: []int{0, 1, 3, 10, 100}[c.random.IntN(5)]}
	switch c.random.IntN(5) {
	case 0:
		r.Origin = &ranking.Start{PostalCode: one("M5V", "K1A", "H2X", "V5K", "X0A", "T5J", "B3H", "R2C", "A1A", "G1R", "Y1A", "X9X", "L8P 1A1")}
	case 1, 2:
		r.Origin = &ranking.Start{Place: one("Toronto", "Montréal", "Iqaluit", "Sept-Îles", "Whitehorse", "Halifax", "Windsor", "Gatineau, QC", "Calgari", "Nowhereville")}
	case 3:
		lat, lng := 43+10*c.random.Float64(), -123+58*c.random.Float64()
		r.Origin = &ranking.Start{Lat: &lat, Lng: &lng}
	}
	needs := []string{"emergency-shelter", "housing", "counselling", "legal", "immigration", "health", "mental-health", "crisis-line", "education", "police-reporting", "no such need"}
	for range c.random.IntN(3) {
		r.Needs = append(r.Needs, one(needs...))
	}
	if maybe(30) {
		r.Languages = []string{one("fr", "en", "es", "crk", "uk")}
	}
	if maybe(25) {
		r.Text = one("shelter", "sheltre femm", "canary-notes", "zqxjkv", "canary-protocol canary-sealed", "counselling jurdique", "maison", "demo")
	}
	if maybe(25) {
		r.WithinKM = []float64{1, 10, 24.999, 25, 50, 300}[c.random.IntN(6)]
	}
	if maybe(15) {
		r.Barriers = []string{one("no-id", "no-status", "no-fee", "no-police-report")}
	}
	if maybe(15) {
		r.Avoid = []string{one("ON", "Toronto:50", "45.4,-75.7:30", "Montréal:300")}
	}
	if maybe(10) {
		r.Units, r.Urgency = 2, one("now", "soon")
	}
	if maybe(10) {
		r.Kinds = []string{one("law_enforcement", "child_protection", "direct")}
	}
	if maybe(20) {
		age := float64(10 + c.random.IntN(60))
		r.Age, r.Gender = &age, one("woman", "man", "non_binary")
	}
	if maybe(10) {
		no := false
		r.Remote = &no
	}
	r.OpenNow = maybe(10)
	return r
}
