package wire

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/geo"
	"github.com/relais-directory/relais/index"
)

// leak is a fault that somebody could build into the public side by mistake: a
// wrapper around the server that knows the whole directory. The comparison must
// see it in the part that is said, by requests that claim to show the observable.
type leak struct {
	name       string
	observable int
	seen       string
	wrap       func(s *side, next http.Handler) http.Handler
}

// A check that cannot fail is a defect: each planted leak is told, by its name.
func TestEachPlantedLeakIsSeen(t *testing.T) {
	base := baseOf(t, 3)
	plain, changed := quiet(t, base, 3), busy(t, base, 3)
	changed.withdraw()
	corpus := corpusOf(t, changed)
	for _, l := range leaks {
		t.Run(l.name, func(t *testing.T) {
			a, b := newSide(t, plain, nil), newSide(t, changed, nil)
			a.runWith(t, func(next http.Handler) http.Handler { return l.wrap(a, next) })
			b.runWith(t, func(next http.Handler) http.Handler { return l.wrap(b, next) })
			if got := firstDifference(t, a, b, corpus, l.observable); got != l.seen {
				t.Errorf("it is seen as %q, want %q", got, l.seen)
			}
		})
	}
	if len(leaks) < 30 {
		t.Errorf("%d leaks", len(leaks))
	}
}

// Without a leak, the way in which leaks are planted shows no difference.
func TestWithoutALeakNothingIsSeen(t *testing.T) {
	base := baseOf(t, 3)
	plain, changed := quiet(t, base, 3), busy(t, base, 3)
	changed.withdraw()
	a, b := newSide(t, plain, nil), newSide(t, changed, nil)
	none := func(next http.Handler) http.Handler { return next }
	a.runWith(t, none)
	b.runWith(t, none)
	for _, r := range corpusOf(t, changed) {
		if x, y := askBoth(t, a, b, &r); !bytes.Equal(x, y) {
			t.Errorf("%s: %s", r.name, Difference(x, y))
		}
	}
}

// A listing of something hidden in the public catalog, left out of matches
// afterwards, is seen in the total: what a filter behind a search would be.
func TestAFilterBehindTheSearchIsSeen(t *testing.T) {
	base := baseOf(t, 3)
	plain, changed := quiet(t, base, 3), busy(t, base, 3)
	all := relais.Listings[data.Public](changed.engine)
	inside := map[data.ID]bool{}
	for _, r := range base[:30] {
		for _, l := range record.Publish(changed.twin(r)) {
			inside[l.ID] = true
			all = append(all, l)
		}
	}
	shared := index.Build(all, changed.engine.Terms(), 1)
	a := newSide(t, plain, nil)
	b := newSide(t, changed, func() *index.Snapshot[data.Public] { return shared })
	a.runWith(t, func(next http.Handler) http.Handler { return next })
	b.runWith(t, func(next http.Handler) http.Handler {
		return edit(next, "/v1/search", func(answer map[string]any) {
			answer["matches"] = slices.DeleteFunc(answer["matches"].([]any), func(m any) bool {
				return inside[data.ID(m.(map[string]any)["id"].(string))]
			})
		})
	})
	if got := firstDifference(t, a, b, corpusOf(t, changed), totals); got == "" {
		t.Error("a filter behind the search goes unseen")
	}
}

// A word too many in the operator's log, and a gauge too many, are seen where logs
// and metrics are compared.
func TestALineTooManyInTheLogIsSeen(t *testing.T) {
	base := baseOf(t, 3)
	plain, changed := quiet(t, base, 3), busy(t, base, 3)
	a, b := newSide(t, plain, nil), newSide(t, changed, nil)
	for _, s := range []*side{a, b} {
		fmt.Fprintln(&s.log, "level=DEBUG msg=loaded listings=", s.inside())
	}
	if a.log.String() == b.log.String() {
		t.Error("the log tells of what is hidden, and nobody sees it")
	}
}

// corpusOf is drawn as an observer would who knows every id of the changed
// directory.
func corpusOf(t *testing.T, changed *history) []request {
	t.Helper()
	s := newSide(t, changed, nil)
	defer s.run(t)()
	return newCorpus(t, 3, s, s, size)
}

// firstDifference asks what shows an observable until two answers differ.
func firstDifference(t *testing.T, a, b *side, corpus []request, observable int) string {
	t.Helper()
	for i := range corpus {
		r := &corpus[i]
		if !slices.Contains(r.shows, observable) {
			continue
		}
		if x, y := askBoth(t, a, b, r); !bytes.Equal(x, y) {
			return Difference(x, y)
		}
	}
	return ""
}

// inside counts the listings that the public has no part in.
func (s *side) inside() int {
	return relais.Snapshot[data.Staff](s.engine).Len() - relais.Snapshot[data.Public](s.engine).Len()
}

// isHidden reports whether the last part of a path is the id of something hidden.
func (s *side) isHidden(r *http.Request) bool {
	id := data.ID(r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:])
	_, public := relais.Snapshot[data.Public](s.engine).ByID(id)
	_, staff := relais.Snapshot[data.Staff](s.engine).ByID(id)
	return staff && !public
}

// phones counts the listings inside that answer by a number.
func (s *side) phones(number string) int {
	n := 0
	staff := relais.Snapshot[data.Staff](s.engine)
	for i := range staff.Len() {
		if slices.ContainsFunc(staff.At(i).Phones, func(p data.Phone) bool { return p.Number == number }) {
			n++
		}
	}
	return n
}

// withHeader sets one header of every answer.
func withHeader(name string, value func(s *side) string) func(*side, http.Handler) http.Handler {
	return func(s *side, next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			next.ServeHTTP(&late{w, func(h http.Header) { h.Set(name, value(s)) }}, r)
		})
	}
}

// late changes headers when the answer begins, after all that the server sets.
type late struct {
	http.ResponseWriter
	change func(http.Header)
}

func (l *late) WriteHeader(status int) {
	if l.change != nil {
		l.change(l.Header())
		l.change = nil
	}
	l.ResponseWriter.WriteHeader(status)
}

func (l *late) Write(b []byte) (int, error) {
	if l.change != nil {
		l.WriteHeader(http.StatusOK)
	}
	return l.ResponseWriter.Write(b)
}

// whole lets a leak change an answer when it is complete.
func whole(change func(s *side, r *http.Request, w *httptest.ResponseRecorder)) func(*side, http.Handler) http.Handler {
	return func(s *side, next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			kept := httptest.NewRecorder()
			next.ServeHTTP(kept, r)
			change(s, r, kept)
			for name, values := range kept.Header() {
				w.Header()[name] = values
			}
			w.WriteHeader(kept.Code)
			_, _ = w.Write(kept.Body.Bytes()) // whoever asked has gone
		})
	}
}

// answered puts a path into the world that the server does not have.
func answered(path string, say func(s *side) (int, string)) func(*side, http.Handler) http.Handler {
	return whole(func(s *side, r *http.Request, w *httptest.ResponseRecorder) {
		if r.URL.Path == path {
			status, body := say(s)
			w.Code = status
			w.Body.Reset()
			w.Body.WriteString(body)
		}
	})
}

// edit changes the JSON that a path answers.
func edit(next http.Handler, path string, change func(answer map[string]any)) http.Handler {
	return whole(func(_ *side, r *http.Request, w *httptest.ResponseRecorder) {
		var answer map[string]any
		if w.Code != http.StatusOK || !strings.HasPrefix(r.URL.Path, path) || json.Unmarshal(w.Body.Bytes(), &answer) != nil {
			return
		}
		change(answer)
		w.Body.Reset()
		_ = json.NewEncoder(w.Body).Encode(answer) // what was decoded can be encoded
	})(nil, next)
}

// edited is a leak by edit.
func edited(path string, change func(s *side, answer map[string]any)) func(*side, http.Handler) http.Handler {
	return func(s *side, next http.Handler) http.Handler {
		return edit(next, path, func(answer map[string]any) { change(s, answer) })
	}
}

// eachMatch changes every match of a search.
func eachMatch(change func(s *side, match map[string]any)) func(*side, http.Handler) http.Handler {
	return edited("/v1/search", func(s *side, answer map[string]any) {
		for _, m := range answer["matches"].([]any) {
			change(s, m.(map[string]any))
		}
	})
}

func numberOf(match map[string]any) string {
	for _, p := range match["phones"].([]any) {
		return p.(map[string]any)["number"].(string)
	}
	return ""
}

// appended adds words to every answer at a path that has a body.
func appended(path string, words func(s *side) string) func(*side, http.Handler) http.Handler {
	return whole(func(s *side, r *http.Request, w *httptest.ResponseRecorder) {
		if strings.HasPrefix(r.URL.Path, path) && w.Body.Len() > 0 {
			w.Body.WriteString(words(s))
		}
	})
}

// onStatus changes the answers of one status.
func onStatus(status int, change func(s *side, w *httptest.ResponseRecorder)) func(*side, http.Handler) http.Handler {
	return whole(func(s *side, _ *http.Request, w *httptest.ResponseRecorder) {
		if w.Code == status {
			change(s, w)
		}
	})
}

func generation(s *side) string { return strconv.FormatUint(s.engine.Generation(), 10) }
func insideOf(s *side) string   { return strconv.Itoa(s.inside()) }

var leaks = []leak{
	{"a count of all listings in a header", headers, "header X-Total-Count", withHeader("X-Total-Count", insideOf)},
	{"a tag made of the store's generation", validators, "header Etag", withHeader("ETag", func(s *side) string { return `"` + generation(s) + `"` })},
	{"the last change as Last-Modified", validators, "header Last-Modified", withHeader("Last-Modified", func(s *side) string {
		return now.Add(time.Duration(s.engine.Generation()) * time.Second).Format(http.TimeFormat)
	})},
	{"an age that counts changes", validators, "header Age", withHeader("Age", generation)},
	{"Vary that names what staff send", validators, "header Vary", withHeader("Vary", func(s *side) string { return strings.Repeat("Authorization ", s.inside()%7+1) })},
	{"not modified unless anything was", conditions, "status", func(s *side, next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("If-None-Match") == `"1"` && s.inside()%2 == 0 || r.Header.Get("If-Modified-Since") != "" && s.engine.Generation() > 3 {
				w.WriteHeader(http.StatusNotModified)
				return
			}
			next.ServeHTTP(w, r)
		})
	}},
	{"a redirect with the number of the build", redirects, "header Location", onStatus(http.StatusSeeOther, func(s *side, w *httptest.ResponseRecorder) {
		w.Header().Set("Location", w.Header().Get("Location")+"?v="+generation(s))
	})},
	{"forbidden, for what is hidden", refusals, "status", whole(func(s *side, r *http.Request, w *httptest.ResponseRecorder) {
		if w.Code == http.StatusNotFound && s.isHidden(r) {
			w.Code = http.StatusForbidden
		}
	})},
	{"gone, for what was withdrawn", refusals, "status", whole(func(s *side, r *http.Request, w *httptest.ResponseRecorder) {
		if slices.ContainsFunc(s.withdrawn, func(id data.ID) bool { return strings.HasSuffix(r.URL.Path, string(id)) }) {
			w.Code = http.StatusGone
		}
	})},
	{"methods that staff would have", methods, "header Allow", onStatus(http.StatusMethodNotAllowed, func(s *side, w *httptest.ResponseRecorder) {
		w.Header().Set("Allow", strings.Repeat("PUT ", s.inside()%9+1))
	})},
	{"a range out of the whole directory", ranges, "header Content-Range", whole(func(s *side, r *http.Request, w *httptest.ResponseRecorder) {
		if r.Header.Get("Range") != "" {
			w.Header().Set("Content-Range", "bytes 0-9/"+insideOf(s))
		}
	})},
	{"padding by the number of hidden listings", length, "header Content-Length", whole(func(s *side, _ *http.Request, w *httptest.ResponseRecorder) {
		w.Body.WriteString(strings.Repeat(" ", s.inside()))
	})},
	{"compression by a dictionary of all names", length, "body", whole(compressed)},
	{"a trailer with a digest of the store", trailers, "trailer", func(s *side, next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Trailer", "X-Digest")
			next.ServeHTTP(w, r)
			w.Header().Set("X-Digest", generation(s))
		})
	}},
	{"headers in an order by generation", headers, "header order", reordered},
	{"a total before filtering", totals, "header Content-Length", edited("/v1/search", func(s *side, answer map[string]any) {
		answer["total"] = answer["total"].(float64) + 1000*float64(1+s.inside())
	})},
	{"pages counted before filtering", pages, "body", edited("/hsds/", func(s *side, answer map[string]any) {
		if answer["total_pages"] != nil {
			answer["total_pages"] = 1000 + s.inside()%1000
		}
	})},
	{"an order by lines that hidden services share", order, "body", edited("/v1/search", func(s *side, answer map[string]any) {
		slices.SortStableFunc(answer["matches"].([]any), func(a, b any) int {
			return s.phones(numberOf(b.(map[string]any))) - s.phones(numberOf(a.(map[string]any)))
		})
	})},
	{"a score by how rare words are in the whole directory", scores, "body", eachMatch(func(s *side, m map[string]any) {
		m["score"] = fmt.Sprintf("%.4f", 1/float64(1+s.phones(numberOf(m))+s.inside()))
	})},
	{"counts by term over everything", facets, "header X-Facets", withHeader("X-Facets", func(s *side) string {
		n := 0
		staff := relais.Snapshot[data.Staff](s.engine)
		for i := range staff.Len() {
			n += len(staff.At(i).Needs)
		}
		return fmt.Sprint("needs=", n)
	})},
	{"suggestions from all names", suggestions, "body", answered("/suggest", func(s *side) (int, string) {
		return http.StatusOK, fmt.Sprint(s.inside(), relais.Suggest[data.Staff](s.engine, "m", bilingual.Fr, 1000), strings.Repeat(".", s.inside()))
	})},
	{"words found in staff's notes", snippets, "body", appended("/hsds/services", func(s *side) string { return fmt.Sprintf("%6d", s.phones("+14165550199")) })},
	{"wishes kept when a hidden service would do", nothingFound, "body", edited("/v1/search", func(s *side, answer map[string]any) {
		answer["relaxations"] = fmt.Sprintf("%06d", s.inside())
	})},
	{"metres from where staff know it", distances, "body", eachMatch(func(s *side, m map[string]any) {
		l, _ := relais.Snapshot[data.Staff](s.engine).ByID(data.ID(m["id"].(string)))
		m["distance_m"] = fmt.Sprintf("%09.0f", float64(geo.Distance(geo.Point{Lat: 45, Lng: -75}, l.Place.Center))+float64(s.inside()))
	})},
	{"how near the nearest of all is", nearest, "header X-Nearest", withHeader("X-Nearest", func(s *side) string {
		sum := 0.0
		staff := relais.Snapshot[data.Staff](s.engine)
		for i := range staff.Len() {
			sum += staff.At(i).Place.Center.Lat
		}
		return fmt.Sprint(sum)
	})},
	{"numbers in the order of coming", ids, "body", whole(func(s *side, r *http.Request, w *httptest.ResponseRecorder) {
		if strings.HasPrefix(r.URL.Path, "/v1/listings/") && w.Code == http.StatusOK {
			fmt.Fprintf(w.Body, "%08d", s.inside())
		}
	})},
	{"a name in an address with a number behind it", slugs, "body", appended("/v1/listings/", func(s *side) string { return fmt.Sprintf("maison-%06d", s.inside()) })},
	{"a sitemap with dates", sitemaps, "body", answered("/sitemap.xml", func(s *side) (int, string) { return http.StatusOK, fmt.Sprintf("%06s", generation(s)) })},
	{"robots that are told what to keep out of", robots, "body", answered("/robots.txt", func(s *side) (int, string) { return http.StatusOK, fmt.Sprintf("Disallow: /%06d", s.inside()) })},
	{"a manifest of the whole download", downloads, "body", appended("/hsds/services", func(s *side) string { return strings.Repeat("#", s.inside()) })},
	{"the day of the last change on a page", statistics, "body", appended("/hsds/profile", func(s *side) string { return fmt.Sprintf("%06s", generation(s)) })},
	{"choices that hidden services have", options, "body", appended("/v1/terms", func(s *side) string { return fmt.Sprintf("%06d", s.inside()) })},
	{"an error that names an id", errorTexts, "header Content-Length", onStatus(http.StatusNotFound, func(s *side, w *httptest.ResponseRecorder) { w.Body.WriteString(strings.Repeat("0", s.inside())) })},
	{"health with counts", health, "body", appended("/healthz", func(s *side) string { return fmt.Sprintf("%06d", s.inside()) })},
	{"not ready while something is imported", health, "status", answered("/readyz", func(s *side) (int, string) { return 200 + s.inside()%7, "ready\n" })},
	{"metrics for everybody", health, "body", answered("/metrics", func(s *side) (int, string) { return http.StatusOK, fmt.Sprintf("listings %06d", s.inside()) })},
	{"a longer wait when work goes on inside", rates, "header Retry-After", onStatus(http.StatusTooManyRequests, func(s *side, w *httptest.ResponseRecorder) {
		w.Header().Set("Retry-After", insideOf(s))
	})},
	{"a cookie with the generation", cookies, "header Set-Cookie", withHeader("Set-Cookie", func(s *side) string { return "g=" + generation(s) })},
	{"a nonce drawn from the generation", policies, "header Content-Security-Policy", withHeader("Content-Security-Policy", func(s *side) string { return "default-src 'nonce-" + generation(s) + "'" })},
	{"a line that closes when work goes on inside", connections, "header Connection", withHeader("Connection", func(s *side) string {
		if s.inside() > 100 {
			return "close"
		}
		return "keep-alive"
	})},
}

func compressed(s *side, r *http.Request, w *httptest.ResponseRecorder) {
	if !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		return
	}
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Name = strings.Repeat("x", s.inside())
	_, _ = z.Write(w.Body.Bytes()) // into memory
	_ = z.Close()
	w.Header().Set("Content-Encoding", "gzip")
	w.Body = &b
}

// reordered writes the answer by itself: net/http sorts its headers.
func reordered(s *side, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		kept := httptest.NewRecorder()
		next.ServeHTTP(kept, r)
		conn, out, err := http.NewResponseController(w).Hijack()
		if err != nil {
			panic(err) // the server of the test can be hijacked
		}
		defer func() { _ = conn.Close() }()
		lines := []string{"A: 1\r\n", "B: 2\r\n"}
		if s.engine.Generation() > 4 {
			slices.Reverse(lines)
		}
		fmt.Fprintf(out, "HTTP/1.1 %d X\r\n%s\r\n", kept.Code, strings.Join(lines, ""))
		_ = out.Flush()
	})
}
